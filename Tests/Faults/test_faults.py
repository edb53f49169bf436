"""The fault table with short deadlines: what must hold for every fault, protocol and way of asking."""

import re
import subprocess

import pytest

from fault_cells import SHORT, cells, perform
from fault_servers import binary


@pytest.fixture(scope="module")
def table():
    return {str(cell): cell for cell in perform(SHORT)}


@pytest.mark.parametrize("name", [str(cell) for cell in cells(SHORT)])
def test_a_caller_gets_a_whole_answer_or_a_clear_error(table, name):
    assert list(table[name].violations(SHORT)) == []


def test_every_fault_of_the_simulator_is_in_the_table():
    listed = subprocess.run([binary(), "simulate", "--list-faults"], capture_output=True, text=True, check=True).stdout
    names = {re.match(r"\w+", line).group() for line in listed.splitlines()}
    assert names == {re.match(r"\w+", cell.fault.label).group() for cell in cells(SHORT)}
