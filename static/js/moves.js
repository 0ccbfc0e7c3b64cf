// Send a move of a row as the form would be, show what came of it, and offer to take it back.
//
//   <form id="moves" data-moves-in="#backlog">   holds the token, and names the table whose rows move
//
// Refused or stale, a move is sent once more as a form, so that the page that shows both versions appears; done,
// the rows are read again and a message offers to undo it.
import { readAgain } from "./fragments.js";
import { toast } from "./toast.js";
import { refreshRows } from "./windowed.js";

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
    sendMove(url, {});
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

export async function sendMove(url, fields, focus = null) {
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
