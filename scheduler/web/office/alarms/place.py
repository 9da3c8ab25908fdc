"""Whose alarms are: those who lead the day, and those who settle how the office works."""

from starlette.requests import Request

from scheduler.domain.refusals import NotAllowed
from scheduler.flow.staff import SignedIn
from scheduler.web.shared.staff.access import staff_of


async def leading(request: Request) -> SignedIn:
    """Who is signed in, if they may be at one of the two places. Raises what `staff_of` raises."""
    try:
        return await staff_of(request, "office")
    except NotAllowed:
        return await staff_of(request, "manage")
