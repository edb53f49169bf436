#!/usr/bin/env python3
"""Measures the vector store in process against NumPy's exact search, in one run.

UNDERSTUDY_BIN names another binary than the release build. Prints Markdown; --write also puts it into docs/benchmarks.md.
"""

import argparse
import datetime
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy
from report import table

ROOT = Path(__file__).resolve().parent.parent
BEGIN, END = "<!-- vectors: written by Benchmarks/vectors.py --write -->", "<!-- end of vectors -->"
PAGE = ROOT / "docs" / "benchmarks.md"


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true", help="put the table into docs/benchmarks.md")
    parser.add_argument("--count", type=int, default=100_000, help="vectors (default 100,000)")
    parser.add_argument("--dimensions", type=int, default=384, help="numbers of each (default 384)")
    parser.add_argument("--queries", type=int, default=300, help="one after the other (default 300)")
    parser.add_argument("--limit", type=int, default=10, help="nearest of each (default 10)")
    return parser.parse_args()


def material(count, dimensions, queries):
    """Unit vectors as texts' are: in clusters of uneven size, a few directions carrying much of the length; queries are like them."""
    numbers = numpy.random.default_rng(7)
    weights = 1 / numpy.sqrt(1 + numpy.arange(dimensions) / 20)
    centres = numbers.standard_normal((200, dimensions)) * weights
    sizes = numbers.dirichlet(numpy.ones(200))

    def draw(many):
        rows = centres[numbers.choice(200, many, p=sizes)] + 0.9 * numbers.standard_normal((many, dimensions)) * weights
        return (rows / numpy.linalg.norm(rows, axis=1, keepdims=True)).astype(numpy.float32)

    return draw(count), draw(queries)


def with_numpy(vectors, queries, limit):
    """How long each query takes in milliseconds, and the numbers of the nearest rows."""
    times, hits = [], []
    for query in queries:
        began = time.perf_counter()
        scores = vectors @ query
        nearest = numpy.argpartition(-scores, limit)[:limit]
        nearest = nearest[numpy.argsort(-scores[nearest], kind="stable")]
        times.append((time.perf_counter() - began) * 1000)
        hits.append(nearest.tolist())
    return times, hits


def numpy_apart(folder, threads, one):
    """NumPy in a process of its own with so many threads: its times, hits and the memory that it holds at the end."""
    code = ("import json, re, sys; sys.path.insert(0, sys.argv[1]); import numpy, vectors as bench\n"
            "rows = numpy.fromfile(sys.argv[2] + '/vectors', numpy.float32).reshape(-1, int(sys.argv[3]))\n"
            "queries = numpy.fromfile(sys.argv[2] + '/queries', numpy.float32).reshape(-1, int(sys.argv[3]))\n"
            "times, hits = bench.with_numpy(rows, queries, int(sys.argv[4]))\n"
            "held = int(re.search(r'VmRSS:\\s+(\\d+)', open('/proc/self/status').read())[1]) * 1024\n"
            "print(json.dumps([times, hits, held]))")
    done = subprocess.run(
        [sys.executable, "-c", code, str(Path(__file__).parent), folder, str(one.dimensions), str(one.limit)],
        capture_output=True, text=True, check=True, env=os.environ | {"OPENBLAS_NUM_THREADS": str(threads)})
    return json.loads(done.stdout)


def understudy(folder, one):
    """Puts all vectors in, then asks in a process of its own, as after a start of the server."""
    binary = os.environ.get("UNDERSTUDY_BIN", ROOT / ".build" / "release" / "understudy")
    results = {}
    for what in ("vectors", "queries"):
        done = subprocess.run(
            [binary, "bench-vectors", f"--{what}", f"{folder}/{what}", "--dimensions", str(one.dimensions), "--limit", str(one.limit),
             "--data", f"{folder}/store"],
            capture_output=True, text=True, check=False)
        if done.returncode:
            sys.exit(f"understudy bench-vectors: {done.stderr}")
        results |= json.loads(done.stdout)
    return results


def agreement(hits, others, vectors, queries):
    """The share of answers that are those of NumPy; rows equally near, to the last digits of 32 bits, may stand in for each other."""
    agree = 0
    for query, one, other in zip(queries, hits, others):
        scores = [numpy.sort(vectors[rows] @ query)[::-1] for rows in (one, other)]
        agree += bool(set(one) == set(other) or numpy.allclose(*scores, atol=1e-6))
    return agree / len(hits)


def row(name, times, memory):
    p50, p95 = numpy.percentile(times, [50, 95])
    return [name, f"{p50:.2f}", f"{p95:.2f}", f"{memory / 1e6:,.0f}"]


def main():
    one = arguments()
    vectors, queries = material(one.count, one.dimensions, one.queries)
    with tempfile.TemporaryDirectory(dir=ROOT / ".build") as folder:
        vectors.tofile(f"{folder}/vectors")
        queries.tofile(f"{folder}/queries")
        ours = understudy(folder, one)
        cores = len(os.sched_getaffinity(0))
        numpys = {threads: numpy_apart(folder, threads, one) for threads in sorted({1, cores})}
    agree = agreement(ours["hits"], numpys[1][1], vectors, queries)
    rows = [row("Understudy, `exact`", ours["query_milliseconds"], ours["memory_bytes"])]
    rows += [row(f"NumPy {numpy.__version__}, {threads} thread{'s' * (threads > 1)}", times, held)
             for threads, (times, _, held) in numpys.items()]
    text = (f"{datetime.date.today()}, {cores} cores: {one.count:,} vectors of {one.dimensions} numbers, {one.queries} queries for the "
            f"{one.limit} nearest, one after the other.\n\n"
            + table(["search", "p50 ms", "p95 ms", "memory MB"], rows)
            + f"\n\n{agree:.1%} of Understudy's answers are those of NumPy. Taking all vectors in took {ours['put_seconds']:.1f} s "
            f"({one.count / ours['put_seconds']:,.0f} a second, each thousand on the disk before the next), opening the file again with "
            f"its checksums {ours['open_seconds']:.2f} s; it has {ours['file_bytes'] / 1e6:,.0f} MB.\n")
    print(text)
    if one.write:
        page = PAGE.read_text(encoding="utf-8")
        start, end = page.index(BEGIN) + len(BEGIN), page.index(END)
        PAGE.write_text(page[:start] + "\n\n" + text + "\n" + page[end:], encoding="utf-8")


if __name__ == "__main__":
    main()
