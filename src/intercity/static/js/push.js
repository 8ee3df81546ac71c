// The choice to see messages in this browser, on the page of what one hears of.
const form = document.querySelector("[data-push]");
// What the server knows of this browser, in this session.
let here = form?.dataset.here;

function bytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function post(address, fields) {
  const body = new FormData(form);
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  return fetch(address, { method: "POST", body: new URLSearchParams(body) });
}

async function current() {
  const registration = await navigator.serviceWorker.getRegistration(form.dataset.worker);
  return (await registration?.pushManager.getSubscription()) ?? null;
}

async function show() {
  const on = Boolean(here) && (await current())?.endpoint === here;
  form.elements.on.hidden = on;
  form.elements.off.hidden = !on;
  form.hidden = false;
}

async function start() {
  await navigator.serviceWorker.register(form.dataset.worker);
  const { pushManager } = await navigator.serviceWorker.ready;
  const key = bytes(form.dataset.push);
  // One that is left from another person or key cannot be used.
  await (await current())?.unsubscribe();
  const subscription = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  const { endpoint, keys } = subscription.toJSON();
  const answer = await post(form.action, { endpoint, ...keys });
  here = answer.ok ? endpoint : "";
  if (!answer.ok) await subscription.unsubscribe();
  return answer.ok;
}

async function stop() {
  const subscription = await current();
  if (!subscription) return;
  await post(form.dataset.stop, { endpoint: subscription.endpoint });
  here = "";
  await subscription.unsubscribe();
}

async function press(event) {
  event.preventDefault();
  const wanted = event.submitter?.name === "on";
  const done = wanted ? await start().catch(() => false) : await stop().then(() => true);
  form.querySelector("[data-blocked]").hidden = done;
  await show();
}

if (form && "serviceWorker" in navigator && "PushManager" in window) {
  form.addEventListener("submit", press);
  show();
}
