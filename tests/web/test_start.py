"""The first start in a browser: one question a page, by the one-time address and then by whoever manages the office."""

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlmodel import select

from scheduler.board.screen import Report
from scheduler.db import queries
from scheduler.db.engine.database import Database
from scheduler.db.models import DeedRow, OpeningHours, Staff
from scheduler.domain.audit.deeds import Deed
from scheduler.domain.start import STEPS, Progress
from scheduler.flow.intake import imports
from scheduler.flow.intake.imports import NewFile
from scheduler.flow.screens import screen_watch, screens
from scheduler.flow.screens.screens import Looks
from scheduler.flow.staff import add_staff
from scheduler.flow.start import addresses, steps
from scheduler.flow.trials import test_calls
from scheduler.web.shared.staff.sessions import HASHING
from scheduler.web.shared.throttling import MOST
from tests.conftest import Stopwatch
from tests.scenes.factories import EARLY, NINE, TELEVISION, World
from tests.scenes.starts import office_of, started
from tests.support.passwords import QUICK, hash_quickly
from tests.web.staff.members import sign_in, text_of
from tests.web.staff.test_locking import unlock

OFFICE = {
    "name": "Disdukcapil Kota Tanjungpinang",
    "address": "Jalan Basuki Rahmat 1",
    "phone": "0771-123456",
    "timezone": "Asia/Jakarta",
}
PASSWORD = "kuda biru makan rumput"
MANAGER = {"name": "Sari", "password": PASSWORD, "again": PASSWORD}


@pytest.fixture
def opened(client: Any, database: Database) -> Any:
    """A browser that has opened the address."""
    answer = client.post(f"/start/{database.run(addresses.give_out)}")
    assert (answer.status_code, answer.headers["location"]) == (303, "/start")
    return client


@pytest.fixture
def managed(client: Any, database: Database, clock: Stopwatch) -> Any:
    """A browser in which Sari is signed in, who manages an office that is being set up."""
    office = started(database)
    world = World.__new__(World)
    world.database, world.office = database, office
    sign_in(client, world, name="Sari", now=NINE)
    clock.now = NINE
    return client


def fields_of(page: Any) -> dict[str, str]:
    """What the form of a question sends if nothing is typed."""
    form = re.search(r'<form class="card" method="post".*?</form>', page.text, re.DOTALL)
    assert form is not None
    found: dict[str, str] = {}
    for each in re.findall(r"<input[^>]*>", form[0]):
        name, value = (re.search(rf'\b{which}="([^"]*)"', each) for which in ("name", "value"))
        if name and value and not (re.search("checkbox|radio", each) and " checked" not in each):
            found[name[1]] = value[1]
    return found


def answered(client: Any, step: str, **typed: str) -> Any:
    fields = fields_of(client.get(f"/start/{step}"))
    return client.post(f"/start/{step}", data={**fields, **typed})


def progress_of(database: Database) -> Progress:
    return Progress.of(office_of(database).starting)


# --- the address


def test_stranger_reads_where_the_address_stands_and_not_what_it_is(client: Any, database: Database):
    code = database.run(addresses.give_out)
    front, start = client.get("/"), client.get("/start")

    assert "sedang disiapkan" in text_of(front)
    assert "jendela program" in text_of(front)
    assert start.status_code == 403
    assert "jendela program" in text_of(start)
    assert code not in front.text + start.text


def test_looking_at_the_address_does_not_use_it_up(client: Any, database: Database):
    code = database.run(addresses.give_out)

    assert [client.get(f"/start/{code}").status_code for _ in range(2)] == [200, 200]
    assert client.post(f"/start/{code}").status_code == 303
    client.cookies.clear()
    assert client.get(f"/start/{code}").status_code == 404


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_browser_that_opened_the_address_goes_on_by_it(client: Any, database: Database, method: str):
    address = f"/start/{database.run(addresses.give_out)}"
    client.post(address)

    again = client.request(method, address)
    client.cookies.clear()

    assert (again.status_code, again.headers["location"]) == (303, "/start")
    assert client.request(method, address).status_code == 404


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_address_leads_to_signing_in_once_somebody_manages_the_office(client: Any, database: Database, method: str):
    address = f"/start/{database.run(addresses.give_out)}"
    started(database)

    answer = client.request(method, address)

    assert (answer.status_code, answer.headers["location"]) == (303, "/start")
    assert "/login" in client.get("/start").headers["location"]


def test_cookie_goes_to_the_setup_alone_and_no_script_reads_it(client: Any, database: Database):
    answer = client.post(f"/start/{database.run(addresses.give_out)}")

    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "Path=/start" in cookie
    assert "SameSite=lax" in cookie


def test_guesses_are_bounded(client: Any, database: Database):
    code = database.run(addresses.give_out)
    for _ in range(MOST["start"]):
        assert client.get("/start/0000-0000-0000-0000").status_code == 404

    assert client.get("/start/0000-0000-0000-0000").status_code == 429
    assert client.get(f"/start/{code}").status_code == 429


@pytest.mark.parametrize("step", [step for step in STEPS if step != "office"])
def test_who_has_the_address_answers_first_things_first(opened: Any, step: str):
    answer = opened.get(f"/start/{step}")

    assert (answer.status_code, answer.headers["location"]) == (303, "/start/office")


# --- the first two questions


@pytest.mark.postgres("statements")
def test_office_and_manager_are_made_and_she_is_signed_in(
    opened: Any, database: Database, monkeypatch: pytest.MonkeyPatch
):
    async def hashed(*_facts: Any) -> str:
        return "a hash"

    monkeypatch.setattr(HASHING, "run", hashed)
    assert opened.post("/start/office", data=OFFICE).headers["location"] == "/start/manager"
    answer = opened.post("/start/manager", data=MANAGER)

    assert answer.headers["location"] == "/start/offer"
    assert "Langkah 3 dari 12" in text_of(opened.get("/start/offer"))
    assert opened.cookies.get("giliran-start", path="/start") is None
    with database.reading() as session:
        assert session.exec(select(Staff.name)).all() == ["Sari"]


def test_manager_sent_twice_at_once_is_one_and_signs_in(
    opened: Any, database: Database, monkeypatch: pytest.MonkeyPatch
):
    opened.post("/start/office", data=OFFICE)
    cookie = opened.cookies.get("giliran-start", path="/start")

    async def overtaken(*_facts: Any) -> str:
        database.run(steps.first_manager, cookie, "Sari", "a hash", now=NINE)
        return "a hash"

    monkeypatch.setattr(HASHING, "run", overtaken)
    answer = opened.post("/start/manager", data=MANAGER)

    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/login")
    with database.reading() as session:
        assert session.exec(select(Staff.name)).all() == ["Sari"]


def test_office_sent_twice_is_one(opened: Any, database: Database):
    for _ in range(2):
        assert opened.post("/start/office", data=OFFICE).status_code == 303

    office_of(database)


def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(opened: Any, database: Database):
    page = opened.post("/start/office", data={**OFFICE, "phone": "12"})

    assert page.status_code == 422
    assert re.search(r'id="fault-phone">tulis nomor', page.text)
    assert 'value="Jalan Basuki Rahmat 1"' in page.text
    with database.reading() as session:
        assert queries.offices(session) == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"again": "something else"}, "tidak sama"),
        ({"password": "short", "again": "short"}, "15"),
        ({"name": ""}, "wajib diisi"),
        ({"name": "x" * 61}, "terlalu panjang"),
    ],
)
def test_manager_who_mistypes_is_told_and_no_password_is_shown_again(opened: Any, typed: dict[str, str], said: str):
    opened.post("/start/office", data=OFFICE)
    page = opened.post("/start/manager", data={**MANAGER, **typed})

    assert page.status_code in (409, 422)
    assert said in text_of(page)
    assert PASSWORD not in page.text


# --- by whoever manages the office


@pytest.mark.postgres("statements")
def test_every_question_can_be_answered_as_it_is(managed: Any, database: Database):
    for step in STEPS:
        answer = answered(managed, step)
        assert answer.status_code == 303, (step, text_of(answer))

    assert progress_of(database).done == set(STEPS)
    assert managed.get("/start").headers["location"] == "/start/ready"


@pytest.mark.parametrize("step", [step for step in STEPS if step not in ("office", "manager")])
def test_question_is_left_and_taken_up_again(managed: Any, database: Database, step: str):
    answer = managed.post(f"/start/{step}", data={"leave": "1"})
    assert answer.status_code == 303
    assert progress_of(database).left == {step}

    answered(managed, step)
    assert progress_of(database).left == frozenset()


@pytest.mark.parametrize(
    "path",
    ["/office/settings", "/office/documents", "/office/hall", "/office/calendar", "/office/calendar/hours"],
)
def test_reminder_leads_back_from_every_page_of_the_office(managed: Any, path: str):
    page = managed.get(path)

    assert "Persiapan kantor belum selesai: 2 dari 12." in text_of(page)
    assert managed.get("/start").headers["location"] == "/start/offer"


def test_hours_begin_with_a_preset_and_are_kept_as_typed(managed: Any, database: Database):
    page = managed.get("/start/hours?preset=perpres_21_2023")
    typed = {**fields_of(page), "opens_5": "08.00", "closes_5": "11.30"}
    assert managed.post("/start/hours", data=typed).status_code == 303

    with database.reading() as session:
        rows = {row.weekday: row for row in session.exec(select(OpeningHours))}
    assert sorted(rows) == [0, 1, 2, 3, 4, 5]
    assert (str(rows[0].opens), str(rows[4].closes), str(rows[5].closes)) == ("07:30:00", "16:30:00", "11:30:00")


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"opens_0": "25"}, "opens_0", "tulis jam"),
        ({"closes_0": ""}, "closes_0", "kosongkan keduanya"),
        ({"closes_0": "07.00"}, "closes_0", "sesudah"),
        ({"break_from_0": "06.00"}, "break_from_0", "di antara"),
    ],
)
def test_hours_that_make_no_sense_are_shown_again(managed: Any, typed: dict[str, str], field: str, said: str):
    page = answered(managed, "hours", **typed)

    assert page.status_code == 422
    assert re.search(rf'id="fault-{field}">[^<]*{said}', page.text)


def test_week_without_hours_is_none(managed: Any):
    page = managed.post("/start/hours", data={})

    assert page.status_code == 422
    assert "paling sedikit satu hari" in text_of(page)


def test_offer_without_anything_is_none(managed: Any):
    page = managed.post("/start/offer", data={})

    assert page.status_code == 422
    assert "Centang paling sedikit satu." in text_of(page)


@pytest.mark.postgres("statements")
def test_counters_take_what_is_ticked(managed: Any):
    answered(managed, "counters", counters="2")
    ticked = {"takes_1_A": "1", "takes_1_B": "1", "takes_2_C": "1"}
    assert managed.post("/start/takes", data=ticked).status_code == 303

    assert fields_of(managed.get("/start/takes")) == ticked


def test_service_that_no_counter_takes_is_named(managed: Any):
    page = managed.post("/start/takes", data={"takes_1_A": "1", "takes_1_B": "1"})

    assert page.status_code == 422
    assert 'id="fault-letter_C"' in page.text
    assert re.search(r'name="takes_1_A" value="1" checked', page.text)


@pytest.mark.parametrize("counters", ["0", "100", "", "many", "-1", "9" * 400])
def test_counters_that_make_no_sense_are_shown_again(managed: Any, counters: str):
    page = answered(managed, "counters", counters=counters)

    assert page.status_code == 422
    assert 'id="fault-counters"' in page.text


def test_slots_are_suggested_by_what_the_counters_do(managed: Any, database: Database):
    answered(managed, "counters", counters="4")
    page = managed.get("/start/slots")

    assert fields_of(page) == {"slot_minutes": "30", "units_A": "8", "units_B": "8", "units_C": "8"}
    assert managed.post("/start/slots", data={**fields_of(page), "units_A": "0"}).status_code == 422
    assert managed.post("/start/slots", data={**fields_of(page), "units_Z": "4"}).status_code == 422
    assert answered(managed, "slots", units_A="5").status_code == 303
    assert fields_of(managed.get("/start/slots"))["units_A"] == "5"


def test_measured_hall_fills_the_limit_and_keeps_nothing(managed: Any, database: Database):
    page = managed.get("/start/lobby?square_metres=60&seats=25")

    assert fields_of(page)["lobby_limit"] == "25"
    assert office_of(database).lobby_limit == 20
    assert managed.get("/start/lobby?square_metres=big").status_code == 422
    assert managed.get("/start/lobby?square_metres=60&seats=2,5").status_code == 422
    assert managed.get("/start/lobby?square_metres=60&seats=inf").status_code == 422
    assert managed.get("/start/lobby?square_metres=nan").status_code == 422


def test_lobby_and_guard_are_kept(managed: Any, database: Database):
    assert managed.post("/start/lobby", data={"lobby_limit": "25", "guarded": "1"}).status_code == 303

    office = office_of(database)
    assert (office.lobby_limit, office.guarded) == (25, True)


@pytest.mark.postgres("statements")
def test_what_is_answered_is_in_the_log_with_who_did_it(managed: Any, database: Database):
    answered(managed, "counters", counters="4")
    answered(managed, "hours", closes_0="14.00")

    with database.reading() as session:
        rows = session.exec(select(DeedRow).where(DeedRow.by == "staff:1")).all()
    assert {row.deed for row in rows} >= {Deed.SETTINGS_CHANGED, Deed.HOURS_CHANGED}


def test_import_leads_to_the_report_of_the_newest(managed: Any, database: Database):
    assert "Lihat laporan" not in text_of(managed.get("/start/import"))

    for name in ("pertama.csv", "kedua.csv"):
        file = NewFile(name, name.encode(), 3, name[0] * 32)
        row = database.run(imports.begin, office_of(database), file, by="staff:1", now=NINE)

    page = managed.get("/start/import")
    assert "Sudah ada 2 berkas yang diperiksa atau dimasukkan." in text_of(page)
    assert f'href="/office/imports/{row.id}"' in page.text


@pytest.mark.parametrize(("step", "part"), [("screen", "tv"), ("print", "printing"), ("call", "call")])
def test_device_is_tried_on_its_own_page_which_leads_back(managed: Any, step: str, part: str):
    page = managed.get(f"/start/{step}")
    there = f"/office/settings/trial?back=%2Fstart%2F{step}"

    assert f'href="{there}#{part}"' in page.text
    assert f'href="/start/{step}"' in managed.get(there).text


@pytest.mark.postgres("statements")
def test_what_was_only_said_is_not_taken_for_seen(managed: Any):
    for step in ("screen", "print", "call", "import"):
        assert 'jadi "Sudah" hanya dicatat menurut Anda' in text_of(managed.get(f"/start/{step}"))
        managed.post(f"/start/{step}", data={})

    ready = text_of(managed.get("/start/ready"))

    assert ready.count("sudah, menurut Anda") == 4
    assert "berarti program sendiri belum melihatnya" in ready


@pytest.mark.parametrize("what", ["slip", "sheet"])
def test_print_page_that_was_opened_is_seen(managed: Any, database: Database, what: str):
    managed.get(f"/office/settings/trial/{what}")

    page = text_of(managed.get("/start/print"))

    assert "Cetak percobaan sudah dibuka atau dikirim ke pencetak." in page
    assert "Apakah keluar dengan utuh hanya Anda yang bisa melihatnya." in page
    assert "menurut Anda" not in page
    assert progress_of(database).seen == {"print"}
    assert progress_of(database).done.isdisjoint({"print"})  # whether it came out nobody has said yet
    managed.post("/start/print", data={})
    assert "Cetak percobaan selesai" in text_of(managed.get("/start/ready"))


def test_tv_and_call_are_seen_by_what_the_tv_says(managed: Any, database: Database):
    _, asked = database.run(screens.ask, TELEVISION, now=NINE)
    looks = Looks("Pintu")
    tv = database.run(screens.confirm, office_of(database), asked.code, looks, by="staff:1", now=NINE)
    pages = [text_of(managed.get("/start/screen"))]
    for sound in ("on", "off"):
        report = Report(day=None, version=0, sound=sound, width=1920, height=1080, build="abc")
        database.run(screen_watch.hear, tv.id, report, now=NINE)
        pages += [text_of(managed.get(f"/start/{step}")) for step in ("screen", "call")]
        database.run(test_calls.show, office_of(database), [tv.id], by="staff:1", now=NINE)

    paired, connected, uncalled, _, called = pages
    assert "TV sudah dipasangkan, tetapi belum ada kabar dari TV itu." in paired
    assert "menurut Anda" in paired
    assert "TV sudah tersambung: program mendapat kabar dari TV itu." in connected
    assert "Program belum mengirim panggilan percobaan ke TV yang tersambung" in uncalled
    assert "Panggilan percobaan sudah dikirim ke TV yang tersambung." in called
    assert "Apakah terlihat dan terdengar hanya Anda yang tahu." in called


# --- open


@pytest.mark.postgres("statements")
def test_citizens_are_told_that_it_is_being_set_up_until_it_is_open(managed: Any, database: Database):
    before = text_of(managed.get("/o/tanjungpinang"))
    assert "sedang disiapkan" in before
    assert "Cari tautan pengambilan" not in before
    assert "Sedang disiapkan, belum dibuka" in text_of(managed.get("/"))
    assert "Ajukan permohonan" not in before

    answer = managed.post("/start/ready", data={"applies_online": "1"})

    assert answer.headers["location"] == "/start/ready?opened=1"
    assert "Kantor sudah dibuka untuk warga." in text_of(managed.get(answer.headers["location"]))
    after = text_of(managed.get("/o/tanjungpinang"))
    assert "sedang disiapkan" not in after
    assert "Sedang disiapkan" not in text_of(managed.get("/"))
    assert "Cari tautan pengambilan" in after
    assert "Ajukan permohonan" in after
    assert office_of(database).starting is None


def test_open_office_has_no_questions_left(managed: Any):
    managed.post("/start/ready", data={})

    for step in STEPS:
        assert managed.get(f"/start/{step}").headers["location"] == "/office/settings"
        assert managed.post(f"/start/{step}", data={"leave": "1"}).headers["location"] == "/office/settings"
    assert "Persiapan" not in text_of(managed.get("/office/settings"))
    assert managed.post("/start/ready", data={}).status_code == 303


# --- who may


@pytest.mark.parametrize("path", ["/start", "/start/hours", "/start/ready", "/start/manager"])
def test_stranger_signs_in_once_there_is_a_manager(client: Any, database: Database, path: str):
    started(database)

    answer = client.get(path)

    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/login?next=")


@pytest.mark.parametrize(("role", "status"), [("clerk", 403), ("guard", 403), ("supervisor", 403)])
def test_others_of_the_staff_may_not(client: Any, office: World, role: str, status: int):
    sign_in(client, office, name="Rina", role=role)

    assert client.get("/start/hours").status_code == status
    assert client.post("/start/ready", data={}).status_code == status


def test_offices_of_before_see_none_of_it(client: Any, office: World):
    sign_in(client, office, name="Sari", role="manager")

    assert "Persiapan" not in text_of(client.get("/office/settings"))
    assert client.get("/start").headers["location"] == "/start/ready"
    assert client.get("/start/hours").headers["location"] == "/office/settings"


# --- left and taken up again by signing in


@pytest.fixture
def budi(client: Any, database: Database, monkeypatch: pytest.MonkeyPatch, clock: Stopwatch) -> Any:
    """A browser in which Budi, who manages an office that is being set up, may sign in with PASSWORD."""
    hash_quickly(monkeypatch)
    database.run(add_staff, started(database), "Budi", "supervisor manager", QUICK.hash(PASSWORD), now=EARLY)
    clock.now = NINE
    return client


def test_signing_in_leads_back_to_the_question(budi: Any):
    asked = budi.get("/start/hours").headers["location"]
    fields = {
        "name": "Budi",
        "password": PASSWORD,
        "place": "office",
        "next": parse_qs(urlsplit(asked).query)["next"][0],
    }

    assert budi.post("/login", data=fields).headers["location"] == "/start/hours"


def test_who_manages_nothing_is_led_to_their_own_page(budi: Any, database: Database):
    database.run(add_staff, office_of(database), "Rina", "clerk", QUICK.hash(PASSWORD), now=EARLY)
    fields = {"name": "Rina", "password": PASSWORD, "place": "office", "next": "/start/hours"}

    assert budi.post("/login", data=fields).headers["location"] == "/office/documents"


def test_answer_that_met_a_lock_goes_on_with_what_was_typed(budi: Any, clock: Stopwatch):
    budi.post("/login", data={"name": "Budi", "password": PASSWORD, "place": "office"})
    clock.forward(minutes=30)

    locked = budi.post("/start/counters", data={"counters": "7"})
    opened = unlock(budi, locked, PASSWORD)

    assert locked.status_code == 401
    assert 'name="counters" value="7"' in locked.text
    assert (opened.status_code, opened.headers["location"]) == (307, "/start/counters")


# --- who manages and nothing else, and where nobody reaches


@pytest.fixture
def manager_alone(client: Any, database: Database, clock: Stopwatch) -> Any:
    """A browser in which Budi is signed in, who manages an office that is being set up, and is no supervisor."""
    world = World.__new__(World)
    world.database, world.office = database, started(database)
    sign_in(client, world, name="Budi", role="manager", now=NINE)
    clock.now = NINE
    return client


@pytest.mark.parametrize("step", STEPS)
def test_no_question_leads_a_manager_where_they_are_refused(manager_alone: Any, step: str):
    links = links_of(manager_alone.get(f"/start/{step}"))

    assert {link: manager_alone.get(link).status_code for link in links} == dict.fromkeys(links, 200)


@pytest.mark.postgres("statements")
def test_last_page_leads_a_manager_where_they_may_be(manager_alone: Any):
    links = links_of(manager_alone.get("/start/ready"))

    assert "/office/staff" in links
    assert {link: manager_alone.get(link).status_code for link in links} == dict.fromkeys(links, 200)


def test_first_import_is_left_to_who_works_with_documents(manager_alone: Any):
    said = text_of(manager_alone.get("/start/import"))

    assert "Buka halaman impor" not in said
    assert "petugas loket atau pengawas" in said


def test_last_page_says_that_phones_do_not_reach_this_machine(managed: Any, monkeypatch: pytest.MonkeyPatch):
    settings = managed.app.state.settings
    monkeypatch.setattr(settings, "base_url", "http://127.0.0.1:8000")
    here = text_of(managed.get("/start/ready"))
    monkeypatch.setattr(settings, "base_url", "http://antrean.lan")
    elsewhere = text_of(managed.get("/start/ready"))

    assert "GILIRAN_BASE_URL" in here
    assert "untuk ditempel di pintu" not in here
    assert "GILIRAN_BASE_URL" not in elsewhere
    assert "untuk ditempel di pintu: http://antrean.lan/o/tanjungpinang" in elsewhere


def links_of(page: Any) -> list[str]:
    """Where a page of the first start leads within the office."""
    assert page.status_code == 200
    return sorted({link for link in re.findall(r'href="(/[^"#?]*)', page.text) if not link.startswith("/static")})
