// What the server has told the page, and the few things that every other module needs.

export const data = JSON.parse(document.getElementById("page-data").textContent);
export const words = data.words;

export const one = (selector, root = document) => root.querySelector(selector);

/** Puts values where a sentence says {name}. */
export function fill(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** The first element of a template, as a new element. */
export function clone(template) {
  return document.getElementById(template).content.firstElementChild.cloneNode(true);
}

/** Has a screen reader say `text`, once. */
export function announce(text) {
  const announcer = one("#announcer");
  announcer.textContent = "";
  setTimeout(() => (announcer.textContent = text), 50);
}

/** Shows `text` above the composer until it is replaced; nothing hides it. */
export function notify(text) {
  const notice = one("#notice");
  if (notice.textContent === (text ?? "")) return;
  notice.textContent = text ?? "";
  notice.hidden = !text;
  if (text) announce(text);
}

/** Whether a click on `dialog` was beside it. */
export function isBeside(dialog, { target, clientX: x, clientY: y }) {
  const { left, right, top, bottom } = dialog.getBoundingClientRect();
  return target === dialog && (x < left || x > right || y < top || y > bottom);
}
