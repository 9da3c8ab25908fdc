"""People inside and outside through a day that has not come, as plots with bands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from scheduler.domain.forecasting.course import Band, DayForecast, Quarter
from scheduler.domain.refusals import N_
from scheduler.web.office.shared.plots import Course, Group
from scheduler.web.shared.wording import Wording

SMALL = (520, 96)
"""How wide and high a plot in a list of days is, in units of a pixel."""
BESIDE = (440, 170)
"""Where two stand side by side."""
OVER = (880, 210)
"""Where two are laid over each other."""
WHOLE = (1180, 210)


class Where(StrEnum):
    """Whom a plot shows."""

    INSIDE = "inside"
    OUTSIDE = "outside"


TITLES: Mapping[Where, str] = {Where.INSIDE: N_("Orang di dalam"), Where.OUTSIDE: N_("Orang yang menunggu di luar")}
SEEN = N_("Yang terjadi")
MIDDLE_AND_BAND = N_("{name}: garis tengah, dan daerah tempat 8 dari 10 kemungkinan berada.")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A forecast to be drawn. name: in the reader's language; limit: of people inside."""

    name: str
    forecast: DayForecast
    limit: int


def small(say: Wording, day: Drawn, *, key: str) -> Course:
    """The people inside, in a list of days."""
    return _course(say, [day], Where.INSIDE, key=key, title=day.name, size=SMALL, has_key=False)


def whole(say: Wording, days: Sequence[Drawn], where: Where, *, seen: Sequence[int] = ()) -> Course:
    """A day, or two settings of it laid over each other, of which the second has its limit across. seen: of a day that
    is over, how many there were in each quarter of an hour.
    """
    title, size = say.text(TITLES[where]), OVER if len(days) > 1 else WHOLE
    return _course(say, days, where, key=f"plot-{where}", title=title, size=size, has_key=True, seen=seen)


def beside(say: Wording, day: Drawn, where: Where, *, key: str) -> Course:
    """One of two settings that stand side by side; the title names which."""
    title = f"{day.name}: {say.text(TITLES[where])}"
    return _course(say, [day], where, key=key, title=title, size=BESIDE, has_key=False)


def _course(
    say: Wording,
    days: Sequence[Drawn],
    where: Where,
    *,
    key: str,
    title: str,
    size: tuple[int, int],
    has_key: bool,
    seen: Sequence[int] = (),
) -> Course:
    at, names = [_by_moment(day.forecast.quarters, where) for day in days], [day.name for day in days]
    if seen:
        at.append({moment: Band(count, count, count) for moment, count in zip(at[0], seen, strict=False)})
        names.append(say.text(SEEN))
    groups = []
    for moment in sorted({moment for each in at for moment in each}):
        bands = [each.get(moment) for each in at]
        clock = say.clock(moment)
        groups.append(
            Group(
                clock,
                [None if band is None else band.middle for band in bands],
                said=[said(band) for band in bands],
                bands=[(0, 0) if band is None else (band.low, band.high) for band in bands],
                is_named=clock.endswith("00"),
            )
        )
    limit, limits = days[-1].limit, {day.limit for day in days}
    limit_name = say.text(N_("Batas {count} orang")).format(count=limit)
    return Course(
        key=key,
        title=title,
        desc=" ".join(say.text(MIDDLE_AND_BAND).format(name=day.name) for day in days),
        first=say.text(N_("Pukul")),
        series=names,
        groups=groups,
        wide=size[0],
        high=size[1],
        has_key=has_key,
        limit=limit if where is Where.INSIDE else None,
        limit_name=limit_name if len(limits) == 1 else f"{limit_name}, {days[-1].name}",
    )


def _by_moment(quarters: Sequence[Quarter], where: Where) -> dict[datetime, Band]:
    """Bands by the quarter of the clock in which theirs begins: a day may open between two."""
    return {
        quarter.begins.replace(minute=quarter.begins.minute // 15 * 15): (
            quarter.inside if where is Where.INSIDE else quarter.outside
        )
        for quarter in quarters
    }


def said(band: Band | None) -> str:
    """14 (12–18); 14 where all is equal; a dash for None."""
    if band is None:
        return "–"
    middle, low, high = (round(each) for each in (band.middle, band.low, band.high))
    return f"{middle}" if low == high else f"{middle} ({low}–{high})"
