// The server's HTTP interface.

/** An answer of the server that is an error, or no answer at all (status 0). */
export class Failure extends Error {
  constructor(status, body) {
    super(body?.error?.message ?? "");
    this.body = body;
    this.status = status;
    this.code = body?.error?.code ?? "";
    this.requestID = body?.error?.request_id ?? "";
    this.retryAfterSeconds = body?.retry_after_seconds ?? body?.error?.retry_after_seconds;
  }
}

async function request(method, path, body) {
  let response;
  const sent = body instanceof Blob ? body : JSON.stringify(body ?? {});
  try {
    response = await fetch(path, {
      method,
      headers: method === "GET" ? {} : { "content-type": "application/json" },
      body: method === "GET" ? undefined : sent,
      cache: "no-store",
      keepalive: method === "PATCH", // a page may be left at once
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

const conversations = "/api/v1/conversations";
const conversation = (id) => `${conversations}/${encodeURIComponent(id)}`;
const query = (values) => `?${new URLSearchParams(Object.entries(values).filter(([, value]) => value))}`;

export const listConversations = (archived, cursor) => json("GET", conversations + query({ archived, cursor }));
export const searchConversations = (q) => json("GET", `${conversations}/search${query({ q })}`);
export const createConversation = (assistant, model, temporary) =>
  json("POST", conversations, { assistant, default_model_id: model ?? undefined, temporary });
export const chooseModel = (id, model) => json("PATCH", conversation(id), { default_model_id: model });
export const readModels = () => json("GET", "/api/v1/models");
export const readConversation = (id) => json("GET", conversation(id));
export const changeConversation = (id, changes) => json("PATCH", conversation(id), changes);
export const deleteConversation = (id) => request("DELETE", conversation(id));
export const forkConversation = (id, message) => json("POST", `${conversation(id)}/fork`, { message_id: message });
export const importConversations = (file) => json("POST", `${conversations}/import`, file);
export const exportAddress = (id, format) => `${conversation(id)}/export?format=${format}`;
/** `place` says what the message follows (`parent_id`) or replaces (`edits`). */
export const sendMessage = (id, content, place) => request("POST", `${conversation(id)}/messages`, { content, ...place });
export const retryAnswer = (id, message) => request("POST", `${conversation(id)}/retry`, { message_id: message });
export const stopAnswer = (id, message) => request("POST", `${conversation(id)}/stop`, { message_id: message });
export const runningAnswer = (id, message) => request("GET", `${conversation(id)}/events${query({ message_id: message })}`);
/** The page at `address` as a document. */
export const readPage = async (address) =>
  new DOMParser().parseFromString(await (await request("GET", address)).text(), "text/html");
/** The markup of what comes before a message, stretch by stretch, the last one first. */
export async function* earlierMessages(id, before) {
  const response = await request("GET", `/c/${encodeURIComponent(id)}/earlier${query({ before })}`);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      const lines = (text + value).split("\n");
      text = lines.pop();
      for (const line of lines) yield JSON.parse(line);
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}
export const checkAvailability = (assistant) => json("GET", `/api/check-availability/${query({ assistant })}`);
export const readLimits = () => json("GET", "/api/v1/limits/mine");
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
