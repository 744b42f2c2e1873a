// Keeps in this browser what could not be sent yet, for one person and one form. Not the saving itself (`draft.js`).

const NAME = "laufmappe.unsent ";

export function remember(form) {
  if (!form.dataset.draftKey) return;
  const fields = [];
  for (const [name, value] of new FormData(form)) if (typeof value === "string" && isAnswer(name)) fields.push([name, value]);
  store(form, JSON.stringify(fields));
}

export function forget(form) {
  if (form.dataset.draftKey) localStorage.removeItem(NAME + form.dataset.draftKey);
}

// What was kept for tasks that are done by now.
export function forgetDone(root) {
  for (const one of root.querySelectorAll?.("[data-draft-done]") ?? []) localStorage.removeItem(NAME + one.dataset.draftDone);
}

// Puts back what was kept; true where something stands there now that the server does not know.
export function restore(form) {
  const kept = form.dataset.draftKey && localStorage.getItem(NAME + form.dataset.draftKey);
  if (!kept) return false;
  const values = new Map();
  for (const [name, value] of JSON.parse(kept)) values.set(name, [...(values.get(name) ?? []), value]);
  for (const box of form.elements) if (box.name && isAnswer(box.name)) fill(box, values.get(box.name) ?? []);
  return true;
}

function fill(box, texts) {
  if (box.type === "file" || box.type === "hidden" || box.type === "submit" || box.type === "button") return;
  if (box.type === "checkbox" || box.type === "radio") box.checked = texts.includes(box.value);
  else if (box.tagName === "SELECT" && box.multiple) for (const one of box.options) one.selected = texts.includes(one.value);
  else if (texts.length) box.value = texts.shift();
}

// Names with a hyphen are the page's own; those of a process have none.
const isAnswer = (name) => !name.includes("-");

function store(form, text) {
  try {
    localStorage.setItem(NAME + form.dataset.draftKey, text);
  } catch {
    // No room in this browser: what is typed still stands on the page.
  }
}
