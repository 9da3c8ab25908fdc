"""Addresses of citizens that take a form, opened again without one."""

from typing import Any

import pytest
from starlette.routing import Route

from scheduler.web.app import ROUTES
from tests.applications import begun
from tests.factories import World

CODE = "7K4M-P2QX-9RD3-FHNT"
FILLED = {"code": CODE, "office": "tanjungpinang", "position:int": "0", "mark": "m", "token": "t"}
CITIZENS = ("/a/", "/i/", "/t/", "/o/")


def forms() -> list[str]:
    """Addresses of citizens that take a form."""
    taken = [route.path for route in ROUTES if isinstance(route, Route) and "POST" in (route.methods or ())]
    return sorted({path for path in taken if path.startswith(CITIZENS)})


def filled(path: str) -> str:
    for name, value in FILLED.items():
        path = path.replace(f"{{{name}}}", value)
    assert "{" not in path
    return path


@pytest.mark.parametrize("path", forms())
def test_address_of_a_form_shows_a_page(client: Any, office: World, path: str) -> None:
    answer = client.get(filled(path))

    assert answer.status_code != 405
    if answer.status_code == 303:
        assert answer.headers["location"] == "/".join(filled(path).split("/")[:3])


@pytest.mark.parametrize("form", ["sending", "people", "phone", "phone/confirmation", "items/0/pages"])
def test_form_of_an_application_leads_back_to_it(client: Any, office: World, form: str) -> None:
    code = begun(office)

    answer = client.get(f"/a/{code}/{form}")

    assert (answer.status_code, answer.headers["location"]) == (303, f"/a/{code}")
    assert client.get(answer.headers["location"]).status_code == 200


def test_form_is_taken_as_before(client: Any, office: World) -> None:
    code = begun(office)

    answer = client.post(f"/a/{code}/people")

    assert answer.status_code == 422
