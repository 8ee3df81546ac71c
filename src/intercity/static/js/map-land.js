// Outlines: each is a list of hundredths of a degree, every pair relative to the one before: longitude, latitude.
function points(line) {
  const found = [];
  let lon = 0;
  let lat = 0;
  for (let at = 0; at < line.length; at += 2) {
    lon += line[at];
    lat += line[at + 1];
    found.push([lat / 100, lon / 100]);
  }
  return found;
}

// Land is one shape (lakes are holes in it), borders are lines on it; the style sheet colours both.
export function land(shapes) {
  const options = { interactive: false, smoothFactor: 0.7 };
  return [
    L.polygon(shapes.land.map(points), { ...options, className: "land" }),
    L.polyline(shapes.borders.map(points), { ...options, className: "border" }),
  ];
}
