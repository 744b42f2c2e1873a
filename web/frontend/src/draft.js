// Saves what is typed by itself and says so quietly; shows fields whose condition has become true.
// What cannot be sent is kept in this browser and sent as soon as that is possible again.
import { forget, forgetDone, remember, restore } from "./keeping.js";

const PAUSE = 1500; // ms without typing before a draft is saved
const SOONER = 500; // the same where sums are shown while typing
const AGAIN = 10000; // ms before another attempt without connection

export function startDrafts(root) {
  forgetDone(root);
  for (const form of root.querySelectorAll?.("form[data-draft-url]") ?? []) {
    if (form.dataset.drafting) continue;
    form.dataset.drafting = "yes";
    watch(form);
  }
}

function watch(form) {
  let waiting = 0;
  let changed = false;
  let saving = false;
  let pressed = null;
  // One at a time: of two on their way together, the older could arrive last and win.
  const save = async () => {
    clearTimeout(waiting);
    changed = true;
    if (saving) return;
    if (form.dataset.elsewhere) return remember(form);
    saving = true;
    let sent = true;
    while (sent && changed && form.isConnected && !form.dataset.sent && !form.dataset.elsewhere) {
      changed = false;
      sent = await saveDraft(form);
    }
    saving = false;
    if (pressed) form.requestSubmit(pressed);
    else if (!sent) waiting = setTimeout(save, AGAIN);
  };
  form.addEventListener("input", () => {
    changed = true;
    clearTimeout(waiting);
    waiting = setTimeout(save, form.querySelector("[data-computed]") ? SOONER : PAUSE);
  });
  // A choice decides which fields follow: ask at once.
  form.addEventListener("change", ({ target }) => {
    if (target.matches("select, input[type=radio], input[type=checkbox]")) save();
  });
  form.addEventListener("submit", (event) => {
    remember(form); // should the answer never come, or only the way to sign in
    if (saving && !pressed) {
      // What is under way must arrive first, or it would look like the work of another window.
      event.preventDefault();
      changed = false;
      pressed = event.submitter;
      return;
    }
    pressed = null;
    sendOnce(form, event, () => clearTimeout(waiting));
  });
  addEventListener("online", () => form.isConnected && save());
  addEventListener("pagehide", () => changed && form.isConnected && !form.dataset.sent && keep(form));
  aside(form, "[data-draft-keep]")?.addEventListener("click", () => {
    form.elements["draft-seen"].value = form.dataset.elsewhere;
    delete form.dataset.elsewhere;
    aside(form, "[data-draft-elsewhere]").hidden = true;
    save();
  });
  if (restore(form)) {
    tell(form, form.querySelector("[data-draft-line]")?.dataset.restored, "saved");
    save();
  }
}

// The server remembers the request id; this only spares people a second wait.
function sendOnce(form, event, stop) {
  if (form.dataset.sent) event.preventDefault();
  stop();
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, 4000);
}

function typed(form) {
  const fields = new FormData(form);
  for (const [name, value] of [...fields]) if (value instanceof File) fields.delete(name);
  return fields;
}

function keep(form) {
  if (!form.querySelector("[data-draft-line]")) return;
  remember(form);
  navigator.sendBeacon(form.dataset.draftUrl, typed(form));
}

// False where it is worth trying again by and by.
async function saveDraft(form) {
  const line = form.querySelector("[data-draft-line]");
  try {
    const answer = await fetch(form.dataset.draftUrl, {
      method: "POST",
      body: typed(form),
      headers: { Accept: "application/json" },
      redirect: "error",
    });
    if (answer.status >= 500) throw new Error(`status ${answer.status}`);
    const said = await answer.json();
    if (answer.ok) return saved(form, said);
    remember(form);
    refused(form, answer, said);
    return true;
  } catch {
    remember(form);
    tell(form, line?.dataset.offline, "unsaved");
    return !line;
  }
}

function saved(form, said) {
  forget(form);
  if (form.elements["draft-seen"]) form.elements["draft-seen"].value = said.mark ?? "";
  tell(form, said.line, "saved");
  show(form, said);
  return true;
}

function refused(form, answer, said) {
  const line = form.querySelector("[data-draft-line]");
  const out = answer.status === 401 || answer.status === 400;
  tell(form, out ? line?.dataset.signedOut : said.line, "unsaved");
  if (out) reveal(form, "[data-draft-sign-in]");
  if (!said.conflict) return;
  form.dataset.elsewhere = said.mark;
  reveal(form, "[data-draft-elsewhere]");
}

const aside = (form, selector) => form.querySelector(selector);

function reveal(form, selector) {
  const found = aside(form, selector);
  if (found) found.hidden = false;
}

// The page on which a case is opened keeps no drafts and has no such line.
function tell(form, said, state) {
  const line = form.querySelector("[data-draft-line]");
  if (!line) return;
  line.textContent = said ?? "";
  line.dataset.state = state;
}

function show(form, said) {
  const visible = new Set(said.visible);
  for (const output of form.querySelectorAll("[data-computed]")) {
    const told = said.computed[output.dataset.computed] ?? output.textContent;
    if (output.textContent !== told) output.textContent = told; // a live region speaks only of what is new
    if (said.states?.[output.dataset.computed]) output.dataset.state = said.states[output.dataset.computed];
  }
  for (const field of form.querySelectorAll("[data-conditional]")) {
    field.hidden = !visible.has(field.dataset.conditional);
  }
}
