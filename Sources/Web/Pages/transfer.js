// Taking in a file of conversations, and saying what became of each.

import * as api from "./api.js";
import * as chats from "./chats.js";
import { fill, one, words } from "./page.js";

const file = one("#import-file");
const report = one("#report");

export function start() {
  one(".close", report).addEventListener("click", () => report.close());
  one(".import").addEventListener("click", () => file.click());
  file.addEventListener("change", () => {
    if (file.files.length) take(file.files[0]);
    file.value = "";
  });
}

async function take(chosen) {
  say(words.importing);
  report.showModal();
  try {
    tell(await api.importConversations(chosen));
  } catch (error) {
    if (error.body?.problems) tell(error.body);
    else say(`${words.didNotWork} ${error.message}`.trim());
  }
}

function tell({ imported, problems }) {
  const lines = problems.map(({ number, title, reason }) => `${title ?? number}: ${reason}`);
  const sums = [fill(words.imported, { count: imported.length })];
  if (problems.length) sums.push(fill(words.notImported, { count: problems.length }));
  say(sums.join(". "), lines);
  if (imported.length) chats.reload();
}

function say(text, lines = []) {
  one(".result", report).textContent = text;
  one("ul", report).replaceChildren(
    ...lines.map((line) => {
      const item = document.createElement("li");
      item.dir = "auto";
      item.textContent = line;
      return item;
    }),
  );
}
