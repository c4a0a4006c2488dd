// Elements made in one expression. Text is always text: nothing here takes HTML but `trusted`.

/**
 * An element. `props`: attributes; `on…` listeners; `class`; true is an empty attribute and
 * false, null and undefined are none. `children`: elements, text, or lists of these; null is none.
 */
export function h(tag, props = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) put(made, name, value);
  return fill(made, ...children);
}

function put(made, name, value) {
  if (value === false || value === null || value === undefined) return;
  if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
  else if (name === "value") made.value = value;
  else made.setAttribute(name, value === true ? "" : value);
}

/** Put `children` in place of what an element holds. */
export function fill(element, ...children) {
  element.replaceChildren(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** HTML that the server rendered and sanitised, as elements. */
export function trusted(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
}

/** A button. `look`: "plain", "primary", "danger" or "icon". */
export function button(label, onclick, { look = "", name, ...props } = {}) {
  return h("button", { type: "button", class: look, "aria-label": name, title: name, onclick, ...props }, label);
}

/** One of the drawings below, for the eye alone. */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  for (const [key, value] of Object.entries({ viewBox: "0 0 24 24", class: "drawing", "aria-hidden": "true" })) {
    svg.setAttribute(key, value);
  }
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", DRAWINGS[name]);
  svg.append(path);
  return svg;
}

const DRAWINGS = {
  menu: "M4 6h16M4 12h16M4 18h16",
  close: "M6 6l12 12M18 6L6 18",
  send: "M5 12h13M12 5l7 7-7 7",
  stop: "M7 7h10v10H7z",
  plus: "M12 5v14M5 12h14",
  check: "M5 12.5l4.5 4.5L19 7.5",
  warn: "M12 4l9 16H3zM12 10v4M12 17v.5",
  up: "M7 11v9H4v-9zM7 11l4-8c1.6 0 2.5 1 2.5 2.5V9h5.2c1.3 0 2.2 1.2 1.9 2.4l-1.7 7c-.2.9-1 1.6-2 1.6H7",
  down: "M7 13V4H4v9zM7 13l4 8c1.6 0 2.5-1 2.5-2.5V15h5.2c1.3 0 2.2-1.2 1.9-2.4l-1.7-7C18.700 4.700 17.900 4 16.900 4H7",
  again: "M20 12a8 8 0 1 1-2.300-5.700L20 8.500M20 4v4.500h-4.500",
  edit: "M4 20h4L19 9l-4-4L4 16zM13 7l4 4",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  save: "M12 4v11M7 11l5 5 5-5M5 20h14",
  keys: "M3 7h18v10H3zM7 10.500h.01M11 10.500h.01M15 10.500h.01M8 14h8",
  book: "M5 4h11a3 3 0 0 1 3 3v13H8a3 3 0 0 1-3-3zM5 17a3 3 0 0 1 3-3h11",
  gear: "M12 9a3 3 0 1 1 0 6 3 3 0 0 1 0-6zM12 2v4M12 18v4M2 12h4M18 12h4M5 5l2.800 2.800M16.200 16.200L19 19M19 5l-2.800 2.800M7.800 16.200L5 19",
  note: "M5 4h14v11l-5 5H5zM14 20v-5h5M8 9h8M8 12h5",
  filter: "M4 5h16l-6 8v6l-4-2v-4z",
  bin: "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13",
  chat: "M4 5h16v11H9l-5 4z",
  table: "M4 5h16v14H4zM4 10h16M10 10v9",
  before: "M15 5l-7 7 7 7",
  behind: "M9 5l7 7-7 7",
};

/** Say something to people who do not see the page. Once for what matters, never for tokens. */
export function announce(sentence) {
  document.getElementById("announcer").textContent = sentence;
}

/** A dialog that closes on Escape and a click beside it; resolves when it has closed. */
export function dialog(title, body, { wide = false } = {}) {
  const heading = h("h2", { id: "dialog-title" }, title);
  const made = h(
    "dialog",
    { class: wide ? "wide" : "", "aria-labelledby": "dialog-title", onclick: (event) => event.target === made && made.close() },
    h("div", { class: "dialog-body" },
      h("div", { class: "head" }, heading, button(icon("close"), () => made.close(), { look: "plain icon", name: "Close" })),
      body),
  );
  document.body.append(made);
  made.showModal();
  const closed = new Promise((resolve) => made.addEventListener("close", () => resolve(made.remove())));
  return { close: () => made.close(), closed };
}
