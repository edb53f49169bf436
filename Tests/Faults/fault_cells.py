"""The cells of the fault table: which fault, asked how, and what must be true of every one of them."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from fault_caller import Heard, ask
from fault_servers import PROTOCOLS, Rehearsal

VOCABULARY = ["alpha", "beta", "gamma", "naïve", "delta", "über", "epsilon", "日本", "zeta", "🚀", "eta", "café", "theta",
              "привет", "iota", "👩‍🚀"]
REFUSAL = "I'm sorry, but I can't help with that."
QUESTION = [{"role": "user", "content": "Please count for me, in words of your own, and take your time with it."}]
WEATHER = {"type": "function", "function": {
    "name": "weather", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}}}


def numbered(count):
    """What the simulated provider says."""
    return " ".join(f"{VOCABULARY[i % len(VOCABULARY)]}{i + 1}" for i in range(count))


ANSWER = numbered(40)
ENDLESS = numbered(1_000)


@dataclass(frozen=True)
class Pace:
    """Deadlines of the server and delays of the faults, in seconds, and how many cells run at once."""

    connect: float = 5
    first_content: float = 10
    last_first_content: float = 60
    idle: float = 10
    total: float = 600
    endless_total: float = 20
    patience: float = 3
    short_wait: int = 2
    slow: float = 5
    too_slow: float = 30
    drip: float = 0.2
    at_once: int = 24
    slack: float = 5
    unhurried: float | None = None
    """The deadlines of models that nobody has to wait for, so that a machine that stands still is not taken for a model that
    does; None for the same as all others'."""

    @property
    def deadlines(self):
        keys = ("connect", "first_content", "last_first_content", "idle")
        return {key: f"{getattr(self, key):g}s" for key in keys}

    @property
    def other_deadlines(self):
        return self.deadlines if self.unhurried is None else dict.fromkeys(self.deadlines, f"{self.unhurried:g}s")


REAL = Pace()
"""The server's own defaults; only an endless answer, which may take ten minutes, is given twenty seconds."""

SHORT = Pace(
    first_content=3, last_first_content=6, idle=3, endless_total=6, patience=5, short_wait=5, slow=0.5, too_slow=4, drip=0.03,
    at_once=16, slack=60, unhurried=60)


@dataclass(frozen=True)
class Fault:
    """One row: the model name's misbehaviour, and how the caller fares when another model stands by."""

    label: str
    suffix: str
    rescued: bool = True
    """Whether a chain with a good model behind it must give the whole answer."""
    understudy: str = ""
    """How the good model behaves, where that matters."""
    leader: str | None = None
    """A model before the faulty one, for faults that show only in a rescue."""
    expected: str = ANSWER
    error: str | None = None
    """The error that the caller must be told, with an understudy or without."""
    ends_with_assistant: bool = False
    """Alone, the conversation ends with a message of the assistant."""
    outlasts: bool = False
    """Whether it is over only when a deadline is."""


def faults(pace):
    """Every fault of `understudy simulate --list-faults`, some of them in several degrees."""
    cut = "+cut-after=5"
    return [
        Fault("none", ""),
        Fault("bad_gateway", "+bad-gateway"),
        # Fewer words: every byte is a write of its own.
        Fault("byte_by_byte", "+byte-by-byte+words=16", understudy="+words=16", expected=numbered(16)),
        Fault("content_policy", "+content-policy", rescued=False, error="content_policy"),
        Fault("context_too_long", "+context-too-long"),
        Fault("cut_after=0", "+cut-after=0"),
        Fault("cut_after=5", cut),
        Fault("cut_after=5, the next repeats words", cut, understudy="+on-continue=repeat"),
        Fault("cut_after=5, the next begins anew", cut, understudy="+on-continue=restart"),
        Fault("duplicate_start", "+duplicate-start"),
        Fault("empty", "+empty"),
        Fault("endless", "+endless+pace=20", rescued=False, expected=ENDLESS),
        Fault("error_in_200", "+error-in-200"),
        Fault("error_in_stream=5", "+error-in-stream=5"),
        Fault("error_once", "+error-once"),
        Fault("huge_headers", "+huge-headers"),
        Fault("malformed_chunk=5", "+malformed-chunk=5"),
        Fault("missing_end=5", "+missing-end=5"),
        Fault("model_not_found", "+model-not-found"),
        Fault("overloaded", "+overloaded"),
        Fault("prefill_rejected", "+prefill-rejected", leader=cut, ends_with_assistant=True),
        Fault(f"rate_limit={pace.short_wait}", f"+rate-limit={pace.short_wait}"),
        Fault("rate_limit=30", "+rate-limit=30"),
        Fault("rate_limit_bare", "+rate-limit-bare"),
        Fault("refusal", "+refusal", expected=REFUSAL),
        Fault("reset", "+reset"),
        Fault("server_error", "+server-error"),
        Fault("silence", "+silence", outlasts=True),
        Fault(f"slow_drip={pace.drip:g}s", f"+slow-drip={pace.drip:g}s"),
        Fault(f"slow_first_token={pace.slow:g}s", f"+slow-first-token={pace.slow:g}s"),
        Fault(f"slow_first_token={pace.too_slow:g}s", f"+slow-first-token={pace.too_slow:g}s", outlasts=True),
        Fault("stall_after=5", "+stall-after=5", outlasts=True),
        Fault("tool_call", "+tool-call"),
        Fault("unauthorized", "+unauthorized"),
        Fault("wrong_content_type", "+wrong-content-type"),
    ]


@dataclass
class Cell:
    """One fault in one protocol, asked for streamed or whole, with an understudy or alone."""

    fault: Fault
    protocol: str
    stream: bool
    alone: bool
    name: str
    heard: Heard = field(default_factory=Heard)
    attempts: int = 0
    """What the faulty model saw."""
    understudy_attempts: int = 0
    tokens_before: int = 0
    """What the model before the one that finished had said when it failed."""

    def __str__(self):
        return f"{self.fault.label} · {self.protocol} · {'stream' if self.stream else 'whole'} · " \
               f"{'alone' if self.alone else 'chain'}"

    @property
    def faulty(self):
        return self.name + self.fault.suffix

    @property
    def good(self):
        return f"{self.name}good{self.fault.understudy}"

    @property
    def chain(self):
        if self.alone:
            models = [self.faulty]
        elif self.fault.leader:
            models = [f"{self.name}lead{self.fault.leader}", self.faulty]
        else:
            models = [self.faulty, self.good]
        return [f"{self.protocol}:{model}" for model in models]

    @property
    def must_be_whole(self):
        return self.fault.rescued and not self.alone

    @property
    def is_whole(self):
        heard = self.heard
        if not heard.claims_to_be_whole:
            return False
        if self.fault.label == "tool_call":
            return heard.finish == "tool_calls" and heard.calls == [("weather", {})] and not heard.text
        if self.fault.label == "refusal" and heard.finish == "content_filter" and not heard.text:
            return True  # Gemini declines without words.
        return heard.text == self.fault.expected and not heard.calls

    def longest(self, pace):
        """No answer to this cell may take longer: each of two attempts at each of two models has its deadlines."""
        if self.fault.label == "endless":
            return pace.endless_total + pace.slack
        speaking = 40 * max(pace.drip, 0.05)
        first = pace.last_first_content if self.alone else 2 * pace.first_content
        return first + 2 * pace.idle + pace.patience + speaking + pace.slack

    def perform(self, server, pace):
        messages = QUESTION + [{"role": "assistant", "content": "alpha1 "}] * (self.alone and self.fault.ends_with_assistant)
        tools = {"tools": [WEATHER]} if self.fault.label == "tool_call" else {}
        self.heard = ask(server, self.name, messages, self.stream, self.longest(pace) + 30, **tools)

    def count(self, log):
        # A model that is out is probed later on; only what came while this caller waited is counted here.
        until = self.heard.began + self.heard.took + 0.05
        def seen(model):
            return [entry for entry in log.get(model, []) if entry["at"] <= until]
        self.attempts = len(seen(self.faulty))
        asked = [seen(model.split(":", 1)[1]) for model in self.chain]
        self.understudy_attempts = sum(map(len, asked)) - self.attempts
        self.tokens_before = sum(entry["tokens"] for entry in asked[0])

    def violations(self, pace):
        """What is not as it must be, in words; empty when all is well."""
        heard = self.heard
        if heard.broke:
            yield f"ended without finish and without error: {heard.broke}"
        if heard.claims_to_be_whole and not self.is_whole:
            yield f"claims to be whole ({heard.finish}) with {heard.text[:60]!r}… ({len(heard.text)} characters), {heard.calls}"
        if heard.finish and heard.error:
            yield f"has a finish and an error: {heard.finish}, {heard.error}"
        if heard.error and not self.fault.expected.startswith(heard.text):
            yield f"the text before the error is not how the answer begins: {heard.text[:200]!r}"
        if self.fault.error not in (None, heard.error):
            yield f"was told {heard.error} and not {self.fault.error}"
        if self.must_be_whole and not self.is_whole:
            yield f"was not rescued: {heard.status} {heard.error} {len(heard.text)} characters"
        if max(self.attempts, self.understudy_attempts) > 2:
            yield f"asked one model too often: {self.attempts} and {self.understudy_attempts} attempts"
        if self.attempts == 0:
            yield "never reached the faulty model"
        if heard.took > self.longest(pace):
            yield f"took {heard.took:.1f} s, at most {self.longest(pace):.1f} s are allowed"


def cells(pace):
    number = 0
    for fault in faults(pace):
        for protocol in PROTOCOLS:
            for stream in (True, False):
                for alone in (False, True):
                    number += 1
                    yield Cell(fault, protocol, stream, alone, f"cell{number}")


def perform(pace):
    """Plays every cell against one server, many at once, and counts what the models saw."""
    table = list(cells(pace))
    models = {
        model: {"deadlines": {"total": f"{pace.endless_total:g}s"}}
        for cell in table if cell.fault.label == "endless" for model in cell.chain}
    models |= {f"{cell.protocol}:{cell.faulty}": {"deadlines": pace.deadlines} for cell in table if cell.fault.outlasts}
    settings = {
        "models": models,
        "deadlines": pace.other_deadlines | {"total": f"{pace.total:g}s"},
        "routing": {"patience": f"{pace.patience:g}s"},
    }
    chains = {cell.name: cell.chain for cell in table}
    with Rehearsal(chains, **settings) as rehearsal:
        # Long ones first, so that the last of them does not keep everyone waiting.
        waiting = ("silence", "slow", "stall", "endless", "rate_limit")
        order = sorted(table, key=lambda cell: not cell.fault.label.startswith(waiting))
        with ThreadPoolExecutor(pace.at_once) as pool:
            list(pool.map(lambda cell: cell.perform(rehearsal.server, pace), order))
        log = {}
        for entry in rehearsal.simulator.log_entries():
            log.setdefault(entry.get("model"), []).append(entry)
        for cell in table:
            cell.count(log)
    return table
