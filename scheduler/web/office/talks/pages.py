"""The pages of the inbox, drawn: the list, and one conversation with what a clerk has typed."""

from typing import Any

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from scheduler.domain.refusals import Refusal
from scheduler.flow.staff import SignedIn
from scheduler.flow.talks.inbox import LONGEST
from scheduler.web.office.shared import message_words
from scheduler.web.office.talks import words
from scheduler.web.office.talks.talk import Talk, talk_of
from scheduler.web.office.talks.view import SHOWN, inbox_page
from scheduler.web.shared.staff.pages import now_of, staff_page
from scheduler.web.shared.wording import Wording


async def listed(request: Request, staff: SignedIn, refusal: Refusal | None = None) -> Response:
    """The list. `?show=` is a word of SHOWN, `?page=` a page of it."""
    query = request.query_params
    number = _number(query.get("page", "")) or 1
    found = await request.app.state.db.read(inbox_page, staff, query.get("show", ""), number, now_of(request))
    return _rendered(request, "office/talks/page.html", staff, refusal, page=found, shown=SHOWN)


async def shown(
    request: Request,
    staff: SignedIn,
    number: int,
    refusal: Refusal | None = None,
    *,
    text: str = "",
    seen: int | None = None,
    read: int | None = None,
    phone: str | None = None,
) -> Response:
    """A conversation, with what was typed; `?before=` is a line whose elders are wanted.

    seen: the last line that counts as seen when it is sent; None: the newest. read: the last line that the clerk had
    before them; newer ones are marked. Raises ConversationUnknown.
    """
    before = _number(request.query_params.get("before", ""))
    talk = await request.app.state.db.read(talk_of, staff, number, now_of(request), before=before)
    ready = await filled(request, staff, talk)
    seen = talk.newest if seen is None else seen
    return _rendered(
        request,
        "office/talks/conversation.html",
        staff,
        refusal,
        talk=talk,
        ready=ready,
        typed=text,
        seen=seen,
        read=seen if read is None else read,
        phone=phone,
        longest=LONGEST,
        is_older=before is not None,
        done=request.query_params.get("done", ""),
        causes=message_words,
    )


async def filled(request: Request, staff: SignedIn, talk: Talk) -> dict[str, str]:
    """The ready answers by title, as they would be sent to this citizen."""
    office, base_url, now = staff.office, request.app.state.settings.base_url, now_of(request)
    say = Wording.of(talk.language, office)

    def read(session: Session) -> dict[str, str]:
        return words.facts_of(session, office, say, base_url=base_url, now=now)

    facts = await request.app.state.db.read(read)
    return {each.title: words.filled(each, say, facts) for each in talk.answers}


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _rendered(request: Request, template: str, staff: SignedIn, refusal: Refusal | None, **context: Any) -> Response:
    return staff_page(request, staff, template, refusal, told=words.told, words=words, **context)
