"""The fault table with short deadlines: what must hold for every fault, protocol and way of asking."""

import re
import subprocess
from collections import Counter

import pytest

from fault_caller import ask
from fault_cells import ANSWER, QUESTION, SHORT, cells, perform
from fault_servers import Rehearsal, binary


@pytest.fixture(scope="module")
def table():
    return {str(cell): cell for cell in perform(SHORT)}


@pytest.mark.parametrize("name", [str(cell) for cell in cells(SHORT)])
def test_a_caller_gets_a_whole_answer_or_a_clear_error(table, name):
    assert list(table[name].violations(SHORT)) == []


# They show only where JSON is asked for, and are played in Tests/Program/test_suggestions.py.
OF_FORM = {"extra_keys", "fenced_json", "format_rejected", "prose", "translated", "truncated_json", "wrong_types"}


def test_every_fault_of_the_simulator_is_in_the_table():
    listed = subprocess.run([binary(), "simulate", "--list-faults"], capture_output=True, text=True, check=True).stdout
    names = {re.match(r"\w+", line).group() for line in listed.splitlines()}
    assert names - OF_FORM == {re.match(r"\w+", cell.fault.label).group() for cell in cells(SHORT)}


def test_no_model_is_asked_three_times_when_it_fails_in_two_ways():
    cut = {"fault": "cut_after", "after": 5}
    models = {name: {"then": [{"fault": "server_error", "times": 1}, cut]} for name in ("first", "second")}
    with Rehearsal({"default": ["openai:first", "openai:second"]}, script={"models": models}) as rehearsal:
        heard = ask(rehearsal.server, "default", QUESTION, stream=True, patience=90)
        asked = Counter(entry["model"] for entry in rehearsal.simulator.log_entries() if "model" in entry)
    assert heard.error == "answer_interrupted" and ANSWER.startswith(heard.text)
    assert asked == {"first": 2, "second": 2}


@pytest.mark.parametrize("rescuer", ["empty", "refusal"])
def test_a_rescuer_that_does_not_go_on_makes_no_answer_whole(rescuer):
    cut, rescuer = "openai:cut+cut-after=5", f"openai:rescuer+{rescuer}"
    with Rehearsal({"without": [cut, rescuer]}) as rehearsal:
        for stream in (True, False):
            heard = ask(rehearsal.server, "without", QUESTION, stream, patience=90)
            assert heard.error == "answer_interrupted" and not heard.claims_to_be_whole
            assert ANSWER.startswith(heard.text)


def test_another_model_goes_on_after_a_rescuer_that_said_nothing():
    with Rehearsal({"default": ["openai:cut+cut-after=5", "openai:rescuer+empty", "openai:good"]}) as rehearsal:
        heard = ask(rehearsal.server, "default", QUESTION, stream=True, patience=90)
    assert heard.claims_to_be_whole and heard.text == ANSWER
