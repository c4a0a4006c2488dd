// One question and what came of it: steps as they happen, the text as it is written, the answer.

import { get, post } from "./api.js";
import { answerView } from "./answer.js";
import { Coming } from "./coming.js";
import { announce, button, fill, h, icon } from "./dom.js";
import { follow } from "./events.js";
import { seconds } from "./format.js";

/** A run as it is shown. `again(question)` asks anew; `ended()` and `grew()` tell of changes. */
export class Message {
  constructor(run, { again, ended, grew }) {
    Object.assign(this, { run, again, ended, grew });
    this.steps = new Steps();
    this.text = h("div", { class: "streaming", "aria-busy": "true" });
    this.coming = new Coming();
    this.trouble = h("p", { class: "notice", hidden: true });
    this.body = h("div", { class: "found" }, this.steps.element, this.text, this.coming.element, this.trouble);
    this.element = h("article", { class: "message" }, this.asked(), this.body);
    if (this.going) this.follow();
    else this.show();
  }

  get going() {
    return this.run.state === "queued" || this.run.state === "running";
  }

  /** End the run with what it has found. */
  async stop() {
    await post(`/v1/runs/${this.run.id}/stop`).catch((error) => this.say(error.message));
  }

  leave() {
    this.unfollow?.();
  }

  remove() {
    this.leave();
    this.element.remove();
  }

  asked() {
    const edit = async () => {
      const box = h("textarea", { "aria-label": "Question", value: this.run.question, rows: 3 });
      const send = () => this.again(box.value.trim()).catch((error) => this.say(error.message));
      fill(head, box, h("div", { class: "line" }, button("Ask this instead", send, { look: "primary" }), button("Keep", () => this.element.replaceChild(this.asked(), head), { look: "plain" })));
      box.focus();
    };
    const head = h("header", { class: "asked" }, h("h2", {}, this.run.question), button(icon("edit"), edit, { look: "plain icon", name: "Edit and ask again" }));
    return head;
  }

  follow() {
    const handlers = {
      step_started: (event) => this.steps.start(event),
      step_finished: (event) => this.steps.finish(event),
      text: (event) => this.text.append(event.text),
      figure: ({ figure }) => this.coming.add(figure, figure.text),
      citation: ({ citation }) => this.coming.add(citation, citation.quote),
      run_ended: () => this.finish(),
    };
    this.unfollow = follow(
      this.run.id,
      (event) => {
        handlers[event.type]?.(event);
        this.grew();
      },
      (lost) => this.say(lost ? "The connection is interrupted. The search goes on, and comes back here." : ""),
    );
  }

  async finish() {
    try {
      this.run = await get(`/v1/runs/${this.run.id}`);
    } catch (error) {
      return this.say(error.message);
    }
    this.show();
    announce(this.run.state === "stopped" ? "Stopped." : "The answer is there.");
    this.ended();
    this.grew();
  }

  show() {
    if (!this.run.answer) return this.say("This run ended without an answer. Ask again.");
    const repeat = () => this.again(this.run.question).catch((error) => this.say(error.message));
    if (!this.steps.count) this.steps.recall(this.run.answer.steps);
    this.steps.close();
    fill(this.body, answerView(this.run, repeat), this.steps.element, this.trouble);
  }

  say(sentence) {
    this.trouble.hidden = !sentence;
    fill(this.trouble, sentence);
  }
}

/** The steps of a run, the one that is under way in one line. */
class Steps {
  constructor() {
    this.count = 0;
    this.took = 0;
    this.now = h("span", {}, "Starting");
    this.list = h("ol");
    this.element = h("details", { class: "steps going" }, h("summary", {}, h("span", { class: "pulse" }), this.now), this.list);
  }

  start({ step, tool, say }) {
    this.count += 1;
    fill(this.now, sentence(say || tool));
    this.list.append(h("li", { "data-step": step }, sentence(say || tool)));
  }

  finish({ step, seconds: took, error }) {
    this.took += took;
    const line = this.list.querySelector(`[data-step="${step}"]`);
    line?.append(h("small", {}, ` ${seconds(took)}`), error ? h("small", { class: "bad" }, " did not work") : "");
  }

  /** Steps of a run that ended before it was looked at. */
  recall(steps) {
    for (const [at, { tool, seconds: took }] of steps.entries()) {
      this.start({ step: at, tool });
      this.finish({ step: at, seconds: took });
    }
  }

  close() {
    this.element.classList.remove("going");
    this.element.hidden = !this.count;
    fill(this.now, `${this.count} ${this.count === 1 ? "step" : "steps"}, ${seconds(this.took)}`);
  }
}

const sentence = (words) => words.charAt(0).toUpperCase() + words.slice(1);
