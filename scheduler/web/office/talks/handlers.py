"""The clerks' inbox: conversations with citizens that wait, one of them, and what a clerk does with it."""

from collections.abc import Callable
from typing import Any

from pydantic import Field
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from scheduler.domain.refusals import Invalid, Refusal
from scheduler.domain.talks import ConversationUnknown, ReadyAnswerUnknown
from scheduler.flow.core.disclosing import disclose
from scheduler.flow.core.replays import Answered
from scheduler.flow.staff import SignedIn
from scheduler.flow.talks import inbox
from scheduler.web.office.talks import applying, pictures, ready_answers
from scheduler.web.office.talks.pages import filled, listed, shown
from scheduler.web.office.talks.talk import talk_of
from scheduler.web.office.talks.view import conversation_of
from scheduler.web.shared.forms import clean, form_of, id_in_path
from scheduler.web.shared.pages import render
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.fields import Line, NonceForm, Number
from scheduler.web.shared.staff.once import done_once
from scheduler.web.shared.staff.pages import actor, in_place, now_of, staff_at

PLACE = "conversation"
"""As `Disclosure` names the page."""


class ReplyForm(NonceForm):
    """What a clerk wrote, and the last line that was before them."""

    text: str = Field("", max_length=10 * inbox.LONGEST, pattern=r"^[^\x00]*$")
    seen: Number = 0
    use: Line = ""
    """The title of a ready answer."""
    ends: Line = ""
    """Whether nothing more is to be done."""

    def refuse_unsent(self) -> None:
        """What was typed is not thrown away by another button. Raises Invalid."""
        if self.text.strip():
            raise Invalid(errors={"text": "unsent"})


class AssignForm(NonceForm):
    """Whose the conversation shall be (0: anybody's), and whose it was."""

    to: Number = 0
    was: Line = ""


async def page(request: Request) -> Response:
    """The inbox. `?show=` is a word of SHOWN, `?page=` a page of it."""
    staff = await staff_of(request, "documents")
    return await listed(request, staff)


async def badge(request: Request) -> Response:
    """How many conversations and applications wait, for the top of any page of the office."""
    await staff_of(request, "documents")
    return render(request, "office/shared/_counts.html")


async def conversation(request: Request) -> Response:
    """One conversation; `?before=` is a line whose elders are wanted."""
    staff = await staff_of(request, "documents")
    return await shown(request, staff, id_in_path(request, ConversationUnknown))


async def reply(request: Request) -> Response:
    """Answer; the same form sent twice is one answer."""
    staff = await staff_of(request, "documents")
    form = await form_of(request, ReplyForm)
    now, number = now_of(request), id_in_path(request, ConversationUnknown)
    facts: dict[str, Any] = {"by": actor(staff), "now": now}

    def work(session: Session) -> Answered:
        line = inbox.reply(session, staff.office, number, form.text, seen=form.seen, **facts)
        if form.ends:
            inbox.close(session, staff.office, number, seen=line.id, **facts)
        return 200, {"line": line.id}

    asked = (number, form.text, bool(form.ends))
    await request.app.state.db.write(done_once, staff.office, f"reply:{form.nonce}", asked, work=work, now=now)
    return _to(request, number, "replied")


async def draft(request: Request) -> Response:
    """A ready answer goes into the box, behind what was typed; nothing is sent."""
    staff = await staff_of(request, "documents")
    form = await form_of(request, ReplyForm)
    talk = await request.app.state.db.read(talk_of, staff, id_in_path(request, ConversationUnknown), now_of(request))
    answer = next((each for each in talk.answers if each.title == form.use), None)
    if answer is None:
        raise ReadyAnswerUnknown
    ready = (await filled(request, staff, talk))[answer.title]
    text = "\n".join(part for part in (form.text.strip(), ready) if part)
    return await shown(request, staff, id_in_path(request, ConversationUnknown), text=text, seen=form.seen)


async def phone(request: Request) -> Response:
    """The whole number of the citizen's phone, to call, once; it is written down who asked."""
    staff = await staff_of(request, "documents")
    form = await form_of(request, ReplyForm)
    now, number = now_of(request), id_in_path(request, ConversationUnknown)

    def work(session: Session) -> str:
        found = conversation_of(session, staff.office, number)
        whole = disclose(session, staff.office, found, fields=("phone",), place=PLACE, by=actor(staff), now=now)
        return whole["phone"]

    whole = await request.app.state.db.write(work)
    answer = await shown(request, staff, number, text=form.text, seen=form.seen, phone=whole)
    answer.headers["Cache-Control"] = "no-store"
    return answer


async def close(request: Request) -> Response:
    """The conversation is closed: nothing more is to be done."""
    form = await form_of(request, ReplyForm)
    form.refuse_unsent()
    return await _step(request, "closed", inbox.close, seen=form.seen)


async def reopen(request: Request) -> Response:
    """The conversation is open again: there is more to do."""
    return await _step(request, "opened", inbox.reopen)


async def mark(request: Request) -> Response:
    """The conversation waits again."""
    (await form_of(request, ReplyForm)).refuse_unsent()
    return await _step(request, "marked", inbox.mark)


async def assign(request: Request) -> Response:
    """Take a conversation, hand it on, or leave it to anybody."""
    form = await form_of(request, AssignForm)
    return await _step(request, "assigned", inbox.assign, form.to or None, was=form.was or None)


@in_place(staff_at("documents"))
async def refused(request: Request, staff: SignedIn, refusal: Refusal) -> Response:
    """A refusal stands above the conversation with what was typed, or above the list where there is none.

    Whoever made an application gets the form back.
    """
    has_talk = "number" in request.path_params and not isinstance(refusal, ConversationUnknown)
    if has_talk and request.url.path.endswith("/applications"):
        return await applying.asked_again(request, staff, refusal)
    if has_talk:
        text, read = await _typed(request)
        return await shown(request, staff, id_in_path(request, ConversationUnknown), refusal, text=text, read=read)
    return await listed(request, staff, refusal)


async def _typed(request: Request) -> tuple[str, int | None]:
    """What was in the box, and the last line that was before the clerk; of a form that may be faulty."""
    form = await request.form() if request.method == "POST" else {}
    seen = str(form.get("seen", ""))
    is_number = seen.isascii() and seen.isdigit() and len(seen) < 10
    return clean(str(form.get("text", "")))[: 10 * inbox.LONGEST], int(seen) if is_number else None


async def _step(request: Request, done: str, step: Callable[..., Any], *args: Any, **facts: Any) -> Response:
    staff, number = await staff_of(request, "documents"), id_in_path(request, ConversationUnknown)
    facts = {**facts, "by": actor(staff), "now": now_of(request)}
    await request.app.state.db.write(step, staff.office, number, *args, **facts)
    return _to(request, number, done)


def _to(request: Request, number: int, done: str) -> Response:
    return RedirectResponse(f"{request.url_for('conversation', number=number).path}?done={done}", 303)


ROUTES: list[BaseRoute] = [
    Route("/office/inbox", page, name="inbox"),
    Route("/office/inbox/waiting", badge, name="inbox_waiting"),
    *ready_answers.ROUTES,
    *pictures.ROUTES,
    *applying.ROUTES,
    Route("/office/inbox/{number:int}", conversation, name="conversation"),
    Route("/office/inbox/{number:int}/replies", reply, methods=["POST"], name="replies"),
    Route("/office/inbox/{number:int}/drafts", draft, methods=["POST"], name="drafts"),
    Route("/office/inbox/{number:int}/phone", phone, methods=["POST"], name="conversation_phone"),
    Route("/office/inbox/{number:int}/closing", close, methods=["POST"], name="closing_of_conversation"),
    Route("/office/inbox/{number:int}/reopening", reopen, methods=["POST"], name="reopening_of_conversation"),
    Route("/office/inbox/{number:int}/mark", mark, methods=["POST"], name="mark_of_conversation"),
    Route("/office/inbox/{number:int}/assignment", assign, methods=["POST"], name="assignment"),
]
