// Why there is no answer, or no whole one; `wait` is how many seconds to wait before asking again.
class Refusal extends Error {
  constructor(code, wait = 0) {
    super(code);
    this.code = code;
    this.wait = wait;
  }

  static told(error, header) {
    const wait = Number(error?.retry_after ?? error?.retry_after_seconds ?? header) || 0;
    return new Refusal(error?.code ?? "failed", Math.min(Math.ceil(wait), 3600));
  }
}

// Asks, and gives what the server says as [event, data], the last of which is "done"; throws a Refusal.
async function* askServer(path, body, { server, key, visitor }, signal) {
  let response;
  try {
    response = await fetch(`${server}api/v1/chat/${path}`, {
      method: "POST", credentials: "omit", cache: "no-store", signal, body: JSON.stringify(body),
      headers: {
        authorization: `Bearer ${key}`, "content-type": "application/json", accept: "text/event-stream",
        "x-understudy-visitor": visitor,
      },
    });
  } catch {
    throw new Refusal("offline");
  }
  if (!response.ok) {
    const said = await response.json().catch(() => null);
    throw Refusal.told(said?.error, response.headers.get("retry-after"));
  }
  if (!response.headers.get("content-type")?.startsWith("text/event-stream")) return yield ["done", await response.json()];
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for (let done = false; !done; ) {
      const read = await reader.read();
      done = read.done;
      rest += decoder.decode(read.value, { stream: !done });
      const blocks = rest.split(/\r?\n\r?\n/);
      rest = blocks.pop();
      for (const block of blocks) {
        const event = /^event: ?(.*)$/m.exec(block)?.[1].trim() ?? "message";
        const data = [...block.matchAll(/^data: ?(.*)$/gm)].map((line) => line[1]).join("\n");
        if (!data) continue;
        const said = JSON.parse(data);
        if (event === "failed") throw Refusal.told(said.error);
        yield [event, said];
        if (event === "done") return;
      }
    }
  } catch (error) {
    throw error instanceof Refusal ? error : new Refusal("cut");
  } finally {
    reader.cancel().catch(() => {});
  }
  throw new Refusal("cut");
}
