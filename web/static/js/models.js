// Which model answers, and how hard it tries: pinned per chat, changed only here.

import { get } from "./api.js";
import { dialog, h } from "./dom.js";

const EFFORTS = [["quick", "Quick: a few steps"], ["normal", "Normal"], ["thorough", "Thorough: as long as it takes"]];

/** What the button says. */
export function modelName({ model, effort }) {
  const name = !model || model === "offline" ? "Built-in planner" : model;
  return effort && effort !== "normal" ? `${name}, ${effort}` : name;
}

/** Ask for a model and effort; null when nothing was chosen. */
export async function chooseModel({ model, effort = "normal" }, prompt = "") {
  const known = await get("/v1/models").catch((error) => error);
  if (known instanceof Error) return void dialog("Model", h("p", { class: "notice bad" }, known.message));
  const chosen = model || known.default;
  const listed = known.data.some((each) => each.id === chosen) ? known.data : [...known.data, { id: chosen, detail: "Chosen before.", available: true }];
  let answer = null;
  const options = listed.map((each) =>
    h("label", { class: "option" },
      h("input", { type: "radio", name: "model", value: each.id, checked: each.id === chosen, disabled: !each.available }),
      h("span", {}, h("strong", {}, each.id === "offline" ? "Built-in planner" : each.id), h("small", {}, each.detail))));
  const efforts = h("select", { id: "effort" }, EFFORTS.map(([value, label]) => h("option", { value, selected: value === effort }, label)));
  const other = h("input", { id: "other", placeholder: "anthropic/claude-sonnet-4-5", maxlength: 300 });
  const take = (event) => {
    event.preventDefault();
    const picked = other.value.trim() || new FormData(event.target).get("model");
    answer = { model: picked, effort: efforts.value };
    shown.close();
  };
  const shown = dialog("Which model answers this chat?", h("form", { onsubmit: take },
    h("fieldset", { class: "options" }, h("legend", { class: "unseen" }, "Model"), options),
    h("div", { class: "field" }, h("label", { for: "other" }, "Another, by its litellm name"), other),
    h("div", { class: "field" }, h("label", { for: "effort" }, "Effort"), efforts),
    prompt && h("p", { class: "hint" }, `This chat is pinned to ${modelName({ model })} and version ${prompt} of the prompt; both stay until you choose here.`),
    h("p", { class: "hint" }, "Only what is asked goes to a model that is not on this machine. Keys are on the settings page."),
    h("div", { class: "line" }, h("button", { class: "primary" }, "Use it"))));
  await shown.closed;
  return answer;
}
