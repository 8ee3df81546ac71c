// What a page hears of what happens: from the stream that all pages of this browser share.
import { addComment, refresh, waitingBar, whole } from "./news.js";
import { address, attach, voices } from "./stream.js";
import { stillThere, tell } from "./told.js";

const viewer = document.documentElement.dataset.viewer ?? "";
voices.postMessage(viewer);

// The line to the stream: `failed` is called where shared workers are there but cannot run this one.
function shared(hear, failed) {
  const worker = new SharedWorker(address, { type: "module", name: "intercity" });
  worker.onerror = failed;
  worker.port.onmessage = hear;
  return worker.port;
}

function own(hear) {
  const { port1, port2 } = new MessageChannel();
  attach(port2);
  port1.onmessage = hear;
  return port1;
}

export function listen(list) {
  const { searchParams: asked } = new URL(list.dataset.stream, location);
  const page = { viewer, language: document.documentElement.lang, space: asked.get("space"), post: asked.get("post"), last: Number(asked.get("after")), answers: Boolean(document.querySelector("[data-answers]")) };
  const acts = {
    comment: (comment) => list.dataset.thread === comment.root && addComment(list, comment),
    fetch: async (news) => {
      const name = news.uid === news.root ? "post" : "comment";
      if (name === "post" ? !acts.post : list.dataset.thread !== news.root) return;
      const found = await whole(news);
      if (found) acts[name](found);
    },
    changed: refresh,
    space: (news) => tell(news, page),
    // Pages of a roll call listen to this: its table, its map.
    answers: (news) => document.dispatchEvent(new CustomEvent("answers", { detail: news })),
    // What somebody types for their city stays.
    reload: () => document.querySelector("form.answering") ?? location.reload(),
    // Seen by tests, and by whoever wonders whether news arrive.
    open: () => (document.documentElement.dataset.live = "open"),
    back: () => {
      acts.open();
      stillThere();
    },
    lost: stillThere,
    ended: () => delete document.documentElement.dataset.live,
  };
  if (document.querySelector("button.new")) Object.assign(acts, waitingBar(list));
  const hear = ({ data: act }) => {
    if (act.id) page.last = act.id;
    if (act.name === "changed" && tell(act.data, page)) return;
    acts[act.name]?.(act.data);
  };
  let port;
  const arrive = () => port.postMessage({ listen: page });
  const go = () => port.postMessage({});
  const alone = () => {
    port = own(hear);
    arrive();
    // A browser opens few connections to one address: streams of hidden pages would stop all others.
    document.addEventListener("visibilitychange", () => (document.hidden ? go() : arrive()));
  };
  if (window.SharedWorker) {
    port = shared(hear, alone);
    arrive();
  } else alone();
  addEventListener("pagehide", go);
  addEventListener("pageshow", (event) => event.persisted && arrive());
}

const list = document.querySelector("[data-stream]");
// The table that shows answers is there before the first of them comes.
if (document.querySelector("[data-answers][data-own]")) await import("./rollcall.js");
if (list) listen(list);
