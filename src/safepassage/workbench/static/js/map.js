// The map: canvas, mouse, touch and keyboard; tools that put places, routes and corridors on it.

import { announce, h, render } from "./dom.js";
import { rowDialog } from "./dialog.js";
import { draw, heldColour, takeColours } from "./mapdraw.js";
import { project, View } from "./mapview.js";
import * as model from "./model.js";
import { contains, fromGeojson, fromTopology } from "./outlines.js";
import { emit, on, say, store } from "./store.js";
import { about, number, t } from "./words.js";

const view = new View();
let canvas, toolbar, legend, hint;
let world = [];
let own = [];
let drawn = []; // [{at, place}] of a route or corridor that is being drawn
let asked = false;
let fitted = null;
let scene = null;
let legendOf = "";
let touched = false; // whether the view was chosen by hand
const REACH = 16;

export function makeMap(section) {
  canvas = h("canvas", {
    id: "map", tabindex: "0", role: "application", "aria-roledescription": t("map.role"),
    "aria-describedby": "map-help",
  });
  toolbar = h("div", { id: "map-tools", role: "toolbar" });
  legend = h("div", { id: "map-legend" });
  hint = h("p", { id: "map-help" });
  section.append(toolbar, h("div", { id: "map-frame" }, canvas, hint), legend);
  new ResizeObserver(resize).observe(canvas.parentElement);
  listen();
  on("scenario", changed);
  on("day", refresh);
  on("selected", refresh);
  on("run", refresh);
  on("words", () => {
    tools();
    legendOf = "";
    fixed = { of: undefined };
    if (scene) refresh();
  });
  on("theme", () => {
    takeColours();
    request();
  });
  takeColours();
  tools();
  loadWorld();
}

async function loadWorld() {
  const response = await fetch("static/vendor/countries-50m.json");
  world = fromTopology(await response.json());
  emit("world");
  request();
}

export const countries = () => world.map((one) => one.name).sort();

export function goTo(name) {
  const found = world.find((one) => one.name === name);
  if (!found) return;
  const largest = found.rings.reduce((a, b) => (a.length > b.length ? a : b));
  touched = true;
  view.fit(largest, 30);
  request();
}

export function showPlace(id) {
  const row = model.rows("places").find((one) => one.place === id);
  const at = row && placeAt(row);
  if (!at) return;
  const [x, y] = view.toScreen(...at);
  if (x < 40 || y < 40 || x > view.width - 40 || y > view.height - 40) {
    view.pan(view.width / 2 - x, view.height / 2 - y);
    request();
  }
}

export const fitAll = () => {
  const points = model.rows("places").map(placeAt).filter(Boolean);
  view.fit(points);
  request();
};

function placeAt(row) {
  const [lat, lon] = [Number(row.lat), Number(row.lon)];
  return row.lat !== "" && row.lon !== "" && Number.isFinite(lat + lon) ? [lon, lat] : null;
}

function changed() {
  const name = store.scenario?.name || null;
  if (name !== fitted && view.width > 1) {
    fitted = name;
    touched = false;
    drawn = [];
    fitAll();
  }
  if (store.tool !== "select" && !store.scenario?.facts && store.tool !== "corridor") store.tool = "select";
  tools();
  refresh();
}

// Work out what is to be seen, then draw it.
function refresh() {
  scene = makeScene();
  describe();
  request();
}

let fixed = { of: undefined };

// What stays the same from day to day: where things are, worked out once for each state of the scenario.
function fixture() {
  if (fixed.of === store.scenario) return fixed;
  const rows = model.rows("places");
  const at = new Map(rows.map((row) => [row.place, placeAt(row)]));
  const ids = new Map((store.scenario?.world?.places || []).map((id, number) => [id, number]));
  const capacity = new Map(model.rows("sites").map((row) => [row.place, Number(row.capacity)]));
  const flat = (where) => where && project(...where);
  const places = rows.map((row, index) => ({
    id: row.place, index, at: at.get(row.place), flat: flat(at.get(row.place)), kind: row.kind,
    name: model.named(row) || row.place, which: ids.get(row.place), declared: capacity.get(row.place),
    size: (row.kind === "site" ? 1e6 : row.kind === "waypoint" ? -1 : 0) + (Number(row.population) || 0),
  })).filter((place) => place.at);
  const roads = model.rows("routes").map((row, index) => ({
    index, a: flat(at.get(row.from)), b: flat(at.get(row.to)), usual: row.open !== "false",
  })).filter((road) => road.a && road.b);
  fixed = { of: store.scenario, at, places, roads, holders: holderNames() };
  return fixed;
}

function makeScene() {
  const { at, places, roads, holders } = fixture();
  const state = model.world(store.day);
  const { people, groups, flows } = peopleOn(store.day, at);
  const chosen = (table, row) => store.selected?.table === table && store.selected.row === row;
  for (const place of places) {
    const { which, index } = place;
    const holder = state?.control[which];
    place.found = people.get(place.id);
    place.people = place.found?.n || 0;
    place.hazard = state?.hazard[which] || 0;
    place.holder = holder;
    place.held = holder ? holders.indexOf(holder) : null;
    place.enclosed = Boolean(state?.enclosed[which]);
    place.shut = place.kind === "site" && state !== null && state.capacity[which] === 0;
    place.room = place.found?.room ?? state?.capacity[which] ?? place.declared;
    place.chosen = chosen("places", index);
    place.weight = (place.chosen ? 1e12 : 0) + place.size + place.people;
  }
  let shut = "";
  for (const road of roads) {
    road.open = state ? Boolean(state.routes[road.index]) : road.usual;
    if (!road.open) shut += `${road.index},`;
  }
  return {
    of: store.scenario, world, own, places, roads, shut, groups, holders, state, flows,
    chosenRoad: roads.find((road) => chosen("routes", road.index)),
    corridors: corridors(at),
  };
}

function corridors(at) {
  const date = model.dateOf(store.day);
  return model.rows("corridors").map((row, index) => ({
    index,
    points: row.places.split(">").map((id) => at.get(id.trim())).filter(Boolean),
    open: (store.scenario?.world?.corridors[row.corridor] || []).some(
      ([start, end]) => start.slice(0, 10) <= date && end > date,
    ),
    chosen: store.selected?.table === "corridors" && store.selected.row === index,
  })).filter((one) => one.points.length > 1);
}

function holderNames() {
  const found = new Set((store.scenario?.world?.control || []).map(([, , who]) => who));
  found.delete("");
  return [...found].sort();
}

let framed = { of: null };

// Lists of a run by frame, worked out once.
function byFrame(map) {
  if (framed.of === map) return framed;
  const lists = (all) => {
    const found = map.days.map(() => []);
    for (const one of all) found[one.frame].push(one);
    return found;
  };
  framed = { of: map, people: lists(map.people), flows: lists(map.flows) };
  return framed;
}

// What the run says for a day, by the last frame up to it: people by place and by group, who sets out.
function peopleOn(day, at) {
  const none = { people: new Map(), groups: [], flows: [] };
  const map = store.run?.map;
  if (!map || store.run.scenario !== store.scenario?.name) return none;
  const frame = map.days.findLastIndex((when) => when <= day);
  if (frame < 0) return none;
  const { people, flows } = byFrame(map);
  const single = people[frame].filter((one) => at.has(one.key));
  return {
    people: new Map(single.map((one) => [one.key, one])),
    groups: people[frame].filter((one) => !at.has(one.key)),
    flows: flows[frame],
  };
}

function resize() {
  const box = canvas.parentElement.getBoundingClientRect();
  const ratio = window.devicePixelRatio || 1;
  const first = view.width <= 1;
  view.width = Math.max(100, box.width);
  view.height = Math.max(100, box.height);
  canvas.width = view.width * ratio;
  canvas.height = view.height * ratio;
  if (first || fitted === null) changed();
  else if (!touched) fitAll();
  request();
}

function request() {
  if (asked) return;
  asked = true;
  requestAnimationFrame(() => {
    asked = false;
    if (!scene) return;
    const ctx = canvas.getContext("2d");
    const ratio = window.devicePixelRatio || 1;
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    scene.world = world;
    scene.own = own;
    scene.drawn = drawn.map((one) => one.at);
    scene.crosshair = document.activeElement === canvas && canvas.matches(":focus-visible");
    const began = performance.now();
    draw(ctx, view, scene);
    canvas.dataset.drawMs = (performance.now() - began).toFixed(1);
  });
}

function listen() {
  const pointers = new Map();
  let moved = 0;
  const at = (event) => {
    const box = canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  canvas.addEventListener("pointerdown", (event) => {
    pointers.set(event.pointerId, at(event));
    moved = 0;
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", (event) => {
    const before = pointers.get(event.pointerId);
    if (!before) return;
    const now = at(event);
    if (pointers.size === 1) view.pan(now[0] - before[0], now[1] - before[1]);
    else pinch(pointers, event.pointerId, now);
    touched = true;
    moved += Math.hypot(now[0] - before[0], now[1] - before[1]);
    pointers.set(event.pointerId, now);
    request();
  });
  const up = (event) => {
    const known = pointers.delete(event.pointerId);
    if (known && event.type === "pointerup" && moved < 6) act(...at(event));
  };
  canvas.addEventListener("pointerup", up);
  canvas.addEventListener("pointercancel", up);
  canvas.addEventListener("wheel", (event) => {
    event.preventDefault();
    touched = true;
    view.zoom(Math.exp(-event.deltaY * 0.0015), ...at(event));
    request();
  }, { passive: false });
  canvas.addEventListener("keydown", keys);
  canvas.addEventListener("focus", request);
  canvas.addEventListener("blur", request);
}

function pinch(pointers, id, now) {
  const other = [...pointers].find(([key]) => key !== id)[1];
  const before = pointers.get(id);
  const factor = Math.hypot(now[0] - other[0], now[1] - other[1])
    / Math.max(10, Math.hypot(before[0] - other[0], before[1] - other[1]));
  view.zoom(factor, (now[0] + other[0]) / 2, (now[1] + other[1]) / 2);
}

function keys(event) {
  const step = event.shiftKey ? 10 : 60;
  const moves = {
    ArrowLeft: [step, 0], ArrowRight: [-step, 0], ArrowUp: [0, step], ArrowDown: [0, -step],
  };
  if (event.key in moves) view.pan(...moves[event.key]);
  else if (event.key === "+" || event.key === "=") view.zoom(1.5);
  else if (event.key === "-") view.zoom(1 / 1.5);
  else if (event.key === "0") fitAll();
  else if (event.key === "Enter" || event.key === " ") act(view.width / 2, view.height / 2);
  else if (event.key === "Escape" && store.tool !== "select") choose("select");
  else return;
  touched = event.key !== "0";
  event.preventDefault();
  const [lon, lat] = view.toPlace(view.width / 2, view.height / 2);
  const near = nearest(view.width / 2, view.height / 2);
  announce(t("map.centre", { lat: lat.toFixed(3), lon: lon.toFixed(3), near: near?.name || "" }));
  request();
}

function nearest(px, py) {
  let found = null;
  let least = REACH;
  for (const place of scene?.places || []) {
    const [x, y] = view.onScreen(place.flat);
    const far = Math.hypot(x - px, y - py);
    if (far < least) [found, least] = [place, far];
  }
  return found;
}

function nearestLine(px, py) {
  const lines = [
    ...(scene?.roads || []).map((road) => ({ table: "routes", row: road.index, points: [road.a, road.b] })),
    ...(scene?.corridors || []).map((one) => ({ table: "corridors", row: one.index, points: one.points.map((at) => project(...at)) })),
  ];
  let found = null;
  let least = 7;
  for (const line of lines) {
    for (let n = 1; n < line.points.length; n++) {
      const [ax, ay] = view.onScreen(line.points[n - 1]);
      const [bx, by] = view.onScreen(line.points[n]);
      const square = (bx - ax) ** 2 + (by - ay) ** 2 || 1;
      const part = Math.max(0, Math.min(1, ((px - ax) * (bx - ax) + (py - ay) * (by - ay)) / square));
      const far = Math.hypot(ax + part * (bx - ax) - px, ay + part * (by - ay) - py);
      if (far < least) [found, least] = [line, far];
    }
  }
  return found;
}

async function act(px, py) {
  touched = true;
  const place = nearest(px, py);
  const at = view.toPlace(px, py);
  if (store.tool === "place") {
    await newPlace(at);
  } else if (store.tool === "route" || store.tool === "corridor") {
    point(place, at);
  } else {
    const line = place ? null : nearestLine(px, py);
    store.selected = place ? { table: "places", row: place.index } : line && { table: line.table, row: line.row };
    emit("selected", "side");
    if (place) announce(place.name);
  }
}

async function newPlace([lon, lat]) {
  const country = world.find((one) => contains(one, lon, lat))?.name || "";
  const used = new Set(model.rows("places").map((row) => row.country));
  await rowDialog("places", {
    lat: lat.toFixed(4), lon: lon.toFixed(4), kind: "settlement",
    country: used.size && !used.has(country) && used.has("") ? "" : country,
  });
}

// One more point of a route or corridor; a route ends with its second place.
function point(place, at) {
  if (store.tool === "corridor" && !place) {
    say(t("map.corridor.places"), true);
    return;
  }
  if (!drawn.length && !place) {
    say(t("map.route.begin"), true);
    return;
  }
  if (place && drawn.at(-1)?.place?.id === place.id) return;
  drawn.push({ place, at: place ? place.at : at });
  announce(place ? place.name : t("map.bend"));
  tools();
  if (store.tool === "route" && place && drawn.length > 1) finish();
  request();
}

async function finish() {
  const line = drawn;
  drawn = [];
  tools();
  if (line.length < 2) return;
  const [first, last] = [line[0].place, line.at(-1).place];
  if (store.tool === "route" && last) {
    await rowDialog("routes", { from: first.id, to: last.id, length_km: measured(line).toFixed(1) });
  } else if (store.tool === "corridor") {
    await rowDialog("corridors", {
      gathers: first.id, places: line.map((one) => one.place.id).join(">"), name: `${first.name} – ${last.name}`,
    });
  }
  request();
}

function measured(line) {
  let sum = 0;
  for (let n = 1; n < line.length; n++) {
    const [a, b] = [line[n - 1].at, line[n].at].map(([lon, lat]) => ({ lon, lat }));
    sum += model.geodesic(a, b);
  }
  return Math.max(0.1, sum);
}

function choose(tool) {
  store.tool = tool;
  drawn = [];
  tools();
  request();
}

function tools() {
  const facts = store.scenario?.facts;
  const tool = (name) =>
    h("button", {
      id: `tool-${name}`, type: "button", "aria-pressed": String(store.tool === name),
      onclick: () => choose(name),
    }, t(`map.tool.${name}`));
  canvas.setAttribute("aria-label", t("map.label"));
  canvas.setAttribute("aria-roledescription", t("map.role"));
  toolbar.setAttribute("aria-label", t("map.tools"));
  hint.textContent = t(`map.help.${store.tool}`);
  hint.classList.toggle("quiet", store.tool === "select");
  const list = h("select", { id: "go-to", "aria-label": t("map.goto"), onchange: (event) => goTo(event.target.value) },
    h("option", { value: "" }, t("map.goto")), countries().map((name) => h("option", { value: name }, name)));
  render(toolbar, () => [
    store.scenario && tool("select"),
    store.scenario && facts && tool("place"),
    store.scenario && facts && tool("route"),
    store.scenario && tool("corridor"),
    drawn.length > 1 && store.tool === "corridor"
      && h("button", { id: "tool-finish", class: "main", type: "button", onclick: finish }, t("map.finish")),
    h("span", { class: "group" }, list,
    h("button", { type: "button", "aria-label": t("map.in"), title: t("map.in"), onclick: () => zoom(1.5) }, "+"),
    h("button", { type: "button", "aria-label": t("map.out"), title: t("map.out"), onclick: () => zoom(1 / 1.5) }, "−"),
    h("button", { type: "button", onclick: fitAll }, t("map.all")),
    h("label", { class: "file" }, t("map.boundaries"),
      h("input", { type: "file", accept: ".geojson,.json", onchange: boundaries }))),
  ]);
}

const zoom = (factor) => {
  touched = true;
  view.zoom(factor);
  request();
};

async function boundaries(event) {
  const [file] = event.target.files;
  if (!file) return;
  if (file.size > 20 * 1024 * 1024) return say(t("map.boundaries.large"), true);
  try {
    own = fromGeojson(JSON.parse(await file.text()));
    say(t("map.boundaries.shown", { n: own.length }));
  } catch {
    say(t("map.boundaries.bad"), true);
  }
  request();
}

// The key to the map, and the same in words for those who do not see it.
function describe() {
  const holders = scene.holders;
  const entries = [
    ...holders.map((who, index) => held(who, index)),
    scene.places.some((one) => one.hazard > 0) && key("hazard", t("legend.hazard")),
    scene.places.some((one) => one.enclosed) && key("enclosed", t("legend.enclosed")),
    scene.roads.some((one) => !one.open) && key("shut", t("legend.shut")),
    scene.corridors.length && key("corridor", t("legend.corridor")),
    scene.places.some((one) => one.kind === "site") && key("site", t("legend.site")),
    (scene.groups.length || scene.places.some((one) => one.people)) && key("people", t("legend.people")),
  ];
  const now = JSON.stringify([holders, entries.map(Boolean)]);
  if (now !== legendOf) render(legend, () => [h("ul", {}, entries.filter(Boolean)), h("p", { class: "small" }, t("map.source"))]);
  legendOf = now;
  const most = [...scene.places].filter((one) => one.people).sort((a, b) => b.people - a.people).slice(0, 5);
  const words = most.map((one) => `${one.name}: ${about(one.people)}`).join("; ");
  const count = t("map.counts", { n: scene.places.length, roads: number(scene.roads.length) });
  canvas.setAttribute("aria-label", `${t("map.label")}. ${count} ${words}`);
}

function held(who, index) {
  const swatch = h("span", { class: "swatch round" });
  swatch.style.background = heldColour(index);
  return h("li", {}, swatch, t("legend.held", { who: who.replace(/-/g, " ") }));
}

const key = (name, text) => h("li", {}, h("span", { class: `swatch ${name}` }), text);

// For measurements by the tests: seconds to draw a number of frames while panning.
window.workbenchPan = async (frames) => {
  const began = performance.now();
  for (let n = 0; n < frames; n++) {
    view.pan(n % 2 ? 9 : -9, 4 * Math.sin(n));
    request();
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
  return (performance.now() - began) / 1000;
};
