// The source beside the conversation: the PDF's page as a picture, or the filing's own HTML in a
// sandboxed frame, with the cited lines marked; and the lines themselves, as citations count them.

import { get, path } from "./api.js";
import { announce, button, fill, h, icon } from "./dom.js";
import { filing, lines as inWords } from "./format.js";

const panel = () => document.getElementById("source");
const documents = new Map();
let opened = 0;
let before = null;

/** Open a place: {document, page, lines, quote, label}. */
export async function openSource(place) {
  const mine = ++opened;
  if (panel().hidden) before = document.activeElement;
  panel().hidden = false;
  document.body.classList.add("source-open");
  fill(panel(), head({ title: "Opening the source" }), h("p", { class: "hint" }, "One moment …"));
  try {
    const document = await about(place.document);
    if (mine !== opened) return;
    show(document, place);
    announce(`Source: ${filing(document)}, page ${place.page ?? "not known"}.`);
  } catch (error) {
    if (mine === opened) fill(panel(), head({ title: "Source" }), h("p", { class: "notice bad", role: "alert" }, error.message));
  }
}

/** Close it; what was focused before is focused again. */
export function closeSource() {
  if (panel().hidden) return;
  opened += 1;
  panel().hidden = true;
  document.body.classList.remove("source-open");
  fill(panel());
  before?.focus?.();
}

async function about(id) {
  if (!documents.has(id)) documents.set(id, await get(`/v1/documents/${encodeURIComponent(id)}`));
  return documents.get(id);
}

function show(document, place) {
  const view = h("div", { class: "view" });
  const ways = { original: () => original(view, document, place), text: () => text(view, document, place) };
  const tabs = { original: "As filed", text: "As read" };
  const buttons = Object.entries(tabs).map(([way, label]) => button(label, () => choose(way), { look: "tab", "aria-pressed": "false" }));
  const choose = (way) => {
    buttons.forEach((each, at) => each.setAttribute("aria-pressed", String(Object.keys(tabs)[at] === way)));
    ways[way]();
  };
  fill(panel(),
    head({ title: filing(document), small: [place.page && `page ${place.page}`, place.lines && inWords(place.lines)].filter(Boolean).join(" · ") }),
    place.label && h("p", { class: "label" }, place.label),
    h("div", { class: "tabs" }, buttons),
    view);
  choose("original");
}

function head({ title, small = "" }) {
  return h("div", { class: "head" }, h("div", {}, h("h2", {}, title), h("small", {}, small)), button(icon("close"), closeSource, { look: "plain icon", name: "Close the source" }));
}

function original(view, document, place) {
  if (document.format === "pdf") return picture(view, document, place, place.page || 1);
  const marked = place.lines ? path(`${base(document)}/source`, { lines: place.lines.join("-") }) : `${base(document)}/source`;
  const frame = h("iframe", { sandbox: "", src: `${marked}#passage`, title: `${filing(document)}, the filing itself` });
  fill(view, frame);
}

/** One page of a PDF; the marks are on the page that was cited, not on its neighbours. */
function picture(view, document, place, page) {
  const cited = page === (place.page || 1);
  const lines = cited && place.lines ? place.lines.join("-") : null;
  const source = path(`${base(document)}/pages/${page}`, { lines, quote: cited ? short(place.quote) : null });
  const image = h("img", { src: source, alt: `Page ${page} of ${filing(document)}${cited ? ", the passage marked" : ""}` });
  image.addEventListener("error", () => fill(view, h("p", { class: "notice bad", role: "alert" }, "This page cannot be shown. “As read” has its text.")));
  const turn = (to, drawing, name) => button(icon(drawing), () => picture(view, document, place, to), { look: "plain icon", name, disabled: to < 1 || to > document.pages });
  fill(view,
    h("div", { class: "pager" }, turn(page - 1, "before", "Page before"), `${page} of ${document.pages}`, turn(page + 1, "behind", "Next page")),
    image);
}

const short = (quote) => (quote ? quote.slice(0, 300) : null);

/** The reading copy around the cited lines. */
async function text(view, document, place) {
  const [first, last] = place.lines || [1, 1];
  try {
    const shown = await get(path(`${base(document)}/lines`, { first: Math.max(1, first - 25), last: last + 40 }));
    const rows = shown.map(({ line, page, text: words }) => h("li", { value: line, title: `page ${page}`, class: line >= first && line <= last && place.lines ? "cited" : "" }, words));
    fill(view, h("ol", { class: "copy", tabindex: 0 }, rows));
    view.querySelector(".cited")?.scrollIntoView({ block: "center" });
  } catch (error) {
    fill(view, h("p", { class: "notice bad", role: "alert" }, error.message));
  }
}

const base = (document) => `/v1/documents/${encodeURIComponent(document.document)}`;
