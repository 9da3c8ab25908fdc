"""`giliran forecast propose`: what was found, in words and for a machine; the search itself is tested where it is."""

import json
from dataclasses import replace

import pytest

from scheduler.commands.forecasting import propose
from scheduler.domain.forecasting.proposing.pattern import Held, Pattern
from scheduler.domain.forecasting.proposing.proposal import Proposal
from tests.domain.forecasting.scene import at
from tests.flow.forecasting.test_proposals import found

pytestmark = pytest.mark.usefixtures("bintan")


def having(monkeypatch: pytest.MonkeyPatch, what: Proposal) -> None:
    monkeypatch.setattr(propose, "_found", lambda scene, asked: what)


def test_a_proposal_is_told_with_its_pattern_by_runs_of_slots(giliran, monkeypatch):
    pattern = Pattern("A", [Held(at(8 + number / 2), 1 if number < 2 else 7) for number in range(5)], less=3.0)
    having(monkeypatch, replace(found(), pattern=pattern, is_hours_of_best=True))
    said = giliran("forecast", "propose").out
    assert "Proposed: A" in said
    assert "one after the other: 1 in 2 slots, 7 in 3 slots." in said
    assert "as slots are proposed:" in said


def test_hours_that_cannot_be_kept_are_not_called_needed(giliran, monkeypatch):
    hours = [replace(each, is_kept=False) for each in found().hours]
    having(monkeypatch, replace(found(), best=None, there=None, hours=hours))
    said = giliran("forecast", "propose").out
    assert "Nothing near that keeps what is asked" in said
    assert "all are too few" in said


def test_a_machine_is_told_whose_slots_the_hours_are_of(giliran, monkeypatch):
    having(monkeypatch, found())
    told = json.loads(giliran("forecast", "propose", "--json").out)
    assert told["is_hours_of_best"] is False
    assert [each["weekday"] for each in told["hours"]] == [0, 1]
    assert told["best"]["kept"] >= 0.8
