"""The end of an application by its citizen: asked once more where it was sent, then done."""

from functools import partial
from typing import Any

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from scheduler.db import queries
from scheduler.db.models import Document, Office, Slot
from scheduler.domain.applying.refusals import ApplicationUnderWay
from scheduler.flow.applying import giving_up
from scheduler.flow.applying.applications import application_by_code
from scheduler.web.citizen.applying.owner import by_code
from scheduler.web.citizen.applying.sending import code_of, now_of
from scheduler.web.shared.pages import render


async def ask_withdrawal(request: Request) -> Response:
    """What giving an application up means, and the button for it; of one that has ended its own page says so.

    Raises ApplicationUnknown, ApplicationUnderWay.
    """
    code = code_of(request)
    found = await by_code(request, partial(request.app.state.db.read, _given_up, code))
    here = request.url_for("application", code=code).path
    if found["is_over"]:
        return RedirectResponse(here, status_code=303)
    return render(request, "citizen/applying/withdrawal.html", about=found["office"], back=here, code=code, **found)


async def withdraw_application(request: Request) -> Response:
    """Give an application up."""
    await by_code(
        request, partial(request.app.state.db.write, giving_up.withdraw, code_of(request), now=now_of(request))
    )
    return RedirectResponse(request.url_for("application", code=code_of(request)).path, status_code=303)


def _given_up(session: Session, code: str) -> dict[str, Any]:
    """What the page names: the office, the document of one that was sent, and when its visit is, which may end too.

    is_over: the application was given up already.
    """
    application = application_by_code(session, code)
    office: Office = queries.office_by_id(session, application.office_id)
    document = session.get(Document, application.document_id) if application.document_id else None
    is_over = application.withdrawn_at is not None or (document is not None and document.stage == "withdrawn")
    booking = queries.live_booking_of_document(session, document.id) if document else None
    if document is not None and not is_over and not giving_up.may_be_given_up(document, booking):
        raise ApplicationUnderWay(phone=office.phone or office.name)
    slot = session.get(Slot, booking.slot_id) if booking and booking.slot_id else None
    others = booking is not None and len(queries.documents_of_booking(session, booking.id, live=True)) > 1
    return {"office": office, "document": document, "is_over": is_over, "slot": slot, "others": others}
