// The answers to a roll call as they come: rows, sentence and charts move; nothing is loaded again.
import { showTimes } from "./times.js";

const FILTERS = ["country", "size", "level", "answer"];
const SVG = "http://www.w3.org/2000/svg";

// The head of the table says what its cells are called.
function rowFor(table, { org, cells }) {
  const row = document.createElement("tr");
  row.dataset.org = org;
  [...table.tHead.rows[0].cells].forEach((head, place) => {
    const cell = row.appendChild(document.createElement(place ? "td" : "th"));
    if (!place) cell.scope = "row";
    cell.className = head.className;
    cell.innerHTML = cells[place];
  });
  return row;
}

function drawn(name, attributes, text = "") {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) if (value !== "") made.setAttribute(key, value);
  made.textContent = text;
  return made;
}

function cells(line) {
  const row = document.createElement("tr");
  line.forEach((text, place) => {
    const cell = row.appendChild(document.createElement(place ? "td" : "th"));
    if (place) cell.className = "n";
    else cell.scope = "row";
    cell.textContent = text;
  });
  return row;
}

// Gives false where the page has no such picture yet.
function draw(part, key, chart) {
  const figure = part.querySelector(`[data-figures="${key}"]`);
  const picture = figure?.querySelector("svg");
  const table = figure?.querySelector("tbody");
  if (!figure || (chart.m.length && !picture) || (chart.f.length && !table)) return false;
  if (picture) {
    const [marks, words] = picture.querySelectorAll(":scope > g");
    picture.setAttribute("viewBox", `0 0 340 ${chart.h}`);
    marks.replaceChildren(...chart.m.map(([x, y, width, height, tone]) => {
      const pattern = picture.querySelector(`pattern.${tone}`);
      return drawn("rect", { class: tone, x, y, width, height, fill: pattern ? `url(#${pattern.id})` : "" });
    }));
    words.replaceChildren(...chart.w.map(([x, y, text, anchor, tone]) => drawn("text", { x, y, "text-anchor": anchor, class: tone }, text)));
  }
  table?.replaceChildren(...chart.f.map(cells));
  figure.querySelector("[data-note]").textContent = chart.n;
  return true;
}

function sumUp(part, news) {
  const say = (selector, text) => {
    const place = part.querySelector(selector);
    if (place) place.textContent = text;
  };
  say("[data-sentence]", news.sentence);
  say("[data-count]", news.count);
  for (const [name, lines] of Object.entries(news.foot)) {
    part.querySelector(`[data-foot="${name}"]`)?.replaceChildren(...lines.flatMap((line, n) => (n ? [document.createElement("br"), line] : [line])));
  }
  return Object.entries(news.charts).every(([key, chart]) => draw(part, key, chart));
}

// A page with filters counts only what its reader asked for.
function wanted(row) {
  const asked = new URLSearchParams(location.search);
  return FILTERS.every((name) => !asked.get(name) || [row[name]].flat().includes(asked.get(name)));
}

class Answers {
  constructor(part) {
    this.part = part;
    this.rows = part.querySelector("tbody[data-rows]");
    this.isPlain = "plain" in part.dataset;
    this.isWhole = this.isPlain || "whole" in part.dataset;
    this.most = Number(part.dataset.most);
    this.own = part.dataset.own.split(" ");
    this.waiting = new Set();
  }

  show(news) {
    for (const uid of news.gone) this.remove(uid);
    for (const row of news.rows) this.place(row);
    this.reveal();
    // A picture that was not there when the page was made comes with the page.
    if (this.isWhole && !sumUp(this.part, news)) this.tell(true);
    if (!this.rows) this.tell(true);
    this.tell();
    showTimes(this.part);
  }

  rowOf(uid, where = "") {
    return this.part.querySelector(`${where} tr[data-org="${CSS.escape(uid)}"]`);
  }

  remove(uid) {
    for (let row = this.rowOf(uid); row; row = this.rowOf(uid)) row.remove();
    this.waiting.delete(uid);
  }

  place(news) {
    const old = this.rowOf(news.org);
    if (!news.cells && this.isPlain) return this.makeRoom(news.org, old);
    const row = news.cells && this.rows && rowFor(this.rows.closest("table"), news);
    if (row && this.own.includes(news.org)) row.className = "mine";
    if (this.isPlain && row) {
      this.remove(news.org);
      this.rows.prepend(row);
      while (this.rows.rows.length > this.most) this.drop(this.rows.rows[this.most]);
    } else if (row && old && this.isWhole) old.replaceWith(row);
    else if (old || wanted(news)) this.waiting.add(news.org);
  }

  // After a long absence older rows come without cells: as many newer ones follow as the page has rows.
  makeRoom(uid, old) {
    if (this.own.includes(uid)) this.waiting.add(uid);
    else old?.remove();
  }

  // Older rows make room; those of the reader's own cities stand on top then, as on a page that is opened now.
  drop(row) {
    const own = this.part.querySelector("tbody.own");
    if (own && this.own.includes(row.dataset.org)) own.append(row);
    else row.remove();
  }

  // A page that was made before anybody had answered has its table ready, and shows it with the first answer.
  reveal() {
    const some = this.part.querySelector(".some-answers");
    if (!some || !this.rows?.rows.length) return;
    some.hidden = false;
    this.part.querySelector(".empty").hidden = true;
  }

  tell(anew = false) {
    this.isStale ||= anew;
    const bar = this.part.querySelector(".fresh");
    const count = this.waiting.size || Number(this.isStale);
    const text = (count === 1 ? this.part.dataset.one : this.part.dataset.many).replace("%s", count);
    if (bar.textContent !== text) bar.firstElementChild.textContent = text;
    bar.hidden = !count;
  }
}

const parts = new Map();

export function showAnswers(news) {
  for (const part of document.querySelectorAll(`[data-answers="${CSS.escape(news.uid)}"][data-own]`)) {
    if (!parts.has(part)) parts.set(part, new Answers(part));
    parts.get(part).show(news);
  }
}

document.addEventListener("answers", ({ detail }) => showAnswers(detail));
