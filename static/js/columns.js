// Arrow down and up move between the lines of a form, within the same column.
export function watchColumns() {
  for (const form of document.querySelectorAll("form[data-columns]")) {
    form.addEventListener("keydown", (event) => {
      const column = event.target.dataset?.column;
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (!column || !step || event.altKey || event.ctrlKey || event.metaKey) return;
      const every = [...form.querySelectorAll(`[data-column="${column}"]`)];
      const next = every[every.indexOf(event.target) + step];
      if (!next) return;
      event.preventDefault();
      next.focus();
      next.select();
    });
  }
}
