// What the page knows, and who wants to hear of changes.

import * as api from "./api.js";
import { announce, during } from "./dom.js";
import { t } from "./words.js";

export const store = {
  state: { jobs: [], runs: [], ran: {}, files: [], choices: [], version: -1, open: null },
  dictionary: null,
  scenario: null,
  step: "situation",
  view: "map",
  table: "places",
  selected: null, // {table, row}
  day: 0, // shown day, from the start
  asOf: null, // day known by, from the start; null is everything
  tool: "select",
  run: null, // what run-shown gave
  results: null, // {title, blocks}: what the middle shows under Results
  source: "", // the source that was used last
  typed: {}, // what was typed into forms, by their ids
  opened: 0, // how many times another scenario was opened: what was asked about an older one is not shown
};

const listeners = new Map();

export function on(topic, listener) {
  listeners.set(topic, [...(listeners.get(topic) || []), listener]);
}

export function emit(...topics) {
  const heard = new Set();
  for (const topic of topics) for (const one of listeners.get(topic) || []) heard.add(one);
  for (const one of heard) one();
}

// An answer about the open scenario; tables that it leaves out stay. What was chosen for another, or for the same one
// before it was opened anew, is forgotten.
export function take(answer, anew = false) {
  const old = store.scenario;
  const other = anew || old?.name !== (answer.open ? answer.name : undefined);
  if (other) Object.assign(store, { day: 0, asOf: null, run: null, results: null, selected: null, source: "", typed: {}, opened: store.opened + 1 });
  if (!answer.open) store.scenario = null;
  else store.scenario = { ...answer, tables: { ...(answer.whole ? {} : old?.tables), ...answer.tables } };
  if (store.selected) store.selected = again(store.selected, old);
  store.state.version = answer.version;
  emit("scenario", "side");
  return answer;
}

// The selected row, where it stands now; null if it is gone.
function again({ table, row }, old) {
  const [before, now] = [old?.tables[table], store.scenario?.tables[table]];
  if (before && now && before.rows.length === now.rows.length) return { table, row };
  const text = cells(before, before?.rows[row]);
  const found = now?.rows.findIndex((one) => cells(now, one) === text) ?? -1;
  return found < 0 ? null : { table, row: found };
}

const cells = (table, row) => JSON.stringify(row?.map((one, n) => one && [table.columns[n], one]).filter(Boolean).sort());

// Do something that may be refused; what is wrong is said, and the page goes on.
export async function attempt(what) {
  try {
    return await what();
  } catch (error) {
    if (error.status === 409) await lookAgain();
    say(error.problems?.length ? error.problems.map(problemText).join("\n") : error.message, true);
    return null;
  }
}

export function say(text, bad = false) {
  announce(text);
  store.notice = { text, bad };
  emit("notice");
}

export function problemText(problem) {
  const where = [problem.file, problem.row && t("problem.row", { row: problem.row }), problem.column]
    .filter(Boolean)
    .join(", ");
  const remedy = problem.remedy ? ` (${problem.remedy})` : "";
  return `${where ? `${where}: ` : ""}${problem.message}${remedy}`;
}

// What changes or shows the scenario goes one after the other: each is of the version that the one before it left.
let line = Promise.resolve();

export function inTurn(what) {
  const made = line.then(what);
  line = made.catch(() => null);
  return during(made);
}

export const lookAgain = () => inTurn(async () => take(await api.get("scenario")));

// How many changes were refused: what was asked for after one of them may not have been meant without it.
let refused = 0;
export const refusals = () => refused;

export const edit = (name, body) =>
  attempt(() => inTurn(async () => {
    try {
      return take(await api.post(name, { version: store.state.version, ...body }));
    } catch (error) {
      refused += 1;
      throw error;
    }
  }));

// The second click of a double click begins nothing again: whatever has this key is under way, or was just begun.
const begun = new Set();

export async function once(key, what) {
  if (begun.has(key)) return null;
  begun.add(key);
  const soon = new Promise((done) => window.setTimeout(done, 600));
  const made = what();
  Promise.allSettled([made, soon]).then(() => begun.delete(key));
  return made;
}
