// The drawer is part of the page with its own address: move the focus to it, close it with Escape.
//
// <aside class="drawer" id="drawer" tabindex="-1"> holds a link [data-close-drawer] back to the page without it.
function arrive(event) {
  const drawer = document.querySelector(".drawer[data-focus]");
  const isPart = event?.target instanceof Element && drawer?.contains(event.target) && event.target !== drawer;
  if (drawer && !isPart) drawer.focus({ preventScroll: matchMedia("(min-width: 1101px)").matches });
}

function warnUnsaved(event) {
  if (document.querySelector("form[data-unsaved]")) event.preventDefault();
}

export function watchDrawer() {
  arrive();
  document.addEventListener("fragment:swapped", arrive);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    if (document.querySelector("dialog[open], details.menu[open]")) return;
    document.querySelector(".drawer [data-close-drawer]")?.click();
  });
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-guard]");
    if (form) form.dataset.unsaved = "yes";
  });
  document.addEventListener("submit", (event) => {
    delete event.target.dataset.unsaved;
  });
  addEventListener("beforeunload", warnUnsaved);
}
