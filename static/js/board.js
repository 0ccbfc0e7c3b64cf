// Move work on the board of a plan: drag a bar to another team or sprint, or an item out of the drawer.
//
//   <table data-board="S1,S2,S3">  <td class="lanes" data-team="falcon"> <a class="chip" data-epic data-sprints>
//   <form id="board-move">   epic, from, sprints, team, shift: sent when a bar is dropped
//   <form id="item-move">    item, team, sprint: sent when an item of a drawer (tr[data-item]) is dropped
//
// Both lead to the page with the consequence; nothing is saved by a drop. The drawers have the same as forms.
let dragged = null;

function sprintsOf(table) {
  return table.dataset.board.split(",");
}

function sprintAt(lane, x, count) {
  const box = lane.getBoundingClientRect();
  return Math.max(0, Math.min(count - 1, Math.floor(((x - box.left) / box.width) * count)));
}

function begin(event) {
  const chip = event.target.closest?.("table[data-board] .chip[data-epic]");
  const row = event.target.closest?.("tr[data-item]");
  if (chip) {
    const table = chip.closest("table");
    const lane = chip.closest("td.lanes");
    const all = sprintsOf(table);
    dragged = {
      kind: "run", epic: chip.dataset.epic, from: lane.dataset.team, sprints: chip.dataset.sprints,
      at: sprintAt(lane.querySelector(".lane"), event.clientX, all.length),
    };
  } else if (row && document.querySelector("table[data-board]")) {
    dragged = { kind: "item", item: row.dataset.item };
  } else {
    return;
  }
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged.epic ?? dragged.item);
}

function clear() {
  document.querySelectorAll(".spot").forEach((one) => one.remove());
}

function over(event) {
  const cell = event.target.closest?.("table[data-board] td.lanes");
  if (!dragged || !cell) return void (dragged && clear());
  event.preventDefault();
  const count = sprintsOf(cell.closest("table")).length;
  const lane = cell.querySelector(".lane");
  const place = sprintAt(lane, event.clientX, count);
  clear();
  const spot = document.createElement("span");
  spot.className = "spot";
  spot.style.left = `${(100 * place) / count}%`;
  spot.style.width = `${100 / count}%`;
  lane.append(spot);
}

function fill(form, fields) {
  for (const [name, value] of Object.entries(fields)) form.elements[name].value = value;
  form.requestSubmit();
}

function drop(event) {
  const cell = event.target.closest?.("table[data-board] td.lanes");
  if (!dragged || !cell) return;
  event.preventDefault();
  const all = sprintsOf(cell.closest("table"));
  const place = sprintAt(cell.querySelector(".lane"), event.clientX, all.length);
  const team = cell.dataset.team;
  const one = dragged;
  end();
  if (one.kind === "item") {
    fill(document.getElementById("item-move"), { item: one.item, team, sprint: all[place] });
  } else if (team !== one.from || place !== one.at) {
    const fields = { epic: one.epic, from: one.from, sprints: one.sprints, team, shift: place - one.at };
    fill(document.getElementById("board-move"), fields);
  }
}

function end() {
  dragged = null;
  clear();
}

export function watchBoard() {
  if (!document.getElementById("board-move")) return;
  document.addEventListener("dragstart", begin);
  document.addEventListener("dragover", over);
  document.addEventListener("drop", drop);
  document.addEventListener("dragend", end);
}
