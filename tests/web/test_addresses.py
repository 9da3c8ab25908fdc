"""The address of a page is found by its name."""

from typing import Any

import pytest
from starlette.routing import NoMatchFound, Route, Router, WebSocketRoute

from tests.scenes.factories import World
from tests.web.staff.members import sign_in


def test_every_route_has_the_address_that_starlette_makes(app: Any) -> None:
    routes = [route for route in app.routes if isinstance(route, Route | WebSocketRoute)]
    plain = Router(app.routes)

    for route in routes:
        facts = dict.fromkeys(route.param_convertors, 7)
        assert app.url_path_for(route.name, **facts) == plain.url_path_for(route.name, **facts), route.name

    assert len(routes) > 200


def test_files_and_the_api_have_addresses_too(app: Any) -> None:
    assert app.url_path_for("static", path="shared/app.css") == "/static/shared/app.css"
    assert app.url_path_for("api:openapi") == "/api/v1/openapi.json"


@pytest.mark.parametrize(("name", "facts"), [("no such page", {}), ("ticket", {}), ("ticket", {"number": "A-001"})])
def test_unknown_name_or_other_parameters_are_refused(app: Any, name: str, facts: dict[str, str]) -> None:
    with pytest.raises(NoMatchFound):
        app.url_path_for(name, **facts)


def test_every_page_finds_its_addresses_at_once(app: Any, client: Any, office: World) -> None:
    """`client` looks whether a route was asked that does not fit; here it opens what no other test may open."""
    invited, booked = office.invitation(), office.booked(day=1)
    named = [each for each in app.routes if isinstance(each, Route) and "GET" in (each.methods or ())]
    paths = [each.path for each in named if not each.param_convertors]
    sign_in(client, office, role="supervisor")

    opened = {
        path: client.get(path).status_code for path in [*paths, f"/i/{invited}", f"/t/{booked}", "/o/tanjungpinang"]
    }

    assert {path for path, status in opened.items() if status >= 500} == set()
    assert len([status for status in opened.values() if status == 200]) > 50
