// Single-key shortcuts: ? help, / search, g + letter go to, j k rows, Enter open, e edit, c create, x select.
//
// <body data-shortcuts="off"> switches them all off (the choice is on the account page). The places of `g`
// are the links with data-key in the navigation; e, c and x press the element with data-press="e" of the row
// or page; m, l and d those of moving, locking and excluding a row.
let waiting = null;

function typing(target) {
  return target.closest("input, textarea, select, [contenteditable], dialog[open]") !== null;
}

function rows() {
  return [...document.querySelectorAll("table[data-rows] > tbody > tr:not([hidden]):has(a, button)")];
}

function current() {
  const all = rows();
  return { all, here: all.findIndex((row) => row.contains(document.activeElement)) };
}

function step(by) {
  const { all, here } = current();
  if (!all.length) return;
  const next = all[Math.max(0, Math.min(all.length - 1, here + by))];
  next.querySelector("th a, a, button").focus();
}

function go(letter) {
  document.querySelector(`.nav a[data-key="${letter}"]`)?.click();
}

function pressNamed(letter) {
  const { all, here } = current();
  const element = all[here]?.querySelector(`[data-press="${letter}"]`)
    ?? document.querySelector(`[data-press="${letter}"]:not(tr *)`);
  if (element) element.click();
  return element !== null && element !== undefined;
}

function help() {
  const dialog = document.querySelector("dialog#shortcuts");
  if (dialog && !dialog.open) dialog.showModal();
}

function single(event) {
  if (waiting) {
    clearTimeout(waiting);
    waiting = null;
    go(event.key);
    return true;
  }
  switch (event.key) {
    case "?": help(); return true;
    case "/": document.querySelector(".find input")?.focus(); return true;
    case "g": waiting = setTimeout(() => { waiting = null; }, 1200); return true;
    case "j": step(1); return true;
    case "k": step(-1); return true;
    default: return /^[ecxmld]$/.test(event.key) && pressNamed(event.key);
  }
}

function moveRow(event) {
  const row = document.activeElement?.closest("tr, li");
  const name = event.key === "ArrowUp" ? "move-up" : "move-down";
  const button = row?.querySelector(`[data-press="${name}"]`);
  if (button) {
    event.preventDefault();
    button.click();
  }
}

function undo(event) {
  // The newest change is the last message; those of this page come before the one it was loaded with.
  const button = [...document.querySelectorAll(".toast [data-undo]")].at(-1)
    ?? [...document.querySelectorAll(".flash [data-undo]")].at(-1)
    ?? document.querySelector("[data-preview] [data-undo]");
  if (button) {
    event.preventDefault();
    button.click();
  }
}

export function watchKeys() {
  document.querySelectorAll("dialog.box [data-close]").forEach((button) => {
    button.addEventListener("click", () => button.closest("dialog").close());
  });
  document.querySelectorAll("[data-open-shortcuts]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", help);
  });
  document.addEventListener("keydown", (event) => {
    if (typing(event.target)) return;
    if ((event.ctrlKey || event.metaKey) && event.key === "z") return void undo(event);
    if (event.altKey && /^Arrow(Up|Down)$/.test(event.key)) return void moveRow(event);
    if (event.ctrlKey || event.metaKey || event.altKey || document.body.dataset.shortcuts === "off") return;
    if (single(event)) event.preventDefault();
  });
}
