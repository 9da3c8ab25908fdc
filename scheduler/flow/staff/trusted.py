"""Browsers in which somebody is not asked for a code for a while, since they asked for it there with a right one."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, func
from sqlmodel import Session, col, select

from scheduler.db.engine.changing import change_rows
from scheduler.db.models import TrustedBrowser
from scheduler.flow.staff.sessions import hash_of


def trust(session: Session, person_id: int, *, now: datetime) -> str:
    """Trust a browser from now on; returns the value that it keeps, of which only a hash is kept here."""
    value = secrets.token_urlsafe(32)
    session.add(TrustedBrowser(person_id=person_id, token_hash=hash_of(value), created_at=now))
    session.flush()
    return value


def is_trusted(session: Session, person_id: int, values: Sequence[str], days: int, now: datetime) -> bool:
    """Whether a browser that keeps these values is trusted. days: for how long that holds."""
    hashes = [hash_of(value) for value in values]
    theirs = col(TrustedBrowser.person_id) == person_id, col(TrustedBrowser.token_hash).in_(hashes)
    lately = col(TrustedBrowser.created_at) > now - timedelta(days=days)
    return bool(hashes) and session.scalars(select(TrustedBrowser.id).where(*theirs, lately)).first() is not None


def trusted_browsers(session: Session, person_id: int) -> int:
    """How many browsers somebody has trusted, those included of which it is long ago."""
    theirs = col(TrustedBrowser.person_id) == person_id
    return session.scalar(select(func.count()).select_from(TrustedBrowser).where(theirs)) or 0


def forget_browsers(session: Session, person_id: int) -> int:
    """Every browser asks for the code again; how many were trusted."""
    return change_rows(session, delete(TrustedBrowser).where(col(TrustedBrowser.person_id) == person_id))
