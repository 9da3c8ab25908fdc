"""The office page's form handlers: load, one step, a template."""

from datetime import datetime

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from scheduler.db.models import Office
from scheduler.domain.refusals import NotAllowed, Refusal
from scheduler.domain.stages import DocumentStage
from scheduler.flow.contact import manual_notices, wrong_number
from scheduler.flow.core.disclosing import disclose
from scheduler.flow.counter import counter_problems
from scheduler.flow.documents import documents, readiness
from scheduler.flow.staff import SignedIn
from scheduler.web.office.documents import view
from scheduler.web.office.documents.remembered_search import METHODS, Search
from scheduler.web.office.shared import move_words
from scheduler.web.office.shared.manual_notices import Asked
from scheduler.web.shared.forms import asked_for, form_of, typed_in
from scheduler.web.shared.staff.access import EVERYBODY, home_of, staff_of
from scheduler.web.shared.staff.fields import Line, NonceForm, Number
from scheduler.web.shared.staff.pages import actor, in_place, now_of, see_other, staff_at, staff_page


class StageForm(NonceForm):
    reference: Line
    stage: DocumentStage
    note: Line | None = None
    shelf: Line | None = None


class PhoneForm(NonceForm):
    """The right number of a document's phone; empty where the one on record is right."""

    reference: Line
    phone: Line | None = None


class ShownForm(NonceForm):
    reference: Line


class ToldForm(NonceForm):
    message: Number
    page: Number = 1
    about: Line = ""


async def index(request: Request) -> Response:
    """To the first page of the office that is for whoever asks."""
    staff = await staff_of(request, EVERYBODY)
    return RedirectResponse(request.url_for(home_of(staff.roles)).path, 303)


async def page(request: Request) -> Response:
    """`?q=` is a registration number, `?about=` what the list is narrowed to, `?page=` a page of it."""
    staff = await staff_of(request, "documents")
    wanted = asked_for(request)
    return _rendered(request, await request.app.state.db.read(view.office_page, staff, wanted, _asked(request)))


async def move_document(request: Request) -> Response:
    """One press takes a document to its next stage, or along the way to ready."""
    staff = await staff_of(request, "documents")
    form = await form_of(request, StageForm)
    facts = {"by": actor(staff), "now": now_of(request), "note": form.note}
    if form.stage == DocumentStage.RETURNED:
        await _take_back(request, form)
    elif form.stage == DocumentStage.READY:
        await request.app.state.db.write(readiness.mark_ready, staff.office, form.reference, shelf=form.shelf, **facts)
    elif form.stage in view.BY_NO_BUTTON:
        raise NotAllowed
    else:
        await request.app.state.db.write(documents.set_stage, staff.office, form.reference, form.stage, **facts)
    return see_other(request, "documents", q=form.reference)


async def _take_back(request: Request, form: StageForm) -> None:
    """A document went to the wrong person and was fetched back: a supervisor says so, and how it came about."""
    staff = await staff_of(request, "office")
    await request.app.state.db.write(
        counter_problems.report_wrong_person,
        staff.office,
        form.reference,
        note=form.note or "",
        by=actor(staff),
        now=now_of(request),
    )


async def confirm_phone(request: Request) -> Response:
    """A number that was stopped is right after all, or another is: the document's people are told again."""
    staff = await staff_of(request, "documents")
    form = await form_of(request, PhoneForm)
    await request.app.state.db.write(
        wrong_number.confirm_phone, staff.office, form.reference, form.phone, by=actor(staff), now=now_of(request)
    )
    return see_other(request, "documents", q=form.reference)


async def show(request: Request) -> Response:
    """What is masked of a document, on this one answer; who asked is written down in the same step."""
    staff = await staff_of(request, "documents")
    form = await form_of(request, ShownForm)
    shown = await request.app.state.db.write(
        _disclosed, staff.office, form.reference, by=actor(staff), now=now_of(request)
    )
    return _rendered(
        request, await request.app.state.db.read(view.office_page, staff, form.reference, _asked(request)), shown=shown
    )


def _disclosed(session: Session, office: Office, reference: str, *, by: str, now: datetime) -> dict[str, str]:
    document = documents.known_document(session, office, reference)
    return disclose(session, office, document, fields=("nik", "phone", "email"), place="documents", by=by, now=now)


async def tell(request: Request) -> Response:
    """A clerk has sent a message by hand."""
    staff = await staff_of(request, "documents")
    form = await form_of(request, ToldForm)
    await request.app.state.db.write(manual_notices.mark_told, staff.office, form.message, now=now_of(request))
    return see_other(request, "documents", **({"about": form.about} if form.about else {}), page=str(form.page))


@in_place(staff_at("documents"))
async def refused(request: Request, staff: SignedIn, refusal: Refusal) -> Response:
    """A refusal stands above the document it was about."""
    reference = (await typed_in(request)).get("reference", "")
    found = await request.app.state.db.read(view.office_page, staff, reference, _asked(request))
    return _rendered(request, found, refusal)


def _asked(request: Request) -> Asked:
    query, number = request.query_params, request.query_params.get("page", "1")
    return Asked(
        topic=query.get("about", ""),
        number=int(number) if number.isascii() and number.isdigit() and len(number) < 9 else 1,
        base_url=request.app.state.settings.base_url,
        now=now_of(request),
    )


def _rendered(
    request: Request, found: view.OfficePage, refusal: Refusal | None = None, *, shown: dict[str, str] | None = None
) -> Response:
    """shown: what a clerk asked to see of what is masked."""
    return staff_page(
        request,
        found.staff,
        "office/documents/page.html",
        refusal,
        page=found,
        words=move_words,
        shown=shown or {},
        asked=Search(),
        mark="",
        choices=found.choices,
        stages=list(DocumentStage),
        channels=METHODS,
    )


ROUTES: list[BaseRoute] = [
    Route("/office/documents", page, name="documents"),
    Route("/office/documents/stage", move_document, methods=["POST"], name="document_stage"),
    Route("/office/documents/disclosed", show, methods=["POST"], name="document_disclosed"),
    Route("/office/documents/phone", confirm_phone, methods=["POST"], name="document_phone"),
    Route("/office/messages/sent", tell, methods=["POST"], name="message_sent"),
    Route("/office/messages/sent", index),  # above it is another list
]
