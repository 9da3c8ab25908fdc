"""Keys that stay in somebody's devices, and the challenges that these sign: each held here, for minutes, and once.

A challenge is a row of what is counted, since that table forgets by itself what is over. What a signature is worth is
looked at before (`web/shared/staff/passkeys.py`).
"""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, delete, func, literal, or_, update
from sqlmodel import Session, col, select

from scheduler.db.engine.changing import change_rows
from scheduler.db.models import Passkey, Person
from scheduler.domain.staff.refusals import PasskeyNameWrong, PasskeyRefused, PasskeysFull, PasskeyUnknown
from scheduler.flow.core import counting

MOST, LONGEST_NAME = 10, 60
CHALLENGE, CHALLENGE_HOLDS = "passkey_challenge", timedelta(minutes=5)
SIGN_IN = "sign in"
"""What a challenge is for that belongs to no session."""


@dataclass(frozen=True, slots=True)
class Made:
    """A key that a device has made and a browser has sent, once it was looked at."""

    credential_id: bytes
    public_key: bytes
    sign_count: int


def challenge(session: Session, purpose: str, *, now: datetime) -> str:
    """A new challenge, in hexadecimal digits. purpose: SIGN_IN, or the session in which a key is added."""
    value = secrets.token_hex(32)
    counting.take(session, CHALLENGE, _said(purpose, value), most=1, within=CHALLENGE_HOLDS, now=now)
    return value


def spend(session: Session, purpose: str, value: str, *, now: datetime) -> None:
    """A challenge was answered, and holds no more: of two answers at once one is taken. Raises PasskeyRefused."""
    who = _said(purpose, value)
    if counting.found(session, CHALLENGE, who, now) is None or not counting.drop(session, CHALLENGE, who):
        raise PasskeyRefused


def handle_of(session: Session, person_id: int) -> bytes:
    """By which devices know somebody, so that one keeps one key of theirs: it says nothing of them."""
    person = session.get_one(Person, person_id)
    return hashlib.sha256(f"passkey {person.id} {person.created_at.isoformat()}".encode()).digest()


def passkeys_of(session: Session, person_id: int) -> Sequence[Passkey]:
    """Somebody's keys, the oldest first."""
    return session.scalars(select(Passkey).where(col(Passkey.person_id) == person_id).order_by(col(Passkey.id))).all()


def has_passkey(session: Session, person_id: int) -> bool:
    """Whether somebody has any."""
    return session.scalar(select(func.count()).where(col(Passkey.person_id) == person_id)) != 0


def passkey_by_credential(session: Session, credential_id: bytes) -> Passkey | None:
    """The key that a device names."""
    return session.scalars(select(Passkey).where(col(Passkey.credential_id) == credential_id)).first()


def passkey_of(session: Session, person_id: int, passkey_id: int) -> Passkey:
    """One of somebody's own. Raises PasskeyUnknown."""
    found = session.get(Passkey, passkey_id)
    if found is None or found.person_id != person_id:
        raise PasskeyUnknown
    return found


def add(session: Session, person_id: int, name: str, made: Made, *, now: datetime) -> Passkey:
    """Keep a key. Raises PasskeyNameWrong, PasskeysFull; PasskeyRefused for one that is kept already."""
    name = refuse_name(name)
    session.get_one(Person, person_id, populate_existing=True, with_for_update=True)
    if len(passkeys_of(session, person_id)) >= MOST:
        raise PasskeysFull(most=MOST)
    if passkey_by_credential(session, made.credential_id) is not None:
        raise PasskeyRefused
    kept = Passkey(
        person_id=person_id,
        name=name,
        credential_id=made.credential_id,
        public_key=made.public_key,
        sign_count=made.sign_count,
        created_at=now,
    )
    session.add(kept)
    session.flush()
    return kept


def refuse_name(name: str) -> str:
    """A name as it is kept. Raises PasskeyNameWrong."""
    plain = " ".join(name.split())
    if not plain or len(plain) > LONGEST_NAME:
        raise PasskeyNameWrong(most=LONGEST_NAME)
    return plain


def rename(session: Session, person_id: int, passkey_id: int, name: str) -> None:
    """Call one of somebody's own otherwise. Raises PasskeyUnknown, PasskeyNameWrong."""
    kept = passkey_of(session, person_id, passkey_id)
    kept.name = refuse_name(name)
    session.add(kept)
    session.flush()


def remove(session: Session, person_id: int, passkey_id: int) -> None:
    """Nobody signs in by it any more. Raises PasskeyUnknown."""
    session.delete(passkey_of(session, person_id, passkey_id))
    session.flush()


def remove_all(session: Session, person_id: int) -> int:
    """Somebody has none any more; how many they had."""
    return change_rows(session, delete(Passkey).where(col(Passkey.person_id) == person_id))


def use(session: Session, kept: Passkey, sign_count: int, *, now: datetime) -> None:
    """A signature was right. sign_count: what the device counts, which only rises, or stays 0 where it does not count:
    one that does not rise comes from a copy. Raises PasskeyRefused.
    """
    count = col(Passkey.sign_count)
    rises = or_(count < sign_count, and_(count == 0, literal(sign_count) == 0))
    used = update(Passkey).where(col(Passkey.id) == kept.id, rises).values(sign_count=sign_count, used_at=now)
    if not change_rows(session, used, synchronize=True):
        raise PasskeyRefused


def _said(purpose: str, value: str) -> str:
    return f"{purpose} {value}"
