"""`understudy eval` on a small set of the project's own."""

import json

import pytest
from program import understudy

DOCUMENTS = {
    "drum": ("Drums", "A drum has a skin that is struck with sticks or with the hands."),
    "flute": ("Flutes", "A flute is blown across a hole in its side."),
    "harp": ("Harps", "The strings of a harp are plucked with the fingers."),
    "geige": ("Geigen", "Die Saiten einer Geige werden mit dem Bogen gestrichen."),
    "erhu": ("", "二胡是中国的一种传统拉弦乐器，有两根弦。"),
    "oud": ("", "العود آلة وترية شرقية لها صندوق خشبي يشبه نصف حبة الكمثرى."),
}
QUESTIONS = {
    "struck": ("Which instruments are struck with sticks?", "drum"),
    "blowing": ("What is blown across a hole?", "flute"),
    "plucking": ("Whose string is plucked?", "harp"),
    "bogen": ("Womit wird die Saite der Geigen gestrichen?", "geige"),
    "xian": ("中国的什么拉弦乐器有两根弦？", "erhu"),
    "wood": ("ما هي الآلات الوترية التي لها صندوق خشبي؟", "oud"),
}


def write(folder, corpus, queries, judgements):
    (folder / "qrels").mkdir(parents=True)
    (folder / "corpus.jsonl").write_text("".join(line + "\n" for line in corpus))
    (folder / "queries.jsonl").write_text("".join(line + "\n" for line in queries))
    (folder / "qrels" / "test.tsv").write_text("".join(line + "\n" for line in judgements))
    return folder


@pytest.fixture
def small_set(tmp_path):
    return write(
        tmp_path / "instruments",
        [json.dumps({"_id": name, "title": title, "text": text}) for name, (title, text) in DOCUMENTS.items()],
        [json.dumps({"_id": name, "text": text}) for name, (text, _) in QUESTIONS.items()],
        ["query-id\tcorpus-id\tscore", *(f"{name}\t{document}\t1" for name, (_, document) in QUESTIONS.items())])


def evaluate(folder, *more, cwd=None):
    return understudy("eval", "--data", folder, "--cache", folder.parent / "cache", *more, cwd=cwd)


def test_words_find_the_right_document_in_every_language(small_set):
    status, output, errors = evaluate(small_set, "--json")
    assert status == 0, errors
    report = json.loads(output)
    assert (report["set"], report["documents"], report["queries"]) == ("instruments", 6, 6)
    [leg] = report["legs"]
    assert leg["name"] == "keywords" and leg["measures"] == {"ndcg10": 1, "recall100": 1, "mrr": 1}
    assert leg["ingestion"] > 0 and 0 < leg["p50"] <= leg["p95"]


def test_the_table_is_for_people(small_set):
    status, output, _ = evaluate(small_set)
    assert status == 0
    title, head, keywords = output.splitlines()
    assert title == "instruments: 6 documents, 6 queries"
    assert head.split()[:3] == ["leg", "nDCG@10", "Recall@100"]
    assert keywords.split()[:4] == ["keywords", "1.0000", "1.0000", "1.0000"]


def test_vectors_of_a_model_are_a_leg_of_their_own_and_are_kept(small_set, simulator):
    stage = simulator({"pace": 0})
    arguments = ["--json", "--embeddings", f"{stage.url}/v1", "--model", "toy"]
    status, output, errors = evaluate(small_set, *arguments)
    assert status == 0, errors
    report = json.loads(output)
    assert [leg["name"] for leg in report["legs"]] == ["keywords", "vectors", "fused"]
    assert report["model"] == "server:toy"
    asked = len(stage.requests())
    assert asked >= 1
    again = json.loads(evaluate(small_set, *arguments)[1])
    assert len(stage.requests()) == asked
    assert [leg["measures"] for leg in again["legs"]] == [leg["measures"] for leg in report["legs"]]
    # Vectors that mean nothing do not spoil what words found.
    words, _, fused = (leg["measures"]["ndcg10"] for leg in report["legs"])
    assert fused >= words


def test_a_configured_model_is_found_by_its_name(small_set, simulator, tmp_path):
    stage = simulator({"pace": 0})
    config = tmp_path / "understudy.yaml"
    config.write_text(json.dumps({"providers": {"sim": {"kind": "openai", "base_url": f"{stage.url}/v1", "api_key": "k"}}}))
    status, output, errors = evaluate(small_set, "--json", "--config", config, "--embeddings", "sim:toy")
    assert status == 0, errors
    assert json.loads(output)["model"] == "sim:toy"
    status, _, errors = evaluate(small_set, "--config", config, "--embeddings", "nobody:toy")
    assert status == 1 and "nobody:toy" in errors


def test_a_server_that_is_not_there_is_said(small_set):
    status, _, errors = evaluate(small_set, "--embeddings", "http://127.0.0.1:9/v1", "--model", "toy")
    assert status == 1 and "toy" in errors and "Traceback" not in errors


def test_broken_lines_are_named_and_the_rest_is_measured(tmp_path):
    folder = write(
        tmp_path / "broken", ['{"_id": "a", "text": "A drum."}', "{", '{"_id": "b"}'], ['{"_id": "1", "text": "drum"}'],
        ["query-id\tcorpus-id\tscore", "1\ta\t1", "1\tzzz\t1", "what"])
    status, output, errors = evaluate(folder)
    assert status == 0
    assert "4 lines were left out" in output
    for place in ["corpus.jsonl line 2", "corpus.jsonl line 3", "qrels/test.tsv line 3", "qrels/test.tsv line 4"]:
        assert place in errors


def test_what_is_no_set_is_refused(tmp_path):
    (tmp_path / "corpus.jsonl").write_text("")
    status, output, errors = evaluate(tmp_path)
    assert status == 1 and output == ""
    assert "queries.jsonl, qrels/test.tsv missing" in errors
    folder = write(tmp_path / "empty", [], ['{"_id": "1", "text": "drum"}'], ["1\ta\t1"])
    status, _, errors = evaluate(folder)
    assert status == 1 and "no document" in errors
