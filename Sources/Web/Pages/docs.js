// Brings the API page to life: the search, the addresses of operations, and their forms.

import * as authorize from "./authorize.js";
import { announce, fill, one, words } from "./page.js";
import * as runner from "./runner.js";

const operations = [...document.querySelectorAll(".operation")];
const search = one("#search");

function find() {
  const wanted = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  let count = 0;
  for (const operation of operations) {
    const text = one("summary", operation).textContent.toLowerCase();
    operation.hidden = !wanted.every((word) => text.includes(word));
    if (!operation.hidden) count++;
  }
  for (const area of document.querySelectorAll(".area")) area.hidden = !one(".operation:not([hidden])", area);
  one("#found").textContent = wanted.length ? fill(words.found, { count }) : "";
}

/** Opens the operation that the address names; the address is its summary's, so that the browser takes the focus there. */
function follow() {
  const summary = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!summary?.matches(".operation > summary")) return;
  search.value = "";
  find();
  summary.parentElement.open = true;
  summary.focus({ preventScroll: true });
  summary.scrollIntoView({ block: "start" });
}

async function copy(form, button) {
  const shown = one(".command", form);
  shown.textContent = runner.command(form);
  shown.hidden = false;
  // Only a secure page may write to the clipboard; elsewhere the command is there to be selected.
  try {
    await navigator.clipboard.writeText(shown.textContent);
  } catch {
    return;
  }
  button.textContent = words.copied;
  announce(words.copied);
  setTimeout(() => (button.textContent = words.curl), 2000);
}

authorize.start();
search.addEventListener("input", find);
addEventListener("hashchange", follow);

for (const operation of operations) {
  const form = one("form", operation);
  const summary = one("summary", operation);
  summary.addEventListener("click", () => {
    if (!operation.open) history.replaceState(null, "", `#${summary.id}`);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    runner.run(form);
  });
  one(".stop-run", form).addEventListener("click", () => runner.stop(form));
  one(".curl", form).addEventListener("click", (event) => copy(form, event.currentTarget));
  one(".example", form)?.addEventListener("change", (event) => (one("textarea", form).value = event.target.value));
}

// A stroke of "/" goes to the search, as on many such pages.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, dialog")) return;
  event.preventDefault();
  search.focus();
});

follow();
document.documentElement.dataset.ready = "";
