"""The load of the soak: callers of every kind, somebody who makes models fail, and a stopwatch beside them."""

import json
import random
import time
from collections import Counter
from http.client import HTTPConnection, HTTPException

from fault_caller import ask
from fault_cells import ANSWER, QUESTION
from fault_servers import PROTOCOLS

# Without byte_by_byte: thousands of writes an answer keep the simulated provider itself from answering others in time.
FAULTS = [
    "bad_gateway", "cut_after", "duplicate_start", "empty", "endless", "error_in_200", "error_in_stream",
    "error_once", "huge_headers", "malformed_chunk", "missing_end", "overloaded", "rate_limit", "rate_limit_bare", "reset",
    "server_error", "silence", "slow_drip", "slow_first_token", "stall_after", "wrong_content_type",
]
SECOND = {name: PROTOCOLS[(i + 1) % 4] for i, name in enumerate(PROTOCOLS)}
CHAINS = {
    # Two models that may fail and one that never does, from three providers; and one of each that stands alone.
    **{f"mixed-{name}": [f"{name}:first", f"{SECOND[name]}:second", f"{SECOND[SECOND[name]]}:good"] for name in PROTOCOLS},
    **{f"alone-{name}": [f"{name}:first"] for name in PROTOCOLS},
    **{f"good-{name}": [f"{name}:good"] for name in PROTOCOLS},
    "steady": ["openai:steady"],
}
FAILING = ["first", "second"]
LEAVERS = 0.15


def caller(server, until, think, seed, results):
    """One caller after the other: streamed or not, some leave in the middle; puts a count of what they got."""
    dice = random.Random(seed)
    counts = Counter()
    chains = [name for name in CHAINS if name != "steady"]
    while time.time() < until.value:
        chain, stream = dice.choice(chains), dice.random() < 0.6
        if dice.random() < LEAVERS:
            leave(server, chain, stream, dice.uniform(0, 0.4))
            counts["left"] += 1
        else:
            heard = ask(server, chain, QUESTION, stream, patience=90)
            counts[verdict(chain, heard)] += 1
        time.sleep(dice.uniform(0, 2 * think))
    results.put(counts)


def verdict(chain, heard):
    if heard.broke:
        return f"VIOLATION: {heard.broke}"
    if heard.claims_to_be_whole:
        return "whole" if heard.text == ANSWER else f"VIOLATION: whole, but {len(heard.text)} characters"
    # An endless answer goes on behind the expected one.
    if not ANSWER.startswith(heard.text) and not heard.text.startswith(ANSWER):
        return "VIOLATION: other text before an error"
    if chain.startswith("good-"):
        return f"VIOLATION: {heard.error} from a model that does not fail"
    return f"{'in the stream' if heard.status == 200 else heard.status} {heard.error}"


def leave(server, chain, stream, after):
    connection = HTTPConnection("127.0.0.1", server.port, timeout=90)
    try:
        connection.request(
            "POST", "/v1/chat/completions", json.dumps({"model": chain, "messages": QUESTION, "stream": stream}),
            {"content-type": "application/json", "authorization": f"Bearer {server.key}"})
        time.sleep(after)
    except (OSError, HTTPException):
        pass
    finally:
        connection.close()


def director(simulator, until, seed):
    """Every two seconds another model fails in another way, or is well again."""
    dice = random.Random(seed)
    while time.time() < until.value:
        fault = dice.choice(FAULTS) if dice.random() < 0.7 else "none"
        simulator.behave(dice.choice(FAILING), fault=fault)
        time.sleep(2)
    for model in FAILING:
        simulator.behave(model, fault="none")


def stopwatch(server, simulator, until, results):
    """Asks the same model through the server and directly in turn, over connections that stay open."""
    body = {"messages": QUESTION, "stream": False}
    through = Timed(server.port, {**body, "model": "steady"}, server.key)
    direct = Timed(simulator.port, {**body, "model": "steady"}, "rehearsal")
    times = {"through": [], "direct": []}
    while time.time() < until.value:
        times["direct"].append(direct.once())
        times["through"].append(through.once())
        time.sleep(0.1)
    results.put(times)


class Timed:
    def __init__(self, port, body, key):
        self.connection = HTTPConnection("127.0.0.1", port, timeout=60)
        self.body = json.dumps(body)
        self.headers = {"content-type": "application/json", "authorization": f"Bearer {key}"}

    def once(self):
        """Seconds to the end of one whole answer."""
        began = time.perf_counter()
        self.connection.request("POST", "/v1/chat/completions", self.body, self.headers)
        response = self.connection.getresponse()
        data = response.read()
        if response.status != 200:
            raise RuntimeError(f"the steady model answered {response.status}: {data[:200]}")
        return time.perf_counter() - began
