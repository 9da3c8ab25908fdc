"""The waiting list of a full day: one tap, a seat kept for half an hour, the next one after that."""

from datetime import date, datetime, timedelta

import pytest
from sqlmodel import col

from scheduler.db.models import Booking, Document, Message, SeatHold, Slot, WaitlistEntry
from scheduler.domain.booking import AlreadyBooked, SlotFull
from scheduler.domain.documents.refusals import IllegalStep
from scheduler.domain.invitations.refusals import (
    DayClosed,
    DayHasRoom,
    DayNotOffered,
    InvitationExpired,
    InvitationUnknown,
    NothingReady,
)
from scheduler.domain.stages import DocumentStage
from scheduler.flow.booking import bookings
from scheduler.flow.core import opt_outs
from scheduler.flow.documents import documents
from scheduler.flow.invitations import invitations, waitlist, waitlist_offers
from tests.flow.small import shrink
from tests.scenes.factories import EARLY, MONDAY, World, at

KK = "2172010101010001"
HOURS = [(8, 0), (8, 30), *((h, m) for h in (9, 10, 11, 13, 14) for m in (0, 30))]


def small(office: World, *, days: int = 1, **facts: int) -> None:
    """One visit a slot, on Monday and Tuesday; the share is far above what is free, so that nobody waits for a wave."""
    shrink(office, days=days, wave_percent=1000, **facts)


@pytest.fixture(autouse=True)
def _one_visit_a_slot(office: World) -> None:
    small(office)


def fill(office: World, hours: list[tuple[int, int]] = HOURS) -> list[str]:
    """Book every slot of Monday; the passes in the order of time."""
    return [office.booked(hour, minute) for hour, minute in hours]


def wait(office: World, code: str, day: date = MONDAY, *, now: datetime = EARLY) -> WaitlistEntry:
    return office.database.run(waitlist.wait_for, code, day, now=now)


def leave(office: World, code: str, day: date = MONDAY, *, now: datetime = EARLY) -> None:
    office.database.run(waitlist.stop_waiting, code, day, now=now)


def cancel(office: World, pass_code: str, *, now: datetime = EARLY) -> None:
    office.database.run(bookings.cancel, pass_code, ref4=None, by="citizen", now=now)


def sweep(office: World, *, now: datetime = EARLY) -> int:
    return office.at_time(waitlist_offers.offer_seats, now=now)


def stages(office: World) -> list[str]:
    return [entry.stage for entry in office.rows(WaitlistEntry)]


def refused(office: World, code: str, day: date = MONDAY, *, now: datetime = EARLY) -> type[Exception]:
    with pytest.raises(Exception) as refusal:  # noqa: PT011 - which one is the answer
        wait(office, code, day, now=now)
    return type(refusal.value)


def taken(office: World) -> int:
    return sum(slot.taken for slot in office.rows(Slot, Slot.service_id == office.slot().service_id))


def test_one_tap_waits_and_once_more_changes_nothing(office: World):
    fill(office)
    code = office.invitation()

    first, again = wait(office, code), wait(office, code)

    assert (first.id, first.stage, first.day, first.units) == (again.id, "waiting", MONDAY, 1)
    assert stages(office) == ["waiting"]


def test_only_a_full_day_that_can_be_booked_has_a_list(office: World):
    code, closed = office.invitation(), MONDAY + timedelta(days=6)

    assert refused(office, code) is DayHasRoom
    fill(office)
    assert refused(office, code, MONDAY + timedelta(days=2)) is DayNotOffered
    assert refused(office, code, MONDAY - timedelta(days=1)) is DayNotOffered
    assert refused(office, code, now=at(15)) is DayClosed
    small(office, days=14)
    assert refused(office, code, closed) is DayClosed
    assert stages(office) == []


def test_day_is_full_for_a_visit_that_fits_in_none_of_its_slots(office: World):
    small(office, capacity=2)
    fill(office)
    family = [office.invitation(kk=KK) for _ in range(2)][-1]

    assert wait(office, family).units == 2
    assert refused(office, office.invitation()) is DayHasRoom


def test_who_may_not_book_does_not_wait(office: World):
    fill(office)
    expired, empty, arrived = office.invitation(), office.document(), office.booked(9, service="B", channel="office")
    code = office.code(empty)
    office.do(documents.set_stage, empty.reference, DocumentStage.MISPLACED)
    office.scan(arrived, now=at(9))

    assert refused(office, "7K4M-P2QX-9RD3-FHNT") is InvitationUnknown
    assert refused(office, expired, now=at(7, day=31)) is InvitationExpired
    assert refused(office, code) is NothingReady
    assert refused(office, arrived) is IllegalStep
    assert refused(office, invitations.pass_of(office.rows(Booking)[0])) is AlreadyBooked


@pytest.mark.postgres("statements")
def test_seat_that_is_freed_is_kept_for_who_waits_longest(office: World):
    passes = fill(office)
    first, second = office.invitation(), office.invitation()
    wait(office, second, now=EARLY + timedelta(minutes=2))
    wait(office, first, now=EARLY + timedelta(minutes=1))
    cancel(office, passes[4])

    assert sweep(office) == 1

    entry = office.rows(WaitlistEntry, WaitlistEntry.stage == "offered")[0]
    assert office.code(office.rows(Document, Document.invitation_id == entry.invitation_id)[0]) == first
    assert entry.slot_id == office.slot(10).id
    assert entry.offered_until == EARLY + timedelta(minutes=30)
    assert taken(office) == 12
    told = office.rows(Message, Message.cause == "offered")
    assert [(m.invitation_id, m.facts) for m in told] == [
        (entry.invitation_id, {"starts_at": at(10).isoformat(), "until": at(7, 30).isoformat()})
    ]
    assert sweep(office) == 0


def test_kept_seat_is_for_its_invitation_alone(office: World):
    passes = fill(office)
    mine, other = office.invitation(), office.invitation()
    wait(office, mine)
    cancel(office, passes[4])
    sweep(office)

    with pytest.raises(SlotFull):
        office.book(other, office.slot(10))
    booking = office.book(mine, office.slot(10))
    sweep(office)

    assert booking.slot_id == office.slot(10).id
    assert (stages(office), office.rows(SeatHold), taken(office)) == (["taken"], [], 12)


def test_after_half_an_hour_the_next_one_is_offered_the_seat(office: World):
    passes = fill(office)
    first, second = office.invitation(), office.invitation()
    wait(office, first)
    wait(office, second)
    cancel(office, passes[11])
    sweep(office)

    assert sweep(office, now=at(7, 29)) == 0
    assert sweep(office, now=at(7, 30)) == 1

    assert stages(office) == ["lapsed", "offered"]
    with pytest.raises(SlotFull):
        office.book(first, office.slot(14, 30), now=at(7, 31))
    assert office.book(second, office.slot(14, 30), now=at(7, 31)).stage == "booked"


def test_lapsed_entry_may_wait_again(office: World):
    passes = fill(office)
    code = office.invitation()
    wait(office, code)
    cancel(office, passes[11])
    sweep(office)
    sweep(office, now=at(7, 30))
    assert sweep(office, now=at(7, 31)) == 0
    office.book(office.invitation(), office.slot(14, 30), now=at(7, 32))

    wait(office, code, now=at(7, 33))

    assert stages(office) == ["lapsed", "waiting"]


def test_seat_that_is_held_back_is_offered_when_it_is_free(office: World):
    small(office, hold_back_minutes=5)
    passes = fill(office)
    wait(office, office.invitation())
    cancel(office, passes[4])

    assert sweep(office, now=EARLY + timedelta(seconds=30)) == 0
    assert office.needs_tick(now=EARLY + timedelta(minutes=5))
    office.tick(now=EARLY + timedelta(minutes=5))

    assert (stages(office), taken(office)) == (["offered"], 12)


PHONE = "+6281234567890"


@pytest.mark.postgres("statements")
@pytest.mark.parametrize("minutes", [0, 5])
def test_freed_seat_is_not_offered_to_the_phone_that_freed_it(office: World, minutes: int):
    small(office, hold_back_minutes=minutes)
    passes = [office.booked(hour, minute, phone=PHONE) for hour, minute in HOURS]
    for household, phone in enumerate((PHONE, "+6281298765432", PHONE)):
        code = office.invitation(kk=f"217201010101001{household}", phone=phone)
        wait(office, code, now=EARLY + timedelta(seconds=household))
    cancel(office, passes[4])
    later = EARLY + timedelta(minutes=6)

    assert sweep(office, now=later) == 1
    assert stages(office) == ["waiting", "offered", "waiting"]

    leave(office, code_of_waiter(office, 1), now=later)
    assert sweep(office, now=later) == 0, "Nobody else waits whom it could be offered to."
    assert not office.read(lambda s: waitlist_offers.is_due(s, office.office, later))


def code_of_waiter(office: World, number: int) -> str:
    invitation_id = office.rows(WaitlistEntry)[number].invitation_id
    return office.code(office.rows(Document, Document.invitation_id == invitation_id)[0])


@pytest.mark.postgres("statements")
def test_who_gave_a_seat_up_is_offered_another_but_not_that_one(office: World):
    mine = office.invitation()
    passes = [pass_of(office, mine, *HOURS[4]), *fill(office, HOURS[:4] + HOURS[5:])]
    cancel(office, passes[0])
    office.book(office.invitation(), office.slot(*HOURS[4]))
    wait(office, mine)

    cancel(office, pass_at(office, *HOURS[4]))
    assert sweep(office) == 0

    cancel(office, passes[1])
    assert sweep(office) == 1
    assert office.rows(WaitlistEntry)[0].slot_id == office.slot(*HOURS[0]).id


def pass_of(office: World, code: str, hour: int, minute: int) -> str:
    return invitations.pass_of(office.book(code, office.slot(hour, minute)))


def pass_at(office: World, hour: int, minute: int) -> str:
    slot_id = office.slot(hour, minute).id
    return invitations.pass_of(office.rows(Booking, Booking.slot_id == slot_id, Booking.stage == "booked")[0])


def test_large_visit_whose_phone_freed_a_seat_keeps_nobody_smaller_or_larger_waiting(office: World):
    small(office, capacity=2)
    for _ in range(2):
        passes = [office.booked(hour, minute, phone=PHONE) for hour, minute in HOURS]
    first, second = office.invitation(phone=PHONE), office.invitation(phone="+6281298765432")
    wait(office, first)
    wait(office, second, now=EARLY + timedelta(seconds=1))
    cancel(office, passes[4])

    assert sweep(office) == 1
    assert stages(office) == ["waiting", "offered"]


def test_raised_capacity_is_offered(office: World):
    fill(office)
    for _ in range(2):
        wait(office, office.invitation())

    small(office, capacity=2)

    assert sweep(office) == 2
    assert [entry.slot_id for entry in office.rows(WaitlistEntry)] == [office.slot(8).id, office.slot(8, 30).id]


def test_visit_that_does_not_fit_lets_the_next_go_first(office: World):
    small(office, capacity=2)
    for _ in range(2):
        passes = fill(office)
    family = [office.invitation(kk=KK) for _ in range(2)][-1]
    single = office.invitation()
    wait(office, family)
    wait(office, single)
    cancel(office, passes[4])

    assert sweep(office) == 1
    assert stages(office) == ["waiting", "offered"]


def test_family_that_grew_meanwhile_is_offered_what_it_needs_now(office: World):
    small(office, capacity=2)
    passes = fill(office) + fill(office)
    code = office.invitation(kk=KK)
    wait(office, code)
    office.document(kk=KK)
    cancel(office, passes[4])
    assert sweep(office) == 0

    cancel(office, passes[16])

    assert sweep(office) == 1
    assert office.book(code, office.slot(10)).units == 2


def test_leaving_gives_a_kept_seat_to_the_next(office: World):
    passes = fill(office)
    first, second = office.invitation(), office.invitation()
    wait(office, first)
    wait(office, second)
    cancel(office, passes[4])
    sweep(office)

    leave(office, first)
    leave(office, first)

    assert (stages(office), taken(office)) == (["left", "waiting"], 11)
    assert sweep(office) == 1


def test_booking_of_that_day_in_another_slot_ends_the_wait_and_frees_the_seat(office: World):
    passes = fill(office)
    code = office.invitation()
    wait(office, code)
    cancel(office, passes[4])
    sweep(office)
    cancel(office, passes[6])

    office.book(code, office.slot(11))
    sweep(office)

    assert (stages(office), office.rows(SeatHold), taken(office)) == (["taken"], [], 11)


def test_booked_visit_waits_for_another_day_and_moves_to_it(office: World):
    small(office)
    passes = fill(office)
    mine = office.booked(9, day=1)
    assert refused(office, mine, MONDAY + timedelta(days=1)) is AlreadyBooked
    wait(office, mine)
    cancel(office, passes[4])
    sweep(office)

    told = office.rows(Message, Message.cause == "offered")[0]
    moved = office.database.run(bookings.move_booking, mine, office.slot(10).id, ref4=None, by="citizen", now=EARLY)
    sweep(office)

    assert told.booking_id == moved.id
    assert (moved.slot_id, stages(office), taken(office)) == (office.slot(10).id, ["taken"], 12)


def test_wait_ends_with_its_day_its_invitation_and_its_documents(office: World):
    passes = fill(office)
    codes = [office.invitation() for _ in range(2)]
    gone = office.document()
    for code in (*codes, office.code(gone)):
        wait(office, code)
    office.do(documents.set_stage, gone.reference, DocumentStage.MISPLACED)

    sweep(office)
    assert stages(office) == ["waiting"] * 3, "while the day is full nobody is looked at: there may be thousands"
    cancel(office, passes[4])
    sweep(office)
    assert stages(office) == ["offered", "waiting", "left"]
    assert office.read(lambda s: waitlist_offers.is_due(s, office.office, at(15)))
    sweep(office, now=at(15))

    assert stages(office) == ["lapsed", "lapsed", "left"]


def test_no_seat_is_offered_that_cannot_be_taken_any_more(office: World):
    passes = fill(office)
    wait(office, office.invitation())
    small(office, notice_minutes=60)
    cancel(office, passes[4])

    assert sweep(office, now=at(9)) == 0
    assert sweep(office, now=at(8, 50)) == 1
    assert office.rows(WaitlistEntry)[0].offered_until == at(9), "an hour's notice before 10.00"


def test_no_seat_of_a_slot_that_was_given_up_is_offered(office: World):
    passes = fill(office)
    wait(office, office.invitation())
    small(office, capacity=0)
    cancel(office, passes[4])

    assert sweep(office) == 0


def test_number_that_was_stopped_is_offered_nothing(office: World):
    phone = "+6281234567890"
    code = office.invitation(phone=phone)
    passes = fill(office)
    wait(office, code)
    office.database.run(opt_outs.stop, office.office.id, phone, why="not_mine", now=EARLY)
    cancel(office, passes[4])

    assert sweep(office) == 0
    assert (stages(office), taken(office)) == (["left"], 11)


def test_seat_that_an_offer_gives_back_is_offered_to_nobody_who_may_not_come(office: World):
    """Though their day was full until that moment, so that nobody had looked at them."""
    phone = "+6281234567890"
    passes = fill(office)
    taker = office.invitation()
    for code in (taker, office.invitation(phone=phone), office.invitation()):
        wait(office, code)
    cancel(office, passes[4])
    sweep(office)
    office.database.run(opt_outs.stop, office.office.id, phone, why="not_mine", now=EARLY)
    cancel(office, passes[6])
    office.book(taker, office.slot(11))

    assert sweep(office) == 1

    assert stages(office) == ["taken", "waiting", "offered"]


def test_nobody_is_offered_a_seat_at_night(office: World):
    small(office)
    passes = [office.booked(hour, minute, day=1) for hour, minute in HOURS]
    wait(office, office.invitation(), MONDAY + timedelta(days=1))
    cancel(office, passes[4])

    assert sweep(office, now=at(21)) == 0
    assert sweep(office, now=at(5, 59, day=1)) == 0
    assert sweep(office, now=at(6, day=1)) == 1


def test_office_with_nobody_waiting_needs_no_tick_for_it(office: World):
    office.tick(now=EARLY)

    assert not office.read(lambda s: waitlist_offers.is_due(s, office.office, EARLY))


@pytest.mark.postgres("statements")
def test_lists_of_other_services_and_offices_are_their_own(office: World, elsewhere: World):
    small(elsewhere)
    fill(elsewhere)
    passes = fill(office)
    wait(elsewhere, elsewhere.invitation())
    mine = office.invitation()
    wait(office, mine)
    cancel(office, passes[0])

    assert sweep(elsewhere) == 0
    assert sweep(office) == 1
    assert office.rows(SeatHold, col(SeatHold.office_id) == elsewhere.office.id) == []
