"""What people are told of a document that is handed over at a place."""

import pytest
from sqlmodel import col, select

from scheduler.db.models import Message
from scheduler.flow.core.outbox import Cause
from scheduler.flow.counter import counter_problems
from scheduler.flow.custody.handover_proof import Proof
from scheduler.flow.delivery.batches import confirming, returning
from scheduler.messages.notices.due import still_true
from tests.messages.notices.noted import letter
from tests.scenes.factories import NINE, World
from tests.scenes.places import BUGIS, a_place, taken

PHONE = "+6281234567890"


def still_holds(office: World, cause: Cause) -> bool:
    query = select(Message.id).where(col(Message.cause) == cause, still_true(NINE))
    return bool(office.read(lambda session: session.scalars(query).all()))


def test_place_is_told_with_its_address_and_hours(office: World):
    taken(office, a_place(office), "2172/0001", phone=PHONE)

    text = letter(office, Cause.ELSEWHERE).text

    assert f"dapat diambil di {BUGIS} (Jalan Bugis 5) mulai" in text
    assert "Senin-Jumat 08.00-14.00" in text
    assert still_holds(office, Cause.ELSEWHERE)


def test_what_came_back_from_a_place_is_not_told_to_be_there(office: World):
    batch = taken(office, a_place(office), "2172/0001", phone=PHONE)

    office.do(returning.bring_back, batch.id, "2172/0001", shelf=None, goes_again=True)

    assert not still_holds(office, Cause.ELSEWHERE)


@pytest.mark.postgres("statements")
def test_handed_over_at_a_place_says_what_when_and_to_whom(office: World):
    batch = taken(office, a_place(office), "2172/0001", phone=PHONE)
    proof = Proof("family", "kk", collector_name="Dewi Lestari")
    office.database.run(confirming.confirm, office.office.id, batch.id, "2172/0001", proof, by="place:1", now=NINE)

    text = letter(office, Cause.HANDED_OVER).text

    assert "KTP-el diserahkan Senin, 30 November 2026 pukul 09.00 WIB kepada keluarga" in text
    assert "Dewi" not in text
    assert still_holds(office, Cause.HANDED_OVER)


def test_handover_at_a_place_that_went_wrong_is_not_told(office: World):
    batch = taken(office, a_place(office), "2172/0001", phone=PHONE)
    office.database.run(
        confirming.confirm, office.office.id, batch.id, "2172/0001", Proof("holder", "face"), by="place:1", now=NINE
    )
    office.do(counter_problems.report_wrong_person, "2172/0001", note="bukan pemiliknya")

    assert not still_holds(office, Cause.HANDED_OVER)
