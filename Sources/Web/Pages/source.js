// A document's own page: what is selected in its text can be asked about in the conversation that it was opened from.

import { one } from "./page.js";
import { kept, offer } from "./quote.js";

const text = one("#text");
const back = one("#back");

// Going on to another page of the text must not forget where the reader came from.
try {
  const from = back.getAttribute("href");
  if (from !== "/") sessionStorage.setItem("from", from);
  else back.href = sessionStorage.getItem("from") ?? from;
} catch {}

const length = (text) => [...text].length;

function quoteOf(range) {
  if (!range.intersectsNode(text)) return null;
  const inside = document.createRange();
  inside.selectNodeContents(text);
  const before = inside.cloneRange();
  if (inside.comparePoint(range.startContainer, range.startOffset) === 0) {
    inside.setStart(range.startContainer, range.startOffset);
    before.setEnd(range.startContainer, range.startOffset);
  } else before.collapse(true);
  if (inside.comparePoint(range.endContainer, range.endOffset) === 0) inside.setEnd(range.endContainer, range.endOffset);
  const whole = inside.toString();
  const words = whole.trim();
  const lead = whole.length - whole.trimStart().length;
  const start = Number(text.dataset.start) + length(before.toString()) + lead;
  const end = start + length(words);
  const { address, title, document: id } = text.dataset;
  return { text: words, source_url: location.origin + address, title, document_id: id, start, end, href: `${address}?start=${start}&end=${end}#span` };
}

if (text) {
  offer(quoteOf, (quote) => {
    kept(quote);
    location.assign(back.href);
  });
}
document.documentElement.dataset.ready = "";
