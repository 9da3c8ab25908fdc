"""Visits booked together are those that would have been booked one after the other, to the row and to the word."""

import random
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import Session, col

from scheduler.db.engine.writer import Job
from scheduler.db.models import (
    Booking,
    BookingDocument,
    Document,
    Invitation,
    Message,
    Move,
    Slot,
)
from scheduler.domain.refusals import Refusal
from scheduler.domain.text import codes
from scheduler.flow.booking.bookings import Asked, Booked, Wishes, book_one
from scheduler.flow.booking.together import book_many
from scheduler.flow.custody.collectors import Collector
from tests.scenes.factories import EARLY, World, at
from tests.support.databases import ON_SQLITE
from tests.support.handed import each_statement

GROUPS = 60
BUDI = Collector("proxy", "Budi", "tetangga", "0123")
WHO = (Collector(), Collector("holder"), Collector("family"), Collector("guardian"), BUDI, Collector("nobody"))

Outcome = Booked | Refusal


class Undone(Exception):
    """What was found in a transaction that is to leave nothing."""


def alone(session: Session, asked: Asked) -> Outcome:
    """The step for one, in a savepoint of its own, as the writer runs it."""
    session.info.pop("step", None)
    try:
        with session.begin_nested():
            session.connection()  # its savepoint, before a statement that goes past it to the driver
            return book_one(session, asked)
    except Refusal as refusal:
        return refusal


def one_by_one(session: Session, asked: Sequence[Asked]) -> list[Outcome]:
    return [alone(session, each) for each in asked]


def at_once(session: Session, asked: Sequence[Asked]) -> list[Outcome]:
    """As the writer runs those who wait together: who is left comes behind."""
    found = book_many(session, asked)
    return [made or alone(session, each) for made, each in zip(found, asked, strict=True)]


def outcome(world: World, way: Callable[[Session, Sequence[Asked]], list[Outcome]], asked: Sequence[Asked]) -> Any:
    """What each is told, and all rows as they are then; nothing of it stays."""

    def step(session: Session) -> None:
        told = [as_told(session, each) for each in way(session, asked)]
        session.flush()
        raise Undone(told, rows(session))

    with pytest.raises(Undone) as undone:
        world.database.run(step)
    return undone.value.args


def how_many(world: World, asked: Sequence[Asked]) -> int:
    """How many of them do not come one after the other."""

    def step(session: Session) -> None:
        raise Undone(len(asked) - book_many(session, asked).count(None))

    with pytest.raises(Undone) as undone:
        world.database.run(step)
    count: int = undone.value.args[0]
    return count


def as_told(session: Session, outcome: Outcome) -> Any:
    if isinstance(outcome, Booked):
        row = session.get_one(Booking, outcome.id)
        assert row.code_hash == codes.hash_of(outcome.code)
        return row.invitation_id, outcome.starts_at, outcome.ends_at, outcome.timezone
    facts = {name: str(getattr(fact, "id", fact)) for name, fact in outcome.facts.items() if name != "alternatives"}
    return type(outcome), facts, [slot.id for slot in outcome.facts.get("alternatives", ())]


def rows(session: Session) -> Any:
    """All that booking leaves, in an order that does not say which came first; ids are no matter."""
    bookings = {row.id: row for row in session.scalars(select(Booking))}
    whose = {number: row.invitation_id for number, row in bookings.items()}
    chosen = {"id", "short", "salt", "code_hash", "collector_hash"}
    return [
        sorted(repr(sorted(row.model_dump(exclude=chosen).items())) for row in bookings.values()),
        sorted(
            (whose[row.booking_id], row.document_id, row.office_id, row.live, str(row.let_go))
            for row in session.scalars(select(BookingDocument))
        ),
        sorted(
            (
                whose[row.booking_id],
                row.office_id,
                str(row.before),
                row.after,
                str(row.at),
                row.by,
                str(row.why),
                str(row.was),
            )
            for row in session.scalars(select(Move).where(col(Move.booking_id).is_not(None)))
        ),
        sorted(
            (
                whose[row.booking_id],
                row.invitation_id or 0,
                row.office_id,
                row.cause,
                row.state,
                row.attempts,
                row.rung,
                str(row.facts),
                str(row.created_at),
                row.key == f"booked:{row.booking_id}",
            )
            for row in session.scalars(select(Message).where(col(Message.booking_id).is_not(None)))
        ),
        sorted((slot.id, slot.taken) for slot in session.scalars(select(Slot))),
        len({(row.office_id, row.short) for row in bookings.values()}) == len(bookings),
        len(set(session.scalars(select(col(Move.step)).where(col(Move.booking_id).is_not(None))))),
        sorted((row.id, row.stage, row.paper_asked_at is None) for row in session.scalars(select(Document))),
    ]


@pytest.fixture
def crowd(office: World, elsewhere: World) -> tuple[list[str], list[int]]:
    """Codes and slots: usual ones and such as only some may book."""
    found = [world.invitation() for world in (office, elsewhere) for _ in range(6)]
    found += [office.invitation(type="KK"), office.invitation(channel="self_print")]
    expired, changed = office.invitation(), office.invitation()
    with_invitation(office, expired, expires_at=at(6))
    with_invitation(office, changed, changes=99)
    booked = office.invitation()
    office.book(booked, office.slot(11))
    slots = [office.slot(9), office.slot(9, 30), office.slot(10), office.slot(9, service="B"), elsewhere.slot(9)]
    for slot, capacity in zip(slots, (2, 6, 30, 3, 6), strict=True):
        office.change(Slot, slot.id, capacity=capacity, planned=capacity)
    shut = office.slot(14)
    office.change(Slot, shut.id, planned=0)
    codes_ = [*found, expired, changed, booked, found[0].replace("-", " ").lower(), "0000-0000-0000-0000", "none"]
    return codes_, [*(slot.id for slot in slots), slots[1].id, slots[2].id, shut.id, 999_999]


def with_invitation(office: World, code: str, **values: Any) -> None:
    [row] = office.rows(Invitation, col(Invitation.code_hash) == codes.hash_of(code))
    office.change(Invitation, row.id, **values)


def by_chance(chance: random.Random, codes_: list[str], slots: list[int]) -> Asked:
    usual = chance.random() < 0.7
    return Asked(
        chance.choice(codes_[:12] if usual else codes_),
        chance.choice(slots[:3] if usual else slots),
        chance.choice((1, 2, 3) if usual else (1, 99)),
        Collector() if usual else chance.choice(WHO),
        "citizen" if usual else chance.choice(("citizen", "staff:1")),
        EARLY if usual else chance.choice((EARLY, at(9, 2))),
        Wishes(chance.random() < 0.2, chance.random() < 0.2),
        None if usual else chance.choice((None, frozenset(), frozenset({1, 2, 14}))),
    )


@pytest.mark.postgres("statements")
def test_many_at_once_are_as_one_after_the_other(office: World, crowd):
    chance, went_together = random.Random(7), 0
    for _ in range(GROUPS):
        asked = [by_chance(chance, *crowd) for _ in range(chance.randint(2, 24))]

        assert outcome(office, at_once, asked) == outcome(office, one_by_one, asked)
        went_together += how_many(office, asked)
    assert went_together > GROUPS  # else nothing was compared


@pytest.mark.postgres("statements")
def test_usual_ones_are_not_left(office: World):
    asked = [usual(office.invitation(), office.slot(9 + n % 2)) for n in range(4)]

    assert None not in office.database.run(book_many, asked)


@pytest.mark.postgres("statements")
def test_nobody_comes_before_who_is_left_for_the_same_slot(office: World):
    slot = office.slot(9)
    office.change(Slot, slot.id, capacity=1)
    proxy = Asked(office.invitation(), slot.id, 1, BUDI, "citizen", EARLY)

    found = outcome(office, at_once, [proxy, usual(office.invitation(), slot)])

    assert [type(each[0]) for each in found[0]] == [int, type]  # a visit, and then a refusal


@pytest.mark.postgres("statements")
def test_number_that_is_taken_is_drawn_again(office: World, monkeypatch):
    drawn = iter([11_111, 11_111, 22_222])
    monkeypatch.setattr(codes, "new_short", lambda: next(drawn))
    office.booked(11)
    asked = [usual(office.invitation(), office.slot(9))]
    runs: list[Session] = []

    def step(session: Session) -> None:
        runs.append(session)
        book_many(session, asked)

    office.database.run(step)

    assert {row.short for row in office.rows(Booking)} == {11_111, 22_222}
    assert len(runs) == 1


@ON_SQLITE
@pytest.mark.postgres("statements")
def test_writer_books_those_who_wait_at_the_same_time_together(office: World):
    asked = [usual(office.invitation(), office.slot(9 + n % 3)) for n in range(12)]

    sent: list[str] = []
    with each_statement(sent.append):
        made = hand_over_at_once(office, asked)

    assert sorted(each.id for each in made) == [row.id for row in office.rows(Booking)]
    assert len([text for text in sent if text.startswith("UPDATE slot")]) == 3


@ON_SQLITE
@pytest.mark.postgres("statements")
def test_each_is_told_its_own_where_they_do_not_go_together(office: World):
    """Whatever goes wrong in the statements for many, nothing of them stands, and each is booked alone."""

    def breaks(*facts: Any) -> None:
        book_many(*facts)
        raise RuntimeError("of many")

    asked = [usual(office.invitation(), office.slot(9)) for _ in range(3)]
    asked.append(usual("0000-0000-0000-0000", office.slot(9)))

    told = hand_over_at_once(office, asked, many=breaks)

    assert [type(each).__name__ for each in told] == ["Booked"] * 3 + ["InvitationUnknown"]
    assert [row.id for row in office.rows(Booking)] == sorted(each.id for each in told[:3])
    assert office.rows(Slot, col(Slot.id) == asked[0].slot_id)[0].taken == 3


def usual(code: str, slot: Slot) -> Asked:
    return Asked(code, slot.id, 1, Collector(), "citizen", EARLY)


def hand_over_at_once(office: World, asked: Sequence[Asked], many: Any = book_many) -> list[Any]:
    """All are in the queue before the writer looks."""
    gate, futures = threading.Event(), [Future() for _ in asked]
    held = office.database.hand_over(lambda _: gate.wait(20))
    for each, future in zip(asked, futures, strict=True):
        office.database.writer.put(Job(book_one, (each,), {}, future, many=many))
    gate.set()
    held.result(20)
    return [future.exception(20) or future.result() for future in futures]
