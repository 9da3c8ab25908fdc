"""One operation of the API: routes and the OpenAPI document are both made from the same list of these."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from scheduler.domain.refusals import Refusal
from scheduler.web.api.answers import Answer
from scheduler.web.api.requests import Body

Handler = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Query:
    """A query parameter; `schema` as OpenAPI writes it."""

    name: str
    about: str
    schema: Mapping[str, object]
    required: bool = False


@dataclass(frozen=True, slots=True)
class Operation:
    """A method on a path, what it takes, what it answers by status, and which refusals are its own.

    scope: what a token must be good for; None where none is needed.
    """

    method: str
    path: str
    handler: Handler
    summary: str
    answers: Mapping[int, type[Answer]]
    body: type[Body] | None = None
    scope: str | None = None
    refusals: Sequence[type[Refusal]] = ()
    query: Sequence[Query] = ()


def routes_of(operations: Sequence[Operation]) -> list[BaseRoute]:
    """A route for each path, which knows all its methods."""
    by_path: dict[str, dict[str, Handler]] = {}
    for operation in operations:
        by_path.setdefault(operation.path, {})[operation.method] = operation.handler
    return [Route(path, _by_method(handlers), methods=list(handlers)) for path, handlers in by_path.items()]


def _by_method(handlers: Mapping[str, Handler]) -> Handler:
    async def handle(request: Request) -> Response:
        return await handlers["GET" if request.method == "HEAD" else request.method](request)

    return handle
