"""The relay with wires made of lists: who gets what, when, and what happens when the feed dies."""

import asyncio
import logging
from datetime import UTC, datetime

import pytest

from display import relay as relays
from display.frames import Frame
from display.hub import View
from display.relay import FeedEndedError, Relay

HALL = View("tpi", "hall", "id")


class Pictures:
    def board(self, view, board):
        return Frame(f"board {board.version}")

    def pulse(self, view, board, now):
        return Frame("pulse")


class Wire:
    def __init__(self):
        self.free, self.got = True, []

    def write(self, frame):
        self.got.append(frame.text)


@pytest.fixture
def relay(feed):
    return Relay(feed, Pictures(), clock=lambda: datetime(2026, 11, 30, tzinfo=UTC))


async def until(condition):
    async with asyncio.timeout(2):
        while not condition():  # noqa: ASYNC110 - what is awaited is a list that the relay fills
            await asyncio.sleep(0.005)


async def test_newcomer_gets_the_board_and_the_time_at_once(relay):
    await relay.latest("tpi")
    wire = Wire()

    relay.join(HALL, wire)

    assert wire.got == ["board 7", "pulse"]


async def test_unknown_office_has_no_board(relay):
    assert await relay.latest("tidak-ada") is None


async def test_latest_is_never_older_than_what_was_published(relay, board):
    relay.publish(board(version=9))

    assert (await relay.latest("tpi")).version == 9


async def test_change_reaches_the_free_at_once_and_the_busy_later_with_the_newest_only(relay, feed, board):
    await relay.latest("tpi")
    quick, slow = Wire(), Wire()
    relay.join(HALL, quick)
    relay.join(HALL, slow)
    slow.free = False
    running = asyncio.create_task(relay.run())

    for version in (8, 9):
        feed.publish(board(version=version))
        await until(lambda version=version: f"board {version}" in quick.got)
    held_back = list(slow.got)
    slow.free = True
    await until(lambda: "board 9" in slow.got)
    running.cancel()

    assert held_back == ["board 7", "pulse"]
    assert slow.got == ["board 7", "pulse", "board 9"]
    assert quick.got == ["board 7", "pulse", "board 8", "board 9"]


async def test_one_who_left_gets_nothing(relay, board):
    await relay.latest("tpi")
    wire = Wire()
    relay.leave(relay.join(HALL, wire))

    relay.publish(board(version=8))

    assert wire.got == ["board 7", "pulse"]


async def test_heartbeat_reaches_whoever_is_free(relay, monkeypatch):
    monkeypatch.setattr(relays, "HEARTBEAT", 0.01)
    await relay.latest("tpi")
    free, busy = Wire(), Wire()
    relay.join(HALL, free)
    relay.join(HALL, busy)
    busy.free = False
    running = asyncio.create_task(relay.run())

    await until(lambda: free.got.count("pulse") >= 3)
    running.cancel()

    assert busy.got == ["board 7", "pulse"]


async def test_feed_that_stops_ends_the_relay(relay, feed):
    feed.queue.put_nowait(None)

    with pytest.raises(ExceptionGroup) as ended:
        await relay.run()

    assert ended.group_contains(FeedEndedError)


async def test_death_of_the_relay_is_logged_and_ends_the_process(display, feed, caplog):
    ended = asyncio.Event()

    with caplog.at_level(logging.CRITICAL, "giliran.display"):
        async with display.running(die=ended.set):
            feed.queue.put_nowait(None)
            await asyncio.wait_for(ended.wait(), 2)

    assert [record.levelname for record in caplog.records] == ["CRITICAL"]
    assert "FeedEndedError" in caplog.text


async def test_orderly_end_kills_nothing(display):
    ended = asyncio.Event()

    async with display.running(die=ended.set):
        await asyncio.sleep(0)

    assert not ended.is_set()
