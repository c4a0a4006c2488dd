// Files brought in by drag and drop or a dialog: sent, then read by a job; how far each is, is shown.

import { get, post, send } from "./api.js";
import { announce, button, fill, h, icon } from "./dom.js";

const POLL_MS = 700;
const KINDS = ".pdf,.htm,.html,.xhtml,.txt";
const READ = { added: "read", replaced: "read anew", unchanged: "known already", skipped: "no filing" };

/** A place to drop files on. `done(job)` is called when they have been read. */
export function dropZone(done) {
  const progress = h("div", { class: "jobs" });
  const take = (files) => files.length && new Upload([...files], progress, done).begin();
  const files = h("input", { type: "file", multiple: true, accept: KINDS, class: "unseen", id: "files", onchange: () => take(files.files) });
  const zone = h("div", { class: "drop" }, icon("plus"), h("p", {}, "Drop filings here, or ", h("label", { for: "files", class: "button" }, "choose files"), files), progress);
  zone.addEventListener("dragover", (event) => {
    event.preventDefault();
    zone.classList.add("over");
  });
  zone.addEventListener("dragleave", () => zone.classList.remove("over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("over");
    take(event.dataTransfer.files);
  });
  return zone;
}

/** Files on their way in. Cancelled while they are sent, none is kept; later, those that are read. */
class Upload {
  constructor(files, place, done) {
    Object.assign(this, { files, place, done, job: null, sending: null });
    this.bar = h("progress", { max: 1, value: 0, "aria-label": "All files" });
    this.said = h("span", { role: "status" }, `Sending ${files.length} ${files.length === 1 ? "file" : "files"} …`);
    this.cancel = button("Cancel", () => this.stop(), { look: "plain" });
    this.rows = files.map((file) => h("li", {}, h("span", {}, file.name), " ", h("small", {}, "waiting")));
  }

  async begin() {
    fill(this.place, h("div", { class: "job" }, h("div", { class: "line" }, this.bar, this.said, this.cancel), h("ul", {}, this.rows)));
    try {
      const form = new FormData();
      for (const file of this.files) form.append("file", file, file.name);
      this.sending = send("/v1/documents", form, (sent) => this.sent(sent));
      this.job = await this.sending.answer;
      this.sending = null;
      await this.watch();
    } catch (error) {
      const again = button("Try again", () => new Upload(this.files, this.place, this.done).begin(), { look: "plain" });
      fill(this.place, h("p", { class: "notice bad", role: "alert" }, error.message, " ", again));
    }
  }

  stop() {
    if (this.sending) return this.sending.stop();
    if (this.job) post(`/v1/jobs/${this.job.id}/stop`).catch((error) => fill(this.said, error.message));
  }

  /** So many bytes of the form are sent: the files go one behind the other. */
  sent(bytes) {
    const total = this.files.reduce((sum, file) => sum + file.size, 0) || 1;
    this.bar.value = Math.min(1, bytes / total) / 2;
    let before = 0;
    this.files.forEach((file, at) => {
      const share = Math.max(0, Math.min(1, (bytes - before) / (file.size || 1)));
      before += file.size;
      this.tell(at, share >= 1 ? "sent" : share > 0 ? `sending, ${Math.round(share * 100)} %` : "waiting");
    });
  }

  /** Look at the job until it has ended. */
  async watch() {
    for (;;) {
      this.show();
      if (this.job.state !== "queued" && this.job.state !== "running") break;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      this.job = await get(`/v1/jobs/${this.job.id}`);
    }
    this.cancel.remove();
    announce(this.job.sentence);
    this.done(this.job);
  }

  show() {
    const { job } = this;
    this.bar.value = job.state === "done" ? 1 : 0.5 + job.done / Math.max(job.total, 1) / 2;
    fill(this.said, job.sentence || `${job.done} of ${job.total}`);
    for (const [at, file] of this.files.entries()) {
      const read = job.result.find((each) => each.source === file.name || each.source.startsWith(`${file.name}#`));
      if (read) this.tell(at, read.error || READ[read.status] || read.status, read.status === "failed");
      else this.tell(at, job.state === "stopped" ? "not read" : job.sentence === `reading ${file.name}` ? "being read" : "sent");
    }
  }

  tell(at, words, bad = false) {
    const row = this.rows[at];
    row.classList.toggle("bad", bad);
    row.lastChild.textContent = words;
  }
}
