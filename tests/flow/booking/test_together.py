"""Visits booked together are those that would have been booked one after the other, to the row and to the word."""

import random
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, update
from sqlmodel import Session, col

from scheduler.db.engine.writer import ATTEMPTS, Job
from scheduler.db.models import (
    Booking,
    BookingDocument,
    Document,
    Invitation,
    Message,
    Move,
    Office,
    SeatHold,
    Slot,
)
from scheduler.db.queries.hot import NEWEST_BOOKING
from scheduler.domain.refusals import Refusal
from scheduler.domain.text import codes
from scheduler.flow.booking.bookings import Asked, Booked, Wishes, book_one, read_of
from scheduler.flow.booking.together import book_many
from scheduler.flow.custody.collectors import Collector
from scheduler.flow.seats import seats
from tests.scenes.factories import EARLY, World, at
from tests.support.databases import ON_SQLITE
from tests.support.groups import gathered
from tests.support.handed import each_statement

GROUPS = 60
SEEDS = (1, 6)
"""By each a part of the groups is tried, in a test of its own: all in one would take too long on a busy machine."""
KK = "3171010101010001"
BUDI = Collector("proxy", "Budi", "tetangga", "0123")
WHO = (Collector(), Collector("holder"), Collector("family"), Collector("guardian"), BUDI, Collector("nobody"))

CHANGED, ADDED = (Invitation, Document, Slot), (SeatHold, Booking, BookingDocument, Move, Message)
"""Of what a booking changes rows, and of what it adds and removes some."""

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


def at_once(session: Session, asked: Sequence[Asked], gone: list[bool] | None = None) -> list[Outcome]:
    """As the writer runs those who wait together: who is left comes behind. gone: of each whether it is not left."""
    found = book_many(session, asked)
    if gone is not None:
        gone.extend(made is not None for made in found)
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


def together(world: World, asked: Sequence[Asked]) -> list[bool]:
    """Of each whether they do not come one after the other."""

    def step(session: Session) -> None:
        raise Undone([made is not None for made in book_many(session, asked)])

    with pytest.raises(Undone) as undone:
        world.database.run(step)
    gone: list[bool] = undone.value.args[0]
    return gone


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
    chosen = {"id", "short", "salt", "code_hash", "collector_hash"}  # of the last only whether there is one
    return [
        sorted(
            repr((sorted(row.model_dump(exclude=chosen).items()), row.collector_hash is None))
            for row in bookings.values()
        ),
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
        sorted((slot.id, slot.taken, slot.by_staff) for slot in session.scalars(select(Slot))),
        len({(row.office_id, row.short) for row in bookings.values()}) == len(bookings),
        len(set(session.scalars(select(col(Move.step)).where(col(Move.booking_id).is_not(None))))),
        sorted((row.id, row.stage, row.paper_asked_at is None) for row in session.scalars(select(Document))),
    ]


@dataclass(frozen=True)
class Crowd:
    """Whoever may come. usual: codes and slots of most; any: also such as only some may book, or nobody.

    household: a code for two documents, with their ids. kept: a code, with the slot of which the last seat is its.
    paper: a code whose document prints itself, with its id.
    """

    usual: tuple[list[str], list[int]]
    any: tuple[list[str], list[int]]
    household: tuple[str, list[int]]
    kept: tuple[str, int]
    paper: tuple[str, int]


@pytest.fixture
def crowd(office: World, elsewhere: World) -> Crowd:
    usual_codes = [world.invitation() for world in (office, elsewhere) for _ in range(6)]
    expired, changed, booked = (office.invitation() for _ in range(3))
    with_invitation(office, expired, expires_at=at(6))
    with_invitation(office, changed, changes=99)
    office.book(booked, office.slot(11))
    slots = [office.slot(9), office.slot(9, 30), office.slot(10), office.slot(9, service="B"), elsewhere.slot(9)]
    for slot, capacity in zip(slots, (2, 6, 30, 3, 6), strict=True):
        office.change(Slot, slot.id, capacity=capacity, planned=capacity)
    office.change(Slot, slots[1].id, reserved=2, by_staff=0)
    shut = office.slot(14)
    office.change(Slot, shut.id, planned=0)
    office.change(Office, office.office.id, proxy_cap=2)
    two = [office.document(kk=KK, channel="office") for _ in range(2)]
    sheet = office.document(type="KK", channel="self_print")
    more = [office.invitation(type="KK"), office.code(sheet), expired, changed, booked]
    more += [usual_codes[0].replace("-", " ").lower(), "0000-0000-0000-0000", "none"]
    slot_ids = [slot.id for slot in slots]
    return Crowd(
        (usual_codes, slot_ids[:3]),
        ([*usual_codes, *more], [*slot_ids, shut.id, 999_999]),
        (office.code(two[0]), [each.id for each in two]),
        with_kept_seat(office),
        (office.code(sheet), sheet.id),
    )


def with_invitation(office: World, code: str, **values: Any) -> None:
    office.change(Invitation, invitation_of(office, code).id, **values)


def invitation_of(office: World, code: str) -> Invitation:
    [row] = office.rows(Invitation, col(Invitation.code_hash) == codes.hash_of(code))
    return row


def with_kept_seat(office: World) -> tuple[str, int]:
    """A code, and a slot of two seats of which one is kept for it."""
    code, slot = office.invitation(), office.slot(10, 30)
    office.change(Slot, slot.id, capacity=2, planned=2)
    facts = {"until": at(12), "invitation_id": invitation_of(office, code).id}
    assert office.database.run(seats.keep, office.office, slot.id, 1, **facts)
    return code, slot.id


def of_most(chance: random.Random, crowd: Crowd) -> Asked:
    code, slot = map(chance.choice, crowd.usual)
    wishes = Wishes(chance.random() < 0.2, chance.random() < 0.2)
    return Asked(code, slot, chance.choice((1, 2, 3)), Collector(), "citizen", EARLY, wishes)


def of_any(chance: random.Random, crowd: Crowd) -> Asked:
    code, slot = map(chance.choice, chance.choice((crowd.usual, crowd.any)))
    by, now = chance.choice(("citizen", "staff:1")), chance.choice((EARLY, at(9, 2)))
    fetch = chance.choice((None, None, frozenset(), frozenset({1, 2, crowd.paper[1]})))
    return Asked(code, slot, chance.choice((1, 1, 99)), chance.choice(WHO), by, now, fetch=fetch)


def of_household(chance: random.Random, crowd: Crowd) -> Asked:
    code, document_ids = crowd.household
    fetch = chance.choice((None, frozenset(document_ids), frozenset(document_ids[1:])))
    return Asked(code, chance.choice(crowd.usual[1]), 1, Collector(), "citizen", EARLY, fetch=fetch)


def of_seat_kept(chance: random.Random, crowd: Crowd) -> Asked:
    return Asked(*crowd.kept, 1, Collector(), "citizen", EARLY)


def beside_seat_kept(chance: random.Random, crowd: Crowd) -> Asked:
    return Asked(chance.choice(crowd.usual[0][:6]), crowd.kept[1], 1, Collector(), "citizen", EARLY)


def of_proxy(chance: random.Random, crowd: Crowd) -> Asked:
    return Asked(chance.choice(crowd.usual[0]), crowd.usual[1][2], 1, BUDI, "citizen", EARLY)


def of_staff(chance: random.Random, crowd: Crowd) -> Asked:
    code, slot = map(chance.choice, crowd.usual)
    return Asked(code, slot, 1, Collector(), "staff:1", EARLY)


def of_paper(chance: random.Random, crowd: Crowd) -> Asked:
    code, document_id = crowd.paper
    return Asked(code, crowd.any[1][3], 1, Collector(), "citizen", EARLY, fetch=frozenset({document_id}))


KINDS = {
    of_most: 51,
    of_any: 20,
    of_household: 4,
    of_seat_kept: 4,
    beside_seat_kept: 6,
    of_proxy: 8,
    of_paper: 3,
    of_staff: 4,
}
"""How often somebody asks in each way, of a hundred."""
ALONE = {of_proxy, of_paper, of_staff}

Way = Callable[[random.Random, Crowd], Asked]


def by_chance(chance: random.Random, crowd: Crowd) -> list[tuple[Way, Asked]]:
    kinds = chance.choices(list(KINDS), list(KINDS.values()), k=chance.randint(2, 24))
    return [(kind, kind(chance, crowd)) for kind in kinds]


@pytest.mark.postgres("statements")
@pytest.mark.parametrize("seed", SEEDS)
def test_many_at_once_are_as_one_after_the_other(office: World, crowd: Crowd, seed: int):
    """Of each kind some go together and some are left, but for those that never go together."""
    chance, seen = random.Random(seed), Counter[tuple[Way, bool]]()
    for _ in range(GROUPS // len(SEEDS)):
        group, gone = by_chance(chance, crowd), list[bool]()
        asked = [each for _, each in group]

        assert outcome(office, partial(at_once, gone=gone), asked) == outcome(office, one_by_one, asked)
        seen.update(zip((kind for kind, _ in group), gone, strict=True))

    assert {kind for kind in KINDS if seen[kind, True]} == KINDS.keys() - ALONE
    assert {kind for kind in KINDS if seen[kind, False]} == KINDS.keys()


@ON_SQLITE
@pytest.mark.postgres("statements")
def test_writer_answers_in_plain_order_whoever_waits(office: World, crowd: Crowd):
    """Some may go together and some may not, by chance, and what comes of it is committed."""
    chance = random.Random(11)
    for _ in range(GROUPS // 2):
        asked = [each for _, each in by_chance(chance, crowd)]
        expected = outcome(office, one_by_one, asked)
        before = office.database.run(everything)

        told = hand_over_at_once(office, asked, [chance.choice((book_many, book_many, None)) for _ in asked])

        found = office.read(lambda session, told=told: ([as_told(session, each) for each in told], rows(session)))
        assert list(found) == list(expected)
        office.database.run(put_back, before)
        office.database.kept.clear()


Everything = dict[type[Any], list[dict[str, Any]]]


def everything(session: Session) -> Everything:
    """All rows that booking may change."""
    return {kind: [row.model_dump() for row in session.scalars(select(kind))] for kind in (*CHANGED, *ADDED)}


def put_back(session: Session, before: Everything) -> None:
    """All is as it was."""
    for kind in reversed(ADDED):
        session.execute(delete(kind))
    for kind in ADDED:
        for row in before[kind]:
            session.execute(insert(kind).values(**row))
    now = everything(session)
    for kind in CHANGED:
        for row in before[kind]:
            if row not in now[kind]:
                session.execute(update(kind).where(kind.id == row["id"]).values(**row))


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
def test_seat_that_is_kept_is_given_to_whom_it_is_kept_for(office: World):
    code, slot_id = with_kept_seat(office)
    asked = [Asked(each, slot_id, 1, Collector(), "citizen", EARLY) for each in (office.invitation(), code)]

    found, _ = outcome(office, at_once, asked)

    assert [each[1] for each in found] == [at(10, 30)] * 2
    assert together(office, asked) == [False, False]


@ON_SQLITE
def test_who_comes_behind_those_who_are_left_is_not_booked_before_them(office: World):
    """Two go together and want one seat; whoever does not go with them wants it too, and came last."""
    slot = office.slot(9)
    office.change(Slot, slot.id, capacity=1)
    asked = [usual(office.invitation(), slot) for _ in range(3)]

    told = hand_over_at_once(office, asked, [book_many, book_many, None])

    assert [type(each).__name__ for each in told] == ["Booked", "SlotFull", "SlotFull"]


@ON_SQLITE
def test_invitation_is_used_by_who_asked_first_though_they_are_left(office: World):
    code = office.invitation()
    proxy = Asked(code, office.slot(9).id, 1, BUDI, "citizen", EARLY)
    asked = [usual(office.invitation(), office.slot(9)), proxy, usual(code, office.slot(10))]

    told = hand_over_at_once(office, asked, [book_many, book_many, None])

    assert [type(each).__name__ for each in told] == ["Booked", "Booked", "AlreadyBooked"]


@ON_SQLITE
def test_worker_of_messages_hears_of_a_group(office: World):
    heard: list[dict[Any, Any]] = []
    office.database.listeners.append(heard.extend)

    hand_over_at_once(office, [usual(office.invitation(), office.slot(9)) for _ in range(3)])
    office.database.close()

    assert any(info.get("messages") for info in heard)


@ON_SQLITE
def test_who_has_booked_costs_the_others_no_statement(office: World):
    booked = office.invitation()
    office.book(booked, office.slot(9))
    asked = [usual(booked, office.slot(9))]
    sent: list[str] = []

    def step(session: Session) -> None:
        with each_statement(sent.append):
            book_many(session, asked)

    office.database.run(step)

    assert len(sent) == 2  # invitations and slots


def test_documents_of_an_invitation_are_read_by_rising_id():
    rows = [(None,) * 22 + (document_id, *[None] * 7) for document_id in (3, 1, 2)]

    assert [work[0] for work in read_of(rows, None).work] == [1, 2, 3]


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
def test_number_that_is_drawn_twice_is_drawn_again(office: World, monkeypatch):
    drawn = iter([11_111, 11_111, 11_111, 11_111, 22_222, 22_222])
    monkeypatch.setattr(codes, "new_short", lambda: next(drawn))

    office.database.run(book_many, [usual(office.invitation(), office.slot(9)) for _ in range(2)])

    assert {row.short for row in office.rows(Booking)} == {11_111, 22_222}


@ON_SQLITE
def test_where_no_number_is_free_drawing_ends(office: World, monkeypatch):
    monkeypatch.setattr(codes, "new_short", lambda: 11_111)
    office.booked(11)

    with pytest.raises(RuntimeError):
        office.database.run(book_many, [usual(office.invitation(), office.slot(9))])


@pytest.mark.postgres("dialect")
def test_ids_are_those_that_come_next(office: World):
    """Whoever books alone behind a group has an id of their own, however often they may draw one that is taken."""
    slot = office.slot(9)
    office.change(Slot, slot.id, capacity=20, planned=20)
    made = office.database.run(book_many, [usual(office.invitation(), slot) for _ in range(ATTEMPTS + 1)])

    after = office.book(office.invitation(), slot)

    ids = [*(each.id for each in made), after.id]
    assert ids == list(range(ids[0], ids[0] + len(ids)))
    newest = office.database.run(NEWEST_BOOKING.first)
    assert newest is not None
    assert newest[0] == after.id


@pytest.mark.postgres("statements")
def test_writer_books_those_who_wait_at_the_same_time_together(office: World):
    asked = [usual(office.invitation(), office.slot(9 + n % 3)) for n in range(12)]

    sent: list[str] = []
    with each_statement(sent.append):
        made = hand_over_at_once(office, asked)

    assert sorted(each.id for each in made) == [row.id for row in office.rows(Booking)]
    assert len([text for text in sent if "UPDATE slot" in text]) == (3 if office.database.on_sqlite else 1)


@pytest.mark.postgres("statements")
def test_each_is_told_its_own_where_they_do_not_go_together(office: World):
    """Whatever goes wrong in the statements for many, nothing of them stands, and each is booked alone."""

    def breaks(*facts: Any) -> None:
        book_many(*facts)
        raise RuntimeError("of many")

    asked = [usual(office.invitation(), office.slot(9)) for _ in range(3)]
    asked.append(usual("0000-0000-0000-0000", office.slot(9)))

    told = hand_over_at_once(office, asked, [breaks] * len(asked))

    assert [type(each).__name__ for each in told] == ["Booked"] * 3 + ["InvitationUnknown"]
    assert {row.id for row in office.rows(Booking)} == {each.id for each in told[:3]}
    assert office.rows(Slot, col(Slot.id) == asked[0].slot_id)[0].taken == 3


def usual(code: str, slot: Slot) -> Asked:
    return Asked(code, slot.id, 1, Collector(), "citizen", EARLY)


def hand_over_at_once(office: World, asked: Sequence[Asked], many: Sequence[Any] | None = None) -> list[Any]:
    """What each is told where all are in the queue before the writer looks. many: of each; `book_many` for all else."""
    writer = office.database.writer
    writer._longest = 20  # so that it goes by the queue alone, and not by how quick the machine is
    futures: list[Future[Any]] = [Future() for _ in asked]
    with gathered(writer):
        for each, future, of_each in zip(asked, futures, many or [book_many] * len(asked), strict=True):
            writer.put(Job(book_one, (each,), {}, future, many=of_each))
    return [future.exception(20) or future.result() for future in futures]
