"""The API of conversations, as a program would use it that holds a browser's session."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from program import one_provider

PATH = "/api/v1/conversations"


@pytest.fixture(scope="module")
def host(shared_stage):
    sim = shared_stage.simulator({"pace": 0, "models": {"star": {"words": 5}, "extra": {"words": 3}}})
    return shared_stage.server(one_provider(sim, "star", "extra", conversations={"titles": "first_line"}))


def visitor(host):
    """A new person, known by a cookie of the page's."""
    client = host.http()
    # A key counts before a cookie, and all visitors would be its owner.
    client.headers.pop("authorization", None)
    client.get("/")
    return client


@pytest.fixture
def me(host):
    return visitor(host)


def begin(client):
    answer = client.post(PATH, json={})
    assert answer.status_code == 201
    return f"{PATH}/{answer.json()['id']}"


def ask(client, path, text, **more):
    answer = client.post(f"{path}/messages", json={"content": text, **more})
    assert answer.status_code == 200, answer.text
    assert "event: done" in answer.text
    return client.get(path).json()


def test_keeps_siblings_and_opens_the_path_that_is_wanted(me):
    path = begin(me)
    first = ask(me, path, "one")["messages"]
    edited = ask(me, path, "two", edits=first[0]["id"])["messages"]
    assert [each["content"] for each in edited if each["role"] == "user"] == ["two"]
    assert edited[0]["sibling_ids"] == [first[0]["id"], edited[0]["id"]]
    me.post(f"{path}/retry")
    retried = me.get(path).json()["messages"]
    assert len(retried[1]["sibling_ids"]) == 2
    back = me.patch(path, json={"active_message_id": first[0]["id"]}).json()
    assert [each["id"] for each in back["messages"]] == [each["id"] for each in first]
    assert ask(me, path, "three", parent_id=retried[1]["id"])["messages"][2]["content"] == "three"


def test_leads_the_chain_with_the_conversations_own_model(me):
    path = begin(me)
    models = [ask(me, path, "one")["messages"][-1]["model"]]
    provider = models[0].split(":")[0]
    assert me.patch(path, json={"default_model_id": f"{provider}:extra"}).json()["default_model_id"] == f"{provider}:extra"
    models.append(ask(me, path, "two")["messages"][-1]["model"])
    assert "default_model_id" not in me.patch(path, json={"default_model_id": None}).json()
    models.append(ask(me, path, "three")["messages"][-1]["model"])
    assert models == [f"{provider}:star", f"{provider}:extra", f"{provider}:star"]


@pytest.mark.parametrize("method, tail, body, status, code", [
    ("PATCH", "", {"title": "\u202e\u0000"}, 422, "invalid_parameter"),
    ("PATCH", "", {"title": "x" * 201}, 422, "invalid_parameter"),
    ("PATCH", "", {"title": 3}, 422, "invalid_parameter"),
    ("PATCH", "", {"pinned": "yes"}, 422, "invalid_parameter"),
    ("PATCH", "", {"default_model_id": "nonsense"}, 422, "model_not_found"),
    ("PATCH", "", {"default_model_id": "none:such"}, 422, "model_not_found"),
    ("PATCH", "", {"active_message_id": "none"}, 422, "unknown_message"),
    ("POST", "/messages", {"content": "x", "edits": "none"}, 422, "unknown_message"),
    ("POST", "/messages", {"content": "x", "parent_id": "none"}, 422, "unknown_message"),
    ("POST", "/fork", {}, 422, "invalid_parameter"),
    ("POST", "/fork", {"message_id": "none"}, 422, "unknown_message"),
    ("POST", "/retry", {"message_id": "none"}, 422, "unknown_message"),
    ("POST", "/retry", None, 409, "nothing_to_retry"),
    ("GET", "/export?format=pdf", None, 422, "invalid_parameter"),
    ("GET", "?cursor=x", None, 200, None),
])
def test_says_what_is_wrong(me, method, tail, body, status, code):
    answer = me.request(method, begin(me) + tail, json=body)
    assert answer.status_code == status, answer.text
    if code:
        assert answer.json()["error"]["code"] == code


@pytest.mark.parametrize("query", ["limit=0", "limit=x", "limit=201", "archived=maybe", "cursor=x", "cursor=%00"])
def test_declines_a_list_that_there_is_not(me, query):
    answer = me.get(f"{PATH}?{query}")
    assert answer.status_code == 422
    assert answer.json()["error"]["param"] == query.split("=")[0]


def test_pages_and_searches_and_moves_everything(host, me):
    for number in range(7):
        ask(me, begin(me), f"Question number{number} about 天气 & <b>rain</b>")
    seen, cursor = [], None
    while True:
        page = me.get(PATH, params={"limit": 3, **({"cursor": cursor} if cursor else {})}).json()
        seen += [each["id"] for each in page["conversations"]]
        cursor = page.get("next_cursor")
        if not cursor:
            break
    assert len(seen) == len(set(seen)) == 7
    for query, count in (("question rain", 7), ("天气", 7), ("number3", 1), ("<b>", 7), ("nothing", 0), ("", 0), ("\" OR *", 0)):
        assert len(me.get(f"{PATH}/search", params={"q": query}).json()["hits"]) == count, query
    file = me.get(f"{PATH}/export")
    assert "attachment" in file.headers["content-disposition"]
    assert len(file.json()["conversations"]) == 7
    other = visitor(host)
    assert other.get(f"{PATH}/search", params={"q": "rain"}).json()["hits"] == []
    report = other.post(f"{PATH}/import", content=file.content).json()
    assert len(report["imported"]) == 7 and report["problems"] == []
    assert len(other.get(f"{PATH}/search", params={"q": "rain"}).json()["hits"]) == 7
    cut = file.content[:len(file.content) // 2]
    strict = other.post(f"{PATH}/import?strict=true", content=cut)
    assert strict.status_code == 422 and strict.json()["imported"] == []
    lenient = other.post(f"{PATH}/import", content=cut)
    assert lenient.status_code == 200 and len(lenient.json()["problems"]) == 1
    assert 2 <= len(lenient.json()["imported"]) <= 4


def test_shows_nobody_what_is_anothers(host, me):
    path = begin(me)
    message = ask(me, path, "secret")["messages"][0]["id"]
    other = visitor(host)
    for method, tail, body in (
        ("GET", "", None), ("PATCH", "", {"pinned": True}), ("DELETE", "", None), ("GET", "/export", None),
        ("POST", "/fork", {"message_id": message}), ("POST", "/messages", {"content": "x", "edits": message}),
        ("POST", "/retry", {"message_id": message}), ("POST", "/stop", {}), ("GET", f"/events?message_id={message}", None),
    ):
        assert other.request(method, path + tail, json=body).status_code == 404, (method, tail)
    mine = begin(other)
    assert other.post(f"{mine}/fork", json={"message_id": message}).status_code == 422
    assert json.dumps(other.get(PATH).json()).count("secret") == 0


@pytest.mark.parametrize("title, kept", [
    ("\u202emoc.elpmaxe\u202c \u0007rain\u0000", "moc.elpmaxe rain"), ("a\r\nset-cookie: x=1\tb", "a set-cookie: x=1 b"),
    ("</title><script>alert(1)</script>", "</title><script>alert(1)</script>"), ("{{7*7}} ${x} %s \" ' ` \\", "{{7*7}} ${x} %s \" ' ` \\"),
])
@pytest.mark.parametrize("imported", [False, True])
def test_a_title_that_means_harm_does_none(me, title, kept, imported):
    """Control characters and those that turn text around are gone; markup is text."""
    if imported:
        file = {"format": "understudy.conversations", "version": 1, "conversations": [
            {"id": "c", "title": title, "messages": [{"id": "m", "role": "user", "content": "Hello"}]}]}
        path = f"{PATH}/{me.post(f'{PATH}/import', json=file).json()['imported'][0]}"
    else:
        path = begin(me)
        assert me.patch(path, json={"title": title}).json()["title"] == kept
    assert me.get(path).json()["title"] == kept
    page = me.get(path.replace(PATH, "/c")).text
    assert "<script>alert" not in page and "\u202e" not in page and "\u0007" not in page
    for file in (me.get(f"{path}/export"), me.get(f"{path}/export?format=markdown")):
        assert file.status_code == 200 and "set-cookie" not in file.headers
        assert "filename=\"conversation-20" in file.headers["content-disposition"]


def chatgpt(number):
    """A conversation as ChatGPT exports one."""
    said = [("user", f"Question {number}"), ("assistant", f"Answer {number}")]
    mapping = {"root": {"id": "root", "message": None, "parent": None, "children": ["0"]}}
    for place, (role, text) in enumerate(said):
        mapping[str(place)] = {
            "id": str(place), "parent": str(place - 1) if place else "root", "children": [str(place + 1)] if place == 0 else [],
            "message": {
                "id": str(place), "author": {"role": role}, "create_time": 1_700_000_000 + place,
                "content": {"content_type": "text", "parts": [text]}, "metadata": {}}}
    return {"title": f"Talk {number}", "create_time": 1_700_000_000, "mapping": mapping, "current_node": "1"}


@pytest.mark.parametrize("share", [0.5, 0.05, 0.999])
def test_a_chatgpt_export_that_breaks_off_gives_what_is_whole(host, share):
    me = visitor(host)
    file = json.dumps([chatgpt(number) for number in range(10)]).encode()
    cut = file[:int(len(file) * share)]
    strict = me.post(f"{PATH}/import?strict=true", content=cut)
    assert strict.status_code == 422 and strict.json()["imported"] == []
    assert me.get(PATH).json()["conversations"] == []
    report = me.post(f"{PATH}/import?strict=false", content=cut).json()
    whole = int(10 * share)
    assert len(report["imported"]) == whole
    assert [each["number"] for each in report["problems"]] == [whole + 1]
    titles = {each["title"] for each in me.get(PATH).json()["conversations"]}
    assert titles == {f"Talk {number}" for number in range(whole)}


def test_two_edits_of_one_message_at_once_are_both_kept_and_answered(me):
    path = begin(me)
    question = ask(me, path, "one")["messages"][0]["id"]
    with ThreadPoolExecutor() as pool:
        answers = list(pool.map(
            lambda text: me.post(f"{path}/messages", json={"content": text, "edits": question}), ["two", "three"]))
    for answer in answers:
        assert answer.status_code == 200 and "event: done" in answer.text
    siblings = me.get(path).json()["messages"][0]["sibling_ids"]
    assert len(siblings) == 3 and siblings[0] == question
    said = []
    for sibling in siblings:
        messages = me.patch(path, json={"active_message_id": sibling}).json()["messages"]
        assert [each["role"] for each in messages] == ["user", "assistant"] and messages[1]["status"] == "complete"
        said.append(messages[0]["content"])
    assert sorted(said) == ["one", "three", "two"]


@pytest.mark.parametrize("method, tail, value", [
    ("GET", "?archived=", ("yes", "1", "True", "", "true&archived=false")), ("GET", "?limit=", ("many", "0", "-1", "1.5", "", "201")),
    ("POST", "/import?strict=", ("yes", "1", "TRUE", "", " true")),
])
def test_a_wrong_value_in_the_query_is_named(me, method, tail, value):
    for each in value:
        answer = me.request(method, PATH + tail + each, json=[] if method == "POST" else None)
        assert answer.status_code == 422, each
        assert answer.json()["error"]["param"] in tail and answer.json()["error"]["code"] == "invalid_parameter"
