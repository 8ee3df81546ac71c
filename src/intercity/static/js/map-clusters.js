// Cities whose markers would lie on each other share one, which stands at the largest of them.
export const NEAR = 44;

// `cities`: the most posts first. `place` gives a city's point in pixels. Moving the map changes no cluster.
export function clusters(cities, place) {
  const cells = new Map();
  const found = [];
  for (const city of cities) {
    const { x, y } = place(city);
    const [column, row] = [Math.floor(x / NEAR), Math.floor(y / NEAR)];
    const near = closest(cells, column, row, x, y);
    if (near) {
      near.cities.push(city);
      near.posts += city.posts;
      continue;
    }
    const cluster = { x, y, city, cities: [city], posts: city.posts };
    const key = `${column},${row}`;
    cells.set(key, [...(cells.get(key) ?? []), cluster]);
    found.push(cluster);
  }
  return found;
}

function closest(cells, column, row, x, y) {
  let best = null;
  let least = NEAR;
  for (const across of [-1, 0, 1]) {
    for (const down of [-1, 0, 1]) {
      for (const cluster of cells.get(`${column + across},${row + down}`) ?? []) {
        const distance = Math.hypot(cluster.x - x, cluster.y - y);
        if (distance < least) [best, least] = [cluster, distance];
      }
    }
  }
  return best;
}
