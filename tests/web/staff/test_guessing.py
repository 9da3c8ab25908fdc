"""What few guesses would find is counted before it is tried, so that of many at once no more are than may fail."""

import asyncio
from functools import partial
from typing import Any

from starlette.requests import Request

from scheduler.domain.booking import SlotFull
from scheduler.domain.proofs import DigitsWrong
from scheduler.domain.refusals import TooManyTries, TriesPaused
from scheduler.web.shared.throttling import MOST, proven, tried


async def test_of_many_guesses_at_once_no_more_are_tried_than_may_fail(app: Any) -> None:
    request, compared = Request({"type": "http", "app": app, "headers": [], "client": ("192.0.2.1", 1)}), []

    async def wrong(number: int) -> None:
        await asyncio.sleep(0)  # as whoever asks a database
        compared.append(number)
        raise DigitsWrong

    async def guess(number: int) -> None:
        await tried(request, "ref4", partial(wrong, number), failures=(DigitsWrong,), who="sari")

    ended = await asyncio.gather(*(guess(number) for number in range(20)), return_exceptions=True)

    most = MOST["ref4"]
    assert len(compared) == most
    assert sorted(type(each).__name__ for each in ended) == ["DigitsWrong"] * most + ["TriesPaused"] * (20 - most)


async def test_what_was_right_or_refused_for_another_reason_is_no_guess(app: Any) -> None:
    request = Request({"type": "http", "app": app, "headers": []})

    async def ends(refusal: Exception | None) -> str:
        if refusal is not None:
            raise refusal
        return "done"

    async def attempt(refusal: Exception | None) -> str:
        try:
            return await tried(request, "ref4", partial(ends, refusal), failures=(DigitsWrong,), who="sari")
        except (DigitsWrong, SlotFull, TooManyTries) as said:
            return said.code

    most = MOST["ref4"]
    wrong = [await attempt(DigitsWrong()) for _ in range(most - 1)]
    right = [await attempt(each) for each in (None, SlotFull(), None, SlotFull())]

    assert set(wrong) == {DigitsWrong.code}
    assert right == ["done", SlotFull.code, "done", SlotFull.code]
    again = [await attempt(DigitsWrong()) for _ in range(most + 1)]
    assert again == [DigitsWrong.code] * most + [TriesPaused.code], "Who was right begins anew."


async def test_wrong_digits_count_against_the_pass_whoever_tries(app: Any) -> None:
    async def wrong() -> None:
        raise DigitsWrong

    async def guess(code: str, address: str) -> str:
        scope = {"type": "http", "app": app, "headers": [], "client": (address, 1), "path_params": {"code": code}}
        try:
            await proven(Request(scope), wrong)
        except (DigitsWrong, TooManyTries) as refusal:
            return refusal.code
        return ""

    spellings = ("7K4M-P2QX-9RD3-FHNT", "7k4mp2qx9rd3fhnt")
    said = [await guess(spellings[n % 2], f"192.0.2.{n}") for n in range(MOST["ref4"] + 1)]

    assert said == [DigitsWrong.code] * MOST["ref4"] + [TriesPaused.code]
    assert await guess("2222-2222-2222-2222", "192.0.2.1") == DigitsWrong.code
