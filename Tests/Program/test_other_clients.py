"""Clients that know nothing of Understudy: `langchain-openai` asks it, and `ollama` asks the provider that it rehearses with."""

import ollama
import pytest
from langchain_core.messages import HumanMessage, ToolMessage
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI, OpenAIEmbeddings
from program import one_provider
from prompter import Prompter

ANSWER = "All the world's a stage, and all the men and women merely players: ✓ naïve 漢字 🎭."


@tool
def weather(city: str) -> str:
    """The weather of a city."""
    return f"Rain in {city}"


@pytest.fixture(scope="module")
def sim(shared_stage):
    return shared_stage.simulator({
        "pace": 0,
        "models": {
            "star": {"answer": ANSWER},
            "caller": {"then": [{"tool_call": True, "tool_arguments": {"city": "Oslo"}, "times": 1}, {"answer": "Take a coat."}]},
            "gone": {"fault": "overloaded"},
        },
    })


@pytest.fixture(scope="module")
def prompter():
    prompter = Prompter([word + " " for word in ANSWER.split()])
    yield prompter
    prompter.end()


@pytest.fixture(scope="module")
def host(shared_stage, sim, prompter):
    config = one_provider(sim, "star")
    config["providers"]["prompter"] = prompter.provider
    config["chains"] |= {"rescued": ["sim:gone", "sim:star"], "caller": ["sim:caller"], "talker": ["prompter:talker"]}
    return shared_stage.server(config)


@pytest.fixture
def chat(host):
    def chat(model, **options):
        return ChatOpenAI(model=model, base_url=f"{host.url}/v1", api_key=host.key, max_retries=0, **options)

    return chat


def test_langchain_is_answered(chat):
    answer = chat("default").invoke("Hello")
    assert answer.content == ANSWER
    assert answer.response_metadata["model_name"] == "sim:star"
    assert answer.response_metadata["finish_reason"] == "stop"
    assert answer.usage_metadata["total_tokens"] > 10


def test_langchain_reads_a_stream(chat, prompter):
    pieces = []
    prompter.let()
    for piece in chat("talker", stream_usage=True).stream("Hello"):
        pieces.append(piece)
        # The next word when this one is here, because words that come in one burst go on in one piece.
        if piece.content:
            prompter.let()
    assert [piece.content for piece in pieces if piece.content] == prompter.words
    assert sum(piece.usage_metadata["total_tokens"] for piece in pieces if piece.usage_metadata) > 10


def test_langchain_never_sees_a_model_fail(chat):
    assert chat("rescued").invoke("Hello").response_metadata["model_name"] == "sim:star"


def test_langchain_calls_tools(chat):
    model = chat("caller").bind_tools([weather])
    question = HumanMessage("How is the weather in Oslo?")
    call = model.invoke([question])
    assert [(made["name"], made["args"]) for made in call.tool_calls] == [("weather", {"city": "Oslo"})]
    result = ToolMessage(weather.invoke(call.tool_calls[0]["args"]), tool_call_id=call.tool_calls[0]["id"])
    assert model.invoke([question, call, result]).content == "Take a coat."


def test_langchain_embeds(host):
    embeddings = OpenAIEmbeddings(
        model="sim:embedder", base_url=f"{host.url}/v1", api_key=host.key, check_embedding_ctx_length=False)
    assert len(embeddings.embed_query("Hello")) == 16


def test_the_ollama_client_takes_the_simulator_for_ollama(sim):
    client = ollama.Client(host=sim.url)
    assert "star" in [model.model for model in client.list().models]
    answer = client.chat(model="star", messages=[{"role": "user", "content": "Hello"}])
    assert (answer.message.content, answer.done, answer.done_reason) == (ANSWER, True, "stop")
    pieces = list(client.chat(model="star", messages=[{"role": "user", "content": "Hello"}], stream=True))
    assert "".join(piece.message.content for piece in pieces) == ANSWER
    assert pieces[-1].done
    assert len(client.embed(model="star", input="Hello").embeddings[0]) == 16


def test_the_ollama_client_is_told_of_failures(sim):
    with pytest.raises(ollama.ResponseError) as error:
        ollama.Client(host=sim.url).chat(model="gone", messages=[{"role": "user", "content": "Hello"}])
    assert error.value.status_code == 503
