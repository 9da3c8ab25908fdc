"""What the pages that everybody opens cost, held by counts."""

from typing import Any

from starlette.routing import Router
from starlette.testclient import TestClient

from tests.scenes.factories import World
from tests.support.costs import counted


def opened(client: TestClient, path: str) -> Any:
    assert client.get(path).status_code == 200
    with counted() as costs:
        assert client.get(path).status_code == 200
    return costs


def test_page_of_an_invitation_reads_each_thing_once(client: TestClient, office: World) -> None:
    costs = opened(client, f"/i/{office.invitation()}")

    assert len(costs.statements) == len(set(costs.statements))
    assert len(costs.statements) <= 13


def test_page_of_a_pass_reads_types_once(client: TestClient, office: World) -> None:
    costs = opened(client, f"/t/{office.booked(day=1)}")

    assert len(costs.statements) <= 16


def test_addresses_of_a_page_are_found_without_an_exception(client: TestClient, office: World) -> None:
    invited, booked = office.invitation(), office.booked(day=1)

    assert opened(client, f"/i/{invited}").misses == 0
    assert opened(client, f"/t/{booked}").misses == 0


def test_starlette_itself_would_ask_route_by_route(app: Any, office: World) -> None:
    """What the test above counts is there to be counted."""
    with counted() as costs:
        Router(app.routes).url_path_for("ticket", code="x")

    assert costs.misses > 10
