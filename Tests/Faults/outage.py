"""A long outage under steady traffic: how often the failing model is asked, and when it is back on stage."""

import math
import time
from dataclasses import dataclass, field

from fault_caller import ask
from fault_cells import ANSWER, QUESTION
from fault_servers import Rehearsal

FAULTS = ["overloaded", "server_error", "reset"]
MODEL, UNDERSTUDY = "leader", "understudy"


@dataclass(frozen=True)
class Tempo:
    """How long it is out, the least time from one request to the next, and the breaker's cooldowns, in seconds. A machine that
    stands still makes each of them longer and none shorter, so what must hold is said in requests."""

    outage: float = 60
    interval: float = 4
    first_cooldown: float = 1
    longest_cooldown: float = 30

    @property
    def requests_while_out(self):
        return math.ceil(self.outage / self.interval)

    @property
    def requests_until_back(self):
        """Once the model is well: the last of them comes when even the longest cooldown is over."""
        return math.ceil(self.longest_cooldown / self.interval) + 1

    @property
    def shortest_waits(self):
        """The least time between two probes, the first after the breaker has opened: half of the doubling cooldown."""
        wait = self.first_cooldown
        while True:
            yield wait / 2
            wait = min(wait * 2, self.longest_cooldown)


REAL = Tempo()
"""The server's own cooldowns, and the outage that the table states figures for."""

SCALED = Tempo(outage=12, interval=0.8, first_cooldown=0.2, longest_cooldown=6)
"""The same at a fifth."""


@dataclass
class Outage:
    """What was seen of one outage."""

    fault: str
    tempo: Tempo
    heards: list = field(default_factory=list)
    failing: list = field(default_factory=list)
    """The moments at which the model was asked while it was out, from the outage's beginning."""
    back_after: float | None = None
    """From the model's recovery to the first answer that it gave."""

    @property
    def opened_by(self):
        """Requests that opened the breaker: one that says the model is out, else three failures in a row."""
        return 1 if self.fault == "overloaded" else 3

    @property
    def probes(self):
        return self.failing[self.opened_by:]

    def violations(self):
        for heard in self.heards:
            if not heard.claims_to_be_whole or heard.text != ANSWER:
                yield f"a caller got {heard.status} {heard.error or heard.broke or heard.text[:80]!r}"
        gaps = [later - earlier for earlier, later in zip(self.failing[self.opened_by - 1:], self.probes)]
        for number, (gap, least) in enumerate(zip(gaps, self.tempo.shortest_waits), 1):
            if gap < least * 0.98 - 0.02:
                yield f"probe {number} came after {gap:.2f} s, its cooldown is at least {least:.2f} s"
        if self.back_after is None:
            yield f"not back after {self.tempo.requests_until_back} requests"


def play(fault, tempo):
    """Lets the first of two models fail with `fault`, asks steadily, and goes on until it has answered again."""
    result = Outage(fault, tempo)
    breaker = {"first_cooldown": f"{tempo.first_cooldown * 1000:.0f}ms", "longest_cooldown": f"{tempo.longest_cooldown:g}s"}
    chains = {"default": [f"openai:{MODEL}", f"openai:{UNDERSTUDY}"]}
    script = {"pace": 0, "models": {MODEL: {}, UNDERSTUDY: {}}}
    with Rehearsal(chains, script=script, routing={"breaker": breaker}) as rehearsal:
        def request():
            heard = ask(rehearsal.server, "default", QUESTION, stream=True, patience=60)
            result.heards.append(heard)
            return heard

        def pause(heard):
            time.sleep(max(0, heard.began + tempo.interval - time.monotonic()))

        request()
        rehearsal.simulator.request("DELETE", "/simulate/log")
        rehearsal.simulator.behave(MODEL, fault=fault)
        began = time.monotonic()
        for _ in range(tempo.requests_while_out):
            pause(request())
        rehearsal.simulator.behave(MODEL, fault="none")
        recovered = time.monotonic()
        for _ in range(tempo.requests_until_back):
            heard = request()
            if heard.models == [f"openai:{MODEL}"]:
                result.back_after = heard.began + heard.took - recovered
                break
            pause(heard)
        result.failing = [
            entry["at"] - began for entry in rehearsal.simulator.log_entries()
            if entry.get("model") == MODEL and entry["fault"] == fault]
    return result
