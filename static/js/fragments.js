// Swap parts of the page with what the server renders: on a click, a change, a submit, or every second.
//
//   <a href="/x?page=2" data-fragment="#rows">        a click fetches /x?page=2 and replaces #rows
//   <form action="/x" data-fragment="#rows">          a submit does; data-live makes it do so on each change and,
//                                                     in a search field, a moment after the last letter
//   <div id="job" data-poll="/plans/12/progress">     asks again each second until the answer has no data-poll;
//                                                     data-every="250": each 250 ms; 204: nothing new
//
// The request carries `X-Fragment: <id>`; the server may answer the fragment alone or the whole page.
// A redirect to another path, or an answer without the fragment, is followed as an ordinary visit.
import { toast } from "./toast.js";

const EVERY_MS = 1000;

const running = new Map(); // by the target's id: an older answer must not come after a newer one

async function fetchInto(target, url, options = {}) {
  const control = new AbortController();
  running.get(target.id)?.abort();
  running.set(target.id, control);
  target.setAttribute("aria-busy", "true");
  const slow = setTimeout(() => target.classList.add("loading"), 100);
  try {
    const answer = await fetch(url, {
      credentials: "same-origin",
      signal: control.signal,
      ...options,
      headers: { "X-Fragment": target.id, Accept: "text/html", ...options.headers },
    });
    const landed = new URL(answer.url).pathname;
    const expected = [new URL(url, location.href).pathname, location.pathname];
    if (answer.status === 204) return target; // nothing new
    if (answer.redirected && !expected.includes(landed)) {
      location.assign(answer.url);
      return null;
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return swap(target, page, answer);
  } catch (problem) {
    if (problem.name === "AbortError") return null;
    throw problem;
  } finally {
    clearTimeout(slow);
    if (running.get(target.id) === control) running.delete(target.id);
    target.classList.remove("loading");
    target.removeAttribute("aria-busy");
  }
}

function swap(target, page, answer) {
  const fresh = page.getElementById(target.id);
  if (!fresh) {
    toast(answer.ok ? target.dataset.lost : target.dataset.failed, { kind: "error" });
    return null;
  }
  const focused = document.activeElement?.id;
  const adopted = document.importNode(fresh, true);
  target.replaceWith(adopted);
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  const heading = target.id === "main" ? null : page.querySelector("main h1");
  if (heading) {
    document.querySelector("main h1")?.replaceChildren(...document.importNode(heading, true).childNodes);
    document.title = page.title;
  }
  adopted.dispatchEvent(new CustomEvent("fragment:swapped", { bubbles: true }));
  startPolls(adopted.parentElement ?? document);
  return adopted;
}

function targetOf(element) {
  return document.querySelector(element.dataset.fragment);
}

async function follow(link, event) {
  const target = targetOf(link);
  if (!target || event.metaKey || event.ctrlKey || event.shiftKey || event.button > 0) return;
  event.preventDefault();
  const fresh = await fetchInto(target, link.href).catch(() => location.assign(link.href));
  if (fresh && !("silent" in link.dataset)) history.pushState({ fragment: true }, "", link.href);
}

async function send(form, event) {
  const target = targetOf(form);
  if (!target) return;
  event.preventDefault();
  const fields = new FormData(form, event.submitter);
  const action = event.submitter?.getAttribute("formaction") ?? form.action;
  if (form.method === "get") {
    const url = new URL(action, location.href);
    url.search = new URLSearchParams([...fields].filter(([, value]) => value !== "")).toString();
    const fresh = await fetchInto(target, url.href).catch(() => form.submit());
    if (fresh) history.replaceState({ fragment: true }, "", url.href);
    return;
  }
  await fetchInto(target, action, { method: "POST", body: fields }).catch(() => form.submit());
}

// Read a part of the page again from the page's own address.
export function readAgain(target) {
  return fetchInto(target, location.href).catch(() => location.reload());
}

const TYPED_MS = 250;
let typing = null;

function onTyped(event) {
  const form = event.target.closest('form[data-live]');
  if (!form || event.target.type !== "search") return;
  clearTimeout(typing);
  typing = setTimeout(() => form.requestSubmit(), TYPED_MS);
}

function poll(element) {
  if (element.dataset.polling) return;
  element.dataset.polling = "yes";
  const wait = Number(element.dataset.every) || EVERY_MS;
  const again = async () => {
    if (!element.isConnected) return;
    if (document.hidden) return void setTimeout(again, wait);
    // Where the network fails the next second tries again; the page itself stays as it is.
    const fresh = await fetchInto(element, element.dataset.poll).catch(() => null);
    if (element.isConnected && (!fresh || fresh === element)) setTimeout(again, wait);
  };
  setTimeout(again, wait);
}

function startPolls(root) {
  root.querySelectorAll("[data-poll]").forEach(poll);
}

export function watchFragments() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-fragment]");
    if (link) follow(link, event);
  });
  document.addEventListener("submit", (event) => {
    if (event.target.matches("form[data-fragment]")) send(event.target, event);
  });
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-live]");
    if (form && event.target.type !== "search") form.requestSubmit();
  });
  document.addEventListener("input", onTyped);
  addEventListener("popstate", (event) => {
    if (event.state?.fragment) location.reload();
  });
  document.addEventListener("fragment:swapped", (event) => startPolls(event.target));
  startPolls(document);
}
