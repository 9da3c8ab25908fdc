"""What the form of a thought asks for: fields as they stand today and as they were typed, and the change they make.

What is as it is today is no change, and stands in no address: a link that is sent on says only what is otherwise.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import time, timedelta
from zoneinfo import ZoneInfo

from scheduler.domain.calendar.spans import both, joined
from scheduler.domain.forecasting.habits import HALF_HOURS
from scheduler.domain.forecasting.setting import Setting
from scheduler.domain.forecasting.whatif.change import (
    COUNTERS,
    LIMIT,
    SLOT_MINUTES,
    UNITS,
    WALK_INS,
    Change,
    Lost,
    Manned,
)
from scheduler.domain.forecasting.whatif.season import ramadan
from scheduler.domain.refusals import N_, Invalid
from scheduler.domain.text.dates import read_hour
from scheduler.web.office.forecasting.asking import is_number

HALF_HOUR = timedelta(minutes=30)
ON = "1"
"""What a box says that is ticked."""
MISSING = "missing"
"""What is wrong with a field that is empty though another needs it."""
LABELS: Mapping[str, tuple[str, tuple[int, int]]] = {
    "units": (N_("Satuan kerja per slot"), UNITS),
    "slot_minutes": (N_("Panjang slot (menit)"), SLOT_MINUTES),
    "walk_ins": (N_("Tanpa jadwal per hari"), WALK_INS),
    "limit": (N_("Batas orang di dalam"), LIMIT),
}
"""What may be changed: how it is called, and from least to most."""
EASY = 20
"""So far a slider goes at least."""


@dataclass(frozen=True, slots=True)
class Number:
    """A field with a slider. now: as it is; None where there is no bound. typed: what somebody wrote instead, if so.

    slides: from where to where the slider goes, to `easy` at least; the field takes what lies beyond, too.
    """

    name: str
    label: str
    now: int | None
    allowed: tuple[int, int]
    typed: str | None = None
    easy: int = EASY

    @property
    def shown(self) -> str:
        """What stands in the field."""
        return ("" if self.now is None else str(self.now)) if self.typed is None else self.typed

    @property
    def is_other(self) -> bool:
        """Whether it was changed."""
        return self.typed is not None and self.typed != ("" if self.now is None else str(self.now))

    @property
    def slides(self) -> tuple[int, int]:
        least, most = self.allowed
        return least, min(most, max(self.easy, 2 * (self.now or 0)))


@dataclass(frozen=True, slots=True)
class OfService:
    """The fields of a service, by its letter."""

    letter: str
    numbers: Sequence[Number]


@dataclass(frozen=True, slots=True)
class Fields:
    """The form: what stands in it, and what may be chosen. counters: how many are at work, by the half hour of the
    local day; numbers: which counters are.
    """

    services: Sequence[OfService]
    limit: Number
    counters: Mapping[time, Number]
    numbers: Sequence[int]
    typed: Mapping[str, str]

    @property
    def all(self) -> Iterator[Number]:
        """Every field that holds a number."""
        for service in self.services:
            yield from service.numbers
        yield self.limit
        yield from self.counters.values()

    @property
    def counters_are_other(self) -> bool:
        """Whether another number of counters was thought of."""
        return any(field.is_other for field in self.counters.values())

    @property
    def others(self) -> dict[str, str]:
        """What is otherwise than today, as an address says it."""
        found = {field.name: field.typed or "" for field in self.all if field.is_other}
        lost = {name: self.typed[name] for name in ("lost", "lost_from", "lost_until") if self.typed.get(name)}
        if "lost" in lost:
            found |= lost
        if self.typed.get("ramadan"):
            found["ramadan"] = ON
        return found


def fields_of(setting: Setting, typed: Mapping[str, str], zone: ZoneInfo) -> Fields:
    """The form of a day, by what the address says. zone: of the office."""
    return Fields(
        services=[
            OfService(letter, [_number(f"{what}_{letter}", now, what, typed) for what, now in _now(setting, letter)])
            for letter in sorted(each for each, work in setting.work.items() if work)
        ],
        limit=_number("limit", setting.limit, "limit", typed),
        counters={
            begins: Number(
                f"counters_{begins:%H%M}", f"{begins:%H.%M}", count, COUNTERS, typed.get(f"counters_{begins:%H%M}")
            )
            for begins, count in _at_work(setting, zone)
        },
        numbers=sorted({shift.counter for shift in setting.shifts}),
        typed=typed,
    )


def _now(setting: Setting, letter: str) -> Iterator[tuple[str, int | None]]:
    """What may be changed of a service, and how it is."""
    if letter in setting.slots:
        yield "units", _usual_units(setting, letter)
        yield "slot_minutes", setting.slots[letter].minutes
    if letter in setting.contingents:
        yield "walk_ins", setting.contingents[letter]


def _number(name: str, now: int | None, what: str, typed: Mapping[str, str]) -> Number:
    label, allowed = LABELS[what]
    return Number(name, label, now, allowed, typed.get(name))


def change_of(fields: Fields, weekday: int) -> Change:
    """What the form asks for. Raises Invalid, which names the fields that cannot be read, and SeasonShut."""
    unread = (field for field in fields.all if field.is_other and not is_number(field.typed or ""))
    faults = {field.name: "{}-{}".format(*field.allowed) for field in unread}
    hours = {name: _hour(fields.typed.get(name, "")) for name in ("lost_from", "lost_until")}
    faults |= {name: "time" for name, hour in hours.items() if hour is None and fields.typed.get(name)}
    lost = fields.typed.get("lost", "")
    if lost and not is_number(lost):
        faults["lost"] = "number"
    if not lost and any(fields.typed.get(name) for name in hours):
        faults["lost"] = MISSING
    if faults:
        raise Invalid(errors=faults, typed=True)
    of_services: dict[str, dict[str, int]] = {what: {} for what in LABELS}
    for service in fields.services:
        for field in service.numbers:
            if field.is_other:
                of_services[field.name.rpartition("_")[0]][service.letter] = int(field.typed or 0)
    return Change(
        units=of_services["units"],
        slot_minutes=of_services["slot_minutes"],
        walk_ins=of_services["walk_ins"],
        limit=int(fields.limit.typed or 0) if fields.limit.is_other else None,
        manned=tuple(_manned(fields.counters)),
        lost=(Lost(int(lost), hours["lost_from"], hours["lost_until"]),) if lost else (),
        hours=ramadan(weekday) if fields.typed.get("ramadan") else None,
    )


def _manned(counters: Mapping[time, Number]) -> list[Manned]:
    """Half hours in which another number of counters is at work, those together that follow each other."""
    found: list[Manned] = []
    for begins, field in counters.items():
        if not field.is_other:
            continue
        each = Manned(begins, _later(begins), int(field.typed or 0))
        if found and found[-1].ends == begins and found[-1].counters == each.counters:
            each = each._replace(begins=found.pop().begins)
        found.append(each)
    return found


def _later(begins: time) -> time:
    """Half an hour later, at the most the end of the day."""
    minutes = begins.hour * 60 + begins.minute + 30
    return time.max if minutes >= 24 * 60 else time(minutes // 60, minutes % 60)


def _at_work(setting: Setting, zone: ZoneInfo) -> Iterator[tuple[time, int]]:
    """The half hours in which anything is served, and how many counters are at work in each: the most at once."""
    spans = joined(span for work in setting.work.values() for span in work)
    begins = setting.midnight
    for _ in range(HALF_HOURS):
        half = begins, begins + HALF_HOUR
        if both(spans, [half]):
            at_work = {shift.counter for shift in setting.shifts if both([(shift.begins, shift.ends)], [half])}
            yield begins.astimezone(zone).time(), len(at_work)
        begins += HALF_HOUR


def _usual_units(setting: Setting, letter: str) -> int:
    """What a slot of a service holds; where slots were laid out otherwise, what most of them do."""
    held = [units for (service, _), units in setting.units().items() if service == letter]
    return max(set(held), key=lambda units: (held.count(units), units)) if held else setting.slots[letter].units


def _hour(text: str) -> time | None:
    return read_hour(text) if text else None
