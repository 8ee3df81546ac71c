// Passkeys: a form with data-passkey gets a button that asks the device, and sends what the device answers.
// "sign-in" fetches its question from the form's address; "new" and "again" have it in the page.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

function question({ publicKey }) {
  const asked = { ...publicKey, challenge: bytes(publicKey.challenge) };
  if (asked.user) asked.user = { ...asked.user, id: bytes(asked.user.id) };
  for (const list of ["allowCredentials", "excludeCredentials"])
    asked[list] = (asked[list] ?? []).map((one) => ({ ...one, id: bytes(one.id) }));
  return { publicKey: asked };
}

function answer(credential) {
  const response = {};
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"])
    if (credential.response[part]) response[part] = text(credential.response[part]);
  return {
    id: credential.id, rawId: text(credential.rawId), type: credential.type, response,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

async function asked(form) {
  const kept = form.querySelector("script[type='application/json']");
  if (kept) return JSON.parse(kept.textContent);
  const response = await fetch(form.action, { headers: { "X-Requested-With": "XMLHttpRequest" } });
  return (await response.json()).request_options;
}

async function ask(form) {
  const problem = form.querySelector("[data-problem]");
  problem.hidden = true;
  try {
    const options = question(await asked(form));
    const isNew = form.dataset.passkey === "new";
    const given = await (isNew ? navigator.credentials.create(options) : navigator.credentials.get(options));
    form.elements.credential.value = JSON.stringify(answer(given));
    HTMLFormElement.prototype.submit.call(form);
  } catch {
    problem.hidden = false;
  }
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const button = form.querySelector("button");
  if (!window.PublicKeyCredential) continue;
  button.hidden = false;
  form.addEventListener("submit", (event) => { event.preventDefault(); ask(form); });
}
