#!/usr/bin/env python3
"""Measures the keyword search on many made-up passages, beside bm25s on the same set, machine and run.

Usage: retrieval.py [--passages 100000] [--queries 500] [--write]. With --write the table goes to docs/benchmarks.md.
"""

import argparse
import datetime
import itertools
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from report import table

ROOT = Path(__file__).resolve().parent.parent
BINARY = Path(os.environ.get("UNDERSTUDY_BIN", ROOT / ".build/release/understudy"))
BEGIN, END = "<!-- measured: written by Benchmarks/retrieval.py --write -->", "<!-- end of the retrieval measurement -->"
SYLLABLES = [c + v for c in "bcdfghklmnprstvz" for v in "aeiou"]
# What stands between the words of English, and tells its language.
SMALL_WORDS = "the of and to in is that for it as was with be by on not but at are this have from or an they which were".split()


def make_set(folder, passages, queries):
    """Passages of some 100 words whose frequencies fall as those of a language do (Zipf), between the small words of English; each
    query is words of one of them."""
    draw = random.Random(1)
    words = list({"".join(draw.choices(SYLLABLES, k=draw.randint(2, 4))) for _ in range(60_000)})
    words.sort()
    draw.shuffle(words)
    weights = list(itertools.accumulate(1 / (rank + 3) for rank in range(len(words))))
    (folder / "qrels").mkdir(parents=True)
    chosen = set(draw.sample(range(passages), queries))
    with open(folder / "corpus.jsonl", "w") as corpus, open(folder / "queries.jsonl", "w") as asked, \
            open(folder / "qrels" / "test.tsv", "w") as judged:
        judged.write("query-id\tcorpus-id\tscore\n")
        for number in range(passages):
            text = draw.choices(words, cum_weights=weights, k=draw.randint(60, 140))
            said = [part for word in text for part in ((draw.choice(SMALL_WORDS), word) if draw.random() < 0.6 else (word,))]
            sentences = [" ".join(said[start:start + 16]) for start in range(0, len(said), 16)]
            corpus.write(json.dumps({"_id": str(number), "title": "", "text": ". ".join(sentences) + "."}) + "\n")
            if number in chosen:
                asked.write(json.dumps({"_id": f"q{number}", "text": " ".join(draw.sample(text, 6))}) + "\n")
                judged.write(f"q{number}\t{number}\t1\n")


def peak_memory(command):
    """The command's output, and the most memory it had, in MB."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"{command[0]} failed")
    return output, usage.ru_maxrss / 1000


def understudy(folder):
    output, memory = peak_memory([str(BINARY), "eval", "--data", str(folder), "--json"])
    report = json.loads(output)
    [leg] = report["legs"]
    return [f"{leg['ingestion']:,.0f}", f"{leg['p50']:.2f}", f"{leg['p95']:.2f}", f"{leg['measures']['ndcg10']:.3f}",
            f"{memory:,.0f}"]


def peer(folder):
    """bm25s, run in a process of its own so that its memory is its own."""
    output, memory = peak_memory([sys.executable, __file__, "--peer", str(folder)])
    found = json.loads(output)
    return [f"{found['ingestion']:,.0f}", f"{found['p50']:.2f}", f"{found['p95']:.2f}", f"{found['ndcg10']:.3f}", f"{memory:,.0f}"]


def run_peer(folder):
    import math

    import bm25s
    import Stemmer

    stemmer = Stemmer.Stemmer("english")
    corpus = [json.loads(line) for line in open(folder / "corpus.jsonl")]
    queries = [json.loads(line) for line in open(folder / "queries.jsonl")]
    began = time.perf_counter()
    index = bm25s.BM25(method="lucene", k1=1.2, b=0.75)
    index.index(bm25s.tokenize([d["text"] for d in corpus], stemmer=stemmer, show_progress=False), show_progress=False)
    ingestion = len(corpus) / (time.perf_counter() - began)
    times, gain = [], 0
    for query in queries:
        began = time.perf_counter()
        tokens = bm25s.tokenize([query["text"]], stemmer=stemmer, show_progress=False)
        places, _ = index.retrieve(tokens, k=100, show_progress=False)
        times.append((time.perf_counter() - began) * 1000)
        ids = [corpus[int(place)]["_id"] for place in places[0][:10]]
        if query["_id"][1:] in ids:
            gain += 1 / math.log2(ids.index(query["_id"][1:]) + 2)
    times.sort()
    print(json.dumps({
        "ingestion": ingestion, "p50": times[len(times) // 2], "p95": times[int(len(times) * 0.95)], "ndcg10": gain / len(queries)}))


def write(text):
    page = ROOT / "docs" / "benchmarks.md"
    old = page.read_text()
    block = f"{BEGIN}\n\n{text}\n\n{END}"
    if BEGIN in old:
        old = old[:old.index(BEGIN)] + block + old[old.index(END) + len(END):]
    else:
        old = f"{old.rstrip()}\n\n## Search for words\n\n{block}\n"
    page.write_text(old)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--passages", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=500)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--peer", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.peer:
        return run_peer(arguments.peer)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "made-up"
        make_set(folder, arguments.passages, arguments.queries)
        rows = [["Understudy", *understudy(folder)], ["bm25s", *peer(folder)]]
    head = ["search", "passages/s indexed", "p50 ms", "p95 ms", "nDCG@10", "peak MB"]
    text = (
        f"{datetime.date.today()}, {os.cpu_count()} cores: {arguments.passages:,} made-up passages of about 100 words and 60 small ones, "
        f"{arguments.queries} queries of six words of one passage each.\n\n{table(head, rows)}")
    if "debug" in str(BINARY):
        text += "\n\nNote: a debug build; a release build is many times as fast."
    print(text)
    if arguments.write:
        write(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
