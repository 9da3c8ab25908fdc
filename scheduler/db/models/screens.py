"""Screens and other devices of an office, what stands on them beside calls, and phones that are told of their turn."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, LargeBinary, UniqueConstraint, text
from sqlmodel import Field

from scheduler.db.models.base import Column, SQLModel, moment, office_id, sealed


class Pairing(SQLModel, table=True):
    """A television that shows a code and waits for an office to take it; it belongs to none yet."""

    id: int = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    """Six letters."""
    token_hash: bytes = Field(unique=True)
    asked_at: datetime = moment()
    expires_at: datetime = moment()


class Screen(SQLModel, table=True):
    """A TV that has been paired with an office. The counts of orders only rise; `volume` is 0 to 100."""

    __table_args__ = (
        CheckConstraint("volume BETWEEN 0 AND 100", name="volume_in_percent"),
        Index(
            "ux_screen_name",
            "office_id",
            "name",
            unique=True,
            sqlite_where=text("removed_at IS NULL"),
            postgresql_where=text("removed_at IS NULL"),
        ),
    )

    id: int = Field(default=None, primary_key=True)
    office_id: int = office_id()
    token_hash: bytes = Field(unique=True)
    name: str
    layout: str = "hall"
    language: str = "id"
    theme: str = "dark"
    volume: int = 100
    counter_number: int | None = None
    reloads: int = 0
    identifications: int = 0
    sound_tests: int = 0
    test_call: int = Field(default=0, sa_column=Column(BigInteger, nullable=False, server_default="0"))
    """When it was last asked to show a test call, in seconds since 1970; 0: never. It only rises, as the counts do."""
    paired_at: datetime = moment()
    paired_by: str
    heard_at: datetime | None = moment(null=True)
    day: date | None = None
    version: int | None = None
    """The version of the board that the screen showed when it was heard last."""
    behind_at: datetime | None = moment(null=True)
    """Since when it shows an older board than the office's newest; None while it keeps up."""
    sound: str = "unknown"
    width: int | None = None
    height: int | None = None
    build: str | None = None
    silent_at: datetime | None = moment(null=True)
    """When it was found to be silent; None while it is heard, or nobody needs it."""
    removed_at: datetime | None = moment(null=True)


class Device(SQLModel, table=True):
    """A browser at the door with a name: the guard's tablet, or a kiosk. It beats once a minute while its page works.

    `waiting` and what follows is what it said of itself when it was heard last.
    """

    __table_args__ = (
        CheckConstraint("kind IN ('kiosk', 'tablet')", name="kind_known"),
        Index(
            "ux_device_name",
            "office_id",
            "name",
            unique=True,
            sqlite_where=text("removed_at IS NULL"),
            postgresql_where=text("removed_at IS NULL"),
        ),
    )

    id: int = Field(default=None, primary_key=True)
    office_id: int = office_id()
    kind: str
    name: str
    key_hash: bytes = Field(sa_column=Column(LargeBinary, unique=True, nullable=False))
    """Of the key in its cookie together with `kind`: what was a kiosk's opens nothing as a tablet's."""
    staff_id: int = Field(foreign_key="staff.id")
    """Who made it what it is; what people do at a kiosk is written down as by them."""
    added_at: datetime = moment()
    session_id: int | None = None
    """With which session somebody was signed in at a tablet when it was heard last; None: nobody was."""
    browser: str | None = None
    heard_at: datetime | None = moment(null=True)
    build: str | None = None
    waiting: int = 0
    """Steps that it keeps and has not delivered."""
    waiting_since: datetime | None = moment(null=True)
    battery: int | None = None
    charging: bool | None = None
    trouble: str = ""
    """Words parted by spaces: camera, printer, storage, clock."""
    clock_off: int = 0
    """Seconds by which its clock is ahead."""
    silent_at: datetime | None = moment(null=True)
    """When it was found to be silent; None while it is heard, or nobody needs it."""
    removed_at: datetime | None = moment(null=True)


class AlarmContact(SQLModel, table=True):
    """Somebody whom the office named to be told when an alarm rings. There is a phone or an e-mail.

    Of one that was removed the name alone is kept, for messages that went to them.
    """

    __tablename__ = "alarm_contact"

    id: int = Field(default=None, primary_key=True)
    office_id: int = office_id(index=True)
    name: str = sealed("alarm_contact.name", null=False)
    phone: str | None = sealed("alarm_contact.phone")
    email: str | None = sealed("alarm_contact.email")
    created_at: datetime = moment()
    by: str
    removed_at: datetime | None = moment(null=True)
    removed_by: str | None = None


class Announcement(SQLModel, table=True):
    """A notice of the office on screens and phones from one moment to another, in both languages."""

    __table_args__ = (CheckConstraint("ends_at > starts_at", name="ends_after_start"),)

    id: int = Field(default=None, primary_key=True)
    office_id: int = office_id(index=True)
    text: str
    text_en: str = ""
    """Empty: screens in English show the Indonesian text."""
    starts_at: datetime = moment()
    ends_at: datetime = moment(index=True)
    created_at: datetime = moment()
    by: str


class MediaFile(SQLModel, table=True):
    """A picture or a video between calls; the file itself lies in the media folder under its mark."""

    __tablename__ = "media_file"
    __table_args__ = (CheckConstraint("kind IN ('picture', 'video')", name="kind_known"),)

    id: int = Field(default=None, primary_key=True)
    office_id: int = office_id(index=True)
    kind: str
    mark: str
    media_type: str
    title: str
    seconds: int = 12
    size: int
    position: int
    created_at: datetime = moment()
    by: str


class PushSubscription(SQLModel, table=True):
    """A browser that asked to be told of a booking's turn. Its address and keys are sealed: they name a device."""

    __tablename__ = "push_subscription"
    __table_args__ = (UniqueConstraint("booking_id", "endpoint_hash"),)

    id: int = Field(default=None, primary_key=True)
    office_id: int = office_id()
    booking_id: int = Field(foreign_key="booking.id")
    endpoint: str = sealed("push_subscription.endpoint", null=False)
    endpoint_hash: bytes
    p256dh: str = sealed("push_subscription.p256dh", null=False)
    auth: str = sealed("push_subscription.auth", null=False)
    language: str = "id"
    created_at: datetime = moment()
    ended_at: datetime | None = moment(null=True)
    """When the browser's service said that the subscription is gone, or the citizen took it back."""


class Push(SQLModel, table=True):
    """One notice to one browser. Nothing is sent twice: `key` is one per cause."""

    __table_args__ = (UniqueConstraint("subscription_id", "key"),)

    id: int = Field(default=None, primary_key=True)
    office_id: int = office_id()
    subscription_id: int = Field(foreign_key="push_subscription.id")
    key: str
    cause: str
    state: str = "new"
    """new (being sent), sent, or failed."""
    created_at: datetime = moment()
    sent_at: datetime | None = moment(null=True)


class DeviceTrial(SQLModel, table=True):
    """The newest trial of a device; an older one makes room for it."""

    __tablename__ = "device_trial"

    id: int = Field(default=None, primary_key=True)
    office_id: int = office_id(index=True)
    device: str
    """A word of `domain.trials.Device`."""
    screen_id: int | None = Field(default=None, foreign_key="screen.id")
    """Which of the screens, where it was one."""
    outcome: str
    """good, or a word for what was wrong."""
    tried_at: datetime = moment()
    by: str
