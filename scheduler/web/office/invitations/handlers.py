"""The waves of invitations, and why one document has not been invited yet."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from scheduler.web.office.invitations.view import waves_page
from scheduler.web.shared.forms import asked_for
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.pages import now_of, staff_page


async def page(request: Request) -> Response:
    """The waves, and where one document stands; `?q=` is its registration number."""
    staff = await staff_of(request, "documents")
    wanted = asked_for(request)
    found = await request.app.state.db.read(waves_page, staff, wanted, now=now_of(request))
    return staff_page(request, staff, "office/invitations/page.html", page=found)


ROUTES: list[BaseRoute] = [Route("/office/waves", page, name="waves")]
