// Sort and filter tables that are wholly on the page; long lists sort and page on the server.
//
// <table data-sortable> turns each <th data-sort="number|text|date"> into a button;
// <input data-filter="#table-id" hidden> hides the rows that do not hold its words.
// A panel that scrolls sideways, because its table is too wide, can be scrolled with the keyboard.
function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

function valueOf(row, column, kind) {
  const cell = row.cells[column];
  const text = cell?.dataset.value ?? cell?.querySelector("time")?.dateTime ?? cell?.textContent.trim() ?? "";
  if (kind !== "number") return plain(text);
  const number = Number.parseFloat(text.replace("−", "-"));
  return Number.isNaN(number) ? -Infinity : number;
}

function sort(table, heading, column) {
  const falling = heading.getAttribute("aria-sort") === "ascending";
  const kind = heading.dataset.sort;
  const body = table.tBodies[0];
  const moved = [...body.rows].filter((row) => !row.matches(".sum"));
  const kept = [...body.rows].filter((row) => row.matches(".sum"));
  moved.sort((a, b) => {
    const [x, y] = [valueOf(a, column, kind), valueOf(b, column, kind)];
    return (x < y ? -1 : x > y ? 1 : 0) * (falling ? -1 : 1);
  });
  table.querySelectorAll("th[aria-sort]").forEach((one) => one.removeAttribute("aria-sort"));
  heading.setAttribute("aria-sort", falling ? "descending" : "ascending");
  body.append(...moved, ...kept);
}

function makeSortable(table) {
  [...table.tHead.rows[0].cells].forEach((heading, column) => {
    if (!heading.dataset.sort || heading.querySelector(".sort")) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.append(...heading.childNodes);
    button.addEventListener("click", () => sort(table, heading, column));
    heading.append(button);
  });
}

function filter(input) {
  const table = document.querySelector(input.dataset.filter);
  const words = plain(input.value).split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const row of table.tBodies[0].rows) {
    const text = plain(row.textContent);
    row.hidden = !words.every((word) => text.includes(word));
    shown += row.hidden ? 0 : 1;
  }
  const count = document.querySelector(input.dataset.count);
  if (count) count.textContent = String(shown);
}

function letScroll() {
  document.querySelectorAll(".main :is(section, form, div):has(> table.data)").forEach((panel) => {
    const scrolls = panel.scrollWidth > panel.clientWidth + 1 && getComputedStyle(panel).overflowX === "auto";
    if (scrolls && !panel.hasAttribute("tabindex")) {
      panel.tabIndex = 0;
      panel.dataset.scrolls = "yes";
    } else if (!scrolls && panel.dataset.scrolls) {
      panel.removeAttribute("tabindex");
      delete panel.dataset.scrolls;
    }
  });
}

export function enhanceTables(root) {
  letScroll();
  if (root === document) addEventListener("resize", letScroll);
  root.querySelectorAll("table[data-sortable]").forEach(makeSortable);
  root.querySelectorAll("input[data-filter]").forEach((input) => {
    const field = input.closest("[data-filter-field]") ?? input;
    field.hidden = false;
    input.addEventListener("input", () => filter(input));
  });
}
