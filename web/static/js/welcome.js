// The beginning: an empty library leads to a first answer, a filled one to questions about it.

import { all } from "./api.js";
import { button, h } from "./dom.js";
import { filing } from "./format.js";
import { dropZone } from "./upload.js";

const ABOUT = {
  "10-K": (year) => [`What was total revenue in fiscal ${year}?`, `How much was spent on capital expenditures in fiscal ${year}?`, "What does this company really owe on leases?"],
  "10-Q": () => ["What was net income for the quarter?", "How much cash and cash equivalents were there at the end of the quarter?"],
  "8-K": () => ["What does this report announce?"],
};

/** What stands there before the first question. `ask(question)` asks it. */
export async function welcome(ask) {
  const documents = await all("/v1/documents", 500);
  return documents.length ? questions(documents, ask) : empty();
}

function questions(documents, ask) {
  const chosen = spread(documents).flatMap((document) => {
    const about = ABOUT[document.form]?.(document.fiscal_year) || [];
    return about.map((question) => ({ document, question: question.replace("this company", document.company || "this company") }));
  });
  const offered = chosen.filter(({ question }, at) => chosen.findIndex((each) => each.question === question) === at).slice(0, 6);
  return h("div", { class: "welcome" },
    h("h1", {}, "What would you like to know?"),
    h("p", {}, `Each figure of an answer opens the line it comes from. ${documents.length} ${documents.length === 1 ? "document is" : "documents are"} in the library.`),
    h("ul", { class: "offers" }, offered.map(({ document, question }) =>
      h("li", {}, button([h("strong", {}, question), h("small", {}, filing(document))], () => ask(named(question, document)))))));
}

/** The question says whose filing it is about, unless it does so already. */
function named(question, document) {
  const company = document.company || "";
  return !company || question.includes(company) ? question : question.replace(/\?$/, ` at ${company}?`);
}

/** One document of each company and form, the annual reports first. */
function spread(documents) {
  const seen = new Set();
  const order = ["10-K", "10-Q", "8-K"];
  return [...documents]
    .sort((one, other) => order.indexOf(one.form) - order.indexOf(other.form) || (other.fiscal_year || 0) - (one.fiscal_year || 0))
    .filter((each) => order.includes(each.form) && !seen.has(`${each.company} ${each.form}`) && seen.add(`${each.company} ${each.form}`));
}

function empty() {
  return h("div", { class: "welcome" },
    h("h1", {}, "Begin with a filing"),
    h("p", {}, "Annual and quarterly reports, current reports and their exhibits: PDF, HTML with or without XBRL, or text. They stay on this machine."),
    dropZone(() => (location.hash = "#/library")));
}
