"""Those who stand at the door come in many at once; where no more may come in, the door is opened again later."""

import asyncio
import errno
import socket
import sys
from contextlib import ExitStack, suppress
from typing import Any

import pytest

from scheduler.main import _loop
from scheduler.runtime.config import Settings
from tests.support.patience import until

pytest.importorskip("uvloop", reason="it is not made for every system")
from scheduler.runtime import doors

MANY = 100


class Guest(asyncio.Protocol):
    """Somebody who has come in. inside: all of them, by their port, in the order in which they came in."""

    def __init__(self, inside: list[int]) -> None:
        self.inside = inside

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.inside.append(transport.get_extra_info("peername")[1])
        transport.close()


async def come(door: socket.socket, count: int) -> tuple[list[int], list[int], int]:
    """So many come to a door that is open, all before anybody is let in: who came, who came in, in how many rounds."""
    inside: list[int] = []
    server = await asyncio.get_running_loop().create_server(lambda: Guest(inside), sock=door, backlog=count)
    with ExitStack() as held:
        guests = [held.enter_context(socket.create_connection(door.getsockname())) for _ in range(count)]
        came, rounds = [guest.getsockname()[1] for guest in guests], 0
        while len(inside) < count:
            await asyncio.sleep(0)
            rounds += 1
    server.close()
    await server.wait_closed()
    return came, inside, rounds


def bound() -> socket.socket:
    door = socket.socket()
    door.bind(("127.0.0.1", 0))
    return door


async def come_last(door: socket.socket, count: int) -> int:
    """So many stand at a door when it is shut: how many came in."""
    inside: list[int] = []
    where = door.getsockname()
    server = await asyncio.get_running_loop().create_server(lambda: Guest(inside), sock=door, backlog=count)
    with ExitStack() as held:
        for _ in range(count):
            held.enter_context(socket.create_connection(where))
        server.close()
        await server.wait_closed()
        await asyncio.sleep(0)
        with pytest.raises(ConnectionError):
            socket.create_connection(where)
    return len(inside)


def test_those_who_stand_at_the_door_when_it_is_shut_come_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doors, "AT_ONCE", MANY // 10)
    with asyncio.Runner(loop_factory=doors.Loop) as runner:
        assert runner.run(come_last(bound(), MANY)) == MANY


@pytest.mark.parametrize(("kind", "is_at_once"), [(doors.Loop, True), (doors.uvloop.Loop, False)])
def test_those_who_stand_at_the_door_come_in_at_once(kind: type[asyncio.AbstractEventLoop], is_at_once: bool) -> None:
    with asyncio.Runner(loop_factory=kind) as runner:
        came, inside, rounds = runner.run(come(bound(), MANY))

    assert inside == came
    assert (rounds < MANY // 2) is is_at_once


def test_so_many_come_in_at_once_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between them whoever is in is answered, however many stand at the door."""
    monkeypatch.setattr(doors, "AT_ONCE", MANY // 10)
    with asyncio.Runner(loop_factory=doors.Loop) as runner:
        came, inside, rounds = runner.run(come(bound(), MANY))

    assert inside == came
    assert MANY // 10 <= rounds < MANY // 2


def test_descriptors_that_are_kept_are_not_taken_by_all_who_stand_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody can be told that they are too many before they are in: from then on one comes in at a time."""
    monkeypatch.setattr(doors, "first_kept", lambda: 0)
    with asyncio.Runner(loop_factory=doors.Loop) as runner:
        came, inside, rounds = runner.run(come(bound(), MANY))

    assert inside == came
    assert rounds >= MANY


def test_door_is_opened_again_where_nothing_more_could_be_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    refusals = [OSError(errno.EMFILE, "too many"), OSError(errno.ENFILE, "too many")]

    class Door(socket.socket):
        def accept(self) -> Any:
            if refusals:
                raise refusals.pop()
            return super().accept()

    monkeypatch.setattr(doors, "PAUSE", 0)
    monkeypatch.setattr(doors.socket, "socket", Door)
    with asyncio.Runner(loop_factory=doors.Loop) as runner:
        came, inside, _ = runner.run(come(bound(), 3))

    assert inside == came
    assert not refusals


def test_nobody_comes_in_once_it_is_closed() -> None:
    async def closing() -> tuple[int, bool]:
        server = await asyncio.get_running_loop().create_server(lambda: Guest([]), "127.0.0.1", 0)
        address = server.sockets[0].getsockname()
        server.close()
        await server.wait_closed()

        def is_refused() -> bool:
            with socket.socket() as guest:
                return guest.connect_ex(address) == errno.ECONNREFUSED

        await until(is_refused)
        return address[1], is_refused()

    with asyncio.Runner(loop_factory=doors.Loop) as runner:
        assert runner.run(closing())[1]


@pytest.mark.parametrize(("workers", "loop"), [(1, "scheduler.runtime.doors:Loop"), (2, "auto")])
def test_processes_that_share_a_door_take_one_at_a_time(workers: int, loop: str) -> None:
    assert _loop(Settings(workers=workers)) == loop


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the moment stays")
def test_who_comes_after_the_last_look_at_a_door_does_not_stand_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """They would be reset when it is shut: so the system does not let them come that far."""
    let_in = doors.Doors._let_in
    late, came = socket.socket(), []

    def look(self: Any, door: socket.socket) -> bool:
        found = let_in(self, door)
        late.connect_ex(door.getsockname())
        with suppress(OSError):
            came.append(late.getpeername())
        return found

    async def shut() -> None:
        server = await asyncio.get_running_loop().create_server(lambda: Guest([]), sock=bound(), backlog=8)
        monkeypatch.setattr(doors.Doors, "_let_in", look)
        server.close()
        await server.wait_closed()

    with late, asyncio.Runner(loop_factory=doors.Loop) as runner:
        late.settimeout(0)
        runner.run(shut())

    assert came == []
