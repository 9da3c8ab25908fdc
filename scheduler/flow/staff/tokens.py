"""A machine's right to the API: made, used, ended."""

import secrets
from datetime import date, datetime

from sqlalchemy import or_, select, update
from sqlmodel import Session, col

from scheduler.db.engine.changing import change_rows
from scheduler.db.models import Office, Token
from scheduler.domain.refusals import Invalid
from scheduler.domain.staff.refusals import TokenExpired, TokenUnknown
from scheduler.domain.staff.roles import SCOPES
from scheduler.flow.staff.sessions import hash_of

LONGEST_NAME = 60


def create_token(
    session: Session, office: Office, name: str, scopes: list[str], *, now: datetime, expires_at: datetime | None = None
) -> str:
    """Let a machine use the API; returns the token, which is not kept.

    expires_at: until when it holds; None: until it is revoked. Raises Invalid, also for a name that any token had: the
    history names a machine by it.
    """
    name = " ".join(name.split())
    unknown = [scope for scope in scopes if scope not in SCOPES]
    if unknown or not scopes:
        raise Invalid(errors={"scope": ", ".join(SCOPES)})
    if not name or len(name) > LONGEST_NAME:
        raise Invalid(errors={"name": "too_long" if name else "empty"})
    if expires_at is not None and expires_at <= now:
        raise Invalid(errors={"until": "past"})
    if token_by_name(session, office, name) is not None:
        raise Invalid(errors={"name": "taken"})
    value = "giliran_" + secrets.token_urlsafe(32)
    session.add(
        Token(
            office_id=office.id,
            name=name,
            scopes=" ".join(sorted(set(scopes))),
            token_hash=hash_of(value),
            created_at=now,
            expires_at=expires_at,
        )
    )
    session.flush()
    return value


def revoke_token(session: Session, office: Office, token_id: int, *, now: datetime) -> Token:
    """End a token. Ended already: nothing changes. Raises TokenUnknown."""
    token = session.get(Token, token_id)
    if token is None or token.office_id != office.id:
        raise TokenUnknown
    token.revoked_at = token.revoked_at or now
    session.add(token)
    session.flush()
    return token


def token_of(session: Session, value: str, now: datetime) -> Token | None:
    """The token a machine shows; None where it is none, or was revoked. Raises TokenExpired."""
    token = session.scalars(
        select(Token).where(col(Token.token_hash) == hash_of(value), col(Token.revoked_at).is_(None))
    ).first()
    if token is not None and token.expires_at is not None and token.expires_at <= now:
        raise TokenExpired
    return token


def note_token_used(session: Session, token_id: int, *, day: date) -> None:
    """Write down the last day on which a token was used."""
    unused = or_(col(Token.used_on).is_(None), col(Token.used_on) < day)
    change_rows(session, update(Token).where(col(Token.id) == token_id, unused).values(used_on=day))


def token_by_name(session: Session, office: Office, name: str) -> Token | None:
    """A token of an office by its name, also one that has ended."""
    return session.scalars(select(Token).where(col(Token.office_id) == office.id, col(Token.name) == name)).first()
