// The map over the list of peers: a numbered link for each, which leads to its place in the list.
import { land } from "./map-land.js";
import { fitPaper } from "./map-paper.js";

const STEP = 90;
const MOVES = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };
const box = document.querySelector("#map[data-peers]");
const point = (text) => text.split(" ").map(Number);

function styles(address) {
  return new Promise((done, fail) => {
    const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: address, onload: done, onerror: fail });
    document.head.prepend(link);
  });
}

async function json(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address} answers ${answer.status}`);
  return answer.json();
}

function pin(map, at, number, name, href) {
  const link = Object.assign(document.createElement("a"), { className: "peer", href, textContent: number });
  const label = Object.assign(document.createElement("span"), { textContent: name });
  link.setAttribute("aria-label", `${number} ${name}`.trim());
  link.append(label);
  const icon = L.divIcon({ className: "pin", html: link, iconSize: [28, 28] });
  L.marker(at, { icon, keyboard: false, interactive: false }).addTo(map);
  L.DomEvent.disableClickPropagation(link);
  return link;
}

function draw(shapes) {
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const coarse = matchMedia("(pointer: coarse)").matches;
  box.replaceChildren();
  const map = L.map(box, {
    attributionControl: false, zoomControl: false, minZoom: 1, maxZoom: 10, zoomSnap: 0.5, scrollWheelZoom: false,
    dragging: !coarse, renderer: L.svg({ padding: 0.5 }), zoomAnimation: !calm, fadeAnimation: !calm, inertia: !calm,
  });
  L.control.zoom({ zoomInTitle: box.dataset.nearer, zoomOutTitle: box.dataset.farther }).addTo(map);
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", box.dataset.name);
  map.setView([50, 10], 4);
  land(shapes).forEach((layer) => layer.addTo(map));
  fitPaper(map);
  box.addEventListener("keydown", (event) => {
    if (event.target === box || !MOVES[event.key]) return;
    map.panBy(MOVES[event.key]);
    event.preventDefault();
  });
  return map;
}

async function start() {
  const [shapes] = await Promise.all([json(box.dataset.shapes), import("../leaflet/leaflet.js"), styles(box.dataset.styles)]);
  const map = draw(shapes);
  const places = [];
  [...document.querySelectorAll("#cities > li")].forEach((row, index) => {
    if (!row.dataset.at) return;
    places.push(point(row.dataset.at));
    pin(map, places.at(-1), index + 1, row.dataset.name, `#${row.id}`);
  });
  if (box.dataset.own) {
    places.push(point(box.dataset.own));
    pin(map, places.at(-1), "★", box.dataset.ownName, "#main").classList.add("own");
  }
  if (places.length) map.fitBounds(L.latLngBounds(places), { padding: [40, 40], maxZoom: 7 });
}

start().catch((error) => {
  console.warn(error);
  box.replaceChildren(Object.assign(document.createElement("p"), { textContent: box.dataset.failed }));
});
