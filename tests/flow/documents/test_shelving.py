"""Where a document lies is written down, with who did it."""

import pytest
from sqlmodel import col

from scheduler.db.models import Document, Move
from scheduler.domain.documents.refusals import DocumentUnknown, NotOnAShelf
from scheduler.domain.refusals import HiddenSigns
from scheduler.domain.text.scanned import Scanned
from scheduler.flow.applying import withdrawing
from scheduler.flow.documents import readiness, shelving
from tests.scenes.factories import World


def shelf(office: World, reference: str) -> str | None:
    (document,) = office.rows(Document, col(Document.reference) == reference)
    return document.shelf


def test_shelf_is_kept_as_it_is_labelled_with_who_put_it_there(office: World) -> None:
    office.document("R/1", shelf="A-1")
    office.document("R/2", shelf="A-1")

    office.do(shelving.put_on_shelf, "r/1", "  b-12 ")

    assert (shelf(office, "R/1"), shelf(office, "R/2")) == ("B-12", "A-1")
    (move,) = office.rows(Move, col(Move.why) == "shelved")
    assert (move.by, move.before, move.after, move.was) == ("staff:1", "ready", "ready", {"shelf": "A-1"})


def test_shelf_with_signs_that_nobody_sees_is_refused(office: World) -> None:
    office.document("R/1", shelf="A-1")

    with pytest.raises(HiddenSigns):
        office.do(shelving.put_on_shelf, "R/1", "B\u202e-12")
    with pytest.raises(HiddenSigns):
        office.do(readiness.mark_ready, "R/1", shelf="B\u202e-12")
    assert shelf(office, "R/1") == "A-1"


def test_same_again_is_not_written_down_again(office: World) -> None:
    office.document("R/1")

    for _ in range(2):
        office.do(shelving.put_on_shelf, "R/1", "B-12")

    assert len(office.rows(Move, col(Move.why) == "shelved")) == 1


def test_taken_off_its_shelf(office: World) -> None:
    office.document("R/1", shelf="A-1")

    office.do(shelving.put_on_shelf, "R/1", " ")

    assert shelf(office, "R/1") is None
    assert len(office.rows(Move, col(Move.why) == "unshelved")) == 1


def test_what_is_not_here_is_on_no_shelf(office: World, elsewhere: World) -> None:
    office.document("R/1", stage="received")
    office.do(withdrawing.withdraw, "R/1", reason="ganda")
    elsewhere.document("R/2")

    with pytest.raises(NotOnAShelf):
        office.do(shelving.put_on_shelf, "R/1", "B-12")
    with pytest.raises(DocumentUnknown):
        office.do(shelving.put_on_shelf, "R/2", "B-12")
    assert shelf(elsewhere, "R/2") is None


def test_pile_is_put_where_its_label_says(office: World) -> None:
    office.document("R/1")
    office.document("R/2", shelf="B-12")
    office.document("R/3", stage="in_production")

    put = [office.do(shelving.shelve_scanned, Scanned(f"r/{n}", "b-12")).put for n in (1, 2, 3, 4)]

    assert put == ["shelved", "nothing", "not_ready", "unknown"]
    assert [shelf(office, f"R/{n}") for n in (1, 2, 3)] == ["B-12", "B-12", None]
