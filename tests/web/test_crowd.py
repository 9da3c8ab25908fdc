"""More at once than there may be of one address."""

import asyncio
from collections.abc import Sequence
from ipaddress import ip_network
from typing import Any

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from scheduler.runtime.descriptors import connections_within
from scheduler.web.shared.crowd import CrowdLimit, refuse_crowd
from tests.support.patience import until


class Slow:
    """An application whose answers wait; `here` is how many ask."""

    def __init__(self) -> None:
        self.here, self.goes = 0, asyncio.Event()

    async def __call__(self, _scope: Any, _receive: Any, send: Any) -> None:
        self.here += 1
        await self.goes.wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})


async def asked(
    limit: CrowdLimit, host: str, kind: str = "http", path: str = "/door", told_of: Sequence[str] = ()
) -> int:
    """The status of an answer, or the code by which a socket was closed."""
    told: list[Any] = []

    async def send(message: Any) -> None:
        told.append(message)

    async def receive() -> Any:
        return {"type": "websocket.connect"}

    headers = [(b"x-forwarded-for", each.encode()) for each in told_of]
    await limit({"type": kind, "path": path, "headers": headers, "client": (host, 1)}, receive, send)
    return told[0].get("status") or told[0]["code"]


async def test_one_address_asks_so_much_at_a_time_and_others_beside_it() -> None:
    slow = Slow()
    limit = CrowdLimit(slow, each=2)
    under_way = [asyncio.create_task(asked(limit, host)) for host in ("1.1.1.1", "1.1.1.1", "2.2.2.2", *["::1"] * 3)]
    await until(lambda: slow.here == 6)

    third, socket = await asked(limit, "1.1.1.1"), await asked(limit, "1.1.1.1", "websocket")
    slow.goes.set()
    answered = await asyncio.gather(*under_way)

    assert (third, socket) == (503, 1013)
    assert answered == [200] * 6
    assert await asked(limit, "1.1.1.1") == 200


async def test_whoever_watches_the_machine_is_answered() -> None:
    slow = Slow()
    slow.goes.set()
    limit = CrowdLimit(slow, each=0)

    assert [await asked(limit, "1.1.1.1", path=path) for path in ("/door", "/healthz")] == [503, 200]


async def test_those_behind_a_proxy_count_by_what_it_says() -> None:
    slow = Slow()
    slow.goes.set()
    limit = CrowdLimit(slow, each=0, trusted=[ip_network("10.0.0.5/32")])

    by_proxy = [await asked(limit, "10.0.0.5", told_of=told) for told in ((), ("203.0.113.9",))]
    by_others = [await asked(limit, "10.0.0.6", told_of=told) for told in ((), ("127.0.0.1",))]

    assert (by_proxy, by_others) == ([200, 503], [503, 503])


async def test_place_of_a_request_that_failed_is_free_again() -> None:
    async def fails(_scope: Any, _receive: Any, _send: Any) -> None:
        raise ConnectionError

    limit = CrowdLimit(fails, each=1)
    for _ in range(2):
        with pytest.raises(ConnectionError):
            await asked(limit, "1.1.1.1")


def test_whoever_is_too_many_is_told_so_in_words_and_when_to_come_back() -> None:
    client = TestClient(refuse_crowd)

    page, machine = client.get("/t/KODE"), client.get("/api/v1/passes/KODE")

    assert (page.status_code, page.headers["retry-after"], page.headers["connection"]) == (503, "5", "close")
    assert page.headers["content-type"] == "text/plain; charset=utf-8"
    assert page.text == (
        "Terlalu banyak yang mengakses bersamaan. Tunggu sebentar, lalu coba lagi.\n"
        "Too many are using this at the same time. Wait a moment, then try again.\n"
    )
    assert (machine.status_code, machine.json()["code"], machine.headers["retry-after"]) == (503, "crowded", "5")
    assert machine.headers["content-type"] == "application/problem+json"
    with pytest.raises(WebSocketDisconnect) as closed, client.websocket_connect("/t/KODE/live"):
        pass
    assert closed.value.code == 1013


def test_office_has_the_limit(app: Any) -> None:
    _, each = connections_within(20_000, 1_500)

    assert [each.kwargs for each in app.user_middleware if each.cls is CrowdLimit] == [{"each": each, "trusted": ()}]
