// One field of a row: a label, the fitting control, and what the dictionary says of it.

import { given, h } from "./dom.js";
import * as model from "./model.js";
import { store } from "./store.js";
import { choiceName, columnName, has, t, unitName } from "./words.js";

const MOST_OPTIONS = 400;
const WORDS = ["present", "arrived", "displaced_from", "left_by", "returned"];

// Columns that are asked for first; all others are below "More".
const FIRST = new Set([
  "name", "kind", "lat", "lon", "title", "start", "end", "days", "low", "best", "high", "date", "target", "attribute",
  "value", "published", "source_id", "note", "capacity", "length_km", "people", "staying", "number",
  "gathers", "places", "classes", "persons_per_hour", "reliability", "url", "quantity", "country",
  "seats", "vehicle", "corridor", "usd", "serves", "option",
]);
// What is made by itself.
export const MADE = { places: "place", classes: "class", corridors: "corridor", sources: "source_id", claims: "claim", vehicles: "vehicle" };

export function split(table) {
  const shown = model.columns(table).filter((one) => one.name !== MADE[table]);
  const first = shown.filter((one) => one.required || FIRST.has(one.name));
  return [first, shown.filter((one) => !first.includes(one))];
}

export function field(table, column, row, onchange, { prefix = "f", disabled = false } = {}) {
  const id = `${prefix}-${table}-${column.name}${disabled ? "-x" : ""}`;
  const help = `${id}-help`;
  const control = controlOf(table, column, row, id, onchange);
  for (const one of control.matches("fieldset") ? control.querySelectorAll("input,select") : [control]) {
    if (disabled) one.disabled = true;
    if (column.required) one.setAttribute("aria-required", "true");
    one.setAttribute("aria-describedby", help);
  }
  const text = [columnName(column.name), column.unit && ` (${unitName(column.unit)})`, column.required && " *"];
  const label = control.matches("fieldset") ? null : h("label", { for: id }, text);
  if (!label) control.prepend(h("legend", {}, text));
  return h("div", { class: "field" }, label, control, h("p", { id: help, class: "help", lang: "en", dir: "ltr" }, helpOf(column)));
}

function helpOf(column) {
  const ends = [column.minimum, column.maximum].filter((one) => one !== null);
  const bounds = ends.length === 2 && column.maximum < 1e6 ? ` [${ends.join(" – ")}]` : "";
  return `${column.description}${bounds}${column.default ? ` · ${column.default}` : ""}`;
}

function controlOf(table, column, row, id, onchange) {
  const value = row[column.name] || "";
  const send = (event) => onchange(column.name, event.target.value);
  const kind = column.kind;
  if (kind === "enum" || kind === "boolean") {
    const listed = kind === "boolean" ? ["true", "false"] : column.choices;
    return select(id, value, listed.map((one) => ({ id: one, name: choiceName(one) })), send, column);
  }
  if (table === "events" && column.name === "attribute") return attribute(id, row, send);
  if (table === "events" && column.name === "target") return target(id, value, ["places", "areas", "routes", "corridors"], send);
  if (kind === "ref") return target(id, value, column.choices, send, column);
  if (kind === "slugs") return boxes(id, value, "classes", column, onchange);
  if (kind === "quantity") return quantity(id, value, column, onchange);
  if (kind === "path") return path(id, value, column, onchange);
  if (kind === "date") return meant(h("input", { id, type: "date", value: value.slice(0, 10) }), (text) => onchange(column.name, text));
  if (kind === "datetime") return when(id, value, column, onchange);
  if (column.name === "note") return h("textarea", { id, rows: 2, value, onchange: send });
  const numeric = ["number", "integer", "share", "numbers"].includes(kind);
  return h("input", { id, type: "text", inputmode: numeric ? "decimal" : null, dir: numeric ? "ltr" : "auto", value, maxlength: 4000, autocomplete: "off", onchange: send });
}

function select(id, value, options, send, column) {
  const blank = { id: "", name: column?.default ? `${t("usual")}: ${choiceName(column.default)}` : "–" };
  const known = options.some((one) => one.id === value) || !value;
  return h("select", { id, value, onchange: send },
    [...(column?.required ? (value ? [] : [{ id: "", name: t("choose") }]) : [blank]), ...options, ...(known ? [] : [{ id: value, name: value }])]
      .map((one) => h("option", { value: one.id }, one.name)));
}

function target(id, value, tables, send, column = { required: true }) {
  const options = model.choices(tables);
  if (options.length <= MOST_OPTIONS) return select(id, value, options, send, column);
  const list = `${id}-list`;
  return h("span", {}, h("input", { id, list, value: model.nameOf(value), onchange: send }),
    h("datalist", { id: list }, options.map((one) => h("option", { value: one.name }))));
}

function attribute(id, row, send) {
  const options = (store.dictionary.events || []).filter((one) => one.kind === row.kind).map((one) => ({ id: one.attribute, name: choiceName(one.attribute) }));
  return select(id, row.attribute, options, send, { required: true });
}

function boxes(id, value, table, column, onchange) {
  const chosen = new Set(value.split("|").filter(Boolean));
  const send = () => onchange(column.name, [...chosen].join("|"));
  return h("fieldset", { id, class: "boxes" }, model.choices([table]).map((one) =>
    h("label", {}, h("input", { type: "checkbox", checked: chosen.has(one.id), onchange: (event) => {
      if (event.target.checked) chosen.add(one.id);
      else chosen.delete(one.id);
      send();
    } }), one.name)));
}

function path(id, value, column, onchange) {
  const names = value.split(">").filter(Boolean).map((one) => model.nameOf(one.trim(), ["places"]));
  return h("input", { id, type: "text", value: names.join(" > "), onchange: (event) => onchange(column.name, event.target.value) });
}

function when(id, value, column, onchange) {
  const full = value && value.length === 10 ? `${value}T00:00` : value;
  return meant(h("input", { id, type: "datetime-local", value: full }), (text) => onchange(column.name, text.replace(/T00:00$/, "")));
}

// A date that is typed gives a value with every figure (the year 2, 20, 203); it is meant once it is left or Enter is
// pressed, one from the calendar at once.
export function meant(input, send) {
  let sent = input.value;
  let keys = false;
  const mean = async () => {
    keys = false;
    given(input);
    if (input.value === sent || input.validity.badInput) return;
    sent = input.value;
    if ((await send(sent)) === null) sent = null; // it was refused: the same may be meant again
  };
  input.addEventListener("keydown", (event) => (event.key === "Enter" ? mean() : (keys = true)));
  input.addEventListener("change", () => keys || mean());
  input.addEventListener("blur", mean);
  return input;
}

function quantity(id, value, column, onchange) {
  const [word, target = ""] = value.split(":");
  const chosen = { word: word || "present", target };
  const send = () => onchange(column.name, chosen.target ? `${chosen.word}:${chosen.target}` : "");
  const tables = { left_by: ["corridors"] };
  const pick = h("span", {});
  const fill = () => pick.replaceChildren(select(`${id}-target`, chosen.target, model.choices(tables[chosen.word] || ["places", "areas"]), (event) => {
    chosen.target = event.target.value;
    send();
  }, { required: true }));
  fill();
  pick.firstChild.setAttribute("aria-label", t("quantity.where"));
  const known = WORDS.includes(chosen.word) ? WORDS : [...WORDS, chosen.word];
  return h("fieldset", { id, class: "two" },
    select(`${id}-word`, chosen.word, known.map((one) => ({ id: one, name: has(`quantity.${one}`) ? t(`quantity.${one}`) : one })), (event) => {
      chosen.word = event.target.value;
      chosen.target = "";
      fill();
      pick.firstChild.setAttribute("aria-label", t("quantity.where"));
    }, { required: true }), pick);
}
