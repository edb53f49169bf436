"""Killed at any moment, the server loses no answer that a caller saw whole."""

import asyncio
import os
import random
import time
from collections import Counter

import openai
import pytest
from program import eventually, one_provider, rows, verify

HELLO = [{"role": "user", "content": "Hello"}]
KILLS = int(os.environ.get("KILLS", "8"))
CALLERS = 12


def config(sim):
    return one_provider(sim) | {"chains": {"default": ["sim:quick"], "rescued": ["sim:cut", "sim:quick"]}}


SCRIPT = {
    "pace": 0,
    "models": {
        "quick": {"words": 30, "pace": 1500},
        "cut": {"words": 30, "pace": 1500, "fault": "cut_after", "after": 5},
    },
}


async def call(client, number, seen):
    """Asks until the server is gone; notes the identifier of every answer that came whole, and whether it was streamed."""
    while True:
        model = "rescued" if number % 4 == 3 else "default"
        try:
            if number % 2:
                raw = await client.chat.completions.with_raw_response.create(model=model, messages=HELLO)
                raw.parse()
                seen.append(raw.headers["x-request-id"])
            else:
                # The bare lines, because the end that counts is the marker itself.
                options = {"model": model, "messages": HELLO, "stream": True}
                async with client.chat.completions.with_streaming_response.create(**options) as raw:
                    lines = [line async for line in raw.iter_lines()]
                    if "data: [DONE]" in lines:
                        seen.append(raw.headers["x-request-id"])
        except (openai.APIError, OSError):
            return
        except Exception as error:  # What the transport raises when the connection breaks in the middle of an answer.
            if "httpx" not in type(error).__module__ and "httpcore" not in type(error).__module__:
                raise
            return


async def load_and_kill(host, answers, moment):
    """Kills the server a moment after so many answers, however long a busy machine takes over them."""
    seen = []
    async with host.async_client() as client:
        callers = [asyncio.create_task(call(client, number, seen)) for number in range(CALLERS)]
        async with asyncio.timeout(120):
            while len(seen) < answers:
                await asyncio.sleep(0.005)
        await asyncio.sleep(moment)
        host.process.kill()
        await asyncio.gather(*callers)
    return seen


def indexed(host):
    """Waits until every record of the journal is in the database."""
    return eventually(lambda: verify(host.data)[1]["pending"] == 0, within=60, what="indexing")


def test_no_answer_that_a_caller_saw_whole_is_lost_to_a_kill(simulator, server, tmp_path):
    sim = simulator(SCRIPT)
    data = tmp_path / "data"
    dice = random.Random(time.time_ns())
    seen = []
    for _ in range(KILLS):
        host = server(config(sim), data=data)
        seen += asyncio.run(load_and_kill(host, dice.randint(11, 100), dice.uniform(0, 0.05)))
    assert len(seen) > 10 * KILLS
    host = server(config(sim), data=data)
    indexed(host)
    report = host.verify()
    assert report["faultCount"] == 0
    assert report["records"] == report["accepted"] == report["stored"]
    assert report["setAside"] == report["pending"] == 0

    answers = Counter(identifier for (identifier,) in rows(data, "SELECT request_id FROM ai_usage_logs"))
    assert [identifier for identifier in seen if answers[identifier] != 1] == []
    assert max(answers.values()) == 1
    whole = {identifier for (identifier,) in rows(data, "SELECT request_id FROM ai_usage_logs WHERE outcome = 'completed'")}
    assert set(seen) <= whole

    numbers = [n for (n,) in rows(data, "SELECT id FROM ai_usage_logs UNION ALL SELECT id FROM ai_attempts ORDER BY 1")]
    assert numbers == list(range(1, report["records"] + 1))


def test_every_answer_lies_beside_its_attempts(simulator, server):
    host = server(config(simulator(SCRIPT)))
    client = host.client()
    plain = client.chat.completions.create(model="default", messages=HELLO)
    rescued = client.chat.completions.create(model="rescued", messages=HELLO)
    assert rescued.choices[0].message.content == plain.choices[0].message.content
    indexed(host)
    (row,) = host.rows(
        "SELECT model_identifier, provider, outcome, streamed, attempts, output_tokens FROM ai_usage_logs WHERE request_id = ?",
        plain._request_id)
    assert row == ("sim:quick", "sim", "completed", 0, 1, 30)
    (attempts,) = host.rows("SELECT attempts FROM ai_usage_logs WHERE request_id = ?", rescued._request_id)[0]
    tried = host.rows(
        "SELECT number, model_identifier, failure FROM ai_attempts WHERE request_id = ? ORDER BY number", rescued._request_id)
    assert len(tried) == attempts == 2
    assert [(number, model) for number, model, _ in tried] == [(1, "sim:cut"), (2, "sim:quick")]
    assert tried[0][2] and tried[1][2] is None
    host.verify()


async def ask_and_leave(host, sim):
    """Leaves as soon as the provider was asked."""
    async with host.async_client() as client:
        asking = asyncio.create_task(client.chat.completions.create(model="default", messages=HELLO))
        async with asyncio.timeout(60):
            while not sim.requests("slow"):
                await asyncio.sleep(0.02)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking


def test_failures_and_callers_who_left_are_on_record_too(simulator, server):
    sim = simulator({"models": {"slow": {"words": 400, "pace": 10}, "gone": {"fault": "overloaded"}}})
    chains = {"default": ["sim:slow"], "gone": ["sim:gone"]}
    host = server(one_provider(sim) | {"chains": chains})
    with pytest.raises(openai.InternalServerError) as caught:
        host.client().chat.completions.create(model="gone", messages=HELLO)
    asyncio.run(ask_and_leave(host, sim))
    eventually(lambda: len(host.rows("SELECT id FROM ai_usage_logs")) == 2, what="two records")
    outcomes = dict(host.rows("SELECT request_id, outcome FROM ai_usage_logs"))
    assert outcomes.pop(caught.value.request_id) == "failed"
    assert list(outcomes.values()) == ["cancelled"]
    host.verify()


def test_nothing_that_was_said_is_in_the_journal_or_the_log(simulator, server):
    sim = simulator({"pace": 0, "models": {"star": {"answer": "A most confidential reply."}}})
    host = server(one_provider(sim, "star"))
    words = [{"role": "user", "content": "A most confidential question?"}]
    host.client().chat.completions.create(model="default", messages=words)
    host.stop()
    files = [*host.data.glob("ledger/*"), *host.data.glob("understudy.db*"), host.errors, host.output]
    assert len(files) >= 4
    for file in files:
        content = file.read_bytes()
        assert b"confidential" not in content, file
        assert host.key.encode() not in content, file
        assert b"rehearsal" not in content, file
