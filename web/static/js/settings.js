// Settings: colours, the models there are, keys of providers, a test of each.

import { account } from "./account.js";
import { call, del, get, post, put } from "./api.js";
import { button, fill, h } from "./dom.js";

/** Providers as they write themselves. */
const PROVIDERS = { anthropic: "Anthropic", deepseek: "DeepSeek", gemini: "Google Gemini", groq: "Groq", mistral: "Mistral", openai: "OpenAI", openrouter: "OpenRouter", together_ai: "Together AI", xai: "xAI" };

/** Show them. */
export async function settingsPage(main) {
  const [known, chosen, mine] = await Promise.all([get("/v1/models"), get("/v1/settings"), account()]);
  fill(main, h("div", { class: "sheet" },
    h("h1", {}, "Settings"),
    h("h2", {}, "Colours"), colours(),
    h("h2", {}, "How long chats are kept"), retention(chosen),
    h("h2", {}, "Models"),
    h("p", {}, `Chats that choose none are answered by ${known.default === "offline" ? "the built-in planner" : known.default}. Nothing leaves this machine but what is asked of a model elsewhere.`),
    h("ul", { class: "notes" }, known.data.map(model)),
    h("h2", {}, "Keys"),
    h("p", {}, "A key is kept in a file that only the server’s user can read, and is never shown again."),
    h("ul", { class: "notes" }, known.providers.map((each) => provider(each, () => settingsPage(main)))),
    h("h2", {}, "Bring a chat back"), bringChat(), mine));
}

function colours() {
  const chosen = localStorage.getItem("theme") || "system";
  const take = (value) => {
    if (value === "system") {
      localStorage.removeItem("theme");
      delete document.documentElement.dataset.theme;
    } else {
      localStorage.setItem("theme", value);
      document.documentElement.dataset.theme = value;
    }
  };
  const option = (value, label) => h("label", { class: "option" }, h("input", { type: "radio", name: "theme", value, checked: value === chosen, onchange: () => take(value) }), label);
  return h("fieldset", { class: "line" }, h("legend", { class: "unseen" }, "Colours"), option("system", "As the system"), option("light", "Light"), option("dark", "Dark"));
}

/** Days that chats are kept. */
function retention({ retention_days: days }) {
  const said = h("span", { class: "hint", role: "status" });
  const offered = [...new Set([null, 7, 30, 90, 365, days])];
  const choice = h("select", { "aria-label": "Chats are kept" }, offered.map((each) => h("option", { value: each ?? "", selected: each === days }, each === null ? "for ever" : `${each} days after the last question`)));
  const keep = async (event) => {
    event.preventDefault();
    const chosen = choice.value ? Number(choice.value) : null;
    await put("/v1/settings", { retention_days: chosen }).then(
      () => fill(said, chosen === null ? "Kept for ever." : "Kept. Older chats are deleted."),
      (error) => fill(said, error.message));
  };
  return [
    h("form", { class: "line", onsubmit: keep }, choice, h("button", {}, "Keep them so"), said),
    h("p", { class: "hint" }, "Chats that are older than this are deleted at once, with their answers."),
  ];
}

function model(each) {
  const said = h("span", { class: "hint", role: "status" });
  const test = async () => {
    fill(said, "Asking …");
    const tested = await post("/v1/models/test", { model: each.id }).catch((error) => ({ sentence: error.message }));
    fill(said, tested.seconds ? `${tested.sentence} (${tested.seconds} s)` : tested.sentence);
  };
  return h("li", {}, h("strong", {}, each.id === "offline" ? "Built-in planner" : each.id), " ", h("small", {}, each.detail), " ", each.id !== "offline" && button("Test", test, { name: `Test ${each.id}` }), " ", said);
}

function provider({ provider: name, has_key: held }, again) {
  const said = h("span", { class: "hint", role: "status" });
  const box = h("input", { type: "password", autocomplete: "off", "aria-label": `Key of ${name}`, placeholder: held ? "A key is kept" : "Key", minlength: 8, maxlength: 500 });
  const attempt = (work) => work.then(again, (error) => fill(said, error.message));
  const keep = (event) => {
    event.preventDefault();
    if (box.value) attempt(call("PUT", `/v1/models/keys/${name}`, { key: box.value }));
  };
  return h("li", {}, h("form", { class: "line provider", onsubmit: keep }, h("strong", {}, PROVIDERS[name] || name), box, h("button", {}, "Keep"), held && button("Forget", () => attempt(del(`/v1/models/keys/${name}`)), { look: "danger" }), said));
}

function bringChat() {
  const said = h("span", { class: "hint", role: "status" });
  const file = h("input", { type: "file", accept: ".json", "aria-label": "A chat saved as JSON", onchange: async () => {
    try {
      const chat = await post("/v1/chats/import", JSON.parse(await file.files[0].text()));
      location.hash = `#/chat/${chat.id}`;
    } catch (error) {
      fill(said, error instanceof SyntaxError ? "That file is not a chat saved as JSON." : error.message);
    }
  } });
  return h("p", { class: "line" }, file, said);
}
