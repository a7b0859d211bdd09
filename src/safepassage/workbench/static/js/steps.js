// The steps of the work: what each needs, what of it is there.

import * as model from "./model.js";
import { store } from "./store.js";
import { t } from "./words.js";

export const STEPS = ["situation", "evidence", "run", "needs", "plans", "compare", "share"];

const count = (table) => model.rows(table).length;
// Runs and jobs of others in the folder do not count.
const done = (kind) => store.state.jobs.some((job) => job.kind === kind && job.state === "done" && job.about === store.scenario?.name);
const own = () => store.state.runs.filter((name) => store.state.ran[name] === store.scenario?.name);

// [what, whether it is there] of a step.
export function parts(step) {
  const places = model.rows("places");
  const events = model.rows("events");
  const found = {
    situation: [
      ["places", places.some((one) => one.kind !== "site") && places.length > 1],
      ["destination", places.some((one) => one.kind === "site") || count("sites") > 0],
      ["routes", count("routes") > 0],
      ["classes", count("classes") > 0],
      ["populations", count("populations") > 0],
      ["violence", events.some((one) => one.kind === "hazard") || model.rows("rules")[0]?.displacement !== "hazard"],
    ],
    evidence: [["sources", count("sources") > 0], ["claims", count("claims") > 0 || count("series") > 0], ["uncertain", count("uncertain") > 1]],
    run: [["sound", store.scenario && !store.scenario.problems.length], ["ran", own().length > 0]],
    needs: [["ran", own().length > 0], ["needed", done("needs") || done("aid")]],
    plans: [["corridors", count("corridors") > 0], ["staying", model.rows("classes").some((one) => one.staying !== "") || count("assembly") > 0], ["planned", ["exit", "relocation", "roads", "sites", "clearance"].some(done)]],
    compare: [["two", own().length > 1]],
    share: [["reported", done("report") || done("export")]],
  };
  return store.scenario ? found[step] : found[step].map(([what]) => [what, false]);
}

export function state(step) {
  const all = parts(step);
  const there = all.filter(([, yes]) => yes).length;
  return there === all.length ? "done" : there ? "begun" : "open";
}

export const missing = (step) => parts(step).filter(([, yes]) => !yes).map(([what]) => t(`part.${what}`));
