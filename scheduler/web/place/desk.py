"""Who works at the desk of a place, and how its pages are drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from scheduler.db.models import Office, Place
from scheduler.domain.booking import PassUnknown
from scheduler.domain.delivery.refusals import PlaceUnknown
from scheduler.domain.refusals import Refusal, Unknown
from scheduler.domain.text import codes
from scheduler.flow.staff import SignedIn
from scheduler.flow.staff.at_places import places_of_staff
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.pages import actor, now_of, staff_page
from scheduler.web.shared.throttling import Begins, looked_up

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Desk:
    """Somebody at the desk of one of their places. places: all of theirs, between which they may change."""

    staff: SignedIn
    place: Place
    places: Sequence[Place]

    @property
    def office(self) -> Office:
        return self.staff.office

    @property
    def by(self) -> str:
        """Who the history says did something."""
        return actor(self.staff)


async def desk_of(request: Request) -> Desk:
    """Who is at the desk of the place in the path. Raises SignInNeeded, NotAllowed, PasswordNeeded; PlaceUnknown where
    it is none of theirs, of this office or another.
    """
    staff = await staff_of(request, "place")
    places: Sequence[Place] = await request.app.state.db.read(places_of_staff, staff.staff_id)
    place = next((each for each in places if each.id == request.path_params["place"]), None)
    if place is None:
        raise PlaceUnknown
    return Desk(staff, place, places)


async def counted(request: Request, desk: Desk, look_up: Begins[T]) -> T:
    """Wait for a look-up: numbers that do not exist count against who tries them. Raises TooManyTries."""
    return await looked_up(request, "short", look_up, failures=(Unknown,), who=str(desk.staff.staff_id))


def short_of(request: Request) -> int:
    """The nomor jadwal of the path. Raises PassUnknown."""
    short = codes.read_short(request.path_params["short"])
    if short is None:
        raise PassUnknown
    return short


def address(request: Request, desk: Desk, name: str, **ids: Any) -> str:
    """The path of one of the desk's pages."""
    return request.url_for(name, place=desk.place.id, **ids).path


def to_visit(request: Request, desk: Desk, short: int, *, done: str = "") -> Response:
    """To the page of a visit. done: what was just done with it."""
    path = address(request, desk, "place_visit", short=codes.written_short(short))
    return RedirectResponse(f"{path}?done={done}" if done else path, 303)


def drawn(request: Request, desk: Desk, template: str, refusal: Refusal | None = None, **context: Any) -> Response:
    """A page of the desk; a refusal stands above it."""
    context = {"here_name": "", **context}
    return staff_page(request, desk.staff, template, refusal, now=now_of(request), desk=desk, **context)
