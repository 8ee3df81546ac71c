// The map of answers: a mark for each city by what it answered, pies for cities that lie together; tied to the table.
import { clusters } from "./map-clusters.js";
import { countOutside, draw, hearKeys, json, offerViews, styles, tie } from "./map-frame.js";
import { Pins } from "./map-pins.js";
import { Panel } from "./map-panel.js";

const SVG = "http://www.w3.org/2000/svg";
const box = document.querySelector("#map[data-answers]");
const links = new Map([...document.querySelectorAll("#cities a[data-slug]")].map((link) => [link.dataset.slug, link]));
const numbers = new Intl.NumberFormat(document.documentElement.lang || "en");
// How a mark looks in a pie: its own pattern; in quarters of numbers, the fuller the darker.
const FILLS = { m1: "m-c1", q4: "m-c1", several: "fill-m8", other: "m-c8", empty: "m-c8", unable: "m-c8", unknown: "m-c8", missing: "m-ground" };

function say(text, values) {
  return text.replace(/%\((\w+)\)s/g, (_, name) => values[name]);
}

function shape(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

function picture(view, ...parts) {
  const svg = shape("svg", { viewBox: view, "aria-hidden": "true" });
  svg.append(...parts);
  return svg;
}

// A mark as legend and table have it.
function drawing({ shape: name }) {
  const svg = picture("0 0 24 24", shape("use", { href: `#mark-${name}` }));
  svg.setAttribute("class", "answer-mark");
  return svg;
}

function paint(name) {
  const fill = FILLS[name] ?? `fill-${name}`;
  return fill.startsWith("m-") ? { class: `m-line ${fill}` } : { class: "m-line", fill: `url(#${fill})` };
}

// How many of these cities have each mark, in the order of the legend.
function counted(cities, marks) {
  return marks.map((mark, at) => ({ mark, count: cities.filter((city) => city.mark === at).length })).filter(({ count }) => count);
}

function pie(parts, total) {
  const point = (part) => [12 + 11 * Math.sin(2 * Math.PI * part), 12 - 11 * Math.cos(2 * Math.PI * part)].map((at) => at.toFixed(2)).join(" ");
  if (parts.length === 1) return [shape("circle", { ...paint(parts[0].mark.shape), cx: 12, cy: 12, r: 11 })];
  let sum = 0;
  return parts.map(({ mark, count }) => {
    const [from, to] = [sum / total, (sum += count) / total];
    return shape("path", { ...paint(mark.shape), d: `M12 12L${point(from)}A11 11 0 ${to - from > 0.5 ? 1 : 0} 1 ${point(to)}z` });
  });
}

class AnswerPins extends Pins {
  constructor(map, clustersAt, words, marks) {
    super(map, clustersAt, words);
    this.marks = marks;
  }

  make(cluster) {
    const { city, cities } = cluster;
    const several = cities.length > 1;
    const size = several ? Math.round(30 + 9 * Math.log10(cities.length)) : 26;
    const button = Object.assign(document.createElement("button"), { type: "button", className: several ? "answer several" : "answer" });
    const icon = L.divIcon({ className: "pin", html: button, iconSize: [size, size] });
    const marker = L.marker([city.lat, city.lon], { icon, keyboard: false, interactive: false }).addTo(this.map);
    button.dataset.slugs = cities.map((one) => one.slug).join(" ");
    button.setAttribute("aria-label", this.label(cluster));
    button.append(several ? picture("0 0 24 24", ...pie(counted(cities, this.marks), cities.length)) : picture("0 0 24 24", shape("use", { href: `#mark-${this.marks[city.mark].shape}` })));
    if (several) {
      const count = document.createElement("b");
      count.append(Object.assign(document.createElement("i"), { textContent: numbers.format(cities.length) }));
      button.append(count);
    }
    button.append(Object.assign(document.createElement("span"), { textContent: several ? `${city.name} +${cities.length - 1}` : `${city.name}: ${this.answer(city)}` }));
    L.DomEvent.disableClickPropagation(button);
    const pin = { marker, button, cluster };
    button.addEventListener("click", () => this.press(pin));
    return pin;
  }

  answer(city) {
    return city.text ?? this.marks[city.mark].label;
  }

  label({ city, cities }) {
    const { one, cluster, together } = this.words;
    if (cities.length === 1) return say(one, { name: city.name, answer: this.answer(city) });
    const answers = counted(cities, this.marks).map(({ mark, count }) => `${mark.label}: ${numbers.format(count)}`).join(", ");
    return say(this.bounds(cities) ? cluster : together, { cities: numbers.format(cities.length), answers });
  }

  // After answers have moved: the same cities, other marks.
  redraw() {
    this.byZoom.clear();
    for (const { marker } of this.shown.values()) marker.remove();
    this.shown = new Map();
    this.refresh();
  }
}

class AnswerPanel extends Panel {
  constructor(section, answer) {
    super(section);
    this.answer = answer;
  }

  open(city, from) {
    const part = document.createElement("div");
    const { open, nothing } = this.content.dataset;
    const link = Object.assign(document.createElement("a"), { href: city.address, textContent: city.answered ? open : nothing });
    part.append(Object.assign(document.createElement("p"), { textContent: this.answer(city) }), link);
    this.begin(city.name, from, part);
    this.showRow(city.link?.closest("tr"));
  }

  list(cities, from, show) {
    super.list(cities.map((city) => ({ ...city, posts: this.answer(city) })), from, (one, at) => show(cities.find((city) => city.slug === one.slug), at));
  }
}

async function load() {
  const address = new URL(box.dataset.cities, location.href);
  const home = address.pathname.replace(/\/map\.json$/, "/of");
  address.searchParams.set("part", "pins");
  const { marks, ...columns } = await json(address);
  return { marks, cities: rows(columns).map((city) => placed(city, marks, home)) };
}

// A name as it mostly stands in addresses; the server leaves out the slugs that this gives.
function plain(name) {
  return name.normalize("NFKD").toLowerCase().replace(/[^a-z0-9 -]/g, "").replaceAll(" ", "-");
}

// The places come as columns, in hundredths of a degree; a slug that its name tells is not written.
function rows({ names, slugs, usual, lat, lon, mark, texts, unit }) {
  return names.map((name, at) => ({
    name, slug: slugs[at] || usual + plain(name), lat: lat[at] / 100, lon: lon[at] / 100, mark: mark[at], text: texts[at] ? texts[at] + unit : undefined,
  }));
}

function placed(city, marks, home) {
  const answered = marks[city.mark].key !== "missing";
  return { ...city, posts: 1, answered, address: answered ? `${home}/${city.slug}` : `/organisations/${city.slug}/`, link: links.get(city.slug) };
}

// The mark of an answer that has just come, where its choice alone decides it: else the whole map is asked for again.
function markOf(row, marks) {
  const field = `${box.dataset.field}:`;
  const options = row.answer.filter((one) => one.startsWith(field)).map((one) => one.slice(field.length));
  const key = row.answer.includes("no-capacity") ? "unable" : options.length === 1 ? `o-${options[0]}` : null;
  return marks.findIndex((mark) => mark.key === key);
}

class Live {
  constructor(marks, cities, pins) {
    Object.assign(this, { marks, cities, pins });
    this.home = new URL(box.dataset.cities, location.href).pathname.replace(/\/map\.json$/, "/of");
    document.addEventListener("answers", ({ detail }) => detail.uid === box.dataset.answers && this.hear(detail));
  }

  hear({ rows, gone }) {
    const moves = rows.map((row) => [this.cities.find(({ slug }) => row.cells?.[0].includes(`/organisations/${slug}/`)), markOf(row, this.marks)]);
    if (gone.length || box.dataset.whole !== "true" || moves.some(([city, mark]) => !city || mark < 0)) return this.askAgain();
    for (const [city, mark] of moves) {
      const { text, ...rest } = city;
      this.marks[city.mark].count -= 1;
      this.marks[mark].count += 1;
      delete city.text;
      Object.assign(city, placed({ ...rest, mark }, this.marks, this.home));
    }
    return this.show();
  }

  // Many look at once: each asks a little later than the next, and once for all answers that came meanwhile.
  askAgain() {
    this.due ??= setTimeout(async () => {
      this.due = null;
      const { marks, cities } = await load();
      const found = new Map(cities.map((city) => [city.slug, city]));
      const known = new Set(this.cities.map(({ slug }) => slug));
      this.marks.splice(0, this.marks.length, ...marks);
      this.cities.splice(0, this.cities.length, ...this.cities.filter(({ slug }) => found.has(slug)), ...cities.filter(({ slug }) => !known.has(slug)));
      for (const city of this.cities) {
        delete city.text;
        Object.assign(city, found.get(city.slug));
      }
      this.show();
    }, 500 + Math.random() * Number(box.dataset.spread));
  }

  show() {
    this.pins.redraw();
    document.querySelector("#answer-legend").replaceChildren(...this.marks.map((one) => {
      const item = document.createElement("li");
      item.append(drawing(one), Object.assign(document.createElement("span"), { textContent: one.label }), " ", Object.assign(document.createElement("b"), { textContent: numbers.format(one.count) }));
      return item;
    }));
    for (const city of this.cities.filter(({ link }) => link)) {
      const cell = city.link.closest("tr").cells[2];
      cell.replaceChildren(drawing(this.marks[city.mark]), ` ${this.pins.answer(city)}`);
      city.link.href = city.address;
    }
    document.querySelector("#fresh").hidden = false;
  }
}

async function start() {
  const [{ marks, cities }, shapes] = await Promise.all([load(), json(box.dataset.shapes), import("../leaflet/leaflet.js"), styles(box.dataset.styles)]);
  const map = draw(box, shapes);
  const pins = new AnswerPins(map, (zoom) => clusters(cities, (city) => map.project([city.lat, city.lon], zoom)), box.dataset, marks);
  const panel = new AnswerPanel(document.querySelector("#city"), (city) => pins.answer(city));
  hearKeys(box, map, panel);
  tie(map, cities, pins, panel);
  offerViews(map, cities);
  countOutside(map, cities);
  new Live(marks, cities, pins);
}

start().catch((error) => {
  console.warn(error);
  box.replaceChildren(Object.assign(document.createElement("p"), { textContent: box.dataset.failed }));
});
