// The map of answers waits until its table is painted.
requestAnimationFrame(() => setTimeout(() => import("./rollcall-map.js")));
