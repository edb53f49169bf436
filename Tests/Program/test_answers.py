"""Answers from documents: citations that hold on every surface, who may read what, and what is said where nothing is found."""

import httpx2 as httpx
import pytest
from documents import log_in, server_sent
from program import add_user, eventually, one_provider

HOURS = """# Opening hours

The violin shop opens at 9 on weekdays. On Sundays it stays closed. 🎻 Parking costs 2 euros an hour.

# Repairs

A violin repair takes 5 days and costs 80 euros. See https://shop.example/repairs for more.
"""
SECRET = "The vault in the cellar is unlocked with the number 7391."
ANSWERS = {
    "cites": "The violin shop opens at 9 on weekdays [1]. It also has a heated pool [9].",
    "invents": "A violin repair takes 12 days [1].",
    "splits": "The violin shop opens at 9 on weekdays【1†source】. Done [1, 8].",
    "leaks": "See [more](https://evil.example/?q=secret), ![x](https://evil.example/p.png) or https://shop.example/repairs [1].",
    "plain": "The violin shop opens at 9.",
    "all": "The first says so [1], and the second [2], and the third [3].",
}


def read(http, collection, text, title, **more):
    """Adds a text, and waits until it is found."""
    answer = http.post(f"/api/v1/collections/{collection}/documents", json={"text": text, "title": title} | more)
    assert answer.status_code == 202, answer.text
    document = answer.json()["documents"][0]["id"]

    def ready():
        status = http.get(f"/api/v1/documents/{document}").json()["status"]
        assert status != "failed"
        return status == "ready"

    eventually(ready, what="the document")
    return document


@pytest.fixture(scope="module")
def house(shared_stage):
    sim = shared_stage.simulator(
        {"pace": 0, "models": {name: {"answer": text} | ({"fault": "byte_by_byte"} if name == "splits" else {})
                               for name, text in ANSWERS.items()}})
    config = one_provider(sim, "plain")
    config["chains"] |= {name: [f"sim:{name}"] for name in ANSWERS}
    config["assistants"] = {
        "shop": {"name": "Shop", "chain": "plain"},
        **{name: {"name": name, "chain": name, "knowledge": ["*"]} for name in ANSWERS},
    }
    server = shared_stage.server(config)
    for name, role in (("root", "admin"), ("ann", "member"), ("bob", "member")):
        add_user(server.data, name, role, password=f"{name}'s password")
    people = {name: server.http(headers={"authorization": "Bearer " + log_in(server, name, f"{name}'s password")})
              for name in ("root", "ann", "bob")}
    shared = people["root"].post("/api/v1/collections", json={"name": "Shop", "readers": "everybody"}).json()["id"]
    own = people["ann"].post("/api/v1/collections", json={"name": "Ann's own"}).json()["id"]
    hours = read(people["root"], shared, HOURS, "Hours")
    vault = read(people["ann"], own, SECRET, "Vault")

    def found():
        answer = people["ann"].post("/api/v1/chat/query", json={"question": "Which number unlocks the vault?", "assistant": "plain"})
        return answer.status_code == 200 and answer.json()["coverage"] == "answered"

    eventually(found, what="the passages")
    return {"server": server, "sim": sim, "shared": shared, "own": own, "hours": hours, "vault": vault, **people}


def ask(http, question, assistant="cites", **more):
    answer = http.post("/api/v1/chat/query", json={"question": question, "assistant": assistant} | more)
    assert answer.status_code == 200, answer.text
    return answer.json()


def kept(http, answer):
    """The answer as its conversation has it."""
    messages = http.get(f"/api/v1/conversations/{answer['conversation_id']}").json()["messages"]
    return next(message for message in messages if message["id"] == answer["message_id"])


QUESTION = "When does the violin shop open?"


def test_citations_lead_to_the_words_and_stay_the_same(house):
    ann = house["ann"]
    answer = ask(ann, QUESTION, session_id="s1")
    assert answer["answer"] == "The violin shop opens at 9 on weekdays [1]. It also has a heated pool."
    assert (answer["coverage"], answer["model"], answer["session_id"]) == ("answered", "sim:cites", "s1")
    [citation] = answer["citations"]
    assert (citation["index"], citation["document_id"], citation["title"]) == (1, house["hours"], "Hours")
    assert citation["quote"] == "The violin shop opens at 9 on weekdays."
    assert citation["verified"] is True
    text = ann.get(f"/api/v1/documents/{house['hours']}/text").json()["text"]
    assert text[citation["start"]:citation["end"]] == citation["quote"]
    assert [sentence["verified"] for sentence in answer["sentences"]] == [True, False]
    message = kept(ann, answer)
    assert message["content"] == answer["answer"]
    for field in ("citations", "sentences", "coverage", "indexing"):
        assert message[field] == answer[field]


def test_an_invented_number_is_not_verified(house):
    answer = ask(house["ann"], "How long does a violin repair take?", "invents")
    assert [citation["verified"] for citation in answer["citations"]] == [False]
    assert [sentence["verified"] for sentence in answer["sentences"]] == [False]


def test_a_stream_says_the_same_as_what_is_kept(house):
    ann = house["ann"]
    body = {"question": QUESTION, "assistant": "splits", "session_id": "stream", "stream": True}
    answer = ann.post("/api/v1/chat/query", json=body)
    events = server_sent(answer.text)
    assert events[0] == ("started", {"model": "sim:splits"})
    assert events[-1][0] == "done"
    done = events[-1][1]
    assert "".join(data["text"] for name, data in events if name == "delta") == done["answer"]
    assert done["answer"] == "The violin shop opens at 9 on weekdays[1]. Done [1]."
    assert kept(ann, done)["content"] == done["answer"]
    assert kept(ann, done)["citations"] == done["citations"]


def test_links_that_nobody_named_are_text(house):
    answer = ask(house["ann"], "Where is more about a violin repair?", "leaks")
    assert "(`https://evil.example/?q=secret`)" in answer["answer"]
    assert "https://shop.example/repairs [1]" in answer["answer"]
    html = "".join(kept(house["ann"], answer)["html"])
    assert 'href="https://evil' not in html and "<img" not in html
    assert 'href="https://shop.example/repairs"' in html


def test_what_one_may_not_read_is_nowhere(house):
    question = "Which number unlocks the vault in the cellar?"
    mine = ask(house["ann"], question, "plain")
    sources = [source for source in house["sim"].requests("plain") if "7391" in str(source)]
    assert mine["coverage"] == "answered"
    house["sim"].clear()
    for other in (house["bob"], house["root"], house["server"].http(headers={})):
        theirs = ask(other, question, "plain")
        assert "7391" not in str(theirs) and house["vault"] not in str(theirs)
        refused = other.post("/api/v1/chat/query", json={"question": question, "collection": house["own"]})
        missing = other.post("/api/v1/chat/query", json={"question": question, "collection": "nowhere"})
        assert (refused.status_code, missing.status_code) == (404, 404)
        assert refused.json()["error"]["code"] == missing.json()["error"]["code"] == "collection_not_found"
        assert refused.json()["error"]["message"] == missing.json()["error"]["message"]
        selection = other.post("/api/v1/chat/selection", json={
            "selected_text": SECRET, "document_id": house["vault"], "start": 0, "end": len(SECRET), "assistant": "cites"}).json()
        assert [citation["document_id"] for citation in selection["citations"] if citation["index"] == 1] == [None]
    assert "7391" not in str([entry for entry in house["sim"].requests("plain")])
    assert sources is not None


def test_sessions_are_their_owners_own(house):
    first = ask(house["ann"], QUESTION, session_id="same")
    again = ask(house["ann"], "And on Sundays?", session_id="same")
    other = ask(house["bob"], QUESTION, session_id="same")
    assert first["conversation_id"] == again["conversation_id"] != other["conversation_id"]
    assert house["bob"].get(f"/api/v1/conversations/{first['conversation_id']}").status_code == 404
    sessions = house["ann"].get("/api/chatbot/sessions").json()["sessions"]
    assert all("same" not in entry["session_id"] and "query" not in entry["session_id"] for entry in sessions)


def test_any_string_names_a_session(house):
    for name in ("test-uuid", "ä🎻\n", "x" * 512, "a\u0000b", "../..", "%00"):
        assert ask(house["ann"], QUESTION, session_id=name)["session_id"] == name


def test_visitors_ask_and_are_nobody_else(house):
    with httpx.Client(base_url=house["server"].url) as one, httpx.Client(base_url=house["server"].url) as two:
        first = ask(one, QUESTION, session_id="v")
        assert ask(one, "And on Sundays?", session_id="v")["conversation_id"] == first["conversation_id"]
        assert ask(two, QUESTION, session_id="v")["conversation_id"] != first["conversation_id"]
        assert two.get(f"/api/v1/conversations/{first['conversation_id']}").status_code == 404


def test_where_nothing_is_found_no_model_is_asked(house):
    house["sim"].clear()
    answer = ask(house["ann"], "Wie hoch ist der Mount Everest über dem Meeresspiegel?")
    assert answer["coverage"] == "not_covered"
    assert answer["answer"] == "Die Dokumente enthalten dazu keine Antwort."
    assert (answer["citations"], answer["model"]) == ([], "builtin:documents")
    assert house["sim"].requests() == []


def test_a_selection_is_cited_in_its_place(house):
    ann = house["ann"]
    text = ann.get(f"/api/v1/documents/{house['hours']}/text").json()["text"]
    start = text.index("The violin shop opens")
    selected = text[start:start + 39]
    body = {"selected_text": selected, "question": "When?", "document_id": house["hours"], "start": start, "end": start + 39,
            "source_url": "https://shop.example/hours", "session_id": "sel", "assistant": "cites"}
    answer = ann.post("/api/v1/chat/selection", json=body).json()
    citation = answer["citations"][0]
    assert (citation["document_id"], citation["start"], citation["end"]) == (house["hours"], start, start + 39)
    assert text[citation["start"]:citation["end"]] == citation["quote"] == selected
    messages = ann.get(f"/api/v1/conversations/{answer['conversation_id']}").json()["messages"]
    assert messages[0]["selection"]["text"] == selected
    assert messages[0]["selection"]["document_id"] == house["hours"]
    # One whose words stand elsewhere is of no document.
    moved = ann.post("/api/v1/chat/selection", json=body | {"start": start + 1, "end": start + 40}).json()
    assert moved["citations"][0]["document_id"] is None


def test_a_later_question_of_the_session_sees_what_was_selected(house):
    ann = house["ann"]
    about = {"selected_text": "Oboes are tuned to A. Bassoons are folded in two.", "title": "Woodwinds", "assistant": "all",
             "session_id": "woodwinds", "source_url": "https://shop.example/woodwinds"}
    assert ann.post("/api/v1/chat/selection", json=about).status_code == 200
    question = "And what does its second sentence mean?"
    answer = ask(ann, question, "all", session_id="woodwinds")
    assert [(citation["title"], citation["url"], citation["document_id"]) for citation in answer["citations"]] == [
        ("Woodwinds", "https://shop.example/woodwinds", None)]
    # Another session knows nothing of it.
    other = ask(ann, question, "all", session_id="other")
    assert (other["coverage"], other["model"]) == ("not_covered", "builtin:documents")


def test_bad_requests_name_the_field(house):
    ann = house["ann"]
    for path, body, field in (
        ("query", {}, "question"), ("query", {"question": " "}, "question"), ("query", {"question": 5}, "question"),
        ("query", {"question": "x", "session_id": "x" * 513}, "session_id"), ("query", {"question": "x" * 40_000}, "question"),
        ("selection", {}, "selected_text"), ("selection", {"selected_text": ""}, "selected_text"),
        ("selection", {"selected_text": "x", "source_url": "javascript:alert(1)"}, "source_url"),
        ("selection", {"selected_text": "x", "start": 5, "end": 2}, "end"),
        ("selection", {"selected_text": "x", "start": 2**63 - 1}, "start"), ("selection", {"selected_text": "x", "end": 2**31}, "end"),
        ("selection", {"selected_text": "x", "start": -1}, "start"),
        ("query", {"question": "\0"}, "question"), ("selection", {"selected_text": "\0 "}, "selected_text"),
        ("query", {"question": "x", "assistant": "nobody"}, "assistant"),
        ("query", {"question": "x", "filter": "year"}, "filter"), ("query", {"question": "x", "filter": ["year"]}, "filter"),
        ("query", {"question": "x", "filter": {"year": {"$gt": 1}}}, "filter.year"),
        ("selection", {"selected_text": "x", "filter": {"year": None}}, "filter.year"),
        ("query", {"question": "x", "filter": {str(number): 1 for number in range(17)}}, "filter"),
        ("query", {"question": "x", "filter": {"year": "x" * 20_000}}, "filter"),
    ):
        answer = ann.post(f"/api/v1/chat/{path}", json=body)
        assert (answer.status_code, answer.json()["error"]["param"]) == (422, field)
    assert ann.post("/api/v1/chat/query", content="{").status_code == 400
    assert ann.post("/api/v1/chat/query", content='{"question":"' + "x" * 600_000 + '"}').status_code == 413


def test_a_filter_chooses_documents_by_their_metadata(house):
    ann = house["ann"]
    own = ann.post("/api/v1/collections", json={"name": "Fairs"}).json()["id"]
    for year, kinds in ((2025, ["notice"]), (2026, ["notice", "draft"])):
        read(ann, own, f"The accordion fair of {year} is in hall {year - 2020}.", f"Fair {year}", metadata={"year": year, "kinds": kinds})

    def titles(**filters):
        """Of what is cited, which is all that was found, by a question and by one about a selection."""
        body = {"question": "Where is the accordion fair?", "collection": own, "assistant": "all", **filters}
        answers = [ann.post("/api/v1/chat/query", json=body),
                   ann.post("/api/v1/chat/selection", json={"selected_text": "Accordions are heavy.", "title": "Page", **body})]
        assert [answer.status_code for answer in answers] == [200, 200], answers
        found, selected = ([citation["title"] for citation in answer.json()["citations"]] for answer in answers)
        assert selected[0] == "Page" and sorted(selected[1:]) == sorted(found)
        return sorted(found)

    both = ["Fair 2025", "Fair 2026"]
    eventually(lambda: titles() == both, what="both documents")
    assert titles(filter={"year": 2025}) == ["Fair 2025"]
    # The same question with another filter is another one, also to the cache.
    assert titles(filter={"year": 2026.0}) == ["Fair 2026"]
    assert titles(filter={"kinds": "draft", "year": 2026}) == ["Fair 2026"]
    assert titles(filter={"kinds": "notice"}) == titles(filter=None) == titles(filter={}) == both
    nothing = ask(ann, "Where is the accordion fair?", collection=own, filter={"year": "2026"})
    assert (nothing["coverage"], nothing["citations"], nothing["model"]) == ("not_covered", [], "builtin:documents")


def test_every_surface_of_an_assistant_with_documents_cites(house):
    server = house["server"]
    whole = server.http().post("/v1/chat/completions", json={
        "model": "cites", "messages": [{"role": "user", "content": QUESTION}]}).json()
    message = whole["choices"][0]["message"]
    assert message["content"] == "The violin shop opens at 9 on weekdays [1]. It also has a heated pool."
    assert [citation["document_id"] for citation in message["citations"]] == [house["hours"]]
    assert isinstance(message["cached"], bool)
    stream = list(server.client().chat.completions.create(
        model="cites", messages=[{"role": "user", "content": QUESTION}], stream=True))
    assert stream[-1].choices[0].delta.citations[0]["document_id"] == house["hours"]
    # One without documents answers as before.
    plain = server.http().post("/v1/chat/completions", json={
        "model": "shop", "messages": [{"role": "user", "content": QUESTION}]}).json()
    assert "citations" not in plain["choices"][0]["message"]


def test_every_model_out_is_503(house):
    house["sim"].behave("invents", fault="overloaded")
    try:
        answer = house["ann"].post("/api/v1/chat/query", json={"question": QUESTION, "assistant": "invents"})
        assert (answer.status_code, answer.json()["error"]["code"]) == (503, "all_models_unavailable")
        assert int(answer.headers["retry-after"]) >= 1
    finally:
        house["sim"].behave("invents", fault="none", answer=ANSWERS["invents"])


def test_export_and_import_keep_citations(house):
    ann = house["ann"]
    answer = ask(ann, QUESTION, session_id="export")
    file = ann.get(f"/api/v1/conversations/{answer['conversation_id']}/export").content
    new = house["bob"].post("/api/v1/conversations/import", content=file).json()["imported"][0]
    messages = house["bob"].get(f"/api/v1/conversations/{new}").json()["messages"]
    assert messages[-1]["citations"] == answer["citations"]
    text = ann.get(f"/api/v1/conversations/{answer['conversation_id']}/export", params={"format": "markdown"}).text
    assert "[^2-1]: Hours" in text


def test_without_a_model_the_documents_are_quoted(server):
    host = server({})
    with host.http() as http:
        root = host.data
        add_user(root, "root", "admin", password="root's password")
    with host.http(headers={"authorization": "Bearer " + log_in(host, "root", "root's password")}) as http:
        nothing = http.post("/api/v1/chat/query", json={"question": "test", "session_id": "test-uuid"})
        assert nothing.status_code == 200
        collection = http.post("/api/v1/collections", json={"name": "Shop", "readers": "everybody"}).json()["id"]
        document = read(http, collection, HOURS, "Hours")

        def answered():
            answer = http.post("/api/v1/chat/query", json={"question": QUESTION, "session_id": "q"}).json()
            return answer if answer["citations"] else None

        answer = eventually(answered, what="an answer")
        assert answer["answer"].startswith("No language model is configured")
        assert "> The violin shop opens at 9 on weekdays." in answer["answer"]
        assert answer["citations"][0]["document_id"] == document
        assert all(citation["verified"] for citation in answer["citations"])


def test_where_accounts_are_required_visitors_are_refused(server):
    host = server({"accounts": {"required": True}})
    answer = httpx.post(f"{host.url}/api/v1/chat/query", json={"question": "test", "session_id": "test-uuid"})
    assert answer.status_code == 401
