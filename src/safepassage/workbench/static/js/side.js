// The right side: what the step is about, and the thing that is selected.

import { h, render } from "./dom.js";
import { pasteDialog, rowDialog } from "./dialog.js";
import { field, split } from "./fields.js";
import { fileTable, problems, show as showTable } from "./grid.js";
import { jobList } from "./jobs.js";
import { showPlace } from "./map.js";
import * as model from "./model.js";
import { forms } from "./panels.js";
import { startSide } from "./start.js";
import { parts } from "./steps.js";
import { edit, emit, problemText, store } from "./store.js";
import { about, choiceName, day, number, t, tableName } from "./words.js";

const GROUPS = {
  situation: ["sources", "places", "routes", "classes", "populations", "events", "sites", "areas", "corridors", "windows", "reception"],
  evidence: ["sources", "claims", "series", "uncertain"],
  needs: ["site_services", "standards", "stocks", "pipeline", "rations", "depots", "aid_vehicles"],
  plans: ["corridors", "windows", "evacuees", "assembly", "vehicles", "fleets", "legs", "checkpoints", "destinations", "candidate_sites", "clearance_teams", "contamination"],
};

export function side(section) {
  if (!store.scenario) return render(section, startSide);
  render(section, () => [
    store.selected && selected(),
    h("h2", { id: "step-title" }, t(`step.${store.step}`)),
    h("p", { class: "teach" }, t(`teach.${store.step}`)),
    wrongs(),
    GROUPS[store.step] && checklist(store.step),
    forms(store.step),
    jobList(),
  ]);
}

function checklist(step) {
  const there = new Map(parts(step));
  const others = Object.keys(store.dictionary.tables).filter((name) => !Object.values(GROUPS).flat().includes(name));
  return h("section", { class: "card" },
    h("h3", {}, t("side.enter")),
    h("ul", { class: "list" }, GROUPS[step].map((table) => tableLine(table, there))),
    step === "situation" && placesList(),
    step === "situation" && h("details", { id: "others" }, h("summary", {}, t("side.others")),
      h("ul", { class: "list" }, others.map((table) => tableLine(table, there)))));
}

function tableLine(table, there) {
  const varies = store.dictionary.tables[table].varies;
  const may = (store.scenario.facts || varies === "plan" || varies === "kind") && table !== "rules" && table !== "scenario";
  const count = model.rows(table).length;
  const key = table === "events" ? "violence" : table;
  const lacks = there.has(key) && !there.get(key);
  return h("li", {},
    h("button", { type: "button", class: "link grow", id: `list-${table}`, onclick: () => showTable(table) }, tableName(table)),
    lacks && h("span", { class: "lacks" }, t("missing")),
    h("span", { class: "count" }, number(count)),
    may && h("button", { type: "button", class: "small", id: `add-${table}`, "aria-label": `${t("row.add")}: ${tableName(table)}`, onclick: () => rowDialog(table) }, "+"),
    may && h("button", { type: "button", class: "small", id: `paste-${table}`, "aria-label": `${t("paste")}: ${tableName(table)}`, onclick: () => pasteDialog(table) }, t("paste")));
}

// Places by name, for those who do not use the map.
function placesList() {
  const rows = model.rows("places");
  if (!rows.length) return null;
  const list = h("ul", { class: "names" });
  const fill = (text) => {
    const found = rows.map((row, index) => ({ row, index })).filter(({ row }) =>
      [row.name, model.named(row), row.place].some((name) => name.toLowerCase().includes(text.toLowerCase())));
    list.replaceChildren(...found.slice(0, 40).map(({ row, index }) => h("li", {}, h("button", { type: "button", class: "link", onclick: () => {
      store.selected = { table: "places", row: index };
      showPlace(row.place);
      emit("selected", "side");
    } }, model.named(row) || row.place))), found.length > 40 ? h("li", { class: "small" }, t("more", { n: found.length - 40 })) : "");
  };
  fill(store.typed.find || "");
  return h("details", { id: "find-place" }, h("summary", {}, t("side.find")),
    h("label", { for: "find" }, t("side.search")), h("input", { id: "find", type: "search", value: store.typed.find || "", oninput: (event) => fill((store.typed.find = event.target.value)) }), list);
}

function wrongs() {
  const list = (title, kind, all) => all.length > 0 && h("details", { class: `card ${kind}`, id: `list-of-${kind}`, open: kind === "wrong-list" && all.length < 6 },
    h("summary", {}, t(title, { n: all.length })),
    h("ul", {}, all.slice(0, 30).map((one) => h("li", { lang: "en", dir: "ltr" }, problemLine(one))),
      all.length > 30 && h("li", {}, t("more", { n: all.length - 30 }))));
  const { problems: bad, warnings } = store.scenario;
  const sound = !bad.length && h("p", { class: "good" }, t("checked"));
  return [sound, list("side.problems", "wrong-list", bad), list("side.warnings", "warn-list", warnings)];
}

function problemLine(problem) {
  const table = fileTable(problem.file);
  const text = problemText({ ...problem, file: table ? tableName(table) : problem.file });
  if (!table) return text;
  return h("button", { type: "button", class: "link", onclick: () => {
    if (problem.row !== null) store.selected = { table, row: problem.row - (table === "uncertain" ? 1 : 2) };
    showTable(table);
    emit("selected", "side");
  } }, text);
}

function selected() {
  const { table, row } = store.selected;
  const cells = model.rows(table)[row];
  if (!cells) return null;
  const varies = store.dictionary.tables[table].varies;
  const may = store.scenario.facts || varies === "plan" || (varies === "kind" && store.dictionary.plan_kinds.includes(cells.kind));
  const wrong = problems(table);
  const change = (name, value) => edit("change", { table, row, cells: { [name]: value } });
  const [first, more] = split(table);
  const make = (columns) => columns.map((column) => {
    const made = field(table, column, cells, change, { disabled: !may });
    const text = wrong.get(`${row}:${column.name}`);
    if (text) made.append(h("p", { class: "wrong", lang: "en", dir: "ltr" }, text));
    return made;
  });
  return h("section", { class: "card chosen-card", "aria-label": t("side.selected") },
    h("span", { class: "tag" }, tableName(table)),
    h("div", { class: "head" }, h("h2", {}, model.title(table, cells)),
      h("button", { type: "button", id: "close-selected", "aria-label": t("close"), onclick: () => {
        store.selected = null;
        emit("selected", "side");
      } }, "×")),
    facts(table, cells),
    !may && h("p", { class: "teach" }, t("side.fact")),
    make(first),
    more.length > 0 && h("details", { id: "more-fields", class: "more" }, h("summary", {}, t("fields.more", { n: more.length })), make(more)),
    table === "places" && about_place(cells),
    may && table !== "scenario" && table !== "rules" && h("button", { type: "button", class: "danger", onclick: () => remove(table, row) }, t("row.delete")));
}

async function remove(table, row) {
  store.selected = null;
  await edit("delete", { table, rows: [row] });
  document.getElementById("side").focus();
}

// What is known of a thing in words: its source, what holds on the shown day.
function facts(table, cells) {
  const lines = [];
  const source = model.rows("sources").find((one) => one.source_id === cells.source_id);
  if (source && table !== "sources") lines.push(t("side.source", { name: model.named(source), reliability: source.reliability }));
  if (table === "places") {
    const state = model.world(store.day);
    const which = store.scenario.world?.places.indexOf(cells.place);
    const date = day(model.dateOf(store.day));
    if (state?.control[which]) lines.push(t("side.held", { who: state.control[which].replace(/-/g, " "), day: date }));
    if (state?.hazard[which]) lines.push(t("side.hazard", { share: number(100 * state.hazard[which]), day: date }));
    if (state?.enclosed[which]) lines.push(t("side.enclosed", { day: date }));
    const rate = Number(model.rows("rules")[0]?.flight_rate || 0.2);
    if (state?.hazard[which]) lines.push(t("side.flight", { share: number(100 * (1 - Math.exp(-rate * state.hazard[which]))) }));
    const people = store.run?.map?.people.filter((one) => one.key === cells.place) || [];
    const frames = store.run?.map?.days || [];
    const now = people.filter((one) => frames[one.frame] <= store.day).at(-1);
    if (now) lines.push(t("side.people", { n: about(now.n), low: about(now.low), high: about(now.high) }));
  }
  return lines.length ? h("ul", { class: "facts" }, lines.map((one) => h("li", {}, one))) : null;
}

// What belongs to a place, with a button for each to add one.
function about_place(cells) {
  const related = [["populations", "place"], ["sites", "place"], ["events", "target"], ["reception", "place"], ["site_services", "place"]];
  return h("section", {}, h("h3", {}, t("side.here")), h("ul", { class: "list" }, related.map(([table, column]) => {
    const found = model.rows(table).map((row, index) => ({ row, index })).filter(({ row }) => row[column] === cells.place);
    const varies = store.dictionary.tables[table].varies;
    const may = store.scenario.facts || varies === "plan" || varies === "kind";
    return h("li", { class: "stack" },
      h("div", { class: "row" }, h("span", { class: "grow" }, tableName(table)), may && h("button", { type: "button", class: "small", id: `here-${table}`, "aria-label": `${t("row.add")}: ${tableName(table)}`,
        onclick: () => rowDialog(table, { [column]: cells.place }) }, "+")),
      found.slice(0, 8).map(({ row, index }) => h("button", { type: "button", class: "link", onclick: () => {
        store.selected = { table, row: index };
        emit("selected", "side");
      } }, short(table, row))));
  })));
}

function short(table, row) {
  if (table === "populations") return `${model.nameOf(row.class, ["classes"])}: ${number(Number(row.best))}`;
  if (table === "sites") return t("side.room", { n: row.capacity ? number(Number(row.capacity)) : "–" });
  if (table === "events") return `${day(row.date)}: ${choiceName(row.kind)} (${model.eventValue(row)})`;
  return model.title(table, row);
}
