// Lets a device make a passkey or prove a person, and sends what it says with the form. The password needs no script.

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

export function startPasskeys() {
  if (!window.PublicKeyCredential) return;
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", (event) => ask(event, form));
  }
}

async function ask(event, form) {
  event.preventDefault();
  const line = form.querySelector("[data-passkey-line]");
  line.textContent = "";
  try {
    const options = await optionsOf(form);
    const found = await navigator.credentials[form.dataset.passkey]({ publicKey: options });
    form.elements.credential.value = JSON.stringify(said(found));
    form.submit();
  } catch (problem) {
    console.info("No passkey:", problem);
    line.textContent = form.dataset.stopped;
  }
}

async function optionsOf(form) {
  const token = new FormData();
  token.set("csrf-token", form.elements["csrf-token"].value);
  const answer = await fetch(form.dataset.options, { method: "POST", body: token, headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`options: ${answer.status}`);
  const options = await answer.json();
  options.challenge = bytes(options.challenge);
  if (options.user) options.user.id = bytes(options.user.id);
  for (const list of ["excludeCredentials", "allowCredentials"]) for (const one of options[list] ?? []) one.id = bytes(one.id);
  return options;
}

function said(found) {
  const { response } = found;
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const known = parts.filter((name) => response[name]).map((name) => [name, text(response[name])]);
  return {
    id: found.id,
    rawId: text(found.rawId),
    type: found.type,
    response: Object.fromEntries(known),
    clientExtensionResults: found.getClientExtensionResults(),
  };
}
