// Suggestions under the search box while somebody types: a combobox with a list box (ARIA). Without this it just searches.
const PAUSE = 180;

function option(item, id) {
  const line = document.createElement("li");
  Object.assign(line, { id });
  line.setAttribute("role", "option");
  line.setAttribute("aria-selected", "false");
  line.dataset.address = item.address;
  const label = document.createElement("span");
  label.textContent = item.label;
  line.append(label);
  if (item.detail) {
    const detail = document.createElement("span");
    detail.className = "soft";
    detail.textContent = item.detail;
    line.append(" ", detail);
  }
  return line;
}

function group(found, number, list) {
  const box = document.createElement("ul");
  const heading = document.createElement("li");
  Object.assign(heading, { id: `${list.id}-${number}`, textContent: found.name, className: "heading" });
  heading.setAttribute("role", "presentation");
  box.setAttribute("role", "group");
  box.setAttribute("aria-labelledby", heading.id);
  box.append(heading, ...found.items.map((item, place) => option(item, `${list.id}-${number}-${place}`)));
  return box;
}

function suggest(field) {
  const list = document.createElement("div");
  list.id = `${field.id}-suggestions`;
  list.className = "suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", field.labels[0]?.textContent ?? "");
  field.after(list);
  const set = (name, value) => field.setAttribute(name, value);
  set("role", "combobox");
  set("aria-autocomplete", "list");
  set("aria-controls", list.id);
  set("aria-expanded", "false");

  let timer = 0;
  let asking = null;
  let typed = field.value;
  let active = null;
  const options = () => [...list.querySelectorAll("[role=option]")];

  function choose(line) {
    active?.setAttribute("aria-selected", "false");
    active = line ?? null;
    active?.setAttribute("aria-selected", "true");
    active?.scrollIntoView({ block: "nearest" });
    if (active) set("aria-activedescendant", active.id);
    else field.removeAttribute("aria-activedescendant");
  }

  function close() {
    clearTimeout(timer);
    asking?.abort();
    choose(null);
    list.hidden = true;
    set("aria-expanded", "false");
  }

  function open(groups) {
    choose(null);
    list.replaceChildren(...groups.map((found, number) => group(found, number, list)));
    list.hidden = !groups.length;
    set("aria-expanded", String(!list.hidden));
  }

  async function ask() {
    asking?.abort();
    asking = new AbortController();
    const address = new URL(field.dataset.suggest, location);
    address.searchParams.set("q", typed);
    try {
      const answer = await fetch(address, { signal: asking.signal });
      if (answer.ok && document.activeElement === field) open((await answer.json()).groups);
    } catch {
      // An older question was given up, or the line is down: searching itself needs none of this.
    }
  }

  field.addEventListener("input", () => {
    typed = field.value.trim();
    clearTimeout(timer);
    if (typed.length < 2) close();
    else timer = setTimeout(ask, PAUSE);
  });

  field.addEventListener("keydown", (event) => {
    const lines = options();
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if (event.key === "Enter" && active) {
      event.preventDefault();
      location.assign(active.dataset.address);
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !list.hidden && lines.length) {
      event.preventDefault();
      // Beyond either end stands the field itself.
      const place = lines.indexOf(active) + (event.key === "ArrowDown" ? 1 : -1);
      choose(place < -1 ? lines.at(-1) : lines[place]);
    } else if (event.key === "ArrowDown" && list.hidden && typed.length >= 2) {
      event.preventDefault();
      ask();
    }
  });

  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const line = event.target.closest("[role=option]");
    if (line) location.assign(line.dataset.address);
  });
  field.addEventListener("blur", close);
}

document.querySelectorAll("input[data-suggest]").forEach(suggest);

// Menus that stay at "All" need not stand in the address.
for (const form of document.querySelectorAll("form.menus")) {
  form.addEventListener("formdata", ({ formData }) => {
    for (const [name, value] of [...formData]) if (!value) formData.delete(name);
  });
}
