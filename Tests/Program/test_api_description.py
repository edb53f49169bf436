"""What the server says of itself in /api/openapi.json, held against the standard and against what it does."""

import os
import subprocess
import sys
from secrets import token_hex

import pytest
import requests
import schemathesis
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from program import PASSWORD, add_user, one_provider


@pytest.fixture(scope="module")
def served(shared_stage):
    simulator = shared_stage.simulator({"pace": 0, "models": {"lead": {}}})
    served = shared_stage.server(one_provider(simulator, "lead"))
    for role in ("admin", "member", "viewer"):
        add_user(served.data, f"the-{role}", role)
    return served


@pytest.fixture(scope="module")
def description(served):
    return requests.get(f"{served.url}/api/openapi.json", timeout=60).json()


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


# What schemathesis tries as each who may come, in how many examples. An admin may do the most, and closes others' accounts.
LITTLE, EVERYTHING = ("examples,fuzzing", 2), ("coverage,fuzzing", 5)
CALLERS = {
    "nobody": LITTLE, "a program": LITTLE, "a browser": LITTLE, "viewer": LITTLE, "member": LITTLE, "admin": EVERYTHING,
}

EXCEPTIONS = """
# A name may be well formed and unknown: which assistants, models, messages and pages of a list there are is nothing that a
# description says.
[[operations]]
include-operation-id = [
  "openConversation", "listConversations", "changeConversation", "forkConversation", "postMessage", "retryAnswer",
  "changeSettings", "listRentals", "addRental", "createLimit", "changeSuggestion", "listDocuments", "queryDocuments",
  "askAboutSelection", "createWebhook", "changeWebhook",
]
checks.positive_data_acceptance.enabled = false

# Only admins share; a role is named only where readers are those of a role; a text has no address; a text's end is behind its start.
[[operations]]
include-operation-id = ["createCollection", "changeCollection", "addDocuments", "readDocumentText"]
checks.positive_data_acceptance.enabled = false

# Which collections and documents there are is nothing that a description says.
[[operations]]
include-operation-id = "createEvaluation"
checks.positive_data_acceptance.enabled = false

# How many dimensions a model's vectors may have is the model's own business.
[[operations]]
include-operation-id = "createEmbeddings"
checks.positive_data_acceptance.enabled = false

# Keywords of JSON Schema that are not supported are said to be, one by one.
[[operations]]
include-operation-id = ["createAssistant", "changeAssistant"]
checks.positive_data_acceptance.enabled = false

# A moment may be well formed and over.
[[operations]]
include-operation-id = ["createKey", "enterPrice"]
checks.positive_data_acceptance.enabled = false

# Days may lie too far apart, and few words are time zones.
[[operations]]
include-operation-id = ["readUsage", "downloadUsage", "usagePage"]
checks.positive_data_acceptance.enabled = false

# Any JSON may be a file, and few are.
[[operations]]
include-operation-id = ["importConversations", "importItems"]
checks.positive_data_acceptance.enabled = false

# Forms may be made of more than the reader takes, such as fields without names.
[[operations]]
include-operation-id = [
  "logInOnPage", "createFirstAccount", "taskAssistantForm", "eventAssistantForm", "noteAssistantForm", "decideOnPage",
  "decideAllOnPage", "changeSettingsOnPage", "changeProfileOnPage", "enterPriceOnPage", "saveItemOnPage", "setStockOnPage",
  "importItemsOnPage", "chooseAssistantOnPage", "createAssistantOnPage", "changeAssistantOnPage", "createLimitOnPage",
  "changeLimitOnPage", "changePeopleOnPage", "changeKeysOnPage", "changeClientsOnPage", "changeChainsOnPage", "chainsPage",
  "auditPage", "auditFile", "peoplePage", "keysPage", "clientsPage", "cataloguePage", "itemPage", "changePrivacyOnPage",
  "createCollectionOnPage", "addFilesOnPage", "addAddressOnPage", "changeDocumentOnPage", "createEvaluationOnPage",
  "changeEvaluationOnPage", "evaluationRunPage", "changeWebhooksOnPage", "webhooksPage",
]
checks.positive_data_acceptance.enabled = false

# All fields of a profile may be missing, and so may the form.
[[operations]]
include-operation-id = "changeProfileOnPage"
checks.negative_data_rejection.enabled = false

# Whoever has changed the own password, as one caller here may, is sent to log in again, whatever they sent.
[[operations]]
include-operation-id = ["createCollectionOnPage", "addFilesOnPage", "addAddressOnPage", "changeDocumentOnPage"]
checks.negative_data_rejection.enabled = false

# Which AI clients and models there are is nothing that a description says.
[[operations]]
include-operation-id = ["changeClient", "restoreChain", "saveChain", "takeBackChain"]
checks.positive_data_acceptance.enabled = false

# It would ask hosts outside this machine; test_admin.py connects a simulator.
[[operations]]
include-operation-id = "connectClient"
enabled = false

# Whoever is no admin is turned away from their pages, whatever they sent.
[[operations]]
include-tag = "Admin pages"
checks.negative_data_rejection.enabled = false
"""

EXCEPTIONS_OF_STRANGERS = """
# Whoever has not logged in is sent to do so, whatever they sent.
[[operations]]
include-operation-id = [
  "changePasswordOnPage", "enterPriceOnPage", "importItemsOnPage", "saveItemOnPage", "setStockOnPage",
  "createAssistantOnPage", "changeAssistantOnPage", "deleteAccountOnPage",
  "createCollectionOnPage", "addFilesOnPage", "addAddressOnPage", "changeDocumentOnPage",
]
checks.negative_data_rejection.enabled = false
"""


@pytest.fixture(scope="module")
def credentials(served):
    """What each caller shows for each security scheme; a role's are those of a login in a program and of one on the page."""
    shown = {
        "nobody": {}, "a program": {"key": f'bearer = "{served.key}"'},
        "a browser": {"session": f'api_key = "{token_hex(32)}"'},
    }
    for role in ("admin", "member", "viewer"):
        who = {"username": f"the-{role}", "password": PASSWORD}
        token = requests.post(f"{served.url}/auth/login", json=who, timeout=60).json()["access_token"]
        page = requests.post(f"{served.url}/login", data=who, timeout=60, allow_redirects=False)
        shown[role] = {"token": f'bearer = "{token}"', "login": f'api_key = "{page.cookies["understudy_login"]}"'}
    return shown


def settings_of(credentials):
    """What schemathesis reads: the caller's credentials, and what no description could say."""
    shown = [f"[auth.openapi.{scheme}]\n{credential}\n" for scheme, credential in credentials.items()]
    return "\n".join([*shown, EXCEPTIONS, "" if "login" in credentials else EXCEPTIONS_OF_STRANGERS])


@pytest.mark.parametrize("caller", CALLERS)
def test_answers_everything_as_described(served, credentials, tmp_path, caller):
    """Hundreds of requests, right and wrong, made from the description with a fixed seed."""
    settings = tmp_path / "schemathesis.toml"
    settings.write_text(settings_of(credentials[caller]))
    phases, examples = CALLERS[caller]
    # Logging out would be the end of it; that is done further below.
    leave = [argument for each in ("logOut", "logOutOnPage") for argument in ("--exclude-operation-id", each)]
    done = subprocess.run(
        [
            sys.executable, "-m", "schemathesis.cli", "--config-file", settings, "run", f"{served.url}/api/openapi.json",
            "--seed", "20261121", "--phases", phases, "--max-examples", str(examples), *leave,
            "--no-shrink", "--continue-on-failure", "--suppress-health-check", "all",
            "--request-timeout", "60", "--no-color",
        ],
        capture_output=True, text=True, check=False, timeout=900, cwd=tmp_path,
        # The same requests each time: hashes of texts are random otherwise, and with them the order of sets.
        env=os.environ | {"PYTHONHASHSEED": "0"})
    assert done.returncode == 0, done.stdout[-60_000:] + done.stderr[-2_000:]


def test_describes_what_a_day_of_use_brings(stage):
    """The answers that random requests do not reach: those about conversations that are there."""
    simulator = stage.simulator({"pace": 0, "models": {"lead": {}}})
    served = stage.server(one_provider(simulator, "lead"))
    session = requests.Session()
    session.headers["cookie"] = f"understudy_session={token_hex(32)}"
    schema = schemathesis.openapi.from_url(f"{served.url}/api/openapi.json")

    def call(method, path, status, body=None):
        response = session.request(method, served.url + path.format(id=this), timeout=60, json=body)
        assert response.status_code == status, response.text
        schema[path.partition("?")[0]][method].validate_response(response)
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
    call("PATCH", here, 422, {"default_model_id": "sim:nobody"})
    call("POST", f"{here}/messages", 422, {"content": "Hello", "parent_id": "nobody"})
    found = call("GET", "/api/v1/conversations/search?q=hello", 200).json()["hits"]
    assert [hit["conversation"]["id"] for hit in found] == [this]
    message = call("GET", here, 200).json()["messages"][0]["id"]
    assert call("POST", f"{here}/fork", 201, {"message_id": message}).json()["id"] != this
    assert "# Rain" in call("GET", f"{here}/export?format=markdown", 200).text
    call("GET", f"{here}/export?format=paper", 422)
    mine = call("GET", "/api/v1/conversations/export", 200).json()
    assert len(call("POST", "/api/v1/conversations/import", 200, mine).json()["imported"]) == 2
    assert call("POST", "/api/v1/conversations/import", 422, {}).json()["imported"] == []
    call("DELETE", here, 204)
    call("GET", here, 404)
    call("GET", "/c/{id}", 404)


def test_describes_how_people_come_in(stage):
    """From the first account on the server's own machine to what an admin does with others'."""
    simulator = stage.simulator({"pace": 0, "models": {"lead": {}}})
    served = stage.server(one_provider(simulator, "lead"))
    schema = schemathesis.openapi.from_url(f"{served.url}/api/openapi.json")
    session = requests.Session()

    def call(method, path, status, body=None, form=None, **values):
        response = session.request(
            method, served.url + path.format(**values), timeout=60, json=body, data=form, allow_redirects=False)
        assert response.status_code == status, response.text
        schema[path.partition("?")[0]][method].validate_response(response)
        return response

    password = "correct horse"
    call("GET", "/login", 302)
    call("GET", "/setup-admin", 200)
    call("POST", "/setup-admin", 422, form={"username": "ada", "password": "short"})
    call("POST", "/setup-admin", 303, form={"username": "ada", "password": password})
    call("GET", "/setup-admin", 404)
    call("GET", "/account", 200)
    call("POST", "/account", 401, form={"current": "wrong", "new": password})
    call("POST", "/logout", 303)
    call("GET", "/account", 302)
    call("POST", "/login", 401, form={"username": "ada", "password": "wrong"})
    session.cookies.clear()

    call("POST", "/auth/login", 401, {"username": "ada", "password": "wrong"})
    call("GET", "/auth/me", 401)
    tokens = call("POST", "/auth/login", 200, {"username": "ada", "password": password}).json()
    tokens = call("POST", "/auth/refresh", 200, {"refresh_token": tokens["refresh_token"]}).json()
    session.headers["authorization"] = f"Bearer {tokens['access_token']}"
    assert call("GET", "/auth/me", 200).json()["user"]["role"] == "admin"
    call("POST", "/auth/password", 403, {"current_password": "wrong", "new_password": password})

    user = call("POST", "/api/v1/users", 201, {"username": "bo", "password": password, "email": "bo@example.com"}).json()["id"]
    call("POST", "/api/v1/users", 409, {"username": "bo", "password": password})
    assert len(call("GET", "/api/v1/users?limit=1", 200).json()["users"]) == 1
    call("GET", "/api/v1/users/{id}", 200, id=user)
    call("PATCH", "/api/v1/users/{id}", 200, {"role": "viewer"}, id=user)
    call("PATCH", "/api/v1/users/{id}", 409, {"disabled": True}, id=tokens["user"]["id"])
    call("POST", "/api/v1/users/{id}/password", 200, {}, id=user)
    call("POST", "/api/v1/users/{id}/password", 204, {"password": password}, id=user)
    call("GET", "/api/v1/users/{id}", 404, id="nobody")

    key = call("POST", "/api/v1/keys", 201, {"name": "k", "user_id": user, "scopes": ["read"], "requests_per_minute": 1}).json()
    call("POST", "/api/v1/keys", 403, {"name": "k", "user_id": user, "scopes": ["chat"]})
    call("POST", "/api/v1/keys", 422, {"name": "k", "scopes": ["fly"]})
    assert len(call("GET", "/api/v1/keys?all=true", 200).json()["keys"]) == 2
    assert call("GET", "/api/v1/audit?event=user.created", 200).json()["entries"][0]["subject_id"] == user
    admin, session.headers["authorization"] = session.headers["authorization"], f"Bearer {key['key']}"
    question = {"model": "default", "messages": [{"role": "user", "content": "Hello"}]}
    call("POST", "/v1/chat/completions", 403, question)
    call("POST", "/v1/chat/completions", 429, question)
    session.headers["authorization"] = admin
    call("DELETE", "/api/v1/keys/{id}", 204, id=key["id"])
    call("DELETE", "/api/v1/keys/{id}", 404, id="nobody")
    call("POST", "/auth/logout", 204)
    call("GET", "/auth/me", 401)


def test_describes_what_an_admin_does_with_assistants(stage):
    simulator = stage.simulator({"pace": 0, "models": {"lead": {}}})
    served = stage.server(one_provider(simulator, "lead"))
    schema = schemathesis.openapi.from_url(f"{served.url}/api/openapi.json")
    session = requests.Session()

    def call(method, path, status, body=None, described=None, **more):
        response = session.request(
            method, served.url + path.format(id="shop", version=1), timeout=60, json=body, allow_redirects=False, **more)
        assert response.status_code == status, response.text
        schema[described or path.partition("?")[0]][method].validate_response(response)
        return response

    session.post(f"{served.url}/setup-admin", data={"username": "ada", "password": "correct horse"}, timeout=60)
    all_of_them, one = "/api/v1/assistants", "/api/v1/assistants/{id}"
    call("POST", all_of_them, 201, {"id": "shop", "name": "The Shop", "output_schema": {"type": "object"}, "catalogue": "c"})
    call("POST", all_of_them, 409, {"id": "shop", "name": "The Shop"})
    call("POST", all_of_them, 422, {"id": "x", "name": "X", "chain": "none"})
    assert len(call("GET", all_of_them, 200).json()["assistants"]) == 2
    call("PATCH", one, 200, {"greeting": "Hello", "picture_text": "AB", "requests_per_minute": 3})
    call("PATCH", one, 409, {"greeting": "Late", "version": 1})
    call("PATCH", one, 412, {"greeting": "Late"}, headers={"if-match": '"1"'})
    call("GET", one, 200)
    call("GET", "/a/{id}", 200)
    picture = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(40)
    call("PUT", f"{one}/picture", 200, data=picture)
    call("PUT", f"{one}/picture", 422, data=b"<svg/>")
    call("GET", "/a/{id}/picture", 200)
    call("DELETE", f"{one}/picture", 200)
    call("GET", "/a/{id}/picture", 404)
    call("GET", f"{one}/versions", 200)
    call("POST", one + "/versions/{version}/restore", 200)
    call("GET", "/admin/assistants", 200)
    call("GET", "/admin/assistants/new", 200)
    call("GET", "/admin/assistants/{id}", 200)
    call("GET", "/admin/assistants/understudy", 409, described="/admin/assistants/{id}")
    call("GET", "/admin/assistants/{id}/versions", 200)
    call("GET", "/admin/assistants/{id}/delete", 200)
    call("POST", "/admin/assistants/{id}/delete", 303)
    call("POST", "/admin/assistants/{id}/versions/{version}", 303)
    call("DELETE", one, 204)
    call("DELETE", one, 404)
    call("GET", "/a/{id}", 404)
    session.cookies.clear()
    call("GET", "/admin/assistants", 303)


def test_says_how_its_parts_are(stage):
    simulator = stage.simulator({"pace": 0, "models": {"lead": {}}})
    served = stage.server(one_provider(simulator, "lead"))
    health = requests.get(f"{served.url}/api/health", timeout=60)
    assert health.status_code == 200
    assert health.json()["status"] == "ok"
    assert {name: check["status"] for name, check in health.json()["checks"].items()} == {
        "accepting": "ok", "database": "ok", "ledger": "ok", "models": "ok"}
    assert requests.get(f"{served.url}/api/health/", timeout=60).status_code == 200

    simulator.behave("lead", fault="rate_limit", retry_after=300)
    served.http().post("/v1/chat/completions", json={"model": "default", "messages": [{"role": "user", "content": "Hi"}]})
    health = requests.get(f"{served.url}/api/health", timeout=60)
    assert health.status_code == 200
    assert health.json()["status"] == "degraded" and health.json()["checks"]["models"]["status"] == "down"
