// A text is saved as it is typed. The server merges what others wrote; what it has not acknowledged stays in this
// browser, with the version that it goes on from, and is sent again when the connection is back.
const PAUSE = 1500;
const AGAIN = 4000;
const LOOK = 20000;
const GLANCE = 4000;

// `place` holds one text: the form of a section of a document, or one part of a page of notes.
function keepSaved(place) {
  const form = place.closest("form");
  const field = (name) => form.elements[`${place.dataset.prefix ?? ""}${name}`];
  const [title, body, base] = ["title", "body", "base"].map(field);
  const state = place.querySelector("[data-state]");
  const kept = `writing ${document.documentElement.dataset.viewer ?? ""} ${place.dataset.section}`;
  const typed = () => ({ title: title?.value ?? "", body: body.value });
  const same = (one, other) => one.title === other.title && one.body === other.body;
  // What stood at the version that one goes on from, and what was sent and not answered yet.
  let seen = typed();
  let sent = null;
  let busy = false;
  let closing = false;
  let stopped = false;
  let timer = 0;

  const say = (word) => (state.textContent = state.dataset[word] ?? word);
  const later = (pause) => {
    clearTimeout(timer);
    timer = setTimeout(save, pause);
  };

  function remember() {
    try {
      if (sent || !same(typed(), seen)) localStorage.setItem(kept, JSON.stringify({ ...typed(), base: base.value, seen, sent }));
      else localStorage.removeItem(kept);
    } catch {
      // Without room the text stays on the page only.
    }
  }

  function recall() {
    try {
      return JSON.parse(localStorage.getItem(kept));
    } catch {
      return null;
    }
  }

  function showBoth(overlaps = []) {
    const note = document.querySelector("[data-both]");
    if (!overlaps.length || !note) return;
    const lines = overlaps.map(({ theirs, mine }) => {
      const line = document.createElement("li");
      line.textContent = `“${theirs.slice(0, 160)}” · “${mine.slice(0, 160)}”`;
      return line;
    });
    note.querySelector("ul").replaceChildren(...lines);
    note.hidden = false;
  }

  function showBy(words) {
    const by = place.querySelector("[data-by]");
    if (by && words) by.textContent = words;
  }

  function take(answer) {
    const settled = same(typed(), sent);
    if (settled) {
      put(title, answer.title);
      put(body, answer.body);
      seen = typed();
      base.value = answer.base;
    } else {
      // Typed on meanwhile: the next sending goes on from what this one said.
      seen = { title: sent.title, body: sent.body };
      base.value = answer.sent;
    }
    sent = null;
    showBoth(answer.overlaps);
    showBy(answer.by);
    remember();
    if (!settled) return later(PAUSE);
    say("saved");
    if (closing) location.assign(form.dataset.back);
  }

  async function save() {
    clearTimeout(timer);
    if (busy) return later(PAUSE);
    if (title && !title.value.trim()) return;
    sent ??= { ...typed(), base: base.value, key: crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}` };
    remember();
    busy = true;
    const data = new FormData();
    data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    for (const name of ["title", "body", "base", "key"]) data.set(name, sent[name]);
    try {
      const answer = await fetch(place.dataset.saving, { method: "POST", body: data, keepalive: document.hidden });
      if (answer.ok && !answer.redirected) take(await answer.json());
      else if (answer.status === 429) await putOff(answer);
      else if (answer.status >= 500) throw new Error(answer.status);
      else await refused(answer);
    } catch {
      say("offline");
      later(AGAIN);
    } finally {
      busy = false;
    }
  }

  // Nothing was written: the text stays here, and the next change is tried anew.
  async function refused(answer) {
    const told = await answer.json().catch(() => ({}));
    sent = null;
    closing = false;
    stopped = true;
    remember();
    say("refused");
    if (told.error) state.textContent = `${state.textContent} ${told.error}`;
  }

  // Too much in a short time: what was sent stays in this browser and is sent again when the server takes it.
  async function putOff(answer) {
    const told = await answer.json().catch(() => ({}));
    say("putOff");
    if (told.error) state.textContent = `${state.textContent} ${told.error}`;
    later(Math.min(60, Number(answer.headers.get("Retry-After")) || 10) * 1000);
  }

  body.addEventListener("input", typing);
  title?.addEventListener("input", typing);
  function typing() {
    stopped = false;
    remember();
    say("savingNow");
    later(PAUSE);
  }
  form.addEventListener("submit", (event) => {
    if (event.submitter?.name === "preview") return;
    event.preventDefault();
    closing = Boolean(form.dataset.back);
    save();
  });
  addEventListener("online", () => later(0));
  document.addEventListener("visibilitychange", () => document.hidden && !same(typed(), seen) && save());
  if (!form.dataset.versions) {
    // Others changed something: to save what is here brings theirs.
    document.addEventListener("told", ({ detail }) => detail === "document.written" && later(PAUSE / 3));
    setInterval(() => document.hidden || busy || sent || later(0), LOOK);
  }

  const before = recall();
  if (before) {
    put(title, before.title);
    put(body, before.body);
    ({ seen, sent } = before);
    base.value = before.base;
    say("kept");
    later(0);
  }
  place.dataset.ready = "1";
  return { name: place.dataset.part, version: () => base.value, bring: () => stopped || busy || sent || !same(typed(), seen) || later(0) };
}

// Puts the text of all in, and the cursor where it was among the words around it.
function put(field, text) {
  const old = field?.value;
  if (!field || old === text) return;
  const { selectionStart, selectionEnd } = field;
  let head = 0;
  while (head < old.length && head < text.length && old[head] === text[head]) head += 1;
  let tail = 0;
  while (tail < old.length - head && tail < text.length - head && old.at(-1 - tail) === text.at(-1 - tail)) tail += 1;
  const moved = (at) => (at <= head ? at : at >= old.length - tail ? at + text.length - old.length : Math.min(at, text.length - tail));
  field.value = text;
  if (document.activeElement === field) field.setSelectionRange(moved(selectionStart), moved(selectionEnd));
}

// A page of several texts asks which have other versions, and only these for their words.
async function glance(form, texts) {
  if (document.hidden) return;
  const answer = await fetch(form.dataset.versions).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const stand = await answer.json();
  for (const text of texts) if ((stand[text.name] ?? "0") !== text.version().replace("s", "")) text.bring();
}

const texts = [...document.querySelectorAll("[data-saving]")].map(keepSaved);
const many = document.querySelector("form[data-versions]");
if (many) setInterval(() => glance(many, texts), GLANCE);
