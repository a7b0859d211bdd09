// Outlines of countries (Natural Earth, public domain) and of a boundary file of one's own.

import { project } from "./mapview.js";

// A TopoJSON of polygons → [{name, path, box, rings}]; see github.com/topojson/topojson-specification.
export function fromTopology(topology) {
  const { scale, translate } = topology.transform;
  const arcs = topology.arcs.map((arc) => {
    let [x, y] = [0, 0];
    return arc.map(([dx, dy]) => {
      x += dx;
      y += dy;
      return [x * scale[0] + translate[0], y * scale[1] + translate[1]];
    });
  });
  const ring = (numbers) => {
    const points = [];
    for (const number of numbers) {
      const arc = number < 0 ? [...arcs[~number]].reverse() : arcs[number];
      points.push(...(points.length ? arc.slice(1) : arc));
    }
    return points;
  };
  return topology.objects.countries.geometries
    .filter((shape) => shape.arcs)
    .map((shape) => {
      const polygons = shape.type === "Polygon" ? [shape.arcs] : shape.arcs;
      return outline(shape.properties.name, polygons.flat().map(ring));
    });
}

const MOST_POINTS = 400_000;

// A GeoJSON of polygons or lines; throws where it is none or too large.
export function fromGeojson(value) {
  const features = value?.type === "FeatureCollection" ? value.features : [value];
  if (!Array.isArray(features)) throw new Error("geojson");
  const found = [];
  let points = 0;
  for (const feature of features) {
    const shape = feature?.geometry ?? feature;
    const depth = { LineString: 0, MultiLineString: 1, Polygon: 1, MultiPolygon: 2 }[shape?.type];
    if (depth === undefined) continue;
    const rings = depth === 0 ? [shape.coordinates] : shape.coordinates.flat(depth - 1);
    const good = rings.map((ring) =>
      ring.filter((at) => Array.isArray(at) && Number.isFinite(at[0]) && Number.isFinite(at[1])),
    );
    points += good.reduce((sum, ring) => sum + ring.length, 0);
    if (points > MOST_POINTS) throw new Error("large");
    const names = feature?.properties || {};
    const key = Object.keys(names).find((name) => /name|_en$/i.test(name) && typeof names[name] === "string");
    found.push(outline(key ? names[key] : "", good));
  }
  if (!found.length) throw new Error("geojson");
  return found;
}

function outline(name, rings) {
  const path = new Path2D();
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const ring of rings) {
    let round = 0; // a ring that passes the 180th meridian goes on beyond it
    ring.forEach(([lon, lat], number) => {
      const step = number ? lon - ring[number - 1][0] : 0;
      if (Math.abs(step) > 180) round -= 360 * Math.sign(step);
      const [x, y] = project(lon + round, lat);
      if (number) path.lineTo(x, -y);
      else path.moveTo(x, -y);
      box[0] = Math.min(box[0], x);
      box[1] = Math.min(box[1], y);
      box[2] = Math.max(box[2], x);
      box[3] = Math.max(box[3], y);
    });
  }
  return { name, path, box, rings };
}

export function contains(one, lon, lat) {
  let inside = false;
  for (const ring of one.rings) {
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const [ax, ay] = ring[i];
      const [bx, by] = ring[j];
      if (ay > lat !== by > lat && lon < ((bx - ax) * (lat - ay)) / (by - ay) + ax) inside = !inside;
    }
  }
  return inside;
}
