"""Households that have not come are told again after 14, 30 and 60 days, once for each."""

import threading
from datetime import date, time, timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import Session, col

from scheduler.db.models import Document, Invitation, Message, Office, WaitlistEntry
from scheduler.flow.applying import withdrawing
from scheduler.flow.booking import bookings, uncollected
from scheduler.flow.calendar import closures
from scheduler.flow.calendar.closures import NewClosure
from scheduler.flow.core import opt_outs as numbers
from scheduler.flow.core.outbox import Cause, note_document
from scheduler.flow.invitations import waitlist
from scheduler.flow.invitations.invitations import pass_of
from scheduler.flow.invitations.waiters import OFFERED, WAITING
from scheduler.jobs.tick import FETCH
from tests.flow.small import shrink
from tests.scenes.factories import EARLY, World, at, race

PHONE, KK = "+6281234567890", "2172010101010001"


def settings(office: World, **columns: Any) -> None:
    def change(session: Session) -> Office:
        session.execute(update(Office).where(col(Office.id) == office.office.id).values(**columns))
        session.expire_all()
        return session.get_one(Office, office.office.id)

    office.office = office.database.run(change)


def ready(office: World, **facts: Any) -> Document:
    """A document of a household with a phone, ready and invited on Monday at 07.00."""
    return office.document(**{"phone": PHONE, **facts})


def tell(office: World, day: int, hour: int = 19, minute: int = 59) -> list[str]:
    """The keys of what one look puts into the outbox so many days after Monday, in the last minute of messages."""
    now = at(hour, minute, day=day)
    known = {message.id for message in office.rows(Message)}
    is_due = office.asks(FETCH, now)
    assert is_due == bool(office.at_time(uncollected.tell, now=now))
    return [message.key for message in office.rows(Message) if message.id not in known]


def test_each_step_is_told_once(office: World) -> None:
    document = ready(office)

    told = {day: keys for day in range(71) if (keys := tell(office, day))}

    assert told == {
        14: [f"uncollected:d{document.id}:14"],
        30: [f"uncollected:d{document.id}:30"],
        60: [f"uncollected:d{document.id}:60"],
    }
    last = office.rows(Message)[-1]
    assert (last.cause, last.facts, last.document_id) == (Cause.UNCOLLECTED, {"days": 60}, document.id)
    assert last.invitation_id == document.invitation_id


def test_after_a_long_outage_only_the_newest_step_is_told(office: World) -> None:
    document = ready(office)

    assert tell(office, 45) == [f"uncollected:d{document.id}:30"]
    assert tell(office, 50) == []
    assert tell(office, 101) == [f"uncollected:d{document.id}:60"]


@pytest.mark.postgres("statements")
def test_days_are_set_by_the_office_or_nobody_is_told(office: World) -> None:
    document = ready(office)
    settings(office, uncollected_days=[])
    assert tell(office, 30) == []

    settings(office, uncollected_days=[21, 7])
    assert tell(office, 8) == [f"uncollected:d{document.id}:7"]


def test_household_is_told_once_for_all_that_waits(office: World) -> None:
    first = ready(office, kk=KK)
    ready(office, kk=KK, phone="+6281300000000")
    other = ready(office)

    assert sorted(tell(office, 14)) == sorted([f"uncollected:d{first.id}:14", f"uncollected:d{other.id}:14"])
    assert tell(office, 18) == []


def test_household_is_told_by_whoever_of_it_left_an_address(office: World) -> None:
    ready(office, kk=KK, phone=None)
    second = ready(office, kk=KK)

    assert tell(office, 14) == [f"uncollected:d{second.id}:14"]


def test_rest_of_a_household_is_told_when_it_has_waited_itself(office: World) -> None:
    first = ready(office, kk=KK)
    second = ready(office, kk=KK, now=at(7, day=4))
    office.do(withdrawing.withdraw, first.reference, reason="ganda", now=at(8, day=5))

    assert tell(office, 14) == []
    assert tell(office, 18) == [f"uncollected:d{second.id}:14"]


def test_who_has_a_visit_is_not_told_nor_their_household(office: World) -> None:
    first = ready(office, kk=KK)
    booking = office.book(office.code(first), office.slot(9, day=11))
    ready(office, kk=KK)

    assert tell(office, 14) == []
    office.database.run(bookings.cancel, pass_of(booking), ref4=None, by="citizen", now=at(12, day=10))
    assert len(tell(office, 14)) == 1


def test_visit_that_the_household_has_at_another_office_is_none_here(office: World, elsewhere: World) -> None:
    document = ready(office, kk=KK)
    elsewhere.book(elsewhere.code(ready(elsewhere, kk=KK)), elsewhere.slot(9, day=11))

    assert tell(office, 14) == [f"uncollected:d{document.id}:14"]


@pytest.mark.postgres("statements")
def test_who_waits_for_a_seat_or_was_offered_one_is_not_told(office: World) -> None:
    shrink(office, wave_percent=1000)
    code = office.code(ready(office))
    for hour, minute in ((h, m) for h in (8, 9, 10, 11, 13, 14) for m in (0, 30)):
        office.booked(hour, minute)
    office.database.run(waitlist.wait_for, code, date(2026, 11, 30), now=EARLY)
    [entry] = office.rows(WaitlistEntry)

    for stage in (WAITING, OFFERED):
        office.change(WaitlistEntry, entry.id, stage=stage)
        assert tell(office, 14) == []


def test_who_was_told_anything_lately_is_left_alone(office: World) -> None:
    document = ready(office)
    office.database.run(note_document, Cause.READY, document, now=at(12, day=13), once="again")

    assert [tell(office, day) for day in (14, 15)] == [[], []]
    assert tell(office, 16) == [f"uncollected:d{document.id}:14"]


@pytest.mark.postgres("statements")
def test_days_count_from_the_invitation_where_it_came_later(office: World) -> None:
    document = ready(office)
    office.change(Invitation, document.invitation_id, created_at=at(7, day=8))

    assert tell(office, 14) == []
    assert tell(office, 22) == [f"uncollected:d{document.id}:14"]


def test_no_step_is_passed_over_where_the_invitation_came_much_later(office: World) -> None:
    document = ready(office)
    office.change(Invitation, document.invitation_id, created_at=at(7, day=21))

    told = {day: keys for day in range(30, 52) if (keys := tell(office, day))}

    assert told == {35: [f"uncollected:d{document.id}:14"], 51: [f"uncollected:d{document.id}:30"]}


def test_nobody_is_told_without_an_address_or_of_what_is_not_fetched_here(office: World) -> None:
    ready(office, phone=None)
    ready(office, type="KK", channel="self_print")
    ready(office, channel="branch")
    ready(office, stage="in_production")
    ready(office, phone="+6281300000000")
    office.database.run(numbers.stop, office.office.id, "+6281300000000", why=numbers.STOP, now=EARLY)

    assert tell(office, 14) == []


def test_link_that_they_are_sent_is_good(office: World) -> None:
    document = ready(office)
    tell(office, 30)
    now = at(19, 59, day=30)

    [invitation] = office.rows(Invitation)

    assert document.invitation_id == invitation.id
    assert invitation.expires_at == now + timedelta(days=30)


def test_each_household_has_its_own_minute_of_the_day(office: World) -> None:
    for _ in range(12):
        ready(office)

    by_hour = [len(tell(office, 14, hour, 0)) for hour in range(24)]

    assert sum(by_hour) == 12
    assert max(by_hour) <= 4
    assert [by_hour[hour] for hour in (*range(7), *range(20, 24))] == [0] * 11


def test_hours_of_messages_are_the_offices(office: World) -> None:
    document = ready(office)
    settings(office, messages_from=time(9), messages_until=time(9, 30))

    assert tell(office, 14, 9, 30) == []
    assert tell(office, 14, 9, 29) == [f"uncollected:d{document.id}:14"]


def test_nobody_is_told_on_a_day_on_which_the_office_is_shut(office: World) -> None:
    ready(office)
    office.do(closures.shut, NewClosure(date(2026, 12, 14), date(2026, 12, 14), "Listrik padam"), now=EARLY)

    assert [len(tell(office, day)) for day in (12, 13, 14, 15)] == [0, 0, 0, 1]


def test_other_office_tells_its_own(office: World, elsewhere: World) -> None:
    ready(elsewhere)

    assert tell(office, 14) == []
    assert len(tell(elsewhere, 14)) == 1


def test_many_are_told_in_several_looks(office: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uncollected, "MOST", 2)
    for _ in range(3):
        ready(office)

    assert [len(tell(office, 14)) for _ in range(3)] == [2, 1, 0]


@pytest.mark.deep("without the guard")
def test_two_ticks_that_look_and_then_note_tell_twice(office: World, open_database) -> None:
    ready(office)
    both, have_looked = [office.through(open_database()) for _ in range(2)], threading.Barrier(2)
    now = at(19, 59, day=14)

    def naive(world: World, number: int) -> None:
        owed = world.read(lambda session: uncollected._owed(session, world.office, now, most=50))
        have_looked.wait(10)
        for each in owed:
            world.database.run(note_document, Cause.UNCOLLECTED, each.document, now=now, once=f"{each.days}-{number}")

    race([lambda world=world, n=n: naive(world, n) for n, world in enumerate(both)])

    assert office.messages().count(Cause.UNCOLLECTED) == 2


@pytest.mark.postgres("locks")
def test_two_ticks_at_once_tell_once(office: World, open_database) -> None:
    ready(office)
    both = [office.through(open_database()) for _ in range(2)]

    race([lambda world=world: world.at_time(uncollected.tell, now=at(19, 59, day=14)) for world in both])

    assert office.messages().count(Cause.UNCOLLECTED) == 1
