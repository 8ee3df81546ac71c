// Markers: real buttons, so that a keyboard and a screen reader know them; only those in view, largest first.
import { NEAR } from "./map-clusters.js";

const MARGIN = 0.05;
const NAMED = 5;
const numbers = new Intl.NumberFormat(document.documentElement.lang || "en");

function say(text, values) {
  return text.replace(/%\((\w+)\)s/g, (_, name) => (typeof values[name] === "number" ? numbers.format(values[name]) : values[name]));
}

export class Pins {
  constructor(map, clustersAt, words) {
    Object.assign(this, { map, clustersAt, words, shown: new Map(), chosen: null, pointed: null, onCity() {}, onTogether() {} });
    this.byZoom = new Map();
    map.on("moveend", () => this.refresh());
  }

  at(zoom) {
    if (!this.byZoom.has(zoom)) this.byZoom.set(zoom, this.clustersAt(zoom));
    return this.byZoom.get(zoom);
  }

  // The first zoom at which a city has a marker of its own; the nearest, where it never has.
  zoomOf(city) {
    for (let zoom = this.map.getZoom(); zoom < this.map.getMaxZoom(); zoom += 0.5) {
      if (this.at(zoom).some((cluster) => cluster.city === city && cluster.cities.length === 1)) return zoom;
    }
    return this.map.getMaxZoom();
  }

  refresh() {
    const focused = document.activeElement;
    const bounds = this.map.getBounds().pad(MARGIN);
    const zoom = this.map.getZoom();
    const wanted = this.at(zoom).filter(({ city }) => bounds.contains([city.lat, city.lon]));
    const left = new Map();
    for (const cluster of wanted) {
      const key = `${cluster.city.slug} ${cluster.cities.length} ${cluster.posts}`;
      left.set(key, this.shown.get(key) ?? this.make(cluster));
      left.get(key).cluster = cluster;
    }
    for (const [key, pin] of this.shown) if (!left.has(key)) pin.marker.remove();
    this.shown = left;
    this.order(focused);
    this.mark();
  }

  // Tab goes as the table does. Whoever had the focus keeps it, or the map takes it where their marker is gone.
  order(focused) {
    const pane = this.map.getPane("markerPane");
    for (const { marker } of this.shown.values()) pane.append(marker.getElement());
    if (document.activeElement === focused) return;
    if (focused.isConnected) focused.focus({ preventScroll: true });
    else this.heir(focused.dataset.slugs).focus({ preventScroll: true });
  }

  // Which marker stands now for the cities that a vanished one stood for.
  heir(slugs = "") {
    const [first] = slugs.split(" ");
    const pin = [...this.shown.values()].find(({ cluster }) => cluster.cities.some((city) => city.slug === first));
    return pin?.button ?? this.map.getContainer();
  }

  make(cluster) {
    const { city, cities, posts } = cluster;
    const button = document.createElement("button");
    const size = Math.round(26 + 8 * Math.log10(posts));
    const icon = L.divIcon({ className: "pin", html: button, iconSize: [size, size] });
    const marker = L.marker([city.lat, city.lon], { icon, keyboard: false, interactive: false }).addTo(this.map);
    button.type = "button";
    button.dataset.slugs = cities.map((one) => one.slug).join(" ");
    button.classList.toggle("several", cities.length > 1);
    button.classList.toggle("unclaimed", cities.every((one) => one.unclaimed));
    button.setAttribute("aria-label", this.label(cluster));
    button.append(numbers.format(posts));
    const name = document.createElement("span");
    name.textContent = cities.length > 1 ? `${city.name} +${cities.length - 1}` : city.name;
    button.append(name);
    L.DomEvent.disableClickPropagation(button);
    const pin = { marker, button, cluster };
    button.addEventListener("click", () => this.press(pin));
    return pin;
  }

  label({ city, cities, posts }) {
    const { one, many, cluster, together } = this.words;
    if (cities.length === 1) return say(posts === 1 ? one : many, { name: city.name, posts });
    const names = cities.slice(0, NAMED).map((each) => each.name).join(", ") + (cities.length > NAMED ? " …" : "");
    return `${say(this.bounds(cities) ? cluster : together, { cities: cities.length, posts })}: ${names}`;
  }

  // Around cities that lie apart; null where they share one place and no zoom parts them.
  bounds(cities) {
    const bounds = L.latLngBounds(cities.map((city) => [city.lat, city.lon]));
    const [one, other] = [bounds.getNorthEast(), bounds.getSouthWest()].map((at) => this.map.project(at, this.map.getMaxZoom()));
    return one.distanceTo(other) < NEAR ? null : bounds;
  }

  press({ cluster, button }) {
    if (cluster.cities.length === 1) return this.onCity(cluster.city, button);
    const bounds = this.bounds(cluster.cities);
    if (!bounds) return this.onTogether(cluster.cities, button);
    const zoom = Math.max(this.map.getBoundsZoom(bounds, false, L.point(60, 60)), this.map.getZoom() + 1);
    return this.map.setView(bounds.getCenter(), Math.min(zoom, this.map.getMaxZoom()));
  }

  choose(city) {
    this.chosen = city;
    this.mark();
  }

  point(city) {
    this.pointed = city;
    this.mark();
  }

  mark() {
    for (const { cluster, button } of this.shown.values()) {
      button.classList.toggle("pointed", cluster.cities.includes(this.pointed));
      if (cluster.cities.includes(this.chosen)) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    }
  }
}
