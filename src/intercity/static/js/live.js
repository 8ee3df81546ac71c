// One stream per page, opened again whatever happens to it.
import { addComment, refresh, waitingBar } from "./news.js";

// EventSource itself comes back after a broken connection, but gives up for good on an answer such as 503.
function connect(list, acts, last) {
  const address = new URL(list.dataset.stream, location);
  if (last) address.searchParams.set("after", last);
  const source = new EventSource(address);
  const note = (act) => (event) => {
    last = event.lastEventId || last;
    act(JSON.parse(event.data));
  };
  for (const [name, act] of Object.entries(acts)) source.addEventListener(name, note(act));
  source.addEventListener("error", () => {
    if (source.readyState === EventSource.CLOSED) setTimeout(() => connect(list, acts, last), 3000 + Math.random() * 4000);
  });
}

export function listen(list) {
  const acts = {
    comment: (comment) => list.dataset.thread === comment.root && addComment(list, comment),
    changed: refresh,
    reload: () => location.reload(),
  };
  if (document.querySelector("button.new")) acts.post = waitingBar(list);
  connect(list, acts, null);
}

const list = document.querySelector("[data-stream]");
if (list) listen(list);
