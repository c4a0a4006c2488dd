// The notes that later answers are told: seen, written, changed, disabled, deleted.

import { all, del, patch, post } from "./api.js";
import { button, fill, h } from "./dom.js";

const WHO = { person: "you", team: "your team", all: "everybody" };
const STATE = { active: "in use", disabled: "not in use", review: "waits for a review", expired: "expired" };

/** Show them. */
export async function memoryPage(main) {
  const list = h("ul", { class: "notes" });
  const trouble = h("p", { class: "notice bad", role: "alert", hidden: true });
  const text = h("textarea", { id: "note", rows: 2, maxlength: 2000, required: true });
  const scope = h("select", { id: "scope" }, Object.entries(WHO).map(([value, label]) => h("option", { value }, label)));

  const attempt = async (work) => {
    trouble.hidden = true;
    try {
      await work();
      await load();
    } catch (error) {
      trouble.hidden = false;
      trouble.textContent = error.message;
    }
  };
  const write = (event) => {
    event.preventDefault();
    attempt(async () => {
      await post("/v1/memory", { text: text.value.trim(), scope: scope.value });
      text.value = "";
    });
  };

  async function load() {
    const notes = await all("/v1/memory", 1000);
    fill(list, notes.length ? notes.map((note) => entry(note, attempt)) : h("li", { class: "hint" }, "Nothing yet. What you explain or correct under an answer comes here."));
  }

  fill(main, h("div", { class: "sheet" },
    h("h1", {}, "Memory"),
    h("p", {}, "Notes that fit a question are told to whatever answers it, and the answer says that they were used."),
    h("form", { class: "field", onsubmit: write },
      h("label", { for: "note" }, "A new note"), text,
      h("div", { class: "line" }, h("label", { for: "scope" }, "for"), scope, h("button", { class: "primary" }, "Keep it"))),
    trouble, list));
  await load();
}

function entry(note, attempt) {
  const box = h("textarea", { rows: 2, value: note.text, "aria-label": "Note", readonly: !note.own });
  const active = note.state === "active";
  return h("li", { class: active ? "" : "off" },
    box,
    h("small", {}, `${STATE[note.state] || note.state} · told to ${WHO[note.scope]} · ${note.source} by ${note.own ? "you" : note.author}, version ${note.version}${note.expires ? ` · until ${note.expires.slice(0, 10)}` : ""}`),
    note.own && h("div", { class: "line" },
      button("Save", () => attempt(() => patch(`/v1/memory/${note.id}`, { text: box.value.trim() }))),
      button(active ? "Do not use" : "Use", () => attempt(() => patch(`/v1/memory/${note.id}`, { disabled: active }))),
      button("Delete", () => attempt(() => del(`/v1/memory/${note.id}`)), { look: "danger" })));
}

/** The notes an answer was told, named, with a way to them; nothing where there were none. */
export function notesOf(used) {
  if (!used?.length) return null;
  const ids = new Set(used.map((each) => each.split("@")[0]));
  const names = h("span", {}, `${used.length} of your notes`);
  all("/v1/memory").then((notes) => {
    const told = notes.filter((note) => ids.has(note.id)).map((note) => `“${shortened(note.text)}”`);
    if (told.length) names.textContent = `the notes ${told.join(", ")}`;
  }, (error) => (names.title = error.message));
  return [" · with ", h("a", { href: "#/memory" }, names)];
}

const shortened = (text) => (text.length > 60 ? `${text.slice(0, 59)}…` : text);
