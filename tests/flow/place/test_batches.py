"""A place confirms, signed in, what was sent to it, and nothing that was sent elsewhere."""

import pytest

from scheduler.db.models import Batch, DeedRow, Document
from scheduler.domain.delivery.refusals import BatchUnknown, LossUnexplained, NotInBatch
from scheduler.flow.custody.handover_proof import Proof
from scheduler.flow.delivery.batches import from_there, linking
from scheduler.flow.place import batches
from tests.scenes.desks import AtPlace, somebody_at
from tests.scenes.factories import NINE, World, at
from tests.scenes.places import a_batch, row, taken

HOLDER = Proof("holder", "face")


@pytest.fixture
def yuni(office: World) -> AtPlace:
    return somebody_at(office)


@pytest.fixture
def other(office: World) -> AtPlace:
    return somebody_at(office, "Wati", "Kecamatan Timur")


def received(office: World) -> list[tuple[object, str | None]]:
    return [(each.received_at, each.received_by) for each in office.rows(Batch)]


@pytest.mark.postgres("statements")
def test_place_sees_what_was_signed_for_and_sent_to_it(office: World, yuni: AtPlace, other: AtPlace) -> None:
    sent = taken(office, yuni.place, "R/1")
    taken(office, other.place, "R/2")
    a_batch(office, yuni.place, "R/3")

    assert [each.id for each in office.read(lambda s: batches.batches_of(s, yuni.place, now=NINE))] == [sent.id]


@pytest.mark.postgres("statements")
def test_batch_is_received_once_and_written_down(office: World, yuni: AtPlace) -> None:
    sent = taken(office, yuni.place, "R/1")

    for hour in (10, 11):
        office.database.run(batches.receive_at, yuni.place, sent.id, by=yuni.by, now=at(hour))

    assert received(office) == [(at(10), yuni.by)]
    deeds = [(each.deed, each.about, each.by) for each in office.rows(DeedRow) if each.deed == "batch_received"]
    assert deeds == [("batch_received", str(sent.id), yuni.by)]


@pytest.mark.postgres("statements")
def test_whoever_hands_over_says_that_it_came_also_by_the_link(office: World, yuni: AtPlace, other: AtPlace) -> None:
    here, there = taken(office, yuni.place, "R/1", "R/2"), taken(office, other.place, "R/3", "R/4")
    code = linking.code_of(there)
    assert code is not None

    office.database.run(batches.confirm_at, yuni.place, here.id, 1, HOLDER, by=yuni.by, now=at(10))
    office.database.run(from_there.confirm_by_link, code, 1, HOLDER, now=at(11))

    assert (row(office, "R/1").outcome, row(office, "R/1").by) == ("handed_over", yuni.by)
    assert received(office) == [(at(10), yuni.by), (at(11), f"place:{other.place.id}")]


def test_missing_document_is_looked_for_by_the_office(office: World, yuni: AtPlace) -> None:
    sent = taken(office, yuni.place, "R/1", "R/2")
    facts = {"told_by": "Yuni", "by": yuni.by, "now": NINE}

    with pytest.raises(LossUnexplained):
        office.database.run(batches.report_missing, office.office, yuni.place, sent.id, 1, reason=" ", **facts)
    office.database.run(
        batches.report_missing, office.office, yuni.place, sent.id, 1, reason="tidak ada di tas", **facts
    )

    assert row(office, "R/1").outcome == "lost"
    assert {each.reference: each.stage for each in office.rows(Document)} == {"R/1": "misplaced", "R/2": "at_partner"}


@pytest.mark.postgres("statements")
def test_other_places_batch_is_none(office: World, yuni: AtPlace, other: AtPlace) -> None:
    theirs, unsigned = taken(office, other.place, "R/1"), a_batch(office, yuni.place, "R/2")
    facts = {"by": yuni.by, "now": NINE}

    for batch_id in (theirs.id, unsigned.id, 9_999):
        with pytest.raises(BatchUnknown):
            office.database.run(batches.receive_at, yuni.place, batch_id, **facts)
        with pytest.raises(BatchUnknown):
            office.database.run(batches.confirm_at, yuni.place, batch_id, 1, HOLDER, **facts)
        with pytest.raises(BatchUnknown):
            office.database.run(
                batches.report_missing, office.office, yuni.place, batch_id, 1, told_by="Y", reason="x", **facts
            )
    assert row(office, "R/1").outcome is None


def test_position_that_no_list_has_is_refused(office: World, yuni: AtPlace) -> None:
    sent = taken(office, yuni.place, "R/1")

    with pytest.raises(NotInBatch):
        office.database.run(batches.confirm_at, yuni.place, sent.id, 7, HOLDER, by=yuni.by, now=NINE)
