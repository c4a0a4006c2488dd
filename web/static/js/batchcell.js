// A cell of a grid: what was found, its status in words, and what can be done about it.

import { call, get, post } from "./api.js";
import { announce, button, dialog, h, icon } from "./dom.js";
import { withUnit } from "./format.js";
import { openSource } from "./source.js";

const STATES = { queued: "Waiting for its turn", running: "At work", paused: "Paused", cancelled: "Cancelled", stopped: "Stopped", waiting: "Not finished", failed: "Failed", finished: "Finished" };
const STATUSES = { waiting: "Waiting", partial: "In part", not_disclosed: "Not disclosed", not_in_library: "Not in the library", failed: "Failed" };

/** Where a batch stands, in words. */
export const stateName = (state) => STATES[state] || state;

/** The cell as a person reads it: a figure with its unit, else its words. */
export function told(cell) {
  if (cell.value !== null) return withUnit(cell.value, cell.unit);
  const typed = cell.typed?.value;
  if (typed) return Array.isArray(typed) ? typed.join("; ") : typed;
  return cell.answer || "";
}

/** Fill a place of the grid. `stands` are sentences of its column; `changed` is called after work. */
export function cellView(batch, cell, stands, changed) {
  const status = cell.corrected ? `Put right by ${cell.corrected}` : STATUSES[cell.status];
  const odd = [...cell.problems, ...stands];
  const words = cell.status === "answered" || cell.status === "partial" || cell.corrected ? told(cell) : "";
  const name = `${cell.row}, ${cell.column || cell.question}: ${[words, status].filter(Boolean).join(", ")}`;
  return h("button", { type: "button", class: `cell ${cell.corrected ? "corrected" : cell.status}`, "aria-label": name, title: cell.answer || "", onclick: () => openCell(batch, cell, odd, changed) },
    words && h("span", { class: cell.value === null ? "words" : "value" }, words),
    status && h("small", {}, status),
    odd.length ? h("small", { class: "odd" }, icon("warn"), "Look at it") : null);
}

/** A cell that has an answer opens its source; a click on it again, or on one without, its work. */
function openCell(batch, cell, odd, changed) {
  const [place] = cell.places;
  if (place) openSource({ ...place, label: place.quote });
  const panel = document.getElementById("cell");
  panel.replaceChildren(detail(batch, cell, odd, changed));
  panel.hidden = false;
}

function detail(batch, cell, odd, changed) {
  const attempt = async (work, said) => {
    try {
      await work;
      announce(said);
      await changed();
    } catch (error) {
      announce(error.message);
      dialog("That did not work", h("p", { class: "notice bad" }, error.message));
    }
  };
  const again = () => attempt(post(`/v1/batches/${batch}/again`, { cells: [cell.cell] }), "The cell is asked again.");
  const places = cell.places.map((place) => h("li", {}, button(`${place.source}, page ${place.page}: ${place.quote}`, () => openSource({ ...place, label: place.quote }), { look: "plain" })));
  return h("div", {},
    h("div", { class: "head" }, h("h2", {}, `${cell.row} · ${cell.column || cell.cell}`), button(icon("close"), () => { document.getElementById("cell").hidden = true; }, { look: "plain icon", name: "Close the cell" })),
    h("p", { class: "hint" }, cell.question),
    h("p", {}, cell.answer || STATUSES[cell.status] || ""),
    odd.length ? h("ul", { class: "warnings" }, odd.map((each) => h("li", {}, each))) : null,
    places.length ? h("ul", { class: "parts" }, places) : null,
    h("div", { class: "line" },
      button([icon("again"), "Ask again"], again, { look: "plain" }),
      button([icon("edit"), "Put it right"], () => correct(batch, cell, attempt), { look: "plain" })));
}

async function correct(batch, cell, attempt) {
  const whole = await get(`/v1/batches/${batch}/cells/${cell.cell.split("/").map(encodeURIComponent).join("/")}`);
  const text = h("textarea", { id: "right-text", rows: 3, required: true, value: whole.answer || "" });
  const value = h("input", { id: "right-value", value: whole.value || "", pattern: "-?\\d{1,30}(\\.\\d{1,12})?", title: "A number in full units, such as 1577000000" });
  const unit = h("input", { id: "right-unit", value: whole.unit || "" });
  const keep = (event) => {
    event.preventDefault();
    const said = { text: text.value, value: value.value || null, unit: unit.value || null };
    shown.close();
    attempt(call("PUT", `/v1/batches/${batch}/cells/${cell.cell.split("/").map(encodeURIComponent).join("/")}`, said), "The cell is put right.");
  };
  const history = whole.corrections.map((each) => h("li", {}, `${each.author}, ${new Date(each.made).toLocaleString("en")}: ${each.value ? withUnit(each.value, each.unit) : each.text}`));
  const shown = dialog("Put it right", h("form", { onsubmit: keep },
    h("label", { for: "right-text" }, "What it should say"), text,
    h("div", { class: "line" }, h("label", { for: "right-value" }, "Figure"), value, h("label", { for: "right-unit" }, "Unit"), unit),
    history.length ? h("ul", { class: "parts" }, history) : null,
    h("button", { class: "primary" }, "Keep it")));
}
