"""Taking a slot, moving it, giving it back."""

import pytest
from sqlalchemy import insert
from sqlmodel import col, select

from scheduler.db.models import Booking, BookingDocument, Move, SeatHold, Slot
from scheduler.domain.booking import (
    AlreadyBooked,
    PartyTooLarge,
    PassUnknown,
    SlotClosed,
    SlotForeign,
    SlotFull,
    SlotPast,
    SlotUnknown,
)
from scheduler.domain.custody.refusals import CollectorNotAllowed
from scheduler.domain.documents.refusals import IllegalStep
from scheduler.domain.invitations.refusals import InvitationExpired, InvitationUnknown, NothingReady
from scheduler.domain.proofs import DigitsTooFew, DigitsWrong
from scheduler.domain.refusals import Refusal
from scheduler.domain.stages import DocumentStage
from scheduler.flow.booking import bookings
from scheduler.flow.custody.collectors import Collector
from scheduler.flow.documents import documents
from tests.scenes.factories import EARLY, World, at


def _taken(office: World, *slots: Slot) -> list[int]:
    return [office.rows(Slot, Slot.id == slot.id)[0].taken for slot in slots]


def _held(office: World) -> list[tuple[int, int]]:
    return [(hold.slot_id, hold.units) for hold in office.rows(SeatHold)]


def _move(office: World, pass_code: str, slot: Slot, *, ref4: str | None = None, now=EARLY) -> Booking:
    return office.database.run(bookings.move_booking, pass_code, slot.id, ref4=ref4, by="citizen", now=now)


def _cancel(office: World, pass_code: str, *, ref4: str | None = None, now=EARLY) -> Booking:
    return office.database.run(bookings.cancel, pass_code, ref4=ref4, by="citizen", now=now)


def test_booking_takes_its_units_and_is_written_down(office: World):
    slot, noise = office.slot(), office.slot(10)

    made = office.book(office.invitation(), slot, party=2)

    booking = made
    assert (booking.stage, booking.units, booking.party, booking.slot_id) == ("booked", 1, 2, slot.id)
    assert _taken(office, slot, noise) == [1, 0]
    assert [(m.before, m.after) for m in office.rows(Move, Move.booking_id == booking.id)] == [(None, "booked")]
    assert office.messages() == ["ready", "booked"]


def test_household_books_one_visit_of_the_service_with_the_most_minutes(office: World):
    kk = "2172010101010001"
    code = [office.invitation(kk=kk, type=kind) for kind in ("KTP-el", "KIA", "KK")][-1]

    made = office.book(code, office.slot())

    assert made.units == 3
    assert len(office.rows(BookingDocument)) == 3


def test_units_larger_than_a_slot_fill_it(office: World):
    kk = "2172010101010001"
    codes = {office.invitation(kk=kk) for _ in range(8)}
    slot = office.slot()

    made = office.book(codes.pop(), slot)

    assert (made.units, _taken(office, slot)) == (6, [6])


def test_second_booking_is_refused_before_the_slot_is_looked_at(office: World):
    code = office.invitation()
    office.book(code, office.slot())

    with pytest.raises(AlreadyBooked):
        office.database.run(
            bookings.book, code, 999_999, party=99, collector=Collector("nobody"), by="citizen", now=at(9, day=99)
        )


def test_booking_refusals_leave_nothing_behind(office: World, elsewhere: World):
    code, slot = office.invitation(), office.slot()
    child = office.invitation(type="KIA")
    withdrawn = office.document()
    closed = office.code(withdrawn)
    office.do(documents.set_stage, withdrawn.reference, DocumentStage.MISPLACED)

    def refusal(code, slot_id, *, party=1, kind=None, now=EARLY):
        with pytest.raises(Refusal) as refused:
            office.database.run(
                bookings.book, code, slot_id, party=party, collector=Collector(kind), by="citizen", now=now
            )
        return type(refused.value)

    assert refusal("7K4M-P2QX-9RD3-FHNT", slot.id) is InvitationUnknown
    assert refusal(code, slot.id, now=at(7, day=30)) is InvitationExpired
    assert refusal(closed, slot.id) is NothingReady
    assert refusal(code, 999_999) is SlotUnknown
    assert refusal(code, office.slot(service="B").id) is SlotForeign
    assert refusal(code, elsewhere.slot().id) is SlotForeign
    assert refusal(code, slot.id, now=at(9)) is SlotPast
    assert refusal(code, slot.id, party=5) is PartyTooLarge
    assert refusal(child, slot.id, kind="holder") is CollectorNotAllowed
    assert office.rows(Booking) == []
    assert _taken(office, slot) == [0]


def test_slot_beyond_the_horizon_is_not_offered(office: World):
    code, slot = office.invitation(), office.slot(day=14)

    with pytest.raises(SlotForeign):
        office.book(code, slot, now=at(7, day=-2))

    assert office.book(code, slot).stage == "booked"


def test_slot_can_be_booked_until_it_starts(office: World):
    assert office.book(office.invitation(), office.slot(), now=at(8, 59)).stage == "booked"


def test_full_slot_is_refused_with_the_nearest_free_ones(office: World):
    slot = office.slot(10)
    for hour, minute in ((10, 0), (10, 30)):
        for _ in range(6):
            office.booked(hour, minute)

    with pytest.raises(SlotFull) as refused:
        office.book(office.invitation(), slot)

    local = [other.starts_at for other in refused.value.facts["alternatives"]]
    assert local == [at(9), at(9, 30), at(11)]
    assert refused.value.facts["time"] == at(10)
    assert _taken(office, slot) == [6]


@pytest.mark.postgres("statements")
@pytest.mark.parametrize("booked", [0, 2])
def test_slot_that_the_calendar_gave_up_is_refused_as_closed_and_not_as_full(office: World, booked: int):
    pass_code, slot = office.booked(9), office.slot(10)
    for _ in range(booked):
        office.booked(10)
    office.change(Slot, slot.id, planned=0, capacity=booked)

    with pytest.raises(SlotClosed) as refused:
        office.book(office.invitation(), slot)
    with pytest.raises(SlotClosed):
        _move(office, pass_code, slot)

    assert refused.value.facts["time"] == at(10)
    assert [other.starts_at for other in refused.value.facts["alternatives"]] == [at(9), at(9, 30), at(10, 30)]
    assert _taken(office, slot) == [booked]


def test_slot_with_fewer_places_than_the_visit_needs_is_no_alternative(office: World):
    kk = "2172010101010001"
    code = [office.invitation(kk=kk) for _ in range(3)][-1]
    for hour, minute, count in ((10, 0, 4), (10, 30, 4), (9, 30, 3)):
        for _ in range(count):
            office.booked(hour, minute)

    with pytest.raises(SlotFull) as refused:
        office.book(code, office.slot(10))

    assert [other.starts_at for other in refused.value.facts["alternatives"]] == [at(9), at(9, 30), at(11)]


def test_collector_is_the_holder_where_that_is_possible_and_else_a_parent(office: World):
    for kind, who in (("KTP-el", None), ("KIA", None), ("KTP-el", "family")):
        office.book(office.invitation(type=kind), office.slot(), collector=who)

    assert [booking.collector_kind for booking in office.rows(Booking)] == ["holder", "parent", "family"]


@pytest.mark.postgres("statements")
def test_moving_keeps_pass_and_nomor_jadwal(office: World):
    pass_code, before, after = office.booked(9), office.slot(9), office.slot(11)
    booking = office.booking(pass_code)

    moved = _move(office, pass_code, after)

    assert (moved.id, moved.short, moved.slot_id) == (booking.id, booking.short, after.id)
    assert office.booking(pass_code).slot_id == after.id
    assert _taken(office, before, after) == [1, 1]  # the freed seat is held back for some minutes
    assert _held(office) == [(before.id, 1)]
    assert [m.why for m in office.rows(Move, Move.booking_id == booking.id)] == [None, "moved"]
    assert office.messages() == ["ready", "booked", "changed"]


def test_moving_back_to_an_earlier_slot_and_to_the_same_one(office: World):
    pass_code, early, late = office.booked(11), office.slot(9), office.slot(11)

    _move(office, pass_code, early)
    _move(office, pass_code, early)

    assert _taken(office, early, late) == [1, 1]
    assert _held(office) == [(late.id, 1)]
    assert office.messages() == ["ready", "booked", "changed"]


def test_moving_to_a_full_slot_keeps_the_old_one(office: World):
    pass_code, full = office.booked(9), office.slot(10)
    for _ in range(6):
        office.booked(10)

    with pytest.raises(SlotFull):
        _move(office, pass_code, full)

    assert office.booking(pass_code).slot_id == office.slot(9).id
    assert _taken(office, office.slot(9), full) == [1, 6]


def test_cancelling_frees_the_slot_and_the_documents(office: World):
    pass_code = office.booked()

    booking = _cancel(office, pass_code)

    assert booking.stage == "cancelled"
    assert _held(office) == [(office.slot().id, 1)]
    assert [visit.live for visit in office.rows(BookingDocument)] == [False]
    assert office.stage(office.reference_of(pass_code)) == "ready"
    assert office.messages()[-1] == "cancelled"


@pytest.mark.parametrize(
    ("told", "refusal"),
    [
        ("9999", DigitsWrong),
        ("99990412", DigitsWrong),
        ("412", DigitsTooFew),
        ("\u0660412", DigitsTooFew),
        ("", DigitsTooFew),
    ],
)
def test_citizen_needs_the_last_four_digits(office: World, told: str, refusal: type[Refusal]):
    pass_code = office.booked(reference="2172/30112026/0412")

    with pytest.raises(refusal):
        _move(office, pass_code, office.slot(10), ref4=told)
    with pytest.raises(refusal):
        _cancel(office, pass_code, ref4=told)

    assert office.booking(pass_code).slot_id == office.slot().id


@pytest.mark.parametrize("told", [" 0412 ", "…0412", "2172/30112026/0412"])
def test_more_than_the_last_four_digits_will_do(office: World, told: str):
    pass_code = office.booked(reference="2172/30112026/0412")

    assert _cancel(office, pass_code, ref4=told).stage == "cancelled"


@pytest.mark.parametrize(("told", "refusal"), [("7", DigitsTooFew), ("77", DigitsWrong), ("0417", DigitsWrong)])
def test_number_with_fewer_digits_is_given_whole(office: World, told: str, refusal: type[Refusal]):
    pass_code = office.booked(reference="R-17")

    with pytest.raises(refusal):
        _cancel(office, pass_code, ref4=told)

    assert _cancel(office, pass_code, ref4="17").stage == "cancelled"


def test_what_is_cancelled_or_arrived_cannot_change(office: World):
    cancelled, arrived = office.booked(), office.booked()
    _cancel(office, cancelled)
    office.scan(arrived, now=at(9))

    for pass_code in (cancelled, arrived):
        with pytest.raises(IllegalStep):
            _cancel(office, pass_code)
        with pytest.raises(IllegalStep):
            _move(office, pass_code, office.slot(10))


def test_unknown_pass_cannot_change(office: World):
    for code in ("7K4M-P2QX-9RD3-FHNT", "", office.invitation()):
        with pytest.raises(PassUnknown):
            _cancel(office, code)


@pytest.mark.postgres("statements")
def test_nomor_jadwal_is_unique_among_live_bookings(office: World):
    shorts = [office.booking(office.booked()).short for _ in range(5)]

    assert len(set(shorts)) == 5
    assert office.rows(Booking, col(Booking.short).not_in(shorts)) == []


def test_nomor_jadwal_that_is_taken_is_drawn_again(office: World):
    """One number in ten is in use, more than an office ever has: a booking finds a free one all the same."""
    office.booked()
    office.database.run(_occupy, range(10_000, 19_000))

    shorts = [office.booking(office.booked(10 + n // 5)).short for n in range(10)]

    assert all(short >= 19_000 for short in shorts)


def _occupy(session, taken):
    one = session.exec(select(Booking)).one()
    facts = one.model_dump(exclude={"id", "short", "code_hash", "invitation_id"})
    rows = [{**facts, "short": short, "code_hash": short.to_bytes(4)} for short in taken if short != one.short]
    session.execute(insert(Booking), rows)
