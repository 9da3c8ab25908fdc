"""Whoever cannot come asks for another way, sees what became of it, and takes it back."""

from functools import partial
from typing import Annotated, Literal

from pydantic import StringConstraints
from starlette.requests import Request
from starlette.responses import Response

from scheduler.domain.delivery.requests import LONGEST_ADDRESS, LONGEST_WORDS
from scheduler.flow.delivery import asking
from scheduler.flow.delivery.asking import Wish
from scheduler.web.citizen.delivery.asking_page import ask, back, read_page, shown, take_back
from scheduler.web.citizen.delivery.view import ways_page
from scheduler.web.citizen.shared.lost_link import Typed
from scheduler.web.shared.forms import Form, form_of

Words = Annotated[str, StringConstraints(max_length=2 * LONGEST_ADDRESS, pattern=r"^[^\x00]*$")]
HERE = ("citizen/delivery/ways.html", "delivery_ways")
LONGEST = {"address": LONGEST_ADDRESS, "reason": LONGEST_WORDS}


class WishForm(Form):
    """What is asked for; it takes whatever was typed, so that it can be shown again."""

    way: Literal["place", "post", "visit"]
    place: int | None = None
    address: Words = ""
    reason: Words = ""
    phone4: Typed = ""

    @property
    def wish(self) -> Wish:
        """What is asked for, as the step takes it."""
        return Wish(self.way, self.place, self.address, self.reason, self.phone4)


async def delivery_ways(request: Request) -> Response:
    """The other ways, and what became of what was asked for."""
    return await shown(request, *HERE, await read_page(request, ways_page), longest=LONGEST)


async def ask_delivery(request: Request) -> Response:
    """Ask for one of them. A refusal stands above the forms, with what was typed. Raises what `asking.ask` does."""
    page, form = await read_page(request, ways_page), await form_of(request, WishForm)
    request.state.again = partial(shown, request, *HERE, page, typed=form, longest=LONGEST)
    await ask(request, asking.ask, form.wish)
    return back(request, "delivery_ways")


async def end_delivery(request: Request) -> Response:
    """Take back what was asked for."""
    await take_back(request, asking.take_back)
    return back(request, "delivery_ways")
