// Sources as they are announced, before the answer is whole.

import { openSource } from "./source.js";
import { fill, h } from "./dom.js";
import { lines } from "./format.js";

/** Cards of figures and citations; gone once the answer is there with its own. */
export class Coming {
  constructor() {
    this.list = h("ol");
    this.element = h("section", { class: "cards coming", hidden: true }, h("h3", {}, "Sources so far"), this.list);
  }

  /** A figure or citation that was found. A computed figure has no place of its own. */
  add(found, label) {
    if (!found.document || !found.lines) return;
    this.element.hidden = false;
    const open = (event) => {
      event.preventDefault();
      openSource({ ...found, label, quote: label });
    };
    const card = h("a", { href: "#", class: "card", role: "button", "data-source": true, onclick: open });
    this.list.append(h("li", {}, fill(card, h("small", {}, `${found.source} · page ${found.page} · ${lines(found.lines)}`), h("q", {}, label))));
  }
}
