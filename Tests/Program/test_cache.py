"""Answers from documents are given again, to whoever asks the same with the same rights, and to nobody else."""

import json
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx2 as httpx
import pytest
from documents import log_in
from program import add_user, eventually, one_provider

PRICES = """# Prices

A violin costs 40 euros a month. A drum costs 25 euros a month.
"""
QUESTION = "What does a violin cost?"
ANSWER = "A violin costs 40 euros a month [1]."


class Embedder:
    """Embeds texts by what they speak of, whatever their words."""

    MEANINGS = ("cost|price|much|euro", "violin", "drum", "open|hours", "vault")

    def __init__(self):
        meanings = self.MEANINGS

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
                texts = asked["input"] if isinstance(asked["input"], list) else [asked["input"]]
                data = [{"object": "embedding", "index": index,
                         "embedding": [0.05] + [1.0 if re.search(words, text.lower()) else 0.0 for words in meanings]}
                        for index, text in enumerate(texts)]
                body = json.dumps({"object": "list", "model": asked["model"], "data": data,
                                   "usage": {"prompt_tokens": 1, "total_tokens": 1}}).encode()
                self.send_response(200)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


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

    def read(self, http, collection, text, title):
        answer = http.post(f"/api/v1/collections/{collection}/documents", json={"text": text, "title": title})
        assert answer.status_code == 202, answer.text
        document = answer.json()["documents"][0]["id"]
        eventually(lambda: http.get(f"/api/v1/documents/{document}").json()["status"] == "ready", within=30, what="the document")
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
        config["assistants"] = {"guide": {"name": "Guide", "chain": "default", "knowledge": ["*"]},
                                "other": {"name": "Other", "chain": "other", "knowledge": ["*"]}}
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
    assert second["latency_ms"] < 1000
    assert second["conversation_id"] != first["conversation_id"]
    # It is kept in the conversation like any other.
    messages = shop.bob.get(f"/api/v1/conversations/{second['conversation_id']}").json()["messages"]
    assert messages[-1]["content"] == first["answer"] and messages[-1]["citations"] == first["citations"]
    # And on record, at no cost and with no attempt.
    rows = eventually(lambda: shop.server.rows(
        "SELECT attempts, cost FROM ai_usage_logs WHERE request_id = ?", second["request_id"]), what="the record")
    assert rows == [(0, 0)]
    # A visitor of whom nothing is known, too.
    with httpx.Client(base_url=shop.server.url, timeout=20) as nobody:
        assert shop.cached(nobody, session_id="three") is True
    # A stream says the same.
    stream = shop.bob.post("/api/v1/chat/query", json={"question": QUESTION, "assistant": "guide", "stream": True}).text
    assert '"cached":true' in stream and stream.index("event: started") < stream.index("event: delta") < stream.index("event: done")
    assert shop.calls() == calls
    metrics = shop.root.get("/metrics").text
    assert re.search(r'understudy_answer_cache_hits_total\{kind="exact"\} 3', metrics)
    assert re.search(r"understudy_answer_cache_entries 1\b", metrics)
    assert shop.figures()["hits"] == {"exact": 3, "semantic": 0}


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
    other = shop.read(shop.root, shop.shared, "A violin costs 39 euros a month in summer.", "Summer")
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


def test_other_words_for_the_same_have_the_same_answer(shop):
    embedder = Embedder()
    try:
        shop = shop(providers={"emb": {"kind": "openai", "base_url": embedder.url, "api_key": "none"}},
                    knowledge={"embeddings": {"model": "emb:mini"}})
        assert shop.cached(shop.ann, "What does a violin cost?") is False
        assert shop.cached(shop.ann, "How much does a violin cost?") is True
        assert shop.figures()["hits"]["semantic"] == 1
        for question in ["How much do 2 violins cost?", "What does a violin not cost?", "What does a drum cost?",
                         "What does a violin cost in Berlin?"]:
            assert shop.cached(shop.ann, question) is False, question
    finally:
        embedder.stop()
