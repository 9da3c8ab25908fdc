"""The pages of figures, and their tables taken along as files."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import datetime
from functools import partial

from sqlmodel import Session
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from scheduler.db.models import Office
from scheduler.domain.audit.deeds import Deed
from scheduler.domain.figures.alike import MEANING
from scheduler.domain.figures.counts import Counts, Every
from scheduler.domain.figures.kinds import Figure
from scheduler.domain.refusals import Refusal
from scheduler.flow.core.audit import note_deed
from scheduler.flow.core.local_time import today_of
from scheduler.flow.figures.counting import definition_of
from scheduler.flow.figures.reading import counts_of, days_of_work
from scheduler.flow.staff import SignedIn
from scheduler.web.office.figures import asked, files, numbers
from scheduler.web.office.figures.asked import Asked, Days
from scheduler.web.office.figures.known import Known, known_of
from scheduler.web.office.figures.sections import PAGES, Page
from scheduler.web.office.figures.view import View, cut_of
from scheduler.web.office.shared.figures_nav import links
from scheduler.web.office.shared.spreadsheets import CSV, XLSX, csv_of, xlsx_of
from scheduler.web.shared.forms import Form, form_of
from scheduler.web.shared.nearest import to_page_above
from scheduler.web.shared.pages import language_of
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.fields import Line
from scheduler.web.shared.staff.pages import actor, in_place, now_of, staff_at, staff_page
from scheduler.web.shared.wording import Wording

PLACE = "figures"
FORMATS = {"xlsx": XLSX, "csv": CSV}
"""Endings of files, and what browsers are told of them."""
MOVED = {
    "/office/turned-away": "figures_hall",
    "/office/applications/figures": "figures_applications",
    "/office/messages/figures": "figures_messages",
}
"""Where figures stood before, and the page on which they stand now."""


class FileForm(Form):
    """page: a key of PAGES; table: of a table there, `files.RAW`, or none for all of the page; format: of FORMATS.

    The days are those of the address, as of a page.
    """

    page: Line = ""
    table: Line = ""
    format: Line = "xlsx"


async def take_along(request: Request) -> Response:
    """Tables as a file, also for who only looks; that it was taken along is written down."""
    staff = await staff_of(request, PLACE, changes=False)
    form = await form_of(request, FileForm)
    now, page = now_of(request), PAGES.get(form.page, PAGES[""])
    wanted = await _asked(request, staff)
    kind = form.format if form.format in FORMATS else "xlsx"
    is_raw = form.table == files.RAW
    view = await _view(
        request, staff, wanted, list(Figure) if is_raw else page.figures, every=Every.DAY if is_raw else None
    )
    first, last = (day.isoformat() for day in (wanted.days.first, wanted.days.last))
    wish = {"about": page.key, "format": kind, "first": first, "last": last}
    await request.app.state.db.write(_note, staff.office, wish, by=actor(staff), now=now)
    body = await run_in_threadpool(_body, view, page, form.table, kind)
    name = f"angka-{staff.office.code}-{form.table if is_raw else page.key or 'ringkasan'}-{first}-{last}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(body, media_type=FORMATS[kind], headers=headers)


def _body(view: View, page: Page, table: str, kind: str) -> bytes:
    """The file. A CSV holds one table: without one that is named, the first of the page."""
    if table == files.RAW:
        sheets = [files.raw(view, view.counts.each())]
    else:
        sheets = list(files.sheets_of(page.section(view), table))
    return csv_of(sheets[0]) if kind == "csv" else xlsx_of(sheets)


def _note(session: Session, office: Office, wish: Mapping[str, str], *, by: str, now: datetime) -> None:
    note_deed(session, office.id, Deed.EXPORTED, by=by, now=now, about="figures", became=wish)


@in_place(staff_at(PLACE))
async def refused(request: Request, staff: SignedIn, refusal: Refusal) -> Response:
    """A refusal stands above today's figures, with the days as they were typed."""
    page = next((each for each in PAGES.values() if request.url.path.endswith(each.path)), PAGES[""])
    return await _rendered(request, staff, page, asked.usual(today_of(staff.office, now_of(request))), refusal)


def _shows(page: Page) -> Callable[[Request], Awaitable[Response]]:
    """A page: `?span=` and `?day=`, or `?from=` and `?to=`; `?against=`, with `?against_from=` and `?against_to=`."""

    async def shown(request: Request) -> Response:
        staff = await staff_of(request, PLACE)
        wanted = await _asked(request, staff)
        return await _rendered(request, staff, page, wanted)

    return shown


async def _asked(request: Request, staff: SignedIn) -> Asked:
    """What the address asks for. Raises as `asked.asked_of`."""
    is_open = await request.app.state.db.read(days_of_work, staff.office)
    return asked.asked_of(request.query_params, today_of(staff.office, now_of(request)), is_open)


def _moved(route: str) -> Callable[[Request], Awaitable[Response]]:
    async def led(request: Request) -> Response:
        await staff_of(request, PLACE)
        return RedirectResponse(request.url_for(route).path, 301)

    return led


async def _rendered(
    request: Request, staff: SignedIn, page: Page, wanted: Asked, refusal: Refusal | None = None
) -> Response:
    view = await _view(request, staff, wanted, page.figures)
    typed = {name: request.query_params[name] for name in asked.DATES if name in request.query_params}
    return staff_page(
        request,
        staff,
        "office/figures/page.html",
        refusal,
        page=page,
        view=view,
        section=page.section(view),
        asked=wanted,
        typed=typed if refusal else {},
        until=now_of(request),
        spans=asked.SPANS,
        against=asked.AGAINST,
        links=list(links(request, wanted.address)),
        meanings=lambda figures: [definition_of(each) for each in figures],
        alike=MEANING,
        cell=partial(numbers.cell, view.say),
        days=partial(numbers.days, view.say),
        raw=files.RAW,
    )


async def _view(
    request: Request, staff: SignedIn, wanted: Asked, figures: Collection[Figure], *, every: Every | None = None
) -> View:
    found = await request.app.state.db.read_at_length(
        _load, staff.office, wanted, figures, now=now_of(request), every=every
    )
    return View(Wording.of(language_of(request), staff.office), wanted, *found)


def _load(
    session: Session,
    office: Office,
    wanted: Asked,
    figures: Collection[Figure],
    *,
    now: datetime,
    every: Every | None,
) -> tuple[Counts, Counts, Known]:
    """The counts of the days and of those beside them. every: what spreads are put together for;
    None: as the days are shown.
    """

    def counts(days: Days) -> Counts:
        return counts_of(session, office, figures, days.first, days.last, now=now, every=every or cut_of(days))

    return counts(wanted.days), counts(wanted.other), known_of(session, office)


ROUTES: list[BaseRoute] = [
    *(Route(page.path, _shows(page), name=page.route) for page in PAGES.values()),
    Route("/office/figures/files", take_along, methods=["POST"], name="figures_file"),
    Route("/office/figures/files", to_page_above),
    *(Route(path, _moved(route)) for path, route in MOVED.items()),
]
