"""Printing stands still: nobody gets a blank, and everybody does who can once it goes on."""

import pytest

from scheduler.db.models import PrintingStop
from scheduler.domain.blanks.refusals import AlreadyStopped, MaterialUnknown, NoBlank, StopUnknown
from scheduler.domain.refusals import Invalid
from scheduler.domain.stages import DocumentStage
from scheduler.flow.blanks import printing_stops, release
from scheduler.flow.core.outbox import Cause
from scheduler.flow.documents import documents
from tests.messages.notices.noted import letter
from tests.scenes.blanks import KIA, KTP, counts, opened, received, references
from tests.scenes.factories import NINE, World, at

PHONE = "+6281234567890"


def stopped(office: World, material: str | None = KTP, *, why: str = "printer") -> PrintingStop:
    return office.do(printing_stops.stop_printing, material, why=why, note=None)


@pytest.mark.parametrize("material", [KTP, None])
def test_while_printing_is_stopped_what_is_accepted_waits(office: World, material: str | None) -> None:
    opened(office, 5)
    stopped(office, material)

    office.document("R/1", stage="in_production")

    assert office.stage("R/1") == "waiting_for_blank"
    assert received(office, 5) == []
    assert not office.read(lambda s: release.is_due(s, office.office, NINE))
    with pytest.raises(NoBlank):
        office.do(documents.set_stage, "R/1", DocumentStage.IN_PRODUCTION)


def test_stop_of_one_material_leaves_the_others(office: World) -> None:
    opened(office, 5)
    stopped(office, KIA)

    office.document("R/1", stage="in_production")

    assert office.stage("R/1") == "in_production"


@pytest.mark.postgres("statements")
def test_when_printing_goes_on_who_waits_is_released(office: World) -> None:
    opened(office, 1)
    stop = stopped(office)
    for number in (1, 2):
        office.document(f"R/{number}", stage="in_production", now=at(8, number))

    who = office.do(printing_stops.resume_printing, stop.id)

    assert references(who) == ["R/1"]
    assert counts(office) == (1, 1)
    (row,) = office.rows(PrintingStop)
    assert (row.ended_at, row.ended_by) == (NINE, "staff:1")


def test_second_stop_and_second_end_are_refused(office: World, elsewhere: World) -> None:
    stop = stopped(office)

    with pytest.raises(AlreadyStopped):
        stopped(office)
    with pytest.raises(StopUnknown):
        elsewhere.do(printing_stops.resume_printing, stop.id)
    office.do(printing_stops.resume_printing, stop.id)
    with pytest.raises(StopUnknown):
        office.do(printing_stops.resume_printing, stop.id)


def test_unknown_reason_and_material_are_refused(office: World) -> None:
    with pytest.raises(Invalid):
        stopped(office, why="malas")
    with pytest.raises(MaterialUnknown):
        stopped(office, "emas")


def test_people_are_told_that_the_printer_is_the_cause(office: World) -> None:
    opened(office, 5)
    stopped(office, why="ribbon")
    office.document("R/1", stage="in_production", phone=PHONE)

    assert "belum bisa dicetak karena tinta cetak habis. " in letter(office, Cause.BLANK).text
