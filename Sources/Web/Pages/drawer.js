// The list of conversations. On narrow screens it lies over the conversation, which then cannot be reached.

import * as api from "./api.js";
import { clone, data, fill, notify, one, words } from "./page.js";

const drawer = one("#drawer");
const opener = one(".drawer-open");
const scrim = one(".scrim");
const confirm = one("#confirm");
let current = data.conversation;

export function start() {
  opener.addEventListener("click", open);
  one(".drawer-close").addEventListener("click", close);
  scrim.addEventListener("click", close);
  drawer.addEventListener("click", (event) => {
    const button = event.target.closest(".delete");
    if (button) ask(button.closest("li"));
  });
  // Grown wide, the list stands beside the conversation and covers nothing.
  matchMedia("(min-width: 60rem)").addEventListener("change", close);
}

function open() {
  drawer.dataset.open = "";
  opener.setAttribute("aria-expanded", "true");
  scrim.hidden = false;
  one("#stage").inert = true;
  one(".drawer-close").focus();
}

/** Whether there was anything to close. */
export function close() {
  if (drawer.dataset.open === undefined) return false;
  delete drawer.dataset.open;
  opener.setAttribute("aria-expanded", "false");
  scrim.hidden = true;
  one("#stage").inert = false;
  opener.focus();
  return true;
}

/** Puts a new conversation on top, as the current one. */
export function add(id) {
  current = id;
  const row = clone("chat-template");
  row.dataset.id = id;
  one("a", row).href = `/c/${encodeURIComponent(id)}`;
  one("a", row).setAttribute("aria-current", "page");
  one("#chats").prepend(row);
  name(row, words.untitled);
  one(".no-chats").hidden = true;
}

export function retitle(id, title) {
  const row = find(id);
  if (row) name(row, title);
  document.title = `${title} · ${data.assistantName}`;
}

const find = (id) => [...one("#chats").children].find((row) => row.dataset.id === id);

function name(row, title) {
  one("bdi", row).textContent = title;
  one(".delete", row).setAttribute("aria-label", fill(words.delete, { title }));
}

function ask(row) {
  one("#confirm-text").textContent = fill(words.deleteQuestion, { title: one("bdi", row).textContent });
  one(".no", confirm).onclick = () => confirm.close();
  one(".yes", confirm).onclick = () => {
    confirm.close();
    remove(row);
  };
  confirm.showModal();
}

async function remove(row) {
  try {
    await api.deleteConversation(row.dataset.id);
  } catch (error) {
    if (error.status !== 404) return notify(words.didNotWork);
  }
  if (row.dataset.id === current) return location.assign("/");
  const next = row.nextElementSibling ?? row.previousElementSibling;
  row.remove();
  (next ? one("a", next) : one(".new-chat")).focus();
  one(".no-chats").hidden = one("#chats").childElementCount > 0;
}
