// The server's HTTP interface.

/** An answer of the server that is an error, or no answer at all (status 0). */
export class Failure extends Error {
  constructor(status, body) {
    super(body?.error?.message ?? "");
    this.status = status;
    this.code = body?.error?.code ?? "";
    this.requestID = body?.error?.request_id ?? "";
    this.retryAfterSeconds = body?.retry_after_seconds ?? body?.error?.retry_after_seconds;
  }
}

async function request(method, path, body) {
  let response;
  try {
    response = await fetch(path, {
      method,
      headers: method === "GET" ? {} : { "content-type": "application/json" },
      body: method === "GET" ? undefined : JSON.stringify(body ?? {}),
      cache: "no-store",
    });
  } catch {
    throw new Failure(0);
  }
  if (response.ok) return response;
  throw new Failure(response.status, await response.json().catch(() => null));
}

async function json(method, path, body) {
  const response = await request(method, path, body);
  return response.json().catch(() => {
    throw new Failure(0);
  });
}

const conversation = (id) => `/api/v1/conversations/${encodeURIComponent(id)}`;

export const createConversation = (model) => json("POST", "/api/v1/conversations", model ? { model } : {});
export const chooseModel = (id, model) => json("PATCH", conversation(id), { model });
export const readModels = () => json("GET", "/api/v1/models");
export const readConversation = (id) => json("GET", conversation(id));
export const deleteConversation = (id) => request("DELETE", conversation(id));
export const sendMessage = (id, content) => request("POST", `${conversation(id)}/messages`, { content });
export const retryAnswer = (id) => request("POST", `${conversation(id)}/retry`);
export const stopAnswer = (id) => request("POST", `${conversation(id)}/stop`);
export const runningAnswer = (id) => request("GET", `${conversation(id)}/events`);
export const checkAvailability = () => json("GET", "/api/check-availability/");
export const readSetup = () => json("GET", "/api/v1/setup");
export const connectProvider = (provider) => json("POST", "/api/v1/setup/providers", provider);

/** The events of a `text/event-stream` response as {name, data}. */
export async function* events(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      text += value;
      // A CR at the very end may be half of a CRLF.
      const whole = text.endsWith("\r") ? text.slice(0, -1) : text;
      const parts = whole.replace(/\r\n?/g, "\n").split("\n\n");
      text = parts.pop() + text.slice(whole.length);
      for (const part of parts) {
        const event = parse(part);
        if (event) yield event;
      }
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

function parse(part) {
  let name = "message";
  const lines = [];
  for (const line of part.split("\n")) {
    const at = line.indexOf(":");
    const field = at < 0 ? line : line.slice(0, at);
    const value = at < 0 ? "" : line.slice(at + 1).replace(/^ /, "");
    if (field === "event") name = value;
    if (field === "data") lines.push(value);
  }
  return lines.length ? { name, data: JSON.parse(lines.join("\n")) } : null;
}
