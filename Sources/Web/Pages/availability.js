// The state in which no model can answer: said plainly, counted down, and lifted by itself.

import * as api from "./api.js";
import * as composer from "./composer.js";
import { announce, data, fill, one, words } from "./page.js";

const notice = one("#outage");
const countdown = one(".countdown", notice);
/** A model may come back before its time is up; so ask at least this often. */
const longestWait = 15_000;
const afterFailedCheck = 5;
let ends = 0;
let asked = 0;
let timer = null;
let checking = false;

export function start() {
  if (data.availability && !data.availability.available) enter(data.availability.retryAfterSeconds);
}

/** Begins, or begins anew, to wait for `seconds`. */
export function enter(seconds = afterFailedCheck) {
  const isNew = timer === null;
  ends = Date.now() + Math.max(1, seconds) * 1000;
  asked = Date.now();
  notice.hidden = false;
  document.body.dataset.out = "";
  composer.set({ available: false });
  show();
  if (!isNew) return;
  announce(`${words.unavailable} ${countdown.textContent}`);
  timer = setInterval(tick, 1000);
}

function tick() {
  show();
  const now = Date.now();
  if (checking || (now < ends && now - asked < longestWait)) return;
  asked = now;
  check();
}

async function check() {
  let answer;
  checking = true;
  try {
    answer = await api.checkAvailability(data.assistant);
  } catch {
    answer = { available: false, retry_after_seconds: Math.max(afterFailedCheck, (ends - Date.now()) / 1000) };
  }
  checking = false;
  if (answer.available) leave();
  else enter(answer.retry_after_seconds);
}

function leave() {
  clearInterval(timer);
  timer = null;
  notice.hidden = true;
  delete document.body.dataset.out;
  composer.set({ available: true });
  announce(words.availableAgain);
}

function show() {
  const seconds = Math.max(0, Math.ceil((ends - Date.now()) / 1000));
  const time = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  countdown.textContent = seconds ? fill(words.retryIn, { time }) : words.checking;
}
