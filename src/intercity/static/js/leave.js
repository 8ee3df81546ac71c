// The way out of a page: it takes the place of the page in the history, so that "back" does not lead here again.
const way = document.querySelector("[data-leave]");
const keys = document.querySelector("[data-leave-keys]");
const leave = () => {
  document.body.hidden = true;
  location.replace(way.href);
};
way.addEventListener("click", (event) => {
  event.preventDefault();
  leave();
});
// Three in a row, whatever else listens to the key; any other key begins anew.
let pressed = 0;
addEventListener("keydown", (event) => {
  if (event.repeat) return;
  pressed = event.key === "Escape" ? pressed + 1 : 0;
  if (pressed === 3) leave();
}, true);
keys.hidden = false;
