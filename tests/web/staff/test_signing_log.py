"""Who comes in and goes is in the log, and what is changed of staff and tokens: ids and networks, no name or secret."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient
from structlog.testing import capture_logs

from scheduler.db.models import Staff, StaffSession
from scheduler.flow import staff
from tests.conftest import Stopwatch
from tests.scenes.factories import EARLY, World, at
from tests.support.passwords import QUICK, hash_quickly
from tests.web.staff.members import sign_in

PASSWORD, NEW = "kata sandi Rina", "kereta lewat sawah hijau"
EVENTS = {
    "signed_in",
    "sign_in_failed",
    "sign_in_refused",
    "signed_out",
    "page_unlocked",
    "password_changed",
    "sessions_ended",
    "staff_added",
    "staff_removed",
    "staff_returned",
    "roles_changed",
    "office_changed",
    "token_made",
    "token_revoked",
}
Lines = list[dict[str, Any]]


@pytest.fixture(autouse=True)
def _staffed(office: World, clock: Stopwatch, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rina (staff:1) is a clerk, Sari (staff:2) leads; it is nine."""
    hash_quickly(monkeypatch)
    clock.now = at(9)
    for name, role in (("Rina", "clerk"), ("Sari", "supervisor manager")):
        office.at_time(staff.add_staff, name, role, QUICK.hash(PASSWORD), now=EARLY)


@pytest.fixture
def said(client: Any) -> Callable[..., Lines]:
    """Does something and returns what was written of it, which holds nobody's name and no secret."""

    def run(*posts: tuple[str, dict[str, str]]) -> Lines:
        with capture_logs() as logs:
            for path, form in posts:
                client.post(path, data=form)
        lines = [line for line in logs if line["event"] in EVENTS]
        for hidden in ("Rina", "Sari", "Nobody", PASSWORD, NEW, "salah", "siak", "giliran_", "Disdukcapil"):
            assert hidden.casefold() not in str(lines).casefold()
        return lines

    return run


def sign(name: str = "Rina", password: str = PASSWORD, **fields: str) -> tuple[str, dict[str, str]]:
    return "/login", {"name": name, "password": password, "place": "office", **fields}


def facts(line: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in line.items() if name not in ("address", "log_level")}


OF_RINA = {"staff": 1, "office": "tanjungpinang"}
BY_SARI = {"by": "staff:2", "office": "tanjungpinang"}


def test_signing_in_and_out_is_written(said: Callable[..., Lines]) -> None:
    lines = said(sign(place="counter-2"), sign("  RINA "), ("/logout", {}))

    assert [facts(line) for line in lines] == [
        {"event": "signed_in", "place": "counter", **OF_RINA},
        {"event": "signed_in", "place": "office", **OF_RINA},
        {"event": "signed_out", **OF_RINA},
    ]


def test_what_fails_is_written_with_whose_account_it_was(said: Callable[..., Lines], elsewhere: World) -> None:
    lines = said(
        sign(password="salah", office="tanjungpinang"),
        sign("Nobody", office="tanjungpinang"),
        sign(office="bintan"),
        sign(office="Rina"),
        sign(office="tanjungpinang", place="door", password=""),
    )

    assert [facts(line) for line in lines] == [
        {"event": "sign_in_failed", **OF_RINA},
        {"event": "sign_in_failed", "staff": None, "office": "tanjungpinang"},
        {"event": "sign_in_failed", "staff": None, "office": "bintan"},
        {"event": "sign_in_failed", "staff": None, "office": None},
        {"event": "sign_in_failed", **OF_RINA},
    ]


def test_who_may_not_work_where_they_want_to_is_written(office: World, said: Callable[..., Lines]) -> None:
    office.do(staff.change_roles, 1, "guard", now=EARLY)

    assert [facts(line) for line in said(sign(place="office"))] == [
        {"event": "sign_in_failed", "why": "place", **OF_RINA}
    ]


def test_lock_is_written(said: Callable[..., Lines]) -> None:
    lines = said(*[sign(password="salah")] * 11, sign())

    assert [line["event"] for line in lines] == ["sign_in_failed"] * 5 + ["sign_in_refused"]
    assert facts(lines[-1]) == {"event": "sign_in_refused", **OF_RINA}


def test_lock_is_written_again_after_a_while(clock: Stopwatch, said: Callable[..., Lines]) -> None:
    said(*[sign(password="salah")] * 9)
    for _ in range(4):  # the pauses grow
        clock.forward(minutes=15)
        said(sign(password="salah"))

    assert [line["event"] for line in said(sign(), sign())] == ["sign_in_refused"]


@pytest.mark.parametrize(
    ("host", "network"),
    [("203.0.113.77", "203.0.113.0/24"), ("2001:db8:1:2::77", "2001:db8:1::/48"), ("testclient", "-")],
)
def test_of_an_address_its_network_is_written(app: Any, host: str, network: str) -> None:
    client = TestClient(app, client=(host, 50000), follow_redirects=False)

    with capture_logs() as logs:
        client.post(sign()[0], data=sign()[1])

    assert [line["address"] for line in logs if line["event"] == "signed_in"] == [network]
    assert host not in str(logs) or host == "testclient"


def test_kiosk_that_staff_leave_is_written(client: Any, said: Callable[..., Lines]) -> None:
    lines = said(sign(place="door"), ("/door/kiosk", {}), ("/door/kiosk/end", {"name": "Sari", "password": PASSWORD}))

    assert [facts(line) for line in lines[1:]] == [
        {"event": "signed_in", "staff": 2, "office": "tanjungpinang", "place": "door"},
        {"event": "signed_out", "place": "kiosk", **OF_RINA},
    ]


def test_own_account_is_written(client: Any, office: World, said: Callable[..., Lines]) -> None:
    other = type(client)(client.app, follow_redirects=False)
    for _ in range(2):
        sign_in(other, office, name="Rina", now=at(9))
    client.post(sign()[0], data=sign()[1])
    first, second, _ = (row.id for row in office.rows(StaffSession))

    lines = said(
        (f"/account/sessions/{first}/end", {}),
        ("/account/sessions/end", {}),
        ("/account/password", {"old": PASSWORD, "password": NEW, "again": NEW}),
        ("/account/password", {"old": "salah", "password": NEW, "again": NEW}),
    )

    by = {"by": "staff:1", **OF_RINA}
    assert [facts(line) for line in lines] == [
        {"event": "sessions_ended", "ended": 1, **by},
        {"event": "sessions_ended", "ended": 1, **by},
        {"event": "password_changed", "ended": 0, **by},
        {"event": "sign_in_failed", **OF_RINA},
    ]
    assert second


def test_locked_page_that_is_opened_is_written(
    client: Any, office: World, clock: Stopwatch, said: Callable[..., Lines]
) -> None:
    office.edit(lock_minutes=10)
    sign_in(client, office, name="Rina", now=clock.now)
    clock.forward(minutes=20)

    lines = said(
        ("/login/unlocking", {"unlock_password": "salah"}), ("/login/unlocking", {"unlock_password": PASSWORD})
    )

    assert [facts(line) for line in lines] == [
        {"event": "sign_in_failed", **OF_RINA},
        {"event": "page_unlocked", **OF_RINA},
    ]


def test_what_a_manager_does_is_written(client: Any, office: World, said: Callable[..., Lines]) -> None:
    sign_in(client, office, name="Sari", now=at(9))
    member, pair = "/office/staff/1", {"password": NEW, "again": NEW}

    lines = said(
        ("/office/staff", {"name": "Nobody", "roles": "guard"}),
        (f"{member}/roles", {"roles": "guard"}),
        (f"{member}/password", pair),
        (f"{member}/sessions", {}),
        (f"{member}/removal", {}),
        (f"{member}/return", {}),
        ("/office/staff/2/removal", {}),
        ("/office/tokens", {"name": "siak", "scopes": "desk"}),
        ("/office/tokens/1/revocation", {}),
    )

    new = office.rows(Staff)[-1].id
    assert [facts(line) for line in lines] == [
        {"event": "staff_added", "staff": new, "roles": "guard", **BY_SARI},
        {"event": "roles_changed", "staff": 1, "roles": "guard", "ended": 0, **BY_SARI},
        {"event": "password_changed", "staff": 1, "ended": 0, **BY_SARI},
        {"event": "sessions_ended", "staff": 1, "ended": 0, **BY_SARI},
        {"event": "staff_removed", "staff": 1, "ended": 0, **BY_SARI},
        {"event": "staff_returned", "staff": 1, **BY_SARI},
        {"event": "token_made", "staff": 2, "token": 1, **BY_SARI},
        {"event": "token_revoked", "staff": 2, "token": 1, **BY_SARI},
    ]


def test_every_event_is_documented() -> None:
    documented = (Path(__file__).parents[3] / "docs" / "operating.md").read_text("utf-8")

    assert [event for event in sorted(EVENTS) if f"`{event}`" not in documented] == []
