// Dialogs: a new row, a pasted table, a question. The browser keeps the focus inside.

import * as api from "./api.js";
import { h, render } from "./dom.js";
import { field, split } from "./fields.js";
import * as model from "./model.js";
import { emit, inTurn, lookAgain, once, problemText, store, take } from "./store.js";
import { columnName, t, tableName } from "./words.js";

let open = 0;

export function dialog(title, body, buttons) {
  const id = `dialog-${++open}`;
  const element = h("dialog", { "aria-labelledby": id }, h("form", { method: "dialog", novalidate: true },
    h("h2", { id }, title), body, h("p", { class: "wrong", role: "alert" }), h("div", { class: "buttons" }, buttons)));
  document.body.append(element);
  element.addEventListener("close", () => element.remove());
  element.showModal();
  return element;
}

export function wrong(element, error) {
  const text = error.problems?.length ? error.problems.map(problemText).join("\n") : error.message;
  element.querySelector(".wrong").textContent = text;
}

// Ask for a new row; facts need a source, which can be entered on the way. Gives its number or null.
export function rowDialog(table, preset = {}) {
  return new Promise((resolve) => {
    const cells = { ...defaults(table), ...preset };
    const [first, more] = split(table);
    const holder = h("div", {});
    const prefix = `d${++fields}`;
    const change = (name, value) => {
      cells[name] = value;
      if (table === "events" && name === "kind") fill();
    };
    const fill = () => {
      const given = { ...Object.fromEntries(model.columns(table).map((one) => [one.name, ""])), ...cells };
      if (table === "events" && !eventAttributes(given.kind).includes(given.attribute))
        cells.attribute = given.attribute = eventAttributes(given.kind)[0] || "";
      const parts = (columns) => columns.map((column) => {
        const made = field(table, column, given, change, { prefix });
        if (column.name === "source_id" && table !== "sources") made.append(newSource(change, fill));
        return made;
      });
      render(holder, () => [parts(first), more.length > 0 && h("details", { class: "more", id: `${prefix}-more` }, h("summary", {}, t("fields.more", { n: more.length })), parts(more))]);
    };
    fill();
    let saved = null;
    const element = dialog(t("row.new", { what: tableName(table) }), [hintOf(table), holder], [
      h("button", { type: "button", onclick: () => element.close() }, t("cancel")),
      h("button", { type: "submit", class: "main", onclick: save }, t("save")),
    ]);
    element.addEventListener("close", () => resolve(saved));
    async function save(event) {
      event.preventDefault();
      document.activeElement?.blur?.();
      try {
        const answer = await append(prefix, table, [cells], cells.source_id || "");
        if (!answer) return;
        if (cells.source_id && table !== "sources") store.source = cells.source_id;
        saved = answer.first;
        store.selected = { table, row: answer.first };
        emit("selected", "side");
        element.close();
      } catch (error) {
        if (error.status === 409) await lookAgain();
        wrong(element, error);
      }
    }
  });
}

let fields = 0;

// Rows at the end of a table; null for the second click of a double click.
const append = (key, table, rows, source) => once(key, () => inTurn(async () =>
  take(await api.post("add", { version: store.state.version, table, rows, source }))));

function hintOf(table) {
  if (table === "events") return h("p", { class: "teach" }, t("teach.events"));
  if (table === "claims") return h("p", { class: "teach" }, t("teach.claims"));
  if (table === "routes") return h("p", { class: "teach" }, t("teach.routes"));
  return null;
}

const eventAttributes = (kind) => (store.dictionary.events || []).filter((one) => one.kind === kind).map((one) => one.attribute);

function newSource(change, refill) {
  return h("button", { type: "button", class: "link", onclick: async () => {
    const number = await rowDialog("sources");
    if (number === null) return;
    change("source_id", model.rows("sources")[number].source_id);
    refill();
  } }, t("source.new"));
}

function defaults(table) {
  const found = {};
  const has = (name) => model.column(table, name);
  if (has("source_id") && table !== "sources") found.source_id = store.source || (model.rows("sources").length === 1 ? model.rows("sources")[0].source_id : "");
  const shown = model.dateOf(store.day);
  if (has("date")) found.date = shown;
  if (table === "claims") found.published = shown;
  if (table === "windows") Object.assign(found, { start: `${shown}T08:00`, end: `${shown}T18:00` });
  if (table === "events") Object.assign(found, { kind: store.scenario.facts ? "hazard" : "site", attribute: store.scenario.facts ? "intensity" : "open" });
  if (table === "sources") found.reliability = "C";
  for (const one of model.columns(table)) {
    if (one.kind !== "ref" || !one.required || found[one.name]) continue;
    const listed = model.choices(one.choices);
    const selected = store.selected?.table === "places" ? model.rows("places")[store.selected.row]?.place : null;
    if (selected && one.choices.includes("places")) found[one.name] = selected;
    else if (listed.length === 1) found[one.name] = listed[0].id;
  }
  return found;
}

// Cells separated by tabs, as Excel copies them; quoted cells may hold line breaks.
export function parseTable(text) {
  const found = [[]];
  let cell = "";
  let quoted = false;
  for (let n = 0; n < text.length; n++) {
    const sign = text[n];
    if (quoted && sign === '"' && text[n + 1] === '"') (cell += '"'), n++;
    else if (quoted && sign === '"') quoted = false;
    else if (quoted) cell += sign;
    else if (sign === '"' && cell === "") quoted = true;
    else if (sign === "\t") found.at(-1).push(cell), (cell = "");
    else if (sign === "\n") found.at(-1).push(cell), found.push([]), (cell = "");
    else if (sign !== "\r") cell += sign;
  }
  found.at(-1).push(cell);
  return found.filter((row) => row.some((one) => one.trim()));
}

const MOST_PASTED = 3 * 1024 * 1024;
const plain = (text) => text.trim().toLowerCase().replace(/[\s_()*-]+/g, " ").trim();

function columnsOf(table, header) {
  const known = new Map();
  for (const one of model.columns(table)) {
    known.set(plain(one.name), one.name);
    known.set(plain(columnName(one.name)), one.name);
  }
  return header.map((text) => known.get(plain(text)) || "");
}

// Paste a table from Excel: headings are found where they are there, else the columns are chosen.
export function pasteDialog(table) {
  let found = [];
  let chosen = [];
  let headed = false;
  let source = store.source;
  const preview = h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": t("paste.preview") });
  const area = h("textarea", { id: "paste", rows: 6, "aria-describedby": "paste-help", oninput: () => read(area.value) });
  const needs = store.dictionary.tables[table].fact || table === "events";
  const pick = needs && h("div", { class: "field" }, h("label", { for: "paste-source" }, t("paste.source")),
    h("select", { id: "paste-source", value: source, onchange: (event) => (source = event.target.value) },
      h("option", { value: "" }, "–"), model.choices(["sources"]).map((one) => h("option", { value: one.id }, one.name))));
  const element = dialog(t("paste.title", { what: tableName(table) }), [
    h("p", { id: "paste-help", class: "teach" }, t("paste.help")),
    h("label", { for: "paste" }, t("paste.label")), area, preview, pick,
  ], [
    h("button", { type: "button", onclick: () => element.close() }, t("cancel")),
    h("button", { type: "submit", class: "main", onclick: save }, t("paste.add")),
  ]);

  function read(text) {
    if (text.length > MOST_PASTED) {
      wrong(element, { message: t("paste.large") });
      return;
    }
    found = parseTable(text);
    const columns = columnsOf(table, found[0] || []);
    headed = columns.filter(Boolean).length >= Math.max(1, (found[0] || []).length / 2);
    const order = split(table).flat().map((one) => one.name);
    chosen = headed ? columns : (found[0] || []).map((_, number) => order[number] || "");
    show();
  }

  function show() {
    const names = model.columns(table).map((one) => one.name);
    const shown = found.slice(headed ? 1 : 0);
    preview.replaceChildren(h("table", {}, h("thead", {}, h("tr", {}, chosen.map((name, number) =>
      h("th", { scope: "col" }, h("select", { "aria-label": t("paste.column", { n: number + 1 }), value: name, onchange: (event) => (chosen[number] = event.target.value) },
        h("option", { value: "" }, t("paste.skip")), names.map((one) => h("option", { value: one }, columnName(one)))))))),
      h("tbody", {}, shown.slice(0, 8).map((row) => h("tr", {}, chosen.map((_, number) => h("td", {}, row[number] || "")))))),
      h("p", { class: "small" }, t("paste.rows", { n: shown.length })));
  }

  async function save(event) {
    event.preventDefault();
    const rows = found.slice(headed ? 1 : 0).map((row) => {
      const cells = {};
      chosen.forEach((name, number) => name && (cells[name] = row[number] || ""));
      return cells;
    });
    if (!rows.length) return wrong(element, { message: t("paste.nothing") });
    try {
      if (!(await append(`paste ${table}`, table, rows, source))) return;
      if (source) store.source = source;
      element.close();
    } catch (error) {
      if (error.status === 409) await lookAgain();
      wrong(element, error);
    }
  }
  return element;
}
