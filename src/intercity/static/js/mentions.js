// Whom one may mean, under the text, once somebody writes "@" and a letter. Without this, mentions are typed by hand.
const BEGUN = /(?:^|[^\p{L}\p{N}@/.])@([\p{L}\p{N}][\p{L}\p{N}_./-]*)$/u;
const PAUSE = 180;
let lists = 0;

function option(item, id) {
  const line = document.createElement("li");
  const name = document.createElement("span");
  Object.assign(line, { id, textContent: item.written });
  Object.assign(name, { className: "soft", textContent: item.name });
  line.dataset.written = item.written;
  line.setAttribute("role", "option");
  line.setAttribute("aria-selected", "false");
  line.append(" ", name);
  return line;
}

function offer(field) {
  const list = document.createElement("ul");
  Object.assign(list, { id: `mentions-${(lists += 1)}`, className: "mentions", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "@");
  field.after(list);
  field.setAttribute("aria-controls", list.id);
  let timer = 0;
  let active = null;
  const begun = () => field.value.slice(0, field.selectionStart).match(BEGUN)?.[1] ?? "";

  function choose(line) {
    active?.setAttribute("aria-selected", "false");
    active = line ?? null;
    active?.setAttribute("aria-selected", "true");
    if (active) field.setAttribute("aria-activedescendant", active.id);
    else field.removeAttribute("aria-activedescendant");
  }

  function close() {
    clearTimeout(timer);
    choose(null);
    list.hidden = true;
  }

  function take(line) {
    const end = field.selectionStart;
    field.setRangeText(`${line.dataset.written} `, end - begun().length - 1, end, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    close();
    field.focus();
  }

  async function ask() {
    const asked = begun();
    const answer = await fetch(`/mentions?q=${encodeURIComponent(asked)}`);
    if (!answer.ok || asked !== begun()) return;
    const { items } = await answer.json();
    choose(null);
    list.replaceChildren(...items.map((item, place) => option(item, `${list.id}-${place}`)));
    list.hidden = !items.length;
  }

  field.addEventListener("input", () => {
    clearTimeout(timer);
    if (begun()) timer = setTimeout(ask, PAUSE);
    else close();
  });
  field.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    const lines = [...list.children];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") close();
    else if (event.key === "Enter" && active) take(active);
    else if (step) choose(lines.at((active ? lines.indexOf(active) + step : (step - 1) / 2) % lines.length));
    else return;
    event.preventDefault();
  });
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const line = event.target.closest("[role=option]");
    if (line) take(line);
  });
  field.addEventListener("blur", close);
  // Whoever types faster than this arrives has begun a name already.
  if (document.activeElement === field && begun()) ask();
}

document.querySelectorAll("textarea[name=body]").forEach(offer);
