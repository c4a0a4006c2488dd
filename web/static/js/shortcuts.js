// Everything can be done from the keyboard; this is what is quicker from it.

import { dialog, h } from "./dom.js";
import { closeSource } from "./source.js";

const KEYS = [
  ["/", "Write a question", () => document.querySelector("#question")?.focus()],
  ["n", "New chat", () => (location.hash = "#/")],
  ["l", "Library", () => (location.hash = "#/library")],
  ["s", "Search the chats", () => document.querySelector("#search-chats")?.focus()],
  ["j", "Next source", () => turn(1)],
  ["k", "Source before", () => turn(-1)],
  ["?", "These keys", () => showKeys()],
];

/** Hear them, unless somebody is writing. Escape stops the run, or closes the source. */
export function listen() {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (event.key === "Escape") return escape();
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    const found = KEYS.find(([key]) => key === event.key);
    if (!found) return;
    event.preventDefault();
    found[2]();
  });
}

/** Show them. */
export function showKeys() {
  const rows = [...KEYS.map(([key, does]) => [key, does]), ["Enter", "Ask"], ["Shift Enter", "New line"], ["Esc", "Stop the run, or close the source"]];
  dialog("Keyboard", h("dl", { class: "keys" }, rows.map(([key, does]) => [h("dt", {}, h("kbd", {}, key)), h("dd", {}, does)])));
}

function escape() {
  const stop = document.querySelector("[data-stop]");
  if (stop) stop.click();
  else closeSource();
}

/** Open the next source of the answer that is being read. */
function turn(by) {
  const links = [...document.querySelectorAll("[data-source]")];
  if (!links.length) return;
  const at = links.findIndex((link) => link.getAttribute("aria-current") === "true");
  links[(at + by + links.length) % links.length].click();
}
