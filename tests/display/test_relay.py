"""The relay with wires made of lists: who gets what, when, and what happens when the feed dies."""

import asyncio
import logging
from datetime import UTC, date, datetime

import pytest

from display import relay as relays
from display.frames import Frame
from display.hub import Topic, View, Watcher
from display.relay import FeedEndedError, Relay
from scheduler.board.model import Wait
from scheduler.board.screen import ScreenFace
from tests.display.conftest import TODAY
from tests.support.patience import ENOUGH, until, within

HALL = View("tpi", "hall", "id")


class Pictures:
    def board(self, view, board):
        return Frame(f"board {board.version}")

    def orders(self, face):
        return Frame(f"orders {face.volume}")

    def pulse(self, view, board, now):
        return Frame("pulse")


class Wire:
    def __init__(self):
        self.free, self.got, self.is_cut = True, [], False

    def cut(self):
        self.is_cut = True

    def write(self, frame):
        self.got.append(frame.text)


@pytest.fixture
def relay(feed, screens):
    return Relay(feed, screens, Pictures(), clock=lambda: datetime(2026, 11, 30, tzinfo=UTC))


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
            await within(ENOUGH, ended.wait())

    assert [record.levelname for record in caplog.records] == ["CRITICAL"]
    assert "FeedEndedError" in caplog.text


async def test_orderly_end_kills_nothing(display):
    ended = asyncio.Event()

    async with display.running(die=ended.set):
        await asyncio.sleep(0)

    assert not ended.is_set()


async def test_first_askers_share_one_reading_and_later_ones_need_none(relay, feed):
    boards = await asyncio.gather(*(relay.latest("tpi") for _ in range(100)))
    later = await relay.latest("tpi")

    assert {board.version for board in (*boards, later)} == {7}
    assert feed.reads == 1


async def test_asker_who_goes_away_takes_the_reading_from_nobody(relay, feed):
    leaving, staying = asyncio.create_task(relay.latest("tpi")), asyncio.create_task(relay.latest("tpi"))
    await asyncio.sleep(0)
    leaving.cancel()

    assert (await staying).version == 7


async def test_board_of_yesterday_is_asked_for_again(relay, feed, board):
    relay.publish(board(day=date(2026, 11, 29), version=99))

    assert (await relay.latest("tpi")).version == 7
    assert feed.reads == 1


async def test_nobody_is_shown_old_numbers_as_new_while_the_feed_is_away(relay, feed, monkeypatch):
    monkeypatch.setattr(relays, "HEARTBEAT", 0.01)
    monkeypatch.setattr(relays, "CURRENT_AGAIN", 0.01)
    await relay.latest("tpi")
    wire = Wire()
    relay.join(HALL, wire)
    feed.is_away = True
    running = asyncio.create_task(relay.run())

    with pytest.raises(ConnectionError):
        await relay.latest("tpi")
    await feed.looks.whole(3)
    silent = list(wire.got)
    feed.is_away = False
    await until(lambda: wire.got[2:] == ["pulse"])
    running.cancel()

    assert silent == ["board 7", "pulse"]


def test_cut_off_is_who_could_not_take_four_heartbeats_in_a_row():
    wire = Wire()
    watcher, cut = Watcher(Topic(HALL), wire), []

    for wire.free in (False, False, False, True, False, False, False, False):
        relays._beat(watcher, Frame("pulse"))
        cut.append(wire.is_cut)

    assert cut == [False] * 7 + [True]


async def test_one_who_takes_nothing_for_a_minute_is_cut_off(relay, monkeypatch):
    monkeypatch.setattr(relays, "HEARTBEAT", 0.01)
    await relay.latest("tpi")
    stalled, slow, free = Wire(), Wire(), Wire()
    for wire in (stalled, slow, free):
        relay.join(HALL, wire)
    stalled.free = slow.free = False
    running = asyncio.create_task(relay.run())

    await until(lambda: len(free.got) >= 4)
    slow.free = True
    await until(lambda: stalled.is_cut)
    running.cancel()

    assert (slow.is_cut, free.is_cut) == (False, False)
    assert relays.STALLED * 15 == 60


async def test_orders_reach_the_screen_they_are_for(relay, screens):
    mine, other, unpaired = Wire(), Wire(), Wire()
    relay.attend(ScreenFace(5, "tpi"), mine)
    relay.attend(ScreenFace(6, "tpi"), other)
    relay.attend(ScreenFace(0, "tpi", layout="door"), unpaired)
    running = asyncio.create_task(relay.run())

    screens.tell(ScreenFace(5, "tpi", volume=40))
    screens.tell(ScreenFace(0, "tpi", volume=70))
    await until(lambda: len(unpaired.got) == 2)
    running.cancel()

    assert mine.got == ["orders 100", "orders 40"]
    assert other.got == ["orders 100"]
    assert unpaired.got == ["orders 100", "orders 70"]


async def test_many_phones_are_served_in_slices_after_the_screens(relay, board, monkeypatch):
    monkeypatch.setattr(relays, "SLICE", 0.0)
    await relay.latest("tpi")
    screen, phones = Wire(), [Wire() for _ in range(50)]
    for number, phone in enumerate(phones):
        relay.join(View("tpi", "ticket", "id", day=TODAY, number=f"D-{number:03}"), phone)
    relay.join(HALL, screen)
    others = []
    running = asyncio.create_task(relay.run())

    relay.publish(board(version=8, waiting=(), inside=tuple(Wait(f"D-{n:03}", None) for n in range(50))))
    screen_first = (screen.got[-1], sum(len(phone.got) > 2 for phone in phones))
    while any(len(phone.got) < 3 for phone in phones):
        await asyncio.sleep(0)
        others.append(sum(len(phone.got) < 3 for phone in phones))
    running.cancel()

    assert screen_first == ("board 8", 0)
    assert len(others) > 20  # somebody else had a turn between them
    assert {phone.got[-1] for phone in phones} == {"board 8"}


async def test_one_picture_is_made_of_the_time_for_all_phones(relay, monkeypatch):
    monkeypatch.setattr(relays, "HEARTBEAT", 0.01)
    made = []
    monkeypatch.setattr(Pictures, "pulse", lambda _self, view, _board, _now: made.append(view) or Frame("pulse"))
    await relay.latest("tpi")
    phones = [Wire() for _ in range(20)]
    for number, phone in enumerate(phones):
        relay.join(View("tpi", "ticket", "id", day=TODAY, number=f"A-{number:03}"), phone)
    running = asyncio.create_task(relay.run())

    await until(lambda: all(phone.got.count("pulse") == 2 for phone in phones))
    running.cancel()

    assert len(made) == 1


async def test_feed_of_screens_that_stops_ends_the_relay(relay, screens):
    screens.queue.put_nowait(None)

    with pytest.raises(ExceptionGroup) as ended:
        await relay.run()

    assert ended.group_contains(FeedEndedError)
