"""What the server says of itself in /api/openapi.json, held against the standard and against what it does."""

import subprocess
import sys
from secrets import token_hex

import pytest
import requests
import schemathesis
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from program import one_provider

@pytest.fixture(scope="module")
def served(shared_stage):
    simulator = shared_stage.simulator({"pace": 0, "models": {"lead": {}}})
    return shared_stage.server(one_provider(simulator, "lead"))


@pytest.fixture(scope="module")
def description(served):
    return requests.get(f"{served.url}/api/openapi.json", timeout=10).json()


def test_is_valid_openapi(description):
    assert description["openapi"].startswith("3.1.")
    assert [str(error) for error in OpenAPIV31SpecValidator(description).iter_errors()] == []


def test_shows_no_example_that_it_would_forbid(description):
    def bodies(operation):
        for answer in operation["responses"].values():
            yield from answer.get("content", {}).items()
        yield from operation.get("requestBody", {}).get("content", {}).items()

    checked = 0
    for methods in description["paths"].values():
        for operation in methods.values():
            for media_type, body in bodies(operation):
                if media_type != "application/json":
                    continue
                validator = Draft202012Validator(body["schema"] | {"components": description["components"]})
                for example in body.get("examples", {}).values():
                    assert [error.message for error in validator.iter_errors(example["value"])] == [], operation["operationId"]
                    checked += 1
    assert checked > 10


# Who may come: the security schemes that each has credentials for.
CALLERS = {"nobody": [], "a program": ["key"], "a browser": ["session"], "both": ["key", "session"]}

EXCEPTIONS = """
[checks]
# Another method than those at a path is answered with 404, as nothing is there.
unsupported_method.enabled = false

# Which assistants there are is the configuration's business: a name may be well formed and unknown.
[[operations]]
include-operation-id = "openConversation"
checks.positive_data_acceptance.enabled = false
"""


def settings_of(caller, served):
    """What schemathesis reads: the caller's credentials, and what no description could say."""
    credentials = {
        "key": f'[auth.openapi.key]\nbearer = "{served.key}"\n',
        "session": f'[auth.openapi.session]\napi_key = "{token_hex(32)}"\n',
    }
    return "\n".join([credentials[scheme] for scheme in CALLERS[caller]] + [EXCEPTIONS])


@pytest.mark.parametrize("caller", CALLERS)
def test_answers_everything_as_described(served, tmp_path, caller):
    """Hundreds of requests, right and wrong, made from the description with a fixed seed."""
    settings = tmp_path / "schemathesis.toml"
    settings.write_text(settings_of(caller, served))
    # What needs credentials says little to those who have none; they ask less.
    examples = 30 if caller == "both" else 5
    done = subprocess.run(
        [
            sys.executable, "-m", "schemathesis.cli", "--config-file", settings, "run", f"{served.url}/api/openapi.json",
            "--seed", "20261121", "--phases", "examples,coverage,fuzzing", "--max-examples", str(examples),
            "--no-shrink", "--continue-on-failure", "--suppress-health-check", "all",
            "--request-timeout", "10", "--no-color",
        ],
        capture_output=True, text=True, check=False, timeout=170, cwd=tmp_path)
    assert done.returncode == 0, done.stdout[-12_000:] + done.stderr[-2_000:]


def test_describes_what_a_day_of_use_brings(served):
    """The answers that random requests do not reach: those about conversations that are there."""
    session = requests.Session()
    session.headers["cookie"] = f"understudy_session={token_hex(32)}"
    schema = schemathesis.openapi.from_url(f"{served.url}/api/openapi.json")

    def call(method, path, status, body=None):
        response = session.request(method, served.url + path.format(id=this), timeout=20, json=body)
        assert response.status_code == status, response.text
        schema[path][method].validate_response(response)
        return response

    here = "/api/v1/conversations/{id}"
    this = ""
    this = call("POST", "/api/v1/conversations", 201, {}).json()["id"]
    call("POST", f"{here}/retry", 409)
    said = call("POST", f"{here}/messages", 200, {"content": "Hello"})
    assert "event: accepted" in said.text and "event: done" in said.text
    assert "event: done" in call("POST", f"{here}/retry", 200).text
    call("GET", f"{here}/events", 204)
    call("POST", f"{here}/stop", 204)
    assert len(call("GET", here, 200).json()["messages"]) == 2
    assert call("PATCH", here, 200, {"title": "Rain"}).json()["title"] == "Rain"
    call("PATCH", here, 422, {"title": " "})
    assert len(call("GET", "/api/v1/conversations", 200).json()["conversations"]) == 1
    call("GET", "/c/{id}", 200)
    call("DELETE", here, 204)
    call("GET", here, 404)
    call("GET", "/c/{id}", 404)


def test_says_how_its_parts_are(stage):
    simulator = stage.simulator({"pace": 0, "models": {"lead": {}}})
    served = stage.server(one_provider(simulator, "lead"))
    health = requests.get(f"{served.url}/api/health", timeout=10)
    assert health.status_code == 200
    assert health.json()["status"] == "ok"
    assert {name: check["status"] for name, check in health.json()["checks"].items()} == {
        "accepting": "ok", "database": "ok", "ledger": "ok", "models": "ok"}
    assert requests.get(f"{served.url}/api/health/", timeout=10).status_code == 200

    simulator.behave("lead", fault="rate_limit")
    served.http().post("/v1/chat/completions", json={"model": "default", "messages": [{"role": "user", "content": "Hi"}]})
    health = requests.get(f"{served.url}/api/health", timeout=10)
    assert health.status_code == 200
    assert health.json()["status"] == "degraded" and health.json()["checks"]["models"]["status"] == "down"
