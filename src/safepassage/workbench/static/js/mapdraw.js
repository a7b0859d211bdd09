// Draws the map: outlines, roads, corridors, control, violence, people, flows, sites filling up.

import { colour } from "./dom.js";
import { about } from "./words.js";

const NAMES = [
  "sea", "land", "border", "road", "road-shut", "corridor", "corridor-open", "people", "over",
  "hazard", "mark", "site", "text", "card", "soft", "accent", "held-1", "held-2", "held-3",
  "held-4", "flow", "line",
];
let colours = {};

export function takeColours() {
  colours = Object.fromEntries(NAMES.map((name) => [name, colour(name)]));
}

export const heldColour = (number) => colours[`held-${(number % 4) + 1}`];

export function draw(ctx, view, scene) {
  ctx.direction = "ltr";
  ctx.textAlign = "left";
  ground(ctx, view, scene);
  if (scene.chosenRoad) chosenRoad(ctx, view, scene.chosenRoad);
  corridors(ctx, view, scene);
  flows(ctx, view, scene);
  dangers(ctx, view, scene);
  places(ctx, view, scene);
  drawing(ctx, view, scene);
}

const MARGIN = 200; // pixels drawn beyond the edges, so that a pan moves a picture that is there
const layer = { canvas: null, key: null, x: 0, y: 0 };

// Outlines, roads and many small places: a picture of its own, drawn anew only when it would look otherwise.
function ground(ctx, view, scene) {
  const ratio = window.devicePixelRatio || 1;
  const small = many(view, scene);
  const key = [view.scale, view.width, view.height, ratio, small, scene.shut, colours.land, scene.world.length];
  const same = layer.of === scene.of && layer.own === scene.own && key.every((one, n) => one === layer.key?.[n]);
  const shift = [(layer.x - view.x) * view.scale, (view.y - layer.y) * view.scale];
  if (!same || shift.some((one) => Math.abs(one) > MARGIN)) {
    layer.canvas ??= document.createElement("canvas");
    Object.assign(layer, { key, of: scene.of, own: scene.own, x: view.x, y: view.y });
    const wide = Object.assign(Object.create(view), { width: view.width + 2 * MARGIN, height: view.height + 2 * MARGIN });
    layer.canvas.width = Math.ceil(wide.width * ratio);
    layer.canvas.height = Math.ceil(wide.height * ratio);
    const below = layer.canvas.getContext("2d");
    below.setTransform(ratio, 0, 0, ratio, 0, 0);
    below.fillStyle = colours.sea;
    below.fillRect(0, 0, wide.width, wide.height);
    outlines(below, wide, scene.world, 0.7);
    outlines(below, wide, scene.own, 1.2);
    roads(below, wide, scene);
    if (small) dots(below, wide, scene);
    shift.fill(0);
  }
  const at = shift.map((one) => Math.round((one - MARGIN) * ratio));
  ctx.save();
  ctx.setTransform(1, 0, 0, 1, 0, 0);
  ctx.drawImage(layer.canvas, ...at);
  ctx.restore();
}

// Whether there are more places on the map than can be told apart as symbols.
const many = (view, scene) => scene.places.length > 800 && view.scale < 400;

function dots(ctx, view, scene) {
  for (const site of [false, true]) {
    ctx.fillStyle = site ? colours.people : colours.mark;
    for (const place of scene.places) {
      if ((place.kind === "site") !== site) continue;
      const [x, y] = view.onScreen(place.flat);
      ctx.fillRect(x - 1.5, y - 1.5, 3, 3);
    }
  }
}

function outlines(ctx, view, shapes, width) {
  const west = view.x - view.width / 2 / view.scale;
  const east = view.x + view.width / 2 / view.scale;
  const south = view.y - view.height / 2 / view.scale;
  const north = view.y + view.height / 2 / view.scale;
  ctx.save();
  ctx.translate(view.width / 2 - view.x * view.scale, view.height / 2 + view.y * view.scale);
  ctx.scale(view.scale, view.scale);
  ctx.lineWidth = width / view.scale;
  ctx.strokeStyle = colours.border;
  ctx.fillStyle = colours.land;
  for (const { path, box } of shapes) {
    if (box[2] < west || box[0] > east || box[3] < south || box[1] > north) continue;
    if (width < 1) ctx.fill(path);
    ctx.stroke(path);
  }
  ctx.restore();
}

function roads(ctx, view, scene) {
  const solid = new Path2D();
  const shut = new Path2D();
  for (const road of scene.roads) {
    const [ax, ay] = view.onScreen(road.a);
    const [bx, by] = view.onScreen(road.b);
    if (Math.max(ax, bx) < 0 || Math.min(ax, bx) > view.width) continue;
    if (Math.max(ay, by) < 0 || Math.min(ay, by) > view.height) continue;
    const path = road.open ? solid : shut;
    path.moveTo(ax, ay);
    path.lineTo(bx, by);
  }
  const thin = scene.roads.length > 2000;
  stroke(ctx, solid, colours.road, thin ? 0.8 : 1.6);
  stroke(ctx, shut, colours["road-shut"], thin ? 1 : 1.8, [3, 5]);
}

function chosenRoad(ctx, view, road) {
  const path = new Path2D();
  path.moveTo(...view.onScreen(road.a));
  path.lineTo(...view.onScreen(road.b));
  stroke(ctx, path, colours.accent, 4);
}

function stroke(ctx, path, style, width, dash = []) {
  ctx.strokeStyle = style;
  ctx.lineWidth = width;
  ctx.setLineDash(dash);
  ctx.stroke(path);
  ctx.setLineDash([]);
}

function corridors(ctx, view, scene) {
  for (const { points, open, chosen } of scene.corridors) {
    const path = new Path2D();
    points.forEach((at, number) => {
      const [x, y] = view.toScreen(...at);
      if (number) path.lineTo(x, y);
      else path.moveTo(x, y);
    });
    const style = chosen ? colours.accent : open ? colours["corridor-open"] : colours.corridor;
    stroke(ctx, path, style, open ? 5 : 3, open ? [] : [9, 6]);
  }
}

function flows(ctx, view, scene) {
  const most = scene.flows.reduce((found, flow) => Math.max(found, flow.n), 1);
  ctx.fillStyle = colours.flow;
  for (const flow of scene.flows) {
    const [ax, ay] = view.toScreen(...flow.from);
    const [bx, by] = view.toScreen(...flow.to);
    const long = Math.hypot(bx - ax, by - ay);
    if (long < 24) continue;
    const thick = 1.5 + 5 * Math.sqrt(flow.n / most);
    const [ux, uy] = [(bx - ax) / long, (by - ay) / long];
    const [sx, sy] = [ax + ux * 10, ay + uy * 10];
    const [ex, ey] = [bx - ux * 12, by - uy * 12];
    const head = thick * 1.8 + 3;
    ctx.globalAlpha = 0.75;
    ctx.beginPath();
    ctx.moveTo(sx - uy * thick * 0.3, sy + ux * thick * 0.3);
    ctx.lineTo(ex - ux * head - uy * thick * 0.5, ey - uy * head + ux * thick * 0.5);
    ctx.lineTo(ex - ux * head - uy * head * 0.6, ey - uy * head + ux * head * 0.6);
    ctx.lineTo(ex, ey);
    ctx.lineTo(ex - ux * head + uy * head * 0.6, ey - uy * head - ux * head * 0.6);
    ctx.lineTo(ex - ux * head + uy * thick * 0.5, ey - uy * head - ux * thick * 0.5);
    ctx.lineTo(sx + uy * thick * 0.3, sy - ux * thick * 0.3);
    ctx.fill();
    ctx.globalAlpha = 1;
  }
}

function dangers(ctx, view, scene) {
  ctx.fillStyle = colours.hazard;
  for (const place of scene.places) {
    if (!(place.hazard > 0)) continue;
    const [x, y] = view.onScreen(place.flat);
    ctx.globalAlpha = 0.16 + 0.2 * place.hazard;
    disc(ctx, x, y, 12 + 14 * place.hazard);
    ctx.globalAlpha = 1;
  }
}

function disc(ctx, x, y, radius) {
  ctx.beginPath();
  ctx.arc(x, y, radius, 0, 7);
  ctx.fill();
}

function places(ctx, view, scene) {
  const most = [...scene.places.map((place) => place.people), ...scene.groups.map((g) => g.n)].reduce((a, b) => Math.max(a, b), 1);
  for (const group of scene.groups) bubble(ctx, view, group.at, group.n, most);
  const labels = [];
  const small = many(view, scene);
  for (const place of scene.places) {
    if (small && !place.chosen && !place.people) continue; // a dot of the picture below
    const [x, y] = view.onScreen(place.flat);
    if (x < -40 || y < -40 || x > view.width + 40 || y > view.height + 40) continue;
    if (place.people && place.kind !== "site") bubble(ctx, view, place.at, place.people, most);
    if (small && !place.chosen) continue;
    symbol(ctx, x, y, place);
    labels.push([x, y, place]);
  }
  labels.sort((a, b) => b[2].weight - a[2].weight);
  texts(ctx, labels, view);
}

const radius = (n, most) => 5 + 26 * Math.sqrt(n / most);

function bubble(ctx, view, at, n, most) {
  if (!n) return;
  const [x, y] = view.toScreen(...at);
  ctx.globalAlpha = 0.55;
  ctx.fillStyle = colours.people;
  disc(ctx, x, y, radius(n, most));
  ctx.globalAlpha = 1;
}

function symbol(ctx, x, y, place) {
  ctx.lineWidth = 2;
  ctx.strokeStyle = colours.mark;
  ctx.fillStyle = colours.card;
  if (place.kind === "site") site(ctx, x, y, place);
  else if (place.kind === "crossing") polygon(ctx, x, y, 7, 4, 0);
  else if (place.kind === "waypoint") disc(ctx, x, y, 3);
  else {
    ctx.beginPath();
    ctx.arc(x, y, 6, 0, 7);
    ctx.fill();
    ctx.stroke();
  }
  if (place.held !== null) {
    ctx.fillStyle = heldColour(place.held);
    disc(ctx, x, y, 3.6);
  }
  if (place.enclosed) ring(ctx, x, y, 11, colours.hazard, [2, 3]);
  if (place.chosen) ring(ctx, x, y, 14, colours.accent, []);
}

function ring(ctx, x, y, size, style, dash) {
  ctx.beginPath();
  ctx.arc(x, y, size, 0, 7);
  ctx.setLineDash(dash);
  ctx.lineWidth = 2.5;
  ctx.strokeStyle = style;
  ctx.stroke();
  ctx.setLineDash([]);
}

// A site fills from below with the people in it; beyond its room it is full and changes colour.
function site(ctx, x, y, place) {
  const [w, h] = [18, 18];
  const share = place.room > 0 && place.people ? Math.min(1, place.people / place.room) : 0;
  const over = place.room > 0 && place.people > place.room;
  ctx.fillStyle = place.shut ? colours.line : colours.card;
  ctx.fillRect(x - w / 2, y - h / 2, w, h);
  ctx.fillStyle = over ? colours.over : colours.people;
  ctx.fillRect(x - w / 2, y + h / 2 - h * share, w, h * share);
  if (place.people && !share) ctx.fillRect(x - w / 2, y + h / 2 - 3, w, 3);
  ctx.strokeRect(x - w / 2, y - h / 2, w, h);
  if (place.shut) {
    ctx.beginPath();
    ctx.moveTo(x - w / 2, y - h / 2);
    ctx.lineTo(x + w / 2, y + h / 2);
    ctx.stroke();
  }
}

function polygon(ctx, x, y, size, corners, turn) {
  ctx.beginPath();
  for (let n = 0; n < corners; n++) {
    const angle = turn + (n * 2 * Math.PI) / corners;
    ctx[n ? "lineTo" : "moveTo"](x + size * Math.cos(angle), y + size * Math.sin(angle));
  }
  ctx.closePath();
  ctx.fill();
  ctx.stroke();
}

// Names, the most important first; one that would cover another is left out.
function texts(ctx, labels, view) {
  const taken = [];
  ctx.textBaseline = "middle";
  ctx.lineJoin = "round";
  for (const [x, y, place] of labels.slice(0, 400)) {
    ctx.font = `${place.chosen ? 600 : 500} 13px system-ui, sans-serif`;
    const text = place.people ? `${place.name}  ${about(place.people)}` : place.name;
    const wide = ctx.measureText(text).width;
    const spots = [[x + 14, y], [x - 14 - wide, y], [x - wide / 2, y - 20], [x - wide / 2, y + 22]];
    const spot = spots.find(([sx, sy]) => {
      const box = [sx - 3, sy - 9, sx + wide + 3, sy + 9];
      if (box[0] < 0 || box[2] > view.width || box[1] < 0 || box[3] > view.height) return false;
      return taken.every((o) => box[2] < o[0] || box[0] > o[2] || box[3] < o[1] || box[1] > o[3]);
    });
    if (!spot) continue;
    taken.push([spot[0] - 3, spot[1] - 9, spot[0] + wide + 3, spot[1] + 9]);
    ctx.lineWidth = 3.5;
    ctx.strokeStyle = colours.land;
    ctx.globalAlpha = 0.9;
    ctx.strokeText(text, ...spot);
    ctx.globalAlpha = 1;
    ctx.fillStyle = colours.text;
    ctx.fillText(text, ...spot);
  }
}

// What is being drawn, and where the keyboard points.
function drawing(ctx, view, scene) {
  if (scene.drawn.length) {
    const path = new Path2D();
    scene.drawn.forEach((at, number) => {
      const [x, y] = view.toScreen(...at);
      if (number) path.lineTo(x, y);
      else path.moveTo(x, y);
    });
    stroke(ctx, path, colours.accent, 3, [6, 4]);
    ctx.fillStyle = colours.accent;
    for (const at of scene.drawn) disc(ctx, ...view.toScreen(...at), 4);
  }
  if (scene.crosshair) {
    const [x, y] = [view.width / 2, view.height / 2];
    const path = new Path2D();
    path.moveTo(x - 12, y);
    path.lineTo(x + 12, y);
    path.moveTo(x, y - 12);
    path.lineTo(x, y + 12);
    stroke(ctx, path, colours.card, 4);
    stroke(ctx, path, colours.accent, 2);
  }
}
