// The map waits until its table is painted, as everything that is not text does.
requestAnimationFrame(() => setTimeout(() => import("./map.js")));
