// Charts: a fan over time, two runs on one axis with what differs below, a convoy timetable.

import { h, s } from "./dom.js";
import { emit } from "./store.js";
import { about, day as dayText, moment, number, shortDay, spoken, t } from "./words.js";

const [H, LEFT, TOP, BOTTOM] = [250, 58, 14, 26];
let W = 640; // on a telephone a narrower drawing, so that its letters stay large

const NARROW = matchMedia("(max-width: 760px)");
NARROW.addEventListener("change", () => emit("page"));
const fit = () => {
  W = NARROW.matches ? 380 : 640;
};

function axes(dates, low, high, tall = H) {
  const x = (n) => LEFT + ((W - LEFT - 12) * n) / Math.max(1, dates.length - 1);
  const y = (value) => TOP + (tall - TOP - BOTTOM) * (1 - (value - low) / Math.max(1e-9, high - low));
  return { x, y };
}

function ticks(low, high, many = 4) {
  const raw = (high - low) / many || 1;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].find((one) => one * power >= raw) * power;
  const found = [];
  for (let value = Math.ceil(low / step) * step; value <= high + step * 1e-6; value += step) found.push(value);
  return found;
}

function frame(dates, low, high, x, y, tall = H) {
  const parts = ticks(low, high).flatMap((value) => [
    s("line", { class: "grid", x1: LEFT, x2: W - 12, y1: y(value), y2: y(value) }),
    s("text", { class: "tick end", x: LEFT - 6, y: y(value) + 4 }, about(Math.abs(value) < 1e-9 ? 0 : value)),
  ]);
  const step = Math.max(1, Math.ceil(dates.length / (W < 500 ? 4 : 6)));
  for (let n = 0; n < dates.length; n += step)
    parts.push(s("text", { class: "tick", x: x(n), y: tall - 6 }, shortDay(dates[n])));
  return parts;
}

const points = (values, x, y) => values.map((value, n) => (value === null ? null : `${x(n).toFixed(1)},${y(value).toFixed(1)}`)).filter(Boolean);

function band(low, high, x, y, kind) {
  const there = points(high, x, y);
  return there.length > 1 ? s("polygon", { class: kind, points: [...there, ...points(low, x, y).reverse()].join(" ") }) : null;
}

const line = (values, x, y, kind) => s("polyline", { class: kind, points: points(values, x, y).join(" ") });

function figure(title, picture, key, table) {
  return h("figure", { class: "chart" }, h("figcaption", {}, title), picture, key && h("p", { class: "key" }, key),
    h("details", {}, h("summary", {}, t("chart.table")), h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": title }, table)));
}

export function valuesTable(header, rows) {
  return h("table", {}, h("thead", {}, h("tr", {}, header.map((one) => h("th", { scope: "col" }, one)))),
    h("tbody", {}, rows.map((row) => h("tr", {}, row.map((one, n) => h(n ? "td" : "th", n ? {} : { scope: "row" }, one))))));
}

const every = (dates) => {
  const step = Math.max(1, Math.ceil(dates.length / 40));
  return dates.map((_, n) => n).filter((n) => n % step === 0 || n === dates.length - 1);
};

const shade = (kind, text) => h("span", { class: `key-${kind}` }, text);

// One quantity: nine in ten simulations, half of them, the middle; reports and room.
export function fanChart(chart, { shown = null, origin = null } = {}) {
  fit();
  const values = [...chart.p95, ...chart.p50, ...(chart.room || []), ...(chart.reports || []).flatMap((one) => [one.low, one.high])].filter((one) => one !== null && one !== undefined);
  const high = Math.max(1e-6, ...values) * 1.06;
  const { x, y } = axes(chart.dates, 0, high);
  const at = (date) => {
    const n = chart.dates.findIndex((one) => one >= date);
    return n < 0 ? null : x(n);
  };
  const picture = s("svg", { viewBox: `0 0 ${W} ${H}`, role: "img", "aria-label": `${spoken(chart.label)}. ${summary(chart)}` },
    frame(chart.dates, 0, high, x, y),
    band(chart.p05, chart.p95, x, y, "band"),
    chart.p25 && band(chart.p25, chart.p75, x, y, "band-inner"),
    line(chart.p50, x, y, "median"),
    chart.room && line(chart.room, x, y, "room"),
    (chart.reports || []).map((one) => report(one, at(one.date), y)),
    [shown, origin].map((date, n) => date && at(date) !== null && s("line", { class: n ? "origin" : "cursor", x1: at(date), x2: at(date), y1: TOP, y2: H - BOTTOM })));
  const rows = every(chart.dates).map((n) => [dayText(chart.dates[n]), about(chart.p05[n]), about(chart.p50[n]), about(chart.p95[n])]);
  const key = [shade("band", t("key.band")), shade("median", t("key.median")), chart.room && shade("room", t("key.room")), chart.reports?.length ? shade("report", t("key.report")) : null];
  return figure(spoken(chart.label), picture, key, valuesTable([t("day"), "5 %", t("middle"), "95 %"], rows));
}

function summary(chart) {
  const n = chart.p50.length - 1;
  return t("chart.summary", { day: dayText(chart.dates[n]), middle: about(chart.p50[n]), low: about(chart.p05[n]), high: about(chart.p95[n]) });
}

function report(one, at, y) {
  if (at === null) return null;
  const [low, high] = [one.low ?? one.high, one.high ?? one.low];
  const text = s("title", {}, `${one.source}: ${[...new Set([one.low, one.high].filter((v) => v !== null))].map((v) => number(v)).join("–")} (${one.date})`);
  return s("g", { class: "report" }, text,
    s("line", { x1: at, x2: at, y1: y(low), y2: y(high) }),
    s("circle", { cx: at, cy: y((low + high) / 2), r: 4 }));
}

// Two runs on one axis with their bands; below it what differs, member by member.
export function compareChart(chart, first, second) {
  fit();
  const both = [...chart.first.p95, ...chart.second.p95].filter((one) => one !== null);
  const high = Math.max(1e-6, ...both) * 1.06;
  const { x, y } = axes(chart.dates, 0, high);
  const above = s("svg", { viewBox: `0 0 ${W} ${H}`, role: "img", "aria-label": `${spoken(chart.label)}: ${first}, ${second}` },
    frame(chart.dates, 0, high, x, y),
    band(chart.first.p05, chart.first.p95, x, y, "band"), band(chart.second.p05, chart.second.p95, x, y, "other-band"),
    line(chart.first.p50, x, y, "median"), line(chart.second.p50, x, y, "other-median"));
  const tall = 150;
  const ends = [...chart.change.p05, ...chart.change.p95].filter((one) => one !== null);
  const [least, most] = [Math.min(0, ...ends), Math.max(1e-6, ...ends)];
  const pad = (most - least) * 0.08;
  const other = axes(chart.dates, least - pad, most + pad, tall);
  const below = s("svg", { viewBox: `0 0 ${W} ${tall}`, role: "img", "aria-label": t("compare.change") },
    frame(chart.dates, least - pad, most + pad, other.x, other.y, tall),
    s("line", { class: "zero", x1: LEFT, x2: W - 12, y1: other.y(0), y2: other.y(0) }),
    band(chart.change.p05, chart.change.p95, other.x, other.y, "change-band"), line(chart.change.p50, other.x, other.y, "change"));
  const cells = (one, n) => `${about(one.p50[n])} (${about(one.p05[n])} – ${about(one.p95[n])})`;
  const rows = every(chart.dates).map((n) => [dayText(chart.dates[n]), cells(chart.first, n), cells(chart.second, n), cells(chart.change, n)]);
  return figure(spoken(chart.label), [above, h("p", { class: "sub" }, t("compare.change")), below],
    [shade("band", first), shade("other-band", second)],
    valuesTable([t("day"), first, second, t("compare.change")], rows));
}

// Convoys as bars from departure to arrival, one line a corridor and vehicle.
export function timetableChart(rows) {
  if (!rows.length) return null;
  fit();
  const lanes = [...new Set(rows.map((row) => `${row.corridor} · ${row.vehicle || t("exit.foot")}`))];
  const times = rows.flatMap((row) => [Date.parse(row.time), Date.parse(row.arrives)]);
  const [from, to] = [Math.min(...times), Math.max(...times)];
  const tall = lanes.length * 46 + 34;
  const x = (time) => 8 + ((W - 16) * (Date.parse(time) - from)) / Math.max(1, to - from);
  const most = Math.max(...rows.map((row) => row.people));
  const picture = s("svg", { viewBox: `0 0 ${W} ${tall}`, role: "img", "aria-label": t("exit.chart", { n: rows.length }) });
  lanes.forEach((lane, n) => {
    picture.append(s("text", { class: "lane-name", x: 8, y: n * 46 + 14 }, lane));
    for (const row of rows.filter((one) => `${one.corridor} · ${one.vehicle || t("exit.foot")}` === lane)) {
      const high = 6 + 18 * Math.sqrt(row.people / most);
      picture.append(s("rect", { class: "convoy", x: x(row.time), y: n * 46 + 44 - high, width: Math.max(3, x(row.arrives) - x(row.time)), height: high },
        s("title", {}, `${moment(row.time)} → ${moment(row.arrives)}: ${number(row.people)}`)));
    }
  });
  const parts = W < 500 ? 2 : 4;
  for (let n = 0; n <= parts; n++) {
    const time = new Date(from + ((to - from) * n) / parts).toISOString();
    picture.append(s("text", { class: `tick ${n === parts ? "end" : n ? "" : "start"}`, x: x(time), y: tall - 8 }, moment(localText(from + ((to - from) * n) / parts))));
  }
  return h("figure", { class: "chart" }, picture);
}

function localText(time) {
  const date = new Date(time);
  const two = (value) => String(value).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`;
}
