// One batch as a live grid: cells fill while they are answered, each opens where it stands.

import { all, get, path, post } from "./api.js";
import { announce, button, fill, h, icon } from "./dom.js";
import { cellView, stateName } from "./batchcell.js";
import { seconds } from "./format.js";

const POLL_MS = 1200;
const MOST_CELLS = 20_000; // more are for a sheet, not for a page
const SHOWN_ROWS = 200;
const FILES = { xlsx: "Excel", csv: "CSV", jsonl: "JSON Lines", md: "Markdown", parquet: "Parquet" };

/** Show the grid; returns what ends looking at it. */
export async function gridPage(main, id) {
  const head = h("div", { class: "batch-head" });
  const grid = h("div", { class: "scroll grid", tabindex: 0, role: "region", "aria-label": "Cells" });
  const detail = h("section", { id: "cell", class: "cell-detail", "aria-label": "The cell", hidden: true });
  const more = h("p", { class: "hint" });
  const cells = new Map();
  let checks = new Map();
  let batch = await get(`/v1/batches/${id}`);
  let timer = 0;
  let left = false;
  let last = "";
  let shown = SHOWN_ROWS;

  fill(main, h("div", { class: "sheet wide" }, h("p", {}, h("a", { href: "#/batches" }, "← Batches")), head, grid, more, detail));

  /** Fetch what changed, and draw it. */
  async function load(every = false) {
    const since = every ? null : last || null;
    for (const cell of await all(path(`/v1/batches/${id}/cells`, { changed_after: since }), MOST_CELLS)) cells.set(cell.cell, cell);
    last = [...cells.values()].map((cell) => moment(cell.finished)).filter(Boolean).sort().at(-1) || "";
    const before = batch.state;
    batch = await get(`/v1/batches/${id}`);
    if (!going(batch)) checks = await stands(id);
    if (left) return;
    fill(head, headView(batch, act));
    draw();
    if (before !== batch.state) announce(`The batch: ${stateName(batch.state)}.`);
    if (going(batch)) timer = setTimeout(look, POLL_MS);
  }

  const look = () => load().catch((error) => {
    fill(more, h("span", { class: "notice bad", role: "alert" }, error.message, " ", button("Try again", look, { look: "plain" })));
  });

  /** All again after something was done to a cell or the batch. */
  const changed = () => {
    clearTimeout(timer);
    return load(true);
  };

  const act = async (what) => {
    await post(`/v1/batches/${id}/${what}`).catch((error) => announce(error.message));
    await changed();
  };

  function draw() {
    const columns = batch.columns.length ? batch.columns : [{ id: "", question: "Answer" }];
    const rows = new Map();
    for (const cell of cells.values()) {
      if (!rows.has(cell.row)) rows.set(cell.row, { name: batch.columns.length ? cell.row : cell.question, cells: new Map() });
      rows.get(cell.row).cells.set(cell.column, cell);
    }
    const place = [grid.scrollLeft, grid.scrollTop];
    const focused = document.activeElement?.closest?.("td")?.dataset.cell;
    const body = [...rows.values()].slice(0, shown).map((row) => h("tr", {}, h("th", { scope: "row" }, row.name), columns.map((column) => square(row.cells.get(column.id)))));
    fill(grid, h("table", { class: "cells" }, h("thead", {}, h("tr", {}, h("th", { scope: "col" }, batch.columns.length ? "Row" : "Question"), columns.map((column) => h("th", { scope: "col", title: column.question }, heading(column))))), h("tbody", {}, body)));
    [grid.scrollLeft, grid.scrollTop] = place;
    if (focused) grid.querySelector(`td[data-cell="${CSS.escape(focused)}"] button`)?.focus();
    fill(more, rows.size > shown ? [`${shown} of ${rows.size.toLocaleString("en")} rows. `, button("Show more", () => { shown += SHOWN_ROWS; draw(); }, { look: "plain" })] : null);
  }

  const square = (cell) => h("td", { "data-cell": cell?.cell }, cell ? cellView(id, cell, checks.get(cell.cell) || [], changed) : null);

  await load(true);
  return () => {
    left = true;
    clearTimeout(timer);
  };
}

/** A column by the name it was given; by its question where it was only numbered. */
const heading = ({ id, question }) => (!id || /^q\d+$/.test(id) ? question : id);

const going = ({ state }) => state === "queued" || state === "running";

/** A moment as the API takes it: UTC, with a Z. */
const moment = (iso) => (iso ? `${iso.slice(0, 26).replace(/(\+.*|Z)$/, "")}Z` : null);

/** What columns say of their cells: sentences by cell. */
async function stands(id) {
  const said = new Map();
  for (const { cell, sentence } of await get(`/v1/batches/${id}/checks`)) said.set(cell, [...(said.get(cell) || []), sentence]);
  return said;
}

function headView(batch, act) {
  const { counts, spending, estimate } = batch;
  const done = counts.total - counts.waiting;
  const facts = [
    stateName(batch.state),
    `${done.toLocaleString("en")} of ${counts.total.toLocaleString("en")} cells`,
    counts.statuses.failed ? `${counts.statuses.failed.toLocaleString("en")} failed` : null,
    spending.settled_usd || spending.cap_usd ? `$${spending.settled_usd.toFixed(2)} spent${spending.cap_usd ? ` of $${spending.cap_usd.toFixed(2)}` : ""}` : null,
    estimate && going(batch) ? `about ${seconds(estimate.seconds)} left` : null,
  ];
  return [
    h("h1", {}, batch.title),
    h("div", { class: "line" }, h("progress", { max: Math.max(1, counts.total), value: done, "aria-label": "Cells done" }), h("span", { class: "facts-line" }, facts.filter(Boolean).join(" · "))),
    batch.why ? h("p", { class: "notice bad", role: "alert" }, batch.why) : null,
    estimate && !going(batch) ? h("p", { class: "hint" }, estimate.sentence) : null,
    h("div", { class: "line" },
      going(batch) && button("Pause", () => act("pause")),
      going(batch) && button([icon("stop"), "Cancel"], () => act("cancel"), { look: "danger" }),
      !going(batch) && batch.state !== "cancelled" && button(batch.state === "finished" ? "Look for changes" : "Go on", () => act("resume"), { look: "primary" }),
      h("details", { class: "menu" }, h("summary", {}, icon("save"), "Save"), h("div", {}, Object.entries(FILES).map(([kind, name]) => h("a", { href: `/v1/batches/${batch.id}/export?format=${kind}`, download: true }, name))))),
  ];
}
