// Batches: what was asked of many filings at once, and the form that begins another.

import { all, call, path, post } from "./api.js";
import { button, fill, h, icon } from "./dom.js";
import { gridPage } from "./batch.js";
import { stateName } from "./batchcell.js";
import { chooseScope, scopeName } from "./scope.js";

const EXAMPLE = "What was total revenue?\nWhat were lease liabilities?";
const SAMPLE = 5; // cells that an estimate is made of
const KINDS = ".xlsx,.csv,.jsonl,.yaml,.yml";

/** Show all batches, or the grid of the one with this id. */
export async function batchesPage(main, id) {
  if (id) return gridPage(main, id);
  const batches = await all("/v1/batches", 500);
  fill(main, h("div", { class: "sheet" },
    h("h1", {}, "Batches"),
    h("p", {}, "Ask the same questions of many filings; every answer is a cell that opens its source."),
    form(),
    h("h2", {}, "Begun before"),
    batches.length ? h("ul", { class: "batches notes" }, batches.map(entry)) : h("p", { class: "hint" }, "Your batches will be here.")));
  return undefined;
}

function entry(batch) {
  const { total, waiting } = batch.counts;
  return h("li", {},
    h("a", { href: `#/batches/${batch.id}` }, batch.title),
    h("small", {}, `${stateName(batch.state)} · ${(total - waiting).toLocaleString("en")} of ${total.toLocaleString("en")} cells · ${batch.model === "offline" ? "Built-in planner" : batch.model}`));
}

function form() {
  let scope = {};
  let file = null;
  const said = h("p", { class: "notice bad", role: "alert", hidden: true });
  const questions = h("textarea", { id: "batch-questions", rows: 5, placeholder: EXAMPLE });
  const chosen = h("span", { class: "hint" });
  const files = h("input", { type: "file", accept: KINDS, class: "unseen", id: "batch-file", onchange: () => take(files.files[0]) });
  const rows = h("select", { id: "batch-rows" }, h("option", { value: "filing" }, "each filing"), h("option", { value: "company" }, "each company"), h("option", { value: "" }, "all filings together, once"));
  const cap = h("input", { id: "batch-cap", type: "number", min: 0, step: "0.01", placeholder: "no limit" });
  const look = button([icon("filter"), scopeName(scope)], async () => {
    const answer = await chooseScope(scope);
    if (answer) scope = answer;
    fill(look, icon("filter"), scopeName(scope));
  }, { look: "chip" });

  function take(given) {
    file = given || null;
    questions.disabled = file !== null;
    fill(chosen, file ? [file.name, " ", button("Leave out", () => take(null), { look: "plain" })] : null);
  }

  const begin = async (event) => {
    event.preventDefault();
    said.hidden = true;
    const about = { rows: rows.value || null, cap_usd: cap.value || null, sample: event.submitter?.value ? SAMPLE : null };
    try {
      const batch = file ? await upload(file, { ...about, ...scope }) : await post("/v1/batches", { ...about, sample: about.sample || 0, ...scope, questions: lines(questions.value) });
      location.hash = `#/batches/${batch.id}`;
    } catch (error) {
      said.hidden = false;
      said.textContent = error.message;
    }
  };
  const box = h("form", { class: "begin", onsubmit: begin },
    h("label", { for: "batch-questions" }, "Questions, one a line"),
    questions,
    h("p", { class: "hint" }, "Or drop a sheet here (.xlsx, .csv, .jsonl, .yaml with id, question, type), or ", h("label", { for: "batch-file", class: "button" }, "choose a file"), files, " ", chosen),
    h("div", { class: "line" },
      h("span", { class: "pair" }, h("label", { for: "batch-rows" }, "Ask about"), rows), look,
      h("span", { class: "pair" }, h("label", { for: "batch-cap" }, "Spend at most, in dollars"), cap),
      h("button", { class: "primary" }, "Begin"),
      h("button", { value: "sample", title: `Answers ${SAMPLE} cells and says what the rest will take` }, "Estimate first")),
    said);
  box.addEventListener("dragover", (event) => event.preventDefault());
  box.addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer.files.length) take(event.dataTransfer.files[0]);
  });
  return box;
}

/** Lines as questions with ids q1, q2 …; no line at all is refused by the server, which says so. */
function lines(text) {
  const said = text.split("\n").map((line) => line.trim()).filter(Boolean);
  return said.map((question, at) => ({ id: `q${at + 1}`, question }));
}

function upload(file, { documents = [], ...about }) {
  const form = new FormData();
  form.append("file", file, file.name);
  const joint = documents.map((each) => `documents=${encodeURIComponent(each)}`).join("&");
  const address = path("/v1/batches/upload", about);
  return call("POST", joint ? `${address}${address.includes("?") ? "&" : "?"}${joint}` : address, form);
}
