"""The waiting list read at once for a day and service: what each entry would get by itself, by a few statements."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, update
from sqlmodel import Session, col, select

from scheduler.db.models import Booking, Document, Invitation, Message, Office, SeatHold, Service, Slot, WaitlistEntry
from scheduler.domain.stages import DocumentStage
from scheduler.flow.core import opt_outs
from scheduler.flow.core.local_time import today_of
from scheduler.flow.documents import documents
from scheduler.flow.invitations import waitlist_offers
from scheduler.flow.invitations.waiters import OFFERED, WAITING
from tests.flow.invitations import entry_by_entry
from tests.flow.small import shrink
from tests.scenes.factories import EARLY, MONDAY, NINE, World, at
from tests.support.examples import examples
from tests.support.plans import sending

KK, FAMILY, PHONE, OTHER = "2172010101010001", "2172010101010002", "+6281234567890", "+6281234567891"
CAPACITY = 3


@dataclass(frozen=True)
class Entry:
    """whose: which of the households; day: after Monday; since: hours before the morning; until: minutes from now, of
    one who is offered a seat of a slot.
    """

    whose: int
    day: int
    since: int
    until: int | None
    slot: int


class Enough(Exception):
    """What came of a play; nothing of it is kept."""


@pytest.fixture
def households(office: World) -> list[int]:
    """The invitations of people in every state that the list knows of."""
    shrink(office, days=1, capacity=CAPACITY, wave_percent=1000)
    plain = [office.document() for _ in range(2)]
    family = [office.document(kk=KK) for _ in range(2)]
    larger = [office.document(kk=FAMILY) for _ in range(CAPACITY + 1)]
    silenced = office.document(phone=PHONE)
    reached = [office.document(kk="2172010101010003", phone=phone) for phone in (PHONE, OTHER)]
    expired, gone, elsewhere = office.document(), office.document(), office.document(type="KIA")
    asked = [office.document() for _ in range(4)]
    office.database.run(opt_outs.stop, office.office.id, PHONE, why="stop", now=EARLY)
    office.change(Invitation, expired.invitation_id, expires_at=EARLY)
    office.do(documents.set_stage, gone.reference, DocumentStage.MISPLACED)
    for document, day in zip(asked, (0, 1, 1, 1), strict=True):
        office.book(office.code(document), office.slot(13, day=day))
    arrived, undated = office.rows(Booking)[2:]
    office.change(Booking, arrived.id, stage="arrived")
    office.change(Booking, undated.id, slot_id=None)
    one_of_each = [*plain, family[-1], larger[-1], silenced, reached[-1], expired, gone, elsewhere, *asked]
    ids = [each.id for each in one_of_each]
    found = {each.id: each.invitation_id for each in office.rows(Document, col(Document.id).in_(ids))}
    return [found[number] for number in ids]


entries = st.lists(
    st.builds(
        Entry,
        whose=st.integers(0, 12),
        day=st.integers(0, 1),
        since=st.integers(0, 3),
        until=st.none() | st.integers(-1, 1),
        slot=st.integers(0, 11),
    ),
    max_size=12,
    unique_by=lambda each: (each.whose, each.day),
)
free = st.dictionaries(st.tuples(st.integers(0, 1), st.integers(0, 11)), st.integers(1, CAPACITY), max_size=4)


@settings(max_examples=examples(8, 300), deadline=None, suppress_health_check=list(HealthCheck))
@given(entries, free, st.sampled_from([EARLY, NINE, at(12), at(15), at(21)]))
def test_list_read_at_once_offers_what_it_would_entry_by_entry(
    office: World, households: list[int], waiting: list[Entry], room: dict[tuple[int, int], int], now: datetime
) -> None:
    outcomes = [
        played(office, households, waiting, room, each.is_due, each.offer_seats, now)
        for each in (entry_by_entry, waitlist_offers)
    ]

    assert outcomes[0] == outcomes[1]


def played(
    office: World,
    households: list[int],
    waiting: list[Entry],
    room: dict[tuple[int, int], int],
    is_due: Callable[..., bool],
    sweep: Callable[..., object],
    now: datetime,
) -> Any:
    """What becomes of entries and seats by two sweeps, and whether there was anything to do before and is after."""

    def play(session: Session) -> None:
        lay(session, office.office, households, waiting, room, now)
        was_due = is_due(session, office.office, now)
        for _ in range(2):
            sweep(session, office.office, now=now)
        raise Enough(was_due, is_due(session, office.office, now), *state(session))

    with pytest.raises(Enough) as outcome:
        office.database.run(play)
    return outcome.value.args


def lay(
    session: Session,
    office: Office,
    households: list[int],
    waiting: list[Entry],
    room: dict[tuple[int, int], int],
    now: datetime,
) -> None:
    service = session.scalars(select(Service).where(Service.office_id == office.id, Service.letter == "A")).one()
    slots = defaultdict[int, list[int]](list)
    for slot in session.scalars(select(Slot).where(Slot.service_id == service.id).order_by(col(Slot.starts_at))):
        slots[(today_of(office, slot.starts_at) - MONDAY).days].append(slot.id)
    session.execute(update(Slot).values(taken=CAPACITY))
    for (day, number), units in room.items():
        session.execute(update(Slot).where(col(Slot.id) == slots[day][number]).values(taken=CAPACITY - units))
    for number, each in enumerate(waiting):
        entry = WaitlistEntry(
            office_id=office.id,
            invitation_id=households[each.whose],
            service_id=service.id,
            units=1,
            day=MONDAY + timedelta(days=each.day),
            created_at=EARLY - timedelta(hours=each.since, seconds=number),
        )
        if each.until is not None:
            entry.stage, entry.slot_id = OFFERED, slots[each.day][each.slot]
            entry.offered_until = now + timedelta(minutes=each.until)
            session.add(
                SeatHold(
                    office_id=office.id,
                    slot_id=entry.slot_id,
                    units=1,
                    until=entry.offered_until,
                    invitation_id=entry.invitation_id,
                )
            )
        session.add(entry)
    session.flush()


def state(session: Session) -> Any:
    session.expire_all()
    listed = [
        (each.stage, each.slot_id, each.offered_until, each.units) if each.stage == OFFERED else each.stage
        for each in session.scalars(select(WaitlistEntry).order_by(col(WaitlistEntry.id)))
    ]
    taken = session.scalars(select(Slot.taken).order_by(col(Slot.id))).all()
    kept = sorted(
        (each.slot_id, each.units, each.until, each.invitation_id) for each in session.scalars(select(SeatHold))
    )
    told = sorted(
        (each.key.partition(":")[0], each.invitation_id, each.booking_id or 0, str(each.facts))
        for each in session.scalars(select(Message).where(Message.cause == "offered"))
    )
    return listed, taken, kept, told


@pytest.mark.postgres("statements")
def test_list_that_a_free_seat_does_not_fit_costs_the_same_however_many_are_on_it(office: World) -> None:
    """A thousand households of two, and one free unit: looked at, and nobody is offered anything."""
    shrink(office, days=1, capacity=2, wave_percent=1000)
    office.document()
    slot = office.slot(10)
    office.database.run(lambda session: session.execute(update(Slot).values(taken=2)))
    office.change(Slot, slot.id, taken=1)
    sent = []
    for many in (10, 1_000):
        office.database.run(add_families, office.office, slot.service_id, many)
        with sending() as each:
            assert not office.read(lambda session: waitlist_offers.is_due(session, office.office, NINE))
        sent.append([statement for statement, _ in each])

    assert len(office.rows(WaitlistEntry, col(WaitlistEntry.stage) == WAITING)) == 1_010
    assert len(sent[0]) == len(sent[1]) <= 7
    assert office.at_time(waitlist_offers.offer_seats) == 0


def add_families(session: Session, office: Office, service_id: int, count: int) -> None:
    """Households that wait for Monday with two ready documents each."""
    model = session.scalars(select(Document).where(Document.office_id == office.id)).first()
    assert model is not None
    first = session.scalars(select(Invitation.id).order_by(col(Invitation.id).desc())).first() or 0
    ids = range(first + 1, first + 1 + count)
    session.execute(
        insert(Invitation),
        [
            {
                "id": number,
                "office_id": office.id,
                "salt": b"s",
                "code_hash": number.to_bytes(32, "big"),
                "language": "id",
                "created_at": EARLY,
                "expires_at": at(9, day=20),
            }
            for number in ids
        ],
    )
    session.execute(
        insert(Document),
        [
            {
                "office_id": office.id,
                "type_id": model.type_id,
                "reference": f"F/{number}/{each}",
                "title": "KTP-el",
                "stage": "ready",
                "holder": "Siti",
                "channel": "office",
                "language": "id",
                "invitation_id": number,
                "priority": False,
                "has_blank": False,
                "created_at": EARLY,
            }
            for number in ids
            for each in (1, 2)
        ],
    )
    session.execute(
        insert(WaitlistEntry),
        [
            {
                "office_id": office.id,
                "invitation_id": number,
                "service_id": service_id,
                "day": MONDAY,
                "units": 2,
                "stage": WAITING,
                "created_at": EARLY,
            }
            for number in ids
        ],
    )
