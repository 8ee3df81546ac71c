// Every behaviour is one small module; without any of them the pages work as they are.
import "./times.js";
import "./search.js";
import "./live.js";
import "./inbox.js";

// These come to the pages that have something for them only: a first view shall be small.
const PARTS = [
  ["form[data-draft]", () => import("./drafts.js")],
  ["input[type=file][name=files]", () => import("./files.js")],
  [".report .player", () => import("./player.js")],
  ["input[type=file][data-most]", () => import("./sizes.js")],
  ["[data-saving]", () => import("./writing.js")],
  ["[data-preview]", () => import("./preview.js")],
  ["[data-similar]", () => import("./similar.js")],
  ["textarea[name=body]", () => import("./mentions.js")],
  ["[data-push]", () => import("./push.js")],
  ["[data-leave]", () => import("./leave.js")],
  ["[data-passkey]", () => import("./passkeys.js")],
];
for (const [selector, load] of PARTS) if (document.querySelector(selector)) load();
