// Under the map: the newest posts of the city that was chosen, and the way back to where one came from.
import { showTimes } from "./times.js";

export class Panel {
  constructor(section) {
    this.section = section;
    this.heading = section.querySelector("h3");
    this.content = section.querySelector("[data-waiting]");
    this.onClose = () => {};
    section.querySelector("button").addEventListener("click", () => this.close());
    section.addEventListener("keydown", (event) => event.key === "Escape" && this.close());
  }

  begin(title, from) {
    this.from = from;
    this.heading.textContent = title;
    this.section.hidden = false;
    this.section.focus({ preventScroll: true });
    this.section.scrollIntoView({ block: "nearest" });
  }

  async open(city, from) {
    const link = document.querySelector(`#cities a[data-city="${CSS.escape(city.slug)}"]`);
    this.begin(city.name, from);
    this.showRow(link?.closest("tr"));
    this.say(this.content.dataset.waiting);
    const address = new URL(link?.href ?? location.href);
    address.searchParams.set("part", "cards");
    this.request?.abort();
    this.request = new AbortController();
    try {
      const answer = await fetch(address, { signal: this.request.signal });
      if (!answer.ok) throw new Error(answer.status);
      this.content.innerHTML = await answer.text();
      showTimes(this.content);
    } catch (error) {
      if (error.name !== "AbortError") this.say(this.content.dataset.failed);
    }
  }

  // Organisations that share one place, each a button that opens its posts.
  list(cities, from, show) {
    this.request?.abort();
    this.begin(cities[0].name, from);
    this.showRow(null);
    const list = document.createElement("ul");
    for (const city of cities) {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "link", textContent: `${city.name} (${city.posts})` });
      button.addEventListener("click", () => show(city.slug, from));
      const item = document.createElement("li");
      item.append(button);
      list.append(item);
    }
    this.content.replaceChildren(list);
  }

  say(text) {
    this.content.replaceChildren(Object.assign(document.createElement("p"), { textContent: text }));
  }

  // The row of the city is marked and brought into the part of the table that is seen; the page stays where it is.
  showRow(row) {
    for (const old of document.querySelectorAll("#cities tr[aria-current]")) old.removeAttribute("aria-current");
    if (!row) return;
    row.setAttribute("aria-current", "true");
    const frame = row.closest(".sheet");
    const [outer, inner] = [frame.getBoundingClientRect(), row.getBoundingClientRect()];
    frame.scrollTop += inner.top - outer.top - (outer.height - inner.height) / 2;
  }

  close() {
    if (this.section.hidden) return;
    this.request?.abort();
    this.section.hidden = true;
    this.showRow(null);
    this.onClose();
    const { from } = this;
    // The marker may be another one by now: then its row, or the map itself.
    const back = from?.isConnected ? from : document.querySelector("#map");
    back.focus();
  }
}
