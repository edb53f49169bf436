"""Answers from documents are given again, to whoever asks the same with the same rights, and to nobody else."""

import re
import time
from concurrent.futures import ThreadPoolExecutor

import httpx2 as httpx
import pytest
from documents import log_in
from program import add_user, eventually, one_provider, quickest

PRICES = """# Prices

A violin costs 40 euros a month. A drum costs 25 euros a month.
"""
QUESTION = "What does a violin cost?"
ANSWER = "A violin costs 40 euros a month [1]."


class Shop:
    """A server with an admin and two members, a collection for everybody, and one that only Ann reads."""

    def __init__(self, server, sim):
        self.server, self.sim = server, sim
        for name, role in (("root", "admin"), ("ann", "member"), ("bob", "member")):
            add_user(server.data, name, role, password=f"{name}'s password")
        self.root, self.ann, self.bob = (
            server.http(headers={"authorization": "Bearer " + log_in(server, name, f"{name}'s password")})
            for name in ("root", "ann", "bob"))
        self.shared = self.root.post("/api/v1/collections", json={"name": "Shop", "readers": "everybody"}).json()["id"]
        self.document = self.read(self.root, self.shared, PRICES, "Prices")

    def read(self, http, collection, text, title, **more):
        answer = http.post(f"/api/v1/collections/{collection}/documents", json={"text": text, "title": title} | more)
        assert answer.status_code == 202, answer.text
        document = answer.json()["documents"][0]["id"]
        eventually(lambda: http.get(f"/api/v1/documents/{document}").json()["status"] == "ready", what="the document")
        return document

    def ask(self, http, question=QUESTION, **more):
        answer = http.post("/api/v1/chat/query", json={"question": question, "assistant": "guide"} | more)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def cached(self, http, question=QUESTION, **more):
        return self.ask(http, question, **more)["cached"]

    def calls(self):
        return len(self.sim.requests())

    def figures(self):
        return self.root.get("/api/v1/cache").json()


@pytest.fixture
def shop(server, simulator):
    made = []

    def make(**more):
        sim = simulator({"pace": 0, "models": {"star": {"answer": ANSWER}, "other": {"answer": ANSWER}}})
        config = one_provider(sim, "star") | {"conversations": {"titles": "first_line"}}
        config["chains"]["other"] = ["sim:other"]
        config["assistants"] = {"guide": {"name": "Guide", "chain": "default"},
                                "other": {"name": "Other", "chain": "other"}}
        for key, value in more.items():
            config[key] = config.get(key, {}) | value
        made.append(Shop(server(config), sim))
        return made[-1]

    yield make
    for one in made:
        for http in (one.root, one.ann, one.bob):
            http.close()


def test_the_same_question_is_answered_once(shop):
    shop = shop()
    first = shop.ask(shop.ann, session_id="one")
    assert first["cached"] is False and first["coverage"] == "answered"
    calls = shop.calls()
    second = shop.ask(shop.bob, "what  does a VIOLIN cost?", session_id="two")
    assert second["cached"] is True and shop.calls() == calls
    assert {name: second[name] for name in ("answer", "citations", "sentences", "coverage", "model")} == \
        {name: first[name] for name in ("answer", "citations", "sentences", "coverage", "model")}
    assert second["conversation_id"] != first["conversation_id"]
    # It is kept in the conversation like any other.
    messages = shop.bob.get(f"/api/v1/conversations/{second['conversation_id']}").json()["messages"]
    assert messages[-1]["content"] == first["answer"] and messages[-1]["citations"] == first["citations"]
    # And on record, at no cost and with no attempt.
    rows = eventually(lambda: shop.server.rows(
        "SELECT attempts, cost FROM ai_usage_logs WHERE request_id = ?", second["request_id"]), what="the record")
    assert rows == [(0, 0)]
    # A visitor of whom nothing is known, too.
    with httpx.Client(base_url=shop.server.url) as nobody:
        assert shop.cached(nobody, session_id="three") is True
    # A stream says the same.
    stream = shop.bob.post("/api/v1/chat/query", json={"question": QUESTION, "assistant": "guide", "stream": True}).text
    assert '"cached":true' in stream and stream.index("event: started") < stream.index("event: delta") < stream.index("event: done")
    assert shop.calls() == calls
    metrics = shop.root.get("/metrics").text
    assert re.search(r'understudy_answer_cache_hits_total\{kind="exact"\} 3', metrics)
    assert re.search(r"understudy_answer_cache_entries 1\b", metrics)
    assert shop.figures()["hits"] == {"exact": 3, "semantic": 0}
    assert quickest(lambda: shop.ask(shop.bob, session_id=f"later {time.monotonic_ns()}")["latency_ms"]) < 1000
    assert shop.calls() == calls


def test_every_surface_says_when_an_answer_was_given_before(shop):
    shop = shop(assistants={"guide": {"name": "Guide", "chain": "default", "knowledge": ["*"]}})
    question = {"model": "guide", "messages": [{"role": "user", "content": QUESTION}]}
    told = []
    for _ in range(2):
        answer = shop.server.http().post("/v1/chat/completions", json=question)
        told.append((answer.headers["x-understudy-cache"], answer.json()["choices"][0]["message"]["cached"]))
    assert told == [("miss", False), ("hit", True)]
    *_, last = shop.server.client().chat.completions.create(**question, stream=True)
    assert last.choices[0].delta.cached is True and last.choices[0].delta.citations
    asked = shop.ann.post("/ai/chat", json={"prompt": QUESTION})
    assert (asked.headers["x-understudy-cache"], asked.json()["cached"]) == ("hit", True)
    assert '"cached":true' in shop.bob.post("/ai/chat", json={"prompt": QUESTION, "stream": True}).text
    said = [shop.ann.post("/api/chatbot/chat", json={"session_id": name, "message": QUESTION}).json() for name in "ab"]
    assert said[1]["cached"] is True
    # What is not from documents says nothing of it.
    plain = shop.server.http().post("/v1/chat/completions", json=question | {"model": "other"})
    assert "x-understudy-cache" not in plain.headers and "cached" not in plain.json()["choices"][0]["message"]


def test_nobody_is_given_what_they_may_not_read(shop):
    shop = shop()
    own = shop.ann.post("/api/v1/collections", json={"name": "Ann's own"}).json()["id"]
    shop.read(shop.ann, own, "The violin's vault opens with 7391. A violin of Ann's costs 9000 euros.", "Vault")
    shop.ask(shop.ann)
    assert shop.cached(shop.ann) is True
    assert shop.cached(shop.bob) is False
    assert shop.cached(shop.bob) is True
    # Who may read no more is given nothing.
    done = shop.root.patch(f"/api/v1/collections/{shop.shared}", json={"readers": "owner"})
    assert done.status_code == 200, done.text
    answer = shop.ask(shop.bob)
    assert answer["cached"] is False and answer["citations"] == [] and answer["coverage"] == "not_covered"


def test_what_changes_the_answer_makes_a_new_one(shop):
    shop = shop()
    shop.ask(shop.ann, session_id="one")
    assert shop.cached(shop.ann, session_id="two") is True
    assert shop.cached(shop.ann, session_id="two") is False, "something was said before"
    assert shop.cached(shop.ann, "What does a drum cost?") is False
    assert shop.cached(shop.ann, assistant="other") is False, "another model"
    other = shop.read(shop.root, shop.shared, "A violin costs 39 euros a month in summer.", "Summer", metadata={"year": 2026})
    assert shop.cached(shop.ann, filter={"year": 2026}) is False
    assert shop.cached(shop.ann, filter={"year": 2026}) is True
    assert shop.cached(shop.ann) is False, "another document"
    assert shop.cached(shop.ann) is True
    assert shop.root.delete(f"/api/v1/documents/{other}").status_code == 204
    assert shop.figures()["entries"] == 0 and shop.figures()["bytes"] == 0
    assert shop.cached(shop.ann) is False


def test_admins_clear_it_and_that_is_on_record(shop):
    shop = shop()
    shop.ask(shop.ann)
    assert shop.ann.post("/api/v1/cache/clear").status_code == 403
    assert shop.ann.get("/api/v1/cache").status_code == 403
    assert shop.root.post("/api/v1/cache/clear").json() == {"cleared": 1}
    assert shop.cached(shop.ann) is False
    events = [entry["event"] for entry in shop.root.get("/api/v1/audit").json()["entries"]]
    assert "cache.cleared" in events


def test_an_account_takes_its_questions_along(shop):
    shop = shop()
    shop.ask(shop.ann)
    assert shop.figures()["entries"] == 1
    user = next(user for user in shop.root.get("/api/v1/users").json()["users"] if user["username"] == "ann")
    assert shop.root.delete(f"/api/v1/users/{user['id']}").status_code == 204
    assert shop.figures()["entries"] == 0


def test_the_same_question_at_once_is_asked_of_a_model_once(shop):
    shop = shop()
    shop.sim.behave("star", answer=ANSWER, pace=30)
    before = shop.calls()
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda number: shop.ask(shop.bob, session_id=f"s{number}"), range(6)))
    assert {answer["answer"] for answer in answers} == {ANSWER}
    assert sorted(answer["cached"] for answer in answers) == [False] + [True] * 5
    assert shop.calls() == before + 1


def test_failures_are_not_kept(shop):
    shop = shop()
    shop.sim.behave("star", fault="overloaded")
    failed = shop.ann.post("/api/v1/chat/query", json={"question": QUESTION, "assistant": "guide"})
    assert failed.status_code == 503
    assert shop.figures()["entries"] == 0


def test_it_can_be_switched_off(shop):
    shop = shop(cache={"answers": {"enabled": False}})
    assert [shop.cached(shop.ann) for _ in range(2)] == [False, False]
    assert shop.figures()["enabled"] is False
