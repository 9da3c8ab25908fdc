"""Of the pieces of files that are read, who gives way to whoever comes; and that what came of theirs is kept."""

import asyncio
import contextlib
from typing import Any

import pytest

from scheduler.domain.applying.upload_refusals import UploadsBusy
from scheduler.pictures.parts import FRAME
from scheduler.web.citizen.applying import piece_gate
from scheduler.web.citizen.applying.piece_gate import PieceGate, Place
from tests.flow.applying.applied import begun
from tests.scenes.factories import World
from tests.support.patience import within

SIZE = 10 * FRAME
ENOUGH = 20


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(piece_gate, "MOST", 4)
    monkeypatch.setattr(piece_gate, "MOST_FROM", 3)


async def ended(*askers: str) -> list[str]:
    """Who is read no more once pieces were begun in this order; each is told by its asker and its place there."""
    gate, read = PieceGate(), []
    with contextlib.ExitStack() as inside:
        for number, asker in enumerate(askers):
            read.append(inside.enter_context(gate.through(f"token {number}", asker)))
        return [f"{place.asker}{read.index(place)}" for place in read if place.is_ending]


async def test_nobody_ends_while_there_is_a_place() -> None:
    assert await ended("a", "a", "a", "b") == []


async def test_of_an_address_with_all_that_it_may_have_the_longest_ends() -> None:
    assert await ended("a", "a", "a", "a") == ["a0"]


async def test_where_all_places_are_taken_the_address_with_most_gives_way() -> None:
    assert await ended("b", "a", "a", "c", "d") == ["a1"]


async def test_place_is_given_back() -> None:
    gate = PieceGate()
    with gate.through("token", "a"):
        pass

    with contextlib.ExitStack() as inside:
        read = [inside.enter_context(gate.through(f"token {number}", "a")) for number in range(3)]
        assert not any(place.is_ending for place in read)


async def test_same_upload_is_read_for_whoever_asked_last() -> None:
    gate = PieceGate()
    with gate.through("token", "a") as first, gate.through("other", "a") as other, gate.through("token", "b") as last:
        assert [place.is_ending for place in (first, other, last)] == [True, False, False]


async def test_reading_that_ends_keeps_what_came() -> None:
    gate, came = PieceGate(), []

    async def read(place: Place) -> None:
        with contextlib.suppress(TimeoutError):
            async with place.until:
                came.append("half")
                await asyncio.Event().wait()
        came.append("kept")

    with gate.through("token", "a") as place:
        reading = asyncio.create_task(read(place))
        await asyncio.sleep(0)
        with gate.through("token", "a"):
            await within(ENOUGH, reading)

    assert came == ["half", "kept"]


async def test_disk_that_does_not_keep_up_takes_nothing_new() -> None:
    gate = PieceGate()
    with contextlib.ExitStack() as inside:
        for number in range(8):
            inside.enter_context(gate.through("token", str(number)))
        with pytest.raises(UploadsBusy), gate.through("another", "z"):
            pass


class Phone:
    """Sends pieces of one upload as a server gets them; one that hangs sends what it has and then nothing."""

    def __init__(self, app: Any, path: str) -> None:
        self.app, self.path, self.has_sent = app, path, asyncio.Event()

    async def patch(self, piece: bytes, *, hangs: bool = False) -> tuple[int, dict[bytes, bytes]]:
        comes = iter([{"type": "http.request", "body": piece, "more_body": hangs}])
        sent: list[Any] = []

        async def receive() -> Any:
            message = next(comes, None)
            if message is None:
                self.has_sent.set()
                await asyncio.Event().wait()
            return message

        async def send(message: Any) -> None:
            sent.append(message)

        scope = {
            "type": "http",
            "method": "PATCH",
            "path": self.path,
            "raw_path": self.path.encode(),
            "query_string": b"",
            "root_path": "",
            "headers": [(b"host", b"testserver"), (b"upload-offset", b"0")],
            "scheme": "http",
            "http_version": "1.1",
            "client": ("10.0.0.1", 5000),
            "server": ("testserver", 80),
        }
        await self.app(scope, receive, send)
        return sent[0]["status"], dict(sent[0]["headers"])


@pytest.fixture
def phone(client: Any, app: Any, office: World) -> Phone:
    told = client.post(f"/a/{begun(office)}/items/0/uploads", headers={"Upload-Length": str(SIZE)})
    return Phone(app, told.headers["Location"])


async def test_piece_that_hangs_gives_way_to_the_same_sent_anew(phone: Phone) -> None:
    hanging = asyncio.create_task(phone.patch(b"x" * (2 * FRAME + 5), hangs=True))
    await within(ENOUGH, phone.has_sent.wait())

    again = asyncio.create_task(phone.patch(b"x" * FRAME, hangs=True))
    status, headers = await within(ENOUGH, hanging)
    again.cancel()

    assert (status, headers[b"upload-offset"]) == (204, str(2 * FRAME).encode())


@pytest.mark.parametrize(("came", "kept"), [(FRAME + 5, FRAME), (FRAME - 1, 0)])
async def test_of_a_piece_that_comes_too_slowly_the_whole_frames_are_taken(
    phone: Phone, monkeypatch: pytest.MonkeyPatch, came: int, kept: int
) -> None:
    monkeypatch.setattr(piece_gate, "PATIENCE", 0.01)

    status, headers = await within(ENOUGH, phone.patch(b"x" * came, hangs=True))

    assert (status, headers[b"upload-offset"]) == (204, str(kept).encode())
