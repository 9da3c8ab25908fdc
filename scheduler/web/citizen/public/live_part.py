"""The part of an office's page that changes, for the script of a page that is open."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from scheduler.web.citizen.shared.live_parts import drawn, figures_of
from scheduler.web.shared.pages import is_fragment
from scheduler.web.shared.public.answers import public_answer
from scheduler.web.shared.public.live import LASTS


async def live_part(request: Request) -> Response:
    """The part alone, for the script of a page that is open; whoever opens its address is led to the page."""
    if not is_fragment(request):
        return RedirectResponse(request.url_for("public_office", office=request.path_params["office"]).path, 303)
    reading = await figures_of(request)
    age = reading.age(request.app.state.clock())
    return public_answer(
        request, drawn(request, reading, "citizen/public/_live.html"), "text/html", lasts=LASTS, age=age, by_cookie=True
    )
