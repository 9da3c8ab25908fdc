"""The API of the test's office, asked by a machine with a token or (as `citizen`) by somebody with a code only."""

from collections.abc import Callable
from typing import Any

import pytest

from scheduler.flow import staff
from tests.conftest import Stopwatch
from tests.scenes.factories import MORNING, World


class Api:
    """Sends requests to /api/v1; what starts with a noun of an office is asked of that office."""

    def __init__(self, client: Any, office: World, token: str | None) -> None:
        self.client, self.office = client, office
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        where = path if path.startswith("/") else f"/offices/{self.office.office.code}/{path}".rstrip("/")
        facts = {} if body is None else {"json": body}
        return self.client.request(method, f"/api/v1{where}", headers={**self.headers, **named}, **facts)

    def get(self, path: str = "") -> Any:
        return self.ask("GET", path)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.ask("POST", path, body, **headers)

    def put(self, path: str, body: Any = None) -> Any:
        return self.ask("PUT", path, body)

    def delete(self, path: str) -> Any:
        return self.ask("DELETE", path)


@pytest.fixture
def token_of(office: World) -> Callable[..., str]:
    """Makes a token with the given scopes, for the test's office or another."""

    def make(*scopes: str, world: World = office) -> str:
        return world.database.run(staff.create_token, world.office, " ".join(scopes), list(scopes), now=MORNING)

    return make


@pytest.fixture
def api(client: Any, office: World, token_of: Callable[..., str]) -> Api:
    return Api(client, office, token_of("documents", "desk"))


@pytest.fixture
def citizen(client: Any, office: World) -> Api:
    return Api(client, office, None)


@pytest.fixture
def nine(clock: Stopwatch) -> Stopwatch:
    """The clock at 09.00, when the first slots of these tests begin."""
    clock.forward(hours=1)
    return clock
