// The time line: events, claims and windows by day; the day that is shown and the as-of day.

import { h, render, s } from "./dom.js";
import * as model from "./model.js";
import { emit, on, store } from "./store.js";
import { day as dayText, shortDay, t } from "./words.js";

const LANES = ["events", "claims", "windows"];
const HIGH = 22;
let section;

export function makeTimeline(element) {
  section = element;
  for (const topic of ["scenario", "words", "theme", "selected"]) on(topic, draw);
  on("day", moved);
  new ResizeObserver(draw).observe(section);
}

function draw() {
  section.hidden = !store.scenario || !model.setting("start");
  if (section.hidden) return;
  const last = model.days() - 1;
  store.day = Math.min(store.day, last);
  const wide = width();
  const x = (when) => 8 + ((wide - 16) * when) / Math.max(1, last);
  render(section, () => [
    h("div", { id: "time-row" },
      h("div", { class: "what" }, h("label", { for: "day" }, t("time.shown")), h("output", { id: "day-text" }, dayText(model.dateOf(store.day)))),
      h("input", { id: "day", type: "range", min: 0, max: last, value: store.day, "aria-valuetext": dayText(model.dateOf(store.day)),
        oninput: (event) => set("day", Number(event.target.value)) })),
    h("div", { id: "lanes" }, h("div", { class: "lane-names" }, LANES.map((lane) => h("span", {}, t(`time.${lane}`)))),
      lanes(wide, x, last)),
    h("div", { id: "asof-row" },
      h("div", { class: "what" }, h("label", { for: "as-of" }, t("time.asof")), h("output", { id: "as-of-text" }, asOfText())),
      h("input", { id: "as-of", type: "range", min: 0, max: last + 1, value: store.asOf ?? last + 1,
        "aria-valuetext": asOfText(), oninput: (event) => setAsOf(Number(event.target.value), last) })),
    h("div", { id: "on-day" }, onDay()),
  ]);
  shaded = null;
  later();
}

let shaded = null; // as-of day by which the marks are shaded

// What became known only after the as-of day is shaded, also where it happened before.
function later() {
  if (shaded === store.asOf) return;
  shaded = store.asOf;
  for (const one of section.querySelectorAll(".mark"))
    one.classList.toggle("later", shaded !== null && Number(one.dataset.known) > shaded);
}

export const asOfText = () => (store.asOf === null ? t("time.everything") : dayText(model.dateOf(store.asOf)));
export const asOfDate = () => (store.asOf === null ? "" : model.dateOf(store.asOf));

function set(name, value) {
  store[name] = value;
  emit("day");
}

function setAsOf(value, last) {
  store.asOf = value > last ? null : value;
  emit("day", "asof");
}

// Of the lanes: as wide as the handles above and below them.
const width = () => Math.max(200, section.clientWidth - (matchMedia("(max-width: 760px)").matches ? 106 : 172));

// While a handle moves only what depends on it is drawn again.
function moved() {
  if (section.hidden || !section.querySelector("#day")) return;
  const last = model.days() - 1;
  const wide = width();
  const x = (when) => 8 + ((wide - 16) * when) / Math.max(1, last);
  section.querySelector("#cursor")?.setAttribute("x1", x(store.day));
  section.querySelector("#cursor")?.setAttribute("x2", x(store.day));
  const veil = section.querySelector("#unknown");
  const from = store.asOf === null ? wide : x(store.asOf + 0.5);
  veil?.setAttribute("x", from);
  veil?.setAttribute("width", Math.max(0, wide - from));
  const slider = section.querySelector("#day");
  slider.value = store.day;
  slider.setAttribute("aria-valuetext", dayText(model.dateOf(store.day)));
  section.querySelector("#day-text").textContent = dayText(model.dateOf(store.day));
  later();
  section.querySelector("#as-of").setAttribute("aria-valuetext", asOfText());
  section.querySelector("#as-of-text").textContent = asOfText();
  render(section.querySelector("#on-day"), onDay);
}

let kept = { of: null };

// Things of a lane by day; worked out once for each state of the scenario.
function items(lane) {
  if (kept.of !== store.scenario) kept = { of: store.scenario };
  kept[lane] ??= itemsOf(lane);
  return kept[lane];
}

function itemsOf(lane) {
  const date = { events: "date", claims: "date", windows: "start" }[lane];
  return model.rows(lane).map((row, index) => ({
    lane, row, index, from: model.dayOf(row[date]),
    to: lane === "windows" ? model.dayOf(row.end) : model.dayOf(row[date]),
    published: row.published ? model.dayOf(row.published) : model.dayOf(row[date]),
  })).filter((one) => one.from !== null);
}

const MOST = 1500;

function lanes(wide, x, last) {
  const tall = LANES.length * HIGH + 22;
  const picture = s("svg", { viewBox: `0 0 ${wide} ${tall}`, width: wide, height: tall, role: "img", "aria-label": t("time.label") });
  const step = Math.max(1, Math.ceil((last + 1) / Math.max(2, Math.floor(wide / 90))));
  for (let when = 0; when <= last; when += step) {
    picture.append(
      s("line", { class: "grid", x1: x(when), x2: x(when), y1: 0, y2: tall - 18 }),
      s("text", { class: when ? "tick" : "tick start", x: when ? x(when) : 0, y: tall - 4 }, shortDay(model.dateOf(when))),
    );
  }
  LANES.forEach((lane, number) => {
    const y = number * HIGH + HIGH / 2;
    picture.append(s("line", { class: "lane", x1: 0, x2: wide, y1: y, y2: y }));
    for (const one of items(lane).slice(0, MOST)) picture.append(mark(one, x, y, last));
  });
  const from = store.asOf === null ? wide : x(store.asOf + 0.5);
  picture.append(
    s("rect", { id: "unknown", x: from, y: 0, width: Math.max(0, wide - from), height: tall - 18 }),
    s("line", { id: "cursor", x1: x(store.day), x2: x(store.day), y1: 0, y2: tall - 16 }),
  );
  return picture;
}

function mark(one, x, y, last) {
  const inside = Math.max(0, Math.min(last, one.from));
  const at = x(inside);
  const chosen = store.selected?.table === one.lane && store.selected.row === one.index ? " chosen" : "";
  const props = {
    class: `mark ${one.lane} ${one.row.kind || ""}${chosen}`, "data-known": one.published,
    onclick: () => select(one),
  };
  const title = s("title", {}, `${model.title(one.lane, one.row)} (${one.row.date || one.row.start})`);
  if (one.lane === "windows") {
    const end = x(Math.max(inside, Math.min(last, one.to ?? inside)));
    return s("rect", { ...props, x: at - 2, y: y - 5, width: Math.max(5, end - at + 4), height: 10, rx: 3 }, title);
  }
  if (one.lane === "claims") return s("circle", { ...props, cx: at, cy: y, r: 4.5 }, title);
  return s("path", { ...props, d: `M${at - 5},${y}l5,-6l5,6l-5,6z` }, title);
}

function select(one) {
  store.selected = { table: one.lane, row: one.index };
  if (one.from >= 0 && one.from < model.days()) store.day = one.from;
  emit("selected", "day", "side");
}

// What happens on the shown day, to be reached by keyboard.
function onDay() {
  const found = LANES.flatMap(items).filter((one) =>
    one.lane === "windows" ? one.from <= store.day && one.to >= store.day : one.from === store.day);
  if (!found.length) return h("p", { class: "small" }, t("time.nothing"));
  const hidden = found.length - 12;
  return h("ul", { class: "chips" },
    found.slice(0, 12).map((one) => h("li", {},
      h("button", { type: "button", class: `chip ${one.lane}`, onclick: () => select(one) },
        h("span", { class: "kind" }, t(`time.${one.lane}.one`)), model.title(one.lane, one.row)))),
    hidden > 0 && h("li", { class: "small" }, t("more", { n: hidden })));
}

