"""The figures of applications as plots, each with its table: how they came, how soon they were answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from scheduler.db.models import Office
from scheduler.domain.refusals import N_
from scheduler.web.office.applying.counted import Answers, Week, by_procedure, by_week, sent_in
from scheduler.web.office.applying.list_view import ORIGINS
from scheduler.web.office.shared.periods import last_days
from scheduler.web.office.shared.plots import Group, Plot
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.pages import now_of, staff_page
from scheduler.web.shared.wording import Wording

PERIODS = (28, 84)


@dataclass(frozen=True, slots=True)
class FiguresPage:
    """What is plotted of the last so many days."""

    days: int
    weeks: Sequence[Week]
    procedures: Sequence[Answers]
    count: int


async def page(request: Request) -> Response:
    """The figures of applications. `?days=` is 28 or 84. For whoever leads the office."""
    staff = await staff_of(request, "office")
    asked = request.query_params.get("days", "")
    days = int(asked) if asked in map(str, PERIODS) else PERIODS[0]
    found = await request.app.state.db.read_at_length(figures_page, staff.office, days, now=now_of(request))
    return staff_page(
        request,
        staff,
        "office/applying/figures.html",
        page=found,
        periods=PERIODS,
        coming=coming,
        answering=answering,
        at_once=at_once,
        share=share,
        span=span,
    )


def figures_page(session: Session, office: Office, days: int, *, now: datetime) -> FiguresPage:
    """The figures of an office at a moment."""
    period = last_days(office, days, now)
    sent = sent_in(session, office, period)
    return FiguresPage(days, by_week(sent, period), by_procedure(sent), len(sent))


def coming(say: Wording, page: FiguresPage) -> Plot:
    """How many applications came by which channel, week by week."""
    groups = [_group(say, week, list(week.by_channel.values()), []) for week in page.weeks]
    total = say.text(N_("Semuanya {count} permohonan.")).format(count=page.count)
    series = [say.text(ORIGINS[name]) for name in page.weeks[0].by_channel]
    return Plot(
        "coming", say.text(N_("Permohonan masuk per minggu")), total, say.text(N_("Minggu mulai")), series, groups
    )


def answering(say: Wording, page: FiguresPage) -> Plot:
    """How long it took until the first answer, by the week in which applications were sent."""
    series = [say.text(N_("Median")), say.text(N_("9 dari 10 dijawab dalam"))]
    groups = []
    for week in page.weeks:
        values = (week.answers.median, week.answers.most)
        drawn = [None if value is None else round(value, 1) for value in values]
        groups.append(_group(say, week, drawn, [span(say, value) for value in values]))
    desc = say.text(N_("Dari dikirim sampai pertama kali dijawab petugas, dalam jam."))
    return Plot(
        "answering",
        say.text(N_("Lama sampai jawaban pertama")),
        desc,
        say.text(N_("Minggu mulai")),
        series,
        groups,
        say.text(N_("dalam jam")),
        "," if say.language == "id" else ".",
    )


def at_once(say: Wording, page: FiguresPage) -> Plot:
    """Which share of what was answered was complete at the first try."""
    groups = []
    for week in page.weeks:
        each = week.answers
        value = round(100 * each.at_once / each.answered) if each.answered else None
        groups.append(_group(say, week, [value], [share(each)]))
    desc = say.text(N_("Persen dari permohonan yang sudah dijawab."))
    return Plot(
        "at-once",
        say.text(N_("Lengkap sejak pengajuan pertama")),
        desc,
        say.text(N_("Minggu mulai")),
        [say.text(N_("Lengkap sejak awal"))],
        groups,
        "%",
    )


def share(each: Answers) -> str:
    """How many were complete at once, of those that were answered: 12/20 (60%); a dash where nothing was."""
    return f"{each.at_once}/{each.answered} ({each.at_once / each.answered:.0%})" if each.answered else "–"


def span(say: Wording, hours: float | None) -> str:
    """A number of hours in words: 12 menit; 1 jam 5 menit; 2 hari 3 jam; a dash for None."""
    return "–" if hours is None else say.lasts(timedelta(hours=hours))


def _group(say: Wording, week: Week, values: Sequence[float | None], said: Sequence[str]) -> Group:
    return Group(say.day_month(week.first), values, said)
