"""The office page's form handlers: load, one step, a template."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from scheduler.domain.errors import NotAllowed, Refusal
from scheduler.domain.stages import DocumentStage
from scheduler.flow import documents, readiness, telling
from scheduler.messages import links
from scheduler.web.access import staff_of
from scheduler.web.forms import form_of
from scheduler.web.office import history, view
from scheduler.web.problems import sentence
from scheduler.web.staff import Line, NonceForm, Number, actor, in_place, new_nonce, now_of, see_other
from scheduler.web.wording import Wording


class StageForm(NonceForm):
    reference: Line
    stage: DocumentStage
    note: Line | None = None
    shelf: Line | None = None


class ToldForm(NonceForm):
    message: Number
    page: Number = 1


async def index(request: Request) -> Response:
    """The office's only page so far."""
    return RedirectResponse(request.url_for("documents").path, 303)


async def page(request: Request) -> Response:
    """`?q=` is a registration number, `?page=` a page of the list."""
    staff = await staff_of(request, "documents")
    wanted = request.query_params.get("q", "").replace("\0", "").strip()[:200]
    number = request.query_params.get("page", "1")
    return _rendered(request, await request.app.state.db.read(
        view.office_page, staff, wanted, int(number) if number.isascii() and number.isdigit() and len(number) < 9 else 1
    ))  # fmt: skip


async def move_document(request: Request) -> Response:
    """One press takes a document to its next stage, or along the way to ready."""
    staff = await staff_of(request, "documents")
    form = await form_of(request, StageForm)
    facts = {"by": actor(staff), "now": now_of(request), "note": form.note}
    if form.stage == DocumentStage.READY:
        await request.app.state.db.write(readiness.mark_ready, staff.office, form.reference, shelf=form.shelf, **facts)
    elif form.stage in view.ONLY_AT_THE_COUNTER:
        raise NotAllowed
    else:
        await request.app.state.db.write(documents.set_stage, staff.office, form.reference, form.stage, **facts)
    return see_other(request, "documents", q=form.reference)


async def tell(request: Request) -> Response:
    """A clerk has sent the message."""
    staff = await staff_of(request, "documents")
    form = await form_of(request, ToldForm)
    await request.app.state.db.write(telling.mark_told, staff.office, form.message, now=now_of(request))
    return see_other(request, "documents", page=str(form.page))


async def refused(request: Request, refusal: Refusal) -> Response:
    """A refusal stands above the document it was about."""
    staff = await in_place(request, refusal, lambda: staff_of(request, "documents"))
    if isinstance(staff, Response):
        return staff
    wanted = (
        str((await request.form()).get("reference", "")).replace("\0", "")[:200] if request.method == "POST" else ""
    )
    found = await request.app.state.db.read(view.office_page, staff, wanted, 1)
    return _rendered(request, found, refusal)


def _rendered(request: Request, found: view.OfficePage, refusal: Refusal | None = None) -> Response:
    base_url = request.app.state.settings.base_url

    def told(say: Wording) -> str:
        return sentence(refusal, say) if refusal else ""

    def whatsapp(ready: links.Ready, say: Wording) -> str | None:
        language = ready.invitation.language
        text = links.ready_text(ready, base_url=base_url, translate=Wording(language, say.zone).text, language=language)
        return links.wa_me(ready.phone, text) if ready.phone else None

    def link(ready: links.Ready) -> str:
        return links.invitation_url(base_url, ready.invitation)

    response: Response = request.app.state.pages.render(
        request, "office/documents.html", status=refusal.status if refusal else 200, zone=found.office.timezone,
        page=found, told=told, whatsapp=whatsapp, link=link, nonce=new_nonce, words=history,
    )  # fmt: skip
    return response


ROUTES: list[BaseRoute] = [
    Route("/office", index, name="office"),
    Route("/office/documents", page, name="documents"),
    Route("/office/documents/stage", move_document, methods=["POST"], name="document_stage"),
    Route("/office/messages/sent", tell, methods=["POST"], name="message_sent"),
]
