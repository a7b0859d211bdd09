// A table as a grid: cells are edited in place; tabs and lines that are pasted fill cells.

import { h, render } from "./dom.js";
import { parseTable, pasteDialog, rowDialog } from "./dialog.js";
import { MADE } from "./fields.js";
import * as model from "./model.js";
import { edit, emit, store } from "./store.js";
import { choiceName, columnName, number, t, tableName } from "./words.js";

const PAGE = 100;
let page = 0;
let of = "";

export function tablesView(section) {
  const table = store.table;
  if (of !== table) [of, page] = [table, 0];
  const rows = model.rows(table);
  const pages = Math.max(1, Math.ceil(rows.length / PAGE));
  page = Math.min(page, pages - 1);
  const about = store.dictionary.tables[table];
  const may = store.scenario.facts || about.varies === "plan" || about.varies === "kind";
  render(section, () => [
    h("div", { class: "bar" },
      h("label", { for: "table-choice" }, t("table")),
      h("select", { id: "table-choice", value: table, onchange: (event) => show(event.target.value) },
        Object.keys(store.dictionary.tables).map((name) => h("option", { value: name }, `${tableName(name)}${model.rows(name).length ? ` (${number(model.rows(name).length)})` : ""}`))),
      may && table !== "scenario" && table !== "rules" && [
        h("button", { type: "button", class: "main", onclick: () => rowDialog(table) }, t("row.add")),
        h("button", { type: "button", onclick: () => pasteDialog(table) }, t("paste")),
      ],
      pages > 1 && [
        h("button", { type: "button", disabled: page === 0, onclick: () => turn(-1) }, t("page.before")),
        h("span", {}, t("page.of", { page: page + 1, pages })),
        h("button", { type: "button", disabled: page === pages - 1, onclick: () => turn(1) }, t("page.next")),
      ]),
    h("p", { class: "small", lang: "en", dir: "ltr" }, about.lead.replace(/`/g, ""), !store.scenario.facts && about.varies !== "plan" ? ` ${about.why}.` : ""),
    rows.length ? grid(table, rows) : h("p", { class: "teach" }, t("table.empty")),
  ]);
}

function turn(by) {
  page += by;
  emit("page");
}

export function show(table) {
  store.table = table;
  store.view = "tables";
  emit("view", "page");
}

function used(table) {
  const filled = new Set(store.scenario.tables[table]?.columns || []);
  return model.columns(table).filter((one) => one.name !== MADE[table]).filter((one) => one.required || filled.has(one.name) || ["name", "source_id", "note"].includes(one.name));
}

function grid(table, rows) {
  const columns = used(table);
  const wrongs = problems(table);
  const flipped = table === "rules" || table === "scenario";
  if (flipped) return settings(table, rows[0]);
  return h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": tableName(table) },
    h("table", { class: "grid" },
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, t("row")), columns.map((one) =>
        h("th", { scope: "col", title: one.description }, columnName(one.name))))),
      h("tbody", {}, rows.slice(page * PAGE, page * PAGE + PAGE).map((row, n) => line(table, columns, row, page * PAGE + n, wrongs)))));
}

function line(table, columns, row, index, wrongs) {
  const chosen = store.selected?.table === table && store.selected.row === index;
  return h("tr", { class: chosen ? "chosen" : null },
    h("th", { scope: "row" }, h("button", { type: "button", class: "link", onclick: () => pick(table, index), "aria-label": t("row.show", { n: index + 1 }) }, number(index + 1))),
    columns.map((column, place) => {
      const wrong = wrongs.get(`${index}:${column.name}`);
      return h("td", { class: wrong ? "bad" : null, title: wrong || null }, cell(table, columns, row, index, column, place, wrong));
    }));
}

function cell(table, columns, row, index, column, place, wrong) {
  const value = row[column.name];
  const id = `c-${table}-${index}-${column.name}`;
  const label = `${columnName(column.name)}, ${index + 1}`;
  const send = (event) => edit("change", { table, row: index, cells: { [column.name]: event.target.value } });
  if (column.kind === "enum" || column.kind === "boolean") {
    const options = column.kind === "boolean" ? ["true", "false"] : column.choices;
    return h("select", { id, value, "aria-label": label, onchange: send }, h("option", { value: "" }, ""),
      options.map((one) => h("option", { value: one }, choiceName(one))));
  }
  const shown = column.kind === "ref" || (column.name === "target" && table === "events") ? model.nameOf(value) : value;
  return h("input", {
    id, value: shown, "aria-label": label, "aria-invalid": wrong ? "true" : null, autocomplete: "off",
    dir: ["number", "integer", "share", "date", "datetime"].includes(column.kind) ? "ltr" : "auto",
    size: Math.max(4, Math.min(28, shown.length || 8)), maxlength: 4000,
    onchange: send,
    onpaste: (event) => pasted(event, table, columns, index, place),
    onkeydown: (event) => walk(event, table, columns, index, place),
  });
}

// Up and down go through a column, as in a spreadsheet.
function walk(event, table, columns, index, place) {
  const by = { ArrowDown: 1, ArrowUp: -1, Enter: 1 }[event.key];
  if (!by) return;
  event.preventDefault();
  const next = document.getElementById(`c-${table}-${index + by}-${columns[place].name}`);
  if (next) next.focus();
  else event.target.blur();
}

async function pasted(event, table, columns, index, place) {
  const text = event.clipboardData.getData("text/plain");
  if (!/[\t\n]/.test(text.trimEnd())) return;
  event.preventDefault();
  const found = parseTable(text);
  const rows = found.map((row) => Object.fromEntries(row.map((one, m) => [columns[place + m]?.name, one]).filter(([name]) => name)));
  await edit("fill", { table, row: index, rows, source: store.source });
}

function settings(table, row) {
  const changed = model.columns(table).filter((one) => (row[one.name] || "") !== one.default || one.required || table === "scenario");
  return h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": tableName(table) }, h("table", { class: "grid" }, h("tbody", {},
    [...changed, ...model.columns(table).filter((one) => !changed.includes(one))].map((column) => h("tr", {},
      h("th", { scope: "row" }, columnName(column.name)),
      h("td", {}, store.scenario.facts ? cell(table, [column], row, 0, column, 0) : row[column.name]),
      h("td", { class: "small", lang: "en", dir: "ltr" }, column.description))))));
}

function pick(table, index) {
  store.selected = { table, row: index };
  emit("selected", "side", "page");
}

// What is wrong, by row and column.
export function problems(table) {
  const found = new Map();
  const first = table === "uncertain" ? 1 : 2;
  for (const one of store.scenario.problems)
    if (fileTable(one.file) === table && one.row !== null) found.set(`${one.row - first}:${one.column}`, `${one.message} (${one.remedy})`);
  return found;
}

export function fileTable(file) {
  if (file.endsWith(".csv")) return file.slice(0, -4);
  if (file.includes("[[uncertain]]")) return "uncertain";
  if (file.includes("[rules]")) return "rules";
  return file === "scenario.toml" ? "scenario" : "";
}
