"""The kiosk: people serve themselves, see no names, grant themselves nothing, and cannot get behind it."""

import re
import socket
from datetime import time
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import col

from scheduler.db import queries
from scheduler.db.models import Office, Service
from scheduler.domain.calendar.quiet import QuietHours
from scheduler.domain.text.codes import written_short
from scheduler.flow.door import help_wanted
from scheduler.flow.hall import people_count
from scheduler.flow.screens import voice
from scheduler.flow.staff.people import set_password, staff_by_name
from scheduler.speech.saying import SoundFile
from scheduler.speech.words import Sentence
from scheduler.web.shared import speaking
from tests.conftest import Stopwatch
from tests.scenes.factories import EARLY, NINE, World, at
from tests.support.passwords import QUICK, hash_quickly
from tests.support.ports import deserted
from tests.web.staff.members import sign_in, text_of

CAMERA = "script-src 'self' 'wasm-unsafe-eval'"


@pytest.fixture(autouse=True)
def _kiosk(client: Any, guarded: World, clock: Stopwatch) -> None:
    """Gani has made a tablet the kiosk at nine; staff:1 is a clerk."""
    sign_in(client, guarded)
    sign_in(client, guarded, name="Gani", role="guard")
    clock.now = NINE
    client.post("/door/kiosk", data={})


def post(client: Any, path: str, **fields: str) -> Any:
    """Send a form and see the page it leads to."""
    answer = client.post(f"/door/kiosk/{path}", data=fields)
    return client.get(answer.headers["location"]) if answer.status_code == 303 else answer


def scan(client: Any, text: str, **fields: str) -> Any:
    return post(client, "scans", text=text, **fields)


def kind(page: Any) -> str | None:
    found = re.search(r'id="answer"[^>]*data-kind="(\w+)"', page.text)
    return found[1] if found else None


def offered(page: Any, name: str, *, last: bool = False) -> str:
    """The value a button or hidden field would send."""
    found = re.findall(rf'name="{name}" value="([^"]+)"', page.text)
    assert found
    return str(found[-1 if last else 0])


# --- what people do


def test_first_screen_asks_what_somebody_has_with_them(client: Any) -> None:
    page = client.get("/door/kiosk")
    ways = re.findall(r'href="/door/kiosk/(\w+)"><svg.*?<span>([^<]+)</span>', page.text)

    assert "Anda membawa apa?" in text_of(page)
    assert ways == [
        ("qr", "QR di ponsel"),
        ("number", "Resi atau kertas"),
        ("nothing", "Tidak membawa apa\u2011apa"),
    ]
    assert "Gani" not in page.text


def test_first_screen_in_english(client: Any) -> None:
    assert "What do you have with you?" in text_of(client.get("/door/kiosk?lang=en"))


def test_whoever_has_nothing_is_told_what_to_do(client: Any) -> None:
    said = text_of(client.get("/door/kiosk/nothing"))

    assert "Perekaman KTP-el: tidak perlu resi. Ambil nomor antrean" in said
    assert "Petugas mencari dengan nama dan tanggal lahir. Panggil petugas" in said


@pytest.mark.parametrize("typed", ["99-999", "4711", "2172/0/1", "7K4M-P2QX-9RD3-FHNT", "https://example.org/x"])
def test_what_was_typed_is_called_a_number_and_may_be_typed_again(client: Any, typed: str) -> None:
    page = scan(client, typed, typed="true")

    assert "Nomor ini tidak ada di kantor ini." in text_of(page)
    assert "QR ini" not in text_of(page)
    assert '<a class="button" href="/door/kiosk/number" data-next>Coba lagi</a>' in page.text


def test_qr_of_somebody_else_is_called_a_qr_and_may_be_shown_again(client: Any) -> None:
    page = scan(client, "7K4M-P2QX-9RD3-FHNT")

    assert "QR ini bukan dari kantor ini" in text_of(page)
    assert '<a class="button" href="/door/kiosk/qr" data-next>Coba lagi</a>' in page.text


def test_answer_stands_long_enough_to_be_read(client: Any, guarded: World, clock: Stopwatch) -> None:
    answer = scan(client, guarded.booked())
    clock.now = at(8, 50)
    asking = scan(client, guarded.booked(day=1))

    assert [re.findall(r'data-clears="(\d+)"', page.text) for page in (answer, asking)] == [["20000"], ["40000"]]
    assert "kembali ke awal setelah 20 detik" in text_of(answer)


# --- the number is said aloud


@pytest.mark.parametrize(
    ("language", "people", "said"),
    [
        ("id", 1, "Nomor antrean A, nol nol dua. Silakan masuk."),
        ("id", 3, "Nomor antrean A, nol nol dua. Mohon tunggu di luar."),
        ("en", 1, "Queue number A, zero zero two. Please come in."),
    ],
)
def test_number_is_said_aloud_with_what_to_do(
    client: Any, guarded: World, monkeypatch: pytest.MonkeyPatch, language: str, people: int, said: str
) -> None:
    def speak(sentence: Sentence, _clips: Any) -> SoundFile:
        return SoundFile(sentence.text.encode(), "audio/mpeg")

    monkeypatch.setattr(speaking, "said", speak)
    guarded.arrived(party=2, now=NINE)
    page = scan(client, guarded.booked(party=people))
    address = re.findall(r'data-speaks="([^"]+)"', page.text)[0]

    sound = client.get(f"{address}&lang={language}")

    assert (sound.text, sound.headers["content-type"]) == (said, "audio/mpeg")


def test_voice_says_the_answer_on_the_screen_and_no_other(client: Any, guarded: World, clock: Stopwatch) -> None:
    address = re.findall(r'data-speaks="([^"]+)"', scan(client, guarded.booked()).text)[0]
    unknown = scan(client, "4711")
    clock.forward(minutes=4)

    assert 'data-speaks=""' in unknown.text
    assert client.get(address).status_code == 404
    assert client.get("/door/kiosk/voice?of=A-001").status_code == 404


def test_kiosk_is_quiet_in_quiet_hours(client: Any, guarded: World) -> None:
    guarded.database.run(voice.add_quiet_hours, guarded.office, QuietHours(time(8, 30), time(10)), now=NINE)

    assert "data-speaks" not in scan(client, guarded.booked()).text


# --- staff are called


def test_call_stands_at_the_door_and_in_the_hall_until_it_is_taken(
    client: Any, guarded: World, clock: Stopwatch
) -> None:
    asked = post(client, "calls")
    clock.forward(minutes=1)
    post(client, "calls")
    client.cookies.clear()
    sign_in(client, guarded, name="Sari", role="supervisor", now=clock.now)
    before = [client.get(page).text for page in ("/door", "/office/hall")]
    since = re.findall(r'name="since" value="([^"]+)"', before[0])[0]

    client.post("/door/help", data={"since": since})
    after = [client.get(page).text for page in ("/door", "/office/hall")]

    assert "Petugas sudah kami panggil" in text_of(asked)
    assert ["Kios memanggil petugas sejak 09.00." in text for text in [*before, *after]] == [True, True, False, False]


def test_call_that_came_later_is_not_taken_by_an_old_tap(client: Any, guarded: World, clock: Stopwatch) -> None:
    post(client, "calls")
    first = guarded.day().help_wanted_at
    guarded.database.run(help_wanted.take_call, guarded.office, first, now=NINE)
    clock.forward(minutes=1)
    post(client, "calls")
    client.cookies.clear()
    sign_in(client, guarded, name="Sari", role="supervisor", now=clock.now)

    client.post("/office/hall/help", data={"since": first.isoformat()})
    waits = guarded.day().help_wanted_at
    client.post("/office/hall/help", data={"since": waits.isoformat()})

    assert waits == at(9, 1)
    assert guarded.day().help_wanted_at is None


@pytest.mark.postgres("statements")
def test_whoever_asks_to_be_fetched_calls_staff_as_well(client: Any, guarded: World) -> None:
    page = scan(client, guarded.booked())
    post(client, "help", of=offered(page, "of"), priority="false")

    assert guarded.day().help_wanted_at == NINE


def test_way_out_is_behind_the_name_of_the_office(client: Any) -> None:
    page = client.get("/door/kiosk").text

    assert re.findall(r'<a href="/door/kiosk/end"[^>]*>([^<]+)</a>', page) == ["Disdukcapil tanjungpinang"]
    assert "data-held" in page


@pytest.mark.parametrize("way", ["pass", "short", "reference"])
def test_whatever_is_shown_is_answered(client: Any, guarded: World, way: str) -> None:
    code = guarded.booked()
    shown = {
        "pass": code,
        "short": written_short(guarded.booking(code).short),
        "reference": guarded.reference_of(code),
    }

    page = scan(client, shown[way])

    assert kind(page) == "come_in"
    assert "A-001" in text_of(page)


def test_queue_without_documents_gives_a_number(client: Any) -> None:
    page = post(client, "walk-ins", service="C")

    assert kind(page) == "come_in"
    assert "C-001" in text_of(page)


def test_before_its_time_says_when_and_lets_nobody_in(client: Any, guarded: World) -> None:
    page = scan(client, guarded.booked(10, 30))

    assert "Anda bisa daftar mulai pukul 10.15." in text_of(page)
    assert 'name="early"' not in page.text


def test_wrong_day_moves_to_today_with_one_tap(client: Any, guarded: World, clock: Stopwatch) -> None:
    clock.now = at(8, 50)
    code = guarded.booked(day=1)

    page = scan(client, code)
    moved = post(client, "moves", of=offered(page, "of"), slot=offered(page, "slot"))

    assert kind(page) == "wrong_day"
    assert kind(moved) == "come_in"
    assert guarded.booking(code).slot_id == guarded.slot(9).id


def test_party_is_told_with_plus_and_minus(client: Any, guarded: World) -> None:
    page = scan(client, guarded.booked())
    more = post(client, "people", of=offered(page, "of"), people=offered(page, "people", last=True))

    assert guarded.ticket("A-001").people == 2
    assert "2 orang" in text_of(more)


def test_party_that_does_not_fit_is_told_so(client: Any, guarded: World) -> None:
    page = scan(client, guarded.booked())

    refused = post(client, "people", of=offered(page, "of"), people="9")

    assert kind(refused) == "party_too_large"
    assert guarded.ticket("A-001").people == 1


# --- what is typed is no proof: numbers follow one another, and stand on the TV

TYPED = ["reference", "short"]
PHONE, NIK = "+6281234567890", "2172015708650001"


def typed(office: World, way: str, pass_code: str) -> str:
    """The number of a visit that somebody may have read anywhere."""
    return office.reference_of(pass_code) if way == "reference" else written_short(office.booking(pass_code).short)


@pytest.mark.parametrize("way", TYPED)
def test_visit_of_another_day_is_not_moved_by_a_number_that_was_typed(
    client: Any, guarded: World, clock: Stopwatch, way: str
) -> None:
    clock.now = at(8, 50)
    code = guarded.booked(day=1, phone=PHONE, nik=NIK)
    page = scan(client, typed(guarded, way, code))
    move = {"of": offered(page, "of"), "slot": offered(page, "slot")}

    bare, wrong = post(client, "moves", **move), post(client, "moves", **move, proof="0000")

    assert kind(page) == "wrong_day"
    assert "Punya QR? Tunjukkan sekarang." in text_of(page)
    assert (bare.status_code, wrong.status_code) == (403, 403)
    assert "4 angka terakhir nomor ponsel" in text_of(bare)
    assert "Belum cocok." in text_of(wrong)
    assert offered(wrong, "of") == move["of"]
    assert guarded.booking(code).slot_id == guarded.slot(9, day=1).id


def test_enter_in_what_proves_it_takes_no_time_that_nobody_chose(client: Any, guarded: World, clock: Stopwatch) -> None:
    clock.now = at(8, 50)
    page = scan(client, typed(guarded, "short", guarded.booked(day=1, phone=PHONE, nik=NIK)))

    form = re.search(r'<form class="taps pad".*?</form>', page.text, re.DOTALL)

    assert form
    first, *others = re.findall(r"<button(?![^>]*type=.button.)[^>]*>", form[0])
    assert first == "<button disabled hidden>", "Enter presses the first button that sends"
    assert others
    assert all('name="slot"' in each for each in others)


@pytest.mark.parametrize("way", TYPED)
@pytest.mark.parametrize("proof", ["7890", " 7890 ", "17081965", "17-8-1965"])
@pytest.mark.postgres("statements")
def test_visit_of_another_day_is_moved_for_whoever_knows_its_phone_or_birth_date(
    client: Any, guarded: World, clock: Stopwatch, way: str, proof: str
) -> None:
    clock.now = at(8, 50)
    code = guarded.booked(day=1, phone=PHONE, nik=NIK)
    page = scan(client, typed(guarded, way, code))

    moved = post(client, "moves", of=offered(page, "of"), slot=offered(page, "slot"), proof=proof)

    assert kind(moved) == "come_in"
    assert guarded.booking(code).slot_id == guarded.slot(9).id


def test_where_nothing_is_on_record_to_prove_it_by_only_the_qr_or_the_guard_moves(
    client: Any, guarded: World, clock: Stopwatch
) -> None:
    clock.now = at(8, 50)
    code = guarded.booked(day=1)
    page = scan(client, guarded.reference_of(code))
    move = {"of": offered(page, "of"), "slot": offered(page, "slot")}

    refused = [post(client, "moves", **move, proof=proof).status_code for proof in ("0000", "17081965", "None", "x")]
    moved = post(client, "moves", **{**move, "of": offered(scan(client, code), "of")})

    assert refused == [403] * 4
    assert kind(moved) == "come_in"


def test_guesses_at_one_visit_come_to_an_end_whatever_kiosk_they_come_from(
    client: Any, guarded: World, clock: Stopwatch
) -> None:
    clock.now = at(8, 50)
    code, other = (guarded.booked(day=1, phone=PHONE) for _ in range(2))
    number = guarded.reference_of(code)
    for guess in range(5):
        page = scan(client, number)
        assert post(client, "moves", of=offered(page, "of"), slot="1", proof=f"000{guess}").status_code == 403
    client.cookies.clear()
    sign_in(client, guarded, name="Gani", role="guard", now=clock.now)
    client.post("/door/kiosk", data={})

    page = scan(client, number)
    refused = post(client, "moves", of=offered(page, "of"), slot=offered(page, "slot"), proof="7890")
    page = scan(client, guarded.reference_of(other))
    moved = post(client, "moves", of=offered(page, "of"), slot=offered(page, "slot"), proof="7890")

    assert refused.status_code == 429
    assert "Terlalu sering" in text_of(refused)
    assert kind(moved) == "come_in"


def test_document_without_a_visit_gets_no_time_of_another_day_by_its_number_alone(client: Any, guarded: World) -> None:
    guarded.change(Service, 1, walk_in_daily=0)
    document = guarded.document(phone=PHONE)
    page = scan(client, document.reference)
    move = {"of": offered(page, "of"), "slot": offered(page, "slot")}

    refused = post(client, "moves", **move)
    booked = post(client, "moves", **move, proof="7890")

    assert kind(page) == "walk_ins_full"
    assert refused.status_code == 403
    assert kind(booked) == "too_early"
    assert guarded.read(lambda s: queries.live_booking_of_document(s, document.id)) is not None


def test_number_that_is_typed_again_is_told_where_it_stands_and_changes_nothing(client: Any, guarded: World) -> None:
    code = guarded.booked()
    scan(client, code)

    page = scan(client, "A-001")
    of = re.search(r"answer=([\w-]+)", str(page.url))
    assert of
    answers = {path: post(client, path, of=of[1], people="4", priority="true") for path in ("people", "help", "prints")}

    assert kind(page) == "welcome_back"
    assert 'name="people"' not in page.text
    assert {answer.status_code for answer in answers.values()} == {403}
    assert "Tunjukkan QR" in text_of(answers["people"])
    assert guarded.ticket("A-001").people == 1


@pytest.mark.parametrize("way", TYPED)
def test_number_that_is_given_to_whoever_typed_it_is_theirs(client: Any, guarded: World, way: str) -> None:
    page = scan(client, typed(guarded, way, guarded.booked()))

    more = post(client, "people", of=offered(page, "of"), people="2")
    again = post(client, "help", of=offered(more, "of"), priority="false")

    assert guarded.ticket("A-001").people == 2
    assert "Petugas akan menghampiri Anda" in text_of(again)


# --- what people may only ask for


def test_going_first_is_a_wish_that_the_guard_grants(client: Any, guarded: World) -> None:
    code = guarded.booked()
    page = scan(client, code)
    due_at = guarded.ticket("A-001").due_at

    asked = post(client, "help", of=offered(page, "of"), priority="true")

    assert "Petugas akan menghampiri Anda" in text_of(asked)
    assert guarded.ticket("A-001").due_at == due_at
    assert not guarded.ticket("A-001").priority
    assert guarded.booking(code).wish_priority


def test_being_fetched_is_marked_at_once(client: Any, guarded: World) -> None:
    page = scan(client, guarded.booked())

    post(client, "help", of=offered(page, "of"), priority="false")

    assert guarded.ticket("A-001").escort


def test_guard_sees_who_asked(client: Any, guarded: World) -> None:
    page = scan(client, guarded.booked())
    post(client, "help", of=offered(page, "of"), priority="true")
    client.cookies.clear()
    sign_in(client, guarded, name="Gani", role="guard", now=NINE)

    door = client.get("/door")
    chip = re.search(r'href="(/door\?answer=[^"]+)"', door.text)
    assert chip
    opened = text_of(client.get(chip[1]))

    assert "minta bantuan petugas" in text_of(door)
    assert "didahulukan" in opened


# --- what belongs to one person belongs to no other


def test_answer_is_gone_after_some_minutes(client: Any, guarded: World, clock: Stopwatch) -> None:
    where = client.post("/door/kiosk/scans", data={"text": guarded.booked()}).headers["location"]
    of = where.partition("answer=")[2]
    clock.forward(minutes=4)

    again = client.get(where)
    refused = client.post("/door/kiosk/people", data={"of": of, "people": "3"})

    assert again.headers["location"] == "/door/kiosk"
    assert refused.status_code == 404
    assert guarded.ticket("A-001").people == 1


@pytest.mark.parametrize("path", ["people", "help", "moves", "prints"])
def test_number_of_somebody_else_cannot_be_changed_by_naming_it(client: Any, guarded: World, path: str) -> None:
    guarded.arrived()

    refused = client.post(f"/door/kiosk/{path}", data={"of": "A-001", "people": "3", "slot": "1", "ticket": "A-001"})

    assert refused.status_code == 404


def test_numbers_without_a_document_come_to_an_end(client: Any, guarded: World) -> None:
    answers = [post(client, "walk-ins", service="C") for _ in range(21)]

    assert {answer.status_code for answer in answers[:20]} == {200}
    assert answers[20].status_code == 429
    assert "Terlalu banyak percobaan." in text_of(answers[20])


def test_guessing_comes_to_an_end(client: Any, guarded: World) -> None:
    for guess in range(60):
        scan(client, f"99-{guess:03}")

    page = scan(client, guarded.booked())

    assert kind(page) == "too_many_tries"
    assert "Terlalu sering" in text_of(page)
    assert "Atau panggil petugas." in text_of(page)


# --- nobody gets behind it


@pytest.mark.parametrize("path", ["/door", "/counter", "/office/documents", "/door/slips/A-001"])
def test_kiosk_opens_no_other_page(client: Any, guarded: World, path: str) -> None:
    guarded.arrived()

    assert client.get(path).headers["location"].startswith("/login")


def test_value_of_the_kiosk_holds_nowhere_else(client: Any) -> None:
    value = client.cookies["giliran-kiosk"]
    client.cookies.clear()
    client.cookies.set("giliran", value)

    assert client.get("/door").headers["location"].startswith("/login")


def test_session_of_the_guard_does_not_make_a_kiosk_by_itself(client: Any, guarded: World) -> None:
    client.cookies.clear()
    sign_in(client, guarded, name="Gani", role="guard", now=NINE)

    asked = client.get("/door/kiosk")
    scanned = client.post("/door/kiosk/scans", data={"text": guarded.booked()})

    assert "Jadikan layar ini kios?" in text_of(asked)
    assert scanned.headers["location"].startswith("/login")


def test_kiosk_needs_somebody_to_begin_it(client: Any) -> None:
    client.cookies.clear()

    assert client.get("/door/kiosk").headers["location"].startswith("/login")
    assert client.post("/door/kiosk").headers["location"].startswith("/login")


def test_cookie_is_for_the_kiosk_alone_and_for_no_script(client: Any, guarded: World) -> None:
    sign_in(client, guarded, name="Gani", role="guard", now=NINE)

    cookies = client.post("/door/kiosk").headers.get_list("set-cookie")

    assert any("giliran=" in each and "Max-Age=0" in each for each in cookies)
    assert any("giliran-kiosk=" in each and "Path=/door/kiosk" in each and "HttpOnly" in each for each in cookies)


def test_password_leads_back_to_the_door(client: Any, guarded: World, monkeypatch: pytest.MonkeyPatch) -> None:
    hash_quickly(monkeypatch)
    rina = guarded.read(lambda session: staff_by_name(session, guarded.office.id, "Rina"))
    guarded.database.run(set_password, guarded.office, rina.id, QUICK.hash("rahasia123"), now=EARLY)
    value = client.cookies["giliran-kiosk"]

    wrong = client.post("/door/kiosk/end", data={"name": "Rina", "password": "salah"})
    right = client.post("/door/kiosk/end", data={"name": "Rina", "password": "rahasia123"})

    assert wrong.status_code == 401
    assert "Nama petugas" in text_of(wrong)
    assert re.search(r'<input id="name"[^>]* value="Rina">', wrong.text)
    assert re.search(r'<input id="password"[^>]* autofocus>', wrong.text)
    assert right.headers["location"] == "/door"
    assert client.get("/door").status_code == 200
    client.cookies.clear()
    client.cookies.set("giliran-kiosk", value)
    assert client.get("/door/kiosk").headers["location"].startswith("/login")


# --- on paper


def test_number_is_printed_where_there_is_a_printer(client: Any, guarded: World) -> None:
    with socket.create_server(("127.0.0.1", 0)) as printer:
        port = printer.getsockname()[1]
        _printer(guarded, f"tcp://127.0.0.1:{port}")

        page = post(client, "walk-ins", service="C")

        line, _ = printer.accept()
        with line:
            printed = b"".join(iter(lambda: line.recv(65_536), b""))

    assert b"C-001" in printed
    assert "Ambil nomor Anda di printer." in text_of(page)


@pytest.mark.parametrize(("shown", "has_pass"), [(True, True), (False, False)])
def test_pass_of_a_booked_visit_is_printed_for_who_has_shown_it(
    client: Any, guarded: World, *, shown: bool, has_pass: bool
) -> None:
    pass_code = guarded.booked(9)
    with socket.create_server(("127.0.0.1", 0)) as printer:
        _printer(guarded, f"tcp://127.0.0.1:{printer.getsockname()[1]}")
        page = scan(client, pass_code if shown else typed(guarded, "reference", pass_code))
        post(client, "prints", of=offered(page, "of"))
        line, _ = printer.accept()
        with line:
            printed = b"".join(iter(lambda: line.recv(65_536), b""))

    assert b"A-001" in printed
    assert (pass_code.encode() in printed, b"QR" in printed) == (has_pass, has_pass)


@pytest.mark.postgres("statements")
def test_printer_that_is_gone_leaves_the_number_on_the_screen(client: Any, guarded: World) -> None:
    with deserted() as port:
        _printer(guarded, f"tcp://127.0.0.1:{port}")

        page = post(client, "walk-ins", service="C")

    assert "C-001" in text_of(page)
    assert guarded.ticket("C-001").stage == "admitted"


def test_without_a_printer_the_number_is_to_be_noted(client: Any, guarded: World) -> None:
    assert "Catat nomor Anda." in text_of(scan(client, guarded.booked()))


# --- which pages may use a camera, and run WebAssembly


def test_pages_with_a_camera_may_use_it_and_run_its_reader_and_no_others(client: Any, guarded: World) -> None:
    code, invitation = guarded.booked(), guarded.invitation()
    kiosk = ["/door/kiosk", "/door/kiosk/qr", "/door/kiosk/number", "/door/kiosk/nothing", "/door/kiosk/calls"]
    kiosk += ["/door/kiosk/end"]
    others = ["/", "/o/tanjungpinang", f"/t/{code}", f"/i/{invitation}", "/login", "/healthz", "/t/offline.js"]
    others += ["/display/tanjungpinang", "/api/v1/openapi.json", "/nowhere"]

    told = {path: client.get(path).headers for path in [*kiosk, *others]}
    client.cookies.clear()
    sign_in(client, guarded, name="Sari", role="supervisor", counter=1, now=NINE)
    guarded.arrived(now=NINE)
    staff = ["/door", "/counter", "/office/documents", "/office/types", "/office/calendar", "/office/bookings"]
    told |= {path: client.get(path).headers for path in [*staff, "/door/slips/A-001"]}
    policies = {path: headers["content-security-policy"] for path, headers in told.items()}
    pages = [path for path, headers in told.items() if headers["content-type"].startswith("text/html")]
    granted = {path: told[path]["permissions-policy"] for path in pages}

    assert not set(pages) & {"/healthz", "/t/offline.js", "/api/v1/openapi.json"}
    assert {path for path, policy in policies.items() if CAMERA in policy} == {*kiosk, "/door", "/counter"}
    assert all(policy.startswith("default-src 'self'") for policy in policies.values())
    assert {path for path, policy in granted.items() if "camera=(self)" in policy} == {*kiosk, "/door", "/counter"}
    assert all("microphone=()" in policy for policy in granted.values())


def _printer(guarded: World, address: str) -> None:
    guarded.database.run(
        lambda session: session.execute(
            update(Office).where(col(Office.id) == guarded.office.id).values(printer=address)
        )
    )


def test_called_in_to_a_hall_over_its_limit_waits_at_the_door(client: Any, guarded: World) -> None:
    for _ in range(4):
        guarded.arrived()
    code = guarded.booked()
    scan(client, code)
    guarded.hand_over(guarded.call())
    guarded.do(people_count.recount, 7, reason="dihitung")

    page = scan(client, code)

    assert kind(page) == "wait_at_door"
    assert "Mohon tunggu di pintu A-005 Lebih 3 orang di dalam. A-005 sudah dipanggil" in text_of(page)
