"""Pairing a television with an office by the code that it shows, and what the office then wants of it.

A television keeps a token of 128 bits that was made here for it; of that the database has only the hash. The code leads
to the token's pairing and is worth nothing once it is used: whoever deletes the pairing's row has it.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import delete, func, select, update
from sqlmodel import Session, col

from scheduler.board.screen import LAYOUTS, LOUDEST, THEMES, TONGUES, Layout, Theme, Tongue
from scheduler.db import queries
from scheduler.db.engine.changing import change_rows
from scheduler.db.models import Office, Pairing, Screen
from scheduler.domain.refusals import Invalid
from scheduler.domain.screens import PairingUnknown, ScreenNameTaken, ScreenUnknown
from scheduler.flow.core import counting

LETTERS = "BCDFGHJKMNPRSTVWXYZ"
"""Of codes: none looks like another or like a digit, and without vowels they make no words."""
LENGTH = 6
VALID = timedelta(minutes=15)
MOST_PENDING = 200
MOST_FROM = 40
"""Codes for one address while they are valid: more televisions than stand behind any, and a fifth of all places."""
LEFT_ALONE = timedelta(minutes=2)
"""However many televisions ask, a code stands at least so long: time to type it."""
LONGEST_NAME = 40

Order = Literal["reload", "identify", "sound_test"]
COUNTS = {"reload": "reloads", "identify": "identifications", "sound_test": "sound_tests"}


@dataclass(frozen=True, slots=True)
class Looks:
    """What an office wants of a screen. volume: 0 to 100; counter: which one the layout `counter` shows."""

    name: str
    layout: Layout = "hall"
    language: Tongue = "id"
    theme: Theme = "dark"
    volume: int = LOUDEST
    counter: int | None = None


def ask(session: Session, asker: str, *, now: datetime) -> tuple[str, Pairing] | None:
    """A new code for a television that has none; the token it is to keep, and the pairing that waits.

    asker: the address that it comes from. None while as many wait as may, all of them asked a moment ago, or where so
    many were asked for from there that one who floods would leave no place to others.
    """
    if not counting.take(session, "screen", asker, most=MOST_FROM, within=VALID, now=now):
        return None
    session.execute(delete(Pairing).where(col(Pairing.expires_at) <= now))
    if not _make_room(session, now):
        return None
    token = secrets.token_urlsafe(16)
    pairing = Pairing(
        code="".join(secrets.choice(LETTERS) for _ in range(LENGTH)),
        token_hash=hash_of(token),
        asked_at=now,
        expires_at=now + VALID,
    )
    session.add(pairing)
    session.flush()
    return token, pairing


def pending(session: Session, token: str, now: datetime) -> Pairing | None:
    """The pairing that a television waits for with its token."""
    return session.scalar(
        select(Pairing).where(col(Pairing.token_hash) == hash_of(token), col(Pairing.expires_at) > now)
    )


def confirm(session: Session, office: Office, code: str, looks: Looks, *, by: str, now: datetime) -> Screen:
    """Make the television that shows a code a screen of an office. Raises Invalid, ScreenNameTaken, PairingUnknown."""
    looks = _checked(session, office, looks, besides=None)
    screen = Screen(
        office_id=office.id,
        token_hash=_take(session, read_code(code), now),
        paired_at=now,
        paired_by=by,
        **_columns(looks),
    )
    session.add(screen)
    session.flush()
    _tell(session, office)
    return screen


def change(session: Session, office: Office, screen_id: int, looks: Looks) -> None:
    """Let a screen show something else, or speak more loudly. Raises Invalid, ScreenNameTaken, ScreenUnknown."""
    looks = _checked(session, office, looks, besides=screen_id)
    _update(session, office, screen_id, **_columns(looks))


def order(session: Session, office: Office, screen_id: int, what: Order) -> None:
    """Let a screen load itself again, show its name, or play the sentence of a test. Raises ScreenUnknown."""
    count = getattr(Screen, COUNTS[what])
    _update(session, office, screen_id, **{COUNTS[what]: count + 1})


def test_sounds(session: Session, office: Office) -> None:
    """Let all screens of an office, paired or not, play the sentence of a test."""
    one_more = update(Office).values(sound_tests=col(Office.sound_tests) + 1)
    change_rows(session, one_more.where(col(Office.id) == office.id))
    _tell(session, office)


def remove(session: Session, office: Office, screen_id: int, *, now: datetime) -> None:
    """Take a screen off the list: its token holds no more, and it asks to be paired again. Raises ScreenUnknown."""
    _update(session, office, screen_id, removed_at=now, silent_at=None)


def hash_of(token: str) -> bytes:
    """What the database keeps of a token."""
    return hashlib.sha256(token.encode()).digest()


def read_code(text: str) -> str:
    """A code as it is kept, however it was typed: "bcd-fgh" is BCDFGH. Raises PairingUnknown for what is none."""
    code = "".join(letter for letter in text.upper() if letter.isalnum())
    if len(code) != LENGTH or not set(code) <= set(LETTERS):
        raise PairingUnknown
    return code


def _make_room(session: Session, now: datetime) -> bool:
    """Whether another may wait: of too many the oldest goes, once it had its time."""
    if (session.scalar(select(func.count()).select_from(Pairing)) or 0) < MOST_PENDING:
        return True
    oldest = session.scalars(select(Pairing).order_by(col(Pairing.asked_at), col(Pairing.id)).limit(1)).one()
    if oldest.asked_at > now - LEFT_ALONE:
        return False
    session.execute(delete(Pairing).where(col(Pairing.id) == oldest.id))
    return True


def _take(session: Session, code: str, now: datetime) -> bytes:
    """The guard: of two offices that confirm one code, one gets the row. Raises PairingUnknown."""
    token_hash = session.scalar(
        delete(Pairing)
        .where(col(Pairing.code) == code, col(Pairing.expires_at) > now)
        .returning(col(Pairing.token_hash))
        .execution_options(synchronize_session=False)
    )
    if token_hash is None:
        raise PairingUnknown
    return token_hash


def _checked(session: Session, office: Office, looks: Looks, *, besides: int | None) -> Looks:
    """Looks with a tidy name, and a counter only where the layout shows one. Raises Invalid, ScreenNameTaken."""
    name = " ".join(looks.name.split())
    counter = looks.counter if looks.layout == "counter" else None
    errors = {
        "name": "missing" if not name else "too_long" if len(name) > LONGEST_NAME else "",
        "layout": "" if looks.layout in LAYOUTS else "unknown",
        "language": "" if looks.language in TONGUES else "unknown",
        "theme": "" if looks.theme in THEMES else "unknown",
        "volume": "" if 0 <= looks.volume <= LOUDEST else f"0-{LOUDEST}",
        "counter": "" if looks.layout != "counter" or _has_counter(session, office, counter) else "unknown",
    }
    wrong = {field: fault for field, fault in errors.items() if fault}
    if wrong:
        raise Invalid(errors=wrong)
    if _is_taken(session, office, name, besides):
        raise ScreenNameTaken(name=name)
    return Looks(name, looks.layout, looks.language, looks.theme, looks.volume, counter)


def _has_counter(session: Session, office: Office, number: int | None) -> bool:
    return number is not None and queries.counter_by_number(session, office.id, number) is not None


def _is_taken(session: Session, office: Office, name: str, besides: int | None) -> bool:
    rows = session.execute(
        select(col(Screen.id), col(Screen.name)).where(
            col(Screen.office_id) == office.id, col(Screen.removed_at).is_(None)
        )
    )
    return any(row.id != besides and row.name.casefold() == name.casefold() for row in rows)


def _columns(looks: Looks) -> dict[str, Any]:
    return {
        "name": looks.name,
        "layout": looks.layout,
        "language": looks.language,
        "theme": looks.theme,
        "volume": looks.volume,
        "counter_number": looks.counter,
    }


def _update(session: Session, office: Office, screen_id: int, **values: Any) -> None:
    taken = update(Screen).where(
        col(Screen.id) == screen_id, col(Screen.office_id) == office.id, col(Screen.removed_at).is_(None)
    )
    if not change_rows(session, taken.values(**values)):
        raise ScreenUnknown
    _tell(session, office)


def _tell(session: Session, office: Office) -> None:
    """After the commit the office's screens are looked at anew."""
    session.info.setdefault("screens", set()).add(office.code)
