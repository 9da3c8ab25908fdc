"""Staff and machines: who may sign in, for how long, and how that ends."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import Session, col, select

from scheduler.db.models import Counter, Office, Staff, StaffSession, Token
from scheduler.domain.errors import Invalid, NotAllowed, SignInWrong

ROLES = ("guard", "clerk", "supervisor")
SCOPES = ("documents", "desk", "office")
SESSION_LASTS = timedelta(hours=14)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A staff member in a browser, at a counter or (None) at the door or the office page."""

    session_id: int
    staff_id: int
    name: str
    role: str
    office: Office
    counter: Counter | None


def add_staff(session: Session, office: Office, name: str, role: str, password_hash: str, *, now: datetime) -> Staff:
    """Let somebody sign in. Raises Invalid for an unknown role or a name that is taken."""
    name = " ".join(name.split())
    if role not in ROLES:
        raise Invalid(errors={"role": ", ".join(ROLES)})
    if not name or staff_by_name(session, office.id, name) is not None:
        raise Invalid(errors={"name": "taken" if name else "empty"})
    staff = Staff(office_id=office.id, name=name, role=role, password_hash=password_hash, created_at=now)
    session.add(staff)
    session.flush()
    return staff


def set_password(session: Session, office: Office, name: str, password_hash: str, *, now: datetime) -> Staff:
    """A new password ends every session of its owner. Raises SignInWrong for an unknown name."""
    staff = staff_by_name(session, office.id, name)
    if staff is None:
        raise SignInWrong
    staff.password_hash = password_hash
    session.add(staff)
    session.execute(
        update(StaffSession)
        .where(col(StaffSession.staff_id) == staff.id, col(StaffSession.revoked_at).is_(None))
        .values(revoked_at=now)
        .execution_options(synchronize_session=False)
    )
    session.flush()
    return staff


def sign_in(
    session: Session, staff_id: int, counter_number: int | None, *, now: datetime, password_hash: str | None = None
) -> str:
    """Begin a session for somebody whose password fits; returns the cookie's value, which is not kept.

    password_hash: a newer form of the same password's hash, to be kept. Raises Invalid for an unknown counter.
    """
    staff = session.get(Staff, staff_id)
    if staff is None:
        raise SignInWrong
    counter = _counter(session, staff.office_id, counter_number) if counter_number is not None else None
    if password_hash is not None:
        staff.password_hash = password_hash
        session.add(staff)
    value = secrets.token_urlsafe(32)
    session.add(
        StaffSession(
            office_id=staff.office_id,
            staff_id=staff.id,
            counter_id=counter.id if counter else None,
            token_hash=hash_of(value),
            created_at=now,
            expires_at=now + SESSION_LASTS,
        )
    )
    session.flush()
    return value


def sign_out(session: Session, session_id: int, *, now: datetime) -> None:
    """End a session."""
    session.execute(
        update(StaffSession)
        .where(col(StaffSession.id) == session_id)
        .values(revoked_at=now)
        .execution_options(synchronize_session=False)
    )


def signed_in(session: Session, cookie: str, now: datetime) -> SignedIn | None:
    """Who a cookie belongs to, if it still holds."""
    row = session.exec(
        select(StaffSession, Staff, Office)
        .join(Staff, col(Staff.id) == col(StaffSession.staff_id))
        .join(Office, col(Office.id) == col(StaffSession.office_id))
        .where(
            StaffSession.token_hash == hash_of(cookie),
            col(StaffSession.revoked_at).is_(None),
            StaffSession.expires_at > now,
        )
    ).first()
    if row is None:
        return None
    kept, staff, office = row
    counter = session.get(Counter, kept.counter_id) if kept.counter_id else None
    return SignedIn(kept.id, staff.id, staff.name, staff.role, office, counter)


def staff_by_name(session: Session, office_id: int, name: str) -> Staff | None:
    """A staff member by name, whatever its case."""
    wanted = " ".join(name.split()).casefold()
    rows = session.exec(select(Staff).where(Staff.office_id == office_id)).all()
    return next((staff for staff in rows if staff.name.casefold() == wanted), None)


def create_token(session: Session, office: Office, name: str, scopes: list[str], *, now: datetime) -> str:
    """Let a machine use the API; returns the token, which is not kept. Raises Invalid."""
    unknown = [scope for scope in scopes if scope not in SCOPES]
    if unknown or not scopes:
        raise Invalid(errors={"scope": ", ".join(SCOPES)})
    if session.exec(select(Token).where(Token.office_id == office.id, Token.name == name)).first() is not None:
        raise Invalid(errors={"name": "taken"})
    value = "giliran_" + secrets.token_urlsafe(32)
    session.add(
        Token(
            office_id=office.id,
            name=name,
            scopes=" ".join(sorted(set(scopes))),
            token_hash=hash_of(value),
            created_at=now,
        )
    )
    session.flush()
    return value


def revoke_token(session: Session, office: Office, name: str, *, now: datetime) -> None:
    """End a token. Raises Invalid for an unknown name."""
    token = session.exec(select(Token).where(Token.office_id == office.id, Token.name == name)).first()
    if token is None:
        raise Invalid(errors={"name": "unknown"})
    token.revoked_at = now
    session.add(token)
    session.flush()


def token_of(session: Session, value: str) -> Token | None:
    """The token a machine shows, if it still holds."""
    return session.exec(
        select(Token).where(Token.token_hash == hash_of(value), col(Token.revoked_at).is_(None))
    ).first()


def refuse_foreign(token_or_staff_office: int, office: Office) -> None:
    """A right holds for its own office only. Raises NotAllowed."""
    if token_or_staff_office != office.id:
        raise NotAllowed


def hash_of(value: str) -> bytes:
    """What the database keeps of a cookie or token."""
    return hashlib.sha256(value.encode()).digest()


def _counter(session: Session, office_id: int, number: int) -> Counter:
    counter = session.exec(select(Counter).where(Counter.office_id == office_id, Counter.number == number)).first()
    if counter is None:
        raise Invalid(errors={"counter": number})
    return counter
