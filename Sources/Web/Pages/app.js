// Brings the page to life. The server has drawn everything already; each module takes up its own part of it.

import { copyCode, showCopyButtons } from "./answer.js";
import * as availability from "./availability.js";
import * as chat from "./chat.js";
import * as chats from "./chats.js";
import * as composer from "./composer.js";
import * as connect from "./connect.js";
import * as drawer from "./drawer.js";
import * as limits from "./limits.js";
import { announce, notify, words } from "./page.js";
import * as search from "./search.js";
import * as selector from "./selector.js";
import * as tooltip from "./tooltip.js";
import * as transfer from "./transfer.js";
import * as versions from "./versions.js";

history.scrollRestoration = "manual";
composer.start({ onSend: chat.send, onStop: chat.stop });
availability.start();
drawer.start();
chats.start();
search.start();
transfer.start();
connect.start();
selector.start({ conversation: chat.current });
tooltip.start();
limits.look();
showCopyButtons(document);
chat.start();

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button || versions.take(button)) return;
  if (button.matches(".copy")) copyCode(button);
  else if (button.matches(".retry")) chat.retry();
  else if (button.matches(".suggestion")) chat.send(button.textContent);
  else if (button.matches(".open-connect")) {
    drawer.close();
    connect.open();
  }
});

// Esc undoes the nearest thing: a tooltip, the drawer, the answer under way. An open dialog closes by itself.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.isComposing || document.querySelector("dialog[open]")) return;
  if (tooltip.dismiss() || drawer.close() || chat.stop()) event.preventDefault();
});

function showConnection() {
  composer.set({ online: navigator.onLine });
  notify(navigator.onLine ? null : words.offline);
}
addEventListener("offline", showConnection);
addEventListener("online", () => {
  showConnection();
  announce(words.online);
});
if (!navigator.onLine) showConnection();
document.documentElement.dataset.ready = "";
