// A chat: its questions and answers, and the place where the next question is written.

import { get, patch, post } from "./api.js";
import { Composer } from "./composer.js";
import { announce, fill, h } from "./dom.js";
import { Message } from "./message.js";
import { welcome } from "./welcome.js";

/** Show a chat, or with no id the beginning of one. Returns what is to be done when it is left. */
export async function chatPage(main, id, app) {
  const page = new ChatPage(main, app);
  await page.open(id);
  return () => page.leave();
}

class ChatPage {
  constructor(main, app) {
    this.app = app;
    this.chat = null;
    this.messages = [];
    this.composer = new Composer({
      ask: (question) => this.ask(question),
      stop: () => this.last?.stop(),
      changed: (choice) => this.change(choice),
    });
    this.log = h("div", { class: "log", role: "log", "aria-label": "Conversation", "aria-live": "off" });
    this.title = h("h1", { class: "unseen", hidden: true });
    fill(main, this.title, this.log, this.composer.element);
  }

  get last() {
    return this.messages.at(-1);
  }

  /** Fetch and show it; runs that are going on are followed from their beginning. */
  async open(id) {
    if (!id) {
      fill(this.log, await welcome((question) => this.composer.ask(question)));
      this.composer.open("new", {});
      return;
    }
    this.chat = await get(`/v1/chats/${id}`);
    this.call(this.chat.title);
    const replaced = new Set(this.chat.messages.map((run) => run.replaces));
    for (const run of this.chat.messages) if (!replaced.has(run.id)) this.add(run);
    this.composer.open(id, this.chat);
    this.down();
  }

  /** Say what the chat is called, to those who cannot see it and in the window's title. */
  call(title) {
    this.title.hidden = false;
    fill(this.title, title || "Chat");
    document.title = `${title || "Chat"} · Tieout`;
  }

  leave() {
    for (const message of this.messages) message.leave();
  }

  /** Ask in this chat, which is begun with its first question. Throws, and nothing is lost. */
  async ask(question, replaces = null) {
    const begun = !this.chat;
    if (begun) this.chat = await post("/v1/chats", { ...this.composer.choice, title: titled(question) });
    const run = await post(`/v1/chats/${this.chat.id}/messages`, { question, ...(replaces && { replaces }) });
    if (begun) {
      fill(this.log);
      this.call(this.chat.title);
      history.replaceState(null, "", `#/chat/${this.chat.id}`);
      this.composer.moved(this.chat.id, this.chat.prompt);
    }
    if (replaces) this.drop(replaces);
    this.add(run);
    announce("Looking for the answer.");
    this.down();
    this.app.sidebar.load();
  }

  add(run) {
    const message = new Message(run, {
      again: (question) => this.ask(question, run.id),
      ended: () => this.busy(),
      grew: () => this.keepDown(),
    });
    this.messages.push(message);
    this.log.append(message.element);
    this.busy();
  }

  drop(run) {
    const gone = this.messages.findIndex((message) => message.run.id === run);
    if (gone >= 0) this.messages.splice(gone, 1)[0].remove();
  }

  async change(choice) {
    if (!this.chat) return;
    this.chat = await patch(`/v1/chats/${this.chat.id}`, choice);
    this.composer.prompt = this.chat.prompt;
  }

  busy() {
    this.composer.busy(this.last?.going ?? false);
  }

  /** Stay at the end while the answer grows, unless somebody has scrolled away from it. */
  keepDown() {
    const { scrollHeight, scrollTop, clientHeight } = this.log;
    if (scrollHeight - scrollTop - clientHeight < 160) this.down();
  }

  down() {
    this.log.scrollTop = this.log.scrollHeight;
  }
}

/** A chat is called by the beginning of its first question. */
function titled(question) {
  const words = question.replace(/\s+/g, " ").trim();
  return words.length > 80 ? `${words.slice(0, 79)}…` : words;
}
