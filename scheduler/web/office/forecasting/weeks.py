"""What if many documents became ready at once, invitations went out otherwise or the office was shut: the coming weeks
as they stand and as they would be. Nothing is written; all that was thought of stands in the address.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import NamedTuple

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from scheduler.db import queries
from scheduler.db.models import Office
from scheduler.domain.forecasting.course import Band, DayForecast
from scheduler.domain.forecasting.weeks.coming import CARDS, READY, Stack, WeeksChange
from scheduler.domain.forecasting.weeks.outlook import RUNS, DateBand, DayOutlook, WeeksComparison, WeeksOutlook
from scheduler.domain.offices.revision import RANGES
from scheduler.domain.refusals import N_, Invalid, Refusal
from scheduler.flow.forecasting.weeks import WeeksThought, main_service, thought_of_weeks
from scheduler.flow.staff import SignedIn
from scheduler.web.office.forecasting.asking import address_of, is_number, key_of, typed_in_address
from scheduler.web.office.forecasting.changes import MISSING, ON, Number
from scheduler.web.office.forecasting.compared import NOW, THEN
from scheduler.web.office.forecasting.nav import PAGES, PLACE
from scheduler.web.office.forecasting.plays import Plays
from scheduler.web.office.forecasting.plotted import MIDDLE_AND_BAND, OVER, said
from scheduler.web.office.shared.forecast_words import between
from scheduler.web.office.shared.periods import day_of
from scheduler.web.office.shared.plots import Course, Group
from scheduler.web.shared.pages import language_of
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.pages import in_place, now_of, staff_at, staff_page
from scheduler.web.shared.wording import Wording

HALL_SEEDS = range(20)
NOTHING = "–"
DOCUMENTS, A_DAY = N_("Dokumen yang jadi sekaligus"), N_("Dicetak paling banyak sehari")
PERCENT = N_("Undangan dari kursi kosong (%)")
PLOTS: Mapping[str, str] = {
    "pickups": N_("Kunjungan per hari kerja"),
    "waiting": N_("Dokumen yang menunggu undangan atau dicetak"),
}
"""What is drawn of each day (`DayOutlook`), and how it is called."""
ALLOWED: Mapping[str, tuple[int, int]] = {
    "ready": READY,
    "cards_per_day": CARDS,
    "wave_percent": RANGES["wave_percent"],
}
"""From least to most of what is a number."""
NAMES = ("ready", "service", "cards_per_day", "wave_percent", "closed_from", "closed_to", "ramadan")
"""What an address may say."""


class Service(NamedTuple):
    letter: str
    name: str


@dataclass(frozen=True, slots=True)
class Played:
    """Both runs of the weeks, and the hall on the fullest day of those thought of."""

    found: WeeksComparison
    hall: DayForecast


@dataclass(frozen=True, slots=True)
class Row:
    """What is held against each other."""

    title: str
    now: str
    then: str


@dataclass(frozen=True, slots=True)
class Shown:
    """What came of it. sentences: what matters most, in words. is_alone: whether the visits that come anyway are not
    known, so that none are reckoned with.
    """

    sentences: Sequence[str]
    rows: Sequence[Row]
    plots: Sequence[Course]
    is_alone: bool


@dataclass(frozen=True, slots=True)
class Page:
    """The page: its form with what was typed, and what came of it, if anything was thought of."""

    services: Sequence[Service]
    service: str | None
    numbers: Sequence[Number]
    typed: Mapping[str, str]
    faults: Mapping[str, str]
    shown: Shown | None


class _Form(NamedTuple):
    services: Sequence[Service]
    service: str | None


async def page(request: Request) -> Response:
    """`?ready=` documents `&service=`, `&cards_per_day=`, `&wave_percent=`, `&closed_from=` and `&closed_to=`,
    `&ramadan=1`. Raises PlannerBusy, Invalid, and what `thought_of_weeks` does.
    """
    staff = await staff_of(request, PLACE)
    form: _Form = await request.app.state.db.read(_read, staff.office, now=now_of(request))
    said = _said(request, staff.office, form)
    if said != typed_in_address(request):
        return RedirectResponse(address_of(request, "forecast_weeks", said), 303)
    if not said:
        return _rendered(request, staff, form)
    stack, change, in_ramadan = _asked(said, form)
    thought: WeeksThought = await request.app.state.db.read_at_length(
        thought_of_weeks, staff.office, change, stack=stack, in_ramadan=in_ramadan, now=now_of(request)
    )
    plays: Plays = request.app.state.plays
    played = await plays.of(key_of(thought), partial(_play, thought))
    say = Wording.of(language_of(request), staff.office)
    return _rendered(request, staff, form, _shown(say, thought, played))


@in_place(staff_at(PLACE))
async def refused(request: Request, staff: SignedIn, refusal: Refusal) -> Response:
    """A refusal stands above the form, with what was typed."""
    form = await request.app.state.db.read(_read, staff.office, now=now_of(request))
    return _rendered(request, staff, form, refusal=refusal)


def _read(session: Session, office: Office, *, now: datetime) -> _Form:
    services = [Service(each.letter, each.name) for each in queries.services_of(session, office.id)]
    return _Form(services, main_service(session, office, now=now))


def _said(request: Request, office: Office, form: _Form) -> dict[str, str]:
    """What the address says that is otherwise than now; a service belongs to documents."""
    said = {name: text for name, text in typed_in_address(request).items() if name in NAMES}
    if said.get("wave_percent") == str(office.wave_percent):
        del said["wave_percent"]
    if said.get("ready", "0") == "0":
        said = {name: text for name, text in said.items() if name not in ("ready", "service")}
    elif said.get("service") == form.service:
        del said["service"]
    if "ramadan" in said:
        said["ramadan"] = ON
    return said


def _asked(said: Mapping[str, str], form: _Form) -> tuple[Stack | None, WeeksChange, bool]:
    """What is thought of. Raises Invalid, which names the fields."""
    faults = {name: "{}-{}".format(*ALLOWED[name]) for name in ALLOWED if name in said and not is_number(said[name])}
    first, last = (day_of(said.get(name)) for name in ("closed_from", "closed_to"))
    faults |= {
        name: "date"
        for name, found in (("closed_from", first), ("closed_to", last))
        if (name in said and found is None)
    }
    if last and "closed_from" not in said:
        faults["closed_from"] = MISSING
    if "cards_per_day" in said and "ready" not in said:
        faults["ready"] = MISSING
    service = said.get("service", form.service)
    if "ready" in said and service not in {each.letter for each in form.services}:
        faults["service"] = "unknown"
    if faults:
        raise Invalid(errors=faults, typed=True)
    numbers = {name: int(said[name]) for name in ALLOWED if name in said}
    stack = Stack(service or "", numbers["ready"], numbers.get("cards_per_day")) if "ready" in numbers else None
    closed = ((first, last or first),) if first else ()
    return stack, WeeksChange(numbers.get("wave_percent"), closed), "ramadan" in said


def _play(thought: WeeksThought) -> Played:
    found = thought.compared(seeds=range(RUNS))
    return Played(found, thought.hall_of(found.other, seeds=HALL_SEEDS))


def _shown(say: Wording, thought: WeeksThought, played: Played) -> Shown:
    usual, other = played.found.usual, played.found.other
    stack, is_in_both = thought.other.stack, thought.usual.stack is not None
    rows = [
        (N_("Tidak ada lagi yang menunggu undangan"), _dates(say, usual.line_gone), _dates(say, other.line_gone)),
        (N_("Kunjungan pada hari paling ramai"), between(_fullest(usual).pickups), between(_fullest(other).pickups)),
    ]
    if stack:
        fetched = _dates(say, usual.stack_fetched) if is_in_both else NOTHING
        lapsed = between(usual.lapsed) if is_in_both else NOTHING
        rows += [
            (N_("Semua dokumen itu sudah diambil"), fetched, _dates(say, other.stack_fetched)),
            (N_("Dokumen itu yang tidak dijadwalkan warganya"), lapsed, between(other.lapsed)),
        ]
    return Shown(
        sentences=list(_sentences(say, stack, played)),
        rows=[Row(say.text(title), now, then) for title, now, then in rows],
        plots=[_plot(say, played.found, which) for which in PLOTS],
        is_alone=not thought.recorded,
    )


def _sentences(say: Wording, stack: Stack | None, played: Played) -> Iterator[str]:
    other = played.found.other
    if stack:
        text = N_("Semua {count} dokumen sudah diambil: {dates}.")
        yield say.text(text).format(count=stack.documents, dates=_dates(say, other.stack_fetched))
    if round(other.to_move.high):
        text = N_("{count} dokumen terjadwal pada hari yang tutup dan belum mendapat hari lain.")
        yield say.text(text).format(count=between(other.to_move))
    facts = {
        "day": say.short_day(other.fullest),
        "visits": between(_fullest(other).pickups),
        "people": between(played.hall.peak),
        "minutes": round(played.hall.long_wait.middle),
    }
    text = N_("Hari paling ramai {day}: {visits} kunjungan, {people} orang di dalam, tunggu sampai {minutes} menit.")
    yield say.text(text).format(**facts)


def _fullest(weeks: WeeksOutlook) -> DayOutlook:
    return next(day for day in weeks.days if day.date == weeks.fullest)


def _dates(say: Wording, band: DateBand) -> str:
    """3 Des; antara 3 Des dan 9 Des; sesudah 3 Des where some runs, or all, did not come to an end."""
    low, _, high = band
    if low is None:
        return say.text(N_("belum dalam delapan pekan"))
    if high is None:
        return say.text(N_("paling cepat {day}")).format(day=say.short_date(low))
    if low == high:
        return say.short_date(low)
    return say.text(N_("antara {first} dan {last}")).format(first=say.short_date(low), last=say.short_date(high))


def _plot(say: Wording, found: WeeksComparison, which: str) -> Course:
    """Both weeks laid over each other, day of work by day of work."""
    pairs = [
        (now, then)
        for now, then in zip(found.usual.days, found.other.days, strict=True)
        if now.seats or then.seats or round(now.pickups.high) or round(then.pickups.high)
    ]
    groups = []
    for days in pairs:
        bands: list[Band] = [getattr(day, which) for day in days]
        groups.append(
            Group(
                say.short_day(days[0].date),
                [band.middle for band in bands],
                said=[said(band) for band in bands],
                bands=[(band.low, band.high) for band in bands],
                short=f"{days[0].date.day} {say.month(days[0].date)}",
                is_named=days[0].date.weekday() == 0 or days == pairs[0],
            )
        )
    names = [say.text(name) for name in (NOW, THEN)]
    return Course(
        key=which,
        title=say.text(PLOTS[which]),
        desc=" ".join(say.text(MIDDLE_AND_BAND).format(name=name) for name in names),
        first=say.text(N_("Hari")),
        series=names,
        groups=groups,
        wide=OVER[0],
        high=OVER[1],
    )


def _rendered(
    request: Request, staff: SignedIn, form: _Form, shown: Shown | None = None, refusal: Refusal | None = None
) -> Response:
    typed = typed_in_address(request)
    percent = Number(
        "wave_percent", PERCENT, staff.office.wave_percent, RANGES["wave_percent"], typed.get("wave_percent")
    )
    return staff_page(
        request,
        staff,
        "office/forecasting/weeks.html",
        refusal,
        pages=PAGES,
        page=Page(
            services=form.services,
            service=typed.get("service", form.service),
            numbers=[
                Number("ready", DOCUMENTS, 0, READY, typed.get("ready"), easy=1_000),
                Number("cards_per_day", A_DAY, None, CARDS, typed.get("cards_per_day"), easy=300),
                percent,
            ],
            typed=typed,
            faults=refusal.errors if refusal else {},
            shown=shown,
        ),
    )


ROUTES: list[BaseRoute] = [Route("/office/forecast/weeks", page, name="forecast_weeks")]
