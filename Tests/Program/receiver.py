"""A receiver of webhooks that answers as it is told."""

import http.server
import json
import threading
import time


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.posts.append((dict(self.headers.items()), body, time.time()))
        answer = self.server.script.pop(0) if self.server.script else {"status": 204}
        if hang := answer.get("hang"):
            self.server.released.wait(hang)
        self.send_response(answer["status"])
        for name, value in answer.get("headers", {}).items():
            self.send_header(name, value)
        self.send_header("content-length", "0")
        self.end_headers()

    do_GET = do_POST

    def log_message(self, *arguments):
        pass


class Receiver(http.server.ThreadingHTTPServer):
    """`posts` is what came: headers, body and moment; `script` how to answer, in order, and 204 at its end."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.posts, self.script = [], []
        self.released = threading.Event()
        self.url = f"http://127.0.0.1:{self.server_port}/in"
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def told(self, type=None):
        """The events that came."""
        events = [json.loads(body) for _, body, _ in self.posts]
        return [event for event in events if type in (None, event["type"])]

    def end(self):
        self.released.set()
        self.shutdown()
        self.server_close()
