"""Imports that several processes find at the same moment.

In pairs: looking first and writing then takes a file twice, or counts a batch twice; the guards let one have it.
"""

import threading
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from sqlmodel import Session

from scheduler.db.models import Document, Intake
from scheduler.domain.intake import ImportStage
from scheduler.flow.intake import imports, turns, working
from scheduler.flow.intake.imports import NewFile
from scheduler.flow.intake.turns import TurnLost
from scheduler.intake.lines import lines_of
from tests.intake.exports import csv_text, line, read_content
from tests.scenes.factories import NINE, World, race

pytestmark = pytest.mark.postgres("locks")


FILE = NewFile("siap.csv", b"digest", 100, "mark")
LINES = list(
    lines_of(read_content(csv_text(*(line(number, holder=f"Siti {'I' * number}") for number in range(1, 6))).encode()))
)


def begin_naively(session: Session, office: Any, have_looked: threading.Barrier) -> bool:
    """Look whether the file was taken, and write then."""
    known = imports.standing_of(session, office, FILE.digest)
    have_looked.wait(10)
    if known is None:
        row = Intake(
            stage=ImportStage.TAKING, source="page", by="folder", ordered_at=NINE, ordered_by="folder", **ABOUT
        )
        session.add(Intake(**row.model_dump(exclude={"id"}), office_id=office.id))
    return known is None


ABOUT: Mapping[str, Any] = {"file_name": "siap.csv", "file_hash": b"digest", "size": 100, "created_at": NINE}


@pytest.mark.parametrize("guard", [pytest.param(True, id="guarded"), pytest.param(False, id="unguarded")])
def test_file_of_the_folder_is_taken_once(office: World, open_database: Callable[..., Any], *, guard: bool) -> None:
    have_looked = threading.Barrier(2)
    places = [office.through(open_database()) for _ in range(2)]

    def take(place: World) -> bool:
        if guard:
            return place.do(imports.begin_from_folder, FILE, by="folder")
        return place.database.run(begin_naively, place.office, have_looked)

    outcomes = race([lambda place=place: take(place) for place in places])  # type: ignore[misc]

    assert sum(outcomes) == (1 if guard else 2)


@pytest.mark.parametrize("guard", [pytest.param(True, id="guarded"), pytest.param(False, id="unguarded")])
def test_batch_is_taken_once(
    office: World, open_database: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, *, guard: bool
) -> None:
    """Two processes each believe that the office's turn is theirs: one had it, and was slow for longer than it held."""
    office.do(imports.begin_from_folder, FILE, by="folder")
    (row,) = office.rows(Intake)
    for worker, now in (("slow", NINE), ("next", NINE + turns.WHILE_READING * 2)):
        assert office.database.run(turns.take_turn, office.office.id, worker, now=now)
    if not guard:
        monkeypatch.setattr(working, "hold_turn", lambda *_, **__: None)

    def take(worker: str) -> bool:
        try:
            office.database.run(working.take_batch, row.id, worker, LINES, now=NINE)
        except TurnLost:
            return False
        return True

    if guard:
        outcomes = race([lambda worker=worker: take(worker) for worker in ("slow", "next")])  # type: ignore[misc]
        assert sum(outcomes) == 1
        assert office.rows(Intake)[0].done == len(LINES)
    else:
        assert take("next")
        with pytest.raises(Exception, match=r"(?i)unique"):
            take("slow")
    assert len(office.rows(Document)) == len(LINES)


def test_turn_is_had_by_one_of_many(office: World, open_database: Callable[..., Any]) -> None:
    places = [office.through(open_database()) for _ in range(4)]

    outcomes = race(
        [
            lambda place=place, number=number: place.database.run(  # type: ignore[misc]
                turns.take_turn, office.office.id, f"worker {number}", now=NINE
            )
            for number, place in enumerate(places)
        ]
    )

    assert sum(outcomes) == 1
