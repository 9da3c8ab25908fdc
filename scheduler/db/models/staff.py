"""Staff, their sessions, and the tokens of machines."""

from datetime import date, datetime

from sqlalchemy import LargeBinary, UniqueConstraint
from sqlmodel import Field

from scheduler.db.models.base import Column, SQLModel, moment, office_id


class Person(SQLModel, table=True):
    """What belongs to somebody of the staff at whatever office they work: how they prove who they are."""

    id: int = Field(default=None, primary_key=True)
    password_hash: str | None = None
    """None: cannot sign in until given one."""
    created_at: datetime = moment()


class Staff(SQLModel, table=True):
    """Somebody who works at an office, or did; signs in by name. `roles` are words parted by spaces.

    Whoever works at several offices has a row at each, of one person.
    """

    __table_args__ = (UniqueConstraint("office_id", "name"), UniqueConstraint("person_id", "office_id"))

    id: int = Field(default=None, primary_key=True)
    office_id: int = office_id()
    person_id: int = Field(foreign_key="person.id")
    name: str
    roles: str
    created_at: datetime = moment()
    left_at: datetime | None = moment(null=True)
    """Since when they work here no more; their row stays, since the history points at it."""


class StaffPlace(SQLModel, table=True):
    """A kecamatan or kelurahan for which somebody with the role "place" works; they may work for several."""

    __tablename__ = "staff_place"

    staff_id: int = Field(foreign_key="staff.id", primary_key=True)
    place_id: int = Field(foreign_key="place.id", primary_key=True)
    office_id: int = office_id()


class JoinLink(SQLModel, table=True):
    """A link by which somebody of the staff chooses a password once; the row has only a hash of its code."""

    __tablename__ = "join_link"

    id: int = Field(default=None, primary_key=True)
    office_id: int = office_id()
    staff_id: int = Field(foreign_key="staff.id", index=True)
    code_hash: bytes = Field(sa_column=Column(LargeBinary, unique=True, nullable=False))
    created_at: datetime = moment()
    by: str
    expires_at: datetime = moment()
    used_at: datetime | None = moment(null=True)
    withdrawn_at: datetime | None = moment(null=True)


class StaffSession(SQLModel, table=True):
    """A signed-in browser. The row has only a hash of the cookie, and can be revoked."""

    __tablename__ = "staff_session"

    id: int = Field(default=None, primary_key=True)
    office_id: int = office_id()
    staff_id: int = Field(foreign_key="staff.id", index=True)
    counter_id: int | None = Field(default=None, foreign_key="counter.id")
    token_hash: bytes = Field(sa_column=Column(LargeBinary, unique=True, nullable=False))
    created_at: datetime = moment()
    expires_at: datetime = moment()
    revoked_at: datetime | None = moment(null=True)
    lost_counter: int | None = None
    """The number of the counter that another browser has taken over from this one."""
    seen_at: datetime = moment()
    """When the browser was used last, within half a minute."""
    proven_at: datetime = moment()
    """As `seen_at`, but it stands still once the browser was left alone too long, until the password is given again."""
    place: str | None = None
    """Where alone the session holds: "choosing", of whoever has not chosen an office yet."""
    browser: str | None = None
    """Which browser it is, in a few words: "Chrome, Android"."""


class Token(SQLModel, table=True):
    """A machine's right to the API; `scopes` are words parted by spaces."""

    __table_args__ = (UniqueConstraint("office_id", "name"),)

    id: int = Field(default=None, primary_key=True)
    office_id: int = office_id()
    name: str
    scopes: str
    token_hash: bytes = Field(sa_column=Column(LargeBinary, unique=True, nullable=False))
    created_at: datetime = moment()
    revoked_at: datetime | None = moment(null=True)
    expires_at: datetime | None = moment(null=True)
    """Until when it holds; None: until it is revoked."""
    used_on: date | None = None
    """The office's own date on which it was used last."""
