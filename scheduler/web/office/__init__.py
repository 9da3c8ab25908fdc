"""Being built."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from scheduler.domain.errors import Refusal
from scheduler.web.problems import page_of

ROUTES: list[BaseRoute] = []


async def refused(request: Request, refusal: Refusal) -> Response:
    return page_of(request, refusal)
