"""A provider whose words are said when a test lets go of them, however fast or slow the machine is."""

import http.server
import json
import threading


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["content-length"]))
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.end_headers()
        for word in self.server.words:
            self.server.leave.acquire()
            self.say({"content": word})
        self.say({}, "stop")
        self.wfile.write(b"data: [DONE]\n\n")

    def say(self, delta, reason=None):
        event = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m",
                 "choices": [{"index": 0, "delta": delta, "finish_reason": reason}]}
        self.wfile.write(f"data: {json.dumps(event)}\n\n".encode())

    def log_message(self, *arguments):
        pass


class Prompter(http.server.ThreadingHTTPServer):
    """Speaks OpenAI's protocol, streamed; every model of it says `words`."""

    def __init__(self, words):
        super().__init__(("127.0.0.1", 0), Handler)
        self.words = words
        self.leave = threading.Semaphore(0)
        self.provider = {"kind": "openai", "base_url": f"http://127.0.0.1:{self.server_port}/v1", "api_key": "rehearsal"}
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def let(self, count=1):
        """Lets so many more words be said."""
        self.leave.release(count)

    def end(self):
        self.shutdown()
        self.server_close()
