"""Staff, their sessions, and the tokens of machines."""

from datetime import date, datetime

from sqlalchemy import BigInteger, LargeBinary, UniqueConstraint
from sqlmodel import Field

from scheduler.db.models.base import Column, SQLModel, keyed, moment, office_id, sealed


class Person(SQLModel, table=True):
    """What belongs to somebody of the staff at whatever office they work: how they prove who they are."""

    id: int = Field(default=None, primary_key=True)
    password_hash: str | None = None
    """None: cannot sign in until given one."""
    created_at: datetime = moment()


class Authenticator(SQLModel, table=True):
    """An application on somebody's phone that shows six digits, another every half a minute."""

    id: int = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", unique=True)
    secret: str = sealed("authenticator.secret", null=False)
    begun_at: datetime = moment()
    begun_in: int
    """The session in which it is set up, and which alone is shown the secret until a code was right."""
    confirmed_at: datetime | None = moment(null=True)
    """When a code was right for the first time; None: it proves nothing yet."""
    last_step: int | None = None
    """The step of the latest code that was used, so that none is used twice."""


class RecoveryCode(SQLModel, table=True):
    """A code on paper that proves once who somebody is, where the phone is lost; the row has only a hash of it."""

    __tablename__ = "recovery_code"

    id: int = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    code_hash: bytes = Field(sa_column=Column(LargeBinary, unique=True, nullable=False))
    created_at: datetime = moment()
    used_at: datetime | None = moment(null=True)


class Passkey(SQLModel, table=True):
    """A key that stays in somebody's device and signs them in; here is what its signatures are held to."""

    id: int = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    name: str
    credential_id: bytes = Field(sa_column=Column(LargeBinary, unique=True, nullable=False))
    public_key: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    sign_count: int = Field(default=0, sa_column=Column(BigInteger, nullable=False))
    """How often the device says it has signed; of most it stays 0."""
    created_at: datetime = moment()
    used_at: datetime | None = moment(null=True)


class TrustedBrowser(SQLModel, table=True):
    """A browser in which somebody is not asked for a code for a while; the row has only a hash of its cookie."""

    __tablename__ = "trusted_browser"

    id: int = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    token_hash: bytes = Field(sa_column=Column(LargeBinary, unique=True, nullable=False))
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


class Identity(SQLModel, table=True):
    """An account at a provider of OpenID Connect that proves who a person is. Of the account itself there is a hash."""

    __table_args__ = (UniqueConstraint("person_id", "issuer"), UniqueConstraint("account_hash"))

    id: int = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    issuer: str
    account_hash: bytes = keyed("identity", null=False)
    """Of the issuer, and of the word by which it knows them."""
    created_at: datetime = moment()
    used_at: datetime | None = moment(null=True)
    """When they came in by it last."""


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
    """Where alone the session holds: "kiosk"."""
    browser: str | None = None
    """Which browser it is, in a few words: "Chrome, Android"."""
    second: str | None = None
    """What proved beside the password who it is: a word of `domain/staff/second_factor.py`; None: nothing did."""


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
