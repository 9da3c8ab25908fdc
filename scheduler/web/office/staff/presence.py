"""Whether somebody is at a page that locks: its script asks when it does, and says that it is being used."""

from datetime import timedelta

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from scheduler.domain.refusals import Refusal
from scheduler.domain.staff.refusals import PasswordNeeded
from scheduler.flow.staff import SignedIn
from scheduler.web.shared.refusal_responses import page_of
from scheduler.web.shared.staff.access import EVERYBODY, staff_of
from scheduler.web.shared.staff.pages import in_place, now_of, staff_at


async def look(request: Request) -> Response:
    """In how many seconds pages lock in this browser if nobody uses it; null: not at all. Raises PasswordNeeded."""
    return _told(request, await _unlocked(request))


async def tell(request: Request) -> Response:
    """Somebody types or moves on a page that sends nothing for a while. The answer is the same."""
    await _unlocked(request)
    return _told(request, await _unlocked(request))


@in_place(staff_at(EVERYBODY))
async def refused(request: Request, staff: SignedIn, refusal: Refusal) -> Response:
    """The page is told to cover itself, or the way to sign in."""
    return page_of(request, refusal)


async def _unlocked(request: Request) -> SignedIn:
    """Who asks, of whatever role: pages of the office lock, and those of a place. Raises PasswordNeeded."""
    staff = await staff_of(request, EVERYBODY)
    if staff.is_locked(now_of(request)):
        raise PasswordNeeded
    return staff


def _told(request: Request, staff: SignedIn) -> Response:
    locks_at = staff.locks_at()
    left = max(locks_at - now_of(request), timedelta()).total_seconds() if locks_at else None
    return JSONResponse({"locks_in": left})


ROUTES: list[BaseRoute] = [
    Route("/office/presence", look, name="presence"),
    Route("/office/presence", tell, methods=["POST"], name="present"),
]
