"""From a request to a step and back: who asks, the key that makes a repeat harmless, and the throttle on guessing."""

import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from pydantic import BaseModel
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import JSONResponse

from scheduler import keys
from scheduler.db import queries
from scheduler.db.models import Booking, Invitation, Office
from scheduler.domain.proofs import DigitsWrong
from scheduler.domain.refusals import Invalid, Refusal, Unknown
from scheduler.flow.core.replays import Answered, attempt, once
from scheduler.web.api.answers import Answer
from scheduler.web.api.parts import named_in
from scheduler.web.shared.refusal_responses import problem_body
from scheduler.web.shared.staff.access import machine_of, office_of_path
from scheduler.web.shared.throttling import Begins, looked_up, proven

Work = Callable[[Session, datetime], tuple[int, Answer]]
"""Runs one step at a moment; returns status and answer."""
Unkept = Callable[[datetime], Awaitable[Answered]]
"""Begins a step at a moment, to be waited for."""
Noted = Callable[[Session, Refusal, datetime], None]
"""Writes a refusal down that is to be counted."""
Owned = Callable[[Session, str], Invitation | Booking | None]
"""The query that finds what a code opens."""

FAILED_LOOK_UPS: tuple[type[Refusal], ...] = (Unknown, DigitsWrong)
LONGEST_KEY = 200


@dataclass(frozen=True, slots=True)
class Caller:
    """A machine at its office.

    by: what history writes down. named: what the path names at the office. base_url: where links to pages lead.
    """

    office: Office
    by: str
    named: str
    base_url: str


async def caller_of(request: Request, scope: str) -> Caller:
    """Who asks, of what. Raises OfficeUnknown, SignInNeeded, NotAllowed, and what `named_in` does, in this order."""
    office = await office_of_path(request)
    by = await machine_of(request, office, scope)
    return Caller(office, by, named_in(request), request.app.state.settings.base_url)


async def read_reply(request: Request, query: Callable[..., Answer], *facts: object) -> JSONResponse:
    """Answer with what a query finds."""
    answer: Answer = await request.app.state.db.read(query, *facts)
    return reply(200, answer.to_json())


async def machine_reply(request: Request, caller: Caller, asked: BaseModel, work: Work) -> JSONResponse:
    """Run a machine's step and answer."""
    return reply(*await machine_answer(request, caller, asked, work))


async def machine_answer(
    request: Request,
    caller: Caller,
    asked: BaseModel,
    work: Work,
    *,
    nonce: str | None = None,
    noted: Noted | None = None,
) -> Answered:
    """Status and body of a machine's step; kept under its Idempotency-Key and its scan's nonce, under both of two.

    noted: writes a refusal down, once however often the same is sent.
    """
    given = [f"{caller.by}:{key}" for key in dict.fromkeys((key_of(request), nonce)) if key]
    return await _kept(request, caller.office, given, asked, work, noted)


async def citizen_reply(
    request: Request,
    owned: Owned,
    asked: BaseModel,
    work: Work,
    *,
    by_digits: bool = False,
    unkept: Unkept | None = None,
) -> JSONResponse:
    """Answer somebody who acts by a code; failed look-ups are counted, and times have the office's offset.

    unkept: another way to the same answer, where it is not kept under a key.
    """
    code = request.path_params["code"]
    try:
        attempt: Begins[Answered] = partial(_by_code, request, owned, asked, work, unkept)
        if by_digits:
            attempt = partial(proven, request, attempt)
        return reply(*await guessed(request, attempt))
    except Refusal:
        office = await request.app.state.db.read(_office_of, owned, code)
        request.state.office = office
        raise


async def read_by_code(request: Request, query: Callable[..., Answer], *facts: object) -> JSONResponse:
    """Answer whoever has a code with what a query finds by it; failed look-ups are counted. Raises TooManyTries."""

    def found(session: Session) -> Answered:
        return 200, query(session, request.path_params["code"], *facts).to_json()

    return reply(*await guessed(request, partial(request.app.state.db.read, found)))


async def guessed(request: Request, attempt: Begins[Answered], *, who: str = "") -> Answered:
    """Wait for something that could be guessing; failures count against the asker. Raises TooManyTries.

    who: a machine, which may ask for numbers of five digits.
    """
    kind = "short" if who else "code"
    status, body = await looked_up(request, kind, attempt, failures=FAILED_LOOK_UPS, who=who)
    if who and status == 404:  # a failure that was kept under a key comes back as an answer
        request.app.state.throttle.count(kind, who)
    return status, body


def reply(status: int, body: dict[str, object]) -> JSONResponse:
    """Status and body as a response; one that was kept may be a problem."""
    return JSONResponse(body, status, media_type="application/problem+json" if status >= 400 else "application/json")


def key_of(request: Request) -> str | None:
    """The Idempotency-Key of a POST. Raises Invalid for one that is too long."""
    key = request.headers.get("Idempotency-Key", "").strip() if request.method == "POST" else ""
    if len(key) > LONGEST_KEY:
        raise Invalid(errors={"Idempotency-Key": "string_too_long"})
    return key or None


async def _by_code(request: Request, owned: Owned, asked: BaseModel, work: Work, unkept: Unkept | None) -> Answered:
    key, database = key_of(request), request.app.state.db
    office = await database.read(_office_of, owned, request.path_params["code"]) if key else None
    if office is None and unkept is not None:
        return await unkept(request.app.state.clock())
    if office is None:
        answered: Answered = await database.write(_run, work, request.app.state.clock())
        return answered
    return await _kept(request, office, [f"citizen:{_digest(request, asked, body=False)}:{key}"], asked, work)


async def _kept(
    request: Request, office: Office, under: Sequence[str], asked: BaseModel, work: Work, noted: Noted | None = None
) -> Answered:
    """The step's answer, kept under each of some keys; a request that has any of them again gets it."""
    now = request.app.state.clock()
    digest = _digest(request, asked) if under else ""

    def answer(session: Session, left: Sequence[str]) -> Answered:
        def refused(refusal: Refusal) -> Answered:
            if noted is not None:
                noted(session, refusal, now)
            return refusal.status, problem_body(refusal, office)

        if not left and noted is None:
            return _run(session, work, now)
        if not left:
            return attempt(session, lambda inner: _run(inner, work, now), refused)
        return once(
            session, office.id, left[0], digest, work=lambda inner: answer(inner, left[1:]), refused=refused, now=now
        )

    kept: Answered = await request.app.state.db.write(answer, under)
    return kept


def _run(session: Session, work: Work, now: datetime) -> Answered:
    status, answer = work(session, now)
    return status, answer.to_json()


def _office_of(session: Session, owned: Owned, code: str) -> Office | None:
    row = owned(session, code)
    return queries.office_by_id(session, row.office_id) if row else None


def _digest(request: Request, asked: BaseModel, *, body: bool = True) -> str:
    """What was asked, as a keyed hash: it may be about people."""
    content = [request.method, request.url.path, asked.model_dump(mode="json") if body else None]
    return keys.ring().look_up("request", json.dumps(content, sort_keys=True)).hex()
