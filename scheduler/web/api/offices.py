"""What anybody may read of an office: its face, its free slots, its board."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import JSONResponse

from scheduler.db import queries
from scheduler.db.models import Office, Service
from scheduler.domain.calendar import calendar
from scheduler.domain.calendar.shut import Shut, shut_of
from scheduler.domain.refusals import Invalid
from scheduler.flow.core.local_time import today_of
from scheduler.flow.hall.publishing import board_now
from scheduler.web.api.answers import Closing, LobbyFill, OfficeAnswer, OfficeService, OpeningFace, SlotsAnswer
from scheduler.web.api.board_answer import BoardAnswer
from scheduler.web.api.operations import Operations, Query
from scheduler.web.api.replies import read_reply, reply
from scheduler.web.api.visible import iso, slot_face
from scheduler.web.shared.staff.access import office_of_path

OPERATIONS = Operations()
MOST_DAYS, USUAL_DAYS = 60, 14


@OPERATIONS.handled(
    "GET", "/offices/{office}", "An office, whether it is open, and how full its lobby is", {200: OfficeAnswer}
)
async def read_office(request: Request) -> JSONResponse:
    return await read_reply(request, _face, await office_of_path(request), request.app.state.clock())


@OPERATIONS.handled(
    "GET",
    "/offices/{office}/slots",
    "The slots of a service that can still be booked, full ones too",
    {200: SlotsAnswer},
    Invalid,
    query=[
        Query("service", "Letter of the service", {"type": "string", "examples": ["A"]}, required=True),
        Query("from", "First day; today if absent", {"type": "string", "format": "date"}),
        Query("days", "How many days; 14 if absent", {"type": "integer", "minimum": 1, "maximum": MOST_DAYS}),
    ],
)
async def read_slots(request: Request) -> JSONResponse:
    office, now = await office_of_path(request), request.app.state.clock()
    first, days = _span(request, today_of(office, now))
    return await read_reply(request, _slots, office, request.query_params.get("service", ""), first, days, now)


@OPERATIONS.handled(
    "GET", "/offices/{office}/board", "The board: numbers, counters, the order of waiting", {200: BoardAnswer}
)
async def read_board(request: Request) -> JSONResponse:
    office = await office_of_path(request)
    board = await request.app.state.db.read(board_now, office, request.app.state.clock())
    return reply(200, board.to_json())


def _face(session: Session, office: Office, now: datetime) -> OfficeAnswer:
    board = board_now(session, office, now)
    hours, closed = queries.hours_of_office(session, office.id), queries.closures_of_office(session, office.id)
    zone = ZoneInfo(office.timezone)
    state = calendar.state_at(now, hours, closed, zone)

    def face(service: Service) -> OfficeService:
        shut = shut_of(service.id, now, hours, closed, zone=zone, days=office.horizon_days)
        return OfficeService(letter=service.letter, name=service.name, closed=_closing(shut, office))

    return OfficeAnswer(
        code=office.code,
        name=office.name,
        timezone=office.timezone,
        address=office.address,
        phone=office.phone,
        services=[face(service) for service in queries.services_of(session, office.id)],
        open_now=state.state == "open",
        open=OpeningFace(
            state=state.state, reason=state.reason, until=iso(state.until, office) if state.until else None
        ),
        lobby=LobbyFill(people=board.lobby.people, entering=board.lobby.entering, limit=board.lobby.limit),
    )


def _closing(shut: Shut | None, office: Office) -> Closing | None:
    if shut is None:
        return None
    until = iso(shut.until, office) if shut.until else None
    return Closing(since=iso(shut.since, office), reason=shut.reason, until=until)


def _slots(session: Session, office: Office, letter: str, first: date, days: int, now: datetime) -> SlotsAnswer:
    """The slots that may be booked by their time, full ones too. Raises Invalid for an unknown service."""
    service = next((s for s in queries.services_of(session, office.id) if s.letter == letter.strip().upper()), None)
    if service is None:
        raise Invalid(errors={"service": "unknown" if letter else "missing"})
    horizon = today_of(office, now) + timedelta(days=office.horizon_days)
    if first > horizon:
        return SlotsAnswer(slots=[])
    zone = ZoneInfo(office.timezone)
    after = max(calendar.day_bounds(first, zone)[0], now + timedelta(minutes=office.notice_minutes, microseconds=1))
    _, before = calendar.day_bounds(min(first + timedelta(days=days - 1), horizon), zone)
    found = queries.slots_between(session, service.id, after, before)
    return SlotsAnswer(slots=[slot_face(slot, office) for slot in found])


def _span(request: Request, today: date) -> tuple[date, int]:
    """From which day, and how many; a day that is gone counts as today. Raises Invalid."""
    days, first = request.query_params.get("days", str(USUAL_DAYS)), request.query_params.get("from")
    if not (days.isascii() and days.isdigit() and len(days) <= 3 and 1 <= int(days) <= MOST_DAYS):
        raise Invalid(errors={"days": f"1-{MOST_DAYS}"})
    try:
        return max(date.fromisoformat(first), today) if first else today, int(days)
    except ValueError:
        raise Invalid(errors={"from": "date"}) from None
