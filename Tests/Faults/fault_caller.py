"""A caller of `/v1/chat/completions` that believes nothing: it notes exactly what came and how it ended."""

import json
import time
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException


@dataclass
class Heard:
    """What a caller got for one request."""

    status: int | None = None
    text: str = ""
    calls: list = field(default_factory=list)
    """Names and arguments of tool calls."""
    models: list = field(default_factory=list)
    """Who spoke, in order."""
    finish: str | None = None
    """The finish reason, only of an answer that ended as a whole one does."""
    error: str | None = None
    """The code of the error, in the status or in the stream."""
    retry_after: str | None = None
    broke: str | None = None
    """How the connection ended when it ended without finish and without error."""
    began: float = 0
    took: float = 0

    @property
    def claims_to_be_whole(self):
        return self.finish is not None and self.error is None and self.broke is None


def ask(server, model, messages, stream, patience, **parameters):
    """Asks once; gives up, as a hang, after `patience` seconds."""
    heard = Heard(began=time.monotonic())
    connection = HTTPConnection("127.0.0.1", server.port, timeout=patience)
    body = {"model": model, "messages": messages, "stream": stream, **parameters}
    try:
        connection.request(
            "POST", "/v1/chat/completions", json.dumps(body),
            {"content-type": "application/json", "authorization": f"Bearer {server.key}"})
        response = connection.getresponse()
        heard.status = response.status
        heard.retry_after = response.getheader("retry-after")
        if stream and response.status == 200:
            _listen(response, heard, heard.began + patience)
        else:
            _take(json.loads(response.read()), heard)
    except TimeoutError:
        heard.broke = "hang"
    except (OSError, HTTPException, ValueError) as error:
        heard.broke = f"{type(error).__name__}: {error}"
    finally:
        connection.close()
    heard.took = time.monotonic() - heard.began
    return heard


def _take(body, heard):
    if "error" in body:
        heard.error = body["error"]["code"]
        return
    choice = body["choices"][0]
    heard.models = [body["model"]]
    heard.text = choice["message"]["content"] or ""
    heard.calls = [_call(call["function"]) for call in choice["message"].get("tool_calls") or []]
    heard.finish = choice["finish_reason"]


def _listen(response, heard, until):
    finish, done, pieces = None, False, {}
    while line := response.readline():
        if time.monotonic() > until:
            heard.broke = "hang"
            return
        line = line.decode("utf-8").rstrip("\n")
        if not line.startswith("data: "):
            if line:
                heard.broke = f"not an event: {line[:80]}"
            continue
        if done:
            heard.broke = "something after [DONE]"
        if line == "data: [DONE]":
            done = True
            continue
        body = json.loads(line.removeprefix("data: "))
        if "error" in body:
            heard.error = body["error"]["code"]
            continue
        if body["model"] not in heard.models:
            heard.models.append(body["model"])
        for choice in body["choices"]:
            delta = choice["delta"]
            heard.text += delta.get("content") or ""
            for call in delta.get("tool_calls") or []:
                whole = pieces.setdefault(call["index"], {"name": "", "arguments": ""})
                whole["name"] += call["function"].get("name") or ""
                whole["arguments"] += call["function"].get("arguments") or ""
            finish = choice["finish_reason"] or finish
    heard.calls = [_call(pieces[index]) for index in sorted(pieces)]
    if finish and done:
        heard.finish = finish
    elif heard.error is None and heard.broke is None:
        heard.broke = "the stream ended without its end"


def _call(function):
    return function["name"], json.loads(function["arguments"] or "{}")
