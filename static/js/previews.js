// The consequence panel.
//
//   <form method="post" data-previews>   its answer, the panel with the estimate, takes the drawer's place without
//                                        loading the page again; whatever else is answered is loaded as ever
//   <section id="cal" data-with-preview> a part of the page that shows the change too: fetched again afterwards
//
// What came out is said once to screen readers, and the focus stays where it is.
function show(panel) {
  const shell = document.querySelector(".shell");
  const old = document.querySelector(".shell > .drawer");
  const adopted = document.importNode(panel, true);
  if (old) old.replaceWith(adopted);
  else shell.append(adopted);
  shell.classList.add("with-drawer");
  adopted.dispatchEvent(new CustomEvent("fragment:swapped", { bubbles: true }));
  return adopted;
}

async function refresh(address) {
  const parts = [...document.querySelectorAll("[data-with-preview][id]")];
  if (!parts.length) return;
  const answer = await fetch(address, { credentials: "same-origin" });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of parts) {
    const fresh = page.getElementById(part.id);
    if (!fresh) continue;
    const adopted = document.importNode(fresh, true);
    part.replaceWith(adopted);
    adopted.dispatchEvent(new CustomEvent("fragment:swapped", { bubbles: true }));
  }
}

async function ask(form, event) {
  event.preventDefault();
  const fields = new FormData(form, event.submitter);
  const action = event.submitter?.getAttribute("formaction") ?? form.action;
  form.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(action, {
      method: "POST", body: fields, credentials: "same-origin", headers: { "X-Preview": "1" },
    });
    const address = answer.headers.get("X-Location");
    if (!address) return void form.submit();
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    show(page.getElementById("drawer"));
    history.pushState({ fragment: true }, "", address);
    await refresh(address);
  } catch {
    form.submit();
  } finally {
    form.removeAttribute("aria-busy");
  }
}

function tell(event) {
  if (!event.target.matches?.("[data-preview]")) return;
  const said = event.target.querySelector("[data-say]:not([data-estimate])");
  const status = document.getElementById("preview-said");
  if (said && status) status.textContent = said.textContent;
  const title = event.target.closest("[data-preview-page]")?.querySelector("h1");
  if (said && title) title.textContent = said.textContent.replace(/\.$/, "");
}

export function watchPreviews() {
  document.addEventListener("submit", (event) => {
    if (!event.defaultPrevented && event.target.matches("form[data-previews]")) ask(event.target, event);
  });
  document.addEventListener("fragment:swapped", tell);
}
