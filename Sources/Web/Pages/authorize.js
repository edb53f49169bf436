// What requests are authorised with. It lives in this module's memory and nowhere else: closing or reloading the page
// forgets it.

import { announce, one, words } from "./page.js";

let token = "";
const opener = one("#authorize-open");
const panel = one("#authorize");
const result = one(".result", panel);

export const hasToken = () => token !== "";
export const authorization = () => `Bearer ${token}`;

export function start() {
  opener.addEventListener("click", () => {
    result.textContent = "";
    panel.showModal();
  });
  one(".close", panel).addEventListener("click", () => panel.close());
  one("#forget").addEventListener("click", () => {
    keep("");
    result.textContent = words.forgotten;
    one("#token").focus();
  });
  handle("#token-form", async (fields) => {
    keep(fields.token.value.trim().replace(/^bearer\s+/i, ""));
    panel.close();
    announce(words.loggedIn);
  });
  handle("#login-form", async (fields) => {
    keep(await logIn(fields.username.value, fields.password.value));
    result.textContent = words.loggedIn;
  });
}

function handle(selector, act) {
  const form = one(selector);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = one("[type=submit]", form);
    button.disabled = true;
    result.textContent = "";
    try {
      await act(form.elements);
      form.reset();
    } catch (error) {
      result.textContent = `${words.loginFailed} ${error.message}`.trim();
    }
    button.disabled = false;
    if (panel.open) button.focus();
  });
}

async function logIn(username, password) {
  const response = await fetch("/auth/login", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ username, password }),
    cache: "no-store",
  }).catch(() => {
    throw new Error(words.noAnswer);
  });
  const body = await response.json().catch(() => null);
  if (!response.ok || !body?.access_token) throw new Error(body?.error?.message ?? "");
  return body.access_token;
}

function keep(value) {
  token = value;
  opener.textContent = token ? words.authorized : words.authorize;
  opener.toggleAttribute("data-on", hasToken());
  one("#forget").hidden = !hasToken();
}
