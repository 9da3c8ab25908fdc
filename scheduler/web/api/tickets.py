"""The verbs on a ticket, each by its noun; the last step taken back."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import JSONResponse

from scheduler.db.models import Ticket
from scheduler.domain.counter import (
    CallLimit,
    CallTooSoon,
    CounterBusy,
    CounterClosed,
    CounterUnknown,
    MovedSince,
    NoOpenCounter,
    NothingToUndo,
    OnBreak,
    TicketUnknown,
    TooFewCalls,
    UndoTooLate,
)
from scheduler.domain.documents.refusals import DocumentUnknown, IllegalStep
from scheduler.domain.hall.refusals import HallEmptied, LobbyFull
from scheduler.domain.offices.refusals import OfficeUnknown
from scheduler.domain.refusals import Invalid, Refusal
from scheduler.flow.counter import calls, counter_problems, handovers, parking
from scheduler.flow.counter.undo import undo_last
from scheduler.web.api.answers import TicketAnswer
from scheduler.web.api.operations import Handler, Operation
from scheduler.web.api.replies import Caller, caller_of, machine_reply, part_of
from scheduler.web.api.requests import Body, PauseRequest, ProblemRequest, Reasoned, TransferRequest
from scheduler.web.shared.forms import body_of

Asked = TypeVar("Asked", bound=Body)
Verb = Callable[[Session, Caller, str, Asked, datetime], Ticket]
"""Runs one step on the ticket of a number."""
LONGEST_PAUSE = timedelta(days=1)


def ticket_number(request: Request) -> str:
    """The ticket of the path, as it is printed. Raises TicketUnknown for what is no number."""
    return part_of(request, "number", TicketUnknown).upper()


def on_ticket(model: type[Asked], verb: Verb[Asked]) -> Handler:
    """A handler that reads a body and runs a verb."""

    async def handle(request: Request) -> JSONResponse:
        caller, number = await caller_of(request, "desk"), ticket_number(request)
        asked = await body_of(request, model)

        def work(session: Session, now: datetime) -> tuple[int, TicketAnswer]:
            ticket = verb(session, caller, number, asked, now)
            return 200, TicketAnswer(ticket=ticket.number, stage=ticket.stage)

        return await machine_reply(request, caller, asked, work)

    return handle


def _recall(session: Session, caller: Caller, number: str, _asked: Reasoned, now: datetime) -> Ticket:
    return calls.recall(session, caller.office, number, by=caller.by, now=now)


def _serve(session: Session, caller: Caller, number: str, _asked: Reasoned, now: datetime) -> Ticket:
    return calls.serve(session, caller.office, number, by=caller.by, now=now)


def _miss(session: Session, caller: Caller, number: str, _asked: Reasoned, now: datetime) -> Ticket:
    return calls.miss(session, caller.office, number, by=caller.by, now=now)


def _leave(session: Session, caller: Caller, number: str, _asked: Reasoned, now: datetime) -> Ticket:
    return handovers.leave(session, caller.office, number, by=caller.by, now=now)


def _undo(session: Session, caller: Caller, number: str, _asked: Reasoned, now: datetime) -> Ticket:
    return undo_last(session, caller.office, number, by=caller.by, now=now)


def _park(session: Session, caller: Caller, number: str, asked: PauseRequest, now: datetime) -> Ticket:
    until = now + timedelta(minutes=asked.minutes) if asked.minutes else asked.until
    if until is not None and not now < until <= now + LONGEST_PAUSE:
        raise Invalid(errors={"until": "within a day"})
    return parking.park(
        session, caller.office, number,
        until=until, after=asked.after, until_ready=asked.until_ready, outside=asked.outside,
        reason=asked.reason or None, by=caller.by, now=now,
    )  # fmt: skip


def _transfer(session: Session, caller: Caller, number: str, asked: TransferRequest, now: datetime) -> Ticket:
    return parking.transfer(
        session, caller.office, number, service=asked.service, counter=asked.counter, by=caller.by, now=now
    )


def _report(session: Session, caller: Caller, number: str, asked: ProblemRequest, now: datetime) -> Ticket:
    return counter_problems.report_problem(
        session, caller.office, number,
        reason=asked.reason, references=asked.documents, note=asked.note or None, wait=asked.wait,
        by=caller.by, now=now,
    )  # fmt: skip


TICKET = "/offices/{office}/tickets/{number}"
REFUSED = [OfficeUnknown, TicketUnknown, IllegalStep]
RESTS = [HallEmptied, OnBreak]


def _operation(
    noun: str, handler: Handler, summary: str, body: type[Body] = Reasoned, *more: type[Refusal]
) -> Operation:
    return Operation(
        "POST", f"{TICKET}/{noun}", handler, summary, {200: TicketAnswer},
        body=body, scope="desk", refusals=[*REFUSED, *more],
    )  # fmt: skip


OPERATIONS = [
    _operation(
        "recalls", on_ticket(Reasoned, _recall), "Call a number again",
        Reasoned, *RESTS, CallLimit, CallTooSoon,
    ),
    _operation("service", on_ticket(Reasoned, _serve), "Who was called has come: serve"),
    _operation(
        "absence", on_ticket(Reasoned, _miss), "Who was called did not come", Reasoned, *RESTS, TooFewCalls
    ),
    _operation("pause", on_ticket(PauseRequest, _park), "Set a ticket aside for a while", PauseRequest),
    _operation(
        "transfer", on_ticket(TransferRequest, _transfer), "Pass a ticket on to another service or counter",
        TransferRequest, NoOpenCounter, CounterUnknown, CounterClosed, CounterBusy,
    ),
    _operation("departure", on_ticket(Reasoned, _leave), "Somebody goes"),
    _operation(
        "problem", on_ticket(ProblemRequest, _report), "Report that something is wrong at the counter",
        ProblemRequest, DocumentUnknown,
    ),
    Operation(
        "DELETE", f"{TICKET}/last", on_ticket(Reasoned, _undo), "Take back the last step, within ten minutes",
        {200: TicketAnswer}, scope="desk",
        refusals=[
            OfficeUnknown, TicketUnknown, NothingToUndo, UndoTooLate, MovedSince,
            LobbyFull, HallEmptied,
        ],
    ),
]  # fmt: skip
