"""The figures of the messages as plots, each with its table: delivery by channel, and the inbox's age."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from scheduler.db.models import Office
from scheduler.domain.refusals import N_
from scheduler.messages.channels import KINDS
from scheduler.web.office.messages.counted import Delivered, delivered_by_channel
from scheduler.web.office.messages.waited import Waited, waited_by_day
from scheduler.web.office.shared import message_words as words
from scheduler.web.office.shared.periods import last_days
from scheduler.web.office.shared.plots import Group, Plot
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.pages import now_of, staff_page
from scheduler.web.shared.wording import Wording

PERIODS = (7, 30)
HOURS_FROM = 180
"""Minutes from which waits are drawn in hours."""


@dataclass(frozen=True, slots=True)
class FiguresPage:
    """What is plotted of the last so many days."""

    days: int
    delivered: Sequence[Delivered]
    waited: Sequence[Waited]

    @property
    def waiting(self) -> int:
        """Conversations of the period that still wait."""
        return sum(each.waiting for each in self.waited)

    @property
    def has_waits(self) -> bool:
        """Whether anybody waited for a clerk."""
        return any(each.minutes for each in self.waited)

    @property
    def unsettled(self) -> int:
        return sum(each.unsettled for each in self.delivered)


async def page(request: Request) -> Response:
    """The figures of messages. `?days=` is 7 or 30."""
    staff = await staff_of(request, "documents")
    asked = request.query_params.get("days", "")
    days = int(asked) if asked in map(str, PERIODS) else PERIODS[0]
    found = await request.app.state.db.read_at_length(figures_page, staff.office, days, now=now_of(request))
    return staff_page(
        request, staff, "office/messages/figures.html", page=found, periods=PERIODS, delivery=delivery, ages=ages
    )


def figures_page(session: Session, office: Office, days: int, *, now: datetime) -> FiguresPage:
    """The figures of an office at a moment."""
    period = last_days(office, days, now)
    return FiguresPage(days, delivered_by_channel(session, office, period), waited_by_day(session, office, period))


def delivery(say: Wording, page: FiguresPage) -> Plot:
    """What channels did with what they were given."""
    series = [N_("Diterima saluran"), N_("Sudah sampai"), N_("Dibaca"), N_("Gagal")]
    groups = [
        Group(words.channel(say, each.channel), (each.accepted, *_reported(each), each.failed), _shares(each))
        for each in page.delivered
    ]
    told = [
        say.text(N_("{channel}: {accepted} diterima, {delivered} sampai, {read} dibaca, {failed} gagal.")).format(
            channel=words.channel(say, each.channel),
            accepted=each.accepted,
            delivered=each.delivered,
            read=each.read,
            failed=each.failed,
        )
        for each in page.delivered
    ]
    return Plot(
        "delivery",
        say.text(N_("Pengiriman per saluran")),
        " ".join(told),
        say.text(N_("Saluran")),
        [say.text(name) for name in series],
        groups,
    )


def ages(say: Wording, page: FiguresPage) -> Plot:
    """How long citizens waited for a clerk, day by day."""
    in_hours = any((each.longest or 0) >= HOURS_FROM for each in page.waited)
    groups = [
        Group(
            say.short_day(each.day),
            [_drawn(minutes, in_hours=in_hours) for minutes in (each.median, each.longest)],
            [span(say, minutes) for minutes in (each.median, each.longest)],
            f"{say.weekday(each.day)} {each.day.day}",
        )
        for each in page.waited
    ]
    longest = max(page.waited, key=lambda each: each.longest or 0)
    desc = say.text(N_("Paling lama {span}, {day}.")).format(
        span=span(say, longest.longest), day=say.short_day(longest.day)
    )
    return Plot(
        "ages",
        say.text(N_("Lama menunggu jawaban petugas, menurut hari warga menulis")),
        desc,
        say.text(N_("Hari")),
        [say.text(N_("Median")), say.text(N_("Paling lama"))],
        groups,
        say.text(N_("dalam jam")) if in_hours else say.text(N_("menit")),
        "," if say.language == "id" else ".",
    )


def span(say: Wording, minutes: float | None) -> str:
    """Minutes in words: 12 menit; 1 jam 5 menit; 2 hari 3 jam; a dash for None."""
    return "–" if minutes is None else say.lasts(timedelta(minutes=round(minutes)))


def _reported(each: Delivered) -> tuple[int | None, int | None]:
    """What was delivered and read; None where a channel does not tell."""
    kind = KINDS.get(each.channel)
    tells = bool(each.delivered) or (kind is not None and kind.reports)
    return (each.delivered, each.read) if tells else (None, None)


def _shares(each: Delivered) -> list[str]:
    """The numbers of the table; beside what was delivered and read, which share that is of what was taken."""
    of = each.accepted
    parts = [f"{count} ({count / of:.0%})" if count else "0" for count in (each.delivered, each.read)]
    return [str(of), *parts, str(each.failed)]


def _drawn(minutes: float | None, *, in_hours: bool) -> float | None:
    return None if minutes is None else round(minutes / 60, 1) if in_hours else round(minutes)
