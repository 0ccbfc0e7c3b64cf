// Long lists: rows come in chunks as one scrolls, and chunks far away give their place back.
//
//   <table data-chunks="50" aria-rowcount="5001"> <tbody data-chunk="3">…one page of rows…</tbody> </table>
//
// The address of a chunk is that of the page with another `page`; the request says `X-Fragment: chunk` and the
// answer holds <tbody id="chunk" data-chunk="n">. Without a script the links under the table turn the pages.
const NEAR = "700px 0px";
const SETTLE_MS = 60;
const KEPT = 1; // chunks that stay, however far one scrolls
const lists = new WeakMap();

class Windowed {
  constructor(table) {
    this.table = table;
    this.near = new Set();
    this.first = table.tBodies[0];
    this.rowHeight = Math.max(24, this.first.offsetHeight / Math.max(1, this.first.rows.length));
    this.perChunk = this.first.rows.length;
    this.observer = new IntersectionObserver((entries) => this.seen(entries), { rootMargin: NEAR });
    this.fixColumns();
    this.layOut(Number(table.dataset.chunks));
    const panel = table.closest("section, div:has(> nav.pages)")?.querySelector("nav.pages");
    if (panel) panel.hidden = true;
  }

  fixColumns() {
    // Columns that follow their content would jump with each chunk.
    const heads = [...this.table.tHead.rows[0].cells];
    const widths = heads.map((one) => one.offsetWidth);
    heads.forEach((one, n) => { one.style.width = widths[n] ? `${widths[n]}px` : ""; });
    this.table.classList.add("fixed");
  }

  layOut(count) {
    const shown = Number(this.first.dataset.chunk);
    const last = count - 1;
    for (let n = 1; n <= count; n += 1) {
      const body = n === shown ? this.first : this.blank(n, n === last + 1 ? this.perChunk / 2 : this.perChunk);
      if (n < shown) this.first.before(body);
      else if (n > shown) this.table.append(body);
      this.observer.observe(body);
    }
    if (shown > 1) this.first.scrollIntoView({ block: "start" });
  }

  blank(number, rows, height = rows * this.rowHeight) {
    const body = document.createElement("tbody");
    body.dataset.chunk = number;
    body.dataset.blank = "yes";
    const cell = body.insertRow().insertCell();
    cell.colSpan = this.table.tHead.rows[0].cells.length;
    cell.className = "blank";
    cell.style.height = `${Math.round(height)}px`;
    return body;
  }

  seen(entries) {
    for (const entry of entries) {
      if (entry.isIntersecting) this.near.add(entry.target);
      else this.near.delete(entry.target);
    }
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.settle(), SETTLE_MS);
  }

  settle() {
    for (const body of this.near) if (body.dataset.blank && body.isConnected) this.load(body);
    const far = [...this.table.tBodies].filter((one) => !one.dataset.blank && !this.near.has(one));
    for (const body of far.slice(0, Math.max(0, far.length - KEPT))) {
      if (!body.contains(document.activeElement)) {
        this.replace(body, this.blank(body.dataset.chunk, 0, body.offsetHeight));
      }
    }
  }

  async load(body) {
    if (body.dataset.loading) return;
    body.dataset.loading = "yes";
    const url = new URL(location.href);
    url.hash = "";
    url.searchParams.set("page", body.dataset.chunk);
    try {
      const answer = await fetch(url, { credentials: "same-origin", headers: { "X-Fragment": "chunk", Accept: "text/html" } });
      if (!answer.ok) throw new Error(`chunk: ${answer.status}`);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById("chunk");
      if (!fresh || !body.isConnected) return;
      fresh.removeAttribute("id");
      const focused = body.contains(document.activeElement) ? document.activeElement.closest("tr")?.id : "";
      const adopted = document.importNode(fresh, true);
      this.replace(body, adopted);
      if (focused) document.getElementById(focused)?.querySelector("th a, a")?.focus({ preventScroll: true });
      this.table.dispatchEvent(new CustomEvent("rows:loaded", { bubbles: true, detail: adopted }));
    } catch (problem) {
      console.warn(problem); // what stood there stays; scrolling past it asks again
    } finally {
      delete body.dataset.loading;
    }
  }

  replace(body, other) {
    this.observer.unobserve(body);
    if (this.near.delete(body)) this.near.add(other);
    body.replaceWith(other);
    this.observer.observe(other);
  }

  refresh() {
    return Promise.all([...this.table.tBodies].filter((one) => !one.dataset.blank).map((one) => this.load(one)));
  }
}

export function enhanceWindows(root) {
  root.querySelectorAll("table[data-chunks]").forEach((table) => {
    if (lists.has(table) || Number(table.dataset.chunks) < 2) return;
    lists.set(table, new Windowed(table));
  });
}

// Read again what the table shows; false where it does not load by chunks.
export async function refreshRows(table) {
  const list = lists.get(table);
  if (!list) return false;
  await list.refresh();
  return true;
}
