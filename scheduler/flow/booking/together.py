"""Visits that many ask for at the same moment, booked by one set of statements.

Whoever is usual goes with the others. The rest is left for `book_one`, which knows every rule and every refusal: what
is refused, a proxy, paper that has to be asked for. So is whoever asks for the same slot, or by the same invitation, as
somebody before them who is left: nobody comes before another by being usual.

The guard is the same, one statement for all who want the same slot. Where it says no, all of them are left, and it
decides for one after the other, in the order in which they came.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from sqlmodel import Session

from scheduler.db.engine.prepared import one_of
from scheduler.db.engine.together import Together
from scheduler.db.queries.hot import INVITATIONS_TO_BOOK, INVITED, SLOTS_TO_BOOK, WORK
from scheduler.domain.custody.collecting import PROXY
from scheduler.domain.refusals import Refusal
from scheduler.domain.text import codes
from scheduler.flow.booking.bookings import Asked, Booked, Visit, book_one, looked_over
from scheduler.flow.core.limits import CITIZEN
from scheduler.flow.core.outbox import Cause, note
from scheduler.flow.seats.seats import take
from scheduler.flow.seats.visits import add_bookings

Row = Sequence[Any]


def book_many(session: Session, asked: Sequence[Asked]) -> list[Booked | None]:
    """Book what is usual among what is asked for; None for each that is left. By the one who alone writes (SQLite)."""
    usual = dict(_usual(session, asked))
    wanted: Counter[int] = Counter()
    for visit in usual.values():
        wanted[visit.slot.id] += visit.units
    full = {slot_id for slot_id, units in sorted(wanted.items()) if not take(session, slot_id, units)}
    of_office: dict[int, list[int]] = defaultdict(list)
    for place, visit in usual.items():
        if visit.slot.id not in full:
            of_office[visit.invitation.office_id].append(place)
    booked: list[Booked | None] = [None] * len(asked)
    for office_id, places in of_office.items():
        for place, made in zip(places, _booked(session, office_id, [usual[place] for place in places]), strict=True):
            booked[place] = made
    return booked


BOOKING = Together(book_one, book_many)
"""What a citizen asks for: of staff each books alone."""


def _usual(session: Session, asked: Sequence[Asked]) -> Iterator[tuple[int, Visit]]:
    """Those who go together, each with their place among what is asked for."""
    hashes = [_hash_of(each.code) for each in asked]
    invitations, slots = _invitations(session, hashes), _slots(session, asked)
    seen: set[object] = set()
    """Invitations that were asked for, and slots of which somebody was left."""
    for place, (each, code_hash) in enumerate(zip(asked, hashes, strict=True)):
        rows = invitations[code_hash]
        visit = None
        if rows and code_hash not in seen and each.slot_id not in seen:
            visit = _looked_over(session, each, rows, slots.get(each.slot_id))
        seen.add(code_hash)
        if visit is None:
            seen.add(each.slot_id)
        else:
            yield place, visit


def _looked_over(session: Session, asked: Asked, rows: Sequence[Row], slot: Row | None) -> Visit | None:
    if asked.by != CITIZEN or asked.collector.kind == PROXY:
        return None
    try:
        visit = looked_over(session, asked, rows[0][1:][INVITED], slot, [row[WORK] for row in rows])
    except Refusal:
        return None
    return visit if visit.slot.capacity and not visit.work.on_paper else None


def _booked(session: Session, office_id: int, visits: Sequence[Visit]) -> Iterator[Booked]:
    new = [(each.work.document_ids, each.columns | {"created_at": each.asked.now}) for each in visits]
    for visit, booking in zip(visits, add_bookings(session, office_id, new, by=CITIZEN), strict=True):
        note(session, Cause.BOOKED, booking, now=visit.asked.now)
        yield visit.booked(booking)


def _hash_of(code: str) -> bytes | None:
    plain = codes.read(code)
    return codes.hash_of(plain) if plain else None


def _invitations(session: Session, hashes: Sequence[bytes | None]) -> dict[bytes | None, list[Row]]:
    """The rows of each invitation, those of documents by rising id."""
    found: dict[bytes | None, list[Row]] = defaultdict(list)
    known = {each for each in hashes if each is not None}
    rows = INVITATIONS_TO_BOOK.all(session, **one_of("code_hash", known)) if known else []
    for row in sorted(rows, key=lambda row: row[WORK][0] or 0):
        found[row[0]].append(row)
    return found


def _slots(session: Session, asked: Sequence[Asked]) -> dict[int, Row]:
    rows = SLOTS_TO_BOOK.all(session, **one_of("slot", {each.slot_id for each in asked}))
    return {row[0]: row[1:] for row in rows}
