"""Requests to a gateway: one to see that it answers, many at once, and one after the other."""

import http.client
import json
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


def ask(connection, gateway, stream):
    """The status and bytes of one answer."""
    connection.request("POST", PATH, body(stream=stream), headers(gateway))
    response = connection.getresponse()
    return response.status, response.read()


def check(gateway, seconds=30):
    """Until the gateway gives the whole fixed answer, unstreamed and streamed."""
    end = time.monotonic() + seconds
    while True:
        problem = None
        for stream in (False, True):
            connection = http.client.HTTPConnection("127.0.0.1", gateway.port, timeout=10)
            try:
                status, answer = ask(connection, gateway, stream)
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


def idle_latencies(gateways, stream, count, warmup=20):
    """Median milliseconds of a request on a connection that does nothing else, by gateway's name.

    The gateways take turns, so that whatever else the machine does meets all of them.
    """
    connections = {gateway: http.client.HTTPConnection("127.0.0.1", gateway.port, timeout=30) for gateway in gateways}
    times = {gateway: [] for gateway in gateways}
    for turn in range(count + warmup):
        for gateway, connection in connections.items():
            start = time.perf_counter()
            status, _ = ask(connection, gateway, stream)
            taken = time.perf_counter() - start
            if status != 200:
                raise Failed(f"{gateway.name} answered {status} on an idle connection")
            if turn >= warmup:
                times[gateway].append(taken * 1e3)
    for connection in connections.values():
        connection.close()
    return {gateway.name: statistics.median(taken) for gateway, taken in times.items()}
