"""Open data of an office: a page that says what there is, and the files."""

from datetime import date, datetime, timedelta
from functools import partial

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from scheduler.db import queries
from scheduler.db.models import Office
from scheduler.domain.public.open_data import LEAST
from scheduler.domain.public.refusals import NotPublished
from scheduler.domain.refusals import Refusal, Unknown
from scheduler.flow.public.open_data import month_of, months_of
from scheduler.web.citizen.public import tables
from scheduler.web.shared.pages import render
from scheduler.web.shared.public.answers import public_answer
from scheduler.web.shared.public.kept import Kept
from scheduler.web.shared.public.reasons import REASONS
from scheduler.web.shared.refusal_responses import page_of
from scheduler.web.shared.staff.access import office_of_path

LASTS = timedelta(minutes=15)
"""So long a file is given as it was made: numbers of paper may still be written down for days that are over."""
PACKAGE = "datapackage.json"
EVERY_SITE = {"Access-Control-Allow-Origin": "*"}


async def open_data(request: Request) -> Response:
    """What open data there is, what each column means, and under which licence."""
    office = await _office(request)
    months = await request.app.state.db.read(months_of, office, now=request.app.state.clock())
    services = await request.app.state.db.read(queries.all_services_of, office.id)
    return render(
        request,
        "citizen/public/data.html",
        about=office,
        office=office,
        months=[(month, tables.name_of(month)) for month in months],
        services=services,
        tables=tables,
        meanings=tables.meanings(),
        reasons=REASONS,
        least=LEAST,
    )


async def data_file(request: Request) -> Response:
    """A month as CSV, or the description of all of them; pages of other sites may read it, and that there is none."""
    try:
        answer = await _file(request)
    except Refusal as refusal:
        answer = page_of(request, refusal)
    answer.headers.update(EVERY_SITE)
    return answer


async def _file(request: Request) -> Response:
    """Raises MonthNotOver, NotPublished, Unknown, Unavailable."""
    office, file = await _office(request), request.path_params["file"]
    now = request.app.state.clock()
    kept: Kept[bytes] = request.app.state.open_data
    month = tables.month_named(file)
    if month is None and file != PACKAGE:
        raise Unknown
    home = f"{request.app.state.settings.base_url}{request.url_for('public_office', office=office.code).path}"
    reading = await kept.get(
        (office.id, file), partial(request.app.state.db.read_at_length, _made, office, month, home, now=now)
    )
    kind = "text/csv" if month else "application/json"
    answer = public_answer(request, reading.value, kind, lasts=LASTS, age=reading.age(now))
    if month:
        answer.headers["Content-Disposition"] = f'attachment; filename="{office.code}-{file}"'
    return answer


async def _office(request: Request) -> Office:
    """The office in the path. Raises OfficeUnknown, and NotPublished where it shows no figures."""
    office = await office_of_path(request)
    if not office.public_figures or office.starting is not None:
        raise NotPublished
    return office


def _made(session: Session, office: Office, month: date | None, home: str, *, now: datetime) -> bytes:
    """The file of a month; without one the description of all. Raises MonthNotOver."""
    if month is None:
        return tables.package(office.code, office.name, months_of(session, office, now=now), home)
    return tables.table(month_of(session, office, month, now=now)).encode()
