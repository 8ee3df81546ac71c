// Under the map: the newest posts of the city that was chosen, and the way back to where one came from.
import { showTimes } from "./times.js";

function paragraph(text) {
  return Object.assign(document.createElement("p"), { textContent: text });
}

export class Panel {
  constructor(section) {
    this.section = section;
    this.heading = section.querySelector("h3");
    this.content = section.querySelector("[data-waiting]");
    this.onClose = () => {};
    this.heir = () => null;
    section.querySelector("button").addEventListener("click", () => this.close());
    section.addEventListener("keydown", (event) => event.key === "Escape" && this.close());
  }

  begin(title, from, content) {
    this.from = from;
    this.heading.textContent = title;
    // What stood here before might be long: the page is scrolled by what stands here now.
    this.content.replaceChildren(content);
    this.section.hidden = false;
    this.section.focus({ preventScroll: true });
    this.section.scrollIntoView({ block: "nearest" });
  }

  async open(city, from) {
    this.begin(city.name, from, paragraph(this.content.dataset.waiting));
    this.showRow(city.link?.closest("tr"));
    const address = new URL(city.address, location.href);
    address.searchParams.set("part", "cards");
    this.request?.abort();
    this.request = new AbortController();
    try {
      const answer = await fetch(address, { signal: this.request.signal });
      if (!answer.ok) throw new Error(answer.status);
      this.content.innerHTML = await answer.text();
      showTimes(this.content);
    } catch (error) {
      if (error.name !== "AbortError") this.content.replaceChildren(paragraph(this.content.dataset.failed));
    }
  }

  // Organisations that share one place, each a button that opens its posts.
  list(cities, from, show) {
    this.request?.abort();
    const list = document.createElement("ul");
    for (const city of cities) {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "link", textContent: `${city.name} (${city.posts})` });
      button.addEventListener("click", () => show(city, from));
      const item = document.createElement("li");
      item.append(button);
      list.append(item);
    }
    this.begin(cities[0].name, from, list);
    this.showRow(null);
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
    // The marker may be another one by now.
    (this.from?.isConnected ? this.from : this.heir(this.from)).focus();
  }
}
