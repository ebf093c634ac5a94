// The table of quotations: a field that finds rows, names that fill it, headings that sort.
{
  const table = document.querySelector("table.quotations");
  const field = document.querySelector(".find input");
  const state = document.querySelector(".find [role=status]");
  const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

  if (table) {
    const body = table.tBodies[0];
    const rows = [...body.rows].map((row) => ({ row, cells: [...row.cells].map((cell) => cell.textContent) }));
    for (const each of rows) each.folded = fold(each.cells.join("\n"));

    const find = () => {
      const wanted = fold(field.value.trim());
      let shown = 0;
      for (const { row, folded } of rows) {
        row.hidden = !folded.includes(wanted);
        shown += !row.hidden;
      }
      state.textContent = "Quotations: " + (shown < rows.length ? shown + " of " : "") + rows.length;
    };

    const sort = (heading) => {
      const column = heading.cellIndex;
      const sign = heading.ariaSort === "ascending" ? -1 : 1;
      for (const other of table.tHead.rows[0].cells) other.ariaSort = null;
      heading.ariaSort = sign === 1 ? "ascending" : "descending";
      const order = new Intl.Collator("fr", { numeric: true }).compare;
      rows.sort((a, b) => sign * order(a.cells[column], b.cells[column]));
      body.append(...rows.map(({ row }) => row));
    };

    field.addEventListener("input", find);
    for (const heading of table.tHead.querySelectorAll("button"))
      heading.addEventListener("click", () => sort(heading.closest("th")));
    for (const name of document.querySelectorAll("button[data-find]"))
      name.addEventListener("click", () => {
        field.value = name.dataset.find;
        find();
        document.getElementById("quotations").scrollIntoView();
      });
    for (const control of document.querySelectorAll("button[data-find], thead button, .find input")) control.disabled = false;
  }
}
