// Saves what is typed by itself and says so quietly; shows fields whose condition has become true.

const PAUSE = 1500; // ms without typing before a draft is saved
const SOONER = 500; // the same where sums are shown while typing

export function startDrafts(root) {
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
  // One at a time: of two on their way together, the older could arrive last and win.
  const save = async () => {
    clearTimeout(waiting);
    changed = true;
    if (saving) return;
    saving = true;
    while (changed && form.isConnected && !form.dataset.sent) {
      changed = false;
      await saveDraft(form);
    }
    saving = false;
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
  form.addEventListener("submit", (event) => sendOnce(form, event, () => clearTimeout(waiting)));
  addEventListener("pagehide", () => changed && form.isConnected && !form.dataset.sent && keep(form));
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
  if (form.querySelector("[data-draft-line]")) navigator.sendBeacon(form.dataset.draftUrl, typed(form));
}

async function saveDraft(form) {
  const line = form.querySelector("[data-draft-line]");
  try {
    const answer = await fetch(form.dataset.draftUrl, {
      method: "POST",
      body: typed(form),
      headers: { Accept: "application/json" },
      redirect: "error",
    });
    const said = await answer.json();
    tell(line, said.line, answer.ok ? "saved" : "unsaved");
    if (answer.ok) show(form, said);
  } catch {
    tell(line, line?.dataset.offline, "unsaved");
  }
}

// The page on which a case is opened keeps no drafts and has no such line.
function tell(line, said, state) {
  if (!line) return;
  line.textContent = said;
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
