"""Looks hold up nobody, and nobody makes more of them by asking more often."""

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest

from scheduler.health.around import Around
from scheduler.health.finding import Finding, Verdict, broken, good
from scheduler.health.looking import Looks
from scheduler.health.table import CHECKS, Check
from tests.health.conftest import MakeAround

SOON = 30.0


class Counting:
    """A check that counts how often it is asked, and may be held up."""

    def __init__(self) -> None:
        self.asked: list[int | None] = []
        self.may_go = threading.Event()
        self.may_go.set()

    def see(self, around: Around) -> Finding:
        self.asked.append(around.office_id)
        self.may_go.wait(SOON)
        return good("Baik.")


@pytest.fixture
def counting() -> Iterator[Counting]:
    made = Counting()
    yield made
    made.may_go.set()


def test_finding_holds_for_a_while_however_often_somebody_asks(around: MakeAround, counting: Counting) -> None:
    now = 0.0
    looks = Looks([Check("a", "A", counting.see, holds=30)], lambda: now)

    looks.all(around(), patience=SOON)
    now = 29.0
    looks.all(around(), patience=SOON)
    before = len(counting.asked)
    now = 30.0
    looks.all(around(), patience=SOON)

    assert (before, len(counting.asked)) == (1, 2)


def test_check_that_hangs_is_waited_for_by_nobody_and_not_begun_again(around: MakeAround, counting: Counting) -> None:
    counting.may_go.clear()
    now = 0.0
    looks = Looks([Check("a", "A", counting.see, holds=30), Check("b", "B", lambda _: good("Baik."))], lambda: now)

    (hangs,) = [each for each in looks.all(around(), patience=0.0) if each.check.name == "a"]
    now = 90.0
    looks.begin(around())

    assert hangs.finding is not None
    assert hangs.finding.verdict is Verdict.LOOK
    assert len(counting.asked) <= 1


def test_each_office_has_findings_of_its_own(around: MakeAround, counting: Counting) -> None:
    looks = Looks([Check("a", "A", counting.see, of_office=True)])

    for office in (1, 2, 1):
        looks.all(around({"office_id": office}), patience=SOON)

    assert counting.asked == [1, 2]


def test_worst_stands_first_and_one_that_fails_hides_no_other(around: MakeAround) -> None:
    def fails(_: Around) -> Finding:
        raise OSError("secret path")

    looks = Looks(
        [
            Check("good", "A", lambda _: good("Baik.")),
            Check("fails", "B", fails),
            Check("broken", "C", lambda _: broken("Rusak.", "Perbaiki.")),
        ]
    )

    seen = looks.all(around(), patience=SOON)

    assert [each.check.name for each in seen] == ["broken", "fails", "good"]
    assert seen[1].finding is not None
    assert seen[1].finding.said("en")[0] == "It could not be looked at (OSError)."


def test_what_takes_long_is_left_to_the_command(around: MakeAround) -> None:
    at = replace(around(), reading=lambda: None)  # type: ignore[arg-type]
    shown = {
        each.check.name for each in Looks([replace(each, see=lambda _: good("Baik.")) for each in CHECKS]).seen(at)
    }

    assert {each.name for each in CHECKS if each.by_command} == {"database.whole", "secret.left"}
    assert "database.whole" not in shown
    assert "database.server" not in shown
    assert "disk.log" in shown


def test_names_are_each_ones_own() -> None:
    assert len({each.name for each in CHECKS}) == len(CHECKS)
