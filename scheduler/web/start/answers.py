"""The answers to the questions of a first start: what was typed, read into the ordinary step that does it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from sqlmodel import Session
from starlette.requests import Request

from scheduler.db.models import Office
from scheduler.domain.audit.deeds import Deed
from scheduler.domain.calendar.calendar import Hours
from scheduler.domain.offices.lobby import Measured
from scheduler.domain.offices.revision import DAYS, Settings, Week
from scheduler.domain.offices.settings import Revision
from scheduler.domain.refusals import Invalid
from scheduler.domain.text.dates import read_hour
from scheduler.flow.audit.settings import Doing, noted
from scheduler.flow.calendar import hours
from scheduler.flow.offices import counters
from scheduler.flow.offices.settings import change_settings
from scheduler.flow.start.offer import choose_types
from scheduler.flow.start.steps import Named
from scheduler.web.shared.forms import clean

TIMES = ("opens", "closes", "break_from", "break_to")
LONGEST, MOST_FIELDS = 400, 1_000
Typed = Mapping[str, str]
"""A form by its fields; a box that is not ticked is not in it."""


@dataclass(frozen=True, slots=True)
class By:
    """Who answers, and when."""

    actor: str
    now: datetime


Change = Callable[[Session, Office], object]


async def typed_of(request: Request) -> dict[str, str]:
    """What was sent, a field each. Raises nothing: what makes no sense is found when it is read."""
    async with request.form(max_fields=MOST_FIELDS) as form:
        return {clean(name)[:LONGEST]: clean(str(value))[:LONGEST].strip() for name, value in form.multi_items()}


def named_of(typed: Typed) -> Named:
    """What the office is called, where it is and how it is reached."""
    return Named(*(typed.get(name, "") for name in ("name", "address", "phone", "timezone", "code")))


def office(typed: Typed, by: By) -> Change:
    revision = Revision(named_of(typed).settings)
    return lambda session, office: change_settings(session, office, revision, by=by.actor, now=by.now)


def offer(typed: Typed, by: By) -> Change:
    """Raises Invalid, as the change does."""
    codes = {name.removeprefix("type_") for name in typed if name.startswith("type_")}
    return lambda session, office: choose_types(session, office, codes, by=by.actor, now=by.now)


def opening(typed: Typed, by: By) -> Change:
    """Raises Invalid, which names the fields."""
    week = week_of(typed)
    return lambda session, office: _applied(session, office, week, by)


def count(typed: Typed, by: By) -> Change:
    """Raises Invalid."""
    number = _number(typed, "counters")
    return lambda session, office: counters.change_count(session, office, number, by=by.actor, now=by.now)


def takes(typed: Typed, by: By) -> Change:
    """Raises Invalid for a service that no counter would take."""
    return lambda session, office: _take(session, office, typed, by)


def slots(typed: Typed, by: By) -> Change:
    """Raises Invalid, which names the fields."""
    names = ["slot_minutes", *sorted(name for name in typed if name.startswith("units_"))]
    numbers, faults = _numbers(typed, names)
    if faults:
        raise Invalid(errors=faults)
    units = {name.removeprefix("units_"): value for name, value in numbers.items() if name != "slot_minutes"}
    settings = Settings({"slot_minutes": numbers["slot_minutes"]}, {}, units)
    return lambda session, office: _applied(session, office, settings, by)


def lobby(typed: Typed, by: By) -> Change:
    """Raises Invalid."""
    wanted = {"lobby_limit": _number(typed, "lobby_limit"), "guarded": typed.get("guarded") == "1"}
    return lambda session, office: change_settings(session, office, Revision(wanted), by=by.actor, now=by.now)


READERS: Mapping[str, Callable[[Typed, By], Change]] = {
    "office": office,
    "offer": offer,
    "hours": opening,
    "counters": count,
    "takes": takes,
    "slots": slots,
    "lobby": lobby,
}
"""By the step that they answer."""


def week_of(typed: Typed) -> Week:
    """A week of hours; a day without times is shut. Raises Invalid, which names the fields."""
    rows: list[Hours] = []
    faults: dict[str, str] = {}
    for weekday in range(DAYS):
        read: list[time | None] = []
        for name in TIMES:
            text = typed.get(f"{name}_{weekday}", "")
            moment = read_hour(text) if text else None
            if text and moment is None:
                faults[f"{name}_{weekday}"] = "hour"
            read.append(moment)
        opens, closes, break_from, break_to = read
        if opens and closes:
            rows.append(Hours(weekday, opens, closes, break_from, break_to))
        elif any(typed.get(f"{name}_{weekday}") for name in TIMES):
            faults.setdefault(f"closes_{weekday}" if opens else f"opens_{weekday}", "both_or_none")
    if faults:
        raise Invalid(errors=faults)
    return Week(tuple(rows))


def measured_of(asked: Mapping[str, str]) -> Measured | None:
    """A hall as it was measured; None where nothing was typed. Raises Invalid, which names the fields."""
    names = ("square_metres", "seats", "rails")
    texts = {name: asked.get(name, "").strip().replace(",", ".") for name in names}
    if not any(texts.values()):
        return None
    numbers, faults = {}, {}
    for name, text in texts.items():
        try:
            numbers[name] = float(text or "0")
        except ValueError:
            numbers[name], faults[name] = 0.0, "number"
    square_metres, seats, rails = numbers.values()
    if not seats == seats // 1 < float("inf"):
        seats, faults["seats"] = 0.0, "number"
    hall = Measured(square_metres, int(seats), rails, asked.get("spaced") == "1")
    faults = {**hall.faults(), **faults}
    if faults:
        raise Invalid(errors=faults)
    return hall


def _applied(session: Session, office: Office, change: Week | Settings, by: By) -> None:
    facts: dict[str, Any] = {"by": by.actor, "now": by.now}
    noted(session, Doing(Deed.HOURS_CHANGED, by.actor, by.now), hours.apply, office, change, **facts)


def _take(session: Session, office: Office, typed: Typed, by: By) -> None:
    known = counters.counters_in_use(session, office)
    letters = counters.letters_of(session, office)
    wanted = {each.number: [letter for letter in letters if f"takes_{each.number}_{letter}" in typed] for each in known}
    untaken = [letter for letter in letters if not any(letter in taken for taken in wanted.values())]
    if untaken:
        raise Invalid(errors={f"letter_{letter}": "untaken" for letter in untaken})
    for each in known:
        before = counters.taken_by(session, office, each)
        taken = {letter: before.get(letter, ()) for letter in wanted[each.number]}
        counters.change_taken(session, office, each.number, taken, by=by.actor, now=by.now)


def _number(typed: Typed, name: str) -> int:
    numbers, faults = _numbers(typed, [name])
    if faults:
        raise Invalid(errors=faults)
    return numbers[name]


def _numbers(typed: Typed, names: list[str]) -> tuple[dict[str, int], dict[str, str]]:
    """Whole numbers by their fields, and what is none."""
    found, faults = {}, {}
    for name in names:
        text = typed.get(name, "")
        if text.isascii() and text.isdigit() and len(text) < 10:
            found[name] = int(text)
        else:
            faults[name] = "number" if text else "empty"
    return found, faults
