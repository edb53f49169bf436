// The conversation: asking, following the answer as it is written, stopping, asking again, picking up after a break.

import { Answer } from "./answer.js";
import * as api from "./api.js";
import * as availability from "./availability.js";
import * as chats from "./chats.js";
import * as composer from "./composer.js";
import * as limits from "./limits.js";
import * as messages from "./log.js";
import { announce, clone, data, fill, notify, one, words } from "./page.js";
import * as quoting from "./quote.js";
import { grown, toEnd } from "./scroll.js";
import * as selector from "./selector.js";

const log = one("#log");
let conversation = data.conversation;
/** The answer under way: {answer, accepted, stopAsked, asked}. */
let turn = null;

/** The conversation that is shown; null for a new one. */
export const current = () => conversation;
export const isBusy = () => turn !== null;
const address = () => `/c/${encodeURIComponent(conversation)}`;

/** Takes up an answer that was being written when the page was loaded. */
export function start() {
  const last = log.lastElementChild;
  if (last && !location.hash) toEnd();
  messages.bringEarlier(conversation);
  quoting.offer(quoteOf, composer.quote);
  if (!data.running || !conversation) return;
  pickUp(last?.dataset.status === "running" ? new Answer(last) : append(Answer.create()));
}

function pickUp(answer) {
  begin(answer, true);
  return follow(() => api.runningAnswer(conversation, answer.element.dataset.id));
}

/** What is selected in an answer, as a quote. */
function quoteOf({ startContainer: start }, text) {
  const message = (start.closest ? start : start.parentNode).closest(".assistant:has(.body)");
  return message && { text, source_url: `${location.origin + address()}#${message.id}`, title: data.assistantName };
}

/** Sends `text`, as another wording of the message `edited` when there is one; that is kept beside it. */
export async function send(text, edited) {
  if (turn || !composer.isReady()) return;
  notify(null);
  one("#welcome").hidden = true;
  const place = edited ? { edits: edited.dataset.id } : { parent_id: log.lastElementChild?.dataset.id };
  const replaced = edited ? messages.takeFrom(edited) : null;
  const message = clone("user-template");
  one(".body", message).textContent = text;
  const quote = edited ? null : composer.quote(null);
  quoting.show(one(".quote", message), quote);
  log.append(message);
  begin(append(Answer.create()));
  turn.question = message;
  const withdraw = () => {
    message.remove();
    turn.answer.element.remove();
    if (replaced) log.append(replaced);
    one("#welcome").hidden = log.childElementCount > 0;
    composer.giveBack(text, quote);
  };
  await follow(async () => {
    await selector.kept();
    if (!conversation) adopt((await api.createConversation(data.assistant, selector.chosen(), data.temporary)).id);
    return api.sendMessage(conversation, text, { ...place, selection: quote });
  }, withdraw);
  if (edited && message.isConnected) await redraw();
}

export async function retry() {
  const last = log.lastElementChild;
  if (turn || !composer.isReady() || !last?.dataset.status || !conversation) return;
  notify(null);
  const before = last.cloneNode(true);
  const place = last.dataset.id;
  const answer = new Answer(last);
  answer.clear();
  toEnd();
  begin(answer);
  const ask = async () => {
    await selector.kept();
    return api.retryAnswer(conversation, place);
  };
  await follow(ask, () => last.replaceWith(before));
  if (last.isConnected) await redraw();
}

/**
 * Shows the path that is open now, as the server draws it, and follows the answer at its end if one is being made.
 * `message` is one that must be among what is drawn.
 */
export async function redraw(message) {
  const place = message ? `?message=${encodeURIComponent(message)}` : "";
  const page = await api.readPage(address() + place).catch(() => null);
  if (!page || turn) return;
  history.replaceState(null, "", address());
  messages.show(conversation, page);
  const last = log.lastElementChild;
  if (last?.dataset.status === "running") pickUp(new Answer(last));
}

export function stop() {
  if (!turn || turn.stopAsked) return false;
  turn.stopAsked = true;
  if (turn.accepted) askToStop();
  return true;
}

function askToStop() {
  api.stopAnswer(conversation, turn.answer.element.dataset.id).catch(() => turn && (turn.stopAsked = false));
}

function adopt(id) {
  conversation = id;
  history.replaceState(null, "", address());
  composer.belongTo(id);
  if (!data.temporary) return chats.add(id);
  const end = one("#end");
  end.action = `${address()}/end`;
  end.hidden = false;
  one(".keep-instead").remove();
}

function append(answer) {
  log.append(answer.element);
  toEnd();
  return answer;
}

function begin(answer, accepted = false) {
  turn = { answer, accepted, stopAsked: false, asked: selector.leading() };
  composer.set({ running: true });
  announce(words.processing);
}

function end() {
  turn = null;
  limits.look();
  composer.set({ running: false });
  grown();
}

/**
 * Follows the answer that `open` asks for to its end, however often the connection breaks on the way.
 * `withdraw` takes the turn back when the server never accepted it.
 */
async function follow(open, withdraw) {
  let wait = 500;
  for (;;) {
    try {
      const response = await open();
      if (response.status === 204) {
        await settle();
        break;
      }
      for await (const event of api.events(response)) {
        wait = 500;
        if (receive(event)) return end();
      }
      if (!turn.accepted) throw new api.Failure(0);
    } catch (error) {
      if (!turn.accepted) {
        withdraw?.();
        end();
        return explain(error);
      }
      if (error.status === 404) {
        turn.answer.mark("interrupted");
        break;
      }
    }
    notify(navigator.onLine ? words.connectionLost : words.offline);
    await pause(wait);
    wait = Math.min(wait * 2, 8000);
    open = () => api.runningAnswer(conversation, turn.answer.element.dataset.id);
  }
  notify(null);
  end();
}

/** Waits, but no longer than until the network is back. */
function pause(milliseconds) {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
    addEventListener("online", resolve, { once: true });
  });
}

/** Takes in one event; true when it was the last. */
function receive({ name, data: event }) {
  const { answer } = turn;
  if (name === "accepted") {
    turn.accepted = true;
    identify(answer.element, event.message_id);
    if (turn.question) identify(turn.question, event.user_message_id);
    if (location.search) history.replaceState(null, "", location.pathname);
    if (turn.stopAsked) askToStop();
  } else if (name === "started") {
    notify(navigator.onLine ? null : words.offline);
    answer.spokenBy([event.model_name]);
    answer.signedBy(event.model, turn.asked);
  } else if (name === "restarted") {
    answer.patch(0, []);
    answer.spokenBy([event.model_name]);
    answer.signedBy(event.model, turn.asked);
  } else if (name === "switched") {
    answer.spokenBy([...answer.path, event.to_name]);
    answer.signedBy(event.to, turn.asked);
  } else if (name === "html") {
    answer.patch(event.from, event.blocks);
    grown();
  } else if (name === "done") {
    finished(answer, event);
    return true;
  } else if (name === "failed") {
    if (!turn.accepted) throw new api.Failure(0, event);
    failed(answer, event);
    return true;
  }
  return false;
}

function identify(message, id) {
  message.id = `m-${id}`;
  message.dataset.id = id;
}

/** A model may find a better title for a conversation that has just begun. */
function named(title) {
  const id = conversation;
  chats.retitle(id, title);
  if (log.childElementCount > 2) return;
  for (const wait of [2500, 8000]) {
    setTimeout(async () => {
      const kept = await api.readConversation(id).catch(() => null);
      if (kept?.title) chats.retitle(id, kept.title);
    }, wait);
  }
}

function finished(answer, event) {
  notify(null);
  answer.accompany(event);
  if (event.model_name) answer.spokenBy(event.path?.length ? event.path : [event.model_name]);
  if (event.model) answer.signedBy(event.model, turn.asked);
  answer.mark(event.status === "stopped" ? "stopped" : "complete");
  if (event.title) named(event.title);
  spoken(answer);
}

function failed(answer, event) {
  notify(null);
  answer.accompany(event);
  const { code, request_id: requestID } = event.error;
  const kept = answer.body.childElementCount > 0;
  if (code === "cancelled") answer.mark("stopped");
  else answer.mark(kept ? "interrupted" : "failed", code, requestID, event.error.limit);
  if (code === "all_models_unavailable") availability.enter(event.retry_after_seconds);
  else announce(answer.outcome);
}

/** The answer ended while nobody listened: shows it as the server has kept it. */
async function settle() {
  messages.show(conversation, await api.readPage(address()));
  const last = log.lastElementChild;
  if (last?.dataset.status) spoken(new Answer(last));
}

function spoken(answer) {
  announce(answer.outcome || fill(words.answered, { name: data.assistantName, text: answer.text }));
}

/** Says why a message was not taken; it is back in the composer. */
function explain(error) {
  if (error.code === "assistant_gone" || error.code === "unknown_assistant") showGone();
  else if (error.status === 503 && error.code === "cloud_disabled") {
    (one("#cloud-blocked") ? announce : notify)(words.models.cloudBlocked);
  } else if (/^(cloud_disabled|model_)/.test(error.code)) notify(words.models.notKept);
  else if (error.status === 503 || error.code === "all_models_unavailable") availability.enter(error.retryAfterSeconds);
  else if (error.code === "consent_required") location.reload();
  else if (error.status === 409) notify(words.busy);
  else if (error.status === 413 || error.status === 422) notify(words.messageTooLarge);
  else if (error.status === 429) notify(words.tooMany);
  else notify(navigator.onLine ? words.notSent : words.offline);
}

/** The assistant was taken away meanwhile: the page as it is now says so, and offers others. */
async function showGone() {
  const place = conversation ? address() : location.pathname;
  const page = await api.readPage(place).catch(() => document.createElement("p"));
  const form = one("#gone", page);
  if (!form) return location.assign(place);
  one("#gone")?.remove();
  one("#composer").before(form);
  composer.set({});
  announce(one("p", form).textContent);
}
