"""The commands: their help, their output for scripts, their exit codes, and what they say when something is wrong."""

import json
import re
import socket

import httpx2 as httpx
import openai
import pytest
from program import eventually, one_provider, understudy, verify

HELLO = [{"role": "user", "content": "Hello"}]
CONFIGURATION_ERROR = 78


@pytest.fixture
def host(simulator, server):
    return server(one_provider(simulator(), "star"))


@pytest.mark.parametrize(
    "command",
    [
        "", "chat", "serve", "simulate", "key", "key create", "key list", "key revoke", "log", "log verify",
    ],
)
def test_every_command_explains_itself(command):
    status, output, errors = understudy(*command.split(), "--help")
    assert (status, errors) == (0, "")
    assert "USAGE:" in output
    assert "OVERVIEW:" in output


def test_the_version_is_told():
    status, output, _ = understudy("--version")
    assert status == 0
    assert re.fullmatch(r"\d+\.\d+\.\d+\S*\n", output)


@pytest.mark.parametrize(
    "arguments", [["srve"], ["serve", "--prot", "1"], ["key", "create"], ["key", "revoke"], ["log"], ["simulate", "--port", "x"]])
def test_a_wrong_command_line_shows_the_usage(arguments):
    status, output, errors = understudy(*arguments)
    if arguments == ["log"]:
        assert "USAGE:" in output
    else:
        assert status == 64
        assert "Usage:" in errors


# Keys.

def test_a_key_is_made_listed_and_revoked(host):
    made = host.make_key("laptop")
    assert set(made) == {"id", "name", "key"}
    assert made["key"].startswith("us-")
    status, output, _ = understudy("key", "list", "--data", host.data, "--json")
    listed = {key["id"]: key for key in json.loads(output)}
    assert status == 0
    assert listed[made["id"]]["name"] == "laptop"
    assert made["key"] not in output
    client = host.client(api_key=made["key"])
    assert client.chat.completions.create(model="default", messages=HELLO).choices

    status, output, _ = understudy("key", "revoke", made["id"], "--data", host.data, "--json")
    assert (status, json.loads(output)) == (0, {"id": made["id"], "revoked": True})

    def is_declined():
        try:
            client.models.list()
        except openai.AuthenticationError as error:
            return error.code == "invalid_api_key"
        return False

    eventually(is_declined, what="the end of a revoked key")
    assert host.client().models.list().data


def test_keys_are_shown_to_people_without_their_secret(host):
    status, output, _ = understudy("key", "list", "--data", host.data)
    assert status == 0
    assert host.key not in output
    assert "  t\n" in output


def test_a_key_that_is_not_there_cannot_be_revoked(tmp_path):
    status, _, errors = understudy("key", "revoke", "nobody", "--data", tmp_path)
    assert status != 0
    assert "there is no key nobody" in errors


def test_a_key_can_be_made_before_the_first_start(simulator, server, tmp_path):
    data = tmp_path / "data"
    _, output, _ = understudy("key", "create", "--name", "early", "--data", data, "--json")
    host = server(one_provider(simulator(), "star"), data=data)
    assert host.client(api_key=json.loads(output)["key"]).models.list().data


# The ledger.

def answered(host, times):
    for _ in range(times):
        host.client().chat.completions.create(model="default", messages=HELLO)


def test_a_sound_ledger_is_proven_while_the_server_runs_and_after(host):
    answered(host, 5)
    for _ in range(2):
        status, report = verify(host.data)
        assert (status, report["faultCount"], report["records"]) == (0, 0, 10)
        host.stop()
    status, output, _ = understudy("log", "verify", "--data", host.data)
    assert status == 0
    assert "The ledger is sound." in output
    assert "10 accepted = 10 stored + 0 set aside + 0 pending" in output


@pytest.mark.parametrize("record", [1, 4, 10])
def test_one_altered_byte_is_found_and_its_record_named(host, record):
    answered(host, 5)
    host.stop()
    (segment,) = host.data.glob("ledger/*.journal")
    lines = segment.read_bytes().splitlines(keepends=True)
    line = bytearray(lines[record - 1])
    line[-10] ^= 1
    lines[record - 1] = bytes(line)
    segment.write_bytes(b"".join(lines))

    status, report = verify(host.data)
    assert status == 1
    assert report["faults"][0]["kind"] == "checksum"
    assert report["faults"][0]["sequence"] == record
    status, output, _ = understudy("log", "verify", "--data", host.data)
    assert status == 1
    assert f"record {record}" in output


def test_a_removed_record_is_found(host):
    answered(host, 3)
    host.stop()
    (segment,) = host.data.glob("ledger/*.journal")
    lines = segment.read_bytes().splitlines(keepends=True)
    segment.write_bytes(b"".join(lines[:2] + lines[3:]))
    status, report = verify(host.data)
    assert status == 1
    assert {"gap", "chain"} & {fault["kind"] for fault in report["faults"]}


def test_a_folder_without_a_ledger_is_named(tmp_path):
    status, _, errors = understudy("log", "verify", "--data", tmp_path)
    assert status != 0
    assert "there is no ledger in" in errors


# The configuration.

GOOD = """\
providers:
  gemini: { kind: gemini, api_key: k }
chains:
  default: [gemini:gemini-exp-1206]
"""


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (GOOD + "server: { prot: 1 }\n", 5, ['unknown key "server.prot"', 'did you mean "port"']),
        (GOOD + "sevrer:\n  port: 1\n", 5, ['"sevrer"', 'did you mean "server"']),
        (GOOD + "server:\n  port: many\n", 6, ["server.port must be a whole number"]),
        (GOOD + "deadlines:\n  idle: soon\n", 6, ["deadlines.idle must be a duration"]),
        (GOOD.replace("[gemini:", "[gemeni:"), 4, ['unknown provider "gemeni"', 'did you mean "gemini:gemini-exp-1206"']),
        (GOOD.replace("kind: gemini", "kind: gemni"), 2, ["kind must be", "gemini"]),
        (GOOD + "assistants:\n  helper: { chain: defualt }\n", 6, ["defualt", 'did you mean "default"']),
        (GOOD + "server: [1, 2\n", None, ["understudy.yaml:"]),
    ],
)
def test_a_mistake_in_the_configuration_is_named_with_its_line(tmp_path, text, line, words):
    file = tmp_path / "understudy.yaml"
    file.write_text(text)
    status, _, errors = understudy("serve", "--config", file, "--data", tmp_path / "data", cwd=tmp_path)
    assert status == CONFIGURATION_ERROR
    assert not (tmp_path / "data").exists()
    for word in words:
        assert word in errors
    if line:
        assert f"understudy.yaml:{line}:" in errors


def test_all_mistakes_are_listed_at_once(tmp_path):
    file = tmp_path / "understudy.yaml"
    file.write_text("server: { prot: 1, hots: x }\ndeadlines: { idle: soon }\n")
    status, _, errors = understudy("serve", "--config", file)
    assert status == CONFIGURATION_ERROR
    assert all(word in errors for word in ["prot", "hots", "deadlines.idle"])


def test_a_missing_configuration_is_named(tmp_path):
    status, _, errors = understudy("serve", "--config", tmp_path / "nowhere.yaml")
    assert status == CONFIGURATION_ERROR
    assert "nowhere.yaml" in errors


def test_a_missing_variable_is_named(tmp_path):
    file = tmp_path / "understudy.yaml"
    file.write_text(GOOD.replace("api_key: k", "base_url: ${THE_ADDRESS}"))
    status, _, errors = understudy("serve", "--config", file, "--data", tmp_path / "data")
    assert status == CONFIGURATION_ERROR
    assert "THE_ADDRESS, which is not set" in errors


def test_a_missing_key_is_a_warning(server):
    host = server(GOOD.replace("api_key: k", "api_key: ${THE_KEY}"))
    assert "THE_KEY is not set" in host.log


def test_the_settings_in_effect_are_shown_without_secrets(tmp_path):
    file = tmp_path / "understudy.yaml"
    file.write_text(GOOD.replace("api_key: k", "api_key: ${THE_KEY}"))
    status, output, errors = understudy(
        "serve", "--config", file, "--check-config", THE_KEY="a-secret", UNDERSTUDY_SERVER_PORT="1234")
    assert status == 0
    assert "a-secret" not in output + errors
    assert "1234" in output
    assert not (tmp_path / "understudy-data").exists()


def test_a_setting_can_be_given_in_the_environment(simulator, server):
    sim = simulator()
    host = server("{}", UNDERSTUDY_PROVIDERS_SIM_KIND="openai", UNDERSTUDY_PROVIDERS_SIM_BASE_URL=f"{sim.url}/v1",
                  UNDERSTUDY_CHAINS_DEFAULT="sim:star")
    assert host.client().chat.completions.create(model="default", messages=HELLO).model == "sim:star"


# Two of a kind.

def test_a_port_in_use_is_named(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        status, output, errors = understudy("serve", "--data", tmp_path / "data", "--port", port, cwd=tmp_path)
        assert status == 1
        assert f"understudy: cannot listen on 127.0.0.1:{port}: the port is in use" in errors
        assert "on stage" not in output
        assert "Z warn" not in errors
        assert "error" not in errors


def test_a_second_simulator_on_a_port_is_told_so(simulator):
    port = simulator().port
    status, _, errors = understudy("simulate", "--port", port)
    assert status == 1
    assert f"cannot listen on 127.0.0.1:{port}: the port is in use" in errors


def test_a_second_server_on_a_data_folder_is_declined(host):
    status, _, errors = understudy("serve", "--data", host.data, "--port", 0, cwd=host.data)
    assert status == 1
    assert "in use by another process" in errors
    assert httpx.get(f"{host.url}/health").status_code == 200
    answered(host, 1)
    host.verify()


def test_a_damaged_ledger_stops_the_start(host, server):
    answered(host, 2)
    host.stop()
    (segment,) = host.data.glob("ledger/*.journal")
    content = bytearray(segment.read_bytes())
    content[len(content) // 2] ^= 1
    segment.write_bytes(content)
    status, _, errors = understudy("serve", "--data", host.data, "--port", 0, cwd=host.data)
    assert status == 1
    assert "damaged" in errors
    assert "log verify" in errors


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    status, _, errors = understudy("serve", "--data", tmp_path / "file" / "data", "--port", 0, cwd=tmp_path)
    assert status == 1
    assert f"{tmp_path}/file/data" in errors


# A first start, with nothing set.

def test_without_any_model_the_server_answers_by_quoting_and_says_so(server):
    host = server("{}", OLLAMA_HOST="http://127.0.0.1:9")
    answer = host.client().chat.completions.create(model="builtin:documents", messages=HELLO)
    assert answer.model == "builtin:documents"
    assert "no language model" in answer.choices[0].message.content.lower()
