"""The address of a page is found by its name."""

from typing import Any

import pytest
from starlette.routing import NoMatchFound, Route, Router, WebSocketRoute


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
