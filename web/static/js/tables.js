// Tables that people can sort, copy and save.

import { button, h } from "./dom.js";

/** A table that the server rendered, with heads that sort it and ways to take it along. */
export function withTools(table) {
  const heads = [...table.querySelectorAll("thead th")];
  const body = table.querySelector("tbody");
  if (!body || !heads.length) return table;
  const rows = [...body.rows];
  const scroll = h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Table" });
  const line = h("div", { class: "line" }, copyButton(() => [heads, ...rows.map((row) => [...row.cells])].map(texts)), saveLink("table.csv", () => [heads, ...rows.map((row) => [...row.cells])].map(texts)));
  heads.forEach((head, column) => {
    head.setAttribute("aria-sort", "none");
    head.setAttribute("scope", "col");
    if (head.textContent.trim()) head.replaceChildren(button([...head.childNodes], () => body.append(...sorted(rows, heads, column)), { look: "plain" }));
  });
  table.replaceWith(scroll);
  scroll.append(table);
  scroll.after(line);
  return scroll;
}

/** Turn the order by a column round: ascending first. Heads say what it is now. */
export function direction(heads, column) {
  const way = heads[column].getAttribute("aria-sort") === "ascending" ? -1 : 1;
  for (const head of heads) head.setAttribute("aria-sort", "none");
  heads[column].setAttribute("aria-sort", way > 0 ? "ascending" : "descending");
  return way;
}

/** Put numbers before words, numbers by their size. */
export const compare = (one, other) => (typeof one === typeof other ? (one < other ? -1 : one > other ? 1 : 0) : typeof one === "number" ? -1 : 1);

/** A button that copies rows of cells, as spreadsheets take them. */
export function copyButton(rows) {
  return button("Copy table", () => navigator.clipboard.writeText(separated(rows(), "\t")));
}

/** A link that saves rows of cells; the file is made when it is pressed. */
export function saveLink(name, rows) {
  const link = h("a", { class: "button", href: "#", download: name, onclick: () => {
    link.href = URL.createObjectURL(new Blob([separated(rows(), ",")], { type: "text/csv" }));
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  } }, "Save as CSV");
  return link;
}

const texts = (cells) => cells.map((cell) => cell.textContent.trim());

function sorted(rows, heads, column) {
  const way = direction(heads, column);
  const key = (row) => amount(row.cells[column]?.textContent.trim() ?? "");
  return [...rows].sort((one, other) => way * compare(key(one), key(other)));
}

/** A cell as what it is sorted by: "$ (1,250.5)" is −1250.5, words are words. */
function amount(text) {
  const bare = text.replace(/[$€£¥%,\s]/g, "").replace(/[−–]/g, "-").replace(/^\((.*)\)$/, "-$1");
  return bare !== "" && !Number.isNaN(Number(bare)) ? Number(bare) : text.toLowerCase();
}

/** Rows as text. Cells a spreadsheet would run begin with an apostrophe. */
function separated(rows, mark) {
  return rows.map((line) => line.map((cell) => quoted(cell, mark)).join(mark)).join("\n");
}

function quoted(cell, mark) {
  let text = String(cell ?? "").replace(/[\t\n\r]+/g, " ");
  if (/^[=+@-]/.test(text) && Number.isNaN(Number(text))) text = `'${text}`;
  return mark === "," && /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
