// Enter an absence on the calendar of a team: drag over the days of a person, or walk with the arrow keys.
//
// <table data-calendar> has a row <tr data-person data-name> a person and cells <td data-from data-to>; the
// <form data-pick> beside it takes the person and the days. A drag sends the form at once: its answer shows what
// the absence would change, and nothing is saved by that. Keys: arrows walk, Shift + arrow selects more, Enter
// sends, Escape lets go. A touch selects with two taps, so that a swipe still scrolls.
import { cellsOf, dayOf, nextCell, said } from "./calendar_days.js";

class Calendar {
  constructor(table, form) {
    this.table = table;
    this.form = form;
    this.rows = [...table.querySelectorAll("tr[data-person]")];
    this.anchor = this.head = null;
    this.dragged = false;
    table.setAttribute("role", "grid");
    for (const cell of this.cells()) {
      cell.tabIndex = -1;
      cell.querySelector("a")?.setAttribute("tabindex", "-1");
      if (!cell.textContent.trim()) cell.setAttribute("aria-label", cell.title || dayOf(cell.dataset.from));
    }
    const first = this.table.querySelector("td.today[data-from]") ?? this.cells()[0];
    if (first) first.tabIndex = 0;
    table.closest("section").querySelector("[data-js]")?.removeAttribute("hidden");
    this.listen();
  }

  cells(row) {
    return cellsOf(row ?? this.table);
  }

  listen() {
    this.table.addEventListener("pointerdown", (event) => this.press(event));
    this.table.addEventListener("pointerover", (event) => this.drag(event));
    addEventListener("pointerup", (event) => this.release(event));
    this.table.addEventListener("keydown", (event) => this.key(event));
    this.table.addEventListener("click", (event) => {
      if (this.dragged) event.preventDefault();
    });
    this.table.addEventListener("dragstart", (event) => event.preventDefault());
    this.form.querySelector("[data-drop]").addEventListener("click", () => this.drop());
  }

  press(event) {
    const cell = event.target.closest("td[data-from]");
    if (!cell || event.button > 0) return;
    this.dragged = false;
    if (event.pointerType === "touch") return this.tap(cell, event);
    this.pressed = cell;
    if (!event.target.closest("a")) this.select(cell, event.shiftKey ? cell : null);
  }

  tap(cell, event) {
    if (event.target.closest("a")) return;
    this.tapped = () => this.select(cell, this.anchor ? cell : null);
  }

  drag(event) {
    const cell = event.target.closest("td[data-from]");
    if (!this.pressed || !cell || cell === this.pressed || cell.parentElement !== this.pressed.parentElement) return;
    this.dragged = true;
    this.anchor = this.pressed;
    this.select(this.pressed, cell);
  }

  release(event) {
    if (event.pointerType === "touch") {
      this.tapped?.();
      this.tapped = null;
      return;
    }
    const was = this.pressed;
    this.pressed = null;
    if (was && this.dragged) this.send();
  }

  key(event) {
    const cell = event.target.closest("td[data-from]");
    if (!cell || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && this.anchor) {
      this.drop();
      event.preventDefault();
    } else if (event.key === "Enter" || event.key === " ") {
      const link = cell.querySelector("a");
      event.preventDefault();
      if (link && this.anchor === this.head) return void link.click();
      if (!this.anchor) this.select(cell);
      this.send();
    } else {
      const next = nextCell(this.rows, cell, event.key);
      if (!next) return;
      event.preventDefault();
      if (event.shiftKey && next.parentElement === cell.parentElement) this.select(this.anchor ?? cell, next);
      else this.select(next);
      this.focus(next);
    }
  }

  focus(cell) {
    for (const one of this.table.querySelectorAll('td[tabindex="0"]')) one.tabIndex = -1;
    cell.tabIndex = 0;
    cell.focus({ preventScroll: false });
  }

  select(anchor, head) {
    if (head && this.anchor && this.anchor.parentElement === head.parentElement) anchor = this.anchor;
    this.anchor = anchor;
    this.head = head ?? anchor;
    if (this.head.parentElement !== this.anchor.parentElement) this.anchor = this.head;
    const [first, last] = [this.anchor, this.head].map((one) => one.dataset);
    const from = first.from < last.from ? first.from : last.from;
    const to = first.to > last.to ? first.to : last.to;
    for (const cell of this.cells()) {
      const isIn = cell.parentElement === this.head.parentElement && cell.dataset.from >= from && cell.dataset.to <= to;
      cell.classList.toggle("picked", isIn);
      cell.setAttribute("aria-selected", String(isIn));
    }
    this.fill(this.head.parentElement.dataset, from, to);
  }

  fill(row, from, to) {
    const fields = this.form.elements;
    fields.person.value = row.person;
    fields.starts_on.value = from;
    fields.ends_on.value = to;
    this.form.querySelector("output").textContent = said(this.table, row.name, from, to);
    this.form.hidden = false;
  }

  drop() {
    this.anchor = this.head = null;
    for (const cell of this.table.querySelectorAll(".picked")) {
      cell.classList.remove("picked");
      cell.setAttribute("aria-selected", "false");
    }
    this.form.hidden = true;
  }

  send() {
    this.form.requestSubmit(this.form.querySelector("button.primary"));
  }
}

export function watchCalendar(root) {
  for (const table of root.querySelectorAll("table[data-calendar]:not([role])")) {
    const form = table.closest("section").querySelector("form[data-pick]");
    if (form) new Calendar(table, form);
  }
}
