// What stands beside a message: another wording of a question, another answer, another conversation from here on.

import * as api from "./api.js";
import * as chat from "./chat.js";
import { announce, clone, notify, one, words } from "./page.js";

/** Takes a click on `button` if it is one of a message's own; whether it was. */
export function take(button) {
  const message = button.closest(".message");
  if (!message) return false;
  if (button.matches(".siblings button")) open(button);
  else if (button.matches(".edit")) edit(message);
  else if (button.matches(".fork")) fork(message);
  else return false;
  return true;
}

async function open(button) {
  if (chat.isBusy()) return notify(words.busy);
  const id = button.dataset.to;
  const side = button.matches(".next") ? "next" : "previous";
  const top = button.getBoundingClientRect().top;
  // Who may only read opens the other path for this once.
  if (one("#read-only")) return location.assign(`/c/${encodeURIComponent(chat.current())}?message=${encodeURIComponent(id)}`);
  try {
    await api.changeConversation(chat.current(), { active_message_id: id });
    await chat.redraw(id);
  } catch {
    return notify(words.didNotWork);
  }
  const shown = one(".siblings", document.getElementById(`m-${id}`));
  if (!shown) return;
  const next = one(`.${side}:not(:disabled)`, shown) ?? one("button:not(:disabled)", shown);
  window.scrollBy(0, next.getBoundingClientRect().top - top);
  next.focus({ preventScroll: true });
  announce(shown.getAttribute("aria-label"));
}

function edit(message) {
  if (chat.isBusy()) return notify(words.busy);
  const form = clone("edit-template");
  const field = one("textarea", form);
  const close = () => {
    form.remove();
    delete message.dataset.editing;
    one(".edit", message).focus();
  };
  field.value = one(".body", message).textContent;
  one(".cancel", form).addEventListener("click", close);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = field.value.trim();
    if (!text) return;
    close();
    chat.send(text, message);
  });
  form.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "Escape") close();
    else if (event.key === "Enter" && !event.shiftKey && event.target === field) form.requestSubmit();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  message.dataset.editing = "";
  message.append(form);
  field.focus();
}

async function fork(message) {
  if (chat.isBusy()) return notify(words.busy);
  try {
    const { id } = await api.forkConversation(chat.current(), message.dataset.id);
    location.assign(`/c/${encodeURIComponent(id)}`);
  } catch {
    notify(words.didNotWork);
  }
}
