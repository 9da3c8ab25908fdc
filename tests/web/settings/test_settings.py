"""The office's settings in the browser: the hub, and a page for each topic that shows first what a change would do."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest

from scheduler.db.models import BackupRun, Document, Office
from scheduler.domain.offices.settings import LIMITS, Revision
from scheduler.flow.offices.settings import NAMES, change_settings
from scheduler.web.office.settings import hub
from scheduler.web.office.settings.hub import SECTIONS, Entry
from scheduler.web.office.shared.setting_topics import TOPICS
from tests.conftest import Stopwatch
from tests.scenes.factories import NINE, World
from tests.web.staff.members import sign_in, text_of

HIDDEN = r'type="hidden" name="([\w.]+)" value="([^"]*)"'
ELSEWHERE = {"lock_minutes"}
"""Settings that stand on the page of something else."""


@pytest.fixture(autouse=True)
def _in_the_office(client: Any, office: World, clock: Stopwatch) -> None:
    sign_in(client, office, name="Sari", role="manager")
    clock.now = NINE


def fields_of(page: Any) -> dict[str, str]:
    """What the form of a topic sends if nothing is typed."""
    form = re.search(r'<form class="card topic".*?</form>', page.text, re.DOTALL)
    assert form is not None
    inputs = re.findall(r"<input[^>]*>", form[0])
    found: dict[str, str] = {}
    for each in inputs:
        name, value = (re.search(rf'\b{which}="([^"]*)"', each) for which in ("name", "value"))
        if name and value and not ("checkbox" in each and " checked" not in each):
            found[name[1]] = unescape(value[1])
    for name, options in re.findall(r'<select id="(\w+)".*?>(.*?)</select>', form[0], re.DOTALL):
        found[name] = re.findall(r'value="([^"]*)" selected', options)[0]
    return found


def save(client: Any, topic: str, **typed: str) -> Any:
    fields = fields_of(client.get(f"/office/settings/{topic}"))
    answer = client.post(f"/office/settings/{topic}", data={**fields, **typed})
    return client.get(answer.headers["location"]) if answer.status_code == 303 else answer


def sure(client: Any, page: Any, topic: str) -> Any:
    """The button of the preview is pressed."""
    form = re.search(r'<section class="card impact".*?</section>', page.text, re.DOTALL)
    assert form is not None
    fields = {name: unescape(value) for name, value in re.findall(HIDDEN, form[0])}
    answer = client.post(f"/office/settings/{topic}", data=fields)
    assert answer.status_code == 303
    return client.get(answer.headers["location"])


def test_every_setting_stands_in_one_topic() -> None:
    standing = [name for topic in TOPICS.values() for name in topic.names]

    assert sorted(standing) == sorted({*NAMES} - ELSEWHERE)


def test_hub_says_what_holds_now_and_leads_to_every_topic(client: Any, office: World) -> None:
    page = client.get("/office/settings")

    assert f"paling banyak {office.office.lobby_limit} orang · tanpa petugas pintu" in text_of(page)
    assert {f"/office/settings/{name}" for name in TOPICS} <= set(re.findall(r'<a href="([^"]+)">', page.text))


def test_hub_leaves_out_what_has_no_page(client: Any, office: World, monkeypatch: pytest.MonkeyPatch) -> None:
    missing = Entry("no_such_page", "Belum ada", "Halaman yang belum ada.")
    monkeypatch.setattr(hub, "SECTIONS", [("Uji", [missing, SECTIONS[0][1][0]]), ("Kosong", [missing])])

    page = text_of(client.get("/office/settings"))

    assert "Uji Kantor" in page
    assert "Belum ada" not in page
    assert "Kosong" not in page


def test_hub_leads_nobody_to_pages_that_are_not_for_them(client: Any, office: World) -> None:
    of_manager = client.get("/office/settings").text.partition("<main>")[2]
    sign_in(client, office, name="Tuti", role="supervisor manager")
    of_both = client.get("/office/settings").text.partition("<main>")[2]

    assert "/office/staff" in of_manager
    assert "/office/calendar" not in of_manager
    assert "/office/calendar/settings" in of_both


def test_whoever_only_looks_sees_settings_and_changes_none(client: Any, office: World) -> None:
    sign_in(client, office, name="Tuti", role="auditor")

    for topic in ("lobby", "counters/1"):
        page = client.get(f"/office/settings/{topic}").text
        assert 'data-shows><fieldset class="read" disabled>' in page
    assert client.post("/office/settings/lobby", data={"lobby_limit": "1"}).status_code == 403
    assert office.rows(Office)[0].lobby_limit == office.office.lobby_limit


def test_hub_promises_no_backup_where_several_offices_have_one_together(client: Any, elsewhere: World) -> None:
    page = text_of(client.get("/office/settings"))

    assert "semua kantor di server ini bersama, oleh pengelola server" in page
    assert "belum ada cadangan" not in page


def test_hub_says_how_old_and_large_the_last_backup_is(client: Any, office: World) -> None:
    assert "belum ada cadangan" in text_of(client.get("/office/settings"))
    made = BackupRun(
        state="good", by="system", begun_at=NINE - timedelta(hours=3), beat_at=NINE, file="x.tar", size=10_895_360
    )

    office.database.run(lambda session: session.add(made))

    assert "yang terakhir berumur 3 jam, 10,4 MB" in text_of(client.get("/office/settings"))


def test_numbers_say_their_limits(client: Any, office: World) -> None:
    limits = [
        (name, (int(least), int(most)))
        for topic in TOPICS
        for name, least, most in re.findall(
            r'<input type="number" id="(\w+)".*?min="(\d+)" max="(\d+)"', client.get(f"/office/settings/{topic}").text
        )
    ]

    assert dict(limits) == {name: between for name, between in LIMITS.items() if name not in ELSEWHERE}


@pytest.mark.postgres("statements")
def test_what_nobody_notices_is_saved_at_once(client: Any, office: World) -> None:
    page = save(client, "calling", max_calls="5", recall_seconds="30")

    assert "Tersimpan." in text_of(page)
    assert 'name="max_calls" aria-describedby="does-max_calls" value="5"' in page.text
    assert office.rows(Office)[0].recall_seconds == 30


def test_a_switch_goes_on_and_off(client: Any, office: World) -> None:
    save(client, "handover", asks_signature="1")
    assert office.rows(Office)[0].asks_signature

    save(client, "handover", asks_signature="0")
    assert not office.rows(Office)[0].asks_signature


def test_nothing_typed_changes_nothing(client: Any, office: World) -> None:
    for topic in TOPICS:
        assert "Tidak ada yang diubah." in text_of(save(client, topic))


@pytest.mark.postgres("statements")
def test_another_address_is_looked_at_first(client: Any, office: World) -> None:
    office.booked(10)

    seen = save(client, "office", address="Jalan Baru <1>")

    assert "1 jadwal sudah dibuat." in text_of(seen)
    assert office.rows(Office)[0].address == office.office.address
    assert "Tersimpan." in text_of(sure(client, seen, "office"))
    assert office.rows(Office)[0].address == "Jalan Baru <1>"


def test_other_slots_are_looked_at_first(client: Any, office: World) -> None:
    office.booked(10)

    seen = save(client, "booking", slot_minutes="50")

    assert "1 jadwal tidak muat lagi." in text_of(seen)
    sure(client, seen, "booking")
    assert office.rows(Office)[0].slot_minutes == 50


def test_what_makes_no_sense_is_said_beside_its_field_and_nothing_is_lost(client: Any, office: World) -> None:
    page = save(client, "lobby", lobby_limit="0", entry_minutes="7")

    assert page.status_code == 422
    assert 'id="fault-lobby_limit">dari 1 sampai 10000' in page.text
    assert 'value="7"' in page.text
    assert office.rows(Office)[0].entry_minutes == 5


@pytest.mark.parametrize("typed", ["", "dua puluh", "20,5", "9" * 500])
def test_what_is_no_number_is_said(client: Any, office: World, typed: str) -> None:
    page = save(client, "lobby", lobby_limit=typed)

    assert page.status_code == 422
    assert 'id="fault-lobby_limit"' in page.text


def test_zone_with_visits_is_refused_with_how_many(client: Any, office: World) -> None:
    office.booked(10)

    page = save(client, "office", timezone="Asia/Jayapura")

    assert page.status_code == 409
    assert "masih ada 1 jadwal dan 0 nomor antrean" in text_of(page)
    assert 'value="Asia/Jayapura" selected' in page.text


def test_the_second_of_two_sees_what_the_first_has_changed(client: Any, office: World) -> None:
    fields = fields_of(client.get("/office/settings/calling"))
    office.do(change_settings, Revision({"max_calls": 7}))

    page = client.post("/office/settings/calling", data={**fields, "max_calls": "2"})

    assert page.status_code == 409
    assert "baru saja diubah orang lain" in text_of(page)
    assert "Sekarang berlaku: 7 kali" in text_of(page)
    assert office.rows(Office)[0].max_calls == 7
    again = fields_of(page)
    assert again["max_calls"] == "2"
    assert client.post("/office/settings/calling", data=again).status_code == 303
    assert office.rows(Office)[0].max_calls == 2


def test_the_same_form_sent_twice_is_no_conflict(client: Any, office: World) -> None:
    fields = {**fields_of(client.get("/office/settings/calling")), "max_calls": "4"}

    answers = [client.post("/office/settings/calling", data=fields) for _ in range(2)]

    assert [answer.headers["location"][-5:] for answer in answers] == ["saved", "=same"]


def test_a_measured_hall_fills_the_field_and_keeps_nothing(client: Any, office: World) -> None:
    page = client.get("/office/settings/lobby?square_metres=60,0&seats=16&rails=3")

    assert "Saran: paling banyak 20 orang" in text_of(page)
    assert fields_of(page)["lobby_limit"] == "20"
    assert fields_of(page)["was.lobby_limit"] == str(office.office.lobby_limit)
    assert office.rows(Office)[0].lobby_limit == office.office.lobby_limit


@pytest.mark.parametrize("asked", ["square_metres=besar", "square_metres=nan", "square_metres=1e400", "seats=3"])
def test_a_hall_that_cannot_be_is_said_beside_its_field(client: Any, office: World, asked: str) -> None:
    page = client.get(f"/office/settings/lobby?{asked}")

    assert page.status_code == 422
    assert 'id="fault-square_metres"' in page.text


def test_a_printer_that_is_not_there_is_said_in_words(client: Any, office: World) -> None:
    assert "Belum ada alamat pencetak" in text_of(client.post("/office/settings/printer/test"))
    save(client, "printer", printer="tcp://127.0.0.1:9")

    page = client.post("/office/settings/printer/test")

    assert page.status_code == 409
    assert "Pencetak tidak menerima sambungan." in text_of(page)


def test_from_the_browser_no_file_of_the_server_is_printed_into(client: Any, office: World) -> None:
    page = save(client, "printer", printer="file:///etc/passwd")

    assert page.status_code == 422
    assert "berkas lain tidak" in text_of(page)


@pytest.mark.parametrize("path", ["/office/settings", "/office/settings/lobby"])
def test_a_clerk_changes_no_settings(client: Any, office: World, path: str) -> None:
    sign_in(client, office, name="Rina", role="clerk")

    assert client.get(path).status_code == 403
    assert client.post("/office/settings/lobby", data={"lobby_limit": "1"}).status_code == 403
    assert office.rows(Office)[0].lobby_limit == office.office.lobby_limit


def test_an_unknown_topic_is_not_there(client: Any, office: World) -> None:
    assert client.get("/office/settings/nothing").status_code == 404


@pytest.mark.parametrize(
    ("path", "entry"),
    [
        ("/office/settings", "Pengaturan"),
        ("/office/settings/lobby", "Pengaturan"),
        ("/office/settings/services", "Layanan"),
        ("/office/settings/alarms", "Alarm"),
        ("/office/messages/channels", "Saluran pesan"),
        ("/office/staff/sessions", "Petugas"),
    ],
)
def test_menu_marks_the_entry_that_is_nearest(client: Any, office: World, path: str, entry: str) -> None:
    sign_in(client, office, name="Lina", role="supervisor manager")

    menu = client.get(path).text.partition('<nav class="places"')[2].partition("</nav>")[0]

    assert re.findall(r'aria-current="page">([^<]+)', menu) == [entry]
    assert menu.count('aria-current="true"') == 1


@pytest.mark.postgres("statements")
def test_list_of_kelurahan_is_kept_a_line_each_and_spelt(client: Any, office: World) -> None:
    office.document(kelurahan="Kampungbugis")
    page = save(client, "kelurahan", kelurahan="KEL. KAMPUNG BUGIS\r\n\r\nSenggarang\r\nkampung bugis")

    assert "Tersimpan." in text_of(page)
    assert ">\nKampung Bugis\nSenggarang</textarea>" in page.text
    assert "2 kelurahan" in text_of(client.get("/office/settings"))
    assert "Tidak ada yang diubah." in text_of(save(client, "kelurahan", kelurahan="Senggarang\r\nKampung Bugis"))
    assert office.rows(Document)[0].kelurahan == "Kampung Bugis"


def test_line_that_is_no_kelurahan_is_refused_and_the_list_stays_typed(client: Any, office: World) -> None:
    long = "\n".join(f"Desa Nomor {number}" for number in range(100))

    page = save(client, "kelurahan", kelurahan=f"{long}\n2172015203850001")

    assert page.status_code == 422
    assert "tulis satu nama kelurahan atau desa per baris" in text_of(page)
    assert "Desa Nomor 99\n2172015203850001</textarea>" in page.text
    assert office.rows(Office)[0].kelurahan == ""


def test_list_that_somebody_else_changed_is_told(client: Any, office: World) -> None:
    was = {"was.kelurahan": ""}
    save(client, "kelurahan", kelurahan="Senggarang")

    page = client.post("/office/settings/kelurahan", data={"kelurahan": "Dompak", **was})
    again = client.post("/office/settings/kelurahan", data={"kelurahan": "senggarang", **was})

    assert (page.status_code, again.status_code) == (409, 303)
    assert office.rows(Office)[0].kelurahan == "Senggarang"
