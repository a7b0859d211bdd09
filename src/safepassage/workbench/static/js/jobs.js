// What is computed in the background: progress, cancel, and what it gave.

import * as api from "./api.js";
import { atWork, h } from "./dom.js";
import * as model from "./model.js";
import { showJob, showRun } from "./results.js";
import { attempt, emit, inTurn, once, refusals, say, store, take } from "./store.js";
import { day as dayText, number, t } from "./words.js";

const seen = new Map();
let timer = null;
let away = false;

// Ask for what is new, every second while something runs.
export async function poll() {
  window.clearTimeout(timer);
  let busy = false;
  try {
    const state = named(await api.get("state"));
    const before = JSON.stringify(store.state);
    store.state = { ...state, version: store.state.version };
    // What is being typed is of the version that is shown: the server refuses it if another page changed that.
    const shut = () => !atWork() && !document.querySelector("dialog[open]");
    if (state.version !== store.state.version && shut())
      await inTurn(async () => state.version !== store.state.version && shut() && take(await api.get("scenario")));
    busy = state.jobs.some((job) => job.state === "running" || job.state === "waiting");
    for (const job of state.jobs) ended(job);
    if (before !== JSON.stringify(store.state)) emit("state", "jobs");
    if (away) say(t("online"));
    away = false;
  } catch (error) {
    // Said once; asked again until it answers.
    if (error.status === 0 && !away) say(error.message, true);
    away = error.status === 0;
  }
  timer = window.setTimeout(poll, busy ? 800 : 4000);
}

// Runs by name, and of which scenario each is.
export function named(state) {
  return { ...state, ran: state.runs, runs: Object.keys(state.runs) };
}

// Once for each job that ended while this page was open.
function ended(job) {
  const before = seen.get(job.number);
  // A late answer to an earlier question does not bring an ended job back to life.
  if (["done", "failed", "cancelled"].includes(before)) return;
  seen.set(job.number, job.state);
  if (before === undefined || before === job.state || !["done", "failed"].includes(job.state)) return;
  say(`${t(`job.${job.kind}`)}: ${t(`state.${job.state}`)}${job.message ? `. ${job.message}` : ""}`, job.state === "failed");
  if (job.state !== "done") return;
  if (job.about !== store.scenario?.name) return; // another is open by now
  if (job.kind === "run") showRun(job.title);
  else if (!["report", "export", "orders"].includes(job.kind)) showJob(job.number);
}

// In turn: what was typed last is sent before, and is in what is computed; if it is refused, nothing is.
export async function start(name, body) {
  const before = refusals();
  const asked = () => inTurn(async () => (refusals() === before ? api.post(name, body) : null));
  const answer = await attempt(() => once(`${name} ${JSON.stringify(body)}`, asked));
  if (!answer) return;
  seen.set(answer.number, "waiting");
  say(t("job.started"));
  await poll();
  emit("side");
}

export function jobList() {
  return h("section", { class: "card", id: "jobs", "aria-label": t("jobs") }, jobLines());
}

export function jobLines() {
  const { jobs } = store.state;
  const older = jobs.slice(FIRST);
  return [h("h3", {}, t("jobs")), jobs.length ? h("ul", { class: "jobs" }, jobs.slice(0, FIRST).map(line)) : h("p", { class: "small" }, t("jobs.none")),
    older.length > 0 && h("details", { id: "older-jobs" }, h("summary", {}, t("more", { n: older.length })), h("ul", { class: "jobs" }, older.map(line)))];
}

const FIRST = 8;

// What a job is about, by names.
function about({ kind, title }) {
  if (kind === "forecast" || kind === "changes") return title.replace(/\d{4}-\d\d-\d\d/g, (date) => dayText(date));
  if (["roads", "exit", "relocation"].includes(kind)) return title.split(", ").map((one) => model.nameOf(one)).join(", ");
  return ["reconcile", "unknowns"].includes(kind) && title ? model.quantityName(title) : title;
}

function line(job) {
  const active = job.state === "running" || job.state === "waiting";
  const title = `${t(`job.${job.kind}`)}${job.title ? ` · ${about(job)}` : ""}`;
  const status = job.state === "running" && job.total ? t("job.progress", { done: job.done, total: job.total }) : t(`state.${job.state}`);
  const bar = h("progress", { max: 100, "aria-label": title, value: job.total ? (100 * job.done) / job.total : null });
  if (!job.total) bar.removeAttribute("value");
  return h("li", { class: job.state },
    h("div", { class: "row" }, h("span", { class: "grow" }, title), h("span", { class: "count" }, status)),
    job.about !== store.scenario?.name && h("p", { class: "small" }, job.about),
    active && h("div", { class: "row" }, bar, h("button", { type: "button", id: `cancel-${job.number}`, onclick: async () => {
      await attempt(() => api.post("cancel", { number: job.number }));
      poll();
    } }, t("cancel"))),
    job.state === "failed" && h("p", { class: "wrong", lang: "en", dir: "ltr" }, job.message),
    job.state === "done" && h("div", { class: "row" }, h("span", { class: "small grow" }, t("job.took", { n: number(job.seconds, 1) })), shown(job)));
}

function shown(job) {
  if (["report", "export", "orders"].includes(job.kind)) return null;
  return h("button", { type: "button", id: `show-${job.number}`, class: "small", onclick: () => (job.kind === "run" ? showRun(job.title) : showJob(job.number)) }, t("show"));
}
