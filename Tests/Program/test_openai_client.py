"""The current `openai` package as a client that knows nothing of Understudy but its address."""

import asyncio
import base64
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import openai
import pytest
from program import eventually, one_provider
from prompter import Prompter

HELLO = [{"role": "user", "content": "Hello"}]
WEATHER = {
    "type": "function",
    "function": {
        "name": "weather",
        "description": "The weather of a city",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
    },
}
PIXEL = base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(40)).decode()
SLOW = 10

SCRIPT = {
    "pace": 0,
    "models": {
        "star": {"answer": "All the world's *a stage*, and all the men and women merely players: ✓ naïve 漢字 🎭."},
        "parrot": {"echo": True},
        "caller": {"tool_call": True, "tool_arguments": {"city": "Oslo"}},
        "prude": {"fault": "content_policy"},
        "gone": {"fault": "overloaded"},
        "slow": {"words": 400, "pace": SLOW},
        "mute": {"fault": "silence"},
    },
}


@pytest.fixture(scope="module")
def sim(shared_stage):
    return shared_stage.simulator(SCRIPT)


@pytest.fixture(scope="module")
def prompter():
    prompter = Prompter([word + " " for word in SCRIPT["models"]["star"]["answer"].split()])
    yield prompter
    prompter.end()


@pytest.fixture(scope="module")
def host(shared_stage, sim, prompter):
    config = one_provider(sim, "star", "parrot")
    config["providers"]["prompter"] = prompter.provider
    config["chains"] |= {name: [f"sim:{name}"] for name in SCRIPT["models"]} | {"talker": ["prompter:talker"]}
    config["assistants"] = {"understudy": {"name": "Understudy", "chain": "parrot", "instructions": "Be brief."}}
    return shared_stage.server(config)


@pytest.fixture(scope="module")
def client(host):
    return host.client()


def text_of(stream):
    chunks = list(stream)
    return "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices), chunks


def test_a_chat_is_answered_and_says_by_which_model(client):
    answer = client.chat.completions.create(model="default", messages=HELLO)
    assert answer.choices[0].message.content == SCRIPT["models"]["star"]["answer"]
    assert answer.choices[0].message.role == "assistant"
    assert answer.choices[0].finish_reason == "stop"
    assert answer.model == "sim:star"
    assert answer.object == "chat.completion"
    assert answer.usage.prompt_tokens == 1
    assert answer.usage.total_tokens == answer.usage.prompt_tokens + answer.usage.completion_tokens > 10
    assert answer._request_id.startswith("req_")


def test_a_stream_is_the_same_text_in_pieces(client, prompter):
    # Each word when the one before is here, because words that come in one burst go on in one piece.
    chunks = []
    prompter.let()
    for chunk in client.chat.completions.create(model="talker", messages=HELLO, stream=True):
        chunks.append(chunk)
        if chunk.choices[0].delta.content:
            prompter.let()
    assert [chunk.choices[0].delta.content for chunk in chunks if chunk.choices[0].delta.content] == prompter.words
    assert {chunk.model for chunk in chunks} == {"prompter:talker"}
    assert {chunk.object for chunk in chunks} == {"chat.completion.chunk"}
    assert len({chunk.id for chunk in chunks}) == 1
    assert chunks[0].choices[0].delta.role == "assistant"
    assert [chunk.choices[0].finish_reason for chunk in chunks][-1] == "stop"
    assert all(chunk.choices[0].finish_reason is None for chunk in chunks[:-1])
    assert all(chunk.usage is None for chunk in chunks)


def test_a_stream_tells_its_usage_when_asked(client):
    whole = client.chat.completions.create(model="default", messages=HELLO)
    stream = client.chat.completions.create(
        model="default", messages=HELLO, stream=True, stream_options={"include_usage": True})
    _, chunks = text_of(stream)
    assert chunks[-1].choices == []
    assert chunks[-1].usage.model_dump() == whole.usage.model_dump()
    assert all(chunk.usage is None for chunk in chunks[:-1])


def test_the_stream_helper_puts_the_answer_together(client):
    with client.chat.completions.stream(model="default", messages=HELLO) as stream:
        answer = stream.get_final_completion()
    assert answer.choices[0].message.content == SCRIPT["models"]["star"]["answer"]


def test_a_conversation_of_several_turns_reaches_the_model(client):
    turns = [
        {"role": "system", "content": "Speak plainly."},
        {"role": "user", "content": "first question"},
        {"role": "assistant", "content": "first answer"},
        {"role": "user", "content": "and the second one"},
    ]
    answer = client.chat.completions.create(model="parrot", messages=turns)
    assert "and the second one" in answer.choices[0].message.content
    assert answer.usage.prompt_tokens == sum(len(turn["content"].split()) for turn in turns)


def test_an_assistant_adds_its_instructions(client):
    answer = client.chat.completions.create(model="understudy", messages=HELLO)
    assert answer.usage.prompt_tokens == len("Be brief. Hello".split())


@pytest.mark.parametrize("developer", ["system", "developer"])
def test_a_developer_may_speak_as_system_or_developer(client, developer):
    answer = client.chat.completions.create(model="parrot", messages=[{"role": developer, "content": "Brief."}, *HELLO])
    assert answer.usage.prompt_tokens == 2


def test_answers_stop_at_a_limit_and_say_so(client):
    answer = client.chat.completions.create(model="default", messages=HELLO, max_completion_tokens=3)
    assert answer.choices[0].message.content.split() == ["All", "the", "world's"]
    assert answer.choices[0].finish_reason == "length"


def test_a_tool_call_arrives_whole(client):
    answer = client.chat.completions.create(model="caller", messages=HELLO, tools=[WEATHER])
    assert answer.choices[0].finish_reason == "tool_calls"
    assert answer.choices[0].message.content is None
    (call,) = answer.choices[0].message.tool_calls
    assert (call.type, call.function.name, json.loads(call.function.arguments)) == ("function", "weather", {"city": "Oslo"})
    assert call.id


def test_a_tool_call_arrives_streamed(client):
    with client.chat.completions.stream(model="caller", messages=HELLO, tools=[WEATHER]) as stream:
        answer = stream.get_final_completion()
    assert answer.choices[0].finish_reason == "tool_calls"
    (call,) = answer.choices[0].message.tool_calls
    assert (call.function.name, json.loads(call.function.arguments)) == ("weather", {"city": "Oslo"})


def test_a_tools_result_goes_back_to_the_model(client):
    call = client.chat.completions.create(model="caller", messages=HELLO, tools=[WEATHER]).choices[0].message
    result = {"role": "tool", "tool_call_id": call.tool_calls[0].id, "content": "sunny, nineteen degrees"}
    answer = client.chat.completions.create(model="star", messages=[*HELLO, call, result], tools=[WEATHER])
    assert answer.choices[0].message.content == SCRIPT["models"]["star"]["answer"]
    assert answer.usage.prompt_tokens == 4


def test_models_are_listed_and_found(client):
    names = [model.id for model in client.models.list()]
    assert {"understudy", "default", "sim:star", "sim:parrot"} <= set(names)
    assert len(names) == len(set(names))
    for name in ["default", "understudy", "sim:star"]:
        assert client.models.retrieve(name).id == name
    assert client.models.retrieve("sim:star").owned_by == "sim"


def test_a_model_that_is_not_there_is_not_found_and_the_nearest_is_named(client):
    with pytest.raises(openai.NotFoundError, match="sim:star") as caught:
        client.chat.completions.create(model="sim:stra", messages=HELLO)
    assert caught.value.code == "model_not_found"
    assert caught.value.param == "model"
    with pytest.raises(openai.NotFoundError, match="default"):
        client.models.retrieve("defualt")


@pytest.mark.parametrize("key", ["us-wrong", "x", "us-" + "ä".encode().hex() * 200])
def test_a_wrong_key_is_declined(host, key):
    with pytest.raises(openai.AuthenticationError) as caught:
        host.client(api_key=key).chat.completions.create(model="default", messages=HELLO)
    assert caught.value.code == "invalid_api_key"
    assert key not in str(caught.value) or key == "x"


def test_a_missing_key_is_asked_for(host):
    with pytest.raises(openai.AuthenticationError, match="understudy key create") as caught:
        host.client().chat.completions.create(
            model="default", messages=HELLO, extra_headers={"Authorization": openai.Omit()})
    assert caught.value.code == "missing_api_key"


@pytest.mark.parametrize(
    ("bad", "field"),
    [
        ({"temperature": 9}, "temperature"),
        ({"top_p": -1}, "top_p"),
        ({"n": 3}, "n"),
        ({"max_tokens": 0}, "max_tokens"),
        ({"messages": []}, "messages"),
        ({"messages": [{"role": "king", "content": "x"}]}, "messages[0].role"),
        ({"messages": [{"role": "user", "content": 7}]}, "messages[0].content"),
        ({"messages": "Hello"}, "messages"),
        ({"stream": "yes"}, "stream"),
        ({"tools": [{"type": "function"}]}, "tools[0].function"),
    ],
)
def test_a_bad_parameter_is_named(client, bad, field):
    with pytest.raises(openai.UnprocessableEntityError) as caught:
        client.chat.completions.create(**({"model": "default", "messages": HELLO} | bad))
    assert caught.value.param == field
    assert field in str(caught.value)


@pytest.mark.parametrize("stream", [False, True])
def test_with_every_model_out_the_client_is_told_when_to_come_back(client, stream):
    with pytest.raises(openai.InternalServerError) as caught:
        client.chat.completions.create(model="gone", messages=HELLO, stream=stream)
    assert caught.value.status_code == 503
    assert caught.value.code == "all_models_unavailable"
    assert int(caught.value.response.headers["retry-after"]) >= 1
    assert caught.value.type == "server_error"


@pytest.mark.parametrize("stream", [False, True])
def test_a_refusal_by_policy_is_the_providers_answer(client, stream):
    with pytest.raises(openai.BadRequestError) as caught:
        client.chat.completions.create(model="prude", messages=HELLO, stream=stream)
    assert caught.value.code == "content_policy"


def assert_leaving_reaches_the_provider_within_a_second(sim, model, leave):
    """Everybody who asked `model` is seen to leave it soon after `leave` has. On a machine that stands still at that moment this
    takes longer, or `leave`, which is told how long to wait, is gone before the provider was asked at all; then it is measured anew."""
    took = []
    for patience in (0.5, 1, 2, 4, 8, 16):
        sim.clear()
        leave(patience)
        left = time.monotonic()
        if not sim.requests(model):
            continue
        # Well before the model would have ended by itself, or been given up.
        eventually(
            lambda: {entry["outcome"] for entry in sim.requests(model)} == {"client-left"}, within=30, what=f"leaving {model}")
        took.append(time.monotonic() - left)
        if took[-1] < 1:
            return
    raise AssertionError(f"leaving {model} was seen after {took} s")


@pytest.mark.parametrize("model", ["slow", "mute"])
def test_a_clients_timeout_reaches_the_provider_within_a_second(sim, host, model):
    def leave(patience):
        with pytest.raises(openai.APITimeoutError):
            host.client(timeout=patience).chat.completions.create(model=model, messages=HELLO)

    assert_leaving_reaches_the_provider_within_a_second(sim, model, leave)


def test_leaving_a_stream_reaches_the_provider_within_a_second(sim, host):
    def leave(_):
        stream = host.client().chat.completions.create(model="slow", messages=HELLO, stream=True)
        next(iter(stream))
        stream.close()

    assert_leaving_reaches_the_provider_within_a_second(sim, "slow", leave)


def test_leaving_a_stream_that_has_not_begun_reaches_the_provider_within_a_second(sim, host):
    def leave(patience):
        with pytest.raises(openai.APITimeoutError):
            host.client(timeout=patience).chat.completions.create(model="mute", messages=HELLO, stream=True)

    assert_leaving_reaches_the_provider_within_a_second(sim, "mute", leave)


def test_a_cancelled_task_leaves_the_provider(sim, host):
    async def ask_and_leave():
        async with host.async_client() as client:
            task = asyncio.create_task(client.chat.completions.create(model="slow", messages=HELLO))
            while not sim.requests("slow"):
                await asyncio.sleep(0.02)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    assert_leaving_reaches_the_provider_within_a_second(sim, "slow", lambda _: asyncio.run(ask_and_leave()))


def test_an_asynchronous_client_is_served_whole_and_streamed(host):
    async def ask():
        async with host.async_client() as client:
            whole = await client.chat.completions.create(model="default", messages=HELLO)
            stream = await client.chat.completions.create(model="default", messages=HELLO, stream=True)
            streamed = "".join([chunk.choices[0].delta.content or "" async for chunk in stream])
            return whole.choices[0].message.content, streamed

    assert asyncio.run(ask()) == (SCRIPT["models"]["star"]["answer"],) * 2


def test_fifty_callers_at_once_get_each_their_own_answer(host):
    async def ask(client, number):
        words = f"caller number {number} speaks"
        messages = [{"role": "user", "content": words}]
        if number % 2:
            answer = await client.chat.completions.create(model="parrot", messages=messages)
            return words, answer.choices[0].message.content, answer.id
        stream = await client.chat.completions.create(model="parrot", messages=messages, stream=True)
        chunks = [chunk async for chunk in stream]
        return words, "".join(chunk.choices[0].delta.content or "" for chunk in chunks), chunks[0].id

    async def ask_all():
        async with host.async_client() as client:
            return await asyncio.gather(*(ask(client, number) for number in range(50)))

    answers = asyncio.run(ask_all())
    assert all(words in answer for words, answer, _ in answers)
    assert len({identifier for _, _, identifier in answers}) == 50


@pytest.fixture(scope="module")
def upstream():
    """A provider that keeps what it was sent."""

    class Upstream(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        received = []

        def do_POST(self):
            self.received.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
            piece = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
            delta = piece | {"choices": [{"index": 0, "delta": {"content": "Seen."}, "finish_reason": None}]}
            end = piece | {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}
            body = "".join(f"data: {json.dumps(event)}\n\n" for event in (delta, end)) + "data: [DONE]\n\n"
            self.send_response(200)
            self.send_header("content-type", "text/event-stream")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Upstream) as listener:
        threading.Thread(target=listener.serve_forever, daemon=True).start()
        yield Upstream.received, f"http://127.0.0.1:{listener.server_address[1]}/v1"
        listener.shutdown()


@pytest.fixture(scope="module")
def keeper(shared_stage, upstream):
    config = {
        "providers": {"keeper": {"kind": "openai", "base_url": upstream[1], "api_key": "k"}},
        "chains": {"default": ["keeper:m"]},
    }
    return shared_stage.server(config)


def test_parameters_that_nobody_here_knows_reach_the_provider(upstream, keeper):
    strange = {"min_p": 0.05, "guided": {"choice": ["a", "b"], "deep": [1, 2.5, None, True]}}
    answer = keeper.client().chat.completions.create(
        model="default", messages=HELLO, seed=7, logit_bias={"50256": -100}, extra_body=strange)
    assert answer.choices[0].message.content == "Seen."
    body = upstream[0][-1]
    assert {key: body[key] for key in strange} == strange
    assert (body["seed"], body["logit_bias"], body["model"]) == (7, {"50256": -100}, "m")


def test_the_usual_parameters_reach_the_provider(upstream, keeper):
    keeper.client().chat.completions.create(
        model="default", messages=HELLO, temperature=0.3, top_p=0.9, max_tokens=77, stop=["END"], tools=[WEATHER],
        tool_choice={"type": "function", "function": {"name": "weather"}})
    body = upstream[0][-1]
    assert (body["temperature"], body["top_p"], body["stop"]) == (0.3, 0.9, ["END"])
    assert 77 in (body.get("max_tokens"), body.get("max_completion_tokens"))
    assert body["tools"] == [WEATHER]
    assert body["tool_choice"] == {"type": "function", "function": {"name": "weather"}}


@pytest.mark.parametrize("url", [f"data:image/png;base64,{PIXEL}", "https://example.com/picture.png"])
def test_an_image_reaches_the_provider(upstream, keeper, url):
    parts = [{"type": "text", "text": "What is this?"}, {"type": "image_url", "image_url": {"url": url}}]
    keeper.client().chat.completions.create(model="default", messages=[{"role": "user", "content": parts}])
    sent = upstream[0][-1]["messages"][0]["content"]
    assert [part["type"] for part in sent] == ["text", "image_url"]
    assert sent[1]["image_url"]["url"] == url
