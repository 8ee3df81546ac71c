// The map of answers: a mark for each city by what it answered, pies for cities that lie together; tied to the table.
import { clusters } from "./map-clusters.js";
import { countOutside, draw, hearKeys, json, offerViews, styles, tie } from "./map-frame.js";
import { Pins } from "./map-pins.js";
import { Panel } from "./map-panel.js";

const SVG = "http://www.w3.org/2000/svg";
const box = document.querySelector("#map[data-answers]");
const links = new Map([...document.querySelectorAll("#cities a[data-slug]")].map((link) => [link.dataset.slug, link]));
const numbers = new Intl.NumberFormat(document.documentElement.lang || "en");
const FILLS = { m1: "m-c1", m2: "stripes", m3: "m-ground", m4: "dots", m5: "m-c5", m6: "bars", m7: "m-c7", m8: "m-ground", other: "m-c8", several: "m-c1", q1: "m-ground", q2: "dots", q3: "stripes", q4: "m-c1", empty: "m-ground", unable: "m-ground", missing: "m-ground" };

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

function paint(name) {
  return FILLS[name].startsWith("m-") ? { class: `m-line ${FILLS[name]}` } : { class: "m-line", fill: `url(#${FILLS[name]})` };
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
  const { marks, cities } = await json(address);
  const own = (city) => {
    const answered = marks[city.mark].key !== "missing";
    return { ...city, posts: 1, answered, address: answered ? `${home}/${city.slug}` : `/organisations/${city.slug}/`, link: links.get(city.slug) };
  };
  return { marks, cities: cities.map(own) };
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
}

start().catch((error) => {
  console.warn(error);
  box.replaceChildren(Object.assign(document.createElement("p"), { textContent: box.dataset.failed }));
});
