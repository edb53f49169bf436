// Tooltips show by hover and keyboard focus through the style sheet alone; this adds touch, and Esc, which hides them.

const tips = (state) => [...document.querySelectorAll(`.tip[data-${state}]`)];

export function start() {
  document.addEventListener("click", (event) => {
    const tip = event.target.closest(".info")?.closest(".tip");
    const wasOpen = tip?.dataset.open !== undefined;
    for (const other of tips("open")) if (!other.contains(event.target) || wasOpen) delete other.dataset.open;
    if (tip && !wasOpen) {
      tip.dataset.open = "";
      delete tip.dataset.dismissed;
    }
  });
  for (const name of ["pointerout", "focusout"]) {
    document.addEventListener(name, (event) => {
      const tip = event.target.closest?.(".tip");
      if (tip && !tip.contains(event.relatedTarget)) delete tip.dataset.dismissed;
    });
  }
}

/** Hides every tooltip that shows; whether there was one. */
export function dismiss() {
  const shown = [...document.querySelectorAll(".tip:not([data-dismissed])")].filter(
    (tip) => getComputedStyle(tip.querySelector(".tooltip")).visibility === "visible" && !tip.hidden,
  );
  for (const tip of shown) {
    delete tip.dataset.open;
    tip.dataset.dismissed = "";
  }
  return shown.length > 0;
}
