// The panel for connecting a model, and the banner that says what was found while there is none.

import * as api from "./api.js";
import { data, fill, one, words } from "./page.js";

const panel = one("#connect");
const form = panel && one("#connect-form");
const kind = panel && one("#connect-kind");
const result = panel && one(".result", panel);
let setup = null;

export function start() {
  if (!panel) return;
  one(".close", panel).addEventListener("click", () => panel.close());
  kind.addEventListener("change", showFields);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    connect();
  });
  if (data.builtinOnly) load().catch(() => {});
}

export async function open() {
  panel.showModal();
  result.textContent = "";
  try {
    await load();
  } catch {
    result.textContent = words.didNotWork;
  }
}

async function load() {
  setup = await api.readSetup();
  const found = setup.found.map(({ kind, source, models }) => {
    const more = models?.length ? ` (${models.join(", ")})` : "";
    return `${label(kind)}: ${source}${more}`;
  });
  list("#connect-found", found.length ? found : [words.foundNothing]);
  const models = setup.models.filter((model) => model.provider !== "builtin");
  const names = models.map(({ name, id, available }) => (name ?? id) + (available ? "" : ` – ${words.modelOut}`));
  list("#connect-models", names.length ? names : [words.connectedNothing]);
  const chosen = kind.value;
  kind.replaceChildren(...setup.kinds.filter((each) => each.kind !== "builtin").map((each) => new Option(each.label, each.kind)));
  if (chosen) kind.value = chosen;
  showFields();
  form.hidden = !setup.can_connect;
  one(".why-not", panel).textContent = setup.why_not ?? "";
  one(".why-not", panel).hidden = setup.can_connect || !setup.why_not;
  const banner = one("#banner");
  if (!banner) return;
  banner.hidden = !setup.builtin_only;
  one(".found", banner).textContent = found.length ? fill(words.foundSummary, { models: found.join("; ") }) : words.foundNothing;
}

const label = (name) => setup.kinds.find((each) => each.kind === name)?.label ?? name;

function list(selector, lines) {
  one(selector).replaceChildren(
    ...lines.map((line) => {
      const item = document.createElement("li");
      item.dir = "auto";
      item.textContent = line;
      return item;
    }),
  );
}

function showFields() {
  const chosen = setup?.kinds.find((each) => each.kind === kind.value);
  if (!chosen) return;
  one("#connect-key-field").hidden = !chosen.needs_key;
  one("#connect-key").required = chosen.needs_key;
  one("#connect-address-hint").textContent = chosen.default_base_url
    ? fill(words.addressHint, { address: chosen.default_base_url })
    : "";
}

async function connect() {
  const button = one("[type=submit]", form);
  const provider = { kind: kind.value };
  const key = one("#connect-key").value.trim();
  const address = one("#connect-address").value.trim();
  const models = one("#connect-names").value.split(",").map((name) => name.trim()).filter(Boolean);
  if (key && !one("#connect-key-field").hidden) provider.api_key = key;
  if (address) provider.base_url = address;
  if (models.length) provider.models = models;
  button.disabled = true;
  result.textContent = words.connecting;
  try {
    const answer = await api.connectProvider(provider);
    form.reset();
    await load();
    result.textContent = fill(words.connected, { models: answer.models.map((model) => model.name ?? model).join(", ") });
  } catch (error) {
    result.textContent = `${words.didNotWork} ${error.message}`.trim();
  }
  button.disabled = false;
}
