// Files brought in by drag and drop or a dialog, read by a job whose progress is shown.

import { get, post } from "./api.js";
import { announce, button, fill, h, icon } from "./dom.js";

const POLL_MS = 700;
const KINDS = ".pdf,.htm,.html,.xhtml,.txt";

/** A place to drop files on. `done(job)` is called when they have been read. */
export function dropZone(done) {
  const progress = h("div", { class: "jobs", role: "status" });
  const take = (files) => files.length && bring([...files], progress, done);
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

async function bring(files, progress, done) {
  const said = h("p", {}, `Sending ${files.length} ${files.length === 1 ? "file" : "files"} …`);
  fill(progress, said);
  const form = new FormData();
  for (const file of files) form.append("file", file, file.name);
  try {
    const job = await post("/v1/documents", form);
    const last = await watch(job, (now) => fill(progress, jobView(now)));
    announce(last.sentence);
    done(last);
  } catch (error) {
    fill(progress, h("p", { class: "notice bad", role: "alert" }, error.message, " ", button("Try again", () => bring(files, progress, done), { look: "plain" })));
  }
}

/** Look at a job until it has ended. */
async function watch(job, show) {
  let now = job;
  while (now.state === "queued" || now.state === "running") {
    show(now);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    now = await get(`/v1/jobs/${job.id}`);
  }
  show(now);
  return now;
}

function jobView(job) {
  const going = job.state === "queued" || job.state === "running";
  const stop = () => post(`/v1/jobs/${job.id}/stop`);
  const files = job.result.map((file) => h("li", { class: file.status === "failed" ? "bad" : "" }, `${file.source}: ${file.error || file.status}`));
  return h("div", { class: "job" },
    h("div", { class: "line" }, h("progress", { max: Math.max(job.total, 1), value: job.done, "aria-label": "Files read" }), h("span", {}, job.sentence || `${job.done} of ${job.total}`), going && button("Stop", stop, { look: "plain" })),
    h("ul", {}, files));
}
