"""The report of a month: as a page to print, and as a PDF."""

import asyncio
from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated

from pydantic import StringConstraints
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from scheduler.db import queries
from scheduler.db.models import Office
from scheduler.domain.audit.deeds import Deed
from scheduler.domain.figures.months import Month, month_of, months_until
from scheduler.domain.figures.report_refusals import PdfNotInstalled
from scheduler.domain.refusals import N_, Refusal
from scheduler.flow.core.audit import note_deed
from scheduler.flow.core.local_time import today_of
from scheduler.flow.figures.month import began_on, month_report
from scheduler.flow.staff import SignedIn
from scheduler.web.office.figures.handlers import PLACE
from scheduler.web.office.figures.month_pdf import Signer, pdf_of
from scheduler.web.office.figures.month_sheet import MonthSheet, file_name, sheet_of
from scheduler.web.office.shared.figures_nav import links
from scheduler.web.shared.forms import Form, form_of, typed_in
from scheduler.web.shared.nearest import to_page_above
from scheduler.web.shared.pages import language_of
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.pages import actor, in_place, now_of, staff_at, staff_page
from scheduler.web.shared.wording import Wording

Short = Annotated[str, StringConstraints(strip_whitespace=True, max_length=100, pattern=r"^[^\x00]*$")]

TRAINING = N_("LATIHAN. Angka ini bukan angka sungguhan.")


class PdfForm(Form):
    """Which month, and who signs it. signer, nip: for this file alone."""

    month: Short = ""
    signer: Short = ""
    nip: Short = ""


async def page(request: Request) -> Response:
    """`?month=2020-04`; without it the last month that is over."""
    return await _rendered(request, await staff_of(request, PLACE), request.query_params.get("month", ""))


async def pdf(request: Request) -> Response:
    """The same as a file, also for who only looks; that it was taken along is written down."""
    staff = await staff_of(request, PLACE, changes=False)
    form = await form_of(request, PdfForm)
    now = now_of(request)
    say = Wording.of(language_of(request), staff.office)
    sheet, month, _ = await request.app.state.db.read(_sheet, staff.office, form.month, say, now=now)
    training = say.text(TRAINING) if request.app.state.training else ""
    signer = Signer(form.signer, form.nip)
    content = await asyncio.to_thread(pdf_of, sheet, signer, say.language, training=training, now=now)
    facts = {"by": actor(staff), "now": now}
    await request.app.state.db.write(_note, staff.office.id, f"{month.first:%Y-%m}", **facts)
    name = file_name(staff.office, month.first)
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, media_type="application/pdf", headers=headers)


@in_place(staff_at(PLACE))
async def refused(request: Request, staff: SignedIn, refusal: Refusal) -> Response:
    """What was typed stays. Where there is no report of the month, the months stand there that have one."""
    typed = await typed_in(request) if request.method == "POST" else dict(request.query_params)
    has_sheet = isinstance(refusal, PdfNotInstalled)
    return await _rendered(request, staff, typed.get("month", ""), refusal, typed=typed, has_sheet=has_sheet)


async def _rendered(
    request: Request,
    staff: SignedIn,
    asked: str,
    refusal: Refusal | None = None,
    *,
    typed: dict[str, str] | None = None,
    has_sheet: bool = True,
) -> Response:
    say, now = Wording.of(language_of(request), staff.office), now_of(request)
    database = request.app.state.db
    sheet = month = None
    if has_sheet:
        sheet, month, months = await database.read(_sheet, staff.office, asked, say, now=now)
    else:
        months = await database.read(_months, staff.office, now=now)
    return staff_page(
        request,
        staff,
        "office/figures/month.html",
        refusal,
        sheet=sheet,
        month=month,
        months=months,
        typed=typed or {},
        links=list(links(request)),
    )


def _sheet(
    session: Session, office: Office, asked: str, say: Wording, *, now: datetime
) -> tuple[MonthSheet, Month, Sequence[date]]:
    """The sheet of the month that was asked for, and the months of the office. Raises as `month_of`."""
    began, today = began_on(session, office), today_of(office, now)
    month = month_of(asked, began=began, today=today)
    report = month_report(session, office, month, now=now)
    services = queries.all_services_of(session, office.id)
    return sheet_of(report, office, services, say, now=now), month, months_until(began, today)


def _months(session: Session, office: Office, *, now: datetime) -> Sequence[date]:
    return months_until(began_on(session, office), today_of(office, now))


def _note(session: Session, office_id: int, month: str, *, by: str, now: datetime) -> None:
    note_deed(session, office_id, Deed.EXPORTED, by=by, now=now, about="month_report", became={"month": month})


ROUTES: list[BaseRoute] = [
    Route("/office/figures/month", page, name="monthly_report"),
    Route("/office/figures/month/pdf", pdf, methods=["POST"], name="monthly_report_pdf"),
    Route("/office/figures/month/pdf", to_page_above),
]
