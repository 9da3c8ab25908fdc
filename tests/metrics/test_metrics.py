"""What `/metrics` says, to whom, and that nothing of a person is in it."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from starlette.testclient import TestClient

from scheduler.main import create_app
from scheduler.runtime.config import Settings
from tests.conftest import Stopwatch
from tests.metrics.scraped import samples
from tests.scenes.factories import World

ROOT = Path(__file__).parent.parent.parent
TOKEN = "a-token-for-tests-1"
WORDS = {"route", "method", "status", "kind", "what", "to", "whose", "pool", "state", "of", "name", "le"}
"""Labels; those of the build are versions."""
HERE = ("127.0.0.1", 1)


@pytest.fixture
def metered(database: Any, clock: Stopwatch, settings: Settings, at_rest: None) -> Iterator[TestClient]:
    writer, listeners = database.writer, list(database.listeners)
    told = settings.model_copy(update={"metrics": TOKEN})
    with TestClient(create_app(database, clock, told), client=("203.0.113.9", 1)) as client:  # type: ignore[arg-type]
        yield client
    database.writer, database.listeners = writer, listeners


def scrape(client: TestClient) -> str:
    return client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).text


def test_there_is_no_such_page_where_nobody_asked_for_it(client: Any) -> None:
    assert client.get("/metrics").status_code == 404


@pytest.mark.parametrize("told", [{}, {"Authorization": "Bearer another-token-12345"}, {"Authorization": TOKEN}])
def test_there_is_no_such_page_without_the_token(metered: TestClient, told: dict[str, str]) -> None:
    assert metered.get("/metrics", headers=told).status_code == 404


@pytest.mark.parametrize(
    ("client", "told", "status"),
    [
        (HERE, {}, 200),
        (("::1", 1), {}, 200),
        (("10.0.0.1", 1), {}, 404),
        (HERE, {"X-Forwarded-For": "203.0.113.9"}, 404),
        (HERE, {"Forwarded": "for=203.0.113.9"}, 404),
    ],
)
def test_local_is_this_machine_and_no_proxy_on_it(
    database: Any, clock: Any, settings: Settings, client: Any, told: dict[str, str], status: int, at_rest: None
) -> None:
    writer, listeners = database.writer, list(database.listeners)
    app = create_app(database, clock, settings.model_copy(update={"metrics": "local"}))
    with TestClient(app, client=client) as opened:
        assert opened.get("/metrics", headers=told).status_code == status
    database.writer, database.listeners = writer, listeners


@pytest.mark.parametrize("value", ["on", "short", "a token with blanks in it"])
def test_setting_that_opens_the_page_to_guessing_is_refused(value: str) -> None:
    with pytest.raises(ValidationError, match="GILIRAN_METRICS is off, local, or a token"):
        Settings(metrics=value)


@pytest.mark.postgres("statements")
def test_requests_moves_and_writes_are_counted(metered: TestClient, office: World) -> None:
    code = office.invitation()
    metered.get(f"/i/{code}")
    metered.get("/i/AAAA-BBBB-CCCC-DDDD")
    before = samples(scrape(metered))
    office.booked()
    after = samples(scrape(metered))

    requests = [(dict(labels), value) for (name, labels), value in after.items() if name == "giliran_requests_total"]
    assert {"route": "/i/{code}", "method": "GET", "status": "200"} in [labels for labels, _ in requests]
    booked = ("giliran_moves_total", (("to", "booked"), ("what", "booking")))
    assert after[booked] - before.get(booked, 0) == 1
    writes = ("giliran_write_seconds_count", (("whose", "people"),))
    assert after[writes] > before[writes]
    assert after[("giliran_writes_waiting", ())] == 0
    assert after[("giliran_database_up", ())] == 1


def test_nothing_of_a_person_and_no_code_is_told(metered: TestClient, office: World) -> None:
    code = office.invitation()
    metered.get(f"/i/{code}?name=Siti")
    metered.get("/t/7K4M-P2QX-9RD3-FHNT/live")
    metered.get("/nowhere/3172014107900001")
    metered.request("SITI", "/login")
    told = scrape(metered)

    templates = {"-", *(f"/api/v1{each.path}" for each in _of_the_api(metered.app)), *_paths(metered.app)}
    for name, labels in samples(told):
        if name != "giliran_build_info":
            assert {label for label, _ in labels} <= WORDS
            assert dict(labels).get("route", "-") in templates
            assert dict(labels).get("method", "GET") in {"GET", "POST", "other"}
    assert not re.search(r"Siti|SITI|3172014107900001|7K4M", told)
    assert code not in told


@pytest.mark.parametrize("mount", ["/static", "/display/static", "/api/v1"])
def test_what_a_mount_does_not_know_is_counted_by_its_name(metered: TestClient, mount: str) -> None:
    metered.get(f"{mount}/3172014107900001")

    labels = (("method", "GET"), ("route", mount), ("status", "404"))
    assert samples(scrape(metered))[("giliran_requests_total", labels)] == 1


def _paths(app: Any) -> set[str]:
    return {each.path for each in app.routes if hasattr(each, "path")}


def _of_the_api(app: Any) -> list[Any]:
    return next(each.routes for each in app.routes if getattr(each, "name", "") == "api")


def names_of(text: str) -> set[str]:
    """The names of everything that a scrape may tell, also of what nothing was counted of yet."""
    ends = {"counter": ("_total",), "histogram": ("_bucket", "_sum", "_count"), "gauge": ("",)}
    found = set()
    for name, kind in re.findall(r"^# TYPE (\w+) (\w+)$", text, re.MULTILINE):
        found |= {name.removesuffix("_total") + end for end in ends[kind]} if kind != "gauge" else {name}
    return found


def test_dashboard_and_alerts_ask_for_what_there_is(metered: TestClient) -> None:
    folder = ROOT / "deploy" / "monitoring"
    panels = json.loads((folder / "dashboard.json").read_text())["panels"]
    rules = re.findall(r"^ +expr: (.+)$", (folder / "alerts.yml").read_text(), re.MULTILINE)
    asked = [*(each["expr"] for panel in panels for each in panel["targets"]), *rules]
    there = names_of(scrape(metered)) | {"up"}

    named = {name for each in asked for name in re.findall(r"\b(?:giliran|process)_\w+", each)}

    assert named - there == set()
    own = {each for each in there if each.startswith("giliran_")}
    assert {each for each in own - named if not each.endswith(("_sum", "_count"))} <= set(), "nobody looks at these"
