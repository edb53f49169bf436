// The messages that are shown. A page arrives with the newest; those before them are brought while nothing else is to be
// done, so that a long conversation opens like a short one and still is there whole, to be searched, printed and read out.

import { showCopyButtons } from "./answer.js";
import * as api from "./api.js";
import { one } from "./page.js";

const log = one("#log");
const screen = document.documentElement;
/** Counts the paths that were shown: what is on its way for one of before is not wanted any more. */
let path = 0;

/** Takes `first` and all that follows out, and answers with it; appended to the log it is back in its place. */
export function takeFrom(first) {
  const range = document.createRange();
  range.setStartBefore(first);
  range.setEndAfter(log.lastChild);
  const taken = range.extractContents();
  for (const each of log.querySelectorAll(".stretch:not(:has(.message))")) each.remove();
  return taken;
}

/** Shows the messages of `page`, and keeps those before them that are here already. */
export function show(conversation, page) {
  const drawn = [...one("#log", page).children];
  const first = one("#log .message", page);
  const same = first && log.contains(document.getElementById(first.id)) ? document.getElementById(first.id) : null;
  if (same) {
    takeFrom(same);
    log.append(...drawn);
  } else {
    log.replaceChildren(...drawn);
    one("#earlier")?.remove();
    const link = one("#earlier", page);
    if (link) log.before(link);
    bringEarlier(conversation);
  }
  showCopyButtons(log);
}

/** Brings what comes before the first message that is shown. Should that fail, there is a link to a page with all. */
export async function bringEarlier(conversation) {
  const link = one("#earlier");
  if (!link) return;
  const shown = ++path;
  try {
    let pause = await idle();
    for await (const markup of api.earlierMessages(conversation, one(".message", log).dataset.id)) {
      if (pause.timeRemaining() < 5) pause = await idle();
      if (shown !== path) return;
      put(markup);
    }
    link.remove();
  } catch {
    // The link stays.
  }
}

function put(markup) {
  const template = document.createElement("template");
  template.innerHTML = markup;
  showCopyButtons(template.content);
  const first = log.firstElementChild;
  // Browsers hold what is read in its place, but for the very top of the page, and some nowhere.
  const holds = CSS.supports("overflow-anchor", "auto") && screen.scrollTop > 0;
  const top = holds ? 0 : first.getBoundingClientRect().top;
  log.prepend(template.content);
  if (!holds) window.scrollBy({ top: first.getBoundingClientRect().top - top, behavior: "instant" });
  const wanted = missing && document.getElementById(missing);
  if (wanted) {
    missing = null;
    wanted.scrollIntoView();
  }
}

const target = decodeURIComponent(location.hash.slice(1));
/** The message that the address names, while it is not there. */
let missing = target && !document.getElementById(target) ? target : null;

/** Waits for a moment in which nothing else is to be done. */
function idle() {
  if (!window.requestIdleCallback) return new Promise((resolve) => setTimeout(resolve, 30, { timeRemaining: () => 0 }));
  return new Promise((resolve) => requestIdleCallback(resolve, { timeout: 1000 }));
}
