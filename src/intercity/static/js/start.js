// What makes pages livelier waits until the page is painted: on a slow line, text and styles go first.
requestAnimationFrame(() => setTimeout(() => import("./intercity.js")));
