"""Requests to a gateway: one to see that it answers, many at once, and one after the other."""

import contextlib
import http.client
import json
import re
import socket
import statistics
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from processes import Failed

PATH = "/v1/chat/completions"


def body(model="fixed", stream=False):
    messages = [{"role": "user", "content": "Say sixteen words, please."}]
    return json.dumps({"model": model, "messages": messages, "stream": stream}, separators=(",", ":"))


def headers(gateway):
    return {"Content-Type": "application/json", "Authorization": f"Bearer {gateway.key}"}


def request_bytes(gateway, model="fixed", stream=False):
    """A request as it goes over the wire."""
    text = body(model, stream)
    fields = "".join(f"{name}: {value}\r\n" for name, value in headers(gateway).items())
    return f"POST {PATH} HTTP/1.1\r\nHost: localhost\r\n{fields}Content-Length: {len(text)}\r\n\r\n{text}".encode()


def check(gateway, seconds=30):
    """Until the gateway gives the whole fixed answer, unstreamed and streamed."""
    end = time.monotonic() + seconds
    while True:
        problem = None
        for stream in (False, True):
            connection = http.client.HTTPConnection("127.0.0.1", gateway.port, timeout=10)
            try:
                connection.request("POST", PATH, body(stream=stream), headers(gateway))
                response = connection.getresponse()
                status, answer = response.status, response.read()
                if status != 200 or b"word0" not in answer or b"word15" not in answer:
                    problem = f"answered {status}: {answer[:300].decode(errors='replace')}"
            except (OSError, http.client.HTTPException) as error:
                problem = f"did not answer: {error}"
            finally:
                connection.close()
        if not problem:
            return
        if time.monotonic() > end:
            raise Failed(f"{gateway.name} {problem}")
        time.sleep(0.5)


@dataclass(frozen=True)
class Load:
    """One round of many requests at once; latencies in milliseconds."""

    rate: float
    p50: float
    p99: float
    failed: int


def load(gateway, stream, connections, seconds):
    """As many requests as `connections` callers manage who each ask again as soon as they have their answer."""
    script = Path(__file__).parent / "chat.lua"
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s", "--latency", "-s", script,
               f"http://127.0.0.1:{gateway.port}{PATH}", "--", gateway.key, "stream" if stream else "whole"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 60, check=False)
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if not lines:
        raise Failed(f"wrk failed: {done.stderr.strip() or done.stdout.strip()}")
    result = json.loads(lines[-1])
    rate = (result["requests"] - result["refused"]) / (result["microseconds"] / 1e6)
    return Load(rate, result["p50"] / 1e3, result["p99"] / 1e3, result["refused"] + result["lost"])


def middle_round(rounds):
    """The round of the median rate, with the failures of all."""
    middle = sorted(rounds, key=lambda one: one.rate)[len(rounds) // 2]
    return Load(middle.rate, middle.p50, middle.p99, sum(one.failed for one in rounds))


def exchange(caller, request):
    """The bytes of the answer to `request`, and when its first word and its end were there.

    Over bare sockets, for an HTTP client here would add more than the gateways do.
    """
    caller.sendall(request)
    answer, first = b"", None
    while not is_whole(answer):
        more = caller.recv(65536)
        if not more:
            raise Failed("a gateway hung up in the middle of an answer")
        answer += more
        if first is None and b"word0" in answer:
            first = time.perf_counter()
    return answer, first, time.perf_counter()


def is_whole(answer):
    head, end, rest = answer.partition(b"\r\n\r\n")
    if not end:
        return False
    length = re.search(rb"\r\ncontent-length: *(\d+)", head, re.IGNORECASE)
    return len(rest) >= int(length[1]) if length else rest.endswith(b"0\r\n\r\n")


@dataclass(frozen=True)
class Idle:
    """Median milliseconds to the first word and to the end of an answer."""

    first: float
    end: float


def idle_latencies(gateways, stream, count, warmup=20):
    """The latencies of requests one after the other on a connection, by gateway's name.

    The gateways take turns, so that whatever else the machine does meets all of them.
    """
    firsts, ends = {gateway: [] for gateway in gateways}, {gateway: [] for gateway in gateways}
    with contextlib.ExitStack() as stack:
        callers = {
            gateway: stack.enter_context(socket.create_connection(("127.0.0.1", gateway.port), 30)) for gateway in gateways}
        for turn in range(count + warmup):
            for gateway, caller in callers.items():
                request = request_bytes(gateway, stream=stream)
                start = time.perf_counter()
                answer, first, end = exchange(caller, request)
                if b" 200 " not in answer[:16] or not first:
                    raise Failed(f"{gateway.name} on an idle connection: {answer[:300].decode(errors='replace')}")
                if turn >= warmup:
                    firsts[gateway].append((first - start) * 1e3)
                    ends[gateway].append((end - start) * 1e3)
    return {
        gateway.name: Idle(statistics.median(firsts[gateway]), statistics.median(ends[gateway])) for gateway in gateways}
