"""The list of faults itself: each can be put in, and is another one."""

import ast

import pytest

from tests.mutants.copies import TREE
from tests.mutants.every import FAULTS
from tests.mutants.fault import Fault, Stale


def test_every_fault_can_be_put_in():
    faulty = list(filter(None, map(_what_is_wrong, FAULTS)))

    assert faulty == []


def test_every_fault_has_a_rule_of_its_own():
    assert len({fault.rule for fault in FAULTS}) == len(FAULTS) >= 60


@pytest.mark.parametrize("text", ["", "limit limit"], ids=["gone", "twice"])
def test_fault_whose_text_moved_on_is_stale(text):
    fault = Fault("a limit", "limit.py", "limit", "limit + 1")

    with pytest.raises(Stale):
        fault.applied(text)


def test_lines_of_a_fault_are_those_that_change(tmp_path):
    (tmp_path / "limit.py").write_text("a = 1\nb = 2\nc = 3\nd = 4\n")

    assert Fault("b", "limit.py", "a = 1\nb = 2\nc = 3", "a = 1\nb = 5\nc = 3").lines(tmp_path) == range(2, 3)


def _what_is_wrong(fault: Fault) -> str:
    try:
        broken = fault.applied((TREE / fault.file).read_text())
        if fault.file.endswith(".py"):
            ast.parse(broken)
    except (OSError, Stale, SyntaxError) as error:
        return f"{fault.rule}: {error}"
    if fault.old == fault.new:
        return f"{fault.rule}: changes nothing"
    return "".join(f"{fault.rule}: there is no {each}" for each in fault.tests if not (TREE / each).exists())
