// Paper cannot be zoomed or moved: what is in view is drawn anew in the size of a sheet, and put back afterwards.
export function fitPaper(map) {
  const box = map.getContainer();
  let before = null;
  const resize = (onPaper) => {
    box.classList.toggle("on-paper", onPaper);
    map.invalidateSize({ pan: false });
  };
  addEventListener("beforeprint", () => {
    if (before) return;
    before = { bounds: map.getBounds(), center: map.getCenter(), zoom: map.getZoom() };
    resize(true);
    map.fitBounds(before.bounds, { animate: false });
  });
  addEventListener("afterprint", () => {
    if (!before) return;
    resize(false);
    map.setView(before.center, before.zoom, { animate: false });
    before = null;
  });
}
