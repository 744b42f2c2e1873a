// Single-key shortcuts: j/k through lists, e and z to the two acts of a task, / to search, ? for this list.
// They can be switched off (WCAG 2.1.4) and never act while somebody types.

const OFF = "laufmappe.shortcuts.off";

export function startKeyboard() {
  document.addEventListener("keydown", onKey);
  const dialog = document.getElementById("shortcuts");
  document.querySelectorAll("[data-opens-shortcuts]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => dialog?.showModal());
  });
  const box = dialog?.querySelector("[data-shortcuts-on]");
  if (!box) return;
  box.checked = !localStorage.getItem(OFF);
  box.addEventListener("change", () => (box.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1")));
  dialog.querySelectorAll("[data-closes]").forEach((button) => button.addEventListener("click", () => dialog.close()));
  if (location.hash === "#act-e") go("[data-key=e]");
  if (location.hash === "#act-z") open("[data-key=z]");
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (event.target.closest?.("dialog, .djs-container")) return;
  // A box to tick takes no letters: there the shortcuts go on.
  if (event.target.closest?.("input:not([type=checkbox]), select, textarea, [contenteditable]")) return;
  if (localStorage.getItem(OFF) && event.key !== "?") return;
  const act = {
    j: () => step(1),
    ArrowDown: () => inList() && step(1),
    k: () => step(-1),
    ArrowUp: () => inList() && step(-1),
    x: tick,
    e: () => fromRow("e") || go("[data-key=e]"),
    z: () => fromRow("z") || open("[data-key=z]"),
    "/": () => go("[data-key=search]"),
    "?": list,
  }[event.key];
  if (act?.()) event.preventDefault();
}

function list() {
  document.getElementById("shortcuts")?.showModal();
  return true;
}

const inList = () => Boolean(document.activeElement?.closest("[data-row]"));

// In a list, e and z go to the page of the row, and there to the act.
function fromRow(key) {
  const link = document.activeElement?.closest("[data-row]")?.querySelector("a[data-row-link][href*='/tasks/']");
  if (!link) return false;
  location.href = `${link.href}#act-${key}`;
  return true;
}

function tick() {
  const box = document.activeElement?.closest("[data-row]")?.querySelector("input[type=checkbox][name=task]");
  box?.click();
  return Boolean(box);
}

function step(by) {
  const rows = [...document.querySelectorAll("[data-row]")];
  if (!rows.length) return false;
  const here = rows.indexOf(document.activeElement?.closest("[data-row]"));
  const next = rows[Math.min(Math.max(here + by, 0), rows.length - 1)];
  next.querySelector("[data-row-link]")?.focus();
  return true;
}

function go(selector) {
  const target = document.querySelector(selector);
  target?.scrollIntoView({ block: "center" });
  target?.focus();
  return Boolean(target);
}

function open(selector) {
  const details = document.querySelector(selector);
  if (details) details.open = true;
  return go(`${selector} > summary`);
}
