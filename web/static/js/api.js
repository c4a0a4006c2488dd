// The REST API. What goes wrong comes out as a `Problem`, a sentence for the reader.

/** An answer of the server that is none: `message` says what happened and what to do. */
export class Problem extends Error {
  constructor(sentence, status = 0, request = "") {
    super(sentence);
    this.status = status;
    this.request = request;
  }
}

const AWAY = "The server cannot be reached. Is `tieout serve` running? Nothing you wrote is lost.";

/** Send a request; the JSON of the answer, or null where there is none. Throws Problem. */
export async function call(method, path, body, headers = {}) {
  const options = { method, headers: { ...headers } };
  if (body instanceof FormData) options.body = body;
  else if (body !== undefined) {
    options.body = JSON.stringify(body);
    options.headers["content-type"] = "application/json";
  }
  const answer = await fetch(path, options).catch(() => {
    throw new Problem(AWAY);
  });
  if (!answer.ok) throw await problem(answer);
  return answer.status === 204 ? null : answer.json();
}

async function problem(answer) {
  const told = await answer.json().catch(() => ({}));
  const sentence = told.detail || `The server answered ${answer.status}.`;
  return new Problem(sentence, answer.status, told.request_id || answer.headers.get("x-request-id") || "");
}

export const get = (path) => call("GET", path);
export const patch = (path, body) => call("PATCH", path, body);
export const put = (path, body) => call("PUT", path, body);
export const del = (path) => call("DELETE", path);

/** Create something; sent again after a broken connection, it is created once. */
export const post = (path, body) => call("POST", path, body, { "idempotency-key": key() });

/**
 * Send a form, telling how many bytes are sent. `answer` is the JSON of the answer; `stop()` ends
 * the sending, and the answer is a Problem.
 */
export function send(path, form, sent) {
  const request = new XMLHttpRequest();
  const answer = new Promise((resolve, reject) => {
    request.upload.addEventListener("progress", (event) => sent(event.loaded));
    request.addEventListener("abort", () => reject(new Problem("Cancelled; nothing was brought in.")));
    request.addEventListener("error", () => reject(new Problem(AWAY)));
    request.addEventListener("load", () => {
      const told = parsed(request.responseText);
      if (request.status < 300) resolve(told);
      else reject(new Problem(told.detail || `The server answered ${request.status}.`, request.status, told.request_id || ""));
    });
  });
  request.open("POST", path);
  request.setRequestHeader("idempotency-key", key());
  request.send(form);
  return { answer, stop: () => request.abort() };
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

function key() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** All items of a paged list, `most` at the most. */
export async function all(path, most = 1000) {
  const items = [];
  let next = null;
  do {
    const joint = path.includes("?") ? "&" : "?";
    const page = await get(`${path}${joint}limit=100${next ? `&cursor=${encodeURIComponent(next)}` : ""}`);
    items.push(...page.items);
    next = page.next;
  } while (next && items.length < most);
  return items;
}

/** A path with what it needs of a query. */
export function path(base, query) {
  const said = Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== "");
  return said.length ? `${base}?${new URLSearchParams(said)}` : base;
}
