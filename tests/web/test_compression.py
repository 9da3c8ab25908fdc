"""What goes compressed: pages opened by a code or by nothing. What shows names beside a search does not."""

import pytest
from starlette.testclient import TestClient

from tests.scenes.applications import begun
from tests.scenes.factories import World

ACCEPTS = {"Accept-Encoding": "gzip, br, zstd"}


@pytest.mark.parametrize(
    "path", ["/", "/o/tanjungpinang", "/i/{invitation}", "/t/{ticket}", "/t/offline.js", "/a/{application}"]
)
def test_citizens_pages_are_compressed(client: TestClient, office: World, path: str) -> None:
    path = path.format(invitation=office.invitation(), ticket=office.booked(), application=begun(office))

    answer = client.get(path, headers=ACCEPTS)

    assert answer.headers["content-encoding"] == "br"
    assert "Accept-Encoding" in answer.headers["vary"]


@pytest.mark.parametrize("path", ["/login", "/counter", "/api/v1/offices/tanjungpinang", "/healthz"])
def test_pages_of_staff_and_machines_are_not(client: TestClient, office: World, path: str) -> None:
    answer = client.get(path, headers=ACCEPTS)

    assert "content-encoding" not in answer.headers


def test_answer_to_what_was_typed_is_not(client: TestClient, office: World) -> None:
    code = office.invitation()

    answer = client.post(f"/i/{code}/booking", data={"slot": "x", "name": "Budi"}, headers=ACCEPTS)

    assert answer.status_code == 422
    assert "content-encoding" not in answer.headers


def test_who_accepts_nothing_gets_the_plain_page(client: TestClient, office: World) -> None:
    answer = client.get("/o/tanjungpinang", headers={"Accept-Encoding": "identity"})

    assert "content-encoding" not in answer.headers
