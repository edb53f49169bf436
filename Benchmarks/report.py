"""The measurements of a run as Markdown, and their place in docs/benchmarks.md."""

import datetime
import os
import platform
from dataclasses import dataclass, field
from pathlib import Path

from processes import Failed

BEGIN, END = "<!-- measured: written by Benchmarks/run --write -->", "<!-- end of the measurement -->"
MB = 1e6


@dataclass
class Measurements:
    """All that one run found; dictionaries are by gateway, direct and nginx first."""

    whole: dict = field(default_factory=dict)
    streamed: dict = field(default_factory=dict)
    idle_whole: dict = field(default_factory=dict)
    idle_streamed: dict = field(default_factory=dict)
    starts: dict = field(default_factory=dict)
    memory: dict = field(default_factory=dict)
    journal: list = field(default_factory=list)
    syncs: float = 0
    ledger: dict = field(default_factory=dict)
    notes: list = field(default_factory=list)


def table(head, rows):
    """A Markdown table; the first column is text, the others are numbers."""
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def ratio(value, base):
    """In as many digits as such a measurement is good for."""
    if not base:
        return "–"
    result = value / base
    return f"{result:,.0f}" if result >= 10 else f"{result:.2f}" if result >= 0.1 else f"{result:.2g}"


def load_table(loads):
    direct, nginx = loads["direct"].rate, loads["nginx"].rate
    return table(
        ["through", "requests/s", "of direct", "of nginx", "p50 ms", "p99 ms", "failed"],
        [[name, f"{one.rate:,.0f}", ratio(one.rate, direct), ratio(one.rate, nginx), f"{one.p50:.2f}", f"{one.p99:.2f}",
          one.failed] for name, one in loads.items()])


def idle_table(whole, streamed):
    groups = [
        {name: one.end for name, one in whole.items()},
        {name: one.first for name, one in streamed.items()},
        {name: one.end for name, one in streamed.items()},
    ]

    def columns(times, name):
        if name == "direct":
            return [f"{times[name]:.3f} in all", ""]
        added, nginx = times[name] - times["direct"], times["nginx"] - times["direct"]
        # What nginx adds is close to what can be measured at all; below this it is no base for a ratio.
        return [f"{added:+.3f}", ratio(added, nginx) if nginx > 0.01 else "–"]

    head = ["through"]
    for what in ("whole answer", "first word of a stream", "end of a stream"):
        head += [f"{what}, ms added", "of nginx's"]
    return table(head, [[name, *(cell for times in groups for cell in columns(times, name))] for name in whole])


def memory_table(memory, starts, count):
    nginx = memory["nginx"].during
    return table(
        ["through", "first answers after, s", "streams alive", "before, MB", f"with {count:,}, MB", "a stream, kB", "of nginx"],
        [[name, f"{starts[name]:.2f}", f"{one.alive:,}", f"{one.before / MB:.1f}", f"{one.during / MB:.1f}",
          f"{(one.during - one.before) / count / 1e3:.1f}", ratio(one.during, nginx)] for name, one in memory.items()])


def journal_table(journal, syncs):
    return table(
        ["writers at once", "durable records/s", "of plain fdatasync"],
        [["a file and fdatasync alone", f"{syncs:,.0f}", ratio(syncs, syncs)],
         *([f"{one['writers']:,}", f"{one['recordsPerSecond']:,.0f}", ratio(one["recordsPerSecond"], syncs)]
           for one in journal)])


def machine():
    model = next(
        (line.split(":", 1)[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines()
         if line.startswith("model name")), platform.machine())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores ({model}), {memory:.0f} GiB, Linux {platform.release()}"


def markdown(found, options):
    ledger = found.ledger
    state = "sound" if not ledger.get("faultCount") else f"NOT SOUND: {ledger['faultCount']} faults"
    parts = [
        f"{datetime.date.today().isoformat()}, {machine()}, shared by the load, the gateway and the upstream. "
        f"{options.connections} connections; each figure is the median of {options.rounds} rounds of {options.seconds} s.",
        *(f"Note: {note}" for note in found.notes),
        "### Whole answers", load_table(found.whole),
        "### Streamed answers", load_table(found.streamed),
        "### One request at a time on an idle connection", idle_table(found.idle_whole, found.idle_streamed),
        f"### Start, and memory with {options.streams:,} open streams",
        memory_table(found.memory, found.starts, options.streams),
        "### The ledger", journal_table(found.journal, found.syncs),
        f"Understudy's ledger after the run: {ledger.get('records', 0):,} records, {state}.",
    ]
    return "\n\n".join(parts) + "\n"


def write(path, text, begin=BEGIN):
    """Puts `text` between the markers of the document."""
    document = path.read_text()
    before, found, rest = document.partition(begin)
    _, end, after = rest.partition(END)
    if not found or not end:
        raise Failed(f"{path} has no place between {begin} and {END}")
    path.write_text(f"{before}{begin}\n\n{text}\n{END}{after}")
