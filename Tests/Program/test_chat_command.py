"""`understudy chat`: one question or a conversation, against a real server whose models are simulated."""

import codecs
import errno
import json
import os
import pty
import re
import select
import signal
import socket
import subprocess
import time

import pytest
from program import BINARY, PATIENCE, clean_environment, eventually, one_provider, understudy

SCRIPT = {
    "pace": 0,
    "models": {
        "star": {"words": 12},
        "cut": {"words": 12, "fault": "cut_after", "after": 4},
        "slow": {"words": 2000, "pace": 10},
        "small": {"words": 12, "context_window": 10},
        "out": {"fault": "overloaded"},
        "parrot": {"echo": True},
        "villain": {"answer": "red\u001b[31m and\u0007 done"},
    },
}
ANSWER = re.compile(r"alpha1 beta2 .*\w+12")


@pytest.fixture(scope="module")
def sim(shared_stage):
    return shared_stage.simulator(SCRIPT)


@pytest.fixture(scope="module")
def host(shared_stage, sim):
    chains = {
        "default": ["sim:star"], "rescued": ["sim:cut", "sim:star"], "slow": ["sim:slow"], "out": ["sim:out"], "small": ["sim:small"],
        "parrot": ["sim:parrot"], "villain": ["sim:villain"],
    }
    return shared_stage.server(one_provider(sim) | {"chains": chains})


def chat(host, *arguments, **options):
    """One question: its exit code, standard output and standard error."""
    done = subprocess.run(
        [BINARY, "chat", "--url", host if isinstance(host, str) else host.url, *arguments],
        capture_output=True, text=True, check=False, timeout=2 * PATIENCE,
        stdin=None if "input" in options else subprocess.DEVNULL, input=options.pop("input", None),
        env=clean_environment(**({} if isinstance(host, str) else {"UNDERSTUDY_KEY": host.key}) | options),
    )
    return done.returncode, done.stdout, done.stderr


# One question.

def test_a_prompt_is_answered_and_the_model_named_beside_it(host):
    status, output, errors = chat(host, "Hello", "there")
    assert status == 0
    assert ANSWER.fullmatch(output.strip())
    assert output.endswith("\n")
    assert errors == "— sim:star\n"


def test_a_prompt_can_be_piped_in(host):
    status, output, _ = chat(host, "--model", "parrot", input="Say\nthis\n")
    assert status == 0
    assert output == "Say\nthis\n"


def test_a_rescue_in_the_middle_leaves_one_whole_answer(host):
    plain = chat(host, "Hello")[1]
    status, output, errors = chat(host, "--model", "rescued", "Hello")
    assert (status, output) == (0, plain)
    assert errors == "— sim:star went on where sim:cut broke off\n"


def test_json_tells_everything_in_one_object(host):
    status, output, errors = chat(host, "--json", "--model", "rescued", "Hello")
    answer = json.loads(output)
    assert (status, errors) == (0, "")
    assert ANSWER.fullmatch(answer["answer"].strip())
    assert answer["model"] == "sim:star"
    assert answer["models"] == ["sim:cut", "sim:star"]
    assert answer["finish_reason"] == "stop"
    assert answer["usage"]["total_tokens"] > 0
    assert answer["request_id"]


def test_every_model_out_is_told_with_the_wait(host):
    status, output, errors = chat(host, "--model", "out", "Hello")
    assert (status, output) == (1, "")
    assert re.fullmatch(r"understudy: No model can answer right now\..* Try again in .*\.\n", errors)
    status, output, errors = chat(host, "--model", "out", "--json", "Hello")
    error = json.loads(output)["error"]
    assert (status, errors) == (1, "")
    assert error["code"] == "all_models_unavailable"
    assert error["retry_after_seconds"] >= 1
    assert error["request_id"]


def test_an_unknown_model_names_the_nearest(host):
    status, _, errors = chat(host, "--model", "defualt", "Hello")
    assert status == 1
    assert 'Did you mean "default"?' in errors


def test_the_key_comes_from_option_environment_or_file_and_is_never_shown(host, tmp_path):
    file = tmp_path / "key"
    file.write_text(host.key + "\n")
    for arguments, environment in (
        (["--key", host.key], {"UNDERSTUDY_KEY": "us-wrong"}), (["--key", f"file:{file}"], {}),
        ([], {"UNDERSTUDY_KEY": f"file:{file}"}),
    ):
        status, output, errors = chat(host.url, *arguments, "Hello", **environment)
        assert (status, bool(output)) == (0, True), errors
        assert host.key not in output + errors


def test_a_wrong_key_and_none_are_told_apart_and_how_to_get_one(host):
    status, output, errors = chat(host.url, "--key", "us-sesame", "Hello")
    assert (status, output) == (1, "")
    assert "does not know this key" in errors
    assert "understudy key create" in errors
    assert "sesame" not in errors
    status, _, errors = chat(host.url, "Hello")
    assert status == 1
    assert "wants a key" in errors
    assert "UNDERSTUDY_KEY" in errors


def test_a_server_that_is_down_is_named(host):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
        status, output, errors = chat(url, "Hello")
        assert (status, output) == (1, "")
        assert errors == (
            f"understudy: Cannot reach {url}: nothing listens at this address. "
            "Is the server running? `understudy serve` starts it.\n")
        assert json.loads(chat(url, "--json", "Hello")[1])["error"]["code"] == "unreachable"


def test_something_else_at_the_address_is_named(sim, tmp_path):
    status, _, errors = chat(f"{sim.url}/simulate/health", "--key", "us-x", "Hello")
    assert status == 1
    assert "HTTP status 404" in errors or "does not seem to be Understudy" in errors


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--url", "ftp://host", "Hello"], "--url must be an address"), (["--key", "file:/nowhere", "Hello"], "cannot be read"),
        (["--key", "two words", "Hello"], "--key is not a key"), (["  "], "the prompt is empty"), (["--json"], "the prompt is empty"),
    ],
)
def test_a_mistake_on_the_command_line_is_told(arguments, said):
    status, output, errors = understudy("chat", *arguments)
    assert (status, output) == (64, "")
    assert said in errors


def test_ctrl_c_ends_a_single_question_and_its_request(host, sim):
    sim.clear()
    process = subprocess.Popen(
        [BINARY, "chat", "--url", host.url, "--model", "slow", "Hello"], stdout=subprocess.PIPE, stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE, env=clean_environment(UNDERSTUDY_KEY=host.key),
        # A shell that runs the tests in the background has them, and what they start, ignore it.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
    with process:
        assert process.stdout.read(6) == b"alpha1"
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=PATIENCE) != 0
    eventually(lambda: sim.requests("slow")[0]["outcome"] == "client-left", what="the request's end")


# A conversation.

class Terminal:
    """`understudy chat` in a terminal of its own."""

    def __init__(self, host, *arguments, **environment):
        self.screen = ""
        # A letter of several bytes may come in two pieces.
        self.decoder = codecs.getincrementaldecoder("utf-8")()
        main, other = pty.openpty()
        self.main = main
        variables = {"UNDERSTUDY_KEY": host.key, "TERM": "xterm", "NO_COLOR": "1"} | environment
        self.process = subprocess.Popen(
            [BINARY, "chat", "--url", host.url, *arguments], stdin=other, stdout=other, stderr=other, start_new_session=True,
            env=clean_environment(**variables), preexec_fn=lambda: take_terminal(0))
        os.close(other)

    def read(self, within):
        if select.select([self.main], [], [], within)[0]:
            try:
                piece = os.read(self.main, 65536)
            except OSError as error:
                assert error.errno == errno.EIO
                return False
            self.screen += self.decoder.decode(piece)
            return bool(piece)
        return False

    def expect(self, pattern, within=PATIENCE):
        """Reads until the pattern is on the screen, and answers what was there up to its end."""
        deadline = time.monotonic() + within
        while not (match := re.search(pattern, self.screen, re.DOTALL)):
            assert time.monotonic() < deadline, f"{pattern} is not in {self.screen!r}"
            self.read(0.1)
        seen, self.screen = self.screen[: match.end()], self.screen[match.end():]
        return seen

    def type(self, text):
        os.write(self.main, text.encode())

    def ask(self, text):
        self.type(text + "\n")

    def left(self, within=PATIENCE):
        """The exit code, once the program has ended."""
        deadline = time.monotonic() + within
        while self.process.poll() is None:
            assert time.monotonic() < deadline, f"did not end: {self.screen!r}"
            self.read(0.05)
        while self.read(0.05):
            pass
        return self.process.returncode

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self.main)


def take_terminal(descriptor):
    import fcntl
    import termios

    fcntl.ioctl(descriptor, termios.TIOCSCTTY, 0)


@pytest.fixture
def terminal(host):
    opened = []

    def open_terminal(*arguments, **environment):
        opened.append(Terminal(host, *arguments, **environment))
        return opened[-1]

    yield open_terminal
    for one in opened:
        one.close()


def test_a_conversation_remembers_what_was_said_until_a_new_one(terminal):
    chatting = terminal("--model", "small")
    chatting.expect("Talking with small at http.*/help.*› ")
    chatting.ask("Hello")
    chatting.expect("alpha1 .*12\\s+— sim:small\r\n› ")
    chatting.ask("Hello")
    chatting.expect("too long")
    chatting.ask("/new")
    chatting.expect("A new conversation")
    chatting.ask("Hello")
    chatting.expect("alpha1 .*12\\s+— sim:small\r\n› ")
    chatting.ask("/quit")
    assert chatting.left() == 0


def test_another_model_can_take_over_the_conversation(terminal):
    chatting = terminal()
    chatting.expect("› ")
    chatting.ask("/model parrot")
    chatting.expect("Talking with parrot from now on")
    chatting.ask("and again")
    chatting.expect("and again.*and again\r\n— sim:parrot\r\n› ")


def test_the_end_of_the_input_leaves_after_the_running_answer(terminal, sim):
    sim.behave("star", words=5, pace=10)
    chatting = terminal()
    chatting.expect("› ")
    chatting.ask("Hello")
    chatting.expect("alpha1")
    chatting.type("\x04")
    chatting.expect("— sim:star")
    assert chatting.left() == 0
    sim.behave("star", words=12)


def test_the_models_are_listed_and_an_unknown_one_is_not_taken(terminal):
    chatting = terminal("--model", "slow")
    chatting.expect("› ")
    chatting.ask("/models")
    listed = chatting.expect("sim:villain.*› ")
    assert "* slow" in listed
    assert "  rescued" in listed
    chatting.ask("/model rescud")
    chatting.expect('There is no "rescud". Did you mean "rescued"\\?')
    chatting.ask("/model")
    chatting.expect("Talking with slow")
    chatting.ask("/halp")
    chatting.expect("no command /halp")
    chatting.ask("/help")
    chatting.expect("/retry .*Ctrl-C")
    chatting.type("\x04")
    assert chatting.left() == 0


def test_a_default_model_is_chosen_kept_and_taken_back(terminal, host):
    chatting = terminal()
    chatting.expect("Talking with default.*› ")
    chatting.ask("/default")
    chatting.expect("You have no default model.*› ")
    chatting.ask("/default sim:parrrot")
    chatting.expect('Did you mean "sim:parrot"\\?.*› ')
    chatting.ask("/default sim:parrot")
    chatting.expect("Your default model is sim:parrot\\..*› ")
    chatting.ask("/models")
    assert "  sim:parrot  (your default)" in chatting.expect("sim:villain.*› ")
    assert chat(host, "Say this")[1:] == ("Say this\n", "— sim:parrot\n")
    assert chat(host, "--model", "default", "Hello")[2] == "— sim:star\n"
    again = terminal()
    again.expect("Talking with sim:parrot at .*› ")
    again.ask("/default none")
    again.expect("You have no default model.*› ")
    assert chat(host, "Hello")[2] == "— sim:star\n"


def test_the_models_that_are_out_are_listed_as_such(terminal, host):
    chatting = terminal()
    chatting.expect("› ")

    def is_listed_as_out():
        # A model that is out is on trial again every now and then.
        chat(host, "--model", "out", "Hello")
        chatting.ask("/models")
        return "  sim:out  (out right now)" in chatting.expect("sim:villain.*› ")

    eventually(is_listed_as_out)


def test_a_conversation_shows_when_another_model_went_on(terminal):
    chatting = terminal("--model", "rescued")
    chatting.expect("› ")
    chatting.ask("Hello")
    chatting.expect("alpha1 .*12\\s+— sim:star went on where sim:cut broke off")


def test_ctrl_c_stops_the_answer_and_a_second_one_leaves(terminal, sim):
    sim.clear()
    chatting = terminal("--model", "slow")
    chatting.expect("› ")
    chatting.ask("Hello")
    chatting.expect("alpha1 beta2")
    chatting.type("\x03")
    chatting.expect("— stopped\r\n› ")
    eventually(lambda: sim.requests("slow")[0]["outcome"] == "client-left", what="the request's end")
    chatting.type("\x03")
    assert chatting.left() == 0


def test_a_stopped_answer_does_not_end_the_conversation(terminal):
    chatting = terminal("--model", "slow")
    chatting.expect("› ")
    chatting.type("\x03")
    chatting.expect("Ctrl-C again leaves")
    chatting.ask("Hello")
    chatting.expect("alpha1")
    chatting.type("\x03")
    chatting.expect("— stopped")
    chatting.ask("/model default")
    chatting.expect("from now on")
    chatting.ask("Go on")
    chatting.expect("— sim:star")


def test_a_question_that_failed_can_be_asked_again(terminal, sim):
    chatting = terminal("--model", "out")
    chatting.expect("› ")
    chatting.ask("What did I ask?")
    chatting.expect("No model can answer right now.*/retry")
    chatting.ask("/model parrot")
    chatting.expect("from now on")
    chatting.ask("/retry")
    chatting.expect("What did I ask\\?\r\n— sim:parrot")


def test_what_is_typed_during_an_answer_comes_after_it(terminal, sim):
    sim.behave("star", words=5, pace=10)
    chatting = terminal()
    chatting.expect("› ")
    chatting.ask("Hello")
    chatting.expect("alpha1")
    chatting.ask("/model parrot")
    chatting.ask("typed ahead")
    chatting.expect("— sim:star.*Talking with parrot.*typed ahead\r\n— sim:parrot")
    sim.behave("star", words=12)


def test_a_models_words_do_not_steer_the_terminal(terminal):
    chatting = terminal("--model", "villain")
    chatting.expect("› ")
    chatting.ask("Hello")
    seen = chatting.expect("— sim:villain")
    assert "red[31m and done" in seen
    assert "\x1b" not in seen
    assert "\x07" not in seen


def test_colours_are_for_terminals_that_want_them(terminal):
    chatting = terminal(NO_COLOR="")
    assert "\x1b[" in chatting.expect("› ")
    chatting = terminal(NO_COLOR="", TERM="dumb")
    assert "\x1b[" not in chatting.expect("› ")


def test_a_wrong_key_shows_before_anything_is_typed(terminal):
    chatting = terminal(UNDERSTUDY_KEY="us-sesame")
    seen = chatting.expect("does not know this key")
    assert chatting.left() == 1
    assert "sesame" not in seen + chatting.screen
    chatting = terminal("--model", "nobody-knows-this-one")
    chatting.expect("There are: .*default")
    assert chatting.left() == 1
