// Runs an operation with what its form says, and shows what comes back while it comes.

import { authorization, hasToken } from "./authorize.js";
import { announce, one, words } from "./page.js";

/** Characters of a body that are shown; a page with more would stand still. */
const most = 400_000;
const running = new WeakMap();

/** What the form asks for; `authorization` stands for the credentials. */
function request(form, authorization) {
  const query = new URLSearchParams();
  let path = form.dataset.path;
  for (const field of form.querySelectorAll("[data-in]")) {
    if (field.dataset.in === "path") path = path.replace(`{${field.name}}`, encodeURIComponent(field.value));
    else if (field.value) query.append(field.name, field.value);
  }
  const editor = one("textarea", form);
  const headers = {};
  if (editor) headers["Content-Type"] = editor.dataset.type;
  if ("bearer" in form.dataset && authorization) headers.Authorization = authorization;
  return { method: form.dataset.method, url: path + (query.size ? `?${query}` : ""), headers, body: editor?.value };
}

/** The form's request as a command for a shell. The token is not in it: `$TOKEN` stands for it. */
export function command(form) {
  const { method, url, headers, body } = request(form, "Bearer $TOKEN");
  const quote = (text) => `'${text.replaceAll("'", "'\\''")}'`;
  const parts = [`curl -N -X ${method} ${quote(location.origin + url)}`];
  for (const [name, value] of Object.entries(headers)) {
    parts.push(`-H ${name === "Authorization" ? `"${name}: ${value}"` : quote(`${name}: ${value}`)}`);
  }
  if (body !== undefined) parts.push(`-d ${quote(compact(body))}`);
  return parts.join(" \\\n  ");
}

function compact(text) {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return text;
  }
}

export const stop = (form) => running.get(form)?.abort();

export async function run(form) {
  stop(form);
  const controller = new AbortController();
  running.set(form, controller);
  const { url, ...options } = request(form, hasToken() ? authorization() : "");
  const status = one(".reply-status", form);
  const body = one(".reply-body", form);
  one(".reply", form).hidden = false;
  one(".stop-run", form).hidden = false;
  status.textContent = words.running;
  status.dataset.kind = "";
  one(".reply-headers", form).textContent = "";
  body.textContent = "";
  const began = performance.now();
  const took = () => `${Math.round(performance.now() - began)} ms`;
  let said = "";
  try {
    const response = await fetch(url, { ...options, signal: controller.signal, cache: "no-store" });
    said = `${response.status} ${response.statusText}`.trim();
    status.dataset.kind = response.ok ? "good" : "bad";
    status.textContent = `${said} · ${took()}`;
    one(".reply-headers", form).textContent = [...response.headers].map((pair) => pair.join(": ")).join("\n");
    await show(response, body);
    status.textContent = `${said} · ${took()}`;
  } catch (error) {
    status.dataset.kind = "bad";
    const why = error.name === "AbortError" ? words.stopped : words.noAnswer;
    status.textContent = said ? `${said} · ${why}` : why;
  }
  if (running.get(form) !== controller) return;
  running.delete(form);
  if (document.activeElement === one(".stop-run", form)) one("[type=submit]", form).focus();
  one(".stop-run", form).hidden = true;
  announce(status.textContent);
}

/** Writes the body as it arrives; JSON is set out once it is whole. */
async function show(response, target) {
  if (!response.body) return;
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) break;
    text += value;
    if (text.length > most) {
      reader.cancel().catch(() => {});
      target.textContent = `${text.slice(0, most)}\n\n${words.cut}`;
      return;
    }
    target.append(value);
  }
  if (!/json/.test(response.headers.get("content-type") ?? "")) return;
  try {
    target.textContent = JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    // It stays as it came.
  }
}
