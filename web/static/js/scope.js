// Where answers may come from: a company, form, year, or documents picked by hand.

import { all } from "./api.js";
import { dialog, fill, h } from "./dom.js";
import { filing } from "./format.js";

const SHOWN = 200;

/** What the button says. */
export function scopeName({ documents = [], company, form, year }) {
  const parts = [company, form, year, documents.length ? `${documents.length} ${documents.length === 1 ? "document" : "documents"}` : null].filter(Boolean);
  return parts.length ? parts.join(" · ") : "All filings";
}

/** Ask for a scope; null when nothing was chosen. */
export async function chooseScope(scope) {
  const every = await all("/v1/documents", 5000).catch((error) => error);
  if (every instanceof Error) return void dialog("Filings", h("p", { class: "notice bad" }, every.message));
  const picked = new Set(scope.documents);
  const company = select("company", "Any company", every.map((each) => each.company), scope.company, () => list());
  const form = select("form", "Any form", every.map((each) => each.form), scope.form, () => list());
  const year = select("year", "Any year", every.map((each) => each.fiscal_year), scope.year, () => list());
  const search = h("input", { type: "search", id: "find", "aria-label": "Find a filing", placeholder: "Find a filing", oninput: () => list() });
  const found = h("ul", { class: "picks" });
  let answer = null;

  function list() {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const fits = every.filter((each) => within(each) && words.every((word) => `${filing(each)} ${each.document} ${each.source}`.toLowerCase().includes(word)));
    fill(found, fits.slice(0, SHOWN).map(pick), fits.length > SHOWN && h("li", { class: "hint" }, `and ${fits.length - SHOWN} more: write a word to find them`));
  }

  const within = (each) => (!company.value || each.company === company.value) && (!form.value || each.form === form.value) && (!year.value || String(each.fiscal_year) === year.value);
  const pick = (each) => h("li", {}, h("label", { class: "option" },
    h("input", { type: "checkbox", checked: picked.has(each.document), onchange: (event) => (event.target.checked ? picked.add(each.document) : picked.delete(each.document)) }),
    h("span", {}, h("strong", {}, filing(each)), h("small", {}, each.source))));
  const take = (event) => {
    event.preventDefault();
    answer = { documents: [...picked], company: company.value || null, form: form.value || null, year: year.value ? Number(year.value) : null };
    shown.close();
  };
  const clear = () => {
    picked.clear();
    for (const choice of [company, form, year]) choice.value = "";
    search.value = "";
    list();
  };
  list();
  const shown = dialog("Where to look", h("form", { onsubmit: take },
    h("div", { class: "line" }, company, form, year), search, found,
    h("div", { class: "line" }, h("button", { class: "primary" }, "Look here"), h("button", { type: "button", onclick: clear }, "Everywhere"))), { wide: true });
  await shown.closed;
  return answer;
}

function select(name, any, values, chosen, onchange) {
  const each = [...new Set(values.filter(Boolean))].sort((one, other) => (one < other ? -1 : 1));
  const options = [h("option", { value: "" }, any), ...each.map((value) => h("option", { value, selected: value === chosen }, String(value)))];
  return h("select", { "aria-label": any.replace("Any ", ""), name, onchange }, options);
}
