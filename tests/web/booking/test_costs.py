"""What the pages that everybody opens cost, held by counts."""

from typing import Any

import pytest
from starlette.routing import Router
from starlette.testclient import TestClient

from scheduler.db.queries.glances import FACTS
from tests.scenes.factories import World
from tests.support.costs import counted


@pytest.fixture
def client(app: Any) -> TestClient:
    """The application without what runs beside requests: nobody else reads or commits anything."""
    return TestClient(app, base_url="http://testserver", follow_redirects=False)


def opened(client: TestClient, path: str) -> Any:
    assert client.get(path).status_code == 200
    with counted() as costs:
        assert client.get(path).status_code == 200
    return costs


USUAL = 2
"""Statements of a usual page while nobody commits: what is its own, and whether somebody has."""


def test_usual_page_is_one_statement_of_its_own_while_nobody_commits(client: TestClient, office: World) -> None:
    invited, booked = office.invitation(), office.booked(day=1)

    assert len(opened(client, f"/i/{invited}").statements) == USUAL
    assert len(opened(client, f"/t/{booked}").statements) == USUAL


def test_after_a_commit_facts_and_slots_are_read_once_for_all(client: TestClient, office: World) -> None:
    first, second = office.invitation(), office.invitation()
    opened(client, f"/i/{first}")
    office.document(stage="received")

    with counted() as costs:
        client.get(f"/i/{first}")
        client.get(f"/i/{second}")

    assert len(costs.statements) == 2 * USUAL + len(FACTS) + 1


def test_any_other_page_of_an_invitation_reads_each_thing_once(client: TestClient, office: World) -> None:
    costs = opened(client, f"/i/{office.invitation()}?days=all")

    assert len(costs.statements) == len(set(costs.statements))
    assert len(costs.statements) <= 13


def test_page_of_a_pass_on_its_day_reads_types_once(client: TestClient, office: World) -> None:
    costs = opened(client, f"/t/{office.booked(14)}")

    assert len([each for each in costs.statements if "FROM document_type" in each]) == 1
    assert len(costs.statements) <= 20


def test_addresses_of_a_page_are_found_without_an_exception(client: TestClient, office: World) -> None:
    invited, booked = office.invitation(), office.booked(day=1)

    assert opened(client, f"/i/{invited}?days=all").misses == 0
    assert opened(client, f"/t/{booked}?lang=en").misses == 0


def test_starlette_itself_would_ask_route_by_route(app: Any, office: World) -> None:
    """What the test above counts is there to be counted."""
    with counted() as costs:
        Router(app.routes).url_path_for("ready")

    assert costs.misses > 10
