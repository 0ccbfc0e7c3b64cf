// Move rows of the one rank order: drag the grip, press the buttons or Alt and an arrow, or m for any place.
//
//   <form id="moves" data-moves-in="#backlog">            holds the token; buttons of the rows send it
//   <tr data-move="/items/E-1/move" data-key="E-1" data-moves="3" data-level="epic">
//     <span class="grip" draggable="true">                begins a drag; a drop before or behind another row moves
//     <a data-move-to>                                    opens dialog#move-to, without a script the item's page
//
// A move is sent as the form would be. Refused or stale, it is sent once more as a form, so that the page that
// shows both versions appears; done, the rows are read again and a message offers to undo it.
import { readAgain } from "./fragments.js";
import { toast } from "./toast.js";
import { refreshRows } from "./windowed.js";

let dragged = null;

function form() {
  return document.querySelector("form[data-moves-in]");
}

function table() {
  return document.querySelector(form()?.dataset.movesIn);
}

function undoButton(url) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn small";
  button.dataset.undo = "";
  button.textContent = document.body.dataset.undoWord ?? "Undo";
  button.addEventListener("click", () => {
    button.closest(".toast")?.remove();
    send(url, {});
  });
  return button;
}

function asForm(url, fields) {
  const sent = document.createElement("form");
  sent.method = "post";
  sent.action = url;
  const own = { ...fields, csrf_token: token(), next: location.pathname + location.search };
  for (const [name, value] of Object.entries(own)) {
    const input = document.createElement("input");
    input.type = "hidden";
    input.name = name;
    input.value = value;
    sent.append(input);
  }
  document.body.append(sent);
  sent.submit();
}

function token() {
  return form().querySelector('[name="csrf_token"]').value;
}

async function send(url, fields, focus = null) {
  const body = new FormData();
  for (const [name, value] of Object.entries({ ...fields, csrf_token: token() })) body.set(name, value);
  const answer = await fetch(url, {
    method: "POST", body, credentials: "same-origin", headers: { Accept: "application/json" },
  }).catch(() => null);
  if (!answer?.ok || !answer.headers.get("Content-Type")?.includes("json")) return void asForm(url, fields);
  const said = await answer.json();
  const list = table();
  if (!(await refreshRows(list))) await readAgain(list.closest("[id]:not(table)"));
  if (focus) document.getElementById(`row-${focus}`)?.querySelector("th a, a")?.focus();
  [...document.querySelectorAll(".toast:has([data-undo])")].slice(0, -2).forEach((one) => one.remove());
  toast(said.text, { action: said.undo ? undoButton(said.undo) : null });
}

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
    send(url, { [side]: row.dataset.key }, dragged.dataset.key);
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
    send(formAction, { [name]: value }, event.submitter.closest("tr")?.dataset.key);
  });
}

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

function watchMoveTo() {
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
    if (Object.keys(fields).length) send(event.target.action, fields, event.target.dataset.key);
  });
  document.addEventListener("click", (event) => {
    event.target.closest("dialog#move-to [data-close]")?.closest("dialog").close();
  });
}

export function watchReorder() {
  watchDrag();
  watchButtons();
  watchMoveTo();
}
