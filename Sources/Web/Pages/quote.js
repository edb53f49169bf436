// Asking about what is selected: a button beside it takes its words and their place, a quote.

import { announce, one } from "./page.js";

const button = one("#ask");

/** Offers it for each selection that `quoteOf` makes a quote of: {text, source_url, title, …}; `take` is given that. */
export function offer(quoteOf, take) {
  let wait, quote;
  const look = () => {
    wait = clearTimeout(wait);
    const selection = getSelection();
    const text = selection.toString().trim();
    const range = text && selection.getRangeAt(0);
    quote = range && quoteOf(range, text);
    button.hidden = !quote;
    if (!quote) return;
    const { left, bottom } = range.getBoundingClientRect();
    button.style.left = `${Math.max(8, Math.min(left, document.body.clientWidth - button.offsetWidth - 8))}px`;
    button.style.top = `${scrollY + Math.min(bottom, innerHeight - 60) + 8}px`;
    announce(button.dataset.said);
  };
  document.addEventListener("selectionchange", () => {
    clearTimeout(wait);
    wait = setTimeout(look, 250);
  });
  // Pressing it must not take the selection away.
  button.addEventListener("mousedown", (event) => event.preventDefault());
  button.addEventListener("click", () => {
    getSelection().empty();
    button.hidden = true;
    take(quote);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Tab" || event.shiftKey || event.target === button) return;
    if (wait) look();
    if (button.hidden) return;
    event.preventDefault();
    button.focus();
  });
}

/** Keeps `quote` over pages until it is asked about, null for none; answers with what is kept. */
export function kept(quote) {
  try {
    if (quote) sessionStorage.quote = JSON.stringify(quote);
    else if (quote === null) delete sessionStorage.quote;
    return JSON.parse(sessionStorage.quote ?? null);
  } catch {
    return quote;
  }
}

/** Shows `quote` in `element`, with a link to its place. */
export function show(element, quote) {
  element.hidden = !quote;
  if (!quote) return null;
  one("p", element).textContent = quote.text;
  const link = one("a", element);
  link.textContent = quote.title;
  link.href = quote.href ?? quote.source_url;
  return quote;
}
