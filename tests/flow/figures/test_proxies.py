"""Who collects for others, counted by the hash of a person whatever secret it was made with."""

from datetime import timedelta
from pathlib import Path

import pytest

from scheduler.db.models import Handover
from scheduler.domain.figures.proxies import Collector, Taken, collectors_of
from scheduler.flow.counter import undo
from scheduler.flow.counter.handovers import Proof
from scheduler.flow.figures.proxies import collectors_between
from tests.scenes.factories import MONDAY, NINE, World, at
from tests.support.rotation import use

TUTI = Proof("proxy", "collector_ktp", collector_name="Tuti Calo", collector_letter="1/2026", old_card="none")
"""Somebody who collects for others."""


def collected(office: World, *, kk: str | None = None, proof: Proof = TUTI, minute: int = 0) -> str:
    now = at(9, minute)
    number = office.called(now=now, kk=kk)
    office.hand_over(number, proof=proof, now=now)
    return number


def found(office: World, first: int = 0, last: int = 0) -> list[Collector]:
    days = MONDAY + timedelta(days=first), MONDAY + timedelta(days=last)
    return office.read(lambda session: collectors_between(session, office.office, *days))


@pytest.mark.postgres("statements")
def test_households_visits_and_documents_are_counted(office: World):
    for minute, kk in enumerate(("2172010000000001", "2172010000000001", "2172010000000002")):
        collected(office, kk=kk, minute=minute)
    collected(office, proof=Proof("holder", "face", old_card="none"), minute=5)

    (tuti,) = found(office)

    assert (tuti.households, tuti.visits, tuti.documents) == (2, 3, 3)
    assert not tuti.is_often


def test_other_days_do_not_count(office: World):
    collected(office)

    assert found(office, -7, -1) == found(office, 1, 7) == []


def test_a_handover_that_was_undone_does_not_count(office: World):
    number = collected(office)
    office.do(undo.undo_last, number, now=NINE)

    assert found(office) == []


@pytest.mark.postgres("statements")
def test_a_change_of_the_secret_makes_nobody_two(office: World, tmp_path: Path):
    use(office.database, "first" * 8)
    collected(office, kk="2172010000000001")
    use(office.database, "first" * 8, "second" * 8)
    collected(office, kk="2172010000000002", minute=1)
    collected(office, kk="2172010000000001", minute=2)

    hashes = {row.collector_hash for row in office.rows(Handover)}
    (tuti,) = found(office)
    assert tuti.households == 2, hashes


def test_the_most_come_first_and_from_a_threshold_they_are_marked() -> None:
    def taken(person: bytes, household: int) -> Taken:
        return Taken(person, household, ("visit", household), household, f"R-{household}")

    often = [taken(b"often" * 5, number) for number in range(5)]
    seldom = [taken(b"seldom" * 5, number) for number in range(4)]

    first, second = collectors_of([*seldom, *often], often=5)

    assert (first.households, first.is_often) == (5, True)
    assert (second.households, second.is_often) == (4, False)
    assert first.references == ("R-0", "R-1", "R-2")
