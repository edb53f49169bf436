#!/usr/bin/env python3
"""Plays the fault table and the outage with the server's own deadlines, and writes docs/faults.md.

Usage: python3 Tests/Faults/table.py [--write FILE]. Takes about five minutes; ends with 1 when a fact is violated.
"""

import argparse
import itertools
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import fault_cells
import outage

sys.stdout.reconfigure(encoding="utf-8")

INTRODUCTION = """\
# What callers get when models fail

Every fault of the [simulated provider](simulate.md), asked for streamed and not, in every protocol that models are spoken to
in; with a good model of the same protocol next in the chain, and alone. The caller uses `/v1/chat/completions`. Made by

```sh
python3 Tests/Faults/table.py --write docs/faults.md
```

on {date}, with the default deadlines (an endless answer excepted, which is given {endless:g} s and not ten minutes).
`make test` plays the same cells with shorter deadlines.

In every cell it was checked that

- the answer came to an end within what the deadlines allow: there was no hang;
- a clean end came only with exactly the expected text, and exactly the expected text only with a clean end;
- no text was missing, repeated or out of place after a rescue, and what came before an error is how the answer begins;
- no model was asked more than twice for one request.

{cells} cells, {violations}.

## The table

*Got* is what the caller got, *asked* how often the faulty model was asked and, behind the plus, the next one. *Time* is from the
request to the end of the answer; a good answer takes about 0.2 s. Upstream every answer is streamed, whatever the caller wants;
so what differs between the two is only how a late failure can be told: in the stream, or by the status.

| fault | asked for | models speak | got, with a next model | asked | time | got, alone | asked | time |
|---|---|---|---|---|---|---|---|---|
"""

REMARKS = """
Where a fault comes before the first content, nobody but the log sees it. Where it comes later, the next model goes on at the
very character; words that it says again are dropped. A model that stands alone is asked once to go on with its own answer; when
it breaks off again, the caller keeps the words that came and is told that they are not all. A model that goes on with nothing
ends an answer only where the words before end like a text, with a full stop or its like; one that declines to go on never does.

A refusal and a declined prompt are answers: no other model is asked to overrule them. `prefill_rejected` is met by the second
model of a chain whose first is cut, and alone by a conversation that ends with an assistant message.
"""

OUTAGE = """
## An outage of {outage:g} seconds

The first of two models is out for {outage:g} s while a request comes every {interval:g} s; the cooldowns are the default ones.

| fault | requests | whole answers | asked until the breaker opened | probes while out | seconds between them | back on the first model |
|---|---|---|---|---|---|---|
"""


def got(cell):
    """What the caller got, in words."""
    heard = cell.heard
    if heard.broke:
        return f"**{heard.broke}**"
    if heard.error and heard.status == 200:
        return f"words, then the error event `{heard.error}`"
    if heard.error:
        return f"{heard.status} `{heard.error}`" + (", Retry-After" if heard.retry_after else "")
    if not cell.is_whole:
        return "**not what it should be**"
    if cell.fault.label == "refusal":
        return "the refusal"
    if heard.models[-1] == cell.chain[0]:
        return "the tool call, whole" if cell.fault.label == "tool_call" else "whole"
    return "whole, rescued midway" if cell.tokens_before else "whole, from the next"


def asked(cell):
    return str(cell.attempts) + (f" + {cell.understudy_attempts}" if cell.understudy_attempts else "")


def span(cells):
    times = sorted(cell.heard.took for cell in cells)
    low, high = f"{times[0]:.1f}", f"{times[-1]:.1f}"
    return f"{low} s" if low == high else f"{low}–{high} s"


def rows(table):
    """A row for each fault and way of asking, for all protocols in which the same happened."""
    for (fault, stream), cells in itertools.groupby(
            sorted(table, key=lambda cell: (cell.fault.label, not cell.stream)), key=lambda cell: (cell.fault, cell.stream)):
        alike = {}
        pairs = {}
        for cell in cells:
            pairs.setdefault(cell.protocol, {})[cell.alone] = cell
        for protocol, pair in pairs.items():
            alike.setdefault(tuple((got(pair[alone]), asked(pair[alone])) for alone in (False, True)), []).append(protocol)
        for ((chain, chain_asked), (alone, alone_asked)), protocols in alike.items():
            yield [
                f"`{fault.label}`" if " " not in fault.label else "`{}`, {}".format(*fault.label.split(", ", 1)),
                "stream" if stream else "whole", "all" if len(protocols) == len(pairs) else ", ".join(protocols),
                chain, chain_asked, span([pairs[protocol][False] for protocol in protocols]),
                alone, alone_asked, span([pairs[protocol][True] for protocol in protocols]),
            ]


def outage_row(result):
    whole = sum(heard.claims_to_be_whole and heard.text == fault_cells.ANSWER for heard in result.heards)
    moments = result.failing[result.opened_by - 1:]
    gaps = ", ".join(f"{later - earlier:.1f}" for earlier, later in zip(moments, moments[1:]))
    back = "never" if result.back_after is None else f"{result.back_after:.1f} s after its recovery"
    return [f"`{result.fault}`", len(result.heards), whole, result.opened_by, len(result.probes), gaps, back]


def line(values):
    return "| " + " | ".join(str(value) for value in values) + " |\n"


def document(table, outages, violations):
    text = INTRODUCTION.format(
        date=date.today().isoformat(), endless=fault_cells.REAL.endless_total, cells=len(table),
        violations="no violation" if not violations else f"**{len(violations)} violations**")
    text += "".join(line(row) for row in rows(table)) + REMARKS
    text += OUTAGE.format(outage=outage.REAL.outage, interval=outage.REAL.interval)
    text += "".join(line(outage_row(result)) for result in outages)
    if violations:
        text += "\n## Violations\n\n" + "".join(f"- {violation}\n" for violation in violations)
    return text


def main():
    parser = argparse.ArgumentParser(description="Plays the fault table and the outage.")
    parser.add_argument("--write", metavar="FILE", type=Path, help="write the table to FILE instead of printing it")
    arguments = parser.parse_args()
    table = fault_cells.perform(fault_cells.REAL)
    # Not beside the table: its figures are of a server that has nothing else to do.
    with ThreadPoolExecutor() as pool:
        outages = list(pool.map(lambda fault: outage.play(fault, outage.REAL), outage.FAULTS))
    violations = [f"{cell}: {text}" for cell in table for text in cell.violations(fault_cells.REAL)]
    violations += [f"outage by {result.fault}: {text}" for result in outages for text in result.violations()]
    text = document(table, outages, violations)
    if arguments.write:
        arguments.write.write_text(text, encoding="utf-8")
    else:
        print(text)
    for violation in violations:
        print(violation, file=sys.stderr)
    return 1 if violations else 0


if __name__ == "__main__":
    sys.exit(main())
