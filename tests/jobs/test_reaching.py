"""An address that no phone reaches is told of, and nobody is asked where that cannot be known from here."""

import asyncio
from typing import Any

import pytest
from structlog.testing import capture_logs

from scheduler.jobs import reaching
from scheduler.runtime.config import Settings
from tests.support.patience import until

HERE = "http://127.0.0.1:8000"


@pytest.mark.parametrize(
    ("address", "is_here"),
    [
        (HERE, True),
        ("http://127.8.0.1", True),
        ("http://[::1]:8000", True),
        ("http://localhost:8000", True),
        ("http://192.168.1.2", False),
        ("https://antrean.example.go.id", False),
    ],
)
def test_address_of_this_machine_is_known(address: str, is_here: bool) -> None:
    assert reaching.is_of_this_machine(address) == is_here


@pytest.mark.parametrize(("status", "why"), [(200, None), (503, "status 503"), (404, "status 404")])
async def test_who_answers_says_that_it_lives(httpserver: Any, status: int, why: str | None) -> None:
    httpserver.expect_request("/g/healthz").respond_with_data("", status=status)

    assert await reaching.fault_of(httpserver.url_for("/g")) == why


async def test_nobody_answers() -> None:
    assert await reaching.fault_of("http://127.0.0.1:1") == "no_connection"


async def test_it_is_told_until_somebody_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = ["no_connection", "status 502", None]

    async def fault_of(_address: str) -> str | None:
        return answers.pop(0)

    monkeypatch.setattr(reaching, "fault_of", fault_of)
    monkeypatch.setattr(reaching, "FIRST", 0.0)
    monkeypatch.setattr(reaching, "AGAIN", 0.0)

    with capture_logs() as logs:
        async with reaching.reaching(Settings(base_url="https://antrean.example.go.id"), die=pytest.fail):  # type: ignore[arg-type]
            await until(lambda: not answers)
            await asyncio.sleep(0)

    assert [(line["event"], line["why"]) for line in logs] == [
        ("base_url_unreachable", "no_connection"),
        ("base_url_unreachable", "status 502"),
    ]


@pytest.mark.parametrize(
    ("host", "told"),
    [("0.0.0.0", ["links_lead_to_this_machine_alone"]), ("127.0.0.1", [])],  # noqa: S104 - not bound
)
async def test_links_that_lead_to_this_machine_alone_are_told_of(
    monkeypatch: pytest.MonkeyPatch, host: str, told: list[str]
) -> None:
    monkeypatch.setattr(reaching, "fault_of", None)  # nobody is asked

    with capture_logs() as logs:
        async with reaching.reaching(Settings(host=host, base_url=HERE), die=pytest.fail):  # type: ignore[arg-type]
            await until(lambda: logs or not told)

    assert [line["event"] for line in logs] == told
