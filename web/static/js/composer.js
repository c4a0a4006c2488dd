// Where a question is written: kept as a draft until the server has it, with scope and model beside it.

import { button, fill, h, icon } from "./dom.js";
import { chooseModel, modelName } from "./models.js";
import { chooseScope, scopeName } from "./scope.js";

/** The box under the conversation. `ask(question)` and `changed(choice)` may throw: it is said here. */
export class Composer {
  constructor({ ask, stop, changed }) {
    this.send = ask;
    this.changed = changed;
    this.choice = {};
    this.trouble = h("p", { class: "notice bad", role: "alert", hidden: true });
    this.box = h("textarea", {
      id: "question", rows: 1, maxlength: 20000, "aria-label": "Question", placeholder: "Ask about the filings",
      oninput: () => this.typed(), onkeydown: (event) => this.key(event),
    });
    this.scope = button("", () => this.pickScope(), { look: "chip" });
    this.model = button("", () => this.pickModel(), { look: "chip" });
    this.go = button(icon("send"), () => this.ask(), { look: "primary icon", name: "Ask" });
    this.end = button(icon("stop"), stop, { look: "danger icon", name: "Stop", "data-stop": true, hidden: true });
    this.element = h("form", { class: "composer", onsubmit: (event) => event.preventDefault() },
      this.trouble,
      h("div", { class: "box" }, this.box, this.end, this.go),
      h("div", { class: "chips" }, this.scope, this.model));
  }

  /** Begin to write for a chat, where the draft of last time is. */
  open(chat, { model, effort, scope, prompt = "" }) {
    this.prompt = prompt;
    this.chat = chat;
    this.choice = { ...(model && { model }), ...(effort && { effort }), ...scope };
    this.box.value = localStorage.getItem(this.key_()) || "";
    this.typed();
    this.names();
    if (matchMedia("(min-width: 900px)").matches) this.box.focus();
  }

  /** The chat has got its id. */
  moved(chat, prompt) {
    this.prompt = prompt;
    localStorage.removeItem(this.key_());
    this.chat = chat;
  }

  /** Ask what is written, or `question`. It stays in the box until the server has taken it. */
  async ask(question = this.box.value) {
    if (!question.trim() || this.sending) return;
    this.box.value = question;
    this.typed();
    this.sending = true;
    this.fail(null);
    try {
      await this.send(question.trim());
      this.box.value = "";
      this.typed();
    } catch (error) {
      this.fail(error);
    } finally {
      this.sending = false;
    }
  }

  /** Show which button can be pressed while a run goes on. */
  busy(going) {
    this.end.hidden = !going;
    if (going) this.end.setAttribute("data-stop", "");
    else this.end.removeAttribute("data-stop");
  }

  fail(error) {
    this.trouble.hidden = !error;
    if (error) fill(this.trouble, `${error.message} `, button("Try again", () => this.ask(), { look: "plain" }));
  }

  typed() {
    this.box.style.height = "auto";
    this.box.style.height = `${Math.min(this.box.scrollHeight, 240)}px`;
    if (this.box.value) localStorage.setItem(this.key_(), this.box.value);
    else localStorage.removeItem(this.key_());
  }

  key(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.ask();
  }

  async pickScope() {
    const { documents = [], company = null, form = null, year = null } = this.choice;
    const scope = await chooseScope({ documents, company, form, year });
    if (scope) await this.take({ ...this.choice, ...scope }, { scope });
  }

  async pickModel() {
    const chosen = await chooseModel(this.choice, this.prompt);
    if (chosen) await this.take({ ...this.choice, ...chosen }, chosen);
  }

  async take(choice, change) {
    try {
      await this.changed(change);
      this.choice = Object.fromEntries(Object.entries(choice).filter(([, value]) => value !== null));
      this.names();
    } catch (error) {
      this.fail(error);
    }
  }

  names() {
    fill(this.scope, icon("filter"), scopeName(this.choice));
    fill(this.model, icon("gear"), modelName(this.choice));
  }

  key_() {
    return `draft ${this.chat}`;
  }
}
