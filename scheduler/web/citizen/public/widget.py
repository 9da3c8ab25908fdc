"""How an office is now, as a page without a script that another site shows in a frame."""

from starlette.requests import Request
from starlette.responses import Response

from scheduler.domain.refusals import Refusal
from scheduler.web.citizen.shared.live_parts import drawn, figures_of
from scheduler.web.shared.pages import language_of
from scheduler.web.shared.policy import FRAMED_POLICY
from scheduler.web.shared.public.answers import public_answer
from scheduler.web.shared.public.live import LASTS
from scheduler.web.shared.refusal_responses import headers_of
from scheduler.web.shared.told import sentence
from scheduler.web.shared.wording import DEFAULT_ZONE, Wording

EVERYWHERE = {"Content-Security-Policy": FRAMED_POLICY}
"""The one page that others may frame: it shows nothing of anybody's, and nothing on it can be pressed but links that
open a page of their own.
"""


async def widget(request: Request) -> Response:
    """The page for a frame. What refuses it is shown in the frame too, which asks again by itself."""
    try:
        reading = await figures_of(request)
    except Refusal as refusal:
        answer = _refused(request, refusal)
    else:
        age = reading.age(request.app.state.clock())
        body = drawn(request, reading, "citizen/public/widget.html")
        answer = public_answer(request, body, "text/html", lasts=LASTS, age=age, by_cookie=True)
    answer.headers.update(EVERYWHERE)
    return answer


def _refused(request: Request, refusal: Refusal) -> Response:
    said = sentence(refusal, Wording(language_of(request), DEFAULT_ZONE))
    body = request.app.state.pages.text(request, "citizen/public/widget_refused.html", said=said)
    return Response(body, refusal.status, {"Cache-Control": "no-store", **headers_of(refusal)}, "text/html")
