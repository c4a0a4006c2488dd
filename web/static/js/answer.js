// An answer: its text with figures that open their source, what was verified, what it rests on.

import { button, dialog, fill, h, icon, trusted } from "./dom.js";
import { giveFeedback } from "./feedback.js";
import { cost, lines, withUnit } from "./format.js";
import { ledger } from "./ledger.js";
import { notesOf } from "./memory.js";
import { openSource } from "./source.js";
import { withTools } from "./tables.js";

const STATUS = {
  answered: null,
  partial: "Answered in part",
  not_disclosed: "Not disclosed",
  not_in_library: "Not in the library",
  failed: "Failed",
};

/** The answer of a run that has ended; `repeat` asks the same again. */
export function answerView(run, repeat) {
  const answer = run.answer;
  const status = STATUS[answer.status];
  return h("div", { class: `answer ${answer.status}` },
    status && h("p", { class: "status" }, status),
    headline(answer),
    prose(run),
    checks(answer.checks, run.state === "stopped"),
    ledger(answer, (at) => openFigure(answer, at)),
    sources(answer),
    threads(answer),
    actions(run, repeat),
    h("footer", {}, modelOf(run), cost(answer.usage), notesOf(run.notes)));
}

/** The figure that was asked for, large, where there is one. */
function headline(answer) {
  if (answer.value === null) return null;
  return h("p", { class: "headline" }, withUnit(answer.value, answer.unit));
}

/** The text. Its links were made by the server: #figure-N and #cite-N. */
function prose(run) {
  const text = h("div", { class: "prose" }, trusted(run.html || ""));
  for (const link of text.querySelectorAll('a[href^="#figure-"], a[href^="#cite-"]')) {
    const [kind, number] = link.getAttribute("href").slice(1).split("-");
    const at = Number(number) - 1;
    const open = kind === "figure" ? () => openFigure(run.answer, at) : () => openCitation(run.answer.citations[at]);
    link.setAttribute("role", "button");
    mark(link, open, kind === "figure" ? run.answer.figures[at] : run.answer.citations[at]);
  }
  for (const table of text.querySelectorAll("table")) withTools(table);
  return text;
}

/** A link to a source: pressed, it opens beside the conversation. */
function mark(link, open, where) {
  link.setAttribute("data-source", "");
  if (where?.page) link.title = `${where.source}, page ${where.page}`;
  link.addEventListener("click", (event) => {
    event.preventDefault();
    for (const other of document.querySelectorAll('[data-source][aria-current="true"]')) other.removeAttribute("aria-current");
    link.setAttribute("aria-current", "true");
    open();
  });
}

function openCitation(citation) {
  openSource({ ...citation, label: citation.quote });
}

/** A read figure opens where it stands, a computed one its expression. */
function openFigure(answer, at) {
  const figure = answer.figures[at];
  if (!figure.expression) return openSource({ ...figure, label: figure.text, quote: figure.text });
  const parts = [...figure.expression.matchAll(/f(\d+)/g)].map((match) => Number(match[1]) - 1);
  const shown = dialog(`${figure.text}`, [
    h("p", { class: "expression" }, figure.expression.replace(/f(\d+)/g, (_, n) => answer.figures[n - 1]?.text ?? `f${n}`), ` = ${withUnit(figure.value, figure.unit)}`),
    h("ul", { class: "parts" }, [...new Set(parts)].map((part) => h("li", {}, button(partName(answer.figures[part]), () => { shown.close(); openFigure(answer, part); }, { look: "plain" })))),
  ]);
}

const partName = (figure) => [figure.text, figure.cell?.label, figure.period, figure.page && `page ${figure.page}`].filter(Boolean).join(" · ");

/** What was verified and what was not: a badge each, the sentence behind it. */
function checks(all, stopped) {
  const said = all.filter((check) => check.status !== "not_applicable");
  const failed = said.filter((check) => check.status === "failed");
  const badges = [
    stopped && h("li", { class: "badge warn" }, icon("warn"), "Stopped early"),
    ...failed.map((check) => h("li", { class: "badge bad" }, icon("warn"), check.sentence)),
    said.length > failed.length && h("li", { class: "badge good", title: said.filter((check) => check.status === "passed").map((check) => check.sentence).join("\n") }, icon("check"), `${said.length - failed.length} ${said.length - failed.length === 1 ? "check" : "checks"} passed`),
  ];
  return h("ul", { class: "badges", "aria-label": "What was verified" }, badges);
}

/** The quotations, each a card that opens its page. */
function sources(answer) {
  if (!answer.citations.length) return null;
  const cards = answer.citations.map((citation, at) => {
    const card = h("a", { href: `#cite-${at + 1}`, class: "card", role: "button" },
      h("small", {}, `${citation.source} · page ${citation.page} · ${lines(citation.lines)}`),
      h("q", {}, citation.quote));
    mark(card, () => openCitation(citation), citation);
    return h("li", {}, card);
  });
  return h("section", { class: "cards" }, h("h3", {}, "Sources"), h("ol", {}, cards));
}

/** The way that led here, and what was left open. */
function threads(answer) {
  const hops = answer.chain.map((hop) => {
    const link = h("a", { href: "#", role: "button" }, hop.words);
    mark(link, () => openSource({ ...hop, label: hop.words, quote: hop.words }), hop);
    return h("li", {}, link, hop.to ? ` → ${hop.to.section || hop.to.document}` : " → leads out of the library");
  });
  const open = answer.open_threads.map((said) => h("li", {}, said));
  return [
    hops.length ? h("details", { class: "fold" }, h("summary", {}, `References followed (${hops.length})`), h("ol", {}, hops)) : null,
    open.length ? h("section", { class: "open" }, h("h3", {}, "Left open"), h("ul", {}, open)) : null,
  ];
}

function actions(run, repeat) {
  const copied = button([icon("copy"), "Copy"], async () => {
    await navigator.clipboard.writeText(run.answer.answer);
    fill(copied, icon("check"), "Copied");
  }, { look: "plain" });
  const save = ["md", "xlsx", "pdf"].map((kind) => h("a", { href: `/v1/runs/${run.id}/export?format=${kind}`, download: true }, { md: "Markdown", xlsx: "Excel", pdf: "PDF" }[kind]));
  return h("div", { class: "actions" },
    copied,
    button([icon("again"), "Ask again"], repeat, { look: "plain" }),
    h("details", { class: "menu" }, h("summary", {}, icon("save"), "Save"), h("div", {}, save)),
    button(icon("up"), (event) => giveFeedback(run, "up", event.currentTarget), { look: "plain icon", name: "This is right" }),
    button(icon("down"), (event) => giveFeedback(run, "down", event.currentTarget), { look: "plain icon", name: "Something is wrong" }));
}

const modelOf = (run) => `${run.model === "offline" ? "Built-in planner" : run.model} · `;
