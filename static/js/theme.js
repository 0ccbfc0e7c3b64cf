// Change the theme at once; the form behind the switch does the same by a round trip without a script.
function apply(choice) {
  const root = document.documentElement;
  if (choice === "system") delete root.dataset.theme;
  else root.dataset.theme = choice;
  document.dispatchEvent(new CustomEvent("theme:changed"));
}

function remember(form, button) {
  const fields = new FormData(form, button);
  fetch(form.action, { method: "POST", body: fields, credentials: "same-origin", redirect: "manual" }).catch(() => {});
}

export function watchTheme() {
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-theme-switch]");
    if (!form || !event.submitter?.value) return;
    event.preventDefault();
    apply(event.submitter.value);
    form.querySelectorAll("button[aria-pressed]").forEach((button) => {
      button.setAttribute("aria-pressed", String(button === event.submitter));
    });
    remember(form, event.submitter);
    const menu = form.closest("details");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
}
