// Move rows of the one rank order: drag the grip, or press the buttons, which Alt and the arrows press too.
//
//   <tr data-move="/items/E-1/move" data-key="E-1" data-moves="3" data-level="epic">
//     <span class="grip" draggable="true">                begins a drag; a drop before or behind another row moves
//     <button form="moves" formaction="..." name="before" value="E-2">
import { sendMove } from "./moves.js";

let dragged = null;

function besideOf(row, y) {
  const box = row.getBoundingClientRect();
  return y < box.top + box.height / 2 ? "before" : "after";
}

function canTake(row) {
  return dragged && row && row !== dragged && row.dataset.level === dragged.dataset.level;
}

function unmark() {
  document.querySelectorAll("tr.drop-before, tr.drop-after").forEach((row) => {
    row.classList.remove("drop-before", "drop-after");
  });
}

function watchDrag() {
  document.addEventListener("dragstart", (event) => {
    const row = event.target.closest?.(".grip")?.closest("tr[data-move]");
    if (!row) return;
    dragged = row;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", row.dataset.key);
    event.dataTransfer.setDragImage(row, 8, 8);
    row.classList.add("dragged");
  });
  document.addEventListener("dragover", (event) => {
    const row = event.target.closest?.("tr[data-move]");
    if (!canTake(row)) return;
    event.preventDefault();
    unmark();
    row.classList.add(`drop-${besideOf(row, event.clientY)}`);
  });
  document.addEventListener("drop", (event) => {
    const row = event.target.closest?.("tr[data-move]");
    if (!canTake(row)) return;
    event.preventDefault();
    const side = besideOf(row, event.clientY);
    const url = `${dragged.dataset.move}?moves=${dragged.dataset.moves}&beside_moves=${row.dataset.moves}`;
    sendMove(url, { [side]: row.dataset.key }, dragged.dataset.key);
  });
  document.addEventListener("dragend", () => {
    dragged?.classList.remove("dragged");
    dragged = null;
    unmark();
  });
}

function watchButtons() {
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-moves-in]") || !event.submitter?.formAction) return;
    event.preventDefault();
    const { name, value, formAction } = event.submitter;
    sendMove(formAction, { [name]: value }, event.submitter.closest("tr")?.dataset.key);
  });
}

export function watchReorder() {
  watchDrag();
  watchButtons();
}
