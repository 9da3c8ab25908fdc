"""Codes on paper, each of which proves once who somebody is: for the day on which the phone is lost."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, update
from sqlmodel import Session, col, select

from scheduler.db.engine.changing import change_rows
from scheduler.db.models import RecoveryCode
from scheduler.domain.staff.refusals import CodeWrong
from scheduler.domain.text import codes

COUNT = 10


def make(session: Session, person_id: int, *, now: datetime) -> Sequence[str]:
    """New codes, which are not kept; those before hold no more."""
    remove(session, person_id)
    made = [codes.derive(secrets.token_bytes(32), "recovery", codes.new_salt()) for _ in range(COUNT)]
    session.add_all(RecoveryCode(person_id=person_id, code_hash=codes.hash_of(code), created_at=now) for code in made)
    session.flush()
    return made


def use(session: Session, person_id: int, typed: str, *, now: datetime) -> None:
    """A code proves who somebody is, this once: of two at the same moment one is taken. Raises CodeWrong."""
    plain = codes.read(typed)
    theirs = col(RecoveryCode.person_id) == person_id, col(RecoveryCode.code_hash) == codes.hash_of(plain or "")
    taken = update(RecoveryCode).where(*theirs, col(RecoveryCode.used_at).is_(None)).values(used_at=now)
    if plain is None or not change_rows(session, taken):
        raise CodeWrong(hour=now)


def left(session: Session, person_id: int) -> int:
    """How many codes somebody has that still hold."""
    theirs = col(RecoveryCode.person_id) == person_id, col(RecoveryCode.used_at).is_(None)
    return session.scalar(select(func.count()).select_from(RecoveryCode).where(*theirs)) or 0


def remove(session: Session, person_id: int) -> None:
    """None holds any more."""
    change_rows(session, delete(RecoveryCode).where(col(RecoveryCode.person_id) == person_id))
