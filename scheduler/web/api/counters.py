"""Counters: they call, open, take a break, close."""

from datetime import datetime

from sqlmodel import Session

from scheduler.db.models import Counter
from scheduler.domain.counter import CounterBusy, CounterClosed, NobodyWaiting, OnBreak, TicketUnknown
from scheduler.domain.documents.refusals import IllegalStep
from scheduler.domain.hall.refusals import HallEmptied
from scheduler.domain.refusals import ReasonRequired
from scheduler.flow.counter.calls import call
from scheduler.flow.counter.counters import close_counter, open_counter, pause_counter
from scheduler.web.api.answers import CounterAnswer, TicketAnswer
from scheduler.web.api.operations import Operations
from scheduler.web.api.replies import Caller
from scheduler.web.api.requests import CallRequest, Reasoned, Shutting

OPERATIONS = Operations("desk")
COUNTER = "/offices/{office}/counters/{n}"


@OPERATIONS.step(
    "POST",
    f"{COUNTER}/calls",
    "Call the next, or a given number",
    TicketUnknown,
    NobodyWaiting,
    CounterBusy,
    CounterClosed,
    IllegalStep,
    ReasonRequired,
    HallEmptied,
    OnBreak,
    status=201,
)
def create_call(session: Session, caller: Caller, asked: CallRequest, now: datetime) -> TicketAnswer:
    number, reason = int(caller.named), asked.reason or None
    ticket = call(session, caller.office, number, ticket=asked.ticket, reason=reason, by=caller.by, now=now)
    return TicketAnswer(ticket=ticket.number, stage=ticket.stage)


@OPERATIONS.step("POST", f"{COUNTER}/opening", "Open a counter")
def create_opening(session: Session, caller: Caller, asked: Reasoned, now: datetime) -> CounterAnswer:
    return _face(open_counter(session, caller.office, int(caller.named), now=now))


@OPERATIONS.step("POST", f"{COUNTER}/break", "Pause a counter, with a reason", CounterBusy, ReasonRequired)
def create_break(session: Session, caller: Caller, asked: Shutting, now: datetime) -> CounterAnswer:
    number, outside_by = int(caller.named), caller.by if asked.outside else None
    return _face(pause_counter(session, caller.office, number, reason=asked.reason, now=now, outside_by=outside_by))


@OPERATIONS.step("POST", f"{COUNTER}/closing", "Close a counter", CounterBusy)
def create_closing(session: Session, caller: Caller, asked: Shutting, now: datetime) -> CounterAnswer:
    number, outside_by = int(caller.named), caller.by if asked.outside else None
    return _face(close_counter(session, caller.office, number, now=now, outside_by=outside_by))


def _face(counter: Counter) -> CounterAnswer:
    return CounterAnswer.model_validate({"counter": counter.number, "state": counter.state, "reason": counter.reason})
