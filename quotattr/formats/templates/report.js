// The table of quotations: a field that finds rows, names that fill it, headings that sort. What is typed is looked for in all
// of a row; "Speaker = Anne Morel", which is what pressing a name writes, is looked for as the whole of that column.
{
  const table = document.querySelector("table.quotations");
  const field = document.querySelector(".find input");
  const state = document.querySelector(".find [role=status]");
  const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/\s+/g, " ").trim().toLowerCase();

  if (table) {
    const body = table.tBodies[0];
    const headings = [...table.tHead.rows[0].cells].map((cell) => fold(cell.textContent));
    const rows = [...body.rows].map((row) => {
      const cells = [...row.cells].map((cell) => cell.textContent);
      return { row, cells, folded: cells.map(fold) };
    });

    const find = () => {
      const [, column = "", name = ""] = (field.value.match(/^([^=]*)=(.*)$/) ?? []).map(fold);
      const place = column ? headings.indexOf(column) : -1;
      const wanted = fold(field.value);
      let shown = 0;
      for (const { row, folded } of rows) {
        row.hidden = place < 0 ? !folded.join(" ").includes(wanted) : folded[place] !== name;
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
        field.value = name.dataset.column + " = " + name.dataset.find.replace(/\s+/g, " ");
        find();
        document.getElementById("quotations").scrollIntoView();
      });
    for (const control of document.querySelectorAll("button[data-find], thead button, .find input")) control.disabled = false;
  }
}
