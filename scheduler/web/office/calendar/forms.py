"""The calendar's forms as changes: what was typed, read into one of the things an office may change, and back."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, time
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, create_model
from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.models import Office
from scheduler.domain.calendar.calendar import Hours
from scheduler.domain.calendar.timetable import Share
from scheduler.domain.offices.presets import HOURS_PRESETS
from scheduler.domain.offices.revision import DAYS, Season, Settings, ShareRemoval, TemporaryShare, Week
from scheduler.domain.refusals import Invalid, Unknown
from scheduler.flow.calendar.closures import NewClosure, closure_of
from scheduler.flow.calendar.hours import Change, ClosureEnd
from scheduler.web.shared.forms import Form, parsed, parsed_form
from scheduler.web.shared.staff.fields import Line, Number

TIMES = ("opens", "closes", "break_from", "break_to")
Values = Mapping[str, str]
"""A form as it was typed; what was left empty is not in it."""


class SeasonForm(Form):
    service: Line | None = None
    valid_from: date | None = None
    valid_to: date | None = None


class DatedWeek(SeasonForm):
    """How long a week of hours is to hold, which season it is another version of, and the preset it was begun with."""

    lasts: Literal["between", "from", "always"] | None = None
    edited_service: Line | None = None
    edited_from: date | None = None
    edited_to: date | None = None
    preset: Line | None = None

    def faults(self) -> dict[str, str]:
        """What is missing of the dates. A preset never takes the place of the usual week unless somebody says so."""
        needed = {"between": ("valid_from", "valid_to"), "from": ("valid_from",)}.get(self.lasts or "", ())
        if self.preset and self.lasts is None and self.valid_from is None and self.valid_to is None:
            return {"lasts": "missing"}
        return {name: "missing" for name in needed if getattr(self, name) is None}

    def dates(self) -> tuple[date | None, date | None]:
        """The first and the last day on which the week holds; None where it has none."""
        if self.lasts == "always":
            return None, None
        return self.valid_from, None if self.lasts == "from" else self.valid_to


class ShareForm(Form):
    service: Line | None = None
    starts_on: date
    ends_on: date | None = None
    percent: Number
    reason: Line = ""


class ShareRemovalForm(Form):
    service: Line | None = None
    starts_on: date


class ClosureForm(Form):
    service: Line | None = None
    starts_on: date
    ends_on: date | None = None
    from_time: time | None = None
    to_time: time | None = None
    reason: Line = ""
    kind: Line = "office"


class ClosureEndForm(Form):
    closure: Number
    ends_on: date | None = None


class SettingsForm(Form):
    """minutes_, units_, reserved_ and walk_ins_ of each service by its letter."""

    minutes: dict[str, Annotated[int, Field(ge=-1, le=1_000_000)] | None]
    units: dict[str, Annotated[int, Field(ge=-1, le=1_000_000)]]
    reserved: dict[str, Annotated[int, Field(ge=-1, le=1_000_000)]]
    walk_ins: dict[str, Annotated[int, Field(ge=-1, le=1_000_000)] | None]


_week_times: dict[str, Any] = {f"{name}_{n}": (time | None, None) for name in TIMES for n in range(DAYS)}
WeekForm: type[BaseModel] = create_model("WeekForm", __base__=DatedWeek, **_week_times)
"""Seven days with opening, closing and a break each; a day without times is shut."""


def change_of(session: Session, office: Office, kind: str, values: Values) -> Change:
    """What a form of a kind asks for. Raises Invalid, which names the fields, and Unknown for a kind that is none."""
    read = _READERS.get(kind)
    if read is None:
        raise Unknown
    services: dict[str, int | None] = {each.letter: each.id for each in queries.services_of(session, office.id)}
    letter = values.get("service")
    if letter is not None and letter not in services:
        raise Invalid(errors={"service": "unknown"})
    change = read(values, services[letter] if letter else None)
    return replace(change, edits=_edited(values, services)) if isinstance(change, Week) else change


def values_now(session: Session, office: Office, kind: str, asked: Values) -> Values:
    """What stands in a form before anything is typed: the week that is to be changed, or a preset, the settings now."""
    if kind == "hours":
        return {**_week_now(session, office, asked), **_lasts_now(asked), **asked}
    if kind == "settings":
        return _settings_now(session, office)
    if kind == "closure-end":
        closure = closure_of(session, office, parsed_form(ClosureEndForm, asked).closure)
        return {**asked, "ends_on": closure.ends_on.isoformat() if closure.ends_on else "", "reason": closure.reason}
    return asked


def _week(values: Values, service_id: int | None) -> Week:
    form: Any = parsed_form(WeekForm, values)
    rows: list[Hours] = []
    faults: dict[str, str] = form.faults()
    for weekday in range(DAYS):
        opens, closes, break_from, break_to = (getattr(form, f"{name}_{weekday}") for name in TIMES)
        if opens and closes:
            rows.append(Hours(weekday, opens, closes, break_from, break_to))
        elif opens or closes or break_from or break_to:
            faults[f"closes_{weekday}" if opens else f"opens_{weekday}"] = "both_or_none"
    if faults:
        raise Invalid(errors=faults)
    return Week(tuple(rows), service_id, *form.dates())


def _edited(values: Values, services: Mapping[str, int | None]) -> Season | None:
    """The season whose link was followed; the office's usual week stays, whatever is made of it."""
    form = parsed_form(DatedWeek, values)
    season = Season(services.get(form.edited_service or ""), form.edited_from, form.edited_to)
    return None if season.is_the_offices_own else season


def _season(values: Values, service_id: int | None) -> Season:
    form = parsed_form(SeasonForm, values)
    return Season(service_id, form.valid_from, form.valid_to)


def _share(values: Values, service_id: int | None) -> TemporaryShare:
    form = parsed_form(ShareForm, values)
    return TemporaryShare(Share(form.starts_on, form.ends_on, form.percent, service_id), form.reason)


def _share_removal(values: Values, service_id: int | None) -> ShareRemoval:
    return ShareRemoval(service_id, parsed_form(ShareRemovalForm, values).starts_on)


def _closure(values: Values, service_id: int | None) -> NewClosure:
    form = parsed_form(ClosureForm, values)
    return NewClosure(form.starts_on, form.ends_on, form.reason, service_id, form.from_time, form.to_time, form.kind)


def _closure_end(values: Values, _service_id: int | None) -> ClosureEnd:
    form = parsed_form(ClosureEndForm, values)
    return ClosureEnd(form.closure, form.ends_on)


def _settings(values: Values, _service_id: int | None) -> Settings:
    """A service's minutes that are left empty are the office's; its walk-ins that are left empty have no limit; what is
    kept for who books with staff is nothing where it is left empty.
    """
    letters = {name.removeprefix("units_") for name in values if name.startswith("units_")}
    typed = {
        "minutes": {letter: values.get(f"minutes_{letter}") for letter in letters},
        "units": {letter: values[f"units_{letter}"] for letter in letters},
        "reserved": {letter: values.get(f"reserved_{letter}", "0") for letter in letters},
        "walk_ins": {letter: values.get(f"walk_ins_{letter}") for letter in letters},
    }
    try:
        form = parsed(SettingsForm, typed)
    except Invalid as refusal:
        raise Invalid(errors={_field(name): fault for name, fault in refusal.errors.items()}) from None
    return Settings({}, form.minutes, form.units, form.walk_ins, form.reserved)


def _field(path: str) -> str:
    """The field of a form that a fault in the settings is about: minutes.C is minutes_C."""
    place, _, name = path.partition(".")
    return f"{place}_{name}"


_READERS: Mapping[str, Callable[[Values, int | None], Change]] = {
    "hours": _week,
    "season-removal": _season,
    "capacity": _share,
    "capacity-removal": _share_removal,
    "settings": _settings,
    "closures": _closure,
    "closure-end": _closure_end,
}
"""By the kind of form, as the address names it."""
KINDS = tuple(_READERS)


def _week_now(session: Session, office: Office, asked: Values) -> dict[str, str]:
    preset = HOURS_PRESETS.get(asked.get("preset", ""))
    rows = list(preset.rows) if preset else _known_week(session, office, asked)
    found: dict[str, str] = {}
    for row in rows:
        for name in TIMES:
            moment: time | None = getattr(row, name)
            if moment is not None:
                found[f"{name}_{row.weekday}"] = moment.strftime("%H:%M")
    return found


def _lasts_now(asked: Values) -> dict[str, str]:
    """How long the hours are to hold that somebody begins with; of a preset without dates nobody knows."""
    if asked.get("valid_from"):
        return {"lasts": "between" if asked.get("valid_to") else "from"}
    return {} if asked.get("preset") else {"lasts": "always"}


def _known_week(session: Session, office: Office, asked: Values) -> list[Hours]:
    """The week that is meant if there is one, else the office's usual one to begin with."""
    meant = change_of(session, office, "season-removal", asked)
    assert isinstance(meant, Season)
    hours = queries.hours_of_office(session, office.id)
    usual = Season(None, None, None)
    return [row for row in hours if meant.has(row)] or [row for row in hours if usual.has(row)]


def _settings_now(session: Session, office: Office) -> dict[str, str]:
    found: dict[str, str] = {}
    for service in queries.services_of(session, office.id):
        found[f"units_{service.letter}"] = str(service.slot_capacity)
        found[f"reserved_{service.letter}"] = str(service.reserved)
        if service.slot_minutes is not None:
            found[f"minutes_{service.letter}"] = str(service.slot_minutes)
        if service.walk_in_daily is not None:
            found[f"walk_ins_{service.letter}"] = str(service.walk_in_daily)
    return found
