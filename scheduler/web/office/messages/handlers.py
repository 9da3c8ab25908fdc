"""Every message of the outbox: what about, to whom, how far it came, each attempt; and sending it once more."""

from datetime import datetime
from typing import Any

import structlog
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from scheduler.db.models import Office
from scheduler.domain.refusals import N_, Refusal, Unknown
from scheduler.flow.core.replays import Answered
from scheduler.flow.staff import SignedIn
from scheduler.messages.sending import settling
from scheduler.web.office.messages.list_view import asked_of, messages_page
from scheduler.web.office.messages.view import one_message
from scheduler.web.office.shared import message_words as words
from scheduler.web.shared.forms import form_of, id_in_path
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.fields import NonceForm
from scheduler.web.shared.staff.once import done_once
from scheduler.web.shared.staff.pages import actor, in_place, now_of, see_other, staff_at, staff_page
from scheduler.web.shared.told import sentence
from scheduler.web.shared.wording import Wording

log = structlog.get_logger()

UNKNOWN = N_("Pesan itu tidak ada di kantor ini.")


async def page(request: Request) -> Response:
    """`?state=`, `?cause=`, `?channel=`, `?from=`, `?to=` and `?q=` narrow the list, `?page=` is a page of it."""
    return await _list(request, await staff_of(request, "documents"))


async def one(request: Request) -> Response:
    """One message with its attempts."""
    return await _one(request, await staff_of(request, "documents"))


async def send_again(request: Request) -> Response:
    """A message goes out once more, from the first channel on. Raises what `settling.send_again` raises."""
    staff = await staff_of(request, "documents")
    form = await form_of(request, NonceForm)
    number = id_in_path(request, Unknown)
    await request.app.state.db.write(_send_again, staff.office, number, form.nonce, now=now_of(request))
    log.info("sent_again", message=number, by=actor(staff))
    return see_other_message(request, number)


@in_place(staff_at("documents"))
async def refused(request: Request, staff: SignedIn, refusal: Refusal) -> Response:
    """A refusal stands above the message that it was about, or above the list."""
    if "number" in request.path_params and not isinstance(refusal, Unknown):
        return await _one(request, staff, refusal)
    return await _list(request, staff, refusal)


def see_other_message(request: Request, number: int) -> Response:
    """Back to the message, which says that it goes again."""
    answer = see_other(request, "messages")
    answer.headers["Location"] = f"{request.url_for('message', number=number).path}?done=again"
    return answer


def _send_again(session: Session, office: Office, number: int, nonce: str, *, now: datetime) -> None:
    """The same button pressed twice sends once."""

    def work(session: Session) -> Answered:
        settling.send_again(session, office, number)
        return 200, {}

    done_once(session, office, f"again:{nonce}", (number,), work=work, now=now)


async def _list(request: Request, staff: SignedIn, refusal: Refusal | None = None) -> Response:
    asked = asked_of(request.query_params)
    found = await request.app.state.db.read_at_length(messages_page, staff.office, asked, now=now_of(request))
    return _rendered(
        request, "office/messages/page.html", staff, refusal, page=found, asked=found.asked, now=now_of(request)
    )


async def _one(request: Request, staff: SignedIn, refusal: Refusal | None = None) -> Response:
    base_url = request.app.state.settings.base_url
    found = await request.app.state.db.read(one_message, staff.office, id_in_path(request, Unknown), base_url)
    again = request.query_params.get("done") == "again"
    return _rendered(request, "office/messages/message.html", staff, refusal, page=found, again=again)


def _rendered(request: Request, template: str, staff: SignedIn, refusal: Refusal | None, **context: Any) -> Response:
    return staff_page(request, staff, template, refusal, told=_told, words=words, **context)


def _told(refusal: Refusal, say: Wording) -> str:
    return sentence(refusal, say, said=UNKNOWN if isinstance(refusal, Unknown) else None)


ROUTES: list[BaseRoute] = [
    Route("/office/messages", page, name="messages"),
    Route("/office/messages/{number:int}", one, name="message"),
    Route("/office/messages/{number:int}/sending", send_again, methods=["POST"], name="message_sending"),
]
