"""The verbs on a ticket, each by its noun; the last step taken back."""

from datetime import datetime, timedelta

from sqlmodel import Session

from scheduler.db.models import Ticket
from scheduler.domain.counter import (
    CallLimit,
    CallTooSoon,
    CounterClosed,
    CounterUnknown,
    MovedSince,
    NoOpenCounter,
    NothingToUndo,
    OnBreak,
    TooFewCalls,
    UndoTooLate,
)
from scheduler.domain.documents.refusals import DocumentNameless, DocumentUnknown, IllegalStep
from scheduler.domain.hall.refusals import HallEmptied, LobbyFull
from scheduler.domain.refusals import Invalid
from scheduler.flow.counter import calls, counter_problems, handovers, parking
from scheduler.flow.counter.undo import undo_last
from scheduler.web.api.answers import TicketAnswer
from scheduler.web.api.operations import Operations
from scheduler.web.api.replies import Caller
from scheduler.web.api.requests import PauseRequest, ProblemRequest, Reasoned, TransferRequest

OPERATIONS = Operations("desk")
TICKET = "/offices/{office}/tickets/{number}"
LONGEST_PAUSE = timedelta(days=1)


@OPERATIONS.step(
    "POST", f"{TICKET}/recalls", "Call a number again", IllegalStep, HallEmptied, OnBreak, CallLimit, CallTooSoon
)
def recall(session: Session, caller: Caller, asked: Reasoned, now: datetime) -> TicketAnswer:
    return _face(calls.recall(session, caller.office, caller.named, by=caller.by, now=now))


@OPERATIONS.step("POST", f"{TICKET}/service", "Who was called has come: serve", IllegalStep)
def serve(session: Session, caller: Caller, asked: Reasoned, now: datetime) -> TicketAnswer:
    return _face(calls.serve(session, caller.office, caller.named, by=caller.by, now=now))


@OPERATIONS.step(
    "POST", f"{TICKET}/absence", "Who was called did not come", IllegalStep, HallEmptied, OnBreak, TooFewCalls
)
def miss(session: Session, caller: Caller, asked: Reasoned, now: datetime) -> TicketAnswer:
    return _face(calls.miss(session, caller.office, caller.named, by=caller.by, now=now))


@OPERATIONS.step("POST", f"{TICKET}/pause", "Set a ticket aside for a while", IllegalStep)
def park(session: Session, caller: Caller, asked: PauseRequest, now: datetime) -> TicketAnswer:
    until = now + timedelta(minutes=asked.minutes) if asked.minutes else asked.until
    if until is not None and not now < until <= now + LONGEST_PAUSE:
        raise Invalid(errors={"until": "within a day"})
    ticket = parking.park(
        session,
        caller.office,
        caller.named,
        until=until,
        after=asked.after,
        until_ready=asked.until_ready,
        outside=asked.outside,
        reason=asked.reason or None,
        by=caller.by,
        now=now,
    )
    return _face(ticket)


@OPERATIONS.step(
    "POST",
    f"{TICKET}/transfer",
    "Pass a ticket on to another service or counter",
    IllegalStep,
    NoOpenCounter,
    CounterUnknown,
    CounterClosed,
)
def transfer(session: Session, caller: Caller, asked: TransferRequest, now: datetime) -> TicketAnswer:
    ticket = parking.transfer(
        session, caller.office, caller.named, service=asked.service, counter=asked.counter, by=caller.by, now=now
    )
    return _face(ticket)


@OPERATIONS.step("POST", f"{TICKET}/departure", "Somebody goes", IllegalStep)
def leave(session: Session, caller: Caller, asked: Reasoned, now: datetime) -> TicketAnswer:
    return _face(handovers.leave(session, caller.office, caller.named, by=caller.by, now=now))


@OPERATIONS.step(
    "POST", f"{TICKET}/problem", "Report that something is wrong at the counter", IllegalStep, DocumentUnknown
)
def report(session: Session, caller: Caller, asked: ProblemRequest, now: datetime) -> TicketAnswer:
    ticket = counter_problems.report_problem(
        session,
        caller.office,
        caller.named,
        reason=asked.reason,
        references=asked.documents,
        note=asked.note or None,
        wait=asked.wait,
        by=caller.by,
        now=now,
    )
    return _face(ticket)


@OPERATIONS.step(
    "DELETE",
    f"{TICKET}/last",
    "Take back the last step, within ten minutes",
    NothingToUndo,
    UndoTooLate,
    MovedSince,
    DocumentNameless,
    LobbyFull,
    HallEmptied,
)
def undo(session: Session, caller: Caller, asked: Reasoned, now: datetime) -> TicketAnswer:
    return _face(undo_last(session, caller.office, caller.named, by=caller.by, now=now))


def _face(ticket: Ticket) -> TicketAnswer:
    return TicketAnswer(ticket=ticket.number, stage=ticket.stage)
