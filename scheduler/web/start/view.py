"""What the pages of a first start show: the step, what stands in its form, and how far everything is."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import time

from sqlalchemy import func, select
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.models import Intake, Office, Service
from scheduler.domain.calendar.calendar import Hours
from scheduler.domain.offices.lobby import Suggestion
from scheduler.domain.offices.presets import CATALOGUE, HOURS_PRESETS
from scheduler.domain.offices.presets import SERVICES as PRESETS
from scheduler.domain.offices.revision import Season
from scheduler.domain.start import STEPS, TRIED, Progress, suggested_units
from scheduler.domain.text.dates import written_hour
from scheduler.domain.trials import GOOD, Device
from scheduler.flow.offices import counters
from scheduler.flow.screens.screen_watch import screens_of
from scheduler.flow.start.offer import chosen_types
from scheduler.flow.start.seen import seen_of
from scheduler.flow.trials.tried import trials_of
from scheduler.web.start.answers import TIMES

PRINTS = (Device.PRINTER, Device.SLIP, Device.SHEET)
USUAL_ZONE = "Asia/Jakarta"
DONE, LEFT, NOW, OPEN = "done", "left", "now", "open"
Values = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Group:
    """A service with the types that the catalogue has for it: code and whether it usually is handed over."""

    letter: str
    name: str
    codes: Sequence[str]


@dataclass(frozen=True, slots=True)
class Facts:
    """What a question needs to know of the office. there: how many of what a step is about there are; is_seen: whether
    the program itself saw something of what is tried; newest: the number of the newest import.
    """

    groups: Sequence[Group] = ()
    services: Sequence[Service] = ()
    counters: Sequence[int] = ()
    suggested: Mapping[str, int] = field(default_factory=dict)
    there: int = 0
    is_seen: bool = False
    newest: int | None = None


@dataclass(frozen=True, slots=True)
class StartPage:
    """A step of an office; None before there is one."""

    step: str
    office: Office | None
    progress: Progress
    values: Values
    facts: Facts = field(default_factory=Facts)
    faults: Mapping[str, str] = field(default_factory=dict)
    suggestion: Suggestion | None = None

    @property
    def number(self) -> int:
        return STEPS.index(self.step) + 1

    def state_of(self, step: str) -> str:
        """Whether a step is the one that is shown, answered, left for later, or open."""
        if step == self.step:
            return NOW
        return DONE if step in self.progress.done else LEFT if step in self.progress.left else OPEN

    def leads_to(self, step: str) -> bool:
        """Whether a step may be gone to from here: the manager once there is an office, the rest once there is one."""
        needed = STEPS[: min(STEPS.index(step), STEPS.index("manager") + 1)]
        return self.progress.done.issuperset(needed)


def values_of(session: Session, office: Office | None, step: str) -> dict[str, str]:
    """What stands in the form of a step before anything is typed."""
    if office is None:
        return {"timezone": USUAL_ZONE}
    read = _VALUES.get(step)
    return read(session, office) if read else {}


def hours_of(preset: str) -> dict[str, str]:
    """A week of usual hours to begin with; nothing where there is none of that name."""
    return _written(HOURS_PRESETS[preset].rows) if preset in HOURS_PRESETS else {}


def facts_of(session: Session, office: Office | None, step: str) -> Facts:
    """What a question needs to know beside what stands in its form."""
    if office is None:
        return Facts()
    is_seen = step in TRIED and step in seen_of(session, office)
    match step:
        case "offer":
            return Facts(groups=_groups(session, office))
        case "takes" | "slots":
            known = counters.counters_in_use(session, office)
            return Facts(
                services=queries.services_of(session, office.id),
                counters=[each.number for each in known],
                suggested=_suggested(session, office),
            )
        case "screen":
            return Facts(there=len(screens_of(session, office)), is_seen=is_seen)
        case "print" | "call":
            good = _tried(session, office, PRINTS if step == "print" else (Device.SCREEN,))
            return Facts(there=good, is_seen=is_seen)
        case "import":
            imported = select(func.count(), func.max(col(Intake.id))).where(col(Intake.office_id) == office.id)
            count, newest = session.execute(imported).one()
            return Facts(there=count, is_seen=is_seen, newest=newest)
    return Facts()


def _tried(session: Session, office: Office, devices: Collection[Device]) -> int:
    """How many of some devices somebody found good."""
    known = trials_of(session, office.id)
    return sum(device in devices and trial.outcome == GOOD for (device, _), trial in known.items())


def _groups(session: Session, office: Office) -> list[Group]:
    """The catalogue by the service at which each type is handed over, or would be."""
    services = {service.id: service for service in queries.all_services_of(session, office.id)}
    names = {each.letter: each.name for each in PRESETS} | {each.letter: each.name for each in services.values()}
    letters = {code: preset.service for code, preset in CATALOGUE.items()}
    letters |= {kind.code: services[kind.service_id].letter for kind in queries.types_of(session, office.id)}
    return [
        Group(letter, names[letter], [code for code in CATALOGUE if letters[code] == letter])
        for letter in sorted({letters[code] for code in CATALOGUE})
    ]


def _name(_session: Session, office: Office) -> dict[str, str]:
    return {name: getattr(office, name) for name in ("name", "address", "phone", "timezone", "code")}


def _offer(session: Session, office: Office) -> dict[str, str]:
    return {f"type_{code}": "1" for code in chosen_types(session, office)}


def _week(session: Session, office: Office) -> dict[str, str]:
    usual = Season(None, None, None)
    return _written([row for row in queries.hours_of_office(session, office.id) if usual.has(row)])


def _written(rows: Sequence[Hours]) -> dict[str, str]:
    found: dict[str, str] = {}
    for row in rows:
        for name in TIMES:
            moment: time | None = getattr(row, name)
            if moment is not None:
                found[f"{name}_{row.weekday}"] = written_hour(moment)
    return found


def _count(session: Session, office: Office) -> dict[str, str]:
    return {"counters": str(len(counters.counters_in_use(session, office)))}


def _takes(session: Session, office: Office) -> dict[str, str]:
    return {
        f"takes_{each.number}_{letter}": "1"
        for each in counters.counters_in_use(session, office)
        for letter in counters.taken_by(session, office, each)
    }


def _lobby(_session: Session, office: Office) -> dict[str, str]:
    return {"lobby_limit": str(office.lobby_limit), "guarded": "1" if office.guarded else ""}


def _slots(session: Session, office: Office) -> dict[str, str]:
    """As they are; before somebody answered, what the counters can do."""
    is_answered = "slots" in Progress.of(office.starting).done
    suggested = {} if is_answered else _suggested(session, office)
    services = queries.services_of(session, office.id)
    units = {each.letter: suggested.get(each.letter, each.slot_capacity) for each in services}
    return {"slot_minutes": str(office.slot_minutes)} | {f"units_{letter}": str(n) for letter, n in units.items()}


def _suggested(session: Session, office: Office) -> dict[str, int]:
    known = counters.counters_in_use(session, office)
    offered = set(counters.letters_of(session, office))
    taken = [offered.intersection(counters.taken_by(session, office, each)) for each in known]
    return suggested_units([each for each in taken if each], office.slot_minutes)


_VALUES: Mapping[str, Callable[[Session, Office], dict[str, str]]] = {
    "office": _name,
    "offer": _offer,
    "hours": _week,
    "counters": _count,
    "takes": _takes,
    "slots": _slots,
    "lobby": _lobby,
}
"""By the step whose form they stand in."""
