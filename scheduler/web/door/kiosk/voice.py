"""The number on the kiosk's screen said aloud, with whether to come in or wait outside."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from scheduler.speech.words import Called
from scheduler.web.door.kiosk import steps
from scheduler.web.door.kiosk.session import kiosk_of
from scheduler.web.door.shared.answers import GREEN
from scheduler.web.shared import speaking
from scheduler.web.shared.forms import clean
from scheduler.web.shared.pages import language_of
from scheduler.web.shared.staff.pages import now_of

OUTSIDE = frozenset({"wait_outside", "waiting_again", "rejoined"})
SAID = GREEN | OUTSIDE
"""Kinds of answers that are said by the office's voice; all others have words that only a browser can say."""


async def spoken(request: Request) -> Response:
    """The answer on this screen (`?of=`) as a sound file; of no other, so that nobody makes the server talk.

    Raises SignInNeeded, HTTPException 404 where there is nothing to say or this machine has no voice.
    """
    kiosk = await kiosk_of(request)
    of = clean(request.query_params.get("of", ""))
    found = await request.app.state.db.read(steps.answer_here, kiosk.office, of, now_of(request))
    if found is None or found.said.ticket is None or found.said.kind not in SAID:
        raise HTTPException(404)
    called = Called(found.said.ticket, outside=found.said.kind in OUTSIDE)
    return await speaking.spoken(request, kiosk.office, called, language_of(request))
