"""Whoever opens an address that takes forms alone, or loads it again, is led to its page."""

from typing import Any

import pytest
from starlette.routing import Match, Route
from starlette.testclient import TestClient

from scheduler.web.app import ROUTES
from scheduler.web.shared.nearest import MACHINES
from tests.scenes.factories import World
from tests.web.staff.members import sign_in

FILLED = {
    "{number:int}": "1",
    "{position:int}": "1",
    "{batch:int}": "1",
    "{line:int}": "1",
    "{screen:int}": "1",
    "{contact:int}": "1",
    "{device:int}": "1",
    "{ring:int}": "1",
    "{document:int}": "1",
    "{staff:int}": "1",
    "{place:int}": "1",
    "{request:int}": "1",
    "{session:int}": "1",
    "{passkey:int}": "1",
    "{token:int}": "1",
    "{transfer:int}": "1",
    "{code}": "7K4M-P2QX-9RD3-FHNT",
    "{mark}": "a" * 32,
    "{token}": "b" * 32,
    "{office}": "tanjungpinang",
    "{short}": "40-317",
    "{channel}": "whatsapp",
    "{name}": "ready",
    "{key}": "x",
    "{topic}": "ktp",
    "{procedure}": "ktp.hilang",
}


def filled(path: str) -> str:
    for name, value in FILLED.items():
        path = path.replace(name, value)
    return path


def forms_only() -> list[str]:
    """Addresses of which no route answers GET."""
    methods: dict[str, set[str]] = {}
    for route in ROUTES:
        if isinstance(route, Route):
            methods.setdefault(route.path, set()).update(route.methods or {"GET"})
    return [path for path, known in methods.items() if "GET" not in known]


def is_page(path: str) -> bool:
    scope = {"type": "http", "method": "GET", "path": path, "root_path": ""}
    return any(isinstance(each, Route) and each.matches(scope)[0] is Match.FULL for each in ROUTES)


def test_address_of_a_form_leads_to_a_page_above_it(client: Any, subtests: pytest.Subtests) -> None:
    paths = [path for path in forms_only() if not path.startswith(MACHINES)]
    for path in paths:
        with subtests.test(path):
            answer = client.get(filled(path))

            assert answer.status_code == 303
            where = answer.headers["location"]
            assert "{" not in where
            assert filled(path).startswith(where)
            assert is_page(where)
    assert len(paths) > 100


NEAREST = {
    "/office/documents/stage": "/office/documents",
    "/office/inbox/3/lines/4/fetching": "/office/inbox/3",
    "/office/applications/7/items/1/decision": "/office/applications/7",
    "/office/bookings/40-317/cancellation": "/office/bookings/40-317",
    "/office/messages/sent": "/office/documents",
    "/door/kiosk/help": "/door/kiosk",
    "/i/7K4M-P2QX-9RD3-FHNT/waiting/end": "/i/7K4M-P2QX-9RD3-FHNT",
    "/a/7K4M-P2QX-9RD3-FHNT/pages/aa/removal": "/a/7K4M-P2QX-9RD3-FHNT",
    "/office/bookings/searches": "/office/bookings",
    "/office/calendar/holidays": "/office/calendar",
    "/logout": "/",
}


def test_page_is_the_nearest_that_can_be_shown(client: Any, office: World) -> None:
    sign_in(client, office)

    for method in ("GET", "HEAD"):
        assert {path: client.request(method, path).headers["location"] for path in NEAREST} == NEAREST


def test_below_a_root_it_stays_there(app: Any, office: World) -> None:
    below = TestClient(app, base_url="https://giliran.example", root_path="/g", follow_redirects=False)

    assert below.get("/g/office/documents/stage").headers["location"] == "/g/office/documents"


@pytest.mark.parametrize(("method", "path"), [("GET", "/hooks/sms/x/y"), ("DELETE", "/office/documents/stage")])
def test_machines_and_other_wrong_methods_are_refused(client: Any, office: World, method: str, path: str) -> None:
    assert client.request(method, path).status_code == 405
