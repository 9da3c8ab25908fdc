"""The door: a pass is shown, somebody comes without one, people are counted."""

from datetime import datetime
from functools import partial

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import JSONResponse

from scheduler.db.models import OfficeDay
from scheduler.domain.booking import PartyTooLarge, PassUnknown
from scheduler.domain.documents.refusals import DocumentUnknown
from scheduler.domain.door import (
    Elsewhere,
    HandedOver,
    NotReady,
    OfficeClosed,
    ReferenceRequired,
    ServiceClosed,
    TooEarly,
    WalkInsFull,
    WrongDay,
)
from scheduler.domain.hall.refusals import HallEmptied, SeenTooLongAgo
from scheduler.domain.offices.refusals import TypeRetired
from scheduler.domain.postponement.refusals import Postponed
from scheduler.domain.refusals import ReasonRequired, Refusal, TooManyTries
from scheduler.flow.core.local_time import zone_of_office
from scheduler.flow.counter.tickets import Arrival, PartySeen
from scheduler.flow.door.arrivals import Scan, arrive, turn_away, walk_in
from scheduler.flow.hall import people_count
from scheduler.flow.hall.hall_state import hall_of
from scheduler.web.api.answers import ArrivalAnswer, LobbyAnswer
from scheduler.web.api.operations import Operations
from scheduler.web.api.replies import Caller, caller_of, guessed, machine_answer, reply
from scheduler.web.api.requests import (
    ArrivalRequest,
    ChangeRequest,
    CountRequest,
    EmptyingRequest,
    HallOpeningRequest,
    ReservationRequest,
)
from scheduler.web.shared.forms import body_of
from scheduler.web.shared.refusal_responses import plain

OPERATIONS = Operations("desk")
LOBBY = "/offices/{office}/lobby"


@OPERATIONS.handled(
    "POST",
    "/offices/{office}/arrivals",
    "Somebody is at the door: 201 with a new number, 200 if known already",
    {201: ArrivalAnswer, 200: ArrivalAnswer},
    PassUnknown,
    DocumentUnknown,
    TooEarly,
    WrongDay,
    HandedOver,
    NotReady,
    OfficeClosed,
    ServiceClosed,
    ReferenceRequired,
    Elsewhere,
    Postponed,
    PartyTooLarge,
    WalkInsFull,
    SeenTooLongAgo,
    TypeRetired,
    TooManyTries,
    body=ArrivalRequest,
)
async def create_arrival(request: Request) -> JSONResponse:
    caller, asked = await caller_of(request, "desk"), await body_of(request, ArrivalRequest)
    scan = scan_of(asked)

    def work(session: Session, now: datetime) -> tuple[int, ArrivalAnswer]:
        if asked.walk_in:
            arrival = walk_in(session, caller.office, scan, service=asked.walk_in.service, by=caller.by, now=now)
        else:
            arrival = arrive(session, caller.office, scan, by=caller.by, now=now)
        return 201 if arrival.is_new else 200, _arrived(arrival)

    def noted(session: Session, refusal: Refusal, now: datetime) -> None:
        turn_away(session, caller.office, scan, refusal, by=caller.by, now=now)

    attempt = partial(machine_answer, request, caller, asked, work, nonce=asked.nonce, noted=noted)
    return reply(*await guessed(request, attempt, who=caller.by))


@OPERATIONS.step("POST", f"{LOBBY}/counts", "People inside, counted again", ReasonRequired)
def create_count(session: Session, caller: Caller, asked: CountRequest, now: datetime) -> LobbyAnswer:
    day = people_count.recount(session, caller.office, asked.people, reason=asked.reason, by=caller.by, now=now)
    return _lobby(session, caller, day, now)


@OPERATIONS.step("POST", f"{LOBBY}/changes", "One more or one less who has no ticket", HallEmptied)
def create_change(session: Session, caller: Caller, asked: ChangeRequest, now: datetime) -> LobbyAnswer:
    day = people_count.change_by_one(session, caller.office, asked.by, by=caller.by, now=now)
    return _lobby(session, caller, day, now)


@OPERATIONS.step(
    "POST",
    f"{LOBBY}/emptying",
    "Everybody waits outside at their old place, and nobody comes in or is called",
    ReasonRequired,
)
def create_emptying(session: Session, caller: Caller, asked: EmptyingRequest, now: datetime) -> LobbyAnswer:
    day = people_count.empty_hall(session, caller.office, reason=asked.reason, by=caller.by, now=now)
    return _lobby(session, caller, day, now)


@OPERATIONS.step("POST", f"{LOBBY}/opening", "The hall is opened again after it was emptied")
def create_opening(session: Session, caller: Caller, asked: HallOpeningRequest, now: datetime) -> LobbyAnswer:
    day = people_count.open_hall(session, caller.office, people=asked.people, by=caller.by, now=now)
    return _lobby(session, caller, day, now)


@OPERATIONS.step("POST", f"{LOBBY}/reservations", "Places that the queue leaves free today")
def create_reservation(session: Session, caller: Caller, asked: ReservationRequest, now: datetime) -> LobbyAnswer:
    day = people_count.reserve(session, caller.office, asked.places, by=caller.by, now=now)
    return _lobby(session, caller, day, now)


def scan_of(asked: ArrivalRequest) -> Scan:
    """What was shown at the door, as the step takes it."""
    short = f"{asked.short:05}" if isinstance(asked.short, int) else asked.short
    reference = asked.walk_in.reference if asked.walk_in else asked.reference
    wish = PartySeen(asked.party, asked.priority, asked.escort)
    return Scan(asked.pass_, short, reference, wish, early=asked.early, seen_at=asked.seen_at)


def _arrived(arrival: Arrival) -> ArrivalAnswer:
    facts = {"minutes": list(arrival.minutes)} if arrival.minutes else {}
    return ArrivalAnswer.model_validate(
        {
            "ticket": arrival.ticket,
            "stage": arrival.stage,
            "answer": arrival.answer,
            **facts,
            "people_inside": arrival.people_inside,
        }
    )


def _lobby(session: Session, caller: Caller, day: OfficeDay, now: datetime) -> LobbyAnswer:
    hall = hall_of(session, caller.office, day, now)
    return LobbyAnswer(
        people_inside=hall.past_door,
        entering=sum(ticket.held for ticket in hall.walking),
        limit=day.lobby_limit,
        reserved=day.reserved,
        emptied_at=plain(day.halted_at, zone_of_office(caller.office)),
    )
