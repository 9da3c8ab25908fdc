"""Refusals in the one place where they are answered."""

from typing import Any, NoReturn

from starlette.requests import Request

from scheduler.domain.refusals import Refusal
from scheduler.domain.screens import ScreenUnknown
from tests.scenes.factories import World


async def gone_too(request: Request, refusal: Refusal) -> NoReturn:
    """A page that would show a refusal, but is about something that is not there any more."""
    raise ScreenUnknown


def test_refusal_of_the_page_that_shows_refusals_is_answered(client: Any, app: Any, office: World) -> None:
    app.state.refused = {"/i/": gone_too}

    answer = client.get("/i/7K4M-P2QX-9RD3-FHNT")

    assert answer.status_code == ScreenUnknown.status
    assert "/i/" not in answer.text
