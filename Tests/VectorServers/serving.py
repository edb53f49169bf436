"""What the vector stores' stand-ins share: JSON over HTTP/1.1 on a free loopback port, until standard input ends."""

import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit


class Refused(Exception):
    def __init__(self, status, body):
        super().__init__(status)
        self.status, self.body = status, body


def serve(answer):
    """Answers every request with what `answer(method, parts, query, headers, body)` returns, one at a time; `body` is bytes."""
    turn = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_any(self):
            url = urlsplit(self.path)
            parts = [unquote(part) for part in url.path.split("/") if part]
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            try:
                with turn:
                    status, document = answer(self.command, parts, parse_qs(url.query), self.headers, body)
            except Refused as refused:
                status, document = refused.status, refused.body
            data = json.dumps(document).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_PUT = do_DELETE = handle_any

        def log_message(self, *_):
            pass

    ThreadingHTTPServer.daemon_threads = True
    # All tests connect at once, faster than one thread accepts.
    ThreadingHTTPServer.request_queue_size = 128
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(server.server_port, flush=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdin.read()


def parsed(body):
    try:
        return json.loads(body or b"{}")
    except ValueError:
        raise Refused(400, {"message": "the body is no JSON"}) from None
