// The field in which messages are written. What is written survives a reload, an outage and a lost connection.

import { data, one } from "./page.js";
import { kept, show } from "./quote.js";

const form = one("#composer");
const field = one("#composer-text");
const send = one(".send", form);
const stop = one(".stop", form);
const chip = one("#quote");
const state = { running: false, available: true, online: true };
const isReader = one("#read-only") !== null;
let draftKey = `draft:${data.conversation ?? "new"}`;
let hadFocus = false;
let about = null;

export function start({ onSend, onStop }) {
  const submit = () => {
    const text = field.value.trim();
    if (!text || !isReady()) return;
    write("");
    onSend(text);
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  field.addEventListener("keydown", (event) => {
    // While an input method composes, Enter chooses a word.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    submit();
  });
  field.addEventListener("input", () => {
    grow();
    keep();
  });
  stop.addEventListener("click", () => {
    onStop();
    field.focus();
  });
  one("button", chip).addEventListener("click", () => quote());
  about = show(chip, kept());
  if (!field.value) write(recall());
  refresh();
  if (matchMedia("(hover: hover)").matches) field.focus({ preventScroll: true });
}

/** Whether a message could go out now. */
export const isReady = () => !isReader && isOpen() && state.online && !state.running;

/** Whether somebody is there to answer. */
const isOpen = () => state.available && !one("#gone");

/** From now on the message is about `quote`, or nothing; answers with what it was about. */
export function quote(quote) {
  const before = about;
  about = show(chip, kept(quote ?? null));
  if (quote !== null) field.focus();
  return before;
}

/** Gives a message that was not sent back, before anything written since. */
export function giveBack(text, about) {
  if (about) quote(about);
  write(field.value ? `${text}\n${field.value}` : text);
  if (!field.disabled) field.focus();
}

export function set(changes) {
  Object.assign(state, changes);
  refresh();
}

/** From now on drafts belong to conversation `id`. */
export function belongTo(id) {
  forget();
  draftKey = `draft:${id}`;
  keep();
}

function write(text) {
  field.value = text;
  grow();
  keep();
}

function refresh() {
  if (!isOpen() && !field.disabled) hadFocus = document.activeElement === field;
  field.disabled = !isOpen();
  send.disabled = !isOpen() || !state.online;
  send.hidden = state.running;
  stop.hidden = !state.running;
  if (isOpen() && hadFocus && document.activeElement === document.body) {
    hadFocus = false;
    field.focus();
  }
}

function grow() {
  if (CSS.supports("field-sizing", "content")) return;
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight}px`;
}

// Storage may be turned off; a draft is then kept only in the field.
function keep() {
  try {
    if (field.value) sessionStorage.setItem(draftKey, field.value);
    else forget();
  } catch {}
}

function forget() {
  try {
    sessionStorage.removeItem(draftKey);
  } catch {}
}

function recall() {
  try {
    return sessionStorage.getItem(draftKey) ?? "";
  } catch {
    return "";
  }
}
