// The command palette: Ctrl K or Cmd K opens a dialog over a JSON list [{title, kind, url, words}].
//
// <dialog id="palette" data-source="/palette.json" data-search="/search?q="> holds an input and a listbox.
const SHOWN = 12;
let commands = null;

function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

function found(words) {
  const wanted = plain(words).split(/\s+/).filter(Boolean);
  const rated = [];
  for (const command of commands ?? []) {
    const text = plain(`${command.title} ${command.words ?? ""}`);
    if (!wanted.every((word) => text.includes(word))) continue;
    const first = wanted[0] ? text.indexOf(wanted[0]) : 0;
    rated.push([first, command]);
  }
  return rated.sort((a, b) => a[0] - b[0]).slice(0, SHOWN).map((pair) => pair[1]);
}

function option(command, number) {
  const element = document.createElement("div");
  element.setAttribute("role", "option");
  element.id = `palette-${number}`;
  element.dataset.url = command.url;
  element.append(command.title);
  const kind = document.createElement("small");
  kind.textContent = command.kind ?? "";
  element.append(kind);
  return element;
}

function show(dialog) {
  const input = dialog.querySelector("input");
  const list = dialog.querySelector('[role="listbox"]');
  const hits = found(input.value);
  if (input.value.trim()) {
    hits.push({
      title: `${dialog.dataset.searchLabel} “${input.value.trim()}”`,
      url: dialog.dataset.search + encodeURIComponent(input.value.trim()),
    });
  }
  list.replaceChildren(...hits.map(option));
  choose(dialog, 0);
}

function choose(dialog, number) {
  const options = [...dialog.querySelectorAll('[role="option"]')];
  if (!options.length) return dialog.querySelector("input").removeAttribute("aria-activedescendant");
  const chosen = options[(number + options.length) % options.length];
  options.forEach((one) => one.setAttribute("aria-selected", String(one === chosen)));
  dialog.querySelector("input").setAttribute("aria-activedescendant", chosen.id);
  chosen.scrollIntoView({ block: "nearest" });
}

function current(dialog) {
  return [...dialog.querySelectorAll('[role="option"]')].findIndex((one) => one.ariaSelected === "true");
}

async function open(dialog) {
  if (dialog.open) return;
  dialog.showModal();
  const input = dialog.querySelector("input");
  input.value = "";
  input.focus();
  if (!commands) {
    const answer = await fetch(dialog.dataset.source, { credentials: "same-origin" }).catch(() => null);
    commands = answer?.ok ? await answer.json() : [];
  }
  show(dialog);
}

function press(dialog, event) {
  const here = current(dialog);
  if (event.key === "ArrowDown") choose(dialog, here + 1);
  else if (event.key === "ArrowUp") choose(dialog, here - 1);
  else if (event.key === "Enter") {
    const url = dialog.querySelectorAll('[role="option"]')[here]?.dataset.url;
    if (url) location.assign(url);
  } else return;
  event.preventDefault();
}

export function watchPalette() {
  const dialog = document.querySelector("dialog#palette");
  if (!dialog) return;
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      open(dialog);
    }
  });
  document.querySelectorAll("[data-open-palette]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => open(dialog));
  });
  const input = dialog.querySelector("input");
  input.addEventListener("input", () => show(dialog));
  input.addEventListener("keydown", (event) => press(dialog, event));
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
    const chosen = event.target.closest('[role="option"]');
    if (chosen) location.assign(chosen.dataset.url);
  });
}
