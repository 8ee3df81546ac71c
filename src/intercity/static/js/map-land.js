const ENDING = 60;
const GOING_ON = 31;

// How tools/build_shapes.py writes numbers: the signs from "#" on without the backslash, the first of them end one.
function numbers(text) {
  const found = [];
  let rest = 0;
  let size = 1;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    const sign = code - (code > 92 ? 36 : 35);
    rest += size * sign;
    if (sign >= ENDING) {
      size *= GOING_ON;
      continue;
    }
    found.push(rest % 2 ? -(rest + 1) / 2 : rest / 2);
    rest = 0;
    size = 1;
  }
  return found;
}

// An outline: hundredths of a degree, every pair relative to the one before: longitude, latitude.
function points(text) {
  const line = numbers(text);
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
    L.polygon(shapes.land.split(" ").map(points), { ...options, className: "land" }),
    L.polyline(shapes.borders.split(" ").map(points), { ...options, className: "border" }),
  ];
}
