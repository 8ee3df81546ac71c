// What every map with markers has: the land, the keys, the two views, how many lie outside, markers tied to rows.
import { land } from "./map-land.js";
import { fitPaper } from "./map-paper.js";

const EUROPE = [[35, -11], [62, 33]];
const AROUND = [[33, -25], [72, 45]];
const WORLD = [[-60, -180], [82, 192]];
const FARTHEST = 1;
const NEAREST = 12;
const STEP = 90;
const MOVES = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };

export async function json(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address} answers ${answer.status}`);
  return answer.json();
}

export function styles(address) {
  return new Promise((done, fail) => {
    const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: address, onload: done, onerror: fail });
    document.head.prepend(link);
  });
}

export function draw(box, shapes) {
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const coarse = matchMedia("(pointer: coarse)").matches;
  box.replaceChildren();
  const map = L.map(box, {
    attributionControl: false, zoomControl: false, minZoom: FARTHEST, maxZoom: NEAREST, zoomSnap: 0.5, maxBounds: WORLD,
    maxBoundsViscosity: 1, scrollWheelZoom: false, dragging: !coarse, renderer: L.svg({ padding: 0.5 }),
    zoomAnimation: !calm, fadeAnimation: !calm, markerZoomAnimation: !calm, inertia: !calm,
  });
  L.control.zoom({ zoomInTitle: box.dataset.nearer, zoomOutTitle: box.dataset.farther }).addTo(map);
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", box.dataset.name);
  map.setView([50, 10], 4);
  land(shapes).forEach((layer) => layer.addTo(map));
  fitPaper(map);
  // The wheel scrolls the page until somebody works with the map.
  box.addEventListener("focusin", () => map.scrollWheelZoom.enable());
  box.addEventListener("focusout", () => map.scrollWheelZoom.disable());
  return map;
}

// Leaflet hears the keys only while the map itself has the focus, not while one of its markers has it.
export function hearKeys(box, map, panel) {
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return panel.close();
    if (event.target === box || event.ctrlKey || event.altKey || event.metaKey) return undefined;
    if (MOVES[event.key]) map.panBy(MOVES[event.key]);
    else if (event.key === "+" || event.key === "=") map.zoomIn();
    else if (event.key === "-") map.zoomOut();
    else return undefined;
    event.preventDefault();
  });
}

export function offerViews(map, cities) {
  const all = L.latLngBounds(cities.map((city) => [city.lat, city.lon]));
  const around = L.latLngBounds(AROUND);
  const inEurope = cities.filter((city) => around.contains([city.lat, city.lon]));
  const views = {
    europe: () => map.fitBounds(EUROPE),
    all: () => map.fitBounds(all, { padding: [40, 40], maxZoom: 7 }),
  };
  for (const button of document.querySelectorAll("[data-view]")) button.addEventListener("click", views[button.dataset.view]);
  const oneCountry = new URLSearchParams(location.search).has("country");
  views[!oneCountry && inEurope.length * 2 >= cities.length ? "europe" : "all"]();
}

export function countOutside(map, cities) {
  const said = document.querySelector("#around");
  const show = () => {
    const bounds = map.getBounds();
    const outside = cities.filter((city) => !bounds.contains([city.lat, city.lon])).length;
    said.textContent = outside ? (outside === 1 ? said.dataset.one : said.dataset.some.replace("%s", outside)) : "";
  };
  map.on("moveend", show);
  show();
}

export function tie(map, cities, pins, panel) {
  const show = (city, from) => {
    panel.open(city, from);
    pins.choose(city);
  };
  pins.onCity = show;
  pins.onTogether = (members, button) => panel.list(members, button, show);
  panel.onClose = () => pins.choose(null);
  panel.heir = (from) => pins.heir(from?.dataset.slugs);
  for (const city of cities.filter((each) => each.link)) {
    const { link } = city;
    for (const name of ["pointerenter", "focus"]) link.addEventListener(name, () => pins.point(city));
    for (const name of ["pointerleave", "blur"]) link.addEventListener(name, () => pins.point(null));
    link.addEventListener("click", (event) => {
      if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      map.setView([city.lat, city.lon], pins.zoomOf(city));
      show(city, link);
    });
  }
}
