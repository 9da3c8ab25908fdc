"""Who collects for others and how often: nobody's name, a mark for each, and those marked who do so very often."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from scheduler.db.models import Office
from scheduler.domain.audit.deeds import Deed
from scheduler.domain.figures.proxies import Collector
from scheduler.domain.refusals import N_, Refusal
from scheduler.flow.core.audit import note_deed
from scheduler.flow.core.local_time import today_of
from scheduler.flow.figures.proxies import collectors_between
from scheduler.flow.staff import SignedIn
from scheduler.web.office.figures.handlers import PLACE
from scheduler.web.office.shared.figures_nav import links
from scheduler.web.office.shared.periods import day_of
from scheduler.web.office.shared.spreadsheets import CSV, Cell, Sheet, csv_of
from scheduler.web.shared.forms import Form, form_of
from scheduler.web.shared.nearest import to_page_above
from scheduler.web.shared.pages import language_of
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.fields import Line
from scheduler.web.shared.staff.pages import actor, in_place, now_of, staff_at, staff_page
from scheduler.web.shared.wording import Wording

YEARS = range(2000, 2100)
USUAL, LONGEST = timedelta(days=29), timedelta(days=366)
MOST = 200
"""Collectors on the page; the file has all."""
HEADINGS = (N_("Tanda"), N_("KK berbeda"), N_("Kedatangan"), N_("Dokumen"), N_("Sering"))


class FileForm(Form):
    """Which days; the fields are those of the page's address."""

    first: Line = ""
    last: Line = ""


async def page(request: Request) -> Response:
    """`?first=` and `?last=` are days, both counted; without them the last thirty."""
    return await _rendered(request, await staff_of(request, PLACE))


async def take_along(request: Request) -> Response:
    """All of the period as a file, also for who only looks; it is written down."""
    staff = await staff_of(request, PLACE, changes=False)
    form = await form_of(request, FileForm)
    now = now_of(request)
    first, last = _period(form.first, form.last, today_of(staff.office, now))
    found = await request.app.state.db.read_at_length(collectors_between, staff.office, first, last)
    wish = {"first": first.isoformat(), "last": last.isoformat()}
    await request.app.state.db.write(_note, staff.office, wish, by=actor(staff), now=now)
    say = Wording.of(language_of(request), staff.office)
    name = f"pengambilan-dengan-kuasa-{staff.office.code}-{first:%Y%m%d}-{last:%Y%m%d}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(csv_of(_sheet(found, say)), media_type=CSV, headers=headers)


@in_place(staff_at(PLACE))
async def refused(request: Request, staff: SignedIn, refusal: Refusal) -> Response:
    """A refusal stands above the last thirty days."""
    return await _rendered(request, staff, refusal)


async def _rendered(request: Request, staff: SignedIn, refusal: Refusal | None = None) -> Response:
    query = request.query_params
    first, last = _period(query.get("first", ""), query.get("last", ""), today_of(staff.office, now_of(request)))
    found = await request.app.state.db.read_at_length(collectors_between, staff.office, first, last)
    return staff_page(
        request,
        staff,
        "office/figures/proxies.html",
        refusal,
        collectors=found[:MOST],
        count=len(found),
        often=sum(each.is_often for each in found),
        least=staff.office.proxy_cap,
        first=first,
        last=last,
        links=list(links(request)),
    )


def _period(first: str, last: str, today: date) -> tuple[date, date]:
    """A period that cannot be read is the usual one; one that is too long begins later."""
    end = day_of(last, years=YEARS) or today
    begin = day_of(first, years=YEARS) or end - USUAL
    begin, end = min(begin, end), max(begin, end)
    return max(begin, end - LONGEST), end


def _sheet(found: Sequence[Collector], say: Wording) -> Sheet:
    often = say.text(N_("sering"))
    rows: list[list[Cell]] = [
        [each.mark, each.households, each.visits, each.documents, often if each.is_often else ""] for each in found
    ]
    return Sheet("proxies", say.text(N_("Pengambilan dengan kuasa")), [say.text(each) for each in HEADINGS], rows)


def _note(session: Session, office: Office, wish: dict[str, str], *, by: str, now: datetime) -> None:
    note_deed(session, office.id, Deed.EXPORTED, by=by, now=now, about="proxies", became=wish)


ROUTES: list[BaseRoute] = [
    Route("/office/figures/proxies", page, name="proxies"),
    Route("/office/figures/proxies/file", take_along, methods=["POST"], name="proxies_file"),
    Route("/office/figures/proxies/file", to_page_above),
]
