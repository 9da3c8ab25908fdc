"""Ready answers: listed, added, said otherwise, taken away; by supervisors."""

from collections.abc import Callable
from typing import Any

from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from scheduler.domain.audit.deeds import Deed
from scheduler.domain.refusals import Refusal
from scheduler.flow.staff import SignedIn
from scheduler.flow.talks import ready_answers
from scheduler.flow.talks.ready_answers import LONGEST, LONGEST_TITLE, Ready, answers_of
from scheduler.web.office.talks import words
from scheduler.web.shared.forms import clean, form_of
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.changing import changed
from scheduler.web.shared.staff.fields import Line, NonceForm
from scheduler.web.shared.staff.pages import in_place, see_other, staff_at, staff_page


class AnswerForm(NonceForm):
    """An answer; `was`: the title of the one that is changed or removed."""

    was: Line = ""
    title: Line = ""
    text: str = Field("", max_length=10 * LONGEST, pattern=r"^[^\x00]*$")

    @property
    def answer(self) -> Ready:
        """The answer as the steps take it."""
        return Ready(self.title, self.text)


async def page(request: Request) -> Response:
    """The ready answers; `?change=` is the title of the one in the form."""
    staff = await staff_of(request, "office")
    return await _rendered(request, staff, wanted=request.query_params.get("change", ""))


async def create(request: Request) -> Response:
    """One more ready answer; the very same again is still one."""
    form = await form_of(request, AnswerForm)
    return await _step(request, "new", ready_answers.add, form.answer)


async def change(request: Request) -> Response:
    """Say a ready answer otherwise."""
    form = await form_of(request, AnswerForm)
    return await _step(request, "changed", ready_answers.change, form.was, form.answer)


async def remove(request: Request) -> Response:
    """Have a ready answer no more."""
    form = await form_of(request, AnswerForm)
    return await _step(request, "removed", ready_answers.remove, form.was)


@in_place(staff_at("office"))
async def refused(request: Request, staff: SignedIn, refusal: Refusal) -> Response:
    """A refusal stands above the form, which keeps what was typed."""
    form = await request.form() if request.method == "POST" else {}
    typed = {name: clean(str(form.get(name, "")))[: 10 * LONGEST] for name in ("title", "text")}
    return await _rendered(request, staff, refusal, typed, wanted=str(form.get("was", "")))


async def _step(request: Request, done: str, step: Callable[..., Any], *args: Any) -> Response:
    staff = await staff_of(request, "office")
    await changed(request, staff, Deed.ANSWERS_CHANGED, step, *args)
    return see_other(request, "ready_answers", done=done)


async def _rendered(
    request: Request,
    staff: SignedIn,
    refusal: Refusal | None = None,
    typed: dict[str, str] | None = None,
    *,
    wanted: str,
) -> Response:
    answers = await request.app.state.db.read(answers_of, staff.office)
    changed = next((each for each in answers if each.title == wanted), None)
    values = typed or {"title": changed.title if changed else "", "text": changed.text if changed else ""}
    return staff_page(
        request,
        staff,
        "office/talks/ready_answers.html",
        refusal,
        told=words.told,
        answers=answers,
        changed=changed,
        values=values,
        longest=LONGEST,
        longest_title=LONGEST_TITLE,
        done=request.query_params.get("done", ""),
    )


ROUTES: list[BaseRoute] = [
    Route("/office/inbox/answers", page, name="ready_answers"),
    Route("/office/inbox/answers", create, methods=["POST"], name="new_ready_answer"),
    Route("/office/inbox/answers/changes", change, methods=["POST"], name="ready_answer_changes"),
    Route("/office/inbox/answers/removals", remove, methods=["POST"], name="ready_answer_removals"),
]
