// One answer on the page: its blocks, the name of its model, how it ended.

import { refusedBy } from "./limits.js";
import { clone, fill, one, words } from "./page.js";

let tips = 0;

export class Answer {
  constructor(element) {
    this.element = element;
    this.body = one(".body", element);
    this.path = [];
  }

  /** A new answer, waiting for its first words. */
  static create() {
    const answer = new Answer(clone("answer-template"));
    const tooltip = one(".tooltip", answer.element);
    tooltip.id = `tip-new-${++tips}`;
    one(".info", answer.element).setAttribute("aria-describedby", tooltip.id);
    return answer;
  }

  /** Replaces the blocks from index `from` on. */
  patch(from, blocks) {
    while (this.body.childElementCount > from) this.body.lastElementChild.remove();
    const template = document.createElement("template");
    template.innerHTML = blocks.join("");
    showCopyButtons(template.content);
    this.body.append(template.content);
  }

  /** Back to waiting, with nothing said. */
  clear() {
    this.patch(0, []);
    this.spokenBy([]);
    this.signedBy(null);
    this.accompany();
    this.mark("running");
  }

  /** Shows what the server has drawn to go with the answer: its sources, and what is recommended. */
  accompany({ sources = "", cards = "" } = {}) {
    for (const each of this.element.querySelectorAll(".sources, .cards")) each.remove();
    one(".outcome", this.element).insertAdjacentHTML("afterend", sources + cards);
  }

  /** Names the models that have written this answer, in order. */
  spokenBy(path) {
    this.path = path.filter(Boolean);
    const model = this.path.at(-1);
    const models = this.path.slice(0, -1).join(", ");
    one(".tooltip", this.element).textContent = model ? fill(models ? words.rescued : words.answeredBy, { model, models }) : "";
    one(".tip", this.element).hidden = !model;
  }

  /** Says on its chip by which model the answer is, and in whose place when another was asked first ({id, name}). */
  signedBy(model, asked) {
    const chip = one(".chip", this.element);
    if (!chip) return;
    chip.hidden = !model;
    one(".chip-model", chip).textContent = model ? fill(words.models.chip, { model }) : "";
    const instead = one(".instead", chip);
    instead.hidden = !model || !asked?.id || asked.id === model;
    instead.textContent = instead.hidden ? "" : fill(words.models.inPlaceOf, { model: asked.name });
  }

  /** Says how the answer stands; `code` and `requestID` of an error when it failed. */
  mark(status, code, requestID, limit) {
    this.element.dataset.status = status;
    const outcome = one(".outcome", this.element);
    outcome.textContent = status === "failed" && limit ? refusedBy(limit) : outcomeOf(status, code);
    if (requestID && status === "failed" && !limit && code !== "all_models_unavailable") {
      const reference = document.createElement("small");
      reference.textContent = fill(words.reference, { id: requestID });
      outcome.append(" ", reference);
    }
  }

  get text() {
    return this.body.innerText.trim();
  }

  get outcome() {
    return one(".outcome", this.element).textContent;
  }
}

function outcomeOf(status, code) {
  if (status === "stopped") return words.stopped;
  if (status === "interrupted") return words.interrupted;
  if (status !== "failed") return "";
  const reasons = {
    all_models_unavailable: words.wasOut,
    cloud_disabled: words.models.cloudBlocked,
    budget_exceeded: words.limits.spent,
    rate_limit_exceeded: words.limits.tooFast,
    price_unknown: words.limits.unpriced,
    content_policy: words.declined,
    context_length_exceeded: words.tooLong,
    invalid_structure: words.misfit,
  };
  return reasons[code] ?? words.failed;
}

/** Code blocks arrive with a hidden button, which has its word from here. */
export function showCopyButtons(root) {
  for (const button of root.querySelectorAll(".copy[hidden]")) {
    button.textContent = words.copy;
    button.hidden = false;
  }
}

/** Copies the code block that `button` stands above. */
export async function copyCode(button) {
  try {
    await navigator.clipboard.writeText(one("code", button.closest(".code")).textContent);
  } catch {
    return;
  }
  button.textContent = words.copied;
  setTimeout(() => (button.textContent = words.copy), 2000);
}
