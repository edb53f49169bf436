"""Whatever is sent, the answer is a clear error, and the server serves on."""

import json
import re
import socket
import time

import httpx2 as httpx
import pytest
from program import PATIENCE, eventually, one_provider, quickest

HELLO = {"model": "default", "messages": [{"role": "user", "content": "Hello"}]}
CHAT = "/v1/chat/completions"

# What an error must never show: a source file, a stack frame, a path of this machine, a Swift type.
REVEALING = re.compile(r"\.swift|\bat 0x|Fatal|/(?:home|root|tmp|work|usr|var)/|Swift\.|NIO|Hummingbird|DecodingError|CodingKey")


@pytest.fixture(scope="module")
def host(shared_stage):
    sim = shared_stage.simulator({"pace": 0, "models": {"star": {"words": 5}}})
    return shared_stage.server(one_provider(sim, "star", server={"max_body_size": "10MB"}))


@pytest.fixture(autouse=True)
def serves_on(host):
    """After each of these tests the server runs and answers."""
    yield
    assert host.process.poll() is None
    assert host.http().post(CHAT, json=HELLO).status_code == 200


def assert_error(answer, status, code=None, path=CHAT):
    assert answer.status_code == status, answer.text
    error = answer.json()["error"]
    assert answer.headers["content-type"].startswith("application/json")
    assert error["request_id"] == answer.headers["x-request-id"]
    assert error["message"]
    assert error["code"] == code if code else error["code"]
    assert ("type" in error) == path.startswith("/v1")
    assert not REVEALING.search(answer.text), answer.text
    return error


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"nonsense", b'{"model": "default", "messages": [', b"{'model': 'default'}", b"\x00", b'{"a":1}}',
        b'{"model": "default", "messages": [{"role": "user", "content": "\xff\xfe\xc3\x28"}]}',
        b'{"model": "default", "messages": [{"role": "user", "content": "\xed\xa0\x80"}]}',
        b'{"model": "\\ud800", "messages": []}',
        b"\xff" * 1000,
    ],
    ids=["empty", "open", "words", "cut", "quotes", "zero", "more", "not-utf-8", "surrogate", "half-escape", "noise"],
)
def test_what_is_not_json_is_malformed(host, body):
    answer = host.http().post(CHAT, content=body, headers={"content-type": "application/json"})
    assert_error(answer, 400, "malformed_json")


@pytest.mark.parametrize("body", ["null", "[]", "7", '"text"', "true"])
def test_json_that_is_no_object_is_of_the_wrong_shape(host, body):
    assert_error(host.http().post(CHAT, content=body), 422, "invalid_parameter")


@pytest.mark.parametrize("depth", [100, 600, 10_000, 1_000_000])
@pytest.mark.parametrize("shape", ["[", '{"a":'])
def test_deep_nesting_breaks_nothing(host, depth, shape):
    close = "]" if shape == "[" else "}"
    nested = shape * depth + "1" + close * depth
    answer = host.http().post(CHAT, content=json.dumps(HELLO)[:-1] + ', "deep": ' + nested + "}")
    assert answer.status_code in {200, 400, 422}
    if answer.status_code != 200:
        assert_error(answer, answer.status_code)


@pytest.mark.parametrize(
    ("bad", "field"),
    [
        ({"temperature": 1e308}, "temperature"),
        ({"temperature": "hot"}, "temperature"),
        ({"max_tokens": 10**15}, "max_tokens"),
        ({"max_tokens": 1.5}, "max_tokens"),
        ({"max_tokens": -1}, "max_tokens"),
        ({"n": -1}, "n"),
        ({"n": 10**30}, "n"),
        ({"stop": ["x"] * 100}, "stop"),
        ({"stop": {"a": 1}}, "stop"),
        ({"messages": {}}, "messages"),
        ({"messages": [None]}, "messages[0]"),
        ({"messages": [{"role": "user"}]}, "messages[0].content"),
        ({"messages": [{"role": "tool", "content": "x"}]}, "messages[0].tool_call_id"),
        ({"messages": [{"role": "user", "content": [{"type": "sound"}]}]}, "messages[0].content[0].type"),
        ({"model": 7}, "model"),
        ({"model": ""}, "model"),
        ({"model": None}, "model"),
        ({"stream": 1}, "stream"),
        ({"stream_options": []}, "stream_options"),
        ({"tools": "hammer"}, "tools"),
    ],
)
def test_absurd_parameters_are_named(host, bad, field):
    error = assert_error(host.http().post(CHAT, json=HELLO | bad), 422, "invalid_parameter")
    assert error["param"] == field


def test_a_number_that_no_machine_holds_is_declined(host):
    body = json.dumps(HELLO)[:-1] + ', "temperature": 1e999}'
    assert host.http().post(CHAT, content=body).status_code in {400, 422}


@pytest.mark.parametrize("name", ["defualt", "sim:stra", "x" * 5000, "../../etc/passwd", "default\n", "💥", "sim:", ":"])
def test_an_unknown_model_is_not_found(host, name):
    error = assert_error(host.http().post(CHAT, json=HELLO | {"model": name}), 404, "model_not_found")
    assert len(error["message"]) < 500
    if name in {"defualt", "sim:stra"}:
        assert {"defualt": "default", "sim:stra": "sim:star"}[name] in error["message"]


@pytest.mark.parametrize(
    "header", [None, "", "Bearer", "Bearer us-wrong", "Basic dXM6cHc=", "us-wrong", "Bearer " + "a" * 8000]
)
def test_no_or_a_wrong_key_is_unauthorized(host, header):
    headers = {} if header is None else {"authorization": header}
    answer = httpx.post(host.url + CHAT, json=HELLO, headers=headers)
    assert_error(answer, 401)
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert_error(httpx.get(f"{host.url}/v1/models", headers=headers), 401)


def test_a_key_is_asked_for_before_a_body_is_read(host):
    assert_error(httpx.post(host.url + CHAT, content=b"{"), 401, "missing_api_key")


def test_a_body_over_the_limit_is_too_large(host):
    body = json.dumps(HELLO | {"padding": "x" * 11_000_000})
    assert_error(host.http().post(CHAT, content=body), 413, "body_too_large")


def test_a_body_over_the_limit_in_chunks_is_too_large(host):
    def chunks():
        yield b'{"model": "default", "padding": "'
        for _ in range(11):
            yield b"x" * 1_000_000

    try:
        answer = host.http().post(CHAT, content=chunks())
    except httpx.TransportError:
        return  # The server hung up in the middle of the flood, as it may.
    assert_error(answer, 413, "body_too_large")


def test_a_body_of_ten_megabytes_is_taken(host):
    frame = json.dumps(HELLO | {"messages": [{"role": "user", "content": ""}]})
    body = frame.replace('"content": ""', '"content": "' + "word " * 1_999_000 + '"')
    assert 9_900_000 < len(body) < 10_000_000
    answer = host.http().post(CHAT, content=body)
    assert answer.status_code == 200
    assert answer.json()["usage"]["prompt_tokens"] == 1_999_000


@pytest.mark.parametrize(
    "path", ["/nothing", "/v1/nothing", "/v1/chat/completions/more", "/api/v1/nothing", "/%00", "/a/../b", "/v1"])
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_an_unknown_path_is_not_found(host, path, method):
    answer = host.http().request(method, path)
    assert answer.headers["x-request-id"]
    assert_error(answer, 404, "not_found", path=path)


@pytest.mark.parametrize(("method", "path"), [("GET", CHAT), ("POST", "/health"), ("DELETE", "/v1/models"), ("PATCH", "/")])
def test_a_wrong_method_is_an_error_in_the_envelope(host, method, path):
    answer = host.http().request(method, path)
    assert_error(answer, 405, "method_not_allowed", path=path)
    assert set(answer.headers["allow"].split(", ")) == {
        CHAT: {"POST"}, "/health": {"GET", "HEAD"}, "/v1/models": {"GET", "HEAD"}, "/": {"GET", "HEAD"}}[path]


@pytest.mark.parametrize("path", ["/", "/health", "/live", "/ready", "/metrics", "/api/check-availability/", "/v1/models"])
def test_head_answers_as_get_does_without_the_body(host, path):
    http = host.http(headers={"authorization": f"Bearer {host.key}", "accept-encoding": "identity"})
    head, get = http.head(path), http.get(path)
    assert head.status_code == get.status_code == 200
    assert head.content == b""
    assert head.headers["content-type"] == get.headers["content-type"]
    assert head.headers["x-request-id"] != get.headers["x-request-id"]


@pytest.mark.parametrize("path", ["/health", "/live", "/ready", "/api/check-availability", "/v1/models", "/v1/models/default"])
def test_a_trailing_slash_changes_nothing(host, path):
    with_slash, without = host.http().get(path + "/"), host.http().get(path)
    assert (with_slash.status_code, with_slash.text) == (200, without.text)


@pytest.mark.parametrize("given", ["mine-1", None])
def test_every_response_carries_a_request_id(host, given):
    headers = {"authorization": f"Bearer {host.key}"} | ({"x-request-id": given} if given else {})
    for method, path in [("GET", "/"), ("GET", "/health"), ("GET", "/nothing"), ("POST", CHAT), ("GET", "/v1/models")]:
        assert httpx.request(method, host.url + path, headers=headers).headers["x-request-id"].strip()
    first, second = (httpx.get(f"{host.url}/health").headers["x-request-id"] for _ in range(2))
    assert first != second


# Below HTTP: what only a bare socket can send.

def connect(host):
    return socket.create_connection(("127.0.0.1", host.port), timeout=PATIENCE)


def answer_of(connection):
    """Everything that comes until the server hangs up."""
    parts = []
    try:
        while piece := connection.recv(65536):
            parts.append(piece)
    except ConnectionResetError:
        pass
    return b"".join(parts)


@pytest.mark.parametrize(
    "flood",
    [
        b"".join(b"x-%d: y\r\n" % number for number in range(5000)),
        b"x-long: " + b"y" * 1_000_000 + b"\r\n",
    ],
    ids=["many", "long"],
)
def test_a_flood_of_headers_is_cut_off(host, flood):
    with connect(host) as connection:
        try:
            connection.sendall(b"GET /health HTTP/1.1\r\nhost: x\r\n" + flood + b"\r\n")
        except (BrokenPipeError, ConnectionResetError):
            pass
        answer = answer_of(connection)
    assert not answer or re.match(rb"HTTP/1.1 (400|413|431) ", answer)


@pytest.mark.parametrize(
    "noise",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(100), b"GET\r\n\r\n", b"\r\n" * 10 + b"HELLO WORLD\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n", b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: -5\r\n\r\n",
        b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
    ],
    ids=["tls", "short", "words", "version", "negative-length", "two-lengths"],
)
def test_what_is_not_http_is_declined(host, noise):
    with connect(host) as connection:
        connection.sendall(noise)
        connection.shutdown(socket.SHUT_WR)
        answer = answer_of(connection)
    assert not answer or b"HTTP/1.1 4" in answer[:20] or b"HTTP/1.1 5" in answer[:20]
    assert not REVEALING.search(answer.decode("latin-1"))


def test_a_thousand_half_open_connections_stop_nobody(host):
    connections = []
    try:
        for number in range(1000):
            connection = connect(host)
            connections.append(connection)
            if number % 2:
                connection.sendall(b"POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\ncontent-le")

        def took():
            began = time.monotonic()
            assert host.http().post(CHAT, json=HELLO).status_code == 200
            return time.monotonic() - began

        assert quickest(took) < 5
    finally:
        for connection in connections:
            connection.close()


@pytest.mark.parametrize(
    "beginning",
    [
        b"POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\n",
        b"POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer KEY\r\ncontent-length: 100000\r\n\r\n{",
    ],
    ids=["headers", "body"],
)
def test_a_request_that_drips_in_is_cut_off_in_time(shared_stage, beginning):
    # Not the server of the other tests: it has no patience with a caller that stands still for a moment either.
    host = shared_stage.server({"server": {"request_timeout": "2s"}})
    with connect(host) as connection:
        connection.sendall(beginning.replace(b"KEY", host.key.encode()))
        connection.settimeout(0.1)

        def is_cut_off():
            try:
                connection.sendall(b"x")
                return connection.recv(4096) is not None
            except TimeoutError:
                return False
            except OSError:
                return True

        eventually(is_cut_off, within=20, what="the end of a request that drips")
