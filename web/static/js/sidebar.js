// The chats, by when they were last used, with a search; and the ways to the other pages.

import { all, del, patch, path } from "./api.js";
import { announce, button, dialog, fill, h, icon } from "./dom.js";
import { when } from "./format.js";

/** The left side of the page. */
export class Sidebar {
  constructor(element) {
    this.list = h("div", { class: "chats" });
    this.search = h("input", { id: "search-chats", type: "search", placeholder: "Search chats", "aria-label": "Search chats", oninput: () => this.soon() });
    fill(
      element,
      h("a", { class: "button primary", href: "#/" }, icon("plus"), "New question"),
      this.search,
      this.list,
      h("div", { class: "ways" }, way("#/library", "book", "Library"), way("#/batches", "table", "Batches"), way("#/memory", "note", "Memory"), way("#/settings", "gear", "Settings")),
    );
    this.element = element;
  }

  /** Look while somebody types, but not at every letter. */
  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.load(), 200);
  }

  /** Fetch the chats again. */
  async load() {
    const query = this.search.value.trim();
    const chats = await all(path("/v1/chats", { query }), 500).catch((error) => error);
    if (query !== this.search.value.trim()) return;
    fill(this.list, chats instanceof Error ? h("p", { class: "hint" }, chats.message) : groups(chats, query, this));
    this.mark(location.hash);
  }

  /** Show which page is open. */
  mark(hash) {
    for (const link of this.element.querySelectorAll("a[href]")) {
      if (link.getAttribute("href") === hash) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
  }
}

function way(href, drawing, label) {
  return h("a", { href }, icon(drawing), label);
}

function groups(chats, query, sidebar) {
  if (!chats.length) return h("p", { class: "hint" }, query ? "No chat says this." : "Your chats will be here.");
  const titles = [...new Set(chats.map((chat) => when(chat.updated)))];
  return titles.map((title) =>
    h("section", {}, h("h2", {}, title), h("ul", {}, chats.filter((chat) => when(chat.updated) === title).map((chat) => entry(chat, sidebar)))),
  );
}

function entry(chat, sidebar) {
  const title = chat.title || "Untitled";
  return h(
    "li",
    {},
    h("a", { href: `#/chat/${chat.id}` }, title),
    button("⋯", () => actions(chat, title, sidebar), { look: "plain icon", name: `Rename, save or delete “${title}”` }),
  );
}

function actions(chat, title, sidebar) {
  const name = h("input", { value: title, "aria-label": "Title", maxlength: 300 });
  const rename = async (event) => {
    event.preventDefault();
    if (name.value.trim()) await patch(`/v1/chats/${chat.id}`, { title: name.value.trim() });
    shown.close();
    await sidebar.load();
  };
  const remove = async () => {
    await del(`/v1/chats/${chat.id}`);
    shown.close();
    announce("The chat is deleted.");
    if (location.hash === `#/chat/${chat.id}`) location.hash = "#/";
    await sidebar.load();
  };
  const body = [
    h("form", { class: "line", onsubmit: rename }, name, h("button", { class: "primary" }, "Rename")),
    h("div", { class: "line" },
      h("a", { class: "button", href: `/v1/chats/${chat.id}/export?format=md`, download: true }, "Save as Markdown"),
      h("a", { class: "button", href: `/v1/chats/${chat.id}/export?format=json`, download: true }, "Save as JSON"),
      button("Delete", remove, { look: "danger" })),
  ];
  const shown = dialog("Chat", body);
}
