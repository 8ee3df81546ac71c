// One live stream for all pages of a browser: this file is the shared worker, and knows its own address. Where there
// are no shared workers, a page attaches itself and has a stream of its own.
export const address = import.meta.url;

const NAMES = ["post", "comment", "fetch", "changed", "answers", "batch", "space", "reload"];
const MOST_KEPT = 100;
const PAUSE = [3000, 60_000];
const pages = new Map();

let viewer, language;
let source = null;
let opened = false;
let broken = false;
let wanted = { all: false, spaces: new Set(), posts: new Set() };
// What came after the act `since`, for pages that open later. Newer than `last` nothing has come.
let kept = [];
let since = 0;
let last = 0;
let pause = PAUSE[0];
let timer = null;

function close() {
  source?.close();
  clearTimeout(timer);
  source = null;
  opened = false;
}

// Rights may have changed with the connection: what was heard on the old one is told to nobody new.
function forget() {
  kept = [];
  since = last;
}

function open() {
  close();
  wanted = { all: false, spaces: new Set(), posts: new Set() };
  for (const page of pages.values()) {
    if (page.space) wanted.spaces.add(page.space);
    else if (page.post) wanted.posts.add(page.post);
    else wanted.all = true;
  }
  last = Math.min(...[...pages.values()].map((page) => page.last));
  forget();
  const query = new URLSearchParams({ after: last });
  if (wanted.all) query.append("all", 1);
  else for (const uid of wanted.spaces) query.append("space", uid);
  for (const uid of wanted.posts) query.append("post", uid);
  follow(new EventSource(`/live?${query}`));
}

function follow(stream) {
  source = stream;
  stream.addEventListener("open", () => {
    opened = true;
    pause = PAUSE[0];
    for (const port of pages.keys()) port.postMessage({ name: broken ? "back" : "open" });
    broken = false;
  });
  // It comes back by itself after a broken connection, but gives up for good on an answer such as 503.
  stream.addEventListener("error", () => {
    if (stream !== source) return;
    opened = false;
    broken = true;
    forget();
    if (stream.readyState !== EventSource.CLOSED) return;
    for (const port of pages.keys()) port.postMessage({ name: "lost" });
    timer = setTimeout(open, pause * (1 + Math.random()));
    pause = Math.min(2 * pause, PAUSE[1]);
  });
  for (const name of NAMES) stream.addEventListener(name, (event) => stream === source && take(name, event));
}

function take(name, event) {
  const act = { name, id: Number(event.lastEventId), data: JSON.parse(event.data) };
  last = Math.max(last, act.id);
  kept.push(act);
  if (name === "reload") forget();
  else while (kept.length > MOST_KEPT) since = kept.shift().id;
  for (const [port, page] of pages) give(port, page, act);
}

function give(port, page, act) {
  if (act.id <= page.last) return;
  page.last = act.id;
  if (act.name === "reload" || concerns(page, act)) port.postMessage(act);
}

function concerns(page, { name, data: place }) {
  if (name === "answers") return place.root === page.post;
  if (page.space) return place.space === page.space;
  return page.post ? place.root === page.post : true;
}

// Whether all that this page missed, and all that comes, is heard already.
function covers(page) {
  if (!source || page.last < since) return false;
  // What is for the pages of one post only does not come with everything.
  if (wanted.all && !page.answers) return true;
  return page.space ? wanted.spaces.has(page.space) : wanted.posts.has(page.post);
}

// Somebody else is signed in, or nobody any more: nothing of the one before reaches anybody.
function meet(person) {
  if (person === viewer) return;
  viewer = person;
  close();
  last = 0;
  forget();
  for (const port of pages.keys()) port.postMessage({ name: "ended" });
  pages.clear();
}

function listen(port, page) {
  meet(page.viewer);
  pages.set(port, page);
  const same = page.language === language;
  language = page.language;
  if (!same || !covers(page)) return open();
  for (const act of kept) give(port, page, act);
  if (opened) port.postMessage({ name: "open" });
}

function leave(port) {
  pages.delete(port);
  if (!pages.size) close();
}

export function attach(port) {
  port.onmessage = ({ data }) => (data.listen ? listen(port, data.listen) : leave(port));
}

// Every page says who reads it.
export const voices = new BroadcastChannel("intercity-viewer");
if (self.SharedWorkerGlobalScope) {
  self.onconnect = ({ ports }) => attach(ports[0]);
}
voices.onmessage = ({ data }) => viewer !== undefined && meet(data);
