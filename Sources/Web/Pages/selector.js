// The choice of a model: a list to search in, and what is chosen for this conversation.

import * as api from "./api.js";
import { announce, fill, isBeside, notify, one, words } from "./page.js";

const dialog = one("#models");
const button = one("#model-button");
const search = one("#models-search");
const list = one("#models-list");
let active = null;
let current = () => null;
let keeping = Promise.resolve();

const options = () => [...list.querySelectorAll("[role=option]")];
const shown = () => options().filter((option) => !option.hidden);
const selected = () => one('[aria-selected="true"]', list);

/** `conversation` says which one is open now; null for one that has not begun. */
export function start({ conversation }) {
  if (!dialog) return;
  current = conversation;
  button.addEventListener("click", open);
  one(".close", dialog).addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => button.setAttribute("aria-expanded", "false"));
  dialog.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) choose(option);
    else if (isBeside(dialog, event)) dialog.close();
  });
  search.addEventListener("input", () => {
    filter();
    announce(fill(words.models.found, { count: shown().length }));
  });
  search.addEventListener("keydown", onKey);
}

/** The model chosen for this conversation; null leaves it to the default. */
export const chosen = () => (dialog && selected().dataset.id) || null;

/** The model that is asked first, as {id, name}; null where people are shown no models. */
export const leading = () => (dialog ? { id: selected().dataset.model, name: selected().dataset.name } : null);

/** Settled as soon as the server knows what is chosen. */
export const kept = () => keeping;

function open() {
  dialog.showModal();
  button.setAttribute("aria-expanded", "true");
  search.value = "";
  filter();
  // Where fingers type, a field in focus would bring up the keyboard over the list.
  if (matchMedia("(hover: hover)").matches) search.focus();
  activate(selected());
  refresh().catch(() => {});
}

async function refresh() {
  const { models } = await api.readModels();
  for (const option of options()) {
    const model = models.find(({ id }) => id === option.dataset.id);
    if (model) one(".out", option).hidden = model.available;
  }
}

function filter() {
  const parts = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const option of options()) {
    const text = one(".model-label", option).textContent.toLowerCase();
    option.hidden = !parts.every((part) => text.includes(part));
  }
  for (const group of list.querySelectorAll("[role=group]")) group.hidden = !one("[role=option]:not([hidden])", group);
  one(".no-model", dialog).hidden = shown().length > 0;
  activate(shown()[0] ?? null);
}

function activate(option) {
  active?.removeAttribute("data-active");
  active = option;
  if (!option) return search.removeAttribute("aria-activedescendant");
  option.dataset.active = "";
  search.setAttribute("aria-activedescendant", option.id);
  option.scrollIntoView({ block: "nearest" });
}

function onKey(event) {
  if (event.isComposing) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) {
    const all = shown();
    if (all.length) activate(all[(all.indexOf(active) + step + all.length) % all.length]);
  } else if (event.key === "Enter") {
    if (active) choose(active);
  } else {
    return;
  }
  event.preventDefault();
}

function choose(option) {
  const before = selected();
  dialog.close();
  if (option === before) return;
  show(option);
  announce(fill(words.models.chosen, { model: option.dataset.name }));
  const model = option.dataset.id || null;
  const conversation = current();
  if (!conversation) {
    // A reload finds it there.
    return history.replaceState(null, "", location.pathname + (model ? `?model=${encodeURIComponent(model)}` : ""));
  }
  keeping = api.chooseModel(conversation, model).catch(() => {
    show(before);
    notify(words.models.notKept);
  });
}

function show(option) {
  for (const each of options()) each.setAttribute("aria-selected", String(each === option));
  one(".model-name", button).textContent = option.dataset.name;
  button.setAttribute("aria-label", fill(words.models.modelIs, { model: option.dataset.name }));
}
