"""`giliran display`: screens and waiting phones served by a process of their own, beside the one that writes."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from scheduler.db.engine.database import Database
from scheduler.main import create_display
from scheduler.runtime.config import Settings
from tests.conftest import Stopwatch
from tests.scenes.factories import NINE, World


@pytest.fixture
def beside(open_database: Callable[..., Database], clock: Stopwatch, settings: Settings) -> Iterator[TestClient]:
    clock.now = NINE
    alone = create_display(open_database(), clock, settings)  # type: ignore[arg-type]
    with TestClient(alone, base_url="http://testserver", follow_redirects=False) as client:
        yield client


def test_call_at_a_counter_reaches_screens_and_phones_of_the_other_process(office: World, beside: TestClient) -> None:
    code = office.booked()
    number = office.scan(code).ticket

    with (
        beside.websocket_connect("/display/tanjungpinang/live?as=json") as screen,
        beside.websocket_connect(f"/t/{code}/live?as=json") as phone,
    ):
        before = screen.receive_json()["version"]
        state = phone.receive_json()["state"]
        office.call()
        shown = _first(screen, lambda news: news.get("calls"))
        told = _first(phone, lambda news: news.get("state") == "called")

    assert (state, told["state"], told["counter"]) == ("entering", "called", 1)
    assert [call["ticket"] for call in shown["calls"]] == [number]
    assert shown["version"] > before


def _first(socket: Any, is_it: Callable[[Any], Any]) -> Any:
    """The first news of a kind."""
    while not is_it(news := socket.receive_json()):
        pass
    return news


def test_it_has_what_screens_need_and_nothing_else(office: World, beside: TestClient) -> None:
    page = beside.get("/display/tanjungpinang")
    files = [path.split("?")[0] for path in _links(page.text)]

    assert page.status_code == 200
    assert page.headers["content-security-policy"].startswith("default-src 'self'")
    assert len(files) > 3
    assert {beside.get(path).status_code for path in files} == {200}
    assert beside.get("/healthz").text == "ok"
    assert [beside.get(path).status_code for path in ("/", "/counter", "/office/hall", "/api/v1/offices")] == [404] * 4


def _links(page: str) -> list[str]:
    quoted = page.split('"')
    return [text for text in quoted if text.startswith(("/static/", "/display/static/"))]


def test_paired_screens_are_taken_where_more_than_one_process_may_write(beside: TestClient, database: Database) -> None:
    taken = [beside.get("/display").status_code, beside.get("/display/screen/board").status_code]

    assert taken == ([404, 404] if database.on_sqlite else [200, 404])
