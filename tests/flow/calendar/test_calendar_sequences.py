"""Whatever an office does to its calendar, with citizens booking in between."""

import contextlib
import uuid
from collections.abc import Callable
from datetime import time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduler.db import queries
from scheduler.db.engine.database import Database
from scheduler.db.models import Booking, Closure, SeatHold, Slot
from scheduler.domain.calendar import calendar
from scheduler.domain.calendar.calendar import Hours
from scheduler.domain.calendar.timetable import Share
from scheduler.domain.offices.revision import Settings, TemporaryShare, Week
from scheduler.domain.refusals import Refusal
from scheduler.flow.booking import bookings
from scheduler.flow.calendar import closures, hours
from scheduler.flow.calendar.closures import NewClosure
from scheduler.flow.invitations.invitations import pass_of
from scheduler.flow.seats.visits import window_of
from tests.scenes.factories import CLERK, EARLY, MONDAY, World
from tests.support.examples import examples

Live = dict[int, int | None]
"""The bookings that must be there: id -> slot."""

LETTERS = st.sampled_from([None, "A", "C"])
DAYS = st.integers(0, 6).map(lambda n: MONDAY + timedelta(days=n))
HALF_HOURS = st.integers(14, 34).map(lambda n: time(n // 2, n % 2 * 30))


@st.composite
def weeks(draw: Any) -> tuple[str, Any]:
    opens, closes = sorted(draw(st.lists(HALF_HOURS, min_size=2, max_size=2, unique=True)))
    rows = tuple(Hours(n, opens, closes, None, None) for n in sorted(draw(st.sets(st.integers(0, 6), min_size=1))))
    return "week", (rows, draw(LETTERS), draw(st.one_of(st.none(), DAYS)))


@st.composite
def shut_hours(draw: Any) -> tuple[str, Any]:
    span = draw(st.one_of(st.none(), st.lists(HALF_HOURS, min_size=2, max_size=2, unique=True).map(sorted)))
    return "shut", (draw(DAYS), draw(st.one_of(st.none(), st.integers(0, 3))), draw(LETTERS), span)


ACTS = st.lists(
    st.one_of(
        weeks(),
        shut_hours(),
        st.tuples(st.just("share"), st.tuples(DAYS, st.integers(0, 120), LETTERS)),
        st.tuples(st.just("slots"), st.tuples(st.sampled_from([20, 30, 45]), st.integers(0, 4), st.integers(1, 9))),
        st.tuples(st.just("reopen"), st.integers(0, 9)),
        st.tuples(st.just("book"), st.tuples(st.sampled_from(["A", "C"]), st.integers(0, 40))),
        st.tuples(st.just("book"), st.tuples(st.sampled_from(["A", "C"]), st.integers(0, 3))),
        st.tuples(st.just("cancel"), st.integers(0, 9)),
    ),
    min_size=4,
    max_size=10,
)


@pytest.mark.slow
@pytest.mark.timeout(300)
@settings(max_examples=examples(5, 24), deadline=None, suppress_health_check=list(HealthCheck))
@given(acts=ACTS)
def test_no_sequence_of_changes_drops_a_booking_or_offers_a_seat_that_is_not_there(
    database: Database, acts: list[tuple[str, Any]]
) -> None:
    office = World(database, f"office-{uuid.uuid4().hex[:8]}", slot_capacity=3)
    live: Live = {}

    for name, facts in acts:
        with contextlib.suppress(Refusal):  # a refusal is a normal answer, after which everything is as it was
            ACTIONS[name](office, facts, live)

        _check_units(office)
        _check_bookings(office, live)
        _check_offers(office)


def _week(office: World, facts: Any, _live: Live) -> None:
    rows, letter, starts = facts
    office.do(hours.apply, Week(rows, _service(office, letter), starts), now=EARLY)


def _shut(office: World, facts: Any, _live: Live) -> None:
    first, days, letter, span = facts
    last = None if days is None else first + timedelta(days=days)
    from_time, to_time = span or (None, None)
    new = NewClosure(first, last, "Listrik padam", _service(office, letter), from_time, to_time)
    office.do(hours.apply, new, now=EARLY)


def _share(office: World, facts: Any, _live: Live) -> None:
    first, percent, letter = facts
    office.do(hours.apply, TemporaryShare(Share(first, None, percent, _service(office, letter))), now=EARLY)


def _slots(office: World, facts: Any, _live: Live) -> None:
    minutes, units, horizon = facts
    wanted = Settings(
        {"slot_minutes": minutes, "horizon_days": horizon}, {"C": None}, {"A": units}, {}, {"A": units // 3}
    )
    office.do(hours.apply, wanted, now=EARLY)


def _reopen(office: World, which: int, _live: Live) -> None:
    closed = office.rows(Closure, Closure.office_id == office.office.id)
    if closed:
        office.do(closures.reopen, closed[which % len(closed)].id, now=EARLY)


def _book(office: World, facts: tuple[str, int], live: Live) -> None:
    letter, which = facts
    offered = _offered(office, letter)
    if offered:
        slot = offered[which % len(offered)]
        kind = "Perekaman KTP-el" if letter == "C" else "KTP-el"
        free_online = slot.is_free_for(1, by_staff=False)
        booking = office.book(office.invitation(type=kind), slot, by="citizen" if free_online else CLERK)
        live[booking.id] = slot.id


def _cancel(office: World, which: int, live: Live) -> None:
    if live:
        booking_id = sorted(live)[which % len(live)]
        code = office.read(lambda s: pass_of(s.get_one(Booking, booking_id)))
        office.database.run(bookings.cancel, code, ref4=None, by="citizen", now=EARLY)
        del live[booking_id]


ACTIONS: dict[str, Callable[[World, Any, Live], None]] = {
    "week": _week,
    "shut": _shut,
    "share": _share,
    "slots": _slots,
    "reopen": _reopen,
    "book": _book,
    "cancel": _cancel,
}


def _check_units(office: World) -> None:
    bookings_of = office.rows(Booking, Booking.office_id == office.office.id, Booking.stage == "booked")
    holds = office.rows(SeatHold, SeatHold.office_id == office.office.id)
    for slot in office.rows(Slot, Slot.office_id == office.office.id):
        assert slot.taken <= slot.capacity == max(slot.planned, slot.taken)
        assert slot.taken == sum(each.units for each in (*bookings_of, *holds) if each.slot_id == slot.id)
        assert slot.by_staff == sum(each.units for each in bookings_of if each.slot_id == slot.id and each.by_staff)
        assert slot.reserved < max(slot.planned, 1)


def _check_bookings(office: World, live: Live) -> None:
    kept = office.rows(Booking, Booking.office_id == office.office.id, Booking.stage == "booked")
    assert {booking.id: booking.slot_id for booking in kept} == live


def _check_offers(office: World) -> None:
    """What citizens may choose lies within the hours of the office and the service, and outside of what is shut."""
    zone = ZoneInfo(office.office.timezone)
    rules = office.read(
        lambda s: (queries.hours_of_office(s, office.office.id), queries.closures_of_office(s, office.office.id))
    )
    for letter in ("A", "C"):
        for slot in _offered(office, letter):
            day = calendar.local_day(slot.starts_at, zone)
            work = calendar.stretches_of(day, *rules, zone, service=_service(office, letter))
            assert any(start <= slot.starts_at and slot.ends_at <= end for start, end in work)


def _offered(office: World, letter: str) -> list[Slot]:
    service = _service(office, letter)
    assert service is not None
    fresh = office.read(lambda s: queries.office_by_id(s, office.office.id))
    window = window_of(fresh.timezone, horizon_days=fresh.horizon_days, notice_minutes=0, now=EARLY)
    return list(office.read(lambda s: queries.free_slots(s, service, window.earliest, window.end)))


def _service(office: World, letter: str | None) -> int | None:
    if letter is None:
        return None
    return office.read(lambda s: next(x.id for x in queries.services_of(s, office.office.id) if x.letter == letter))
