// The library: its documents with their health, and one document with its outline.

import { all, del, get, path } from "./api.js";
import { announce, button, dialog, fill, h, icon } from "./dom.js";
import { filing } from "./format.js";
import { openSource } from "./source.js";
import { dropZone } from "./upload.js";

/** Show all documents, or the one with this id. */
export async function libraryPage(main, id) {
  if (id) return documentPage(main, id);
  const search = h("input", { type: "search", "aria-label": "Find a filing", placeholder: "Find a filing", oninput: () => list() });
  const rows = h("tbody");
  const count = h("p", { class: "hint" });
  let documents = [];

  function list() {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const fits = documents.filter((each) => words.every((word) => `${filing(each)} ${each.document} ${each.source} ${each.ticker || ""}`.toLowerCase().includes(word)));
    fill(rows, fits.slice(0, 500).map((each) => row(each)));
    count.textContent = `${fits.length.toLocaleString("en")} of ${documents.length.toLocaleString("en")} documents${fits.length > 500 ? ", the first 500 shown" : ""}`;
  }

  async function load() {
    documents = await all("/v1/documents", 20_000);
    list();
  }

  const heads = ["Document", "Form", "Year", "Pages", "Read"].map((name) => h("th", { scope: "col", class: name === "Pages" ? "number" : "" }, name));
  fill(main, h("div", { class: "sheet" },
    h("h1", {}, "Library"),
    dropZone(load),
    h("div", { class: "line" }, search, count),
    h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Documents" }, h("table", { class: "documents" }, h("thead", {}, h("tr", {}, heads)), rows))));
  await load();
}

function row(document) {
  return h("tr", {},
    h("th", { scope: "row" }, h("a", { href: `#/library/${encodeURIComponent(document.document)}` }, document.company || document.source), h("small", {}, document.source)),
    h("td", {}, document.form || ""),
    h("td", {}, [document.fiscal_year, document.fiscal_period !== "FY" && document.fiscal_period].filter(Boolean).join(" ")),
    h("td", { class: "number" }, String(document.pages)),
    h("td", {}, health(document)));
}

const READ = { green: "well", amber: "with doubts", red: "badly" };

function health({ health: level, warnings }) {
  return h("span", { class: `health ${level}`, title: warnings.join("\n") }, READ[level] || level);
}

async function documentPage(main, id) {
  const base = `/v1/documents/${encodeURIComponent(id)}`;
  const [document, sections] = await Promise.all([get(base), get(`${base}/outline`)]);
  const facts = [["Form", document.form], ["Fiscal year", document.fiscal_year], ["Period", document.fiscal_period], ["Period end", document.period_end], ["Filed", document.filed], ["CIK", document.cik], ["Pages", document.pages], ["Tables", document.tables], ["Tagged figures", document.facts], ["References", document.references]];
  fill(main, h("div", { class: "sheet" },
    h("p", {}, h("a", { href: "#/library" }, "← Library")),
    h("h1", {}, filing(document)),
    h("p", { class: "hint" }, document.source),
    h("p", {}, "Read ", health(document), "."),
    document.warnings.length ? h("ul", { class: "warnings" }, document.warnings.map((each) => h("li", {}, each))) : null,
    h("dl", { class: "facts" }, facts.filter(([, value]) => value !== null && value !== undefined).map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, String(value))))),
    h("div", { class: "line" },
      button([icon("book"), "Open"], () => openSource({ document: id, page: 1, label: "" }), { look: "primary" }),
      button([icon("bin"), "Delete"], () => remove(document, base), { look: "danger" })),
    h("h2", {}, "Contents"),
    searchIn(id),
    h("ol", { class: "outline" }, sections.map((section) => entry(id, section)))));
}

function entry(id, section) {
  const open = () => openSource({ document: id, page: section.pages[0], lines: [section.lines[0], section.lines[0]], label: section.title, quote: section.title });
  return h("li", { class: `level-${Math.min(section.level, 5)}` }, button([h("span", {}, section.title), h("small", {}, `p. ${section.pages[0]}`)], open, { look: "plain" }));
}

/** Passages of one document by their words. */
function searchIn(id) {
  const found = h("ul", { class: "hits" });
  const box = h("input", { type: "search", "aria-label": "Search in this document", placeholder: "Search in this document" });
  const look = async (event) => {
    event.preventDefault();
    if (!box.value.trim()) return fill(found);
    try {
      const { hits } = await get(path("/v1/search", { query: box.value, document: id, k: 8 }));
      fill(found, hits.length ? hits.map(hit) : h("li", { class: "hint" }, "Nothing says this."));
    } catch (error) {
      fill(found, h("li", { class: "notice bad" }, error.message));
    }
  };
  return h("form", { class: "line", onsubmit: look }, box, h("button", {}, "Search"), found);
}

function hit(each) {
  const open = () => openSource({ ...each, label: each.section.at(-1) || "" });
  return h("li", {}, button([h("strong", {}, each.section.join(" › ") || each.source), h("small", {}, `page ${each.page}`), h("span", {}, each.text.slice(0, 220))], open, { look: "card" }));
}

function remove(document, base) {
  const sure = async () => {
    await del(base).then(() => {
      announce("The document is deleted.");
      location.hash = "#/library";
    }, (error) => announce(error.message));
    shown.close();
  };
  const shown = dialog("Delete this document?", [
    h("p", {}, `${filing(document)} leaves the library. The file it came from stays where it is.`),
    h("div", { class: "line" }, button("Delete", sure, { look: "danger" }), button("Keep", () => shown.close())),
  ]);
}
