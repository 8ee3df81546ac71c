// How much is new in the inbox: asked when a page stands and when somebody comes back to it. What is open is read.
const counter = document.querySelector("[data-inbox]");
const thread = location.pathname.match(/^\/posts\/(\w+)\/$/)?.[1] ?? "";

async function mark(token) {
  const body = new URLSearchParams({ thread });
  await fetch("/inbox/read", { method: "POST", body, headers: { "X-CSRFToken": token }, keepalive: true });
}

async function ask() {
  const answer = await fetch(`/inbox/unread?thread=${thread}`);
  if (!answer.ok) return;
  const { unread, here, token } = await answer.json();
  if (here) await mark(token);
  const left = Math.max(0, unread - (here ? 1 : 0));
  counter.hidden = !left;
  counter.textContent = left > 99 ? "99+" : left;
}

if (counter) {
  ask();
  // Also when leaving: what arrived while the thread was open has been seen.
  document.addEventListener("visibilitychange", ask);
  addEventListener("pageshow", (event) => event.persisted && ask());
}
