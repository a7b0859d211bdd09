// The page: header, steps on the left, map and time line in the middle, the side on the right.

import * as api from "./api.js";
import { dialog } from "./dialog.js";
import { h, render } from "./dom.js";
import { tablesView } from "./grid.js";
import { jobLines, named, poll } from "./jobs.js";
import { makeMap } from "./map.js";
import * as model from "./model.js";
import { resultsView } from "./results.js";
import { side } from "./side.js";
import { openDialogBody } from "./start.js";
import { missing, state, STEPS } from "./steps.js";
import { edit, emit, on, store, take } from "./store.js";
import { makeTimeline } from "./timeline.js";
import { language, languages, speak, t } from "./words.js";

const part = (id) => document.getElementById(id);
const VIEWS = ["map", "tables", "results"];
const THEMES = ["system", "light", "dark", "contrast"];

function header() {
  const scenario = store.scenario;
  const about = model.rows("scenario")[0];
  const title = about?.[`title_${language()}`] || about?.title;
  render(part("top"), () => [
    h("div", { class: "brand" }, h("h1", {}, "safepassage"), scenario && h("p", { class: "title", dir: "auto", title }, title || scenario.name)),
    scenario && h("p", { class: "saved small" }, t(scenario.facts ? "saved" : "whatif.tag")),
    h("div", { class: "tools" },
      scenario && h("button", { type: "button", id: "undo", disabled: !scenario.undo, onclick: () => edit("undo", {}) }, t("undo")),
      scenario && h("button", { type: "button", id: "redo", disabled: !scenario.redo, onclick: () => edit("redo", {}) }, t("redo")),
      scenario && h("button", { type: "button", id: "open-other", onclick: openOther }, t("open.other")),
      h("label", { for: "language", class: "hidden" }, t("language")),
      h("select", { id: "language", value: language(), onchange: (event) => choose(event.target.value) },
        Object.entries(languages()).map(([code, name]) => h("option", { value: code, lang: code }, name))),
      h("label", { for: "theme", class: "hidden" }, t("theme")),
      h("select", { id: "theme", value: localStorage.getItem("theme") || "system", onchange: (event) => theme(event.target.value) },
        THEMES.map((one) => h("option", { value: one }, t(`theme.${one}`))))),
  ]);
}

function openOther() {
  const element = dialog(t("open.other"), openDialogBody(() => element.close()), [h("button", { type: "button", onclick: () => element.close() }, t("close"))]);
}

function steps() {
  const nav = part("steps");
  nav.setAttribute("aria-label", t("steps"));
  render(nav, () => h("ol", {}, STEPS.map((step, n) => {
    const how = store.scenario ? state(step) : "open";
    const lacks = store.scenario ? missing(step) : [];
    return h("li", { class: how }, h("button", {
      type: "button", id: `step-${step}`, disabled: !store.scenario, "aria-current": store.step === step ? "step" : null, onclick: () => go(step),
    }, h("span", { class: "dot", "aria-hidden": "true" }, how === "done" ? "✓" : String(n + 1)),
      h("span", { class: "name" }, t(`step.${step}`), h("span", { class: "lack" }, how === "done" ? t("step.done") : lacks.length ? t("step.missing", { what: lacks.slice(0, 2).join(", ") }) : ""))));
  })));
}

function go(step) {
  store.step = step;
  store.selected = null;
  emit("step", "selected", "side");
  part("side").scrollTop = 0;
  if (matchMedia("(max-width: 760px)").matches) part("side").scrollIntoView();
}

function views() {
  render(part("views"), () => store.scenario && h("div", { role: "group", "aria-label": t("views") }, VIEWS.map((view) =>
    h("button", { type: "button", id: `view-${view}`, "aria-pressed": String(store.view === view), onclick: () => {
      store.view = view;
      emit("view", "page");
    } }, t(`view.${view}`)))));
  const map = store.view === "map" || !store.scenario;
  part("map-view").hidden = !map;
  part("page-view").hidden = map;
}

function page() {
  if (!store.scenario || store.view === "map") return;
  if (store.view === "tables") tablesView(part("page-view"));
  else resultsView(part("page-view"));
}

function banner() {
  const notice = store.notice;
  render(part("banner"), () => notice && h("div", { class: notice.bad ? "notice bad" : "notice" },
    h("p", {}, notice.text), h("button", { type: "button", "aria-label": t("close"), onclick: () => {
      store.notice = null;
      banner();
    } }, "×")));
  window.clearTimeout(banner.timer);
  if (notice && !notice.bad) banner.timer = window.setTimeout(() => {
    store.notice = null;
    banner();
  }, 5000);
}

async function choose(code) {
  await speak(code);
  store.notice = null; // it was said in the language before
  banner();
  localStorage.setItem("language", code);
  all();
  emit("words");
}

function theme(name) {
  localStorage.setItem("theme", name);
  wear(name);
  emit("theme");
}

// "system" leaves light, dark and contrast to the wishes of the system.
function wear(name) {
  if (THEMES.includes(name) && name !== "system") document.documentElement.dataset.theme = name;
  else delete document.documentElement.dataset.theme;
}

function labels() {
  part("skip").textContent = t("skip");
  part("side").setAttribute("aria-label", t("side"));
  part("time").setAttribute("aria-label", t("time.label"));
  part("map-view").setAttribute("aria-label", t("map.label"));
  part("page-view").setAttribute("aria-label", t("views"));
}

function all() {
  labels();
  header();
  steps();
  views();
  page();
  side(part("side"));
}

async function begin() {
  wear(localStorage.getItem("theme"));
  const asked = localStorage.getItem("language") || (navigator.language || "en").slice(0, 2);
  const [dictionary, scenario, found] = await Promise.all([api.get("dictionary"), api.get("scenario"), api.get("state")]);
  store.dictionary = dictionary;
  await speak(asked, dictionary.languages);
  store.state = named(found);
  makeMap(part("map-view"));
  makeTimeline(part("time"));
  on("scenario", () => {
    header();
    steps();
    views();
    page();
  });
  on("state", () => {
    steps();
    header();
  });
  on("state", lists);
  on("jobs", () => part("jobs") && render(part("jobs"), jobLines));
  on("side", () => side(part("side")));
  on("selected", () => store.view === "tables" && page());
  on("step", steps);
  on("view", views);
  on("page", page);
  on("run", () => side(part("side")));
  on("asof", () => ["run", "evidence"].includes(store.step) && side(part("side")));
  on("day", () => {
    if (store.view === "results" && store.results?.kind === "run") return;
    if (store.selected?.table === "places" && !part("side").contains(document.activeElement)) side(part("side"));
  });
  on("notice", banner);
  for (const wish of ["(prefers-color-scheme: dark)", "(prefers-contrast: more)"])
    matchMedia(wish).addEventListener("change", () => emit("theme"));
  on("world", () => emit("words"));
  take(scenario);
  all();
  poll();
  document.documentElement.dataset.ready = "true";
}

// Runs or files came: forms that list them are made anew.
let listed = "";
function lists() {
  const now = JSON.stringify([store.state.ran, store.state.files, store.state.choices]);
  if (now === listed) return;
  listed = now;
  side(part("side"));
}

begin();
