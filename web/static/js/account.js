// Signing in, where the server asks for it; keys for programs, and the people who are let in.

import { call, del, get, post } from "./api.js";
import { announce, button, dialog, fill, h } from "./dom.js";

/** Ask for name and password; once they are right the page begins anew. */
export function signInPage(main) {
  const name = h("input", { id: "name", autocomplete: "username", required: true, maxlength: 80 });
  const password = h("input", { id: "password", type: "password", autocomplete: "current-password", required: true, maxlength: 500 });
  const trouble = h("p", { class: "notice bad", role: "alert", hidden: true });
  const enter = async (event) => {
    event.preventDefault();
    trouble.hidden = true;
    try {
      await call("POST", "/v1/session", { name: name.value.trim(), password: password.value });
      location.reload();
    } catch (error) {
      trouble.hidden = false;
      fill(trouble, error.message);
    }
  };
  fill(main, h("div", { class: "sheet" },
    h("h1", {}, "Sign in"),
    h("form", { class: "field", onsubmit: enter },
      h("label", { for: "name" }, "Name"), name,
      h("label", { for: "password" }, "Password"), password,
      trouble,
      h("div", { class: "line" }, h("button", { class: "primary" }, "Sign in")))));
  name.focus();
}

/** What the settings show of the account; nothing where nobody signs in. */
export async function account() {
  const me = await get("/v1/me");
  if (!me.auth) return null;
  const keys = h("div");
  const people = h("div");
  await Promise.all([showKeys(keys, me), me.scopes.includes("admin") ? showPeople(people, me) : null]);
  const leave = () => del("/v1/session").then(() => location.reload(), (error) => announce(error.message));
  return [
    h("h2", {}, "Account"),
    h("p", { class: "line" }, `You are ${me.name}, of the team ${me.team}.`, button("Sign out", leave)),
    h("h2", {}, "Keys for programs"), keys, people,
  ];
}

async function showKeys(place, me) {
  const held = await get("/v1/keys");
  const name = h("input", { "aria-label": "Name of the key", placeholder: "What it is for", required: true, maxlength: 300 });
  const said = h("span", { class: "hint", role: "status" });
  const scopes = me.scopes.filter((scope) => scope !== "admin");
  const again = () => showKeys(place, me);
  const make = attempt(said, async () => {
    const made = await post("/v1/keys", { name: name.value.trim(), scopes });
    await again();
    shownOnce(made);
  });
  fill(place,
    h("ul", { class: "notes" }, held.map((key) => h("li", {}, h("strong", {}, key.name), " ", h("small", {}, `${key.scopes.join(", ")} · since ${key.created.slice(0, 10)}`), " ", button("Revoke", attempt(said, () => del(`/v1/keys/${key.id}`).then(again)), { look: "danger", name: `Revoke ${key.name}` })))),
    h("form", { class: "line", onsubmit: make }, name, h("button", {}, "Make a key"), said));
}

/** The secret of a new key, which the server does not keep. */
function shownOnce(key) {
  dialog("The key, shown this once", [
    h("p", {}, "Copy it now: it is kept nowhere, and cannot be shown again."),
    h("p", {}, h("code", { class: "secret" }, key.secret)),
    h("div", { class: "line" }, button("Copy", () => navigator.clipboard.writeText(key.secret), { look: "primary" })),
  ]);
}

async function showPeople(place, me) {
  const known = await get("/v1/users");
  const name = h("input", { "aria-label": "Name", placeholder: "Name", required: true, maxlength: 80, autocomplete: "off" });
  const password = h("input", { type: "password", "aria-label": "First password", placeholder: "First password", required: true, minlength: 10, maxlength: 500, autocomplete: "new-password" });
  const team = h("input", { "aria-label": "Team", value: me.team, required: true, maxlength: 40 });
  const said = h("span", { class: "hint", role: "status" });
  const again = () => showPeople(place, me);
  const admit = attempt(said, () => post("/v1/users", { name: name.value.trim(), password: password.value, team: team.value.trim() }).then(again));
  const person = (each) => h("li", {}, h("strong", {}, each.name), " ", h("small", {}, [each.team, each.admin && "administrator"].filter(Boolean).join(" · ")), " ",
    each.id !== me.user && button("Remove", attempt(said, () => del(`/v1/users/${each.id}`).then(again)), { look: "danger", name: `Remove ${each.name}` }));
  fill(place, h("h2", {}, "People"), h("ul", { class: "notes" }, known.map(person)),
    h("form", { class: "line", onsubmit: admit }, name, password, team, h("button", {}, "Let in"), said));
}

/** A listener that does some work and says what went wrong. */
function attempt(said, work) {
  return async (event) => {
    event.preventDefault();
    fill(said);
    await work().catch((error) => fill(said, error.message));
  };
}
