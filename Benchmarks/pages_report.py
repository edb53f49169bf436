"""What the benchmark of pages found, as Markdown."""

import datetime
from dataclasses import dataclass, field

from report import machine, ratio, table

BEGIN = "<!-- measured: written by Benchmarks/pages.py --write -->"


@dataclass
class Measurements:
    """All that one run found; `pages` by (what was done, with what), `calls` by database and call."""

    load: float
    pages: dict = field(default_factory=dict)
    calls: dict = field(default_factory=dict)
    notes: list = field(default_factory=list)


def opened(pages):
    rows, base = [], None
    for (kind, name), trace in pages.items():
        if kind == "open":
            base = trace if base is None or " 10 " in f"{name} " else base
            rows.append([name, f"{trace.first_paint:,.0f}", ratio(trace.first_paint, base.first_paint), f"{trace.ready:,.0f}",
                         ratio(trace.ready, base.ready), len(trace.long_tasks), f"{trace.longest:,.0f}", f"{trace.blocked:,.0f}"])
    return table(["opening", "first paint, ms", "ratio", "takes taps, ms", "ratio", "long tasks", "longest, ms",
                  "of them beyond 50 ms, ms"], rows)


def scrolled(pages):
    rows = []
    for (kind, name), trace in pages.items():
        if kind == "scroll":
            seconds = sum(trace.frame_times) / 1000 or 1
            rows.append([name, f"{seconds:.0f}", f"{trace.frames:,}", f"{trace.frames / seconds:.0f}", f"{trace.dropped:,}",
                         f"{trace.p95:.1f}", len(trace.long_tasks), f"{trace.longest:,.0f}", f"{trace.blocked / seconds / 10:.1f} %"])
    return table(["scrolling", "seconds", "frames", "frames/s", "dropped", "p95 of a frame, ms", "long tasks", "longest, ms",
                  "of the time beyond 50 ms"], rows)


def calls(found, many):
    return table(["call", "with 10, ms", f"with {many:,}, ms", "ratio"],
                 [[name, f"{few:.2f}", f"{more:.2f}", f"{more / few:.2f}"] for name, (few, more) in found.items()])


def markdown(found, options):
    parts = [
        f"{datetime.date.today().isoformat()}, {machine()}, shared by the server and the browser; load of the machine before: "
        f"{found.load:.1f}. {options.conversations:,} conversations of {options.messages} messages beside the newest 10 of them; the "
        f"middle one of {options.rounds} rounds, and medians of up to {options.calls} calls.",
        *(f"Note: {note}" for note in found.notes),
    ]
    if found.pages:
        parts += ["### The page on a slow phone", opened(found.pages), scrolled(found.pages)]
    for database, measured in found.calls.items():
        parts += [f"### The same calls on {database}", calls(measured, options.conversations)]
    return "\n\n".join(parts) + "\n"
