// The drawer with the list of conversations. On narrow screens it lies over the conversation, which then cannot be reached.

import { one } from "./page.js";

const drawer = one("#drawer");
const opener = one(".drawer-open");
const scrim = one(".scrim");

export function start() {
  opener.addEventListener("click", open);
  one(".drawer-close").addEventListener("click", close);
  scrim.addEventListener("click", close);
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
