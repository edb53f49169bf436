"""Choosing a model over the API of the page."""

import json

import httpx2 as httpx
import pytest
from program import one_provider


@pytest.fixture(scope="module")
def host(shared_stage):
    simulator = shared_stage.simulator({"pace": 0})
    config = one_provider(
        simulator, "lead", "second",
        models={"sim:lead": {"name": "Lead Model", "context_window": 8000}},
        assistants={"ann": {"name": "Ann"}, "quiet": {"name": "Quiet", "model_selection": "hidden"}})
    server = shared_stage.server(config)
    server.simulator = simulator
    return server


@pytest.fixture
def person(host):
    with httpx.Client(base_url=host.url) as client:
        client.get("/")
        yield client


def begin(person, **more):
    answer = person.post("/api/v1/conversations", json=more)
    assert answer.status_code == 201, answer.text
    return f"/api/v1/conversations/{answer.json()['id']}"


def said_by(person, conversation, **more):
    answer = person.post(f"{conversation}/messages", json={"content": "Hello", **more})
    assert answer.status_code == 200, answer.text
    done = answer.text.split("event: done\ndata: ")[1].split("\n")[0]
    return json.loads(done)["model"]


def error(answer):
    return answer.status_code, answer.json()["error"]["code"]


def test_lists_the_models_to_choose_from(person):
    document = person.get("/api/v1/models").json()
    assert document == {
        "default_model_id": "sim:lead",
        "models": [
            {"id": "sim:lead", "name": "Lead Model", "provider": "sim", "kind": "openai", "local": True, "available": True,
             "context_window": 8000},
            {"id": "sim:second", "name": "second", "provider": "sim", "kind": "openai", "local": True, "available": True},
        ],
    }


def test_a_choice_holds_for_the_conversation(person):
    conversation = begin(person)
    assert said_by(person, conversation) == "sim:lead"
    assert person.patch(conversation, json={"default_model_id": "sim:second"}).json()["default_model_id"] == "sim:second"
    assert said_by(person, conversation) == "sim:second"
    assert person.get(conversation).json()["default_model_id"] == "sim:second"
    assert said_by(person, conversation, model="sim:lead") == "sim:lead"
    assert said_by(person, conversation) == "sim:second"
    assert "default_model_id" not in person.patch(conversation, json={"default_model_id": None}).json()
    assert said_by(person, conversation) == "sim:lead"


def test_title_and_model_change_alone_or_together(person):
    conversation = begin(person, default_model_id="sim:second")
    changed = person.patch(conversation, json={"title": "Bees"}).json()
    assert (changed["title"], changed["default_model_id"]) == ("Bees", "sim:second")
    changed = person.patch(conversation, json={"title": "Wasps", "default_model_id": "sim:lead"}).json()
    assert (changed["title"], changed["default_model_id"]) == ("Wasps", "sim:lead")
    assert person.patch(conversation, json={"default_model_id": "sim:second"}).json()["title"] == "Wasps"
    assert person.patch(conversation, json={}).json()["default_model_id"] == "sim:second"


def test_ones_own_default_holds_where_nothing_is_chosen(person):
    conversation = begin(person)
    person.patch("/api/v1/settings", json={"default_model_id": "sim:second"})
    assert person.get("/api/v1/models").json()["default_model_id"] == "sim:second"
    assert said_by(person, conversation) == "sim:second"
    person.delete("/api/v1/settings")
    assert said_by(person, conversation) == "sim:lead"


def test_the_chain_stands_behind_the_choice(person, host):
    conversation = begin(person, default_model_id="sim:second")
    host.simulator.behave("second", fault="model_not_found")
    try:
        assert said_by(person, conversation) == "sim:lead"
    finally:
        host.simulator.behave("second", fault="none")


@pytest.mark.parametrize("model", ["sim:secnod", "second", "", "sim:" + "x" * 3000])
def test_a_model_that_does_not_exist_is_refused_with_the_nearest(person, model):
    conversation = begin(person)
    for answer in (
        person.post("/api/v1/conversations", json={"default_model_id": model}), person.patch(conversation, json={"default_model_id": model}),
        person.post(f"{conversation}/messages", json={"content": "Hello", "model": model}),
        person.patch("/api/v1/settings", json={"default_model_id": model}),
    ):
        assert error(answer) == (422, "model_not_found")
        assert len(answer.text) < 600
    if model == "sim:secnod":
        assert 'Did you mean "sim:second"?' in answer.json()["error"]["message"]


def test_an_assistant_that_hides_its_models_leaves_no_choice(person):
    conversation = begin(person, assistant="quiet")
    for answer in (
        person.patch(conversation, json={"default_model_id": "sim:second"}),
        person.post(f"{conversation}/messages", json={"content": "Hello", "model": "sim:second"}),
        person.post("/api/v1/conversations", json={"assistant": "quiet", "default_model_id": "sim:second"}),
    ):
        assert error(answer) == (422, "model_selection_hidden")
    person.patch("/api/v1/settings", json={"default_model_id": "sim:second"})
    assert said_by(person, conversation) == "sim:lead"


def test_settings_are_each_persons_own(person, host):
    person.patch("/api/v1/settings", json={"default_model_id": "sim:second"})
    assert person.get("/api/v1/settings").json() == {
        "default_model_id": "sim:second", "disable_cloud_providers": False, "set_by_server": False}
    with httpx.Client(base_url=host.url) as other:
        assert error(other.get("/api/v1/settings")) == (401, "no_session")
        other.get("/settings")
        assert "default_model_id" not in other.get("/api/v1/settings").json()


@pytest.mark.parametrize("body", [{"default_model_id": 7}, {"disable_cloud_providers": "yes"}, []])
def test_settings_of_the_wrong_shape_are_refused(person, body):
    assert error(person.patch("/api/v1/settings", json=body)) == (422, "invalid_parameter")


def test_the_forms_of_the_settings_page_work_without_script(person):
    answer = person.post("/settings", data={"change": "cloud", "disabled": "true"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/settings?saved=cloud")
    assert person.get("/api/v1/settings").json()["disable_cloud_providers"] is True
    person.post("/settings", data={"change": "model", "model": "sim:second"})
    assert person.get("/api/v1/settings").json()["default_model_id"] == "sim:second"
    person.post("/settings", data={"change": "reset"})
    assert person.get("/api/v1/settings").json() == {"disable_cloud_providers": False, "set_by_server": False}
    assert error(person.post("/settings", data={"change": "everything"})) == (422, "invalid_parameter")
    other = {"origin": "https://elsewhere.example"}
    assert error(person.post("/settings", data={"change": "reset"}, headers=other)) == (403, "cross_origin")
