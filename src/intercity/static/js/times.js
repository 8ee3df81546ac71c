// Exact times become relative ("35 minutes ago"); the exact one, in the reader's own time zone, becomes the title.
const STEPS = [[60, "second"], [60, "minute"], [24, "hour"], [7, "day"], [4.35, "week"], [12, "month"], [Infinity, "year"]];
// Plain "en" is American to a browser; the server writes days before months.
const language = (document.documentElement.lang || "en").replace(/^en$/, "en-GB");
const words = new Intl.RelativeTimeFormat(language, { numeric: "auto" });

function relative(seconds) {
  let value = seconds;
  for (const [size, unit] of STEPS) {
    if (Math.abs(value) < size) return words.format(Math.round(value), unit);
    value /= size;
  }
}

// Days as the server writes them: "5 Mar 2027", in French "1er mars 2027".
const part = (at, options) => new Intl.DateTimeFormat(language, options).format(at);
const ordinal = (day) => (day === 1 && language === "fr" ? "1er" : day);

function dayOf(at) {
  // The month alone: beside a day, Bulgarian writes it as a number, and so it does with short ones.
  const short = part(at, { month: "short" });
  return [ordinal(at.getDate()), /\d/.test(short) ? part(at, { month: "long" }) : short, at.getFullYear()].join(" ");
}

const clockOf = (at) => part(at, { hour: "2-digit", minute: "2-digit" }).replace(/ ч\.$/, "");

// The reader's own time: with its day only where that is another one than at the place.
function ownTime(at, timeZone) {
  const clock = clockOf(at);
  if (at.toLocaleDateString("en", { timeZone }) === at.toLocaleDateString("en")) return clock;
  return `${part(at, { weekday: "short" })} ${dayOf(at)}, ${clock}`;
}

function clockIn(timeZone, at) {
  try {
    return at.toLocaleString("en", { timeZone, dateStyle: "short", timeStyle: "short" });
  } catch {
    // A zone that this browser does not know: say the reader's own time.
    return "";
  }
}

// From a moment to another, whose day is said only where it is another one.
function ownTimes(from, until, timeZone) {
  const begin = ownTime(from, timeZone);
  if (isNaN(until)) return begin;
  const sameDay = from.toDateString() === until.toDateString();
  return `${begin} – ${sameDay ? clockOf(until) : ownTime(until, timeZone)}`;
}

// Events are said in the zone of their place; readers of another zone are told their own time beside it.
function showOwnTimes(root) {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  for (const time of root.querySelectorAll("time[data-zoned]:not([data-told])")) {
    time.dataset.told = "";
    const at = new Date(time.dateTime);
    if (clockIn(time.dataset.zone, at) === clockIn(own, at)) continue;
    const told = document.createElement("span");
    told.className = "own-time soft";
    told.textContent = ` · ${time.dataset.zoned.replace("{time}", ownTimes(at, new Date(time.dataset.until ?? NaN), time.dataset.zone))}`;
    (time.closest("[data-when]") ?? time).append(told);
  }
}

export function showTimes(root = document) {
  for (const time of root.querySelectorAll("time[data-relative]")) {
    const exact = new Date(time.dateTime);
    time.title ||= `${dayOf(exact)}, ${part(exact, { timeStyle: "short" })}`;
    const age = (Date.now() - exact) / 1000;
    // Older than four weeks reads better as a date.
    time.textContent = Math.abs(age) < 28 * 86400
      ? relative(-Math.round(age))
      : dayOf(exact);
  }
  showOwnTimes(root);
}

showTimes();
setInterval(showTimes, 30_000);
