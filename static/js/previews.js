// The consequence panel: what came out is said once to screen readers, and the focus stays where it is.
export function watchPreviews() {
  document.addEventListener("fragment:swapped", (event) => {
    if (!event.target.matches?.("[data-preview]")) return;
    const said = event.target.querySelector("[data-say]:not([data-estimate])");
    const status = document.getElementById("preview-said");
    if (said && status) status.textContent = said.textContent;
  });
}
