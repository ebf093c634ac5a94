// The legend of each article: a pressed button shows the quotations of its speaker or medium alone. Several pressed
// speakers show the quotations of any of them; speakers and media together, those of both.
for (const root of document.querySelectorAll(".quotattr:not([data-ready])")) {
  root.dataset.ready = "";
  const buttons = [...root.querySelectorAll("button[data-legend]")];
  const quotations = [...root.querySelectorAll("mark[data-quotes]")];
  const beside = [...root.querySelectorAll("[data-quotes]:not(mark)")];
  const state = root.querySelector("[role=status]");
  const all = new Set(quotations.map((mark) => mark.dataset.quotes)).size;

  const pressed = (legend) =>
    buttons.filter((b) => b.dataset.legend === legend && b.ariaPressed === "true").map((b) => b.value);
  const isAnyOf = (marked, numbers) => marked.dataset.quotes.split(" ").some((number) => numbers.has(number));

  function filter() {
    const [speakers, sources] = [pressed("speaker"), pressed("source")];
    const shown = new Set();
    for (const mark of quotations) {
      const isShown = (!speakers.length || speakers.includes(mark.dataset.speaker))
        && (!sources.length || sources.includes(mark.dataset.source));
      mark.classList.toggle("off", !isShown);
      if (isShown) shown.add(mark.dataset.quotes);
    }
    for (const marked of beside) marked.classList.toggle("off", !isAnyOf(marked, shown));
    state.textContent = "Quotations: " + (shown.size < all ? shown.size + " of " : "") + all;
  }

  // What belongs together is seen together: the other parts, the cue, the mention and the medium of what is pointed at.
  function point(event) {
    const mark = event.target.closest("mark[data-quotes]");
    const numbers = new Set(mark ? [mark.dataset.quotes] : []);
    for (const marked of [...quotations, ...beside]) marked.classList.toggle("on", isAnyOf(marked, numbers));
  }

  for (const button of buttons) {
    button.disabled = false;
    button.addEventListener("click", () => {
      button.ariaPressed = button.ariaPressed === "true" ? "false" : "true";
      filter();
    });
  }
  for (const kind of ["mouseover", "mouseleave", "focusin"]) root.addEventListener(kind, point);
}
