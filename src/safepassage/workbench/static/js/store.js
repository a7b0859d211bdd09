// What the page knows, and who wants to hear of changes.

import * as api from "./api.js";
import { announce } from "./dom.js";
import { t } from "./words.js";

export const store = {
  state: { jobs: [], runs: [], ran: {}, files: [], choices: [], version: -1, open: null, what_if: false },
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

// An answer about the open scenario; tables that it leaves out stay.
export function take(answer) {
  if (!answer.open) {
    store.scenario = null;
  } else {
    const before = store.scenario && !answer.whole ? store.scenario.tables : {};
    const other = store.scenario?.name !== answer.name;
    store.scenario = { ...answer, tables: { ...before, ...answer.tables } };
    if (other || store.selected === null) store.selected = null;
    if (other) {
      store.day = 0;
      store.asOf = null;
      store.run = null;
      store.results = null;
    }
  }
  store.state.version = answer.version;
  emit("scenario", "side");
  return answer;
}

// Do something that may be refused; what is wrong is said, and the page goes on.
export async function attempt(what) {
  try {
    return await what();
  } catch (error) {
    if (error.status === 409) take(await api.get("scenario"));
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

export async function edit(name, body) {
  return attempt(async () => take(await api.post(name, { version: store.state.version, ...body })));
}
