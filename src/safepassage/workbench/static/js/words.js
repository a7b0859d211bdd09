// Words of the page in the reader's language; numbers and dates in its form.

let known = {}; // code → {name, direction, locale}, as the server lists them
let code = "en";
let words = {};
let fallback = {};

async function load(language) {
  const response = await fetch(`static/words/${language}.json`);
  return response.json();
}

export async function speak(language, listed = known) {
  known = listed;
  code = known[language] ? language : "en";
  fallback = Object.keys(fallback).length ? fallback : await load("en");
  words = code === "en" ? fallback : await load(code);
  document.documentElement.lang = code;
  document.documentElement.dir = known[code].direction;
}

// Code → what a language calls itself.
export const languages = () => Object.fromEntries(Object.entries(known).map(([one, { name }]) => [one, name]));
export const language = () => code;
export const locale = () => known[code].locale;

// What the server says in every language, in that of the reader.
export const spoken = (texts) => texts?.[code] ?? texts?.en ?? "";

export function has(key) {
  return key in words || key in fallback;
}

// A text by its key; {name} is filled in; a list of two is [one, other] by `n`.
export function t(key, values = {}) {
  let found = words[key] ?? fallback[key] ?? key;
  if (typeof found === "object") {
    const form = new Intl.PluralRules(locale()).select(values.n ?? 0);
    found = found[form] ?? found.other;
  }
  return found.replace(/\{(\w+)\}/g, (_, name) =>
    typeof values[name] === "number" ? number(values[name]) : String(values[name] ?? ""),
  );
}

export function number(value, digits = 0) {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  return new Intl.NumberFormat(locale(), { maximumFractionDigits: digits }).format(value);
}

// Two or three digits: an estimate claims no more.
export function about(value) {
  if (value === null || value === undefined) return "–";
  return new Intl.NumberFormat(locale(), { maximumSignificantDigits: 3 }).format(value);
}

export function day(text, options = { day: "numeric", month: "long", year: "numeric" }) {
  const date = new Date(`${String(text).slice(0, 10)}T00:00:00Z`);
  if (Number.isNaN(date.getTime())) return String(text);
  return new Intl.DateTimeFormat(locale(), { ...options, timeZone: "UTC" }).format(date);
}

export const shortDay = (text) => day(text, { day: "numeric", month: "short" });

export function moment(text) {
  const time = clock(text);
  return time ? `${day(text, { day: "numeric", month: "short" })} ${time}` : day(text);
}

// The hour of a moment such as 2030-03-12T08:00, in the figures of the language.
export function clock(text) {
  const time = /T(\d\d:\d\d)/.exec(text)?.[1];
  const as = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: "UTC" };
  return time ? new Intl.DateTimeFormat(locale(), as).format(new Date(`2000-01-01T${time}:00Z`)) : "";
}

export const unitName = (unit) => (has(`unit.${unit}`) ? t(`unit.${unit}`) : unit);

// What a column is called.
export function columnName(name) {
  if (has(`column.${name}`)) return t(`column.${name}`);
  const [, base, end] = /^(.+)_([a-z]+)$/.exec(name) || [];
  if (["low", "high"].includes(end)) return t(`column.${end}.of`, { name: columnName(base) });
  if (end in known && has(`column.${base}`)) return `${columnName(base)} (${known[end].name})`;
  const plain = name.replace(/_/g, " ");
  return plain.charAt(0).toUpperCase() + plain.slice(1);
}

// What one of the values is called that a column can have.
export const choiceName = (one) => (has(`choice.${one}`) ? t(`choice.${one}`) : one.replace(/_/g, " "));

export function tableName(name) {
  return has(`table.${name}`) ? t(`table.${name}`) : columnName(name);
}
