"""What is foreseen of the coming days, by the API."""

from datetime import timedelta
from typing import Any

import pytest

from scheduler.db.models import Office
from scheduler.flow.forecasting import keeping
from tests.scenes.factories import MONDAY, NINE, World
from tests.web.api.conftest import Api


@pytest.fixture
def api(client: Any, office: World) -> Api:
    """A machine of the office that may do everything."""
    return Api(client, office, office.token())


def foresee(office: World) -> None:
    """Tomorrow and the day after."""
    found = office.read(lambda session: keeping.look(session, office.office, NINE, most=2))
    assert found is not None
    for due in found.due:
        office.database.run(keeping.keep, office.office.id, due, keeping.play(due, found.habits, 3), now=NINE)


def test_nothing_is_foreseen_at_first(api: Api) -> None:
    assert api.get("forecast").json() == {"days": []}


@pytest.mark.postgres("statements")
def test_days_are_told_with_bands_and_warnings(api: Api, office: World) -> None:
    office.change(Office, office.office.id, most_wait_minutes=5, most_overtime_minutes=0)
    foresee(office)

    days = api.get("forecast").json()["days"]

    first = days[0]
    assert [day["day"] for day in days] == [str(MONDAY + timedelta(days=n)) for n in (1, 2)]
    assert (first["made_at"], first["limit"], first["recorded_days"]) == ("2026-11-30T09:00:00+07:00", 4, 0)
    assert first["peak"] == sorted(first["peak"])
    assert first["quarters"][0]["begins"] == "2026-12-01T07:45:00+07:00"
    assert {"trouble", "amount", "asked", "service", "begins", "ends"} == first["warnings"][0].keys()


def test_machine_without_the_scope_is_refused(client: Any, office: World) -> None:
    answer = Api(client, office, office.token("desk")).get("forecast")

    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
