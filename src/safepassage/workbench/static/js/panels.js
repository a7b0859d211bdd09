// The forms of each step.

import * as api from "./api.js";
import { h } from "./dom.js";
import { meant } from "./fields.js";
import { start } from "./jobs.js";
import * as model from "./model.js";
import { showAnswer, showComparison, showRun } from "./results.js";
import { attempt, edit, emit, inTurn, once, say, store, take } from "./store.js";
import { asOfDate, asOfText } from "./timeline.js";
import { language, languages, number, spoken, t } from "./words.js";

function input(id, label, props = {}) {
  const value = store.typed[id] ?? props.value ?? "";
  return h("div", { class: "field" }, h("label", { for: id }, label),
    h("input", { id, ...props, value, oninput: (event) => (store.typed[id] = event.target.value) }),
    props.help && h("p", { class: "help" }, props.help));
}

function choice(id, label, options, value = "") {
  if (!options.some(([one]) => one === store.typed[id])) delete store.typed[id]; // only what somebody chose is kept
  const now = store.typed[id] ?? value;
  return h("div", { class: "field" }, h("label", { for: id }, label),
    h("select", { id, value: now, onchange: (event) => (store.typed[id] = event.target.value) },
      options.map(([one, name]) => h("option", { value: one }, name))));
}

const read = (id, usual = "") => store.typed[id] ?? document.getElementById(id)?.value ?? usual;
const whole = (id, usual) => Math.round(Number(read(id) || usual)) || 0;
const button = (id, text, onclick, kind = "main") => h("button", { type: "button", id, class: kind, onclick }, text);

function card(title, ...children) {
  return h("section", { class: "card" }, h("h3", {}, title), children);
}

function members(id) {
  return h("div", { class: "pair" },
    input(`${id}-members`, t("run.members"), { type: "number", min: 1, max: 5000, value: 100 }),
    input(`${id}-seed`, t("run.seed"), { type: "number", min: 0, value: 1 }));
}

const sized = (id) => ({ members: whole(`${id}-members`, 100), seed: whole(`${id}-seed`, 1) });

// Of the open scenario the run that is shown, or else its last, unless somebody chose another.
function runChoice(id) {
  const own = store.state.runs.filter(isOwn);
  const listed = listedRuns();
  const last = store.state.jobs.find((job) => job.kind === "run" && own.includes(job.title))?.title ?? own.at(-1);
  return choice(id, t("run.which"), listed, own.includes(store.run?.name) ? store.run.name : last ?? listed.at(-1)?.[0] ?? "");
}

const isOwn = (name) => store.state.ran[name] === store.scenario.name;

// Choices: runs of the open scenario first, then the others with the name of theirs.
function listedRuns() {
  const { runs, ran } = store.state;
  return [...runs].sort((a, b) => isOwn(b) - isOwn(a)).map((one) => [one, isOwn(one) ? one : `${one} (${ran[one]})`]);
}

const noRun = () => (store.state.runs.length ? null : h("p", { class: "teach" }, t("run.first")));

export function forms(step) {
  return { situation, evidence, run, needs, plans, compare, share }[step]();
}

function situation() {
  if (!store.scenario.facts) return null;
  const title = model.rows("scenario")[0] || {};
  const set = (name, value) => edit("change", { table: "scenario", row: 0, cells: { [name]: value } });
  return h("details", { class: "card", id: "settings" }, h("summary", {}, t("situation.settings")),
    [["title", "text"], ["start", "date"], ["days", "number"]].map(([name, type]) => h("div", { class: "field" },
      h("label", { for: `set-${name}` }, t(`setting.${name}`)), meant(h("input", { id: `set-${name}`, type, value: title[name] }), (value) => set(name, value)))),
    h("div", { class: "field" }, h("label", { for: "set-sensitivity" }, t("setting.sensitivity")),
      h("select", { id: "set-sensitivity", value: title.sensitivity || "moderate", onchange: (event) => set("sensitivity", event.target.value) },
        ["low", "moderate", "high", "severe"].map((one) => h("option", { value: one }, t(`choice.${one}`))))));
}

function evidence() {
  const quantities = [["", t("quantity.first")], ...(store.scenario.quantities || []).map((one) => [one.name, spoken(one.label)])];
  const ask = (name) => start(name, { quantity: read("ev-quantity"), as_of: asOfDate(), ...sized("ev") });
  return [
    store.scenario.facts && card(t("evidence.ranges"), h("p", { class: "help" }, t("evidence.ranges.help")),
      button("ranges", t("evidence.ranges.give"), () => edit("ranges", {}), "")),
    card(t("evidence.weigh"), h("p", { class: "help" }, t("evidence.weigh.help")),
      choice("ev-quantity", t("quantity"), quantities), h("p", { class: "small" }, `${t("time.asof")}: ${asOfText()}`), members("ev"),
      h("div", { class: "row wrap" }, button("reconcile", t("evidence.reconcile"), () => ask("reconcile")),
        button("unknowns", t("evidence.unknowns"), () => ask("unknowns"), ""),
        button("fit", t("evidence.fit"), () => start("fit", { as_of: asOfDate(), ...sized("ev") }), ""))),
    card(t("changes.title"), h("p", { class: "help" }, t("changes.help")),
      h("div", { class: "pair" }, input("changes-first", t("changes.first"), { type: "date", value: firstKnown() }),
        input("changes-last", t("changes.last"), { type: "date", value: model.dateOf(model.days() - 1) })),
      button("changes-go", t("changes.go"), () => start("changes", {
        first: read("changes-first", firstKnown()), last: read("changes-last", model.dateOf(model.days() - 1)), ...sized("ev"),
      }), "")),
  ];
}

// The day on which the first report became known.
function firstKnown() {
  const days = model.rows("claims").map((row) => row.published || row.date).filter(Boolean).map((one) => one.slice(0, 10)).sort();
  return days[0] || model.dateOf(0);
}

function nextName() {
  const base = store.scenario.facts ? "run" : "plan";
  for (let n = 1; n < 500; n++) if (!store.state.runs.includes(`${base}-${n}`)) return `${base}-${n}`;
  return "";
}

function run() {
  const bad = store.scenario.problems.length > 0;
  const ahead = Math.min(90, Math.max(1, model.days() - (store.asOf ?? model.days() - 1)));
  return [
    card(t("run.start"), bad && h("p", { class: "wrong" }, t("run.unsound")),
      input("run-name", t("run.name"), { value: nextName(), maxlength: 60 }), members("run"),
      h("p", { class: "small" }, `${t("time.asof")}: ${asOfText()}. `, t("run.asof.help")),
      button("run-go", t("run.go"), async () => {
        const name = read("run-name", nextName()) || nextName();
        delete store.typed["run-name"];
        await start("run", { name, as_of: asOfDate(), ...sized("run") });
      })),
    card(t("forecast.title"), h("p", { class: "help" }, t("forecast.help")),
      input("horizon", t("forecast.horizon"), { type: "number", min: 1, max: 1000, value: ahead }),
      h("div", { class: "row wrap" }, button("forecast", t("forecast.go"), () => {
        if (store.asOf === null) return say(t("forecast.asof"), true);
        return start("forecast", { origin: asOfDate(), horizon: whole("horizon", ahead), ...sized("run") });
      }, ""),
      model.rows("series").length > 0 && button("backtest", t("backtest.go"), () => start("backtest", { horizon: whole("horizon", ahead), ...sized("run") }), ""))),
    runs(),
  ];
}

function runs() {
  const listed = [...store.state.runs].reverse().sort((a, b) => isOwn(b) - isOwn(a));
  return card(t("runs"), listed.length ? h("ul", { class: "list" }, listed.map((name) => h("li", {},
    h("button", { type: "button", class: "link grow", "aria-pressed": String(store.run?.name === name), onclick: () => showRun(name) }, name),
    !isOwn(name) && h("span", { class: "small" }, store.state.ran[name])))) : h("p", { class: "small" }, t("run.none")));
}

function needs() {
  const which = () => ({ run: read("needs-run") });
  return [
    noRun() || card(t("needs.title"), runChoice("needs-run"),
      input("needs-date", t("needs.date"), { type: "date" }),
      h("div", { class: "row wrap" }, button("needs-go", t("needs.go"), () => start("needs", { ...which(), date: read("needs-date") })),
        button("orders-go", t("needs.orders"), () => start("orders", which()), ""))),
    store.state.runs.length > 0 && card(t("aid.title"), h("p", { class: "help" }, t("aid.help")),
      h("div", { class: "pair" }, input("aid-start", t("aid.start"), { type: "date", value: model.dateOf(store.day) }),
        input("aid-days", t("aid.days"), { type: "number", min: 1, max: 60, value: 14 })),
      button("aid-go", t("aid.go"), () => start("aid", { ...which(), start: read("aid-start", model.dateOf(store.day)), days: whole("aid-days", 14) }))),
    card(t("food.title"), h("p", { class: "help" }, t("food.help")),
      h("div", { class: "pair" }, input("food-tonnes", t("food.tonnes"), { type: "number", min: 0, step: "any" }), input("food-people", t("food.people"), { type: "number", min: 1 })),
      button("food-go", t("food.go"), async () => {
        const asked = { tonnes: Number(read("food-tonnes")), people: Number(read("food-people")) || null };
        const found = await attempt(() => api.post("food", asked));
        if (found) showAnswer("food", found);
      }, "")),
  ];
}

function plans() {
  const corridors = model.choices(["corridors"]);
  const chosen = (store.typed.corridors ??= new Set());
  const fleet = model.rows("fleets").map((row) => row.vehicle);
  const numbers = [...new Set(fleet)];
  const moves = model.rows("corridors").some((one) => one.purpose === "relocation");
  const leave = (kind) => {
    const given = Object.fromEntries(numbers.filter((one) => read(`fleet-${one}`) !== "").map((one) => [one, whole(`fleet-${one}`, 0)]));
    return start(kind, { corridors: [...chosen].filter((id) => corridors.some((one) => one.id === id)), start: read("exit-start"), by: read("exit-by"), fleet: given, as_of: asOfDate() });
  };
  const runs = store.state.runs.length > 0;
  return [
    whatIf(),
    card(t("exit.title"), h("p", { class: "teach" }, t("exit.rights")),
      corridors.length ? h("fieldset", { class: "boxes" }, h("legend", {}, t("exit.corridors")), corridors.map((one) =>
        h("label", {}, h("input", { type: "checkbox", id: `corridor-${one.id}`, checked: chosen.has(one.id), onchange: (event) => {
          if (event.target.checked) chosen.add(one.id);
          else chosen.delete(one.id);
        } }), one.name))) : h("p", { class: "help" }, t("exit.nocorridor")),
      h("div", { class: "pair" }, input("exit-start", t("exit.start"), { type: "datetime-local" }), input("exit-by", t("exit.by"), { type: "datetime-local" })),
      numbers.map((vehicle) => input(`fleet-${vehicle}`, t("exit.fleet", { name: model.nameOf(vehicle, ["vehicles"]) }), { type: "number", min: 0, max: 10000 })),
      h("div", { class: "row wrap" }, button("exit-go", t("exit.go"), () => leave("exit")),
        moves && button("relocation-go", t("relocation.go"), () => leave("relocation"), "")),
      moves && h("p", { class: "help" }, t("relocation.help"))),
    card(t("roads.title"), h("p", { class: "help" }, t("roads.help")),
      choice("roads-area", t("roads.area"), model.choices(["areas", "places"]).map((one) => [one.id, one.name]), model.choices(["areas", "places"])[0]?.id || ""),
      input("roads-start", t("exit.start"), { type: "datetime-local" }),
      button("roads-go", t("roads.go"), () => start("roads", { area: read("roads-area"), start: read("roads-start"), as_of: asOfDate() }), "")),
    card(t("plans.others"), noRun() || runChoice("plan-run"), runs && [
      input("budget", t("sites.budget"), { type: "number", min: 0 }),
      h("div", { class: "row wrap" },
        button("sites-go", t("sites.go"), () => start("sites", { run: read("plan-run"), budget: read("budget") === "" ? null : Number(read("budget")) }), ""),
        button("clearance-go", t("clearance.go"), () => start("clearance", { run: read("plan-run") }), ""),
        button("risk-go", t("risk.go"), () => start("risk", { run: read("plan-run") }), "")),
    ]),
  ];
}

function whatIf() {
  const go = async (name, text) => {
    if (await attempt(() => once(name, () => inTurn(async () => take(await api.post(name)))))) say(t(text));
  };
  if (store.scenario.facts)
    return card(t("whatif.title"), h("p", { class: "help" }, t("whatif.help")), button("vary", t("whatif.begin"), () => go("vary", "whatif.begun"), ""));
  return card(t("whatif.title"), h("p", { class: "help" }, t("whatif.now")), button("back", t("whatif.back"), () => go("back", "whatif.left"), ""));
}

function compare() {
  const runs = listedRuns();
  const own = runs.filter(([one]) => isOwn(one));
  if (runs.length < 2) return h("p", { class: "teach" }, t("compare.two"));
  return card(t("step.compare"), choice("first", t("compare.first"), runs, runs[0][0]), choice("second", t("compare.second"), runs, runs[Math.max(1, own.length - 1)][0]),
    button("compare-go", t("compare.go"), () => showComparison(read("first"), read("second"))));
}

function share() {
  const runs = store.state.runs.length > 0;
  return [
    noRun() || card(t("share.run"), h("p", { class: "help" }, t("share.gate")), runChoice("share-run"),
      choice("share-language", t("share.language"), Object.entries(languages()), language()),
      h("label", { class: "check" }, h("input", { type: "checkbox", id: "share-pdf", checked: store.typed.pdf, onchange: (event) => (store.typed.pdf = event.target.checked) }), t("share.pdf")),
      h("div", { class: "row wrap" }, button("report-go", t("share.report"), () => start("report", { run: read("share-run"), language: read("share-language"), pdf: Boolean(store.typed.pdf) })),
        runs && button("export-go", t("share.tables"), () => start("export", { run: read("share-run") }), ""))),
    card(t("share.scenario"), h("p", { class: "help" }, t("share.workbook.help")),
      model.rows("departures").length > 0 && h("p", { class: "warn" }, t("share.convoys")),
      h("div", { class: "row wrap" }, button("workbook", t("share.workbook"), () => api.download("api/workbook", `${store.scenario.name}.xlsx`), "")),
      input("save-name", t("share.name"), { value: store.scenario.name, maxlength: 60 }),
      button("save-go", t("share.save"), async () => {
        const name = read("save-name", store.scenario.name);
        const made = await attempt(() => once("save", () => inTurn(() => api.post("save", { name }))));
        if (made) say(t("share.saved", { name: made.name }));
      }, "")),
    card(t("share.files"), store.state.files.length ? h("ul", { class: "list" }, store.state.files.map((name) => h("li", {},
      h("a", { href: `api/file?name=${encodeURIComponent(name)}`, download: name.split("/").at(-1) }, name)))) : h("p", { class: "small" }, t("share.nothing", { n: number(0) }))),
  ];
}
