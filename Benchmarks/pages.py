#!/usr/bin/env python3
"""Measures the page on a slow phone, and the API, for somebody with 1,000 conversations beside somebody with 10.

UNDERSTUDY_BIN names another binary than the release build, CHROMIUM the browser; TRACES a folder that keeps the browser's traces.
Prints Markdown; --write also puts it into docs/benchmarks.md.
"""

import argparse
import contextlib
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pages_calls
import pages_material
import pages_report
import report
from pages_server import fill, server, simulator
from processes import Failed

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "Tests/Program"))


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true", help="put the tables into docs/benchmarks.md")
    parser.add_argument("--conversations", type=int, default=1000, help="of the one with many (default 1000)")
    parser.add_argument("--messages", type=int, default=200, help="of each conversation (default 200)")
    parser.add_argument("--long", type=int, default=1000, help="messages of the conversation to be scrolled (default 1000)")
    parser.add_argument("--rounds", type=int, default=3, help="of each page; the middle one counts (default 3)")
    parser.add_argument("--calls", type=int, default=60, help="of each kind on each server; the median counts (default 60)")
    parser.add_argument("--without", choices=["pages", "sqlite", "postgresql"], action="append", default=[], help="leave a part out")
    return parser.parse_args()


def say(text):
    print(text, file=sys.stderr, flush=True)


class Bench:
    """Two visitors' servers for each database: one with few conversations, one with many, the newest alike."""

    def __init__(self, binary, folder, options):
        self.binary, self.folder, self.options = binary, folder, options
        say("Writing conversations")
        numbers = range(options.conversations - 1, -1, -1)
        self.conversations = [pages_material.conversation(number, options.messages) for number in numbers]

    def people(self, stack, database, urls):
        url = stack.enter_context(simulator(self.binary, self.folder))
        people = []
        for count, place in zip((10, self.options.conversations), urls):
            one = stack.enter_context(server(self.binary, self.folder, f"{database} {count}", url, place))
            say(f"Filling {one.name}")
            identifiers = fill(one, pages_material.files(self.conversations[-count:]))
            people.append(pages_calls.Person(one, identifiers[::-1]))
        return people

    def compare(self, people):
        return pages_calls.compare(*people, self.options.calls, say)

    def on_sqlite(self, found):
        with contextlib.ExitStack() as stack:
            people = self.people(stack, "SQLite", ["sqlite", "sqlite"])
            if "sqlite" not in self.options.without:
                found.calls["SQLite"] = self.compare(people)
            if "pages" not in self.options.without:
                import pages_browser
                found.pages = pages_browser.measure(people, self.options, say)

    def on_postgresql(self, found):
        import postgres
        with contextlib.ExitStack() as stack:
            try:
                cluster = postgres.Cluster()
            except (AssertionError, OSError) as problem:
                say(f"Going on without PostgreSQL: {problem}")
                found.notes.append("PostgreSQL is missing, for it could not be started.")
                return
            stack.callback(cluster.end)
            names = [cluster.database(), cluster.database()]
            people = self.people(stack, "PostgreSQL", [cluster.url(name) for name in names])
            for name in names:
                # What its own housekeeping does within minutes; that of this cluster is off.
                cluster.psql("VACUUM", name)
                cluster.psql("ANALYZE", name)
            found.calls["PostgreSQL"] = self.compare(people)


def main():
    options = arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))
    binary = Path(os.environ.get("UNDERSTUDY_BIN", ROOT / ".build" / "release" / "understudy")).resolve()
    if not os.access(binary, os.X_OK):
        raise Failed(f"there is no {binary}; make build makes it")
    found = pages_report.Measurements(load=os.getloadavg()[0])
    if "debug" in binary.parts:
        found.notes.append("the server was a debug build, about half as fast as a release build; the browser's part and the "
                           "ratios are what to read.")
    (ROOT / ".build").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bench-pages-", dir=ROOT / ".build") as folder:
        bench = Bench(binary, Path(folder), options)
        if not {"pages", "sqlite"} <= set(options.without):
            bench.on_sqlite(found)
        if "postgresql" not in options.without:
            bench.on_postgresql(found)
    text = pages_report.markdown(found, options)
    print(text)
    if options.write:
        report.write(ROOT / "docs" / "benchmarks.md", text, pages_report.BEGIN)


if __name__ == "__main__":
    try:
        main()
    except (Failed, subprocess.SubprocessError) as problem:
        sys.exit(f"bench-pages: {problem}")
