"""Operations of the API: routes and the OpenAPI document are both made from the same list of these."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar, get_type_hints

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from scheduler.domain.refusals import Refusal
from scheduler.web.api.answers import Answer
from scheduler.web.api.replies import Caller, caller_of, machine_reply
from scheduler.web.api.requests import Body
from scheduler.web.shared.forms import body_of

Handler = Callable[[Request], Awaitable[Response]]
Asked = TypeVar("Asked", bound=Body)
Step = Callable[[Session, Caller, Asked, datetime], Answer]
"""Does what a machine asks, at a moment."""


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

    scope: what a token must be good for; None where none is needed. refusals: beside what follows from the rest.
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


class Operations(list[Operation]):
    """The operations of a file, each named above the function that answers it.

    scope: what a token must be good for, where an operation does not say it itself.
    """

    def __init__(self, scope: str | None = None) -> None:
        super().__init__()
        self.scope = scope

    def handled(
        self,
        method: str,
        path: str,
        summary: str,
        answers: Mapping[int, type[Answer]],
        *refusals: type[Refusal],
        body: type[Body] | None = None,
        query: Sequence[Query] = (),
    ) -> Callable[[Handler], Handler]:
        """An operation with a handler of its own."""

        def added(handler: Handler) -> Handler:
            self.append(Operation(method, path, handler, summary, answers, body, self.scope, refusals, query))
            return handler

        return added

    def step(
        self,
        method: str,
        path: str,
        summary: str,
        *refusals: type[Refusal],
        status: int = 200,
        scope: str | None = None,
    ) -> Callable[[Step[Asked]], Step[Asked]]:
        """A step that machines ask for; its annotations say what it takes and what it answers.

        refusals: beside those of the token, the body and what the path names.
        """

        def added(step: Step[Asked]) -> Step[Asked]:
            _, _, body, _, answer = get_type_hints(step).values()
            needed = scope or self.scope
            assert needed is not None
            handler = _handler_of(step, body, needed, status)
            shown = body if method != "DELETE" else None  # it is read all the same
            self.append(Operation(method, path, handler, summary, {status: answer}, shown, needed, refusals))
            return step

        return added


def routes_of(operations: Sequence[Operation]) -> list[BaseRoute]:
    """A route for each path, which knows all its methods."""
    by_path: dict[str, dict[str, Handler]] = {}
    for operation in operations:
        by_path.setdefault(operation.path, {})[operation.method] = operation.handler
    return [Route(path, _by_method(handlers), methods=list(handlers)) for path, handlers in by_path.items()]


def _handler_of(step: Step[Asked], body: type[Asked], scope: str, status: int) -> Handler:
    """Reads in this order who asks, what the path names and the body, then runs the step, whose answer is kept."""

    async def handle(request: Request) -> Response:
        caller, asked = await caller_of(request, scope), await body_of(request, body)

        def work(session: Session, now: datetime) -> tuple[int, Answer]:
            return status, step(session, caller, asked, now)

        return await machine_reply(request, caller, asked, work)

    return handle


def _by_method(handlers: Mapping[str, Handler]) -> Handler:
    async def handle(request: Request) -> Response:
        return await handlers["GET" if request.method == "HEAD" else request.method](request)

    return handle
