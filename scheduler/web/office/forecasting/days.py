"""The coming days with what is foreseen of each, how far off forecasts were, and where not enough is known yet."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from scheduler.db.models import Office
from scheduler.domain.figures.definition import Definition
from scheduler.domain.forecasting.figures import figures_of
from scheduler.domain.forecasting.habits import Habits
from scheduler.domain.forecasting.score import Error, Held, Score, Unknown
from scheduler.domain.forecasting.truth import Truth
from scheduler.domain.refusals import N_
from scheduler.flow.core.local_time import today_of
from scheduler.flow.forecasting.habits import habits_of
from scheduler.flow.forecasting.judging import FOUR_WEEKS, Judged, judged, unknown
from scheduler.flow.forecasting.keeping import MOST_DAYS, Kept, kept_days
from scheduler.web.office.forecasting.nav import PAGES, PLACE
from scheduler.web.office.forecasting.plotted import Drawn, small
from scheduler.web.office.forecasting.shown import made, warnings
from scheduler.web.office.forecasting.usual import MEANING, MONDAY, Habit, habit
from scheduler.web.office.shared import forecast_words
from scheduler.web.office.shared.forecast_words import Caution
from scheduler.web.office.shared.plots import Course
from scheduler.web.shared.pages import language_of
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.pages import now_of, staff_page
from scheduler.web.shared.wording import Wording

STATED = Definition(
    N_("Seberapa sering rentang tepat"),
    N_("Berapa bagian dari semua seperempat jam, yang jumlah orangnya ternyata ada di dalam rentang prakiraan."),
    N_("Rentang dibuat supaya 80% tepat. Jauh di bawahnya: rentang terlalu sempit; jauh di atasnya: terlalu lebar."),
)
PEAKS = Definition(
    N_("Meleset jumlah terbanyak"),
    N_("Rata-rata selisih antara jumlah orang terbanyak di dalam menurut prakiraan (garis tengah) dan yang terjadi."),
    N_("Selisih ke atas dan ke bawah dihitung sama."),
)
WAITS = Definition(
    N_("Meleset tunggu 95% warga"),
    N_("Rata-rata selisih antara tunggu 95% warga menurut prakiraan (garis tengah) dan yang terjadi, dalam menit."),
    N_("Hari yang panggilannya banyak dicatat dari kertas tidak ikut dihitung."),
)
ABOVE, BELOW = N_("Biasanya lebih banyak daripada prakiraan."), N_("Biasanya lebih sedikit daripada prakiraan.")
LEANS = 0.5
"""Such a part of the error to one side, and it is said to which."""


@dataclass(frozen=True, slots=True)
class Day:
    """A coming day in the list."""

    day: date
    sentence: str
    warnings: Sequence[Caution]
    plot: Course


@dataclass(frozen=True, slots=True)
class Scored:
    """How far off forecasts were, as a figure with what it means. beside: how it was of those of a week before."""

    value: str
    sentence: str
    meaning: Definition
    beside: str


class Past(NamedTuple):
    """A day that is over, as it was foreseen and as it was: the most people inside, and what 95 of 100 waited."""

    day: date
    people: str
    most: int
    minutes: str
    long_wait: int


@dataclass(frozen=True, slots=True)
class Page:
    """The page. made_of: by what the days were reckoned, and when; is_guessed: whether little is known of the office.
    judged: how many days were held against their truth; past: those days, the last first.
    """

    days: Sequence[Day]
    made_of: str
    is_guessed: bool
    scores: Sequence[Scored]
    judged: int
    past: Sequence[Past]
    unknown: Sequence[str]
    habits: Sequence[Habit]
    meaning: Definition = MEANING
    """Of the habits."""


async def page(request: Request) -> Response:
    """The coming days, today first."""
    staff = await staff_of(request, PLACE)
    now = now_of(request)
    read: _Read = await request.app.state.db.read_at_length(_read, staff.office, now=now)
    say = Wording.of(language_of(request), staff.office)
    return staff_page(request, staff, "office/forecasting/days.html", page=_page(say, staff.office, read), pages=PAGES)


class _Read(NamedTuple):
    kept: Sequence[Kept]
    past: Sequence[Kept]
    judged: Judged
    unknown: Unknown
    habits: Habits


def _read(session: Session, office: Office, *, now: datetime) -> _Read:
    today = today_of(office, now)
    kept = kept_days(session, office.id, today - FOUR_WEEKS, today + timedelta(days=MOST_DAYS)).values()
    return _Read(
        [each for each in kept if each.day >= today],
        [each for each in kept if each.truth],
        judged(session, office, now),
        unknown(session, office, now),
        habits_of(session, office, now=now).habits,
    )


def _page(say: Wording, office: Office, read: _Read) -> Page:
    score = read.judged.day_before
    return Page(
        days=[_day(say, office, kept) for kept in read.kept],
        made_of=made(say, read.kept[-1]) if read.kept else "",
        is_guessed=any(kept.foreseen.is_guessed for kept in read.kept),
        scores=list(_scores(say, score, read.judged.week_before)) if score else [],
        judged=score.days if score else 0,
        past=[_past(kept, kept.truth) for kept in reversed(read.past) if kept.truth],
        unknown=list(_unknown(say, read.unknown)),
        habits=[habit(say, each) for each in figures_of(read.habits)],
    )


def _past(kept: Kept, truth: Truth) -> Past:
    forecast = kept.foreseen.forecast
    people, minutes = (forecast_words.between(band) for band in (forecast.peak, forecast.long_wait))
    return Past(kept.day, people, truth.peak, minutes, round(truth.long_wait))


def _day(say: Wording, office: Office, kept: Kept) -> Day:
    drawn = Drawn(say.short_day(kept.day), kept.foreseen.forecast, kept.foreseen.limit)
    return Day(
        day=kept.day,
        sentence=forecast_words.line(say, kept.foreseen),
        warnings=warnings(say, office, kept),
        plot=small(say, drawn, key=f"day-{kept.day:%m%d}"),
    )


def _scores(say: Wording, score: Score, earlier: Score | None) -> Iterator[Scored]:
    """How far off the forecasts of the day before were, with those of a week before beside them."""
    quarters, was = _percent(score.quarters), _percent(earlier.quarters) if earlier else ""
    yield Scored(quarters, say.text(N_("dari semua rentang seperempat jam ternyata tepat")), STATED, _beside(say, was))
    peaks = say.text(N_("dari {count} hari jumlah terbanyaknya ada di dalam rentang")).format(count=score.peaks.of)
    yield Scored(f"{score.peaks.times}", peaks, STATED, "")
    people = say.text(N_("{count} orang"))
    was = people.format(count=_tenths(say, earlier.peak.mean)) if earlier else ""
    yield Scored(
        people.format(count=_tenths(say, score.peak.mean)),
        say.text(N_("meleset jumlah terbanyak di dalam")),
        PEAKS,
        " ".join(filter(None, (_leaning(say, score.peak), _beside(say, was)))),
    )
    minutes = say.text(N_("{count} menit"))
    was = minutes.format(count=_tenths(say, earlier.long_wait.mean)) if earlier else ""
    yield Scored(
        minutes.format(count=_tenths(say, score.long_wait.mean)),
        say.text(N_("meleset tunggu 95% warga")),
        WAITS,
        " ".join(filter(None, (_leaning(say, score.long_wait), _beside(say, was)))),
    )


def _leaning(say: Wording, error: Error) -> str:
    if not error.mean or abs(error.bias) < LEANS * error.mean:
        return ""
    return say.text(ABOVE if error.bias > 0 else BELOW)


def _beside(say: Wording, was: str) -> str:
    return say.text(N_("Seminggu sebelumnya: {value}.")).format(value=was) if was else ""


def _percent(held: Held) -> str:
    return f"{round(100 * held.share)}%"


def _tenths(say: Wording, value: float) -> str:
    return say.decimal(Decimal(f"{value:.1f}"))


def _unknown(say: Wording, found: Unknown) -> Iterator[str]:
    """Of what too little is known, kind by kind."""
    if found.types:
        types = ", ".join(f"{say.short_type(code)} ({count})" for code, count in found.types.items())
        yield say.text(N_("Jenis dokumen yang kunjungannya jarang tercatat: {types}")).format(types=types)
    if found.weekdays:
        days = ", ".join(say.weekday_name(MONDAY + timedelta(days=weekday)) for weekday in found.weekdays)
        yield say.text(N_("Hari yang belum atau baru sekali dua kali tercatat: {days}")).format(days=days)
    if found.counters:
        numbers = ", ".join(map(str, found.counters))
        text = N_("Loket yang tidak melayani siapa pun dalam delapan minggu terakhir: {numbers}")
        yield say.text(text).format(numbers=numbers)


ROUTES: list[BaseRoute] = [Route("/office/forecast", page, name="forecast")]
