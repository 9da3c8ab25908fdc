"""What few guesses would find is tried one at a time, so that of many at once no more are tried than may fail."""

import asyncio
from typing import Any

from starlette.requests import Request

from scheduler.domain.errors import DigitsWrong, SignInWrong, TooManyTries
from scheduler.web.access import MOST, in_turn, proven


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


async def test_wrong_digits_count_against_the_pass_whoever_tries(app: Any) -> None:
    async def wrong() -> None:
        raise DigitsWrong

    async def guess(code: str, address: str) -> str:
        scope = {"type": "http", "app": app, "headers": [], "client": (address, 1), "path_params": {"code": code}}
        try:
            await proven(Request(scope), wrong())
        except (DigitsWrong, TooManyTries) as refusal:
            return refusal.code
        return ""

    spellings = ("7K4M-P2QX-9RD3-FHNT", "7k4mp2qx9rd3fhnt")
    said = [await guess(spellings[n % 2], f"192.0.2.{n}") for n in range(MOST["ref3"] + 1)]

    assert said == [DigitsWrong.code] * MOST["ref3"] + [TooManyTries.code]
    assert await guess("2222-2222-2222-2222", "192.0.2.1") == DigitsWrong.code
