"""Citizens by the code of an invitation: the waiting list of a full day, and joining a visit of their household."""

from datetime import date, datetime

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import JSONResponse

from scheduler.db import queries
from scheduler.db.models import Slot, WaitlistEntry
from scheduler.domain.booking import (
    AlreadyBooked,
    ChangeLimit,
    CoolingOff,
    MissedLimit,
    NothingToJoin,
    SlotClosed,
    SlotFull,
)
from scheduler.domain.documents.refusals import IllegalStep
from scheduler.domain.invitations.refusals import (
    DayClosed,
    DayHasRoom,
    DayNotOffered,
    InvitationExpired,
    InvitationUnknown,
    NothingReady,
)
from scheduler.domain.refusals import Invalid, TooManyTries
from scheduler.flow.booking.joining import join
from scheduler.flow.invitations.waitlist import entries_of, stop_waiting, wait_for
from scheduler.web.api.answers import PassAnswer, WaitFace, WaitsAnswer
from scheduler.web.api.operations import Operations, Query
from scheduler.web.api.replies import citizen_reply, read_by_code
from scheduler.web.api.requests import DayRequest, JoiningRequest, OptionalDayRequest
from scheduler.web.api.visible import iso, pass_answer, slot_face
from scheduler.web.shared.booking.turns import in_turn
from scheduler.web.shared.forms import body_of

OPERATIONS = Operations()
WAITING = "/invitations/{code}/waiting"
DAY = Query("day", "The day that is waited for, where the body does not say it", {"type": "string", "format": "date"})
BY_CODE = (InvitationUnknown, TooManyTries)


@OPERATIONS.handled(
    "GET", WAITING, "The days that are waited for, and seats that are offered", {200: WaitsAnswer}, *BY_CODE
)
async def read_waits(request: Request) -> JSONResponse:
    return await read_by_code(request, _waits)


@OPERATIONS.handled(
    "POST",
    WAITING,
    "Wait for a seat on a full day; once more changes nothing",
    {201: WaitFace, 200: WaitFace},
    *BY_CODE,
    InvitationExpired,
    NothingReady,
    IllegalStep,
    AlreadyBooked,
    DayNotOffered,
    DayClosed,
    DayHasRoom,
    MissedLimit,
    CoolingOff,
    ChangeLimit,
    body=DayRequest,
)
async def create_wait(request: Request) -> JSONResponse:
    code, asked = request.path_params["code"], await body_of(request, DayRequest)

    def work(session: Session, now: datetime) -> tuple[int, WaitFace]:
        known = {entry.id for entry in entries_of(session, code)}
        entry = wait_for(session, code, asked.day, now=now)
        return 200 if entry.id in known else 201, _face(session, entry)

    return await citizen_reply(request, queries.invitation_by_code, asked, work)


@OPERATIONS.handled(
    "DELETE",
    WAITING,
    "Wait no longer for a day; a seat that is kept is freed",
    {200: WaitsAnswer},
    *BY_CODE,
    body=OptionalDayRequest,
    query=[DAY],
)
async def delete_wait(request: Request) -> JSONResponse:
    code, asked = request.path_params["code"], await body_of(request, OptionalDayRequest)
    day = _day(request.query_params.get("day"), asked)

    def work(session: Session, now: datetime) -> tuple[int, WaitsAnswer]:
        stop_waiting(session, code, day, now=now)
        return 200, _waits(session, code)

    return await citizen_reply(request, queries.invitation_by_code, asked, work)


@OPERATIONS.handled(
    "POST",
    "/invitations/{code}/joining",
    "Let a visit that the household has booked fetch these documents as well",
    {200: PassAnswer},
    *BY_CODE,
    AlreadyBooked,
    InvitationExpired,
    NothingReady,
    NothingToJoin,
    SlotFull,
    SlotClosed,
    IllegalStep,
    body=JoiningRequest,
)
@in_turn
async def create_joining(request: Request) -> JSONResponse:
    code, asked = request.path_params["code"], await body_of(request, JoiningRequest)
    base_url = request.app.state.settings.base_url

    def work(session: Session, now: datetime) -> tuple[int, PassAnswer]:
        booking = join(session, code, slot_id=asked.slot, by="citizen", now=now)
        return 200, pass_answer(session, booking, base_url)

    return await citizen_reply(request, queries.invitation_by_code, asked, work)


def _waits(session: Session, code: str) -> WaitsAnswer:
    return WaitsAnswer(waiting=[_face(session, entry) for entry in entries_of(session, code)])


def _face(session: Session, entry: WaitlistEntry) -> WaitFace:
    office = queries.office_by_id(session, entry.office_id)
    slot = session.get(Slot, entry.slot_id) if entry.slot_id else None
    return WaitFace(
        day=entry.day.isoformat(),
        stage=entry.stage,
        slot=slot_face(slot, office) if slot else None,
        until=iso(entry.offered_until, office) if entry.offered_until else None,
    )


def _day(text: str | None, asked: OptionalDayRequest) -> date:
    """The day of the query, or of the body. Raises Invalid."""
    if text is None and asked.day is not None:
        return asked.day
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        raise Invalid(errors={"day": "date_from_datetime_parsing"}) from None
