// The list of conversations, and what can be done with each of them.

import * as api from "./api.js";
import { clone, data, fill, isBeside, notify, one, words } from "./page.js";

const list = one("#chats");
const hint = one(".no-chats");
const more = one(".more-chats");
const archive = one(".show-archived");
const sheet = one("#actions");
const form = one("#rename");
const confirm = one("#confirm");
let current = data.conversation;
/** The row whose actions are shown. */
let chosen = null;

const isArchive = () => archive.getAttribute("aria-pressed") === "true";
const title = (row) => one("bdi", row).textContent;

export function start() {
  list.addEventListener("click", (event) => {
    const button = event.target.closest(".more");
    if (button) act(button.closest("li"));
  });
  more.addEventListener("click", showMore);
  archive.addEventListener("click", () => {
    archive.setAttribute("aria-pressed", String(!isArchive()));
    reload();
  });
  sheet.addEventListener("click", (event) => {
    if (isBeside(sheet, event) || event.target.closest(".close")) sheet.close();
  });
  one(".pin", sheet).addEventListener("click", () => change({ pinned: chosen.dataset.pinned === undefined }));
  one(".archive", sheet).addEventListener("click", () => change({ archived: chosen.dataset.archived === undefined }));
  one(".delete", sheet).addEventListener("click", askToDelete);
  one(".rename", sheet).addEventListener("click", () => {
    form.hidden = false;
    one("input", form).value = title(chosen);
    one("input", form).select();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    change({ title: one("input", form).value });
  });
  for (const link of sheet.querySelectorAll("a")) link.addEventListener("click", () => sheet.close());
}

/** Puts a new conversation on top, as the current one. */
export function add(id) {
  current = id;
  if (!isArchive()) list.prepend(element({ id, title: "", assistant: data.assistant }));
  showHint();
}

export function retitle(id, text) {
  const row = find(id);
  if (row) name(row, text);
  if (id === current) document.title = `${text} · ${data.assistantName}`;
}

/** Shows the list as the server has it now. */
export async function reload() {
  try {
    const page = await api.listConversations(isArchive());
    list.replaceChildren(...page.conversations.map(element));
    went(page);
  } catch {
    notify(words.didNotWork);
  }
}

async function showMore() {
  try {
    const page = await api.listConversations(isArchive(), more.dataset.cursor);
    const rows = page.conversations.map(element);
    list.append(...rows);
    went(page);
    if (rows.length) one("a", rows[0]).focus();
  } catch {
    notify(words.didNotWork);
  }
}

function went(page) {
  more.dataset.cursor = page.next_cursor ?? "";
  more.hidden = !page.next_cursor;
  showHint();
}

function showHint() {
  hint.hidden = list.childElementCount > 0;
  hint.textContent = isArchive() ? words.noArchived : words.noConversations;
}

const find = (id) => [...list.children].find((row) => row.dataset.id === id);

function element(chat) {
  const row = clone("chat-template");
  row.dataset.id = chat.id;
  if (chat.pinned) row.dataset.pinned = "";
  if (chat.archived) row.dataset.archived = "";
  one("a", row).href = `/c/${encodeURIComponent(chat.id)}`;
  if (chat.id === current) one("a", row).setAttribute("aria-current", "page");
  name(row, chat.title || words.untitled);
  const whose = one(".whose", row);
  if (whose) whose.textContent = data.assistants[chat.assistant] ?? chat.assistant ?? "";
  return row;
}

function name(row, text) {
  one("bdi", row).textContent = text;
  one(".more", row).setAttribute("aria-label", fill(words.actions, { title: text }));
}

function act(row) {
  chosen = row;
  form.hidden = true;
  one("h2", sheet).textContent = title(row);
  one(".pin span", sheet).textContent = row.dataset.pinned === undefined ? words.pin : words.unpin;
  one(".archive span", sheet).textContent = row.dataset.archived === undefined ? words.archive : words.unarchive;
  for (const format of ["json", "markdown"]) {
    one(`.export-${format}`, sheet).href = api.exportAddress(row.dataset.id, format);
  }
  sheet.showModal();
}

async function change(changes) {
  const row = chosen;
  sheet.close();
  try {
    const chat = await api.changeConversation(row.dataset.id, changes);
    if (changes.title !== undefined) return retitle(chat.id, chat.title);
    const next = row.nextElementSibling ?? row.previousElementSibling;
    await reload();
    const focused = find(chat.id) ?? find(next?.dataset.id);
    (focused ? one(".more", focused) : archive).focus();
  } catch {
    notify(words.didNotWork);
  }
}

function askToDelete() {
  const row = chosen;
  sheet.close();
  one("#confirm-text").textContent = fill(words.deleteQuestion, { title: title(row) });
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
  showHint();
}
