// What is computed in the background: progress, cancel, and what it gave.

import * as api from "./api.js";
import { h } from "./dom.js";
import { showJob, showRun } from "./results.js";
import { attempt, emit, say, store, take } from "./store.js";
import { number, t } from "./words.js";

const seen = new Map();
let timer = null;

// Ask for what is new, every second while something runs.
export async function poll() {
  window.clearTimeout(timer);
  let busy = false;
  try {
    const state = named(await api.get("state"));
    const before = JSON.stringify(store.state);
    const stale = state.version !== store.state.version;
    store.state = { ...state, version: stale ? store.state.version : state.version };
    if (stale && !document.querySelector("dialog[open]")) take(await api.get("scenario"));
    busy = state.jobs.some((job) => job.state === "running" || job.state === "waiting");
    for (const job of state.jobs) ended(job);
    if (before !== JSON.stringify(store.state)) emit("state", "jobs");
  } catch {
    busy = false; // the server is away for a moment; ask again later
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
  if (job.kind === "run") showRun(job.title);
  else if (!["report", "export", "orders"].includes(job.kind)) showJob(job.number);
}

export async function start(name, body) {
  const answer = await attempt(() => api.post(name, body));
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
  const jobs = store.state.jobs.slice(0, 8);
  return [h("h3", {}, t("jobs")), jobs.length ? h("ul", { class: "jobs" }, jobs.map(line)) : h("p", { class: "small" }, t("jobs.none"))];
}

function line(job) {
  const active = job.state === "running" || job.state === "waiting";
  const title = `${t(`job.${job.kind}`)}${job.title ? ` · ${job.title}` : ""}`;
  const status = job.state === "running" && job.total ? t("job.progress", { done: job.done, total: job.total }) : t(`state.${job.state}`);
  const bar = h("progress", { max: 100, "aria-label": title, value: job.total ? (100 * job.done) / job.total : null });
  if (!job.total) bar.removeAttribute("value");
  return h("li", { class: job.state },
    h("div", { class: "row" }, h("span", { class: "grow" }, title), h("span", { class: "count" }, status)),
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
