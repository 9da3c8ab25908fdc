"""The page that says what is wrong, for whoever manages an office."""

import re
from typing import Any

import pytest

from scheduler.health.finding import Finding, broken, good, look
from scheduler.health.looking import Looks
from scheduler.health.table import Check
from tests.scenes.factories import World
from tests.web.staff.members import sign_in

PAGE = "/office/settings/health"


def found(**findings: Finding) -> Looks:
    return Looks([Check(name, name.title(), lambda _, said=said: said) for name, said in findings.items()])


def seen(page: str) -> list[tuple[str, str]]:
    return re.findall(r'data-check="(\w+)" data-verdict="(\w+)"', page)


@pytest.mark.postgres("statements")
def test_all_checks_are_on_the_page(client: Any, office: World) -> None:
    sign_in(client, office, role="manager")

    page = client.get(PAGE)

    assert page.status_code == 200
    assert 'data-check="database.reads" data-verdict="good"' in page.text
    assert 'data-check="database.writes" data-verdict="good"' in page.text
    assert "database.whole" not in page.text


def test_worst_stands_first_with_what_to_do(client: Any, app: Any, office: World) -> None:
    sign_in(client, office, role="manager")
    app.state.looks = found(a=good("Baik."), b=look("Disk <penuh>.", "Lihat."), c=broken("Rusak.", "Perbaiki."))

    page = client.get(PAGE).text

    assert seen(page) == [("c", "broken"), ("b", "look"), ("a", "good")]
    assert "Disk &lt;penuh&gt;." in page
    assert "Perbaiki." in page
    assert "1 hal rusak" in page


def test_where_all_is_well_the_page_says_so(client: Any, app: Any, office: World) -> None:
    sign_in(client, office, role="manager")
    app.state.looks = found(a=good("Baik."))

    page = client.get(PAGE).text

    assert "Semua baik." in page
    assert "<details" in page


def test_check_that_takes_long_does_not_hold_the_page(
    client: Any, app: Any, office: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from threading import Event  # noqa: PLC0415

    may_go = Event()
    monkeypatch.setattr("scheduler.web.office.health.PATIENCE", 0.05)
    sign_in(client, office, role="manager")

    def waits(_: object) -> Finding:
        may_go.wait()
        return good("Baik.")

    app.state.looks = Looks([Check("a", "A", waits)])

    page = client.get(PAGE).text
    may_go.set()

    assert seen(page) == [("a", "pending")]
    assert "Hasilnya belum ada." in page


@pytest.mark.parametrize("role", ["guard", "clerk", "supervisor"])
def test_page_is_for_those_who_manage(client: Any, office: World, role: str) -> None:
    sign_in(client, office, role=role)

    assert client.get(PAGE).status_code == 403


def test_nobody_else_sees_it(client: Any, office: World) -> None:
    assert client.get(PAGE).status_code == 303


def test_proxies_are_told_that_the_process_leaves(client: Any, app: Any) -> None:
    from scheduler.runtime.stopping import STOPPING  # noqa: PLC0415

    stopping = client.app_state[STOPPING]
    stopping.is_leaving = True

    answer = client.get("/readyz")

    assert (answer.status_code, answer.text, client.get("/healthz").status_code) == (503, "stopping", 200)
