"""The waves of invitations, and why one document has not been invited yet."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from scheduler.web.office.invitations.view import waves_page
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.pages import now_of


async def page(request: Request) -> Response:
    """`?q=` is a registration number."""
    staff = await staff_of(request, "documents")
    wanted = request.query_params.get("q", "").replace("\0", "").strip()[:200]
    found = await request.app.state.db.read(waves_page, staff, wanted, now=now_of(request))
    response: Response = request.app.state.pages.render(
        request, "office/invitations/page.html", zone=found.office.timezone, page=found, staff=staff, told=lambda _: ""
    )
    return response


ROUTES: list[BaseRoute] = [Route("/office/waves", page, name="waves")]
