"""The counter's one screen: drawn whole, or the parts of it that follow the hall while the card stays as it is."""

from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.websockets import WebSocket

from scheduler.db.models import Counter
from scheduler.domain.door import HandedOver
from scheduler.domain.refusals import Refusal, SignInNeeded
from scheduler.flow.staff import SignedIn
from scheduler.web.counter import scans, view
from scheduler.web.counter.handed import Handed, handed_of
from scheduler.web.counter.handover_form import Choices
from scheduler.web.shared.forms import clean
from scheduler.web.shared.live import keep_live
from scheduler.web.shared.pages import render
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.fields import new_nonce
from scheduler.web.shared.staff.pages import in_place, now_of, sign_in_first
from scheduler.web.shared.told import sentence
from scheduler.web.shared.wording import Wording

SCANS = "/counter/scans"
HANDOVERS = "/counter/handovers"


async def page(request: Request) -> Response:
    """The screen. `?about=` is a number to tell about, `?moved=` one that a step took elsewhere, `?handed=` one that
    was given something just now; `?tested=` says that the TVs were asked to sound.

    Somebody who signed in without a counter is asked for one.
    """
    staff = await staff_of(request, "counter")
    if staff.counter is None:
        return nowhere(request, staff)
    found = await found_at(request, staff, staff.counter)
    about, moved, handed = (clean(request.query_params.get(name, "")) for name in ("about", "moved", "handed"))
    asked = (staff.office, about or moved or handed, now_of(request))
    if handed:
        return rendered(request, found, handed=await request.app.state.db.read(handed_of, *asked))
    if about or moved:
        seen = await request.app.state.db.read(scans.seen if about else scans.moved, *asked)
        return rendered(request, found, seen=seen, moved=not about)
    return rendered(request, found, tested="tested" in request.query_params)


async def line(request: Request) -> Response:
    """The parts of the screen that follow the hall, for browsers whose socket does not get through."""
    staff = await staff_of(request, "counter")
    if staff.counter is None:
        return _to_the_page(request)
    found = await found_at(request, staff, staff.counter)
    return render(request, "counter/_live.html", **_context(found))


async def live(websocket: WebSocket) -> None:
    """The parts of the screen that follow the hall, by a socket, as they change."""
    await keep_live(websocket, "counter", _picture)


async def here(request: Request) -> tuple[SignedIn, Counter]:
    """Who works at which counter. Raises SignInNeeded where none was chosen, or another browser has taken it over."""
    staff = await staff_of(request, "counter")
    if staff.counter is None:
        raise SignInNeeded
    return staff, staff.counter


async def found_at(request: Request, staff: SignedIn, counter: Counter) -> view.CounterPage:
    """What stands on the screen now."""
    found: view.CounterPage = await request.app.state.db.read(view.counter_page, staff, counter, now_of(request))
    return found


def rendered(
    request: Request,
    found: view.CounterPage,
    *,
    seen: scans.Seen | None = None,
    moved: bool = False,
    refusal: Refusal | None = None,
    handed: Handed | None = None,
    tested: bool = False,
    choices: Choices | None = None,
    is_checking: bool = False,
) -> Response:
    """The whole screen; what answers a scan alone replaces only the line above the card.

    moved: `seen` tells where a number went, and offers no step with it. is_checking: what the citizen has to check is
    asked, and nothing was handed over yet.
    """

    def told(say: Wording) -> str:
        said = refusal.staff_sentence if isinstance(refusal, HandedOver) and refusal.facts.get("to") else None
        return sentence(refusal, say, said=said) if refusal else ""

    response = render(
        request,
        "counter/page.html",
        status=refusal.status if refusal else 200,
        seen=seen,
        moved=moved,
        told=told,
        refusal=refusal,
        handed=handed,
        tested=tested,
        choices=choices or Choices(),
        is_checking=is_checking,
        lacks=refusal.errors if refusal and request.url.path == HANDOVERS else {},
        tone="bad" if refusal else "good" if seen else "",
        auto="" if request.headers.get("HX-Request") else "autofocus",
        **_context(found),
    )
    if request.url.path == SCANS and request.headers.get("X-Stamp") == found.stamp:
        response.headers.update({"HX-Retarget": "#said", "HX-Reselect": "#said", "HX-Reswap": "outerHTML show:none"})
    return response


async def refused(request: Request, refusal: Refusal) -> Response:
    """A refusal stands on the screen, above the card as it is now; what was filled in for a handover stays."""
    return await (_lost(request) if isinstance(refusal, SignInNeeded) else _above_the_card(request, refusal))


async def choices_of(request: Request) -> Choices:
    """What was chosen in a handover, to be shown again; an unreadable form is one without choices."""
    try:
        form = await request.form()
    except Exception:  # noqa: BLE001 - whatever could not be read was refused for that already
        form = FormData()
    texts: dict[str, Any] = {name: value for name, value in form.items() if isinstance(value, str)}
    texts["document"] = [value for value in form.getlist("document") if isinstance(value, str)]
    return Choices(**texts)


@in_place(here)
async def _above_the_card(request: Request, found: tuple[SignedIn, Counter], refusal: Refusal) -> Response:
    choices = await choices_of(request) if request.url.path == HANDOVERS else None
    return rendered(request, await found_at(request, *found), refusal=refusal, choices=choices)


def nowhere(request: Request, staff: SignedIn) -> Response:
    """For somebody who is signed in and has no counter: it was taken over by another browser, or never chosen."""
    number = staff.lost_counter
    if number is None:
        return sign_in_first(request)
    return render(
        request, "counter/lost.html", status=200 if request.method == "GET" else 409, number=number, name=staff.name
    )


async def _lost(request: Request) -> Response:
    """A form of a session that has lost its counter does nothing, and its screen says why."""
    try:
        staff = await staff_of(request, "counter")
    except Refusal:
        return sign_in_first(request)
    return nowhere(request, staff)


async def _picture(websocket: WebSocket, staff: SignedIn) -> str:
    if staff.counter is None:
        raise SignInNeeded
    state = websocket.app.state
    found = await state.db.read(view.counter_page, staff, staff.counter, state.clock())
    text: str = state.pages.text(websocket, "counter/_live.html", **_context(found))
    return text


def _context(found: view.CounterPage) -> dict[str, Any]:
    return {"about": found.office, "page": found, "card": found.card, "nonce": new_nonce}


def _to_the_page(request: Request) -> Response:
    """The page tells what became of the counter, where its parts are asked for in vain."""
    return Response(status_code=204, headers={"HX-Redirect": request.url_for("counter").path})
