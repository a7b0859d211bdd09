// The middle under "Results": a run's charts, an answer, an exit plan, a comparison.

import * as api from "./api.js";
import { h, render } from "./dom.js";
import { compareChart, fanChart, timetableChart, valuesTable } from "./chart.js";
import * as model from "./model.js";
import { attempt, emit, inTurn, once, say, store, take } from "./store.js";
import { about, clock, day as dayText, moment, number, spoken, t } from "./words.js";

function show(results) {
  store.results = results;
  store.view = "results";
  emit("view", "page");
}

let asked = 0;
let run = 0;

// What was asked for last is shown, whatever answers later; nothing is that was asked of another scenario.
async function latest(what, then) {
  const [mine, of] = [++asked, store.opened];
  const found = await attempt(what);
  if (found && of === store.opened) then(found, mine === asked);
}

export function showRun(name) {
  const mine = ++run;
  return latest(() => api.get("run-shown", { name }), (found, last) => {
    if (mine === run) store.run = found; // the map shows it also below another answer
    if (last) show({ kind: "run", run: found });
    emit("run");
  });
}

export const showJob = (number) => latest(() => api.get("job", { number }), (job, last) => {
  if (job.value && last) show({ kind: job.kind, job });
});

export const showComparison = (first, second) => latest(() => api.get("compared", { first, second }), (found, last) => {
  if (last) show({ kind: "compare", found });
});

export function showAnswer(kind, value) {
  asked += 1;
  show({ kind, job: { value, kind } });
}

export function resultsView(section) {
  const results = store.results;
  if (!results) return render(section, () => h("div", { class: "empty" }, h("h2", {}, t("results.none")), h("p", {}, t("results.teach"))));
  if (results.kind === "run") return render(section, () => runPage(results.run));
  if (results.kind === "compare") return render(section, () => comparison(results.found));
  return render(section, () => answer(results.job));
}

function runPage(run) {
  const known = run.as_of ? t("run.known", { day: dayText(run.as_of) }) : t("run.everything");
  const shown = model.dateOf(store.day);
  return [
    h("h2", {}, t("run.title", { name: run.name })),
    h("p", {}, t("run.about", { n: run.members, days: number(run.days) }), " ", known),
    h("p", { class: "label" }, spoken(run.label)),
    h("p", { class: "teach" }, t("run.read")),
    h("div", { class: "charts" }, run.charts.map((chart) => fanChart(chart, { shown, origin: run.as_of || null }))),
    run.map === null && h("p", {}, t("run.nomap")),
  ];
}

function answer(job) {
  const value = job.value;
  const said = spoken(value.spoken);
  const high = value.sensitivity === "high";
  return [
    h("h2", {}, t(`job.${job.kind}`)),
    h("p", { class: high ? "label high" : "label" }, t(high ? "label.high" : "label.internal")),
    h("div", { class: "opening" }, said.opening.map((text) => h("p", {}, text))),
    value.timetable && timetable(job, value),
    (value.charts || []).map((chart) => fanChart(chart, { origin: value.origin })),
    said.tables.map((one) => h("section", {}, h("h3", {}, one.title),
      h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": one.title }, valuesTable(one.header, one.rows)))),
    said.remarks.length > 0 && h("ul", { class: "remarks" }, said.remarks.map((one) => h("li", {}, one))),
    job.adoptable && h("button", { type: "button", class: "main", id: "adopt", onclick: () => adopt(job) }, t(job.kind === "fit" ? "fit.adopt" : "exit.adopt")),
  ];
}

async function adopt(job) {
  const done = await attempt(() => once("adopt", () => inTurn(async () => take(await api.post("adopt", { number: job.number })))));
  if (!done) return;
  say(t(job.kind === "fit" ? "fit.adopted" : "exit.adopted"));
  store.step = "run";
  emit("step", "side", "scenario");
}

function timetable(job, value) {
  const rows = value.timetable;
  const days = Map.groupBy ? Map.groupBy(rows, (row) => row.time.slice(0, 10)) : group(rows);
  return h("section", { class: "timetable" },
    h("h3", {}, t("exit.timetable")),
    timetableChart(rows),
    h("div", { class: "row wrap" }, ["xlsx", "csv"].map((form) => h("button", { type: "button", id: `manifest-${form}`, onclick: () => manifest(job.number, form) }, t("exit.manifest", { form })))),
    [...days].map(([date, list]) => h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": dayText(date) }, h("table", { class: "convoys" },
      h("caption", {}, `${dayText(date)}: ${number(list.reduce((sum, row) => sum + row.people, 0))}`),
      h("thead", {}, h("tr", {}, ["time", "from", "to", "vehicle", "people", "who", "arrives"].map((one) => h("th", { scope: "col" }, t(`exit.${one}`))))),
      h("tbody", {}, list.slice(0, 200).map((row) => h("tr", {},
        h("th", { scope: "row" }, clock(row.time)), h("td", {}, row.from), h("td", {}, `${row.to} (${row.corridor})`),
        h("td", {}, row.vehicle ? `${number(row.vehicles)} × ${row.vehicle}` : t("exit.foot")), h("td", { class: "num" }, number(row.people)),
        h("td", {}, row.who.map(([who, n]) => `${who} ${number(n)}`).join(", ")), h("td", {}, moment(row.arrives)))))))));
}

function group(rows) {
  const found = new Map();
  for (const row of rows) found.set(row.time.slice(0, 10), [...(found.get(row.time.slice(0, 10)) || []), row]);
  return found;
}

async function manifest(number_, form) {
  const made = await attempt(() => once(`manifest ${form}`, () => api.post("manifest", { number: number_, form })));
  if (made) api.download(`api/file?name=${encodeURIComponent(made.name)}`, made.name.split("/").at(-1));
}

function comparison(found) {
  const spread = (one) => `${about(one.p50)} (${about(one.p05)} – ${about(one.p95)})`;
  return [
    h("h2", {}, t("compare.title", { first: found.first.name, second: found.second.name })),
    h("p", { class: "label" }, t("label.internal")),
    h("p", { class: "teach" }, t("compare.read")),
    spoken(found.warnings).map((text) => h("p", { class: "warn" }, text)),
    h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": t("compare.last") }, valuesTable(
      [t("compare.last"), found.first.name, found.second.name, t("compare.change")],
      found.charts.map((one) => [spoken(one.label), spread(one.last.first), spread(one.last.second), spread(one.last.change)]))),
    h("div", { class: "charts" }, found.charts.map((chart) => compareChart(chart, found.first.name, found.second.name))),
  ];
}
