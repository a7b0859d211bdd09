// Where nothing is open yet: begin a crisis, open one, upload a workbook.

import * as api from "./api.js";
import { h } from "./dom.js";
import { attempt, emit, inTurn, once, say, store, take } from "./store.js";
import { t } from "./words.js";

export function openDialogBody(done) {
  const title = h("input", { id: "new-title", type: "text", maxlength: 200, required: true });
  const begin = h("input", { id: "new-start", type: "date", required: true });
  const days = h("input", { id: "new-days", type: "number", min: 1, max: 3650, value: 60 });
  const opened = async (what, text, key) => {
    const answer = await attempt(() => once(`${text} ${key}`, () => inTurn(async () => take(await what(), true))));
    if (!answer) return;
    store.step = "situation";
    store.view = "map";
    say(t(text, { name: answer.name }));
    emit("step", "view", "page", "state");
    done?.();
  };
  const groups = { draft: [], own: [], bundled: [] };
  for (const label of store.state.choices)
    groups[label.startsWith("draft: ") ? "draft" : label.startsWith("bundled: ") || label.startsWith("template") ? "bundled" : "own"].push(label);
  const list = h("select", { id: "open-choice" }, Object.entries(groups).filter(([, all]) => all.length).map(([kind, all]) =>
    h("optgroup", { label: t(`open.${kind}`) }, all.map((label) => h("option", { value: label }, label.replace(/^(draft|bundled): /, ""))))));
  const file = h("input", { id: "upload", type: "file", accept: ".xlsx", onchange: (event) => {
    const [chosen] = event.target.files;
    if (!chosen) return;
    if (chosen.size > 20 * 1024 * 1024) return say(t("upload.large"), true);
    return opened(() => api.upload(chosen), "opened", chosen.name);
  } });
  return [
    h("section", { class: "card" }, h("h3", {}, t("new.title")), h("p", { class: "help" }, t("new.help")),
      h("div", { class: "field" }, h("label", { for: "new-title" }, t("setting.title")), title),
      h("div", { class: "pair" },
        h("div", { class: "field" }, h("label", { for: "new-start" }, t("setting.start")), begin),
        h("div", { class: "field" }, h("label", { for: "new-days" }, t("setting.days")), days)),
      h("button", { type: "button", id: "new-go", class: "main", onclick: () => opened(() => api.post("new", { title: title.value, start: begin.value, days: Number(days.value) || 0 }), "new.done", title.value) }, t("new.go"))),
    h("section", { class: "card" }, h("h3", {}, t("open.title")),
      h("div", { class: "field" }, h("label", { for: "open-choice" }, t("open.which")), list),
      h("button", { type: "button", id: "open-go", onclick: () => opened(() => api.post("open", { label: list.value }), "opened", list.value) }, t("open.go"))),
    h("section", { class: "card" }, h("h3", {}, t("upload.title")), h("p", { class: "help" }, t("upload.help")),
      h("div", { class: "field" }, h("label", { for: "upload" }, t("upload.file")), file)),
  ];
}

export function startSide() {
  return [h("h2", { id: "step-title" }, t("start.title")), h("p", { class: "teach" }, t("start.teach")), openDialogBody()];
}
