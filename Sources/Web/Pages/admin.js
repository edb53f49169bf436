// The admin pages work without this. It copies, lets models be dragged, and keeps what is live fresh.

const root = document.documentElement;
root.dataset.ready = "";

// The nav of a narrow page begins at this page's name.
document.querySelector(".admin-head [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

async function copy(button) {
  const text = button.dataset.copy;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Browsers offer a clipboard over https and on localhost only.
    const area = document.createElement("textarea");
    area.value = text;
    button.after(area);
    area.select();
    document.execCommand("copy");
    area.remove();
    button.focus();
  }
  const before = button.textContent;
  if (before === button.dataset.copied) return;
  button.textContent = document.getElementById("announcer").textContent = button.dataset.copied;
  setTimeout(() => (button.textContent = before), 2000);
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-copy]");
  if (button) copy(button);
});

function makeSortable(list) {
  let item = null;
  list.addEventListener("pointerdown", (event) => {
    item = event.target.closest(".grip")?.parentElement;
    if (!item) return;
    event.preventDefault();
    // The list holds the pointer: the item itself leaves the document for a moment whenever it moves.
    list.setPointerCapture(event.pointerId);
    item.dataset.dragged = "";
  });
  list.addEventListener("pointermove", ({ clientY }) => {
    if (!item) return;
    const next = [...list.children].find((other) => {
      const box = other.getBoundingClientRect();
      return other !== item && clientY < box.top + box.height / 2;
    });
    if ((next ?? null) === item.nextElementSibling || next === item) return;
    list.insertBefore(item, next ?? null);
    document.getElementById("unsaved").hidden = false;
  });
  list.addEventListener("lostpointercapture", () => {
    if (item) delete item.dataset.dragged;
    item = null;
  });
}

for (const list of document.querySelectorAll("[data-sortable]")) makeSortable(list);

const live = document.querySelector("[data-live]");

async function refresh() {
  if (document.hidden) return;
  const answer = await fetch(live.dataset.live).catch(() => null);
  const text = await answer?.text().catch(() => null);
  if (!text || !answer.ok || answer.redirected) return;
  const fresh = new DOMParser().parseFromString(text, "text/html");
  for (const part of document.querySelectorAll("[data-part]")) {
    const now = fresh.getElementById(part.id);
    if (now && !now.isEqualNode(part)) part.replaceWith(now);
  }
}

if (live) setInterval(refresh, 2000);
