// The page: which part is shown is in the address, behind "#".

import { signInPage } from "./account.js";
import { batchesPage } from "./batches.js";
import { chatPage } from "./chat.js";
import { fill, h, icon } from "./dom.js";
import { libraryPage } from "./library.js";
import { memoryPage } from "./memory.js";
import { settingsPage } from "./settings.js";
import { listen as listenForKeys, showKeys } from "./shortcuts.js";
import { Sidebar } from "./sidebar.js";
import { closeSource } from "./source.js";

const PAGES = {
  "": { title: "New question", show: (main, _id, app) => chatPage(main, null, app) },
  chat: { title: "Chat", show: (main, id, app) => chatPage(main, id, app) },
  library: { title: "Library", show: (main, id) => libraryPage(main, id) },
  batches: { title: "Batches", show: (main, id) => batchesPage(main, id) },
  memory: { title: "Memory", show: (main) => memoryPage(main) },
  settings: { title: "Settings", show: (main) => settingsPage(main) },
};

const main = document.getElementById("main");
const side = document.getElementById("side");
const menu = document.getElementById("menu");
const app = { sidebar: new Sidebar(side), leave: () => {} };
let shown = 0;

/** Show what the address says. */
async function show() {
  const [, name = "", id = ""] = location.hash.split("/");
  const page = PAGES[name] || PAGES[""];
  const mine = ++shown;
  app.leave();
  app.leave = () => {};
  openMenu(false);
  closeSource();
  document.title = `${page.title} · Tieout`;
  const root = h("div", { class: "page" });
  fill(main, root); // a page that is late fills what is no longer shown
  try {
    const leave = await page.show(root, decodeURIComponent(id), app);
    if (mine !== shown) leave?.();
    else app.leave = leave || (() => {});
  } catch (error) {
    if (error.status === 401) signInPage(root);
    else fill(root, h("div", { class: "sheet" }, h("p", { class: "notice bad", role: "alert" }, error.message)));
  }
  app.sidebar.mark(location.hash);
}

function openMenu(open) {
  document.body.classList.toggle("menu-open", open);
  menu.setAttribute("aria-expanded", String(open));
}

menu.append(icon("menu"));
menu.addEventListener("click", () => openMenu(!document.body.classList.contains("menu-open")));
const keys = document.getElementById("keys");
keys.append(icon("keys"));
keys.addEventListener("click", showKeys);
listenForKeys();
window.addEventListener("hashchange", show);
await app.sidebar.load();
await show();
