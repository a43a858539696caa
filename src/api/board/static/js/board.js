// The board: one Tab stop with arrows between cells, the sheet of a shift, keys, dragging by mouse
// or pen, and a quiet line when somebody else has changed the draft. Without it every chip is a link.
const announce = (text) => document.dispatchEvent(new CustomEvent("rotation:say", { detail: text }));
const sheet = document.getElementById("sheet");
const body = document.getElementById("sheet-body");
const list = document.getElementById("keylist");
let at = [1, 0];
let origin = null;

const board = () => document.querySelector("table.board[role=grid]");
const rows = () => [...board().tBodies[0].rows].map((row) => [...row.cells].slice(1, 8));
const inside = (cell) => cell.querySelector("a.chip") || cell;

const letters = document.documentElement.dataset.letters !== "off";

function place(row, column, focus) {
  const all = rows();
  const r = Math.max(0, Math.min(all.length - 1, row));
  const c = Math.max(0, Math.min(6, column));
  for (const cell of all.flat()) {
    cell.removeAttribute("tabindex");
    for (const chip of cell.querySelectorAll("a.chip")) chip.tabIndex = -1;
  }
  at = [r, c];
  const target = inside(all[r][c]);
  target.tabIndex = 0;
  if (focus) target.focus();
}

async function open(chip, then) {
  origin = chip.id;
  const headers = { "HX-Request-Type": "partial", "HX-Request": "true" };
  const answer = await fetch(chip.href, { headers });
  if (!answer.ok) {
    location.assign(chip.href);
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  body.replaceChildren(...page.querySelectorAll("main > section"));
  window.htmx.process(body);
  sheet.showModal();
  if (then) then();
}

function keys(event) {
  const chip = event.target.closest("a.chip");
  const [r, c] = at;
  const moves = {
    ArrowLeft: [r, c - 1], ArrowRight: [r, c + 1], ArrowUp: [r - 1, c], ArrowDown: [r + 1, c],
    Home: [event.ctrlKey ? 0 : r, 0], End: [event.ctrlKey ? 999 : r, 6],
  };
  const move = moves[event.key];
  if (move) {
    event.preventDefault();
    place(...move, true);
    return;
  }
  if (event.key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    document.querySelector("form[action$='/draft/undo']")?.requestSubmit();
    return;
  }
  if (!chip || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key.length === 1 && event.key !== " " && !letters) return;
  const press = (selector) => () => body.querySelector(selector)?.focus();
  const verbs = {
    Enter: null, " ": null,
    l: () => body.querySelector("[data-key=l]")?.click(),
    m: press("#others button"), w: press("#why"), Delete: press("[data-key=Delete]"),
  };
  const verb = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (!(verb in verbs)) return;
  event.preventDefault();
  open(chip, verbs[verb]);
}

document.addEventListener("keydown", (event) => {
  if (event.target.closest?.("table.board[role=grid]")) keys(event);
  if (event.key === "?" && letters && !event.target.closest?.("input, select, textarea, dialog")) list.showModal();
});
document.addEventListener("focusin", (event) => {
  const cell = event.target.closest?.("table.board[role=grid] td");
  if (!cell) return;
  rows().forEach((row, r) => {
    const c = row.indexOf(cell);
    if (c >= 0) at = [r, c];
  });
});
document.addEventListener("click", (event) => {
  const chip = event.target.closest?.("table.board a.chip");
  if (!chip || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (!dropped) open(chip);
  dropped = false;
});
for (const each of document.querySelectorAll("[data-keys]")) {
  each.hidden = false;
  each.addEventListener("click", () => list.showModal());
}
list.addEventListener("click", (event) => event.target === list && list.close());
sheet.addEventListener("click", (event) => {
  if (event.target === sheet || event.target.closest(".crumb a")) {
    event.preventDefault();
    sheet.close();
  }
});
document.addEventListener("htmx:before:swap", () => sheet.open && sheet.close());
document.addEventListener("htmx:after:swap", () => {
  if (!board()) return;
  const chip = origin && document.getElementById(origin);
  const cell = chip?.closest("td");
  const found = cell && rows().findIndex((row) => row.includes(cell));
  if (chip && found >= 0) place(found, rows()[found].indexOf(cell), true);
  else place(...at, Boolean(origin));
});

// Dragging: another person on the same day, or the row of open shifts.
let drag = null;
let dropped = false;

function hint(cell) {
  const row = cell.parentElement;
  const allowed = Number(row.dataset.allowed);
  if (!row.dataset.hours || !allowed) return;
  const before = Number(row.dataset.hours);
  const after = before + drag.hours;
  const badge = document.createElement("span");
  badge.className = "hint";
  badge.textContent = `${before} → ${after} / ${allowed} h`;
  cell.append(badge);
  if (after > allowed) cell.classList.replace("drop-ok", "drop-careful");
}

function lift() {
  drag.started = true;
  drag.chip.classList.add("lifted");
  const home = drag.chip.closest("td");
  for (const cell of rows().flat()) {
    const fits = cell.dataset.day === home.dataset.day && cell !== home && !cell.classList.contains("off");
    if (cell !== home) cell.classList.add(fits ? "drop-ok" : "drop-no");
    if (fits) hint(cell);
  }
}

function put() {
  for (const cell of rows().flat()) cell.classList.remove("drop-ok", "drop-no", "drop-careful", "over");
  for (const badge of document.querySelectorAll(".hint")) badge.remove();
  if (drag) {
    drag.chip.classList.remove("lifted");
    drag.chip.style.transform = "";
  }
  drag = null;
}

document.addEventListener("pointerdown", (event) => {
  const chip = event.target.closest?.("a.chip[data-slot]");
  if (!chip || event.pointerType === "touch" || event.button !== 0 || "locked" in chip.dataset) return;
  drag = { chip, x: event.clientX, y: event.clientY, hours: Number(chip.dataset.hours), started: false };
});
document.addEventListener("pointermove", (event) => {
  if (!drag) return;
  const [dx, dy] = [event.clientX - drag.x, event.clientY - drag.y];
  if (!drag.started && Math.hypot(dx, dy) < 5) return;
  if (!drag.started) lift();
  drag.chip.style.transform = `translate(${dx}px, ${dy}px)`;
});
document.addEventListener("pointerup", (event) => {
  if (!drag?.started) {
    drag = null;
    return;
  }
  dropped = true;
  const { chip } = drag;
  const under = document.elementsFromPoint(event.clientX, event.clientY).find((each) => each.matches("td[data-day]"));
  const allowed = under && (under.classList.contains("drop-ok") || under.classList.contains("drop-careful"));
  put();
  setTimeout(() => { dropped = false; }, 0);
  if (!allowed) return;
  origin = chip.id;
  chip.setAttribute("aria-busy", "true");
  const values = {
    key: crypto.randomUUID(), rev: board().dataset.rev, member: under.dataset.member,
    action: under.dataset.member ? "give" : "open",
  };
  window.htmx.ajax("POST", `${board().dataset.edit}/a/${chip.dataset.slot}`, { target: "#main", swap: "outerMorph", values });
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && drag) put();
});
document.addEventListener("dragstart", (event) => event.target.closest?.("a.chip") && event.preventDefault());

// Somebody else's change: a quiet line, never a replacement of what is being looked at.
async function look() {
  const table = board();
  if (!table?.dataset.edit || document.hidden) return;
  const headers = { "HX-Request": "true" };
  const answer = await fetch(`${table.dataset.edit}/rev`, { headers }).catch(() => null);
  if (answer) document.getElementById("ended").hidden = answer.status !== 401;
  if (!answer?.ok) return;
  const older = (await answer.text()) !== table.dataset.rev;
  const line = document.getElementById("older");
  if (line.hidden && older) announce(line.textContent.trim());
  line.hidden = !older;
}
if (board()) {
  place(1, 0, false);
  if (board().dataset.edit) setInterval(look, 1500);
}
