"""A client's own X-Forwarded-For escapes no limit, and people behind a proxy that is named are counted one by one."""

import ipaddress
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from pydantic import ValidationError
from starlette.requests import HTTPConnection
from starlette.testclient import TestClient
from structlog.testing import capture_logs

from scheduler import main
from scheduler.db.engine.database import Database
from scheduler.domain.addresses import Network
from scheduler.runtime.config import Settings
from scheduler.web.shared import askers, throttling
from tests.conftest import Stopwatch
from tests.scenes.factories import World

NOBODYS = "/i/0000-0000-0000-0000"
SOURCES = Path(askers.__file__).parents[2]
Served = Callable[..., Any]


@pytest.fixture
def served(
    database: Database, clock: Stopwatch, settings: Settings, monkeypatch: pytest.MonkeyPatch, office: World
) -> Served:
    """A client of the program as uvicorn serves it, from an address; it may err twice."""
    monkeypatch.setitem(throttling.MOST, "code", 2)

    @contextmanager
    def serve(peer: str = "127.0.0.1", trusted: str = "") -> Iterator[TestClient]:
        told = settings.model_copy(update={"trusted_proxies": trusted})
        app = main.create_app(database, clock, told)  # type: ignore[arg-type]
        config = uvicorn.Config(app, **main._options(told))
        config.load()
        with TestClient(config.loaded_app, client=(peer, 49152)) as client:  # type: ignore[arg-type]
            yield client

    return serve


def _scope(peer: str) -> dict[str, Any]:
    return {"type": "http", "client": (peer, 49152), "headers": [(b"x-forwarded-for", b"198.51.100.1")]}


def asked(client: TestClient, *told: str) -> int:
    return client.get(NOBODYS, headers=[("X-Forwarded-For", each) for each in told]).status_code


def test_header_of_a_client_escapes_no_limit(served: Served) -> None:
    with served() as client:
        answers = [asked(client, f"198.51.100.{n}") for n in range(4)]

    assert answers == [404, 404, 429, 429]


def test_header_of_a_client_behind_a_trusted_proxy_escapes_no_limit(served: Served) -> None:
    with served(trusted="127.0.0.1") as client:
        answers = [asked(client, f"198.51.100.{n}, 203.0.113.7") for n in range(3)]
        others = asked(client, "203.0.113.8")

    assert (answers, others) == ([404, 404, 429], 404)


def test_people_behind_a_proxy_that_nobody_named_are_one_and_it_is_said_once(served: Served) -> None:
    with capture_logs() as lines, served() as client:
        answers = [asked(client, "198.51.100.1"), asked(client, "198.51.100.2"), asked(client, "198.51.100.3")]

    said = [line for line in lines if line["event"] == "proxy_not_trusted"]
    assert answers == [404, 404, 429]
    assert [(line["log_level"], line["peer"]) for line in said] == [("warning", "127.0.0.1")]
    assert "GILIRAN_TRUSTED_PROXIES" in said[0]["hint"]


@pytest.mark.parametrize(
    ("peer", "trusted", "told"),
    [("127.0.0.1", "127.0.0.1", ["198.51.100.1"]), ("127.0.0.1", "", []), ("8.8.8.8", "", ["198.51.100.1"])],
    ids=["a proxy that is named", "no proxy", "a client from afar"],
)
def test_nothing_is_said_where_nothing_is_amiss(served: Served, peer: str, trusted: str, told: list[str]) -> None:
    with capture_logs() as lines, served(peer, trusted) as client:
        asked(client, *told)

    assert [line for line in lines if line["event"] == "proxy_not_trusted"] == []


def test_each_of_a_few_proxies_that_nobody_named_is_said_once() -> None:
    peers, nobody_named = [f"10.0.0.{n}" for n in range(1, 9)], askers.Askers(())
    with capture_logs() as lines:
        for each in [*peers, *peers]:
            nobody_named.of(HTTPConnection(_scope(each)))

    said = [line["peer"] for line in lines if line["event"] == "proxy_not_trusted"]
    assert said == peers[: askers.MOST_NAMED]


@pytest.mark.parametrize(
    ("trusted", "on_tls", "warned"),
    [((), True, 1), ((), False, 0), ((ipaddress.ip_network("127.0.0.1"),), True, 0)],
    ids=["https, nobody named", "no https", "https, one is named"],
)
def test_https_without_a_proxy_that_is_named_is_said_at_start(
    trusted: Sequence[Network], on_tls: bool, warned: int
) -> None:
    with capture_logs() as lines:
        askers.warn_of_no_proxy(trusted, on_tls=on_tls)

    assert [line["event"] for line in lines] == ["no_proxy_trusted"] * warned


@pytest.mark.parametrize("written", ["localhost", "10.0.0.1/8", "*", "10.0.0.1;10.0.0.2"])
def test_what_is_no_network_is_refused_in_words(written: str) -> None:
    with pytest.raises(ValidationError, match="GILIRAN_TRUSTED_PROXIES takes addresses and networks"):
        Settings(trusted_proxies=written)


def test_nothing_else_looks_at_a_connections_address() -> None:
    looks = (".client.host", '["client"]', '.get("client")', "Forwarded-For")

    found = [
        path.name
        for path in SOURCES.rglob("*.py")
        if path.name != "askers.py" and any(look in path.read_text("utf-8") for look in looks)
    ]

    assert sorted(found) == ["addresses.py", "crowd.py", "page.py", "peers.py"], (
        "Two say in words what they read; one counts sockets, and one asks whether it is this machine that scrapes."
    )
