"""Whoever wants a seat has their turn; who waits for it looks at the slots as they are by then."""

import asyncio
import threading
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlencode

import httpx2 as httpx
import pytest
from starlette.testclient import TestClient

from scheduler.db.engine.database import Database
from scheduler.db.models import Slot
from tests.scenes.factories import World
from tests.support.databases import ON_SQLITE
from tests.support.patience import ENOUGH, until, within

PEOPLE = 12
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often the writer is asked for a seat."""
    counted, write = Counter[str](), Database.write_together

    async def counting(database: Database, *asked: Any) -> Any:
        counted["seats"] += 1
        return await write(database, *asked)

    monkeypatch.setattr(Database, "write_together", counting)
    return counted


def phone_of(client: TestClient) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=client.app)
    return httpx.AsyncClient(transport=transport, base_url="http://testserver")


async def press(client: TestClient, path: str, slot: Slot, body: Any = None) -> int:
    """The status that a press is answered with."""
    content = body or urlencode({"slot": slot.id, "party": 1, "collector": "holder"})
    async with phone_of(client) as phone:
        answer = await phone.post(f"{path}/booking", content=content, headers=FORM)
    return int(answer.status_code)


@ON_SQLITE
@pytest.mark.parametrize(("at_a_time", "asking"), [(1, 1), (2, 2), (PEOPLE, PEOPLE)])
async def test_who_waits_for_their_turn_need_not_ask_the_writer(
    client: TestClient, office: World, asked: Counter[str], at_a_time: int, asking: int
) -> None:
    """As many ask as are let in before the slot is known to be full; all, where everybody is let in."""
    slot, go_on = office.slot(9), threading.Event()
    office.change(Slot, slot.id, taken=slot.capacity - 1)
    client.app.state.turns = asyncio.Semaphore(at_a_time)
    paths = [f"/i/{office.invitation()}" for _ in range(PEOPLE)]
    held_up = office.database.hand_over(lambda _: go_on.wait(ENOUGH))

    pressing = asyncio.gather(*(press(client, path, slot) for path in paths))
    await until(lambda: asked["seats"] == asking)
    go_on.set()

    assert Counter(await within(ENOUGH, pressing)) == {303: 1, 409: PEOPLE - 1}
    assert asked["seats"] == asking
    assert held_up.result()


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/i/{code}/booking"),
        ("POST", "/i/{code}/joining"),
        ("POST", "/t/{code}/slot"),
        ("POST", "/t/{code}/joining"),
        ("POST", "/t/{code}/documents"),
        ("POST", "/api/v1/invitations/{code}/booking"),
        ("POST", "/api/v1/invitations/{code}/joining"),
        ("PUT", "/api/v1/passes/{code}/slot"),
    ],
)
async def test_turns_are_had_by_all_who_want_a_seat(client: TestClient, method: str, path: str) -> None:
    turns = asyncio.Semaphore(0)
    client.app.state.turns = turns

    async with phone_of(client) as phone:
        pressing = asyncio.create_task(phone.request(method, path.format(code="X")))
        await until(lambda: turns._waiters or pressing.done())
        waits = not pressing.done()
        turns.release()
        await within(ENOUGH, pressing)

    assert waits


async def test_who_is_slow_to_send_has_no_turn_yet(client: TestClient, office: World) -> None:
    slot, started, go_on = office.slot(9), asyncio.Event(), asyncio.Event()
    client.app.state.turns = asyncio.Semaphore(1)

    async def slowly() -> AsyncIterator[bytes]:
        yield b"slot="
        started.set()
        await go_on.wait()
        yield str(slot.id).encode()

    slow = asyncio.create_task(press(client, f"/i/{office.invitation()}", slot, slowly()))
    await until(started.is_set)
    quick = await within(ENOUGH, press(client, f"/i/{office.invitation()}", slot))
    go_on.set()

    assert [quick, await within(ENOUGH, slow)] == [303, 303]


def test_machines_give_way_to_those_who_only_look(client: TestClient, office: World, monkeypatch) -> None:
    came = []
    monkeypatch.setattr(Database, "came", lambda _: came.append("somebody"))

    client.get(f"/i/{office.invitation()}")

    assert came == ["somebody"]
