// Keeps the newest words in view while the reader is at the end, and leaves a reader who has scrolled up alone.

import { one } from "./page.js";

const page = document.documentElement;
const button = one(".latest");
let following = true;

const distance = () => page.scrollHeight - window.innerHeight - window.scrollY;

export function toEnd() {
  following = true;
  button.hidden = true;
  window.scrollTo(0, page.scrollHeight);
}

/** To be called whenever the conversation has grown. */
export function grown() {
  if (following) toEnd();
  else button.hidden = distance() < 200;
}

addEventListener(
  "scroll",
  () => {
    following = distance() < 60;
    button.hidden = distance() < 200;
  },
  { passive: true },
);
// A composer that grows or a keyboard that opens must not cover the end.
new ResizeObserver(() => following && toEnd()).observe(one(".dock"));
button.addEventListener("click", toEnd);
