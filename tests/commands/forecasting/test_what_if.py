"""`giliran forecast what-if`: two settings of a day, or of the coming weeks, side by side."""

import json
import re
from typing import Any

import pytest

from tests.commands.conftest import Run

pytestmark = pytest.mark.usefixtures("bintan")

FEW = ("--plays", "2")


def answer(giliran: Run, *args: str) -> dict[str, Any]:
    """What machines are told."""
    found: dict[str, Any] = json.loads(giliran("forecast", "what-if", *args, *FEW, "--json").out)
    return found


def test_a_day_is_shown_beside_itself(giliran):
    said = giliran("forecast", "what-if", "--weekday", "mon", "--units", "A=8", "--lost", "2@10:00", *FEW).out

    assert "Monday" in said
    assert "as thought of" in said
    assert "95 of 100 wait at most, min" in said
    assert "08:30" in said
    assert "Each played 2 times" in said


def test_machines_are_told_bands_and_differences(giliran):
    day = answer(giliran, "--weekday", "tuesday", "--counters", "09:00-11:00=1", "--walk-ins", "A=0", "--limit", "5")[
        "day"
    ]

    assert day["day"] == "Tuesday"
    assert set(day["usual"]["long_wait"]) == {"low", "middle", "high"}
    assert set(day["differences"]["peak"]) == {"low", "middle", "high", "sure"}
    assert max(quarter["inside"]["high"] for quarter in day["other"]["quarters"]) <= 5
    assert day["other"]["plays"] == 2


def test_ramadan_and_slots_of_another_length(giliran):
    day = answer(giliran, "--weekday", "fri", "--ramadan", "--slot-minutes", "A=60", "--walk-ins", "B=any")["day"]

    assert day["usual"]["quarters"][-1]["begins"] == "14:45"
    assert day["other"]["quarters"][-1]["begins"] == "15:15"


def test_documents_that_are_ready_at_once(giliran):
    said = giliran("forecast", "what-if", "--ready", "40", "--cards-per-day", "30", *FEW).out

    assert "40 documents of service A are printed, 30 on an open day at most." in said
    assert re.search("the last of them who comes has fetched: (between|on) 20", said)
    assert "Fullest day:" in said
    assert "When people book: assumed." in said


def test_weeks_for_machines(giliran):
    printed = answer(giliran, "--ready", "B=20", "--blanks", "10", "--wave-percent", "50")["weeks"]
    closed = answer(giliran, "--ready", "20", "--closed", "2026-11-30..2999-12-31")["weeks"]

    never = {"low": None, "middle": None, "high": None}
    assert printed["other"]["stack_fetched"] == closed["other"]["stack_fetched"] == never
    assert max(day["fetched"]["high"] for day in printed["other"]["days"]) in range(8, 11)
    assert {day["seats"] for day in closed["other"]["days"]} == {0}
    assert len(closed["usual"]["days"]) == 56
    assert closed["differences"]["most_pickups"]["high"] < 0


REFUSED = [
    ((), "Nothing is changed yet"),
    (("--units", "A"), "--units 'A' cannot be read: write A=8."),
    (("--units", "A=any"), "--units takes a number"),
    (("--units", "A=8", "--units", "a=9"), "says twice"),
    (("--units", "Z=8"), "Service Z is not served"),
    (("--counters", "9-11"), "write 09:00-11:00=3"),
    (("--counters", "11:00-09:00=2"), "The end must be after the beginning."),
    (("--lost", "x"), "write 2@10:00"),
    (("--lost", "99"), "Counter 99 serves nobody"),
    (("--limit", "0"), "from 1 to 10000"),
    (("--ready", "many"), "write 300 or A=300"),
    (("--ready", "Q=30"), "Service Q is not served"),
    (("--ready", "99999"), "from 0 to 20000"),
    (("--cards-per-day", "30"), "say how the documents of --ready are printed"),
    (("--wave-percent", "900"), "from 0 to 500"),
    (("--closed", "2026-12-11..2026-12-07"), "The last day is before the first"),
    (("--closed", "soon"), "'soon' is no date"),
    (("--limit", "5", "--weekday", "t"), "'t' is no day of the week"),
    (("--limit", "5", "--weekday", "mon", "--day", "2026-12-07"), "either --day or --weekday"),
    (("--limit", "5", "--day", "2020-01-06"), "That day cannot be chosen"),
    (("--ramadan", "--weekday", "sun"), "closed on that day"),
]
"""What is typed, and what is said of it."""


def test_what_cannot_be_is_said_in_a_sentence(giliran, subtests):
    for args, said in REFUSED:
        with subtests.test(" ".join(args)):
            refused = giliran("forecast", "what-if", *args)

            assert refused.status in (1, 2)
            assert said in refused.err
