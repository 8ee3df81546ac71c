// The map beside its table: loads cities and outlines, draws, and ties markers to the rows of this page of the table.
import { clusters } from "./map-clusters.js";
import { countOutside, draw, hearKeys, json, offerViews, styles, tie } from "./map-frame.js";
import { Pins } from "./map-pins.js";
import { Panel } from "./map-panel.js";

const box = document.querySelector("#map");
const links = new Map([...document.querySelectorAll("#cities a[data-slug]")].map((link) => [link.dataset.slug, link]));

// A city knows the address of its posts, and its row where that is on this page.
async function load() {
  const address = new URL(box.dataset.cities, location.href);
  const home = address.pathname.replace(/\.json$/, "");
  const own = address.search;
  address.searchParams.set("part", "pins");
  const cities = await json(address);
  return cities.map((city) => ({ ...city, address: `${home}/${city.slug}${own}`, link: links.get(city.slug) }));
}

async function start() {
  const [cities, shapes] = await Promise.all([load(), json(box.dataset.shapes), import("../leaflet/leaflet.js"), styles(box.dataset.styles)]);
  const map = draw(box, shapes);
  const panel = new Panel(document.querySelector("#city"));
  const pins = new Pins(map, (zoom) => clusters(cities, (city) => map.project([city.lat, city.lon], zoom)), box.dataset);
  hearKeys(box, map, panel);
  tie(map, cities, pins, panel);
  offerViews(map, cities);
  countOutside(map, cities);
}

start().catch((error) => {
  console.warn(error);
  box.replaceChildren(Object.assign(document.createElement("p"), { textContent: box.dataset.failed }));
});
