"""Counters: they call, open, take a break, close."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import JSONResponse

from scheduler.db.models import Counter
from scheduler.domain.counter import CounterBusy, CounterClosed, CounterUnknown, NobodyWaiting, OnBreak, TicketUnknown
from scheduler.domain.documents.refusals import IllegalStep
from scheduler.domain.hall.refusals import HallEmptied
from scheduler.domain.offices.refusals import OfficeUnknown
from scheduler.domain.refusals import ReasonRequired
from scheduler.flow.counter.calls import call
from scheduler.flow.counter.counters import close_counter, open_counter, pause_counter
from scheduler.web.api.answers import CounterAnswer, TicketAnswer
from scheduler.web.api.operations import Handler, Operation
from scheduler.web.api.replies import Caller, caller_of, machine_reply
from scheduler.web.api.requests import CallRequest, Reasoned, Shutting
from scheduler.web.shared.forms import body_of

Step = Callable[[Session, Caller, int, Any, datetime], Counter]
"""Changes the counter of a number as the body asks."""


async def create_call(request: Request) -> JSONResponse:
    caller, number = await caller_of(request, "desk"), counter_number(request)
    asked = await body_of(request, CallRequest)

    def work(session: Session, now: datetime) -> tuple[int, TicketAnswer]:
        ticket = call(
            session, caller.office, number, ticket=asked.ticket, reason=asked.reason or None, by=caller.by, now=now
        )
        return 201, TicketAnswer(ticket=ticket.number, stage=ticket.stage)

    return await machine_reply(request, caller, asked, work)


def counter_number(request: Request) -> int:
    """The counter of the path. Raises CounterUnknown for what is no number of a counter."""
    text: str = request.path_params["n"]
    if not (text.isascii() and text.isdigit() and len(text) <= 4):
        raise CounterUnknown
    return int(text)


def _change(step: Step, body: type[Reasoned] = Shutting) -> Handler:
    async def handle(request: Request) -> JSONResponse:
        caller, number = await caller_of(request, "desk"), counter_number(request)
        asked = await body_of(request, body)

        def work(session: Session, now: datetime) -> tuple[int, CounterAnswer]:
            counter = step(session, caller, number, asked, now)
            return 200, CounterAnswer.model_validate(
                {"counter": counter.number, "state": counter.state, "reason": counter.reason}
            )

        return await machine_reply(request, caller, asked, work)

    return handle


def _open(session: Session, caller: Caller, number: int, _asked: Reasoned, now: datetime) -> Counter:
    return open_counter(session, caller.office, number, now=now)


def _pause(session: Session, caller: Caller, number: int, asked: Shutting, now: datetime) -> Counter:
    outside_by = caller.by if asked.outside else None
    return pause_counter(session, caller.office, number, reason=asked.reason, now=now, outside_by=outside_by)


def _close(session: Session, caller: Caller, number: int, asked: Shutting, now: datetime) -> Counter:
    return close_counter(session, caller.office, number, now=now, outside_by=caller.by if asked.outside else None)


COUNTER = "/offices/{office}/counters/{n}"
UNKNOWN = [OfficeUnknown, CounterUnknown]

OPERATIONS = [
    Operation(
        "POST", f"{COUNTER}/calls", create_call, "Call the next, or a given number",
        {201: TicketAnswer}, body=CallRequest, scope="desk",
        refusals=[
            *UNKNOWN, TicketUnknown, NobodyWaiting, CounterBusy, CounterClosed,
            IllegalStep, ReasonRequired, HallEmptied, OnBreak,
        ],
    ),
    Operation(
        "POST", f"{COUNTER}/opening", _change(_open, Reasoned), "Open a counter",
        {200: CounterAnswer}, body=Reasoned, scope="desk", refusals=UNKNOWN,
    ),
    Operation(
        "POST", f"{COUNTER}/break", _change(_pause), "Pause a counter, with a reason",
        {200: CounterAnswer}, body=Shutting, scope="desk",
        refusals=[*UNKNOWN, CounterBusy, ReasonRequired],
    ),
    Operation(
        "POST", f"{COUNTER}/closing", _change(_close), "Close a counter",
        {200: CounterAnswer}, body=Shutting, scope="desk", refusals=[*UNKNOWN, CounterBusy],
    ),
]  # fmt: skip
