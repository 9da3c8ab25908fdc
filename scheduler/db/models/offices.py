"""An office, what it hands over, and its counters."""

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import CheckConstraint, LargeBinary, UniqueConstraint
from sqlmodel import Field

from scheduler.db.models.base import JSON, Column, SQLModel, json_field, moment, office_id


class Office(SQLModel, table=True):
    """One place with an address, a phone, a time zone and a lobby limit. Minutes and days as named."""

    __table_args__ = (CheckConstraint("lobby_limit >= 1", name="lobby_limit_positive"),)

    id: int = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    name: str
    timezone: str
    address: str = ""
    phone: str = ""
    lobby_limit: int = 20
    slot_minutes: int = 30
    horizon_days: int = 14
    early_minutes: int = 15
    grace_minutes: int = 15
    walk_in_minutes: int = 20
    lead_minutes: int = 15
    entry_minutes: int = 5
    behind: int = 5
    passes: int = 3
    invitation_days: int = 30
    notice_minutes: int = 0
    """The shortest time between booking and the slot's start."""
    change_minutes: int = 0
    """A citizen may change or cancel until so long before the slot."""
    max_changes: int = 3
    max_missed: int = 3
    """How often an invitation opens again for somebody who did not come."""
    cooling_days: int = 0
    """How long after a missed visit nobody can book again."""
    hold_back_minutes: int = 5
    """A freed seat is kept for a random time up to this long; 0 gives it free at once."""
    offer_minutes: int = 30
    """How long a seat is kept for somebody of the waiting list."""
    wave_percent: int = 100
    """Invitations go out for so much of the free seats in the horizon."""
    proxy_cap: int = 5
    """Visits a month in which one person may collect for others."""
    phone_households: int = 5
    """A phone that stands for more households than that in a month is listed for the supervisor."""
    release_hours: int = 24
    """So long before a slot begins anybody may book what is kept in it for who books with staff."""
    urgent_daily: int = 3
    """Urgent visits a day and service that staff may place beside the seats."""
    max_calls: int = 3
    """How often a number is called at most, the first call among them."""
    absent_after: int = 1
    """So many calls before a number may be counted as not come."""
    recall_seconds: int = 20
    """The shortest time between two calls of the same number."""
    asks_signature: bool = False
    """Whether who takes a document signs on the screen."""
    printer: str | None = None
    """Where the server prints numbers: tcp://host:port, usb://vendor:product, file:///path. None: browsers print."""
    quiet_hours: list[dict[str, Any]] = json_field(list)
    """When screens call without a voice: {"from": "11:55", "to": "12:10", "weekday": 4 or null}, local times."""
    rests_at_adhan: bool = False
    """Whether the voice rests at the adhan of noon and afternoon, reckoned from the place."""
    latitude: float | None = None
    longitude: float | None = None
    spoken_letters: dict[str, Any] = json_field(dict)
    """How letters that sound alike are spoken: {"B": "be besar"}; of the others the voice says the name."""
    names_service: bool = False
    """Whether the voice names the service after the number."""
    sound_tests: int = 0
    """How often the sound of all screens was tried; each rise plays a sentence everywhere."""
    ladder: list[dict[str, Any]] = json_field(list)
    """By which channels people are told, in order: {"channel": "whatsapp", "wait_minutes": 60}. The next is tried when
    one fails, or has not delivered within its wait (0: its word that it took the message is enough). Empty: the
    console alone, so nothing leaves the machine and a clerk tells."""
    messages_from: time = Field(default=time(7))
    messages_until: time = Field(default=time(20))
    """Local hours in which messages go out that can wait."""
    figures_of_persons: bool = False
    """Whether it is counted who of the staff served how many numbers."""
    asks_consent: bool = False
    """Whether messages go only to phones whose owner agreed; else the number left for being told is enough."""
    remind_at: time | None = Field(default=time(16))
    """When on the day before a visit it is reminded of; None: not at all."""
    remind_minutes: int = 120
    """How long before a visit it is reminded of again; 0: not at all."""
    soon_minutes: int = 10
    """How near the turn of somebody outside has come when they are told to get ready; 0: not at all."""
    uncollected_days: list[int] = json_field(lambda: [14, 30, 60])  # type: ignore[arg-type]
    """So many days after a document became ready its people are told again."""
    applies_online: bool = True
    """Whether citizens may apply from home."""
    kelurahan: str = ""
    """The kelurahan from which forms let one be chosen, one a line, as `domain.text.residence.listed_in` has them.
    Empty: any may be typed."""
    asks_to_wait: bool = False
    """Whether citizens are asked to put off what is not urgent."""
    keep_files_days: int = 30
    """So long after an application was accepted its pictures are kept."""
    keep_drafts_days: int = 14
    """So long an application that was never sent is kept."""
    keep_documents_days: int = 1825
    """So long after it was over a document keeps its names; this and what follows: `domain/privacy/keeping.py`."""
    keep_visits_days: int = 730
    keep_talks_days: int = 365
    keep_messages_days: int = 365
    keep_disclosures_days: int = 1825
    keep_sessions_days: int = 365
    keep_moves_days: int = 3650
    unanswered_days: list[int] = json_field(lambda: [7, 21])  # type: ignore[arg-type]
    """So many days after something of an application was asked for again its citizen is told again."""
    lapse_days: int = 60
    """So many days after something was asked for again, if nothing came, the application ends."""
    asks_satisfaction: bool = False
    """Whether who was served is asked how it was (SKM), on the last page of their number."""
    satisfaction_by_message: bool = False
    """Whether they are asked by a message too, where `asks_satisfaction`."""
    publishes_satisfaction: bool = False
    """Whether the result of the newest month that is over stands on a public page."""
    lock_minutes: int = 15
    """After so many minutes in which nobody uses it a page of the office asks for the password; 0: never."""
    second_factor: str = "nobody"
    """Of whom a second proof is asked at sign-in: a word of `domain/staff/second_factor.py`."""
    second_factor_from: date | None = None
    """From which day on; None: always."""
    second_factor_days: int = 14
    """So many days a browser that was trusted is not asked again; 0: it is asked each time."""
    type_names: dict[str, Any] = json_field(dict)
    """What citizens read for its document types, by code: what their rows say (`TypeName`), for every page and letter
    that knows the office alone. Kept by the steps that change a type."""
    service_names: dict[str, Any] = json_field(dict)
    """The English of its services' names, by the Indonesian. Kept by the steps that change a service."""
    public_figures: bool = True
    """Whether anybody may read how its hall is now (its page, a frame, the API), and open data of its months."""
    most_wait_minutes: int = 30
    """What the office asks of its days: 95 of 100 wait so long at most; of a coming day that will not do it is told."""
    most_overtime_minutes: int = 30
    """The same of the work after the day has ended."""
    guarded: bool = False
    """Whether a guard scans people in; without one, being called in counts as entry."""
    starting: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True), nullable=True))
    """How far its first start is (`domain.start.Progress`): citizens are told that it is being set up. None once it is
    open."""
    showing: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True), nullable=True))
    """How many of its booked come, and when (`domain.hall.expected.Showing`), by its habits: kept here, where each step
    of the hall finds it. None: as is assumed of a new office."""
    created_at: datetime = moment()


class Service(SQLModel, table=True):
    """A queue of an office, with a letter. `slot_capacity` is in units of work."""

    __table_args__ = (
        UniqueConstraint("office_id", "letter"),
        CheckConstraint("slot_capacity >= 0", name="slot_capacity_not_negative"),
        CheckConstraint("reserved >= 0", name="reserved_not_negative"),
    )

    id: int = Field(default=None, primary_key=True)
    office_id: int = office_id()
    letter: str
    name: str
    slot_capacity: int = 6
    reserved: int = 0
    """Units of each slot that are kept for who books with staff."""
    slot_minutes: int | None = None
    """Minutes of a slot of the service; None: the office's."""
    walk_in_daily: int | None = None
    """Numbers a day for people without a booking, apart from the slots; None: as many as come."""
    name_en: str = ""
    """The name in English; "": what the catalogue knows of the Indonesian one, as of the presets."""
    retired_at: datetime | None = moment(null=True)
    """Since when it takes nobody any more; what was visited there keeps it."""


class DocumentType(SQLModel, table=True):
    """What an office hands over. `bring`: a list for each reason; `take_back`: reasons that ask for the old card;
    `police_letter`: reasons that ask for the number of the letter by which it was reported lost.

    `collectors`: who may collect; `collector_bring`: what such a collector brings besides. Where the file is of what is
    printed at home: `file_by_message`, in the message of the registry that its people got; `file_page`, on a page.

    `name`, `short`, `name_en`, `short_en`: as citizens read it (`TypeName`). `spellings`: how lists write it besides.
    `whose`: a word of `presets.WHOSE`. `retired_at`: since when nobody may apply for it.
    """

    __tablename__ = "document_type"
    __table_args__ = (UniqueConstraint("office_id", "code"),)

    id: int = Field(default=None, primary_key=True)
    office_id: int = office_id()
    service_id: int = Field(foreign_key="service.id")
    code: str
    minutes: int
    units: int = 1
    hands_over: bool = True
    channel: str = "office"
    material: str | None = None
    bring: dict[str, Any] = json_field(dict)
    take_back: list[str] = json_field(list)
    police_letter: list[str] = json_field(list)
    collectors: list[str] = json_field(list)
    collector_bring: dict[str, Any] = json_field(dict)
    file_by_message: bool = False
    file_page: str | None = None
    name: str = ""
    short: str = ""
    name_en: str = ""
    short_en: str = ""
    spellings: list[str] = json_field(list)
    whose: str = "person"
    retired_at: datetime | None = moment(null=True)


class Counter(SQLModel, table=True):
    """A loket: open, on a break, or closed."""

    __table_args__ = (
        UniqueConstraint("office_id", "number"),
        CheckConstraint("state IN ('open', 'break', 'closed')", name="state_known"),
    )

    id: int = Field(default=None, primary_key=True)
    office_id: int = office_id()
    number: int
    state: str = "open"
    reason: str | None = None
    changed_at: datetime | None = moment(null=True)
    """Since when it is so; None: not known."""


class CounterService(SQLModel, table=True):
    """Which services a counter takes, and when. hours: local times such as {"from": "08:00", "to": "11:00", "weekday":
    4 or null}; empty: always.
    """

    __tablename__ = "counter_service"

    counter_id: int = Field(foreign_key="counter.id", primary_key=True)
    service_id: int = Field(foreign_key="service.id", primary_key=True)
    office_id: int = office_id(index=True)
    hours: list[dict[str, Any]] = json_field(list)


class StartAddress(SQLModel, table=True):
    """One row, as long as no office has a manager: the hashes of addresses that were given out, and of the browser that
    opened one.
    """

    __tablename__ = "start_address"
    __table_args__: Any = (CheckConstraint("id = 1", name="one_row"),)

    id: int = Field(default=1, primary_key=True)
    codes: list[str] = json_field(list)
    """SHA-256 of each code in hexadecimal digits, oldest first; none once one was used."""
    browser: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))
    """SHA-256 of the cookie of the browser that goes on with it."""
    opened_at: datetime | None = moment(null=True)
    """When that browser opened its address."""
