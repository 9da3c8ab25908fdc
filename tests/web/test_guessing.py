"""What few guesses would find is tried one at a time, so that of many at once no more are tried than may fail."""

import asyncio
from typing import Any

from starlette.requests import Request

from scheduler.domain.errors import SignInWrong, TooManyTries
from scheduler.web.access import MOST, in_turn


async def test_of_many_guesses_at_once_no_more_are_tried_than_may_fail(app: Any) -> None:
    request, tried = Request({"type": "http", "app": app, "headers": [], "client": ("192.0.2.1", 1)}), []

    async def wrong(number: int) -> None:
        await asyncio.sleep(0)  # as whoever asks a database
        tried.append(number)
        raise SignInWrong

    async def guess(number: int) -> None:
        await in_turn(request, "ref3", wrong(number), failures=(SignInWrong,), who="sari")

    ended = await asyncio.gather(*(guess(number) for number in range(20)), return_exceptions=True)

    most = MOST["ref3"]
    assert tried == list(range(most))
    assert [type(each) for each in ended] == [SignInWrong] * most + [TooManyTries] * (20 - most)
