"""The statements of a booking, as the product sends them, by the bare sqlite3 driver and nothing else."""

import secrets
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from scheduler.db.engine.database import sqlite_engine
from scheduler.db.engine.prepared import Prepared
from scheduler.db.queries import hot
from scheduler.domain.text import codes

KEY = b"k" * 32
NOW = "2026-11-30 02:00:00.000000"
SOON = "2026-12-30 02:00:00.000000"


def _text(prepared: Prepared) -> tuple[str, tuple[tuple[str, Any], ...]]:
    """The very text that the product sends, and the name and usual value of each of its places."""
    compiled = prepared._for(sqlite_engine("sqlite://").dialect)  # noqa: SLF001 - it is for the product's own use
    names = {place: name for name, (_, places) in compiled.places.items() for place in places}
    return compiled.text, tuple((names[place], usual) for place, usual in enumerate(compiled.usual))


_FACTS = _text(hot.TO_BOOK)
_TAKE = _text(hot.TAKE_SEATS)
_BOOKING = _text(hot.ADD_BOOKING)
_VISIT = _text(hot.ADD_BOOKING_DOCUMENT)
_MOVE = _text(hot.ADD_MOVE)
_MESSAGE = _text(hot.ADD_MESSAGE)


@dataclass(frozen=True, slots=True)
class Made:
    """A booking: its pass, and its rows of documents, history and outbox, which `write_down` writes."""

    code: str
    visits: list[list[Any]]
    move: list[Any]
    message: list[Any]


class Full(Exception):
    """The guard said no."""


def connect(path: str) -> sqlite3.Connection:
    """A connection with the product's pragmas, usable from any thread."""
    raw = sqlite3.connect(path, isolation_level=None, check_same_thread=False, cached_statements=256)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=5000", "foreign_keys=ON"):
        raw.execute(f"PRAGMA {pragma}")
    return raw


def book(raw: sqlite3.Connection, code: str, slot: int, party: int) -> Made:
    """One booking, but for what it puts off. Raises Full, IntegrityError."""
    rows = raw.execute(_FACTS[0], _values(_FACTS, code_hash=codes.hash_of(code), slot=slot)).fetchall()
    _booking, _slot, invitation, *_ = rows[0][hot.INVITED]
    service, *_ = rows[0][hot.TIMES]
    documents = [row[hot.WORK] for row in rows]
    units = sum(row[3] for row in documents)
    if raw.execute(_TAKE[0], _values(_TAKE, slot=slot, units=units)).rowcount != 1:
        raise Full
    salt = secrets.token_bytes(16)
    made = codes.derive(KEY, "pass", salt)
    (booking,) = raw.execute(
        _BOOKING[0],
        _values(
            _BOOKING,
            office_id=1,
            invitation_id=invitation,
            service_id=service,
            slot_id=slot,
            units=units,
            stage="booked",
            party=party,
            short=codes.new_short(),
            salt=salt,
            code_hash=codes.hash_of(made),
            collector_kind="holder",
            language="id",
            created_at=NOW,
        ),
    ).fetchone()
    visits = [_values(_VISIT, booking_id=booking, document_id=each[0], office_id=1, live=1) for each in documents]
    move = _values(
        _MOVE, office_id=1, booking_id=booking, after="booked", at=NOW, by="citizen", step=secrets.token_hex(16)
    )
    message = _values(
        _MESSAGE,
        office_id=1,
        key=f"booked:{booking}",
        cause="booked",
        booking_id=booking,
        invitation_id=invitation,
        state="new",
        attempts=0,
        created_at=NOW,
    )
    return Made(made, visits, move, message)


def write_down(raw: sqlite3.Connection, made: Sequence[Made]) -> None:
    """What some bookings put off, as the product writes it at the end of a batch."""
    raw.executemany(_VISIT[0], [visit for each in made for visit in each.visits])
    raw.executemany(_MOVE[0], [each.move for each in made])
    raw.executemany(_MESSAGE[0], [each.message for each in made])


def _values(statement: tuple[str, tuple[tuple[str, Any], ...]], **given: Any) -> list[Any]:
    return [given.get(name, default) for name, default in statement[1]]
