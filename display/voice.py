"""Calls as sound for screens: only what stands on the newest board is said, so that nobody makes the server talk."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from display.asked import DOOR
from display.ports import Voice
from scheduler.board.model import Board

Latest = Callable[[str], Awaitable[Board | None]]
TESTS = ("test", "trial")
"""In the address: the tickets of a sound test and a test call, which are no calls and may be said at any time."""
NOT_FOUND = 404


def routes(voice: Voice | None, latest: Latest) -> list[BaseRoute]:
    """The address of each sound. latest: an office's newest board; voice: None where this server has none."""

    async def sound(request: Request) -> Response:
        asked = request.path_params
        board = await latest(asked["office"]) if asked["office"].isprintable() else None
        may_be_said = board is not None and is_called(board, asked["ticket"], asked["counter"], asked["repeat"])
        if voice is None or not may_be_said:
            return Response(status_code=NOT_FOUND)
        said = await voice.say(
            asked["office"],
            asked["ticket"],
            counter=asked["counter"] or None,
            repeat=asked["repeat"],
            language=asked["language"],
        )
        if said is None:
            return Response(status_code=NOT_FOUND)
        # The same address is said another way once the office changes how; so browsers keep it, but ask each time.
        headers = {"ETag": f'"{said.mark}"', "Cache-Control": "no-cache"}
        if headers["ETag"] in request.headers.get("If-None-Match", ""):
            return Response(status_code=304, headers=headers)
        return Response(said.body, media_type=said.media_type, headers=headers)

    where = "/display/{office}/voice/{language}/{ticket}/{counter:int}/{repeat:int}"
    return [Route(where, sound, name="display_voice")]


def is_called(board: Board, ticket: str, counter: int, repeat: int) -> bool:
    """Whether the board has this call; of a call that was repeated a slow screen may still say the earlier ones."""
    if ticket in TESTS:
        return counter == DOOR and repeat == 0
    if counter == DOOR:
        return repeat == 0 and any(entering.ticket == ticket for entering in board.asked_in)
    return any(c.ticket == ticket and c.counter == counter and repeat <= c.repeat for c in board.calls)
