// What a page does with news: new posts wait behind a quiet bar, comments join the thread, changes are fetched anew.
import { showTimes } from "./times.js";

const FILTERS = ["kind", "topic", "group", "country", "level", "size", "status", "adopted"];

function element(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content.firstElementChild;
}

function shown(uid) {
  return document.querySelector(`[data-uid="${CSS.escape(uid)}"]`);
}

// Rows of a table are known by the post that they lead to.
function row(uid) {
  return document.querySelector(`main tr a[href="/posts/${CSS.escape(uid)}/"]`)?.closest("tr");
}

// What went with its exercise need not be asked for.
function cardOf({ uid, act }) {
  return act === "post.removed" ? new Response(null, { status: 404 }) : fetch(`/live/card/${uid}`);
}

// A post that is for few comes as its name only: the rest is fetched, by whoever may read it. Null where it is gone.
export async function whole({ uid }) {
  const answer = await fetch(`/live/card/${uid}`);
  return answer.ok ? { ...JSON.parse(answer.headers.get("X-Intercity-Post")), html: await answer.text() } : null;
}

// A page with filters counts only what its reader asked for; one without leaves out the parts of what it shows.
function wanted(post) {
  const asked = new URLSearchParams(location.search);
  if (post.folded && !FILTERS.some((name) => asked.get(name))) return false;
  return FILTERS.every((name) => !asked.get(name) || [post[name]].flat().includes(asked.get(name)));
}

// Gives what to do with new posts, with many at once, and with changes of posts that still wait.
export function waitingBar(list) {
  const bar = document.querySelector("button.new");
  const waiting = [];
  let unseen = 0;
  const tell = () => {
    const count = waiting.length + unseen;
    bar.textContent = (count === 1 ? bar.dataset.one : bar.dataset.many).replace("%s", count);
    bar.hidden = !count;
  };
  bar.addEventListener("click", () => {
    if (unseen) return location.reload();
    const pinned = [...list.querySelectorAll(":scope > [data-pinned]")].pop();
    for (const post of waiting.splice(0)) {
      const card = element(post.html);
      pinned ? pinned.after(card) : list.prepend(card);
      showTimes(card.parentElement);
    }
    list.querySelector(":scope > .empty")?.remove();
    tell();
    list.querySelector("h3 a")?.focus();
  });
  return {
    post(post) {
      if (shown(post.uid) || waiting.some((other) => other.uid === post.uid) || !wanted(post)) return;
      waiting.push(post);
      tell();
    },
    // An import: its posts are not sent one by one.
    batch({ count }) {
      unseen += count;
      tell();
    },
    async changed(change) {
      const post = waiting.find((other) => other.uid === change.uid);
      if (!post) return refresh(change);
      const answer = await cardOf(change);
      if (answer.ok) post.html = await answer.text();
      else if (answer.status === 404 && waiting.includes(post)) waiting.splice(waiting.indexOf(post), 1);
      tell();
    },
  };
}

// One level deep, as the page itself does it: a branch for each first answer, deeper ones below it.
function branchOf(list, parent) {
  const branch = parent?.closest(".branch");
  if (!branch) return list.appendChild(element('<div class="branch"></div>'));
  return branch.querySelector(".deeper") ?? branch.appendChild(element('<div class="deeper"></div>'));
}

// Whoever asked may accept an answer the moment it arrives; their own city's comments are none.
function acceptable(comment) {
  const button = document.querySelector("template[data-accept]")?.content.cloneNode(true);
  const own = document.querySelector("article.post .who .plate")?.getAttribute("href");
  if (!button || comment.querySelector(".who .plate")?.getAttribute("href") === own) return "";
  button.querySelector("button").value = comment.dataset.uid;
  return button;
}

export function addComment(list, comment) {
  if (shown(comment.uid)) return;
  list.querySelector(":scope > .empty")?.remove();
  const article = element(comment.html);
  branchOf(list, comment.parent && shown(comment.parent)).append(article, acceptable(article));
  showTimes(list);
}

export async function refresh(change) {
  const old = shown(change.uid) ?? row(change.uid);
  const isPage = location.pathname === `/posts/${change.uid}/`;
  if (!old && !isPage) return;
  const answer = await cardOf(change);
  // The page of the post itself keeps what its reader is typing, unless it is no longer theirs to read.
  if (isPage) return answer.status === 404 && location.reload();
  if (answer.status === 404) old.remove();
  // A row of a table stays as it is until its page is loaded again.
  else if (answer.ok && old.matches("article")) old.replaceWith(element(await answer.text()));
  showTimes();
}
