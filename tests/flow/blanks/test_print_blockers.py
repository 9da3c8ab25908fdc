"""What keeps a document from being printed, and what its people are told of it."""

from datetime import date, timedelta

import pytest
from sqlmodel import col

from scheduler.db.models import Document, Material, Supply
from scheduler.flow.blanks import printing_stops, supplies
from scheduler.flow.blanks.print_blockers import PrintBlocker, blockers_of, not_ready
from scheduler.flow.core.outbox import Cause
from tests.messages.notices.noted import letter
from tests.scenes.blanks import KIA, KTP, material, opened
from tests.scenes.factories import NINE, World

TODAY = date(2026, 11, 30)
PHONE = "+6281234567890"


def awaited(office: World, reference: str, language: str = "id") -> PrintBlocker | None:
    (document,) = office.rows(Document, col(Document.reference) == reference)
    return office.read(lambda session: blockers_of(session, document, language=language, today=TODAY))


def test_line_is_cut_where_the_blanks_end(office: World) -> None:
    opened(office, 0)
    for number in range(1, 5):
        office.document(f"R/{number}", stage="in_production")
    office.change(Material, material(office).id, stock=2)

    found = [awaited(office, f"R/{number}") for number in range(1, 5)]

    assert [(each.what, each.place) for each in found if each] == [("turn", 1), ("turn", 2), ("blank", 3), ("blank", 4)]


@pytest.mark.parametrize("stage", ["received", "incomplete", "ready", "collected"])
def test_what_is_not_to_be_printed_waits_for_nothing(office: World, stage: str) -> None:
    office.do(printing_stops.stop_printing, None, why="printer", note=None)
    office.document("R/1", stage=stage)

    assert awaited(office, "R/1") is None


def test_stop_of_another_material_is_no_matter(office: World) -> None:
    opened(office, 5)
    office.do(printing_stops.stop_printing, KIA, why="printer", note=None)
    office.document("R/1", stage="in_production")
    office.document("R/2", type="KIA", stage="in_production")

    assert awaited(office, "R/1") is None
    assert awaited(office, "R/2") == PrintBlocker("printing", None, stop="printer")


@pytest.mark.postgres("statements")
def test_earliest_day_of_what_is_still_to_come_counts(office: World) -> None:
    office.document("R/1", stage="waiting_for_blank")
    days = {"late": 9, "first": 3, "arrived": 1, "refused": 2, "given_up": 1, "past": -1, "other": 1}
    rows = {}
    for name, days_on in days.items():
        asked = office.do(supplies.ask_centre, KIA if name == "other" else KTP, 10, note=None)
        office.do(supplies.grant_supply, asked.id, 10, fetchable_on=TODAY + timedelta(days=days_on))
        rows[name] = asked.id
    office.change(Supply, rows["arrived"], arrived_at=NINE)
    office.change(Supply, rows["refused"], refused_at=NINE)
    office.do(supplies.give_up_rest, rows["given_up"], why="dihapus pusat")

    found = awaited(office, "R/1")

    assert found is not None
    assert found.fetchable_on == date(2026, 12, 3)


@pytest.mark.parametrize(("language", "words"), [("en", "Use the IKD"), ("id", "Pakai IKD"), ("fr", "Pakai IKD")])
def test_what_helps_meanwhile_is_said_in_the_language_asked_for(office: World, language: str, words: str) -> None:
    opened(office, 0)
    office.change(Material, material(office).id, substitute={"id": "Pakai IKD", "en": "Use the IKD"})
    office.document("R/1", stage="in_production")

    found = awaited(office, "R/1", language)

    assert found is not None
    assert found.substitute == words


def test_refusal_says_more_than_the_stage_only_where_there_is_more(office: World) -> None:
    opened(office, 0)
    first, other = office.document("R/1", stage="in_production"), office.document("R/2", stage="received")
    lacks = office.read(lambda session: not_ready(session, session.get_one(Document, first.id)))
    office.do(printing_stops.stop_printing, None, why="printer", note=None)
    stopped = office.read(lambda session: not_ready(session, session.get_one(Document, first.id)))
    plain = office.read(lambda session: not_ready(session, session.get_one(Document, other.id)))

    assert lacks.facts == {"stage": "waiting_for_blank", "type": "KTP-el", "reference": "R/1"}
    assert stopped.facts == {**lacks.facts, "awaits": "printing"}
    assert plain.facts == {"stage": "received", "type": "KTP-el", "reference": "R/2"}


@pytest.mark.postgres("statements")
def test_who_only_waits_for_a_turn_is_not_told_that_blanks_ran_out(office: World) -> None:
    opened(office, 0)
    office.document("R/1", stage="in_production", phone=PHONE)
    office.change(Material, material(office).id, stock=1)

    text = letter(office, Cause.BLANK).text

    assert "menunggu giliran dicetak. Anda tetap tercatat;" in text
    assert "habis" not in text
