"""Accounts at a provider of OpenID Connect, and whose they are. Of an account the database has a keyed hash alone."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from scheduler import keys
from scheduler.db.engine.changing import change_rows
from scheduler.db.models import Identity
from scheduler.domain.oidc import IdentityUnknown
from scheduler.flow.staff.sessions import end_everywhere


@dataclass(frozen=True, slots=True)
class Account:
    """An account elsewhere. provider: what people call the issuer; subject: by what the issuer knows them."""

    provider: str
    issuer: str
    subject: str = field(repr=False)

    @property
    def known_as(self) -> str:
        """Of what the hash is made: no issuer has a line break in its name."""
        return f"{self.issuer}\n{self.subject}"


def identity_of(session: Session, account: Account) -> Identity | None:
    """Whose an account is; None where nobody said that it is theirs."""
    return session.exec(select(Identity).where(col(Identity.account_hash).in_(_forms(account)))).first()


def identity_at(session: Session, person_id: int, issuer: str) -> Identity | None:
    """The account that a person has at a provider."""
    theirs = Identity.person_id == person_id, Identity.issuer == issuer
    return session.exec(select(Identity).where(*theirs)).first()


def latest_identity(session: Session, person_id: int) -> Identity | None:
    """The account that a person linked last, at whatever provider this server had then."""
    theirs = select(Identity).where(Identity.person_id == person_id)
    return session.exec(theirs.order_by(col(Identity.id).desc()).limit(1)).first()


def add_identity(session: Session, account: Account, person_id: int, *, now: datetime) -> None:
    """An account is a person's from now on. Whoever calls has looked that it is nobody's, and that they have none."""
    hashed = keys.ring().look_up("identity", account.known_as)
    session.add(Identity(person_id=person_id, issuer=account.issuer, account_hash=hashed, created_at=now))
    session.flush()


def take_identity(session: Session, account: Account, person_id: int, *, now: datetime) -> None:
    """A person comes by their account. The guarded update: it may be taken from them meanwhile.

    Raises IdentityUnknown.
    """
    theirs = col(Identity.account_hash).in_(_forms(account)), col(Identity.person_id) == person_id
    if not change_rows(session, update(Identity).where(*theirs).values(used_at=now), synchronize=True):
        raise IdentityUnknown(provider=account.provider)


def forget_identities(session: Session, person_id: int, *, now: datetime, but: int | None = None) -> bool:
    """A person has no account elsewhere any more, and all their sessions end, except `but`: one may have begun by it.
    Whether they had one.
    """
    had = change_rows(session, delete(Identity).where(col(Identity.person_id) == person_id))
    if had:
        end_everywhere(session, person_id, now=now, but=but)
    return bool(had)


def _forms(account: Account) -> list[bytes]:
    return keys.ring().look_ups("identity", account.known_as)
