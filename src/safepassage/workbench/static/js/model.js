// The open scenario by names: rows as objects, what things are called, what holds on a day.

import { store } from "./store.js";
import { choiceName, columnName, language, number, spoken } from "./words.js";

let cache = { of: null, rows: {} };
let shown = { of: null, day: -1, state: null };

// Rows of a table as objects with every column.
export function rows(table) {
  if (cache.of !== store.scenario) cache = { of: store.scenario, rows: {} };
  if (!(table in cache.rows)) {
    const found = store.scenario?.tables[table];
    const blank = Object.fromEntries((columns(table) || []).map((column) => [column.name, ""]));
    cache.rows[table] = (found?.rows || []).map((cells) => {
      const row = { ...blank };
      found.columns.forEach((name, number) => (row[name] = cells[number]));
      return row;
    });
  }
  return cache.rows[table];
}

export const columns = (table) => store.dictionary?.tables[table]?.columns || [];
export const column = (table, name) => columns(table).find((one) => one.name === name);
export const setting = (name) => rows("scenario")[0]?.[name] || "";
export const days = () => Math.max(1, Number(setting("days")) || 1);

const KEYS = { areas: "area", sources: "source_id", routes: "route" };
const KEYED = ["places", "areas", "corridors", "classes", "sources", "vehicles", "claims", "routes"];

export function keyOf(table) {
  return KEYS[table] || store.dictionary?.tables[table]?.key[0] || "";
}

// What can be chosen from some tables: [{id, name}], each once.
export function choices(tables) {
  const found = new Map();
  for (const table of tables) {
    const key = keyOf(table);
    for (const row of rows(table)) {
      const id = table === "routes" ? row.route || `${row.from}--${row.to}` : row[key];
      if (id && !found.has(id)) found.set(id, { id, name: title(table, row) });
    }
  }
  return [...found.values()];
}

export function nameOf(id, tables = KEYED) {
  for (const table of tables) {
    const key = keyOf(table);
    const row = id && rows(table).find((one) => one[key] === id);
    if (row) return title(table, row);
  }
  const ends = String(id).split("--");
  if (ends.length === 2) return ends.map((end) => nameOf(end, ["places"])).join(" – ");
  return String(id);
}

// Its name in the reader's language, where the scenario has it.
export const named = (row) => row[`name_${language()}`] || row.name;

// What a row is called, in a few words.
export function title(table, row) {
  if (!row) return "";
  if (table === "routes") return `${nameOf(row.from, ["places"])} – ${nameOf(row.to, ["places"])}`;
  if (table === "events") return `${choiceName(row.kind)}: ${nameOf(row.target)} (${eventValue(row)})`;
  if (table === "windows") return nameOf(row.corridor);
  if (table === "claims") return `${quantityName(row.quantity)}: ${range(row)}`;
  if (row.name) return named(row);
  const parts = ["place", "corridor", "class", "vehicle", "source_id", "area", "input"]
    .map((key) => row[key])
    .filter(Boolean);
  return parts.map((part) => nameOf(part)).join(", ") || "–";
}

// "open: no", "0.8", "town council": the attribute is said where the kind alone does not say it.
export function eventValue({ attribute, value }) {
  const said = value === "" || Number.isNaN(Number(value)) ? choiceName(value).replace(/-/g, " ") : number(Number(value), 3);
  return ["intensity", "holder"].includes(attribute) ? said : `${choiceName(attribute)}: ${said}`;
}

export const range = (row) => [row.low, row.high].filter(Boolean).filter((v, n, all) => !n || v !== all[0]).join("–");

export function quantityName(text) {
  const known = store.scenario?.quantities?.find((one) => one.name === text);
  if (known) return spoken(known.label);
  const [word, ...rest] = String(text).split(":");
  return `${columnName(word)}: ${rest.map((part) => nameOf(part)).join(", ")}`;
}

export function dayOf(text) {
  const start = Date.parse(`${setting("start").slice(0, 10)}T00:00:00Z`);
  const date = Date.parse(`${String(text).slice(0, 10)}T00:00:00Z`);
  return Number.isNaN(start) || Number.isNaN(date) ? null : Math.round((date - start) / 86400000);
}

export function dateOf(day) {
  const start = Date.parse(`${setting("start").slice(0, 10)}T00:00:00Z`);
  if (Number.isNaN(start)) return "";
  return new Date(start + day * 86400000).toISOString().slice(0, 10);
}

// What is declared for a day: what, place or route number → value.
export function world(day) {
  const found = store.scenario?.world;
  if (!found) return null;
  if (shown.of === found && shown.day === day) return shown.state;
  const state = { control: [], hazard: [], capacity: [], enclosed: [], routes: [] };
  for (const what of Object.keys(state))
    for (const [when, which, value] of found[what]) {
      if (when > day) break; // they stand in the order of days
      state[what][which] = value;
    }
  shown = { of: found, day, state };
  return state;
}

export const geodesic = (a, b) => {
  const rad = Math.PI / 180;
  const x = Math.sin(((b.lat - a.lat) * rad) / 2) ** 2;
  const y = Math.sin(((b.lon - a.lon) * rad) / 2) ** 2;
  return 12742 * Math.asin(Math.sqrt(x + Math.cos(a.lat * rad) * Math.cos(b.lat * rad) * y));
};
