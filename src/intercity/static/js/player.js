// Chapters and words of a report jump within its recording; without this their links open the recording there.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-at]");
  const player = link?.closest(".report")?.querySelector(".player");
  if (!player || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  const go = () => { player.currentTime = Number(link.dataset.at); };
  // Before the recording is known, where to go cannot be said.
  if (player.readyState) go();
  else player.addEventListener("loadedmetadata", go, { once: true });
  player.play().catch(() => {});
  player.scrollIntoView({ block: "nearest" });
});
