// Short messages at the bottom right; never the only place of what they say.
//
// A message with an action stays until it is dismissed (WCAG 2.2.1); another leaves after ten seconds.
const STAYS_MS = 10000;

function region(kind) {
  const id = kind === "error" ? "toasts-alert" : "toasts-status";
  return document.getElementById(id);
}

function closer() {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "icon-btn";
  button.setAttribute("aria-label", document.body.dataset.dismiss ?? "×");
  button.textContent = "×";
  button.addEventListener("click", () => button.closest(".toast").remove());
  return button;
}

export function toast(message, { kind = "status", action = null } = {}) {
  const place = region(kind);
  if (!place || !message) return;
  const box = document.createElement("div");
  box.className = `toast ${kind}`;
  const words = document.createElement("span");
  words.textContent = message;
  box.append(words);
  if (action) box.append(action);
  box.append(closer());
  place.append(box);
  if (!action) setTimeout(() => box.remove(), STAYS_MS);
}

export function watchToasts() {
  document.querySelectorAll(".flash [data-dismiss]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => button.closest("p").remove());
  });
  document.querySelectorAll("[data-copy]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(new URL(button.dataset.copy, location.href).href);
      toast(button.dataset.copied);
    });
  });
  document.querySelectorAll("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => print());
  });
}
