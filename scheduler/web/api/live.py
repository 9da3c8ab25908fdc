"""What anybody may read of an office now, by any page of any site; read at most every 15 seconds, whoever asks."""

import json
from typing import Literal
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response

from scheduler.domain.public.live import Live, LiveService, Seats
from scheduler.domain.public.refusals import NotPublished
from scheduler.domain.refusals import Refusal
from scheduler.web.api.answers import NINE, Answer, Day, Minutes, Moment, OfficeName, ServiceFace
from scheduler.web.api.operations import Operations
from scheduler.web.api.requests import example
from scheduler.web.shared.public.answers import public_answer
from scheduler.web.shared.public.kept import Reading
from scheduler.web.shared.public.live import LASTS, LiveFigures
from scheduler.web.shared.refusal_responses import problem

OPERATIONS = Operations()
EVERY_SITE = {"Access-Control-Allow-Origin": "*"}


class LiveOpen(Answer):
    """`halted`: the hall was emptied, and nobody comes in until it is opened again."""

    state: Literal["open", "break", "closed", "halted"]
    reason: str | None
    until: Moment | None


class LiveHall(Answer):
    """People past the door, called in and still outside it, and how many there may be together."""

    people: int
    entering: int
    limit: int


class LiveCounterFace(Answer):
    """A counter that is open or on a break, and the number that is there."""

    number: int
    state: Literal["open", "break"]
    ticket: str | None


class LiveWaitFace(Answer):
    """Minutes from and to that the last in the line was told, until it is let in, or inside until it is called."""

    minutes: Minutes
    until: Literal["admitted", "called"]


class LiveServiceFace(ServiceFace):
    """Numbers that wait and that were served today. `wait` is null where nobody waits, or nothing can be said.

    `closed`: why the service is shut while its office is not.
    """

    waiting: int
    served_today: int
    wait: LiveWaitFace | None
    closed: str | None


class LiveSeats(Answer):
    """What is left of a day by the letter of the service; few: five at the most, or one in ten. many: half or more."""

    day: Day
    services: dict[str, Seats]


class LiveAnswer(Answer):
    """An office now, nameless. `at`: when it was read. `old`: true where nothing newer can be read for the moment."""

    model_config = example(
        office={"code": "tanjungpinang", "name": "Disdukcapil Kota Tanjungpinang", "timezone": "Asia/Jakarta"},
        at=NINE,
        old=False,
        training=False,
        open={"state": "open", "reason": None, "until": "2026-11-30T15:00:00+07:00"},
        hall={"people": 7, "entering": 1, "limit": 20},
        waiting=9,
        served_today=31,
        counters=[{"number": 2, "state": "open", "ticket": "A-031"}],
        services=[
            {
                "letter": "A",
                "name": "Pengambilan KTP-el dan KIA",
                "waiting": 9,
                "served_today": 31,
                "wait": {"minutes": [6, 9], "until": "admitted"},
                "closed": None,
            }
        ],
        seats=[{"day": "2026-12-01", "services": {"A": "few"}}],
    )

    office: OfficeName
    at: Moment
    old: bool
    training: bool
    open: LiveOpen
    hall: LiveHall
    waiting: int
    served_today: int
    counters: list[LiveCounterFace]
    services: list[LiveServiceFace]
    seats: list[LiveSeats]


@OPERATIONS.handled(
    "GET",
    "/offices/{office}/live",
    "An office now for any site: counters, waits, the hall, seats of the days to come; cached for 15 seconds",
    {200: LiveAnswer},
    NotPublished,
)
async def read_live(request: Request) -> Response:
    figures: LiveFigures = request.app.state.live_figures
    try:
        reading = await figures.of_path(request)
    except Refusal as refusal:  # pages of other sites read a refusal only where it says so too
        answer: Response = problem(refusal, None)
    else:
        answer = _answer(request, reading)
    answer.headers.update(EVERY_SITE)
    return answer


def _answer(request: Request, reading: Reading[Live]) -> Response:
    body = reading.drawn.get("json")
    if body is None:
        told = _face(reading.value, is_old=reading.is_old).to_json()
        body = reading.drawn["json"] = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
    age = reading.age(request.app.state.clock())
    return public_answer(request, body, "application/json", lasts=LASTS, age=age)


def _face(live: Live, *, is_old: bool) -> LiveAnswer:
    zone = ZoneInfo(live.timezone)
    until = live.open.until.astimezone(zone).isoformat(timespec="seconds") if live.open.until else None
    return LiveAnswer(
        office=OfficeName(code=live.code, name=live.name, timezone=live.timezone),
        at=live.at.astimezone(zone).isoformat(timespec="seconds"),
        old=is_old,
        training=live.training,
        open=LiveOpen(state=live.open.state, reason=live.open.reason, until=until),
        hall=LiveHall(people=live.people, entering=live.entering, limit=live.limit),
        waiting=live.waiting,
        served_today=live.served,
        counters=[LiveCounterFace(number=c.number, state=c.state, ticket=c.ticket) for c in live.counters],
        services=[_service(service) for service in live.services],
        seats=[LiveSeats(day=each.day.isoformat(), services=each.services) for each in live.seats],
    )


def _service(service: LiveService) -> LiveServiceFace:
    wait = LiveWaitFace(minutes=list(service.wait.minutes), until=service.wait.until) if service.wait else None
    return LiveServiceFace(
        letter=service.letter,
        name=service.name,
        waiting=service.waiting,
        served_today=service.served,
        wait=wait,
        closed=service.closed,
    )
