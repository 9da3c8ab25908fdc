"""What any site may read of an office now."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from starlette.testclient import TestClient

from scheduler.db.models import Office, Service
from scheduler.flow.calendar import closures
from scheduler.flow.calendar.closures import NewClosure
from scheduler.flow.counter import calls
from scheduler.flow.hall import people_count
from scheduler.flow.public import live
from tests.conftest import Stopwatch
from tests.scenes.factories import MONDAY, NINE, World
from tests.web.api.conftest import Api


@pytest.mark.postgres("statements")
def test_office_says_how_it_is_now(citizen: Api, office: World, clock: Stopwatch) -> None:
    clock.now = NINE
    served = office.called()
    office.do(calls.serve, served)
    office.hand_over(served)
    called = office.called(now=NINE + timedelta(minutes=1))
    for _ in range(5):
        office.walk_in(now=NINE + timedelta(minutes=1))

    answer = citizen.get("live")

    told = answer.json()
    assert answer.status_code == 200
    assert told["office"]["code"] == "tanjungpinang"
    assert (told["at"], told["old"], told["training"]) == ("2026-11-30T09:00:00+07:00", False, False)
    assert told["open"] == {"state": "open", "reason": None, "until": "2026-11-30T12:00:00+07:00"}
    assert (told["hall"]["limit"], told["served_today"]) == (4, 1)
    assert {"number": 1, "state": "open", "ticket": called} in told["counters"]
    service = told["services"][0]
    assert (service["letter"], service["waiting"], service["served_today"]) == ("A", 5, 1)
    board = office.board()
    assert service["wait"] == {"minutes": list(board.waiting[-1].minutes or ()), "until": "admitted"}
    assert told["services"][1]["wait"] is None
    assert [day["day"] for day in told["seats"]][:2] == ["2026-11-30", "2026-12-01"]
    assert told["seats"][1]["services"] == {"A": "many", "B": "many", "C": "many"}


def test_nobody_can_be_followed_in_it(citizen: Api, office: World, clock: Stopwatch) -> None:
    clock.now = NINE
    for _ in range(6):
        office.walk_in()

    told = citizen.get("live").text

    assert "A-006" not in told, "numbers that wait are of who has them"


def test_hall_that_was_emptied_is_halted(citizen: Api, office: World, clock: Stopwatch) -> None:
    clock.now = NINE
    office.walk_in()
    office.do(people_count.empty_hall, reason="latihan")

    assert citizen.get("live").json()["open"] == {"state": "halted", "reason": None, "until": None}


@pytest.mark.postgres("statements")
def test_shut_office_and_shut_service_say_why(citizen: Api, office: World, clock: Stopwatch) -> None:
    service = next(row for row in office.rows(Service) if row.letter == "C")
    office.do(closures.shut, NewClosure(MONDAY, MONDAY, "Alat rekam rusak", service.id))
    assert citizen.get("live").json()["services"][2]["closed"] == "Alat rekam rusak"

    office.do(closures.shut, NewClosure(MONDAY, MONDAY, "Rapat kerja"))
    clock.forward(seconds=15)

    told = citizen.get("live").json()
    assert told["open"] == {"state": "closed", "reason": "Rapat kerja", "until": "2026-12-01T08:00:00+07:00"}


def test_every_site_may_read_it_and_caches_keep_it(citizen: Api, office: World, clock: Stopwatch) -> None:
    first = citizen.get("live")
    clock.forward(seconds=9)
    again = citizen.ask("GET", "live", If_None_Match=first.headers["etag"])
    head = citizen.ask("HEAD", "live")

    for answer in (first, again, head):
        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.headers["cache-control"] == "public, max-age=15"
    assert (first.headers["age"], again.headers["age"]) == ("0", "9")
    assert (again.status_code, again.content) == (304, b"")
    assert (head.status_code, head.content) == (200, b"")


def test_nothing_is_asked_of_the_database_while_it_is_fresh(app: Any, office: World, clock: Stopwatch) -> None:
    alone = TestClient(app)  # not begun: neither jobs nor screens read anything beside it
    path = f"/api/v1/offices/{office.office.code}/live"
    alone.get(path)
    asked: list[str] = []
    event.listen(office.database._reads, "before_cursor_execute", lambda *facts: asked.append(facts[2]))

    bodies = {alone.get(path).text for _ in range(20)}

    assert (len(bodies), asked) == (1, [])
    clock.forward(seconds=15)
    alone.get(path)
    assert asked


@pytest.mark.postgres("statements")
def test_office_may_show_nothing(citizen: Api, office: World, clock: Stopwatch) -> None:
    citizen.get("live")
    office.change(Office, office.office.id, public_figures=False)
    clock.forward(seconds=15)

    answer = citizen.get("live")

    assert (answer.status_code, answer.json()["code"]) == (404, "not_published")
    assert answer.headers["access-control-allow-origin"] == "*"


@pytest.mark.postgres("statements")
def test_office_that_is_being_set_up_shows_nothing(citizen: Api, office: World) -> None:
    office.change(Office, office.office.id, starting={"done": [], "left": []})

    assert citizen.get("live").json()["code"] == "not_published"


@pytest.mark.parametrize("code", ["nowhere", "x%00y"])
def test_unknown_office_is_not_found(citizen: Api, code: str) -> None:
    assert citizen.get(f"/offices/{code}/live").json()["code"] == "office_unknown"


def test_last_known_is_told_while_the_database_is_away(
    citizen: Api, office: World, elsewhere: World, clock: Stopwatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    citizen.get("live")

    def away(*_: Any, **__: Any) -> None:
        raise OperationalError("", {}, Exception())

    monkeypatch.setattr(live, "live_of", away)
    clock.forward(minutes=2)

    told = citizen.get("live").json()
    nothing = citizen.get("/offices/bintan/live")

    assert (told["old"], told["at"]) == (True, "2026-11-30T08:00:00+07:00")
    assert (nothing.status_code, nothing.headers["retry-after"]) == (503, "5")
    assert nothing.headers["access-control-allow-origin"] == "*"
