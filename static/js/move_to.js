// A row goes to any place: m, or <a data-move-to>, opens dialog#move-to; without a script the item's own page.
import { sendMove } from "./moves.js";

function openMoveTo(row) {
  const dialog = document.querySelector("dialog#move-to");
  if (!dialog || !row?.dataset.move) return false;
  const own = dialog.querySelector("form");
  own.action = `${row.dataset.move}?moves=${row.dataset.moves}`;
  own.dataset.key = row.dataset.key;
  own.reset();
  dialog.showModal();
  own.querySelector("input:not([type=hidden])").focus();
  return true;
}

export function watchMoveTo() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-move-to]");
    if (link && openMoveTo(link.closest("tr"))) event.preventDefault();
  });
  document.addEventListener("submit", (event) => {
    const dialog = event.target.closest("dialog#move-to");
    if (!dialog) return;
    event.preventDefault();
    const fields = Object.fromEntries(
      [...new FormData(event.target)].filter(([name, value]) => value && name !== "csrf_token"),
    );
    dialog.close();
    if (Object.keys(fields).length) sendMove(event.target.action, fields, event.target.dataset.key);
  });
  document.addEventListener("click", (event) => {
    event.target.closest("dialog#move-to [data-close]")?.closest("dialog").close();
  });
}
