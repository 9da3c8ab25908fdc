"""A tablet and a kiosk that the office watches: how they beat, come back in the morning, and are ended."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col

from scheduler.db.models import DeedRow, Device, StaffSession
from scheduler.flow.screens import device_watch, devices
from scheduler.flow.staff import people
from tests.conftest import Stopwatch
from tests.scenes.factories import EARLY, NINE, World, at
from tests.web.staff.members import sign_in, text_of

KIOSK, TABLET = "giliran-kiosk", "giliran-tablet"


@pytest.fixture(autouse=True)
def _guard(client: Any, office: World, clock: Stopwatch) -> None:
    sign_in(client, office, name="Gani", role="guard")
    clock.now = NINE


def kiosk(client: Any, name: str = "Kios kiri") -> None:
    assert client.post("/door/kiosk", data={"name": name}).status_code == 303


def tablet(client: Any, name: str = "Tablet kiri") -> None:
    assert client.post("/door/device", data={"name": name}).status_code == 303


def beat(client: Any, path: str = "/door/beats", **fields: str) -> Any:
    return client.post(path, data=fields)


def of_page(page: Any, name: str) -> str:
    found = re.search(rf'id="beat"[^>]*data-{name}="([^"]*)"', page.text)
    assert found
    return found[1]


def the_device(office: World) -> Device:
    return office.rows(Device)[0]


def supervised(app: Any, client: Any, office: World) -> Any:
    """A browser of the supervisor."""
    other = type(client)(app, follow_redirects=False)
    sign_in(other, office, name="Sari", role="supervisor", now=NINE)
    return other


# --- the kiosk comes back


def test_kiosk_is_one_after_days_without_anybody_signing_in(client: Any, clock: Stopwatch) -> None:
    kiosk(client)
    client.cookies.delete("giliran")
    clock.now = NINE + timedelta(days=30)

    page = client.get("/door/kiosk")

    assert "Anda membawa apa?" in text_of(page)
    assert f"{KIOSK}=" in page.headers["set-cookie"]
    assert "Max-Age=34560000" in page.headers["set-cookie"]
    assert "Path=/door/kiosk" in page.headers["set-cookie"]


def test_kiosk_stays_one_though_whoever_made_it_has_gone(client: Any, office: World) -> None:
    kiosk(client)
    assert office.rows(StaffSession)[-1].revoked_at == NINE

    office.at_time(people.remove, the_device(office).staff_id, by="command", now=NINE)

    assert beat(client, "/door/kiosk/beats").json() == {"again": True}
    assert "Anda membawa apa?" in text_of(client.get("/door/kiosk"))
    assert client.get("/door").status_code == 303


@pytest.mark.parametrize("path", ["/door", "/counter", "/office/screens", "/account", "/door/device"])
def test_key_of_a_kiosk_opens_nothing_else(client: Any, app: Any, path: str) -> None:
    kiosk(client)
    thief = type(client)(app, follow_redirects=False)
    for name in (KIOSK, TABLET, "giliran"):
        thief.cookies.set(name, client.cookies[KIOSK])

    assert thief.get(path).headers["location"].startswith("/login")
    assert thief.post("/door/beats").status_code == 204
    assert thief.get("/door/kiosk").status_code == 200


def test_page_of_yesterday_or_of_an_older_program_begins_anew(client: Any, clock: Stopwatch) -> None:
    kiosk(client)
    page = client.get("/door/kiosk")
    drawn, build = of_page(page, "drawn"), of_page(page, "build")

    def again(**fields: str) -> bool:
        return bool(beat(client, "/door/kiosk/beats", **{"drawn": drawn, "build": build, **fields}).json()["again"])

    assert (again(), again(build="older")) == (False, True)
    clock.now = at(3, 59, day=1)
    assert not again()
    clock.now = at(4, day=1)
    assert again()


def test_kiosk_page_begins_anew_in_the_morning_without_its_script(client: Any, clock: Stopwatch) -> None:
    kiosk(client)
    clock.now = at(20)

    assert client.get("/door/kiosk").headers["refresh"] == f"{8 * 3600 + 1800};url=/door/kiosk"


# --- names


@pytest.mark.parametrize("path", ["/door/kiosk", "/door/device"])
def test_name_is_proposed_and_one_that_is_taken_stays_in_its_field(
    client: Any, app: Any, office: World, path: str
) -> None:
    assert re.search(r'name="name" value="(Kios 1|Tablet pintu 1)"', client.get(path).text)
    assert "diberi tahu" not in text_of(client.get(path)), "an alarm may be off"
    other = type(client)(app, follow_redirects=False)
    sign_in(other, office, name="Gita", role="guard")
    tablet(other, "Kiri")

    answer = client.post(path, data={"name": "Kiri"})

    assert answer.status_code == 409
    assert 'name="name" value="Kiri"' in answer.text
    assert "Sudah ada tablet atau kios bernama Kiri." in text_of(answer)


@pytest.mark.postgres("statements")
def test_tablet_that_is_named_again_is_called_otherwise(client: Any, office: World) -> None:
    tablet(client, "Satu")
    assert 'value="Satu"' in client.get("/door/device").text

    tablet(client, "Dua")

    assert [each.name for each in office.rows(Device)] == ["Dua"]
    assert "Nama tablet ini" in text_of(client.get("/door"))


@pytest.mark.postgres("statements")
def test_kiosk_that_was_ended_and_is_a_tablet_now_is_one_device_as_kiosk_again(client: Any, office: World) -> None:
    kiosk(client, "Kios")
    office.at_time(devices.remove, the_device(office).id, now=NINE)
    sign_in(client, office, name="Gita", role="guard", now=NINE)
    tablet(client, "Kanan")

    kiosk(client, "Kanan")

    assert [(each.name, each.kind) for each in office.rows(Device, col(Device.removed_at).is_(None))] == [
        ("Kanan", "kiosk")
    ]


# --- beats


def test_tablet_beats_with_who_is_signed_in_and_without_anybody(client: Any, office: World, clock: Stopwatch) -> None:
    tablet(client)
    assert of_page(client.get("/door"), "beats") == "/door/beats"
    assert (
        beat(client, waiting="2", oldest="60", battery="80", charging="true", trouble="camera nonsense").status_code
        == 200
    )
    kept = the_device(office)
    assert (kept.heard_at, kept.waiting, kept.waiting_since, kept.trouble) == (NINE, 2, at(8, 59), "camera")
    assert kept.session_id is not None

    client.cookies.delete("giliran")
    clock.now = at(9, 10)
    assert of_page(client.get("/login?next=/door"), "beats") == "/door/beats"
    beat(client)

    assert (the_device(office).heard_at, the_device(office).session_id) == (at(9, 10), None)


def test_page_of_a_browser_that_is_no_device_beats_not(client: Any, office: World) -> None:
    assert 'id="beat"' not in client.get("/door").text
    assert 'id="beat"' not in client.get("/login?next=/counter").text
    assert beat(client).status_code == 204
    assert office.rows(Device) == []


def test_clock_of_a_tablet_that_is_wrong_is_trouble(client: Any, office: World, clock: Stopwatch) -> None:
    tablet(client)

    for off, trouble in ((timedelta(minutes=2), ""), (timedelta(minutes=-2, seconds=-1), "clock")):
        clock.now += timedelta(minutes=1)
        beat(client, at=str(int((clock.now + off).timestamp() * 1000)))
        assert the_device(office).trouble == trouble


@pytest.mark.postgres("constraints")
def test_clock_that_is_off_by_centuries_is_trouble_too(client: Any, office: World) -> None:
    tablet(client)

    assert beat(client, at=str(10**14)).status_code == 200
    assert the_device(office).trouble == "clock"


def test_pages_drawn_one_after_the_other_are_written_once(client: Any, office: World, clock: Stopwatch) -> None:
    tablet(client)
    beat(client, battery="80")

    clock.now = NINE + timedelta(seconds=9)
    assert beat(client, battery="79").json() == {"again": True}
    assert (the_device(office).heard_at, the_device(office).battery) == (NINE, 80)

    client.cookies.delete("giliran")
    beat(client)
    assert (the_device(office).heard_at, the_device(office).session_id) == (clock.now, None)


def test_office_learns_nothing_of_who_is_at_another_in_its_tablet(client: Any, office: World, elsewhere: World) -> None:
    tablet(client)
    sign_in(client, elsewhere, name="Wati", role="guard", now=NINE)

    assert beat(client).status_code == 200

    assert (the_device(office).heard_at, the_device(office).session_id) == (NINE, None)


@pytest.mark.parametrize(
    "fields",
    [
        {"battery": "101"},
        {"drawn": "yesterday"},
        {"drawn": "0001-01-01T00:00:00Z"},
        {"drawn": "9999-12-31T23:59:59-12:00"},
        {"at": "-1"},
        {"waiting": "many"},
    ],
)
def test_beat_that_makes_no_sense_is_refused(client: Any, office: World, fields: dict[str, str]) -> None:
    tablet(client)

    assert beat(client, **fields).status_code == 422
    assert the_device(office).heard_at is None


# --- the office's list


def test_list_says_how_each_is(client: Any, app: Any, office: World, clock: Stopwatch) -> None:
    tablet(client)
    beat(client, waiting="2", oldest="60", battery="12", charging="false", trouble="camera")
    lead = supervised(app, client, office)

    said = text_of(lead.get("/office/screens"))

    assert "Tablet kiri Terhubung Tablet petugas pintu" in said
    assert "Petugas Gani" in said
    assert "2 pindaian, sejak 08.59" in said
    assert "12%: sambungkan pengisi dayanya" in said
    assert "Kamera tidak bisa dibuka" in said
    client.cookies.delete("giliran")
    beat(client)
    assert "Tablet kiri Belum masuk" in text_of(lead.get("/office/screens"))


def test_silent_kiosk_is_named_on_the_pages_of_the_office(
    client: Any, app: Any, office: World, clock: Stopwatch
) -> None:
    kiosk(client)
    beat(client, "/door/kiosk/beats")
    clock.now = at(9, 6)
    office.at_time(device_watch.watch, now=clock.now)
    lead = supervised(app, client, office)

    for path in ("/office/screens", "/office/hall"):
        assert "Kios kiri diam sejak 09.00." in text_of(lead.get(path)), path


def test_kiosk_that_is_ended_stops_at_once(client: Any, app: Any, office: World) -> None:
    kiosk(client)
    lead, number = supervised(app, client, office), the_device(office).id
    assert "Kuncinya tidak berlaku lagi" in text_of(lead.get(f"/office/screens/devices/{number}"))

    answer = lead.post(f"/office/screens/devices/{number}/removal", data={})

    assert "Sudah diakhiri dan dilupakan." in text_of(lead.get(answer.headers["location"]))
    assert client.get("/door/kiosk").headers["location"].startswith("/login")
    assert beat(client, "/door/kiosk/beats").headers["location"].startswith("/login")
    deeds = office.rows(DeedRow, col(DeedRow.deed) == "device_changed")
    assert [each.by for each in deeds] == [f"staff:{the_device(office).staff_id}", "staff:2"]


def test_tablet_that_is_ended_is_signed_out_and_beats_no_more(client: Any, app: Any, office: World) -> None:
    tablet(client)
    lead, number = supervised(app, client, office), the_device(office).id

    lead.post(f"/office/screens/devices/{number}/removal", data={})

    assert client.get("/door").headers["location"].startswith("/login")
    answer = beat(client)
    assert answer.status_code == 204
    assert f'{TABLET}=""' in answer.headers["set-cookie"]


@pytest.mark.postgres("statements")
def test_name_is_changed_by_the_office(client: Any, app: Any, office: World) -> None:
    tablet(client)
    lead, number = supervised(app, client, office), the_device(office).id

    refused = lead.post(f"/office/screens/devices/{number}/name", data={"name": ""})
    lead.post(f"/office/screens/devices/{number}/name", data={"name": "Pintu depan"})

    assert refused.status_code == 422
    assert the_device(office).name == "Pintu depan"


@pytest.mark.parametrize("number", ["99", "99999999999"])
def test_device_that_is_not_there_is_said_above_the_list(client: Any, app: Any, office: World, number: str) -> None:
    lead = supervised(app, client, office)

    for answer in (
        lead.get(f"/office/screens/devices/{number}"),
        lead.post(f"/office/screens/devices/{number}/name", data={"name": "x"}),
        lead.post(f"/office/screens/devices/{number}/removal", data={}),
    ):
        assert answer.status_code == 404
        assert "Tablet atau kios itu tidak ada lagi di daftar." in text_of(answer)


def test_list_is_for_supervisors(client: Any, office: World) -> None:
    tablet(client)
    sign_in(client, office, name="Rina", role="clerk", now=EARLY)

    assert client.get("/office/screens/devices/1").status_code == 403
    assert client.post("/office/screens/devices/1/removal", data={}).status_code == 403


def test_page_that_waits_for_the_network_tries_again(client: Any) -> None:
    client.cookies.clear()

    page = client.get("/door/waiting")

    assert '<meta http-equiv="refresh" content="5">' in page.text
    assert "Belum terhubung ke kantor" in text_of(page)
