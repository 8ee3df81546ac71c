// What a page says of itself: its exercise is over, its deadline has passed, it was closed. Nothing is loaded again, so
// what somebody types stays.
const ENDS = ["post.removed", "space.removed"];

// Gives whether there is nothing left to show.
export function tell({ act, uid, space }, page) {
  if (uid ? uid !== page.post : space !== page.space) return false;
  if (ENDS.includes(act)) return end();
  if (act) document.dispatchEvent(new CustomEvent("told", { detail: act }));
  const notes = [...document.querySelectorAll(`[data-told="${CSS.escape(uid ?? "")}"] > [data-act]`)];
  if (!notes.some((note) => note.dataset.act === act)) return false;
  for (const note of notes) note.hidden = note.dataset.act !== act;
  return false;
}

// After a broken connection: nobody tells a page of what was removed meanwhile, and a stream for it alone is refused.
export async function stillThere() {
  if (!document.querySelector("[data-over]")) return;
  const answer = await fetch(location.href, { method: "HEAD" }).catch(() => null);
  if (answer?.status === 404) end();
}

function end() {
  const words = document.querySelector("[data-over]");
  if (!words) return false;
  const main = document.querySelector("main");
  main.className = "plain";
  main.replaceChildren(words);
  document.querySelector("section.space")?.remove();
  words.hidden = false;
  document.title = words.querySelector("h2").textContent;
  return true;
}
