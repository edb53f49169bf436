"""`POST /v1/embeddings`, by the current `openai` package and by hand."""

import base64
import socket
import struct
import threading
import time

import openai
import pytest
from program import DEADLINES, PATIENCE, eventually

SCRIPT = {
    "pace": 0,
    "models": {
        "emb": {},
        "stubborn": {"dimensions": 8},
        "short": {"context_window": 3},
        "limited": {"fault": "rate_limit", "retry_after": 300},
        "flaky": {"fault": "error_once"},
        "broken": {"fault": "server_error"},
        "fewer": {"fault": "missing_end"},
        "mute": {"fault": "silence"},
        "slow": {"fault": "slow_first_token", "delay": "10m"},
    },
}


@pytest.fixture(scope="module")
def sim(shared_stage):
    return shared_stage.simulator(SCRIPT)


@pytest.fixture(scope="module")
def config(sim):
    kinds = {"open": ("openai", f"{sim.url}/v1"), "gem": ("gemini", sim.url), "olla": ("ollama", sim.url)}
    providers = {
        name: {"kind": kind, "base_url": url} | ({} if kind == "ollama" else {"api_key": "rehearsal"})
        for name, (kind, url) in kinds.items()
    }
    providers["claude"] = {"kind": "anthropic", "base_url": sim.url, "api_key": "rehearsal"}
    # Whoever is out stays out.
    breaker = {"first_cooldown": "10m", "longest_cooldown": "10m"}
    return {
        "providers": providers, "chains": {"default": ["open:star"]}, "deadlines": DEADLINES | {"last_first_content": "5m"},
        "routing": {"breaker": breaker}}


@pytest.fixture(scope="module")
def host(shared_stage, config):
    return shared_stage.server(config)


@pytest.fixture(scope="module")
def client(host):
    return host.client()


PROVIDERS = pytest.mark.parametrize("provider", ["open", "gem", "olla"])


@PROVIDERS
def test_a_list_is_embedded_in_its_order(client, provider):
    texts = ["the first", "der zweite Satz", "第三 🎭"]
    together = client.embeddings.create(model=f"{provider}:emb", input=texts)
    assert together.object == "list"
    assert together.model == f"{provider}:emb"
    assert [item.index for item in together.data] == [0, 1, 2]
    assert {item.object for item in together.data} == {"embedding"}
    assert {len(item.embedding) for item in together.data} == {16}
    assert together.usage.prompt_tokens == together.usage.total_tokens > 0
    alone = [client.embeddings.create(model=f"{provider}:emb", input=text).data[0].embedding for text in texts]
    assert [item.embedding for item in together.data] == alone


@PROVIDERS
def test_both_encodings_carry_the_same_numbers(client, provider):
    default = client.embeddings.create(model=f"{provider}:emb", input="same")
    numbers = client.embeddings.create(model=f"{provider}:emb", input="same", encoding_format="float")
    coded = client.embeddings.with_raw_response.create(
        model=f"{provider}:emb", input="same", encoding_format="base64").http_response.json()
    raw = base64.b64decode(coded["data"][0]["embedding"])
    assert list(struct.unpack(f"<{len(raw) // 4}f", raw)) == default.data[0].embedding
    assert default.data[0].embedding == pytest.approx(numbers.data[0].embedding, abs=1e-7)


@PROVIDERS
def test_vectors_have_the_length_that_is_asked_for(client, provider):
    answer = client.embeddings.create(model=f"{provider}:emb", input=["a", "b"], dimensions=5)
    assert [len(item.embedding) for item in answer.data] == [5, 5]


@PROVIDERS
def test_more_inputs_than_a_provider_takes_go_in_batches(client, sim, provider):
    sim.clear()
    texts = [f"text {number}" for number in range(2048)]
    answer = client.embeddings.create(model=f"{provider}:emb", input=texts, dimensions=4)
    assert [item.index for item in answer.data] == list(range(2048))
    assert len(sim.requests()) == {"open": 1, "gem": 21, "olla": 8}[provider]
    last = client.embeddings.create(model=f"{provider}:emb", input=texts[-1], dimensions=4)
    assert answer.data[-1].embedding == last.data[0].embedding


def test_token_ids_go_to_those_who_take_them(client):
    one = client.embeddings.create(model="open:emb", input=[15, 7, 2])
    assert len(one.data) == 1 and one.usage.prompt_tokens == 3
    two = client.embeddings.create(model="open:emb", input=[[15, 7, 2], [9]])
    assert two.data[0].embedding == one.data[0].embedding and len(two.data) == 2
    for provider in ["gem", "olla"]:
        with pytest.raises(openai.BadRequestError, match="text only"):
            client.embeddings.create(model=f"{provider}:emb", input=[15, 7, 2])


def test_unknown_parameters_and_the_user_do_no_harm(client):
    answer = client.embeddings.create(model="open:emb", input="a", user="u1", extra_body={"input_type": "query"})
    assert len(answer.data) == 1


def test_a_name_alone_must_be_unambiguous(client, stage, sim):
    with pytest.raises(openai.BadRequestError, match="Several providers") as ambiguous:
        client.embeddings.create(model="emb", input="a")
    assert ambiguous.value.code == "model_ambiguous"
    provider = {"only": {"kind": "ollama", "base_url": sim.url}}
    host = stage.server({"providers": provider, "chains": {"default": ["only:star"]}})
    assert host.client().embeddings.create(model="emb", input="a").model == "only:emb"


def test_an_unknown_model_is_answered_with_the_nearest(client, host, sim):
    sim.behave("stubbornn", fault="model_not_found")
    for name in ["open:stubbornn", "opn:stubborn"]:
        with pytest.raises(openai.NotFoundError, match='Did you mean "open:stubborn"') as unknown:
            client.embeddings.create(model=name, input="a")
        assert (unknown.value.code, unknown.value.param) == ("model_not_found", "model")
    with host.http() as http:
        metrics = http.get("/metrics").text
    assert 'understudy_attempts_total{model="open:unknown",outcome="model_not_found"} 1' in metrics
    assert "stubbornn" not in metrics


@pytest.mark.parametrize("model", ["claude:claude-sonnet-4-5", "builtin:documents"])
def test_a_provider_without_embeddings_says_so(client, model):
    with pytest.raises(openai.BadRequestError, match="has no embeddings") as refused:
        client.embeddings.create(model=model, input="a")
    assert refused.value.code == "embeddings_not_supported"


@pytest.mark.parametrize("body, field", [
    ({"model": "open:emb"}, "input"),
    ({"input": "a"}, "model"),
    ({"model": "", "input": "a"}, "model"),
    ({"model": "open:emb", "input": ""}, "input"),
    ({"model": "open:emb", "input": []}, "input"),
    ({"model": "open:emb", "input": ["a", ""]}, "input[1]"),
    ({"model": "open:emb", "input": [[]]}, "input"),
    ({"model": "open:emb", "input": [1, -1]}, "input"),
    ({"model": "open:emb", "input": [1, "a"]}, "input"),
    ({"model": "open:emb", "input": {"text": "a"}}, "input"),
    ({"model": "open:emb", "input": [0.5]}, "input"),
    ({"model": "open:emb", "input": ["a"] * 2049}, "input"),
    ({"model": "open:emb", "input": "a", "dimensions": 0}, "dimensions"),
    ({"model": "open:emb", "input": "a", "dimensions": 1.5}, "dimensions"),
    ({"model": "open:emb", "input": "a", "encoding_format": "hex"}, "encoding_format"),
])
def test_a_wrong_shape_names_the_field(host, body, field):
    with host.http() as http:
        answer = http.post("/v1/embeddings", json=body)
    assert answer.status_code == 422, answer.text
    assert answer.json()["error"]["param"] == field


def test_what_is_no_json_and_what_has_no_key_is_refused(host):
    with host.http() as http:
        assert http.post("/v1/embeddings", content=b"{").status_code == 400
        assert http.post("/v1/embeddings", json={}, headers={"authorization": "Bearer wrong"}).status_code == 401


def test_dimensions_that_the_model_does_not_give_are_an_error(client):
    with pytest.raises(openai.BadRequestError, match="5 dimensions were asked for, and the model gives 8"):
        client.embeddings.create(model="open:stubborn", input="a", dimensions=5)


@PROVIDERS
def test_an_input_that_is_too_long_is_an_error(client, provider):
    with pytest.raises(openai.BadRequestError) as long:
        client.embeddings.create(model=f"{provider}:short", input="one two three four five")
    assert long.value.code == "context_length_exceeded"


@PROVIDERS
def test_a_rate_limit_is_told_with_its_retry_after(client, sim, provider):
    for _ in range(2):
        with pytest.raises(openai.InternalServerError) as limited:
            client.embeddings.create(model=f"{provider}:limited", input="a")
        assert limited.value.status_code == 503
        assert 200 <= int(limited.value.response.headers["retry-after"]) <= 300
    assert [entry["protocol"] for entry in sim.requests("limited")].count(
        {"open": "openai", "gem": "gemini", "olla": "ollama"}[provider]) == 1


def test_a_transient_failure_is_tried_once_more(client, sim):
    assert client.embeddings.create(model="open:flaky", input="a").data
    assert [entry["status"] for entry in sim.requests("flaky")] == [500, 200]


def test_a_lasting_failure_opens_the_breaker_for_embeddings_only(host, client, sim):
    for _ in range(6):
        with pytest.raises(openai.InternalServerError):
            client.embeddings.create(model="open:broken", input="a")
    assert len(sim.requests("broken")) <= 4
    with host.http() as http:
        metrics = http.get("/metrics").text
    assert 'understudy_embedding_breaker_state{model="open:broken"} 2' in metrics
    assert 'understudy_breaker_state{model="open:broken"}' not in metrics


def test_too_few_vectors_are_never_passed_on(client):
    with pytest.raises(openai.InternalServerError):
        client.embeddings.create(model="open:fewer", input=["a", "b"])


def test_a_caller_who_leaves_ends_the_call(host, sim):
    body = b'{"model": "open:slow", "input": "a"}'
    with socket.create_connection(("127.0.0.1", host.port), timeout=PATIENCE) as caller:
        caller.sendall(
            b"POST /v1/embeddings HTTP/1.1\r\nhost: x\r\nauthorization: Bearer %s\r\ncontent-length: %d\r\n\r\n%s"
            % (host.key.encode(), len(body), body))
        eventually(lambda: sim.requests("slow"), what="the call")
    eventually(lambda: [entry["outcome"] for entry in sim.requests("slow")] == ["client-left"], what="cancellation")
    eventually(
        lambda: host.rows("SELECT outcome FROM ai_usage_logs WHERE chain = 'open:slow'") == [("cancelled",)], what="record")


def test_silence_ends_at_the_deadline(stage, config):
    host = stage.server(config | {"deadlines": {"last_first_content": "500ms"}})
    began = time.monotonic()
    with pytest.raises(openai.InternalServerError) as silent:
        host.client().embeddings.create(model="open:mute", input="a")
    assert silent.value.status_code == 503
    assert time.monotonic() - began < PATIENCE / 2


def test_every_answer_and_attempt_is_on_record(stage, config, sim):
    host = stage.server(config)
    answer = host.client().embeddings.with_raw_response.create(model="gem:emb", input=["three little words", "one"])
    request = answer.headers["x-request-id"]
    with pytest.raises(openai.InternalServerError):
        host.client().embeddings.create(model="open:broken+server_error", input="a")

    def indexed():
        return len(host.rows("SELECT 1 FROM ai_usage_logs")) == 2

    eventually(indexed, what="index")
    assert host.rows(
        "SELECT surface, model_identifier, outcome, input_tokens, output_tokens, tokens_estimated, attempts "
        "FROM ai_usage_logs WHERE request_id = ?", request) == [("embeddings", "gem:emb", "completed", 6, 0, 1, 1)]
    assert host.rows("SELECT count(*) FROM ai_attempts") == [(3,)]
    assert host.verify()["faults"] == []
    assert "little" not in host.log
    assert "Success with emb on attempt 1" in host.log


def test_many_callers_at_once_get_their_own_vectors(client):
    results = {}

    def embed(number):
        results[number] = client.embeddings.create(model="olla:emb", input=f"caller {number}").data[0].embedding

    threads = [threading.Thread(target=embed, args=[number]) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({tuple(vector) for vector in results.values()}) == 16
    assert results[3] == client.embeddings.create(model="olla:emb", input="caller 3").data[0].embedding
