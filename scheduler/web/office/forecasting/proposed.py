"""A proposal in words: what would be set otherwise, what that comes to, and where it is applied."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple
from urllib.parse import urlencode

from scheduler.db.models import Office, Service
from scheduler.domain.forecasting.people import HALF_HOUR
from scheduler.domain.forecasting.proposing.choices import Choice
from scheduler.domain.forecasting.proposing.counter_hours import CounterHours
from scheduler.domain.forecasting.proposing.frontier import Point
from scheduler.domain.forecasting.proposing.pattern import Pattern
from scheduler.domain.forecasting.proposing.proposal import Proposal
from scheduler.domain.refusals import N_
from scheduler.web.office.forecasting.figures import BANDS, MEANINGS, Figure
from scheduler.web.office.shared.forecast_words import between
from scheduler.web.office.shared.plots import Dot, Scatter
from scheduler.web.shared.wording import Wording

FIGURES = (
    *(Figure.SERVED, Figure.LONG_WAIT, Figure.WAIT, Figure.OVERTIME),
    *(Figure.IDLE, Figure.TURNED_AWAY, Figure.UNSERVED),
)
"""What is told of both settings, in this order."""
WEEKDAYS = (N_("Senin"), N_("Selasa"), N_("Rabu"), N_("Kamis"), N_("Jumat"), N_("Sabtu"), N_("Minggu"))
SLOTS = N_("Layanan {letter}: {units} satuan per slot {minutes} menit")
SLOTS_THEN = N_(
    "Layanan {letter}: dari {before} satuan per slot {was} menit menjadi {units} satuan per slot {minutes} menit"
)
WALK_INS = N_("tanpa jadwal {count} nomor sehari")
WALK_INS_THEN = N_("Layanan {letter}: tanpa jadwal dari {before} menjadi {count} nomor sehari")
WITHOUT = N_("Loket {counters} tidak diperlukan untuk jumlah ini")
MORE, FEWER = N_("{by} lebih banyak"), N_("{by} lebih sedikit")


class Row(NamedTuple):
    """A figure of both settings; other: the difference on the same days, in words."""

    figure: Figure
    title: str
    now: str
    then: str
    other: str


@dataclass(frozen=True, slots=True)
class DayHours:
    """The counters of a weekday. halves: how many are open, by the half hour. cells: of the roster's grid, as its form
    sends them. is_less: whether fewer hours do.
    """

    weekday: int
    name: str
    before: str
    after: str
    halves: Mapping[str, int]
    cells: Sequence[str]
    is_kept: bool
    is_less: bool


@dataclass(frozen=True, slots=True)
class Told:
    """A proposal as the page shows it. changes: what would be set otherwise; settings: the address of the calendar's
    preview, filled in; None where that cannot be set, or nothing changes. before, after: hours of the counters in a
    week, of the days that can keep what is asked; None where none can.
    """

    found: Proposal
    weekday: str
    changes: Sequence[str]
    rows: Sequence[Row]
    frontier: Scatter
    pattern: Sequence[str]
    begins: Sequence[str]
    days: Sequence[DayHours]
    before: str | None
    after: str | None
    settings: str | None

    @property
    def is_less(self) -> bool:
        """Whether fewer hours of counters do."""
        return any(day.is_less for day in self.days)


def told(say: Wording, found: Proposal, office: Office, services: Sequence[Service]) -> Told:
    """A proposal in words. services: those that the office has now."""
    days = [_day(say, hours) for hours in found.hours]
    kept = [hours for hours in found.hours if hours.is_kept]
    best = found.best.choice if found.best and not found.is_today_best else None
    return Told(
        found=found,
        weekday=say.text(WEEKDAYS[found.weekday]),
        changes=list(_changes(say, found.today.choice, best)) if best else [],
        rows=[_row(say, found, figure) for figure in FIGURES],
        frontier=_frontier(say, found),
        pattern=list(_pattern(say, found.pattern)) if found.pattern else [],
        begins=sorted({begins for day in days for begins in day.halves}),
        days=days,
        before=_hours(say, sum(hours.before for hours in kept)) if kept else None,
        after=_hours(say, sum(hours.after for hours in kept)) if kept else None,
        settings=_settings(best, office, services) if best else None,
    )


def _changes(say: Wording, today: Choice, best: Choice) -> Iterator[str]:
    for (letter, before), (_, then) in zip(today.slots, best.slots, strict=True):
        if before != then:
            facts = {"letter": letter, "before": before.units, "was": before.minutes}
            yield say.text(SLOTS_THEN).format(units=then.units, minutes=then.minutes, **facts)
    for (letter, given), (_, count) in zip(today.walk_ins, best.walk_ins, strict=True):
        if given != count:
            yield say.text(WALK_INS_THEN).format(letter=letter, before=given, count=count)
    if without := sorted({*today.counters} - {*best.counters}):
        yield say.text(WITHOUT).format(counters=", ".join(map(str, without)))


def _set_so(say: Wording, choice: Choice) -> str:
    """A choice in a line."""
    walk_ins = dict(choice.walk_ins)
    parts = []
    for letter, rule in choice.slots:
        text = say.text(SLOTS).format(letter=letter, units=rule.units, minutes=rule.minutes)
        given = walk_ins.get(letter)
        parts.append(text if given is None else f"{text}, {say.text(WALK_INS).format(count=given)}")
    return "; ".join(parts)


def _row(say: Wording, found: Proposal, figure: Figure) -> Row:
    unit = say.text(BANDS[figure][1])
    now = unit.format(value=between(found.today.figures[figure]))
    then, other = "–", ""
    if found.best is not None and not found.is_today_best:
        then = unit.format(value=between(found.best.figures[figure]))
        low, middle, high = map(round, found.differences[figure])
        if low > 0 or high < 0:
            other = say.text(MORE if middle > 0 else FEWER).format(by=unit.format(value=abs(middle)))
    return Row(figure, say.text(MEANINGS[figure].title), now, then, other)


def _frontier(say: Wording, found: Proposal) -> Scatter:
    dots = [_dot(say, point, 0) for point in found.frontier]
    dots.append(_dot(say, found.here, 1))
    if found.there is not None and not found.is_today_best:
        dots.append(_dot(say, found.there, 2))
    kinds = [N_("tidak ada yang lebih baik"), N_("pengaturan sekarang"), N_("yang diusulkan")]
    return Scatter(
        key="frontier",
        title=say.text(N_("Pengambilan sehari dan tunggu 95% warga")),
        desc=say.text(N_("Semakin ke kanan semakin banyak pengambilan, semakin ke bawah semakin singkat tunggunya.")),
        first=say.text(N_("Pengaturan")),
        across=say.text(N_("Pengambilan sehari")),
        up=say.text(N_("Tunggu 95% warga (menit)")),
        kinds=[say.text(kind) for kind in kinds[: max(dot.kind for dot in dots) + 1]],
        dots=dots,
    )


def _dot(say: Wording, point: Point, kind: int) -> Dot:
    return Dot(point.pickups, point.wait, _set_so(say, point.choice), kind)


def _pattern(say: Wording, pattern: Pattern) -> Iterator[str]:
    """The slots of a pattern, those together that hold as much and follow each other."""
    first, last = pattern.held[0], pattern.held[0]
    text = say.text(N_("pukul {begins}–{last}: {units} satuan per slot"))
    one = say.text(N_("pukul {begins}: {units} satuan"))
    for held in (*pattern.held[1:], None):
        if held is not None and held.units == first.units:
            last = held
            continue
        facts = {"begins": say.clock(first.starts_at), "last": say.clock(last.starts_at), "units": first.units}
        yield (one if first is last else text).format(**facts)
        if held is not None:
            first = last = held


def _day(say: Wording, hours: CounterHours) -> DayHours:
    is_less = hours.is_kept and hours.after < hours.before
    return DayHours(
        weekday=hours.weekday,
        name=say.text(WEEKDAYS[hours.weekday]),
        before=_hours(say, hours.before),
        after=_hours(say, hours.after),
        halves={_clock(half): count for half, count in hours.counts.items()},
        cells=list(_cells(hours)) if is_less else [],
        is_kept=hours.is_kept,
        is_less=is_less,
    )


def _cells(hours: CounterHours) -> Iterator[str]:
    for shift in hours.shifts:
        for half in hours.counts:
            begins = hours.midnight + half * HALF_HOUR
            if shift.begins < begins + HALF_HOUR and begins < shift.ends:
                yield f"{shift.counter}-{_clock(half).replace('.', '')}"


def _clock(half: int) -> str:
    return f"{half // 2:02}.{half % 2 * 30:02}"


def _hours(say: Wording, halves: int) -> str:
    return say.decimal(Decimal(halves) / 2)


def _settings(best: Choice, office: Office, services: Sequence[Service]) -> str | None:
    """What the calendar's form of slots is filled in with; services that the proposal says nothing of stay."""
    slots, walk_ins = dict(best.slots), dict(best.walk_ins)
    values: dict[str, int] = {}
    for service in services:
        letter = service.letter
        rule = slots.get(letter)
        units = rule.units if rule else service.slot_capacity
        minutes = service.slot_minutes
        if rule and rule.minutes != (service.slot_minutes or office.slot_minutes):
            minutes = rule.minutes
        given = walk_ins.get(letter, service.walk_in_daily)
        values |= {f"units_{letter}": units, f"reserved_{letter}": min(service.reserved, units)}
        values |= {f"minutes_{letter}": minutes} if minutes is not None else {}
        values |= {f"walk_ins_{letter}": given} if given is not None else {}
    return urlencode({"look": 1, **values})
