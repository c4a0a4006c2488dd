// The ledger of an answer: every figure with its value, period and place, sortable, to be copied.

import { button, fill, h, icon } from "./dom.js";
import { chart } from "./chart.js";
import { withUnit } from "./format.js";
import { compare, copyButton, direction, saveLink } from "./tables.js";

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

  function sort(column) {
    const way = direction(heads, column);
    const of = COLUMNS[column][1];
    rows([...figures].sort((one, other) => way * compare(of(one), of(other))));
  }

  rows(figures);
  return h("details", { class: "fold ledger", open: figures.length > 1 },
    h("summary", {}, icon("table"), `Ledger (${figures.length} ${figures.length === 1 ? "figure" : "figures"})`),
    chart(figures),
    h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Ledger" }, h("table", {}, h("thead", {}, h("tr", {}, heads)), body)),
    h("div", { class: "line" }, copyButton(() => cells(figures)), saveLink("ledger.csv", () => cells(figures))));
}

function row(figure, open) {
  const place = figure.expression ? figure.expression : [h("span", {}, `page ${figure.page}`), h("small", {}, ` ${figure.source}`)];
  const source = h("a", { href: `#figure-${figure.at + 1}`, role: "button", onclick: (event) => { event.preventDefault(); open(figure.at); } }, place);
  return h("tr", {},
    h("th", { scope: "row" }, `f${figure.at + 1} `, COLUMNS[0][2](figure)),
    h("td", { class: "whole" }, COLUMNS[1][2](figure)),
    h("td", { class: "number" }, COLUMNS[2][2](figure)),
    h("td", { class: "place" }, source));
}

/** The ledger as rows of cells, its head first. */
function cells(figures) {
  const head = ["figure", "label", "period", "value", "unit", "expression", "source", "page", "lines"];
  const row = (figure) => [`f${figure.at + 1}`, figure.cell?.label || figure.text, figure.period, figure.value, figure.unit, figure.expression, figure.source, figure.page, figure.lines?.join("-")];
  return [head, ...figures.map(row)];
}
