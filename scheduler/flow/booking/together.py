"""Visits that many ask for at the same moment, booked by one set of statements.

Whoever is usual goes with the others. The rest is left for `book_one`, which knows every rule and every refusal: what
is refused, a proxy, paper that has to be asked for. So is whoever asks for the same slot, or by the same invitation, as
somebody before them who is left: nobody comes before another by being usual.

The guard is the same, one statement for all who want the same slot. Where it says no, all of them are left, and it
decides for one after the other, in the order in which they came.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlmodel import Session

from scheduler.db.engine.prepared import one_of
from scheduler.db.engine.together import Together
from scheduler.db.queries.hot import INVITATIONS_TO_BOOK, SLOTS_TO_BOOK
from scheduler.domain.custody.collecting import PROXY
from scheduler.domain.refusals import Refusal
from scheduler.domain.text import codes
from scheduler.flow.booking.bookings import (
    Asked,
    Booked,
    Read,
    Visit,
    book_one,
    hold_to_book,
    looked_over,
    read_of,
)
from scheduler.flow.core.limits import CITIZEN
from scheduler.flow.core.outbox import Cause, note
from scheduler.flow.seats.seats import take_of_many
from scheduler.flow.seats.visits import add_bookings

Row = Sequence[Any]


def book_many(session: Session, asked: Sequence[Asked]) -> list[Booked | None]:
    """Book what is usual among what is asked for; None for each that is left."""
    visits = _usual_visits(session, asked)
    full = _full(session, visits.values())
    of_office: dict[int, list[int]] = defaultdict(list)
    for place, visit in visits.items():
        if visit.slot.id not in full:
            of_office[visit.invitation.office_id].append(place)
    booked: list[Booked | None] = [None] * len(asked)
    for office_id in sorted(of_office):
        made = _add(session, office_id, [visits[place] for place in of_office[office_id]])
        for place, each in zip(of_office[office_id], made, strict=True):
            booked[place] = each
    return booked


BOOKING = Together(book_one, book_many)
"""What a citizen asks for: of staff each books alone."""


def _usual_visits(session: Session, asked: Sequence[Asked]) -> dict[int, Visit]:
    """Those who go together, by their place among what is asked for."""
    hashes = [_hash_of(each.code) for each in asked]
    wanted = one_of("slot", {each.slot_id for each in asked})
    if known := {each for each in hashes if each is not None}:
        hold_to_book(session, known)
    SLOTS_TO_BOOK.ask(session, **wanted)
    invitations, slots = _invitations(session, known), _slots(session, wanted)
    asked_before: set[bytes | None] = set()
    """By invitations of which somebody asked for a visit before, gone or left."""
    left_slots: set[int] = set()
    """Of which somebody was left before."""
    visits = {}
    for place, (each, code_hash) in enumerate(zip(asked, hashes, strict=True)):
        visit = None
        if code_hash in invitations and code_hash not in asked_before and each.slot_id not in left_slots:
            visit = _if_usual(session, each, read_of(invitations[code_hash], slots.get(each.slot_id)))
        asked_before.add(code_hash)
        if visit is None:
            left_slots.add(each.slot_id)
        else:
            visits[place] = visit
    return visits


def _if_usual(session: Session, asked: Asked, read: Read) -> Visit | None:
    if asked.by != CITIZEN or asked.collector.kind == PROXY or read.is_booked:
        return None
    try:
        visit = looked_over(session, asked, read)
    except Refusal:
        return None
    return visit if visit.slot.capacity and not visit.work.on_paper else None


def _full(session: Session, visits: Iterable[Visit]) -> set[int]:
    """Take the seats of all, by rising slot id. Returns the slots that have not enough of them: nothing of these is
    taken.
    """
    wanted: Counter[int] = Counter()
    for visit in visits:
        wanted[visit.slot.id] += visit.units
    return set(wanted) - take_of_many(session, wanted) if wanted else set()


def _add(session: Session, office_id: int, visits: Sequence[Visit]) -> list[Booked]:
    """The rows of visits of an office whose seats are taken, with their messages."""
    new = [(each.work.document_ids, each.columns | {"created_at": each.asked.now}) for each in visits]
    bookings = add_bookings(session, office_id, new, by=CITIZEN)
    for visit, booking in zip(visits, bookings, strict=True):
        note(session, Cause.BOOKED, booking, now=visit.asked.now)
    return [visit.booked(booking) for visit, booking in zip(visits, bookings, strict=True)]


def _hash_of(code: str) -> bytes | None:
    plain = codes.read(code)
    return codes.hash_of(plain) if plain else None


def _invitations(session: Session, known: Collection[bytes]) -> dict[bytes | None, list[Row]]:
    """The rows of each invitation, by the hash of its code, which they are without."""
    found: dict[bytes | None, list[Row]] = defaultdict(list)
    if known:
        asked = one_of("code_hash", known)
        INVITATIONS_TO_BOOK.ask(session, **asked)
        for code_hash, *row in INVITATIONS_TO_BOOK.all(session, **asked):
            found[code_hash].append(row)
    return found


def _slots(session: Session, wanted: dict[str, int]) -> dict[int, Row]:
    """What is read of each slot, TIMES, by its id."""
    return {slot_id: times for slot_id, *times in SLOTS_TO_BOOK.all(session, **wanted)}
