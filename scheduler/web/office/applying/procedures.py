"""What may be applied for from home, with which papers: the supervisor's page. Clerks see it, supervisors change it."""

from functools import partial
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, Field, StringConstraints
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from scheduler.db.models import Office
from scheduler.domain.applying.procedure_items import EXAMPLES, Item
from scheduler.domain.applying.procedures import TOPICS
from scheduler.domain.applying.refusals import ProcedureFaulty
from scheduler.domain.audit.deeds import Deed
from scheduler.domain.offices.presets import REASONS
from scheduler.domain.refusals import Refusal
from scheduler.flow.applying import procedures_settings as settings
from scheduler.flow.applying.procedures_settings import ProcedurePlan, Switches
from scheduler.flow.offices.procedures import seed_procedures
from scheduler.flow.staff import SignedIn
from scheduler.web.office.applying.procedures_view import FAULTS, REASON_WORDS, procedures_page
from scheduler.web.shared.forms import days_in, form_of
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.changing import changed
from scheduler.web.shared.staff.fields import Line, NonceForm, Number
from scheduler.web.shared.staff.pages import in_place, see_other, staff_at, staff_page
from scheduler.web.shared.told import sentence
from scheduler.web.shared.wording import Wording

Form = TypeVar("Form", bound=BaseModel)
Text = Annotated[str, StringConstraints(max_length=2000, pattern=r"^[^\x00]*$")]


class ProcedureForm(NonceForm):
    """A procedure; without its code a new one, for a type and a reason. steps: one a line."""

    procedure: Line = ""
    type: Line = ""
    reason: Line = ""
    topic: Line = ""
    asks: Line = ""
    title: Line = ""
    steps: Text = ""
    working_days: Number = 0
    for_child: bool = False
    offered: bool = False

    @property
    def plan(self) -> ProcedurePlan:
        """What is asked for."""
        steps = [line.strip() for line in self.steps.splitlines() if line.strip()]
        return ProcedurePlan(self.topic, self.asks, self.title, steps, self.working_days, self.for_child, self.offered)


class ItemForm(NonceForm):
    """A line of a checklist, and what is to be done with it; without its number a new one."""

    procedure: Line
    item: Number | None = None
    do: Literal["keep", "remove", "up", "down"] = "keep"
    name: Line = ""
    explains: Text = ""
    example: Line = ""
    optional: bool = False
    most_pages: Number = Field(default=3)


class SwitchForm(NonceForm):
    """The office's switches."""

    applies_online: bool = False
    asks_to_wait: bool = False
    unanswered_days: Line = ""
    lapse_days: Number = 0

    @property
    def switches(self) -> Switches:
        """What is asked for. Raises ProcedureFaulty for days that cannot be read."""
        days = days_in(self.unanswered_days)
        if days is None:
            raise ProcedureFaulty(errors={"unanswered_days": "unreadable"}, fields="")
        return Switches(self.applies_online, self.asks_to_wait, days, self.lapse_days)


async def page(request: Request) -> Response:
    """`?procedure=` is the one that is changed, `?new=1` opens a form for another; `?done=1` after a form was taken."""
    staff = await staff_of(request, "documents")
    query = request.query_params
    return await _rendered(request, staff, query.get("procedure"), new="new" in query)


async def keep(request: Request) -> Response:
    """Change a procedure as the form says, or add one."""
    staff, form = await _form(request, ProcedureForm)
    change = partial(changed, request, staff, Deed.PROCEDURE_CHANGED)
    if form.procedure:
        await change(settings.edit_procedure, form.procedure, form.plan)
        return see_other(request, "procedures", procedure=form.procedure, done="1")
    made = await change(settings.add_procedure, form.type, form.reason, form.plan)
    return see_other(request, "procedures", procedure=made.code, done="1")


async def keep_line(request: Request) -> Response:
    """One line of a checklist: kept, taken off, or moved."""
    staff, form = await _form(request, ItemForm)
    await changed(request, staff, Deed.PROCEDURE_CHANGED, _line_as_told, form)
    here = request.url_for("procedures").path
    return RedirectResponse(f"{here}?procedure={form.procedure}&done=1#items", 303)


async def keep_switches(request: Request) -> Response:
    """The office's switches as the form says."""
    staff, form = await _form(request, SwitchForm)
    await changed(request, staff, Deed.PROCEDURE_CHANGED, settings.switch, form.switches)
    return see_other(request, "procedures", done="1")


async def fill(request: Request) -> Response:
    """Add the presets that are not there yet."""
    staff, _ = await _form(request, NonceForm)
    await changed(request, staff, Deed.PROCEDURE_CHANGED, seed_procedures)
    return see_other(request, "procedures", done="1")


@in_place(staff_at("documents"))
async def refused(request: Request, staff: SignedIn, refusal: Refusal) -> Response:
    """A refusal stands above the forms, with what was typed in them."""
    typed = getattr(request.state, "typed", None)
    code = getattr(typed, "procedure", None)
    return await _rendered(request, staff, code, refusal, new=isinstance(typed, ProcedureForm) and not code)


def _line_as_told(session: Session, office: Office, form: ItemForm) -> None:
    item_id = form.item
    if form.do == "keep" or item_id is None:
        item = Item(form.name, form.explains, form.example, form.optional, form.most_pages)
        settings.keep_item(session, office, form.procedure, item_id, item)
    elif form.do == "remove":
        settings.remove_item(session, office, form.procedure, item_id)
    else:
        settings.move_item(session, office, form.procedure, item_id, up=form.do == "up")


async def _form(request: Request, model: type[Form]) -> tuple[SignedIn, Form]:
    staff = await staff_of(request, "office")
    form = await form_of(request, model)
    request.state.typed = form
    return staff, form


def _told(refusal: Refusal, say: Wording) -> str:
    fields = refusal.errors if isinstance(refusal, ProcedureFaulty) else ()
    if not fields:
        return sentence(refusal, say)
    return say.text(refusal.sentence).format(fields=", ".join(say.text(FAULTS.get(name, name)) for name in fields))


async def _rendered(
    request: Request, staff: SignedIn, wanted: str | None, refusal: Refusal | None = None, *, new: bool = False
) -> Response:
    leads = staff.leads
    shown = await request.app.state.db.read(procedures_page, staff.office, wanted if leads else None)
    typed = getattr(request.state, "typed", None) if refusal else None

    return staff_page(
        request,
        staff,
        "office/applying/procedures.html",
        refusal,
        told=_told,
        page=shown,
        topics=TOPICS,
        reasons=REASON_WORDS,
        codes=REASONS,
        examples=EXAMPLES,
        faults=refusal.errors if isinstance(refusal, ProcedureFaulty) else {},
        new=new and leads,
        done="done" in request.query_params,
        typed=typed if isinstance(typed, ProcedureForm) else None,
        line=typed if isinstance(typed, ItemForm) else None,
        switches=typed if isinstance(typed, SwitchForm) else shown.office,
    )


ROUTES: list[BaseRoute] = [
    Route("/office/procedures", page, name="procedures"),
    Route("/office/procedures", keep, methods=["POST"], name="procedure"),
    Route("/office/procedures/items", keep_line, methods=["POST"], name="procedure_items"),
    Route("/office/procedures/switches", keep_switches, methods=["POST"], name="procedure_switches"),
    Route("/office/procedures/presets", fill, methods=["POST"], name="procedure_presets"),
]
