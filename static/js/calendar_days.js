// The days of a team's calendar: its cells, where the keys lead to, and the words for a run of days.
const DAY = 86_400_000;

export function cellsOf(part) {
  return [...part.querySelectorAll("td[data-from]")];
}

export function dayOf(text) {
  const one = new Date(`${text}T12:00:00Z`);
  const form = { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" };
  return one.toLocaleDateString(document.documentElement.lang, form);
}

export function said(table, name, from, to) {
  let days = 0;
  for (let at = Date.parse(from); at <= Date.parse(to); at += DAY) days += new Date(at).getUTCDay() % 6 ? 1 : 0;
  const words = days === 1 ? table.dataset.one : table.dataset.many;
  const facts = { name, first: dayOf(from), last: dayOf(to), days };
  return words.replace(/%\((\w+)\)s/g, (_, key) => facts[key]);
}

export function nextCell(rows, cell, key) {
  const own = cellsOf(cell.parentElement);
  const at = own.indexOf(cell);
  if (key === "ArrowLeft") return own[at - 1];
  if (key === "ArrowRight") return own[at + 1];
  if (key === "Home") return own[0];
  if (key === "End") return own.at(-1);
  if (key === "PageUp" || key === "PageDown") return near(cell.parentElement, cell, key === "PageUp" ? -14 : 14);
  if (key !== "ArrowUp" && key !== "ArrowDown") return null;
  const row = rows[rows.indexOf(cell.parentElement) + (key === "ArrowUp" ? -1 : 1)];
  return row && near(row, cell, 0);
}

function near(row, cell, days) {
  const wanted = Date.parse(cell.dataset.from) + days * DAY;
  const own = cellsOf(row);
  return own.find((one) => Date.parse(one.dataset.to) >= wanted) ?? own.at(-1);
}
