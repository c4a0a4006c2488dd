// The ledger of an answer: every figure with its value, period and place, sortable, to be copied.

import { button, fill, h, icon } from "./dom.js";
import { chart } from "./chart.js";
import { withUnit } from "./format.js";

const COLUMNS = [
  ["Figure", (figure) => figure.cell?.label || figure.text, (figure) => figure.cell?.label || (figure.expression ? `${figure.text} (computed)` : figure.text)],
  ["Period", (figure) => figure.period || "", (figure) => figure.period || ""],
  ["Value", (figure) => Number(figure.value), (figure) => withUnit(figure.value, figure.unit)],
  ["Source", (figure) => figure.source || "", (figure) => (figure.expression ? figure.expression : `${figure.source}, page ${figure.page}`)],
];

/** The figures as a table; `open(at)` opens the source of a figure. Null where there are none. */
export function ledger(answer, open) {
  const figures = answer.figures.map((figure, at) => ({ ...figure, at }));
  if (!figures.length) return null;
  const body = h("tbody");
  const heads = COLUMNS.map(([name], column) => h("th", { scope: "col", "aria-sort": "none", class: name === "Value" ? "number" : "" }, button(name, () => sort(column), { look: "plain" })));
  const rows = (listed) => fill(body, listed.map((figure) => row(figure, open)));
  let direction = 1;

  function sort(column) {
    const now = heads[column].getAttribute("aria-sort");
    direction = now === "ascending" ? -1 : 1;
    for (const head of heads) head.setAttribute("aria-sort", "none");
    heads[column].setAttribute("aria-sort", direction > 0 ? "ascending" : "descending");
    const of = COLUMNS[column][1];
    rows([...figures].sort((one, other) => direction * compare(of(one), of(other))));
  }

  rows(figures);
  return h("details", { class: "fold ledger", open: figures.length > 1 },
    h("summary", {}, icon("table"), `Ledger (${figures.length} ${figures.length === 1 ? "figure" : "figures"})`),
    chart(figures),
    h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Ledger" }, h("table", {}, h("thead", {}, h("tr", {}, heads)), body)),
    h("div", { class: "line" }, button("Copy table", () => navigator.clipboard.writeText(separated(figures, "\t"))), save(figures)));
}

function row(figure, open) {
  const source = h("a", { href: `#figure-${figure.at + 1}`, role: "button", onclick: (event) => { event.preventDefault(); open(figure.at); } }, COLUMNS[3][2](figure));
  return h("tr", {},
    h("th", { scope: "row" }, `f${figure.at + 1} `, COLUMNS[0][2](figure)),
    h("td", {}, COLUMNS[1][2](figure)),
    h("td", { class: "number" }, COLUMNS[2][2](figure)),
    h("td", {}, source));
}

const compare = (one, other) => (one < other ? -1 : one > other ? 1 : 0);

/** A link that saves the table; made when it is pressed. */
function save(figures) {
  const link = h("a", { class: "button", href: "#", download: "ledger.csv", onclick: () => {
    link.href = URL.createObjectURL(new Blob([separated(figures, ",")], { type: "text/csv" }));
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  } }, "Save as CSV");
  return link;
}

/** The table as text. Cells a spreadsheet would run begin with an apostrophe. */
function separated(figures, mark) {
  const head = ["figure", "label", "period", "value", "unit", "expression", "source", "page", "lines"];
  const cells = (figure) => [`f${figure.at + 1}`, figure.cell?.label || figure.text, figure.period, figure.value, figure.unit, figure.expression, figure.source, figure.page, figure.lines?.join("-")];
  return [head, ...figures.map(cells)].map((line) => line.map((cell) => quoted(cell, mark)).join(mark)).join("\n");
}

function quoted(cell, mark) {
  let text = String(cell ?? "").replace(/[\t\n\r]+/g, " ");
  if (/^[=+@-]/.test(text) && Number.isNaN(Number(text))) text = `'${text}`;
  return mark === "," && /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
