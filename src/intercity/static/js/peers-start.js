// The map waits until the list is painted.
requestAnimationFrame(() => setTimeout(() => import("./peers-map.js")));
