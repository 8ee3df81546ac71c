// What makes pages livelier waits until the page is painted: on a slow line, text and styles go first.
const begin = () => import("./intercity.js");

if (window.PerformanceObserver?.supportedEntryTypes?.includes("paint")) {
  const paints = new PerformanceObserver((list) => {
    if (!list.getEntriesByName("first-contentful-paint").length) return;
    paints.disconnect();
    begin();
  });
  paints.observe({ type: "paint", buffered: true });
}
// A browser that tells of no paint begins a moment later; beginning twice is beginning once.
addEventListener("load", () => setTimeout(begin, 2000));
