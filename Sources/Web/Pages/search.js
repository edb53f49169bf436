// Looking for words in all of one's conversations, while they are typed.

import * as api from "./api.js";
import { announce, fill, notify, one, words } from "./page.js";

const field = one("#search-text");
const hits = one("#hits");
const hint = one(".no-chats");
let timer = null;
let number = 0;

export function start() {
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(find, 200);
  });
  one("#search").addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(timer);
    find();
  });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !field.value) return;
    event.preventDefault();
    event.stopPropagation();
    field.value = "";
    find();
  });
}

async function find() {
  const text = field.value.trim();
  const asked = ++number;
  if (!text) return show(null);
  try {
    const found = (await api.searchConversations(text)).hits;
    if (asked === number) show(found);
  } catch {
    if (asked === number) notify(navigator.onLine ? words.didNotWork : words.offline);
  }
}

/** What was found in place of the list; null brings the list back. */
function show(found) {
  hits.hidden = !found;
  one("#drawer").toggleAttribute("data-searching", Boolean(found));
  hits.replaceChildren(...(found ?? []).map(item));
  hint.hidden = found ? found.length > 0 : one("#chats").childElementCount > 0;
  hint.textContent = found ? words.foundNothingHere : words.noConversations;
  if (found) announce(found.length ? fill(words.found, { count: found.length }) : words.foundNothingHere);
}

function item({ conversation, message_id: message, snippet }) {
  const row = document.createElement("li");
  const link = document.createElement("a");
  const place = message ? `?message=${encodeURIComponent(message)}#m-${encodeURIComponent(message)}` : "";
  link.href = `/c/${encodeURIComponent(conversation.id)}${place}`;
  const title = document.createElement("bdi");
  title.textContent = conversation.title || words.untitled;
  link.append(title);
  if (message) link.append(excerpt(snippet));
  row.append(link);
  return row;
}

function excerpt(pieces) {
  const excerpt = document.createElement("span");
  excerpt.className = "excerpt";
  excerpt.dir = "auto";
  for (const { text, match } of pieces) {
    const piece = document.createElement(match ? "mark" : "span");
    piece.textContent = text;
    excerpt.append(piece);
  }
  return excerpt;
}
