// Exact times become relative ("35 minutes ago"); the exact one, in the reader's own time zone, becomes the title.
const STEPS = [[60, "second"], [60, "minute"], [24, "hour"], [7, "day"], [4.35, "week"], [12, "month"], [Infinity, "year"]];
const words = new Intl.RelativeTimeFormat(document.documentElement.lang || "en", { numeric: "auto" });

function relative(seconds) {
  let value = seconds;
  for (const [size, unit] of STEPS) {
    if (Math.abs(value) < size) return words.format(Math.round(value), unit);
    value /= size;
  }
}

export function showTimes(root = document) {
  for (const time of root.querySelectorAll("time[data-relative]")) {
    const exact = new Date(time.dateTime);
    time.title ||= exact.toLocaleString(words.resolvedOptions().locale, { dateStyle: "long", timeStyle: "short" });
    const age = (Date.now() - exact) / 1000;
    // Older than four weeks reads better as a date.
    time.textContent = Math.abs(age) < 28 * 86400
      ? relative(-Math.round(age))
      : exact.toLocaleDateString(words.resolvedOptions().locale, { dateStyle: "medium" });
  }
}

showTimes();
setInterval(showTimes, 30_000);
