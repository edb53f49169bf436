#!/usr/bin/env python3
"""A long mixed load with models failing all the time: what grows, what leaks, what is added to an answer's time.

Usage: python3 Benchmarks/soak.py [--minutes 20] [--warm-up 5] [--write docs/soak.md]. UNDERSTUDY_BIN names the server to be soaked,
else it is the release build. Ends with 1 when something leaked or a caller was told something untrue.
"""

import argparse
import multiprocessing
import os
import platform
import re
import subprocess
import sys
import time
from collections import Counter
from datetime import date
from pathlib import Path
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "Tests/Faults"))
os.environ.setdefault("UNDERSTUDY_BIN", str(ROOT / ".build/release/understudy"))

import fault_servers  # noqa: E402
import soak_load  # noqa: E402

SAMPLE_EVERY = 10
QUIET = 15
RECOVERY = 60
"""A model that is well again is found to be within this: the longest cooldown, a jitter and a probe."""
POOL_IDLE = 75
"""This long after the last request, connections to the provider that were kept for later are closed too."""
GROWTH_LIMIT = 0.10
FILES_OPENED_LATE = 10
"""The database opens its readers when they are first needed, and keeps them."""


def sample(rehearsal, began):
    """What the server holds right now."""
    process = Path(f"/proc/{rehearsal.server.pid}")
    status = (process / "status").read_text()
    sockets = set()
    descriptors = 0
    for descriptor in (process / "fd").iterdir():
        try:
            target = os.readlink(descriptor)
        except OSError:
            continue
        descriptors += 1
        if match := re.fullmatch(r"socket:\[(\d+)\]", target):
            sockets.add(match.group(1))
    upstream = 0
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        fields = line.split()
        if int(fields[2].split(":")[1], 16) == rehearsal.simulator.port and fields[9] in sockets:
            upstream += 1
    with urlopen(f"http://127.0.0.1:{rehearsal.server.port}/metrics", timeout=30) as response:
        metrics = response.read().decode()
    return {
        "at": time.time() - began,
        "rss": int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) / 1024,
        "threads": int(re.search(r"Threads:\s+(\d+)", status).group(1)),
        "sockets": len(sockets),
        "files": descriptors - len(sockets),
        "upstream": upstream,
        "running": int(float(re.search(r"^understudy_running_answers (\S+)", metrics, re.M).group(1))),
    }


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")


def mean(values):
    values = list(values)
    return sum(values) / len(values)


def wait_for_recovery(rehearsal):
    """Until no model is being probed any more: every breaker is closed. The models are well by now."""
    end = time.time() + RECOVERY
    while time.time() < end:
        with urlopen(f"http://127.0.0.1:{rehearsal.server.port}/metrics", timeout=30) as response:
            levels = re.findall(r"^understudy_breaker_state\{.*\} (\S+)$", response.read().decode(), re.M)
        if levels and not any(float(level) for level in levels):
            return
        time.sleep(1)


def soak(minutes, warm_up, clients, think, seed):
    """Runs the load and the quiet after it; returns everything measured. What is sampled while warming up does not count."""
    settings = {
        "deadlines": {"first_content": "3s", "last_first_content": "6s", "idle": "3s", "total": "15s"},
        "log": {"level": "error"},
    }
    script = {"pace": 200, "models": {"steady": {"pace": 0}}}
    context = multiprocessing.get_context("fork")
    with fault_servers.Rehearsal(soak_load.CHAINS, script, **settings) as rehearsal:
        server, simulator = rehearsal.server, rehearsal.simulator
        time.sleep(2)
        began = time.time()
        baseline = sample(rehearsal, began)
        until = context.Value("d", began + (warm_up + minutes) * 60)
        counts, times = context.Queue(), context.Queue()
        load = [
            context.Process(target=soak_load.caller, args=(server, until, think, seed + number, counts))
            for number in range(clients)]
        others = [
            context.Process(target=soak_load.director, args=(simulator, until, seed)),
            context.Process(target=soak_load.stopwatch, args=(server, simulator, until, times))]
        for process in load + others:
            process.start()
        samples = []
        try:
            while time.time() < until.value:
                time.sleep(min(SAMPLE_EVERY, max(0, until.value - time.time())))
                samples.append(sample(rehearsal, began))
                print("{at:6.0f} s  {rss:7.1f} MB  {threads} threads  {sockets} sockets  {files} files  {upstream} upstream  {running} running"
                      .format(**samples[-1]), flush=True)
            told = sum((counts.get(timeout=120) for _ in load), Counter())
            latencies = times.get(timeout=120)
        finally:
            until.value = 0
            for process in load + others:
                process.join(120)
                if process.is_alive():
                    process.terminate()
        time.sleep(QUIET)
        quiet = sample(rehearsal, began)
        wait_for_recovery(rehearsal)
        time.sleep(POOL_IDLE)
        closed = sample(rehearsal, began)
        server.stop()
        ledger = subprocess.run(
            [fault_servers.binary(), "log", "verify", "--data", str(Path(rehearsal.folder.name) / "data")],
            capture_output=True, text=True, check=False)
    return {
        "minutes": minutes, "warm_up": warm_up, "clients": clients, "baseline": baseline,
        "samples": [one for one in samples if one["at"] >= warm_up * 60], "quiet": quiet, "closed": closed,
        "told": told, "latencies": latencies, "ledger": ledger.stdout.strip() or ledger.stderr.strip(),
        "sound": ledger.returncode == 0,
    }


def quarters(run):
    count = max(1, len(run["samples"]) // 4)
    return run["samples"][:count], run["samples"][-count:]


def growth(run):
    first, last = (mean(entry["rss"] for entry in part) for part in quarters(run))
    return last / first - 1


def findings(run):
    """What must not be, in words."""
    for told, count in run["told"].items():
        if told.startswith("VIOLATION"):
            yield f"{count} callers: {told}"
    if growth(run) > GROWTH_LIMIT:
        yield f"memory grew by {growth(run):.0%} from the first to the last quarter"
    if run["quiet"]["running"]:
        yield f"{run['quiet']['running']} answers still run {QUIET} s after the last caller"
    if run["closed"]["upstream"]:
        yield f"{run['closed']['upstream']} connections to the provider are still open {POOL_IDLE} s after the last request"
    if run["closed"]["sockets"] > run["baseline"]["sockets"]:
        yield f"{run['closed']['sockets']} sockets at the end, {run['baseline']['sockets']} at the beginning"
    if run["closed"]["files"] > run["baseline"]["files"] + FILES_OPENED_LATE:
        yield f"{run['closed']['files']} files open at the end, {run['baseline']['files']} at the beginning"
    if not run["sound"]:
        yield f"the ledger is not sound: {run['ledger']}"


def document(run):
    first, last = quarters(run)
    through, direct = run["latencies"]["through"], run["latencies"]["direct"]
    total = sum(run["told"].values())
    found = list(findings(run))
    rows = [("before any load", [run["baseline"]]), ("first quarter", first), ("last quarter", last),
            (f"{QUIET} s after the last caller", [run["quiet"]]), (f"{POOL_IDLE} s after the last model recovered", [run["closed"]])]
    text = f"""\
# {run['minutes']:g} minutes of failing models

Made on {date.today().isoformat()} by `python3 Benchmarks/soak.py --minutes {run['minutes']:g} --write docs/soak.md`, after {run['warm_up']:g} minutes
of the same load in which caches fill, server, provider and callers together on {os.cpu_count()} cores ({platform.machine()}). {run['clients']} callers at a time ask chains of every protocol, streamed
and not, {soak_load.LEAVERS:.0%} of them leave in the middle; every two seconds another simulated model fails in another of
{len(soak_load.FAULTS)} ways or is well again. Deadlines are short (3 s to the first content, 3 s between tokens, 15 s in all), so that
more happens in the time.

{'Nothing grew, nothing leaked, nobody was told anything untrue.' if not found else '**Found:** ' + '; '.join(found) + '.'}

| | memory | threads | sockets | of them to the provider | other descriptors | answers running |
|---|---|---|---|---|---|---|
"""
    for name, part in rows:
        text += f"| {name} | {mean(s['rss'] for s in part):.1f} MB | {mean(s['threads'] for s in part):.0f} | " \
                f"{mean(s['sockets'] for s in part):.0f} | {mean(s['upstream'] for s in part):.0f} | " \
                f"{mean(s['files'] for s in part):.0f} | {mean(s['running'] for s in part):.0f} |\n"
    text += f"""
Memory changed by {growth(run):+.1%} from the first to the last quarter. Connections to the provider that have nothing to do are kept
for a minute.

## What {total} callers got

| | callers |
|---|---|
"""
    text += "".join(f"| {told} | {count} |\n" for told, count in run["told"].most_common())
    text += f"""
An answer is `whole` only with exactly the expected text. Errors are of chains whose only model is out at times, and of answers
that never end.

## What is added to an answer's time

Beside that load, {len(through)} whole answers of a model that does not fail and answers at once, in turn through Understudy, with key and
ledger, and directly:

| | p50 | p99 |
|---|---|---|
"""
    for name, values in (("directly", direct), ("through Understudy", through)):
        text += f"| {name} | {percentile(values, 0.5) * 1000:.2f} ms | {percentile(values, 0.99) * 1000:.2f} ms |\n"
    added = [(percentile(through, share) - percentile(direct, share)) * 1000 for share in (0.5, 0.99)]
    text += f"| added | {added[0]:.2f} ms | {added[1]:.2f} ms |\n"
    text += f"\n## The ledger afterwards\n\n```\n{run['ledger']}\n```\n"
    return text


def main():
    parser = argparse.ArgumentParser(description="A long mixed load with models failing all the time.")
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--warm-up", type=float, default=5, help="minutes of load before those that count")
    parser.add_argument("--clients", type=int, default=24, help="callers at a time")
    parser.add_argument("--think", type=float, default=0.5, help="mean seconds between two requests of one caller")
    parser.add_argument("--seed", type=int, default=1, help="for the same load again")
    parser.add_argument("--write", metavar="FILE", type=Path, help="write the report to FILE as well")
    arguments = parser.parse_args()
    run = soak(arguments.minutes, arguments.warm_up, arguments.clients, arguments.think, arguments.seed)
    text = document(run)
    print(text)
    if arguments.write:
        arguments.write.write_text(text, encoding="utf-8")
    return 1 if any(findings(run)) else 0


if __name__ == "__main__":
    sys.exit(main())
