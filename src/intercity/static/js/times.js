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

function clockIn(timeZone, at) {
  try {
    return at.toLocaleString("en", { timeZone, dateStyle: "short", timeStyle: "short" });
  } catch {
    // A zone that this browser does not know: say the reader's own time.
    return "";
  }
}

// From a moment to another, whose day is said only where it is another one.
function span(from, until) {
  const clock = { timeStyle: "short" };
  const full = { dateStyle: "medium", ...clock };
  const begin = from.toLocaleString(language, full);
  if (isNaN(until)) return begin;
  const sameDay = from.toDateString() === until.toDateString();
  return `${begin} – ${sameDay ? until.toLocaleTimeString(language, clock) : until.toLocaleString(language, full)}`;
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
    told.textContent = ` · ${time.dataset.zoned.replace("{time}", span(at, new Date(time.dataset.until ?? NaN)))}`;
    (time.closest("[data-when]") ?? time).append(told);
  }
}

export function showTimes(root = document) {
  for (const time of root.querySelectorAll("time[data-relative]")) {
    const exact = new Date(time.dateTime);
    time.title ||= exact.toLocaleString(language, { dateStyle: "long", timeStyle: "short" });
    const age = (Date.now() - exact) / 1000;
    // Older than four weeks reads better as a date.
    time.textContent = Math.abs(age) < 28 * 86400
      ? relative(-Math.round(age))
      : exact.toLocaleDateString(language, { dateStyle: "medium" });
  }
  showOwnTimes(root);
}

showTimes();
setInterval(showTimes, 30_000);
