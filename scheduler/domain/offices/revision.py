"""What an office may change about its hours and slots, each change as data, and what would be wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from scheduler.domain.calendar.hours import Hours
from scheduler.domain.calendar.timetable import Share
from scheduler.domain.offices.presets import HOURS_PRESETS

DAYS = 7
FEWEST_UNITS, MOST_UNITS = 1, 1_000
"""Units of a slot; a service that takes nobody is shut by a closure, which says why and tells its people."""
MOST_WALK_INS = 900
SLOT_MINUTES = (5, 480)

RANGES: Mapping[str, tuple[int, int]] = {
    "slot_minutes": SLOT_MINUTES,
    "horizon_days": (1, 180),
    "notice_minutes": (0, 10_080),
    "early_minutes": (0, 240),
    "grace_minutes": (0, 240),
    "change_minutes": (0, 10_080),
    "max_changes": (0, 50),
    "max_missed": (0, 50),
    "cooling_days": (0, 90),
    "hold_back_minutes": (0, 60),
    "offer_minutes": (5, 240),
    "wave_percent": (0, 500),
    "release_hours": (0, 336),
    "proxy_cap": (0, 100),
    "phone_households": (1, 100),
    "urgent_daily": (0, 50),
    "invitation_days": (1, 365),
    "walk_in_minutes": (0, 240),
    "lead_minutes": (0, 240),
    "entry_minutes": (1, 60),
    "behind": (1, 50),
    "passes": (0, 50),
    "max_calls": (1, 10),
    "absent_after": (1, 10),
    "recall_seconds": (0, 300),
    "asks_signature": (0, 1),
    "most_wait_minutes": (5, 240),
    "most_overtime_minutes": (0, 240),
}
"""What an office may set, from least to most."""

Faults = dict[str, str]
"""What is wrong, by the name of the field: before_start, both_or_none, outside, empty, twice, unknown, or a range."""


@dataclass(frozen=True, slots=True)
class Week:
    """A whole week of hours of the office or one service, between two dates; a weekday without a row is shut.

    It replaces the week with the same dates, if there is one. edits: the season that it is another version of, with
    other dates perhaps; that one is no more.
    """

    rows: tuple[Hours, ...]
    service_id: int | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    edits: "Season | None" = None

    @property
    def season(self) -> "Season":
        return Season(self.service_id, self.valid_from, self.valid_to)

    @property
    def former(self) -> tuple["Season", ...]:
        """The seasons whose weeks go for this one."""
        return (self.season,) if self.edits is None else (self.season, self.edits)

    def dated(self) -> list[Hours]:
        """The week's rows as the calendar reads them."""
        return [
            replace(row, service=self.service_id, valid_from=self.valid_from, valid_to=self.valid_to)
            for row in self.rows
        ]

    def faults(self) -> Faults:
        """What is wrong with the week, by the field: opens_0 is Monday's opening."""
        found: Faults = {} if self.rows else {"days": "empty"}
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            found["valid_to"] = "before_start"
        if len({row.weekday for row in self.rows}) < len(self.rows):
            found["days"] = "twice"
        for row in self.rows:
            found |= {f"{name}_{row.weekday}": fault for name, fault in _faults_of_day(row).items()}
        return found


@dataclass(frozen=True, slots=True)
class Season:
    """Which week of hours is meant: whose, and between which dates. As a change: that it is removed."""

    service_id: int | None
    valid_from: date | None
    valid_to: date | None

    def has(self, row: Hours) -> bool:
        """Whether a row of hours belongs to the season."""
        return (row.service, row.valid_from, row.valid_to) == (self.service_id, self.valid_from, self.valid_to)

    @property
    def is_the_offices_own(self) -> bool:
        """Whether this is the office's undated week, which holds where nothing else does."""
        return self == Season(None, None, None)


@dataclass(frozen=True, slots=True)
class TemporaryShare:
    """Between two dates slots hold `percent` of their usual units. It replaces what began on the same day."""

    share: Share
    reason: str = ""

    def faults(self) -> Faults:
        found: Faults = {}
        if not 0 <= self.share.percent <= 300:
            found["percent"] = "0-300"
        if self.share.ends_on and self.share.ends_on < self.share.starts_on:
            found["ends_on"] = "before_start"
        if len(self.reason) > 200:
            found["reason"] = "too_long"
        return found


@dataclass(frozen=True, slots=True)
class ShareRemoval:
    """Which share is meant to end: whose, and from which day it holds."""

    service_id: int | None
    starts_on: date

    def has(self, share: Share) -> bool:
        return (share.service, share.starts_on) == (self.service_id, self.starts_on)


@dataclass(frozen=True, slots=True)
class Settings:
    """Numbers of the office by the names of RANGES; minutes of a slot and units in it by the letter of a service.

    A service without minutes of its own (None) has the office's. walk_ins: numbers a day for people without a booking,
    by the letter; None for as many as come. reserved: units of each slot that are kept for who books with staff.
    """

    office: Mapping[str, int]
    minutes: Mapping[str, int | None]
    units: Mapping[str, int]
    walk_ins: Mapping[str, int | None] = field(default_factory=dict)
    reserved: Mapping[str, int] = field(default_factory=dict)

    def faults(self) -> Faults:
        """What is out of its range; minutes_C and units_C are those of service C."""
        given = {
            **{name: (value, RANGES.get(name)) for name, value in self.office.items()},
            **{f"minutes_{letter}": (value, SLOT_MINUTES) for letter, value in self.minutes.items()},
            **{f"units_{letter}": (value, (FEWEST_UNITS, MOST_UNITS)) for letter, value in self.units.items()},
            **{f"walk_ins_{letter}": (value, (0, MOST_WALK_INS)) for letter, value in self.walk_ins.items()},
            **{f"reserved_{letter}": (value, (0, MOST_UNITS - 1)) for letter, value in self.reserved.items()},
        }
        found: Faults = {}
        for name, (value, between) in given.items():
            if between is None:
                found[name] = "unknown"
            elif value is not None and not between[0] <= value <= between[1]:
                found[name] = f"{between[0]}-{between[1]}"
        if self.office.get("absent_after", 0) > self.office.get("max_calls", RANGES["max_calls"][1]):
            found["absent_after"] = f"1-{self.office['max_calls']}"
        return found


def week_of_preset(
    name: str, *, service_id: int | None = None, valid_from: date | None = None, valid_to: date | None = None
) -> Week:
    """The week of a preset, between dates where they are given. Raises KeyError for a name that is none."""
    return Week(HOURS_PRESETS[name].rows, service_id, valid_from, valid_to)


def _faults_of_day(row: Hours) -> Faults:
    if not 0 <= row.weekday < DAYS:
        return {"weekday": "unknown"}
    if row.closes <= row.opens:
        return {"closes": "before_start"}
    if row.break_from is None or row.break_to is None:
        return {} if row.break_from is row.break_to else {"break_to": "both_or_none"}
    if row.break_to <= row.break_from:
        return {"break_to": "before_start"}
    return {} if row.opens < row.break_from and row.break_to < row.closes else {"break_from": "outside"}
