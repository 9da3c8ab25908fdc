"""A pass on a phone: every state in its words, the QR, and what a citizen may do."""

import io
import re
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any

import pytest
import zxingcpp
from icalendar import Calendar
from PIL import Image
from sqlalchemy import update
from sqlmodel import Session, col
from starlette.testclient import TestClient

from scheduler.board.pass_picture import PassWords, pass_picture
from scheduler.db.models import Booking, Slot, Ticket
from scheduler.domain.text.codes import written_short
from scheduler.flow.booking import bookings
from scheduler.flow.calendar import closures
from scheduler.flow.calendar.closures import NewClosure
from scheduler.flow.counter import calls, counter_problems, handovers, parking
from scheduler.flow.counter.tickets import PartySeen
from scheduler.flow.invitations.invitations import pass_of
from tests.conftest import Stopwatch
from tests.scenes.factories import NINE, World, at
from tests.web.staff.members import text_of

FRAGMENT = {"HX-Request": "true"}
CHOOSE_AGAIN = re.compile(r'action="/t/[0-9A-Z-]{19}/invitation".*name="ref4".*Pilih jadwal lain', re.DOTALL)
"""Where whoever has the pass alone is asked for the digits."""
KNOWN = re.compile(r'href="(/i/[0-9A-Z-]{19})">Pilih jadwal lain')


def digits(office: World, pass_code: str) -> str:
    return office.reference_of(pass_code)[-4:]


def calendar_entry(client: TestClient, pass_code: str) -> Calendar:
    """The entry as a calendar reads it."""
    return Calendar.from_ical(client.get(f"/t/{pass_code}/calendar.ics").text)


def arrive(office: World, pass_code: str) -> str:
    return office.scan(pass_code).ticket


def test_booked_says_when_to_come_and_what_to_bring(client: TestClient, office: World) -> None:
    office.edit(address="Jl. Contoh No. 1")

    page = client.get(f"/t/{office.booked(9, reason='changed')}")

    text = text_of(page)
    assert "Jadwal Anda Hari ini 09.00 WIB Senin, 30 November 2026 Datang pukul 08.45-09.15." in text
    assert "Bawa KTP lama Kartu lama kami tarik. Jl. Contoh No. 1 Buka di peta" in text
    assert '<li class="here" aria-current="step">Terjadwal</li>' in page.text


def test_page_shows_the_nomor_jadwal_and_no_name(client: TestClient, office: World) -> None:
    pass_code = office.booked(9, holder="Siti Rahmawati", party=2)
    short = str(office.booking(pass_code).short)

    text = client.get(f"/t/{pass_code}").text

    assert f"Nomor jadwal <b>{short[:2]}-{short[2:]}</b>" in text
    assert "Senin, 30 November 2026 pukul 09.00 WIB" in text
    assert "KTP-el · 2 orang" in text
    assert "Siti" not in text


def test_page_may_be_kept_by_the_phone_alone(client: TestClient, office: World) -> None:
    headers = client.get(f"/t/{office.booked()}").headers

    assert headers["cache-control"] == "private, no-cache"
    assert headers["referrer-policy"] == "same-origin"


def test_picture_to_keep_has_the_qr_and_number_time_and_office(client: TestClient, office: World) -> None:
    pass_code = office.booked(9, holder="Siti Rahmawati")
    number = written_short(office.booking(pass_code).short)

    answer = client.get(f"/t/{pass_code}/qr.png")

    assert answer.headers["content-type"] == "image/png"
    read = zxingcpp.read_barcodes(Image.open(io.BytesIO(answer.content)))
    assert [code.text for code in read] == [pass_code]
    words = PassWords("Nomor jadwal", number, "Senin, 30 November 2026", "09.00 WIB", office.office.name)
    assert answer.content == pass_picture(pass_code, words)
    assert pass_code not in answer.headers["content-disposition"]


def test_qr_is_part_of_the_page(client: TestClient, office: World) -> None:
    assert '<svg class="qr"' in client.get(f"/t/{office.booked()}").text


@pytest.mark.postgres("statements")
def test_calendar_entry_has_zone_alarm_and_no_secret(client: TestClient, office: World) -> None:
    pass_code = office.booked(9, holder="Siti Rahmawati", reason="changed")

    answer = client.get(f"/t/{pass_code}/calendar.ics")

    entry = Calendar.from_ical(answer.text)
    event = entry.walk("VEVENT")[0]
    assert event.start == datetime(2026, 11, 30, 2, tzinfo=UTC)
    assert [zone["TZID"] for zone in entry.walk("VTIMEZONE")] == ["Asia/Jakarta"]
    assert [alarm["trigger"].dt for alarm in event.walk("VALARM")] == [timedelta(days=-1), timedelta(hours=-2)]
    assert "Bawa: KTP lama." in event["description"]
    assert event["url"] == "http://testserver/o/tanjungpinang"
    assert (entry["method"], event["status"], event["sequence"]) == ("PUBLISH", "CONFIRMED", 0)
    assert pass_code not in answer.text
    assert "Siti" not in answer.text


def test_calendar_entry_changes_with_the_booking_and_goes_with_it(client: TestClient, office: World) -> None:
    pass_code = office.booked(9)
    entries = [calendar_entry(client, pass_code)]

    for hour in (10, 11):
        client.post(f"/t/{pass_code}/slot", data={"slot": office.slot(hour).id, "ref4": digits(office, pass_code)})
        entries.append(calendar_entry(client, pass_code))
    client.post(f"/t/{pass_code}/cancellation", data={"ref4": digits(office, pass_code)})
    entries.append(calendar_entry(client, pass_code))

    events = [entry.walk("VEVENT")[0] for entry in entries]
    assert len({event["uid"] for event in events}) == 1
    assert [event["sequence"] for event in events] == [0, 1, 2, 3]
    assert [event.start for event in events] == [at(9), at(10), at(11), at(11)]
    assert [entry["method"] for entry in entries] == ["PUBLISH", "PUBLISH", "PUBLISH", "CANCEL"]
    assert [event["status"] for event in events] == ["CONFIRMED", "CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert events[-1].walk("VALARM") == []


def test_calendar_entry_speaks_the_readers_language(client: TestClient, office: World) -> None:
    pass_code = office.booked(9, reason="changed")

    entry = Calendar.from_ical(client.get(f"/t/{pass_code}/calendar.ics?lang=en").text)

    assert "Bring: old ID card." in entry.walk("VEVENT")[0]["description"]


def test_cancelled_booking_can_be_taken_out_of_the_calendar(client: TestClient, office: World) -> None:
    pass_code = office.booked(9)
    client.post(f"/t/{pass_code}/cancellation", data={"ref4": digits(office, pass_code)})

    assert f'href="/t/{pass_code}/calendar.ics">Hapus dari kalender' in client.get(f"/t/{pass_code}").text


def test_visit_that_is_over_is_not_kept(client: TestClient, office: World) -> None:
    pass_code = office.booked(9)
    client.post(f"/t/{pass_code}/cancellation", data={"ref4": digits(office, pass_code)})

    assert client.get(f"/t/{pass_code}").headers["cache-control"] == "no-store"


def test_script_that_keeps_tickets_sees_tickets_alone(client: TestClient, office: World) -> None:
    answer = client.get("/t/offline.js")

    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "no-cache"
    assert "service-worker-allowed" not in answer.headers
    assert 'data-keep="/t/offline.js"' in client.get(f"/t/{office.booked()}").text


def test_large_letters_stay_until_they_are_given_up(client: TestClient, office: World) -> None:
    address = f"/t/{office.booked()}"
    assert re.search(r'href="\?text=large"[^>]*>Huruf besar', client.get(address).text)

    client.get(f"{address}?text=large")
    large = client.get(f"/i/{office.invitation()}").text
    client.get(f"{address}?text=normal")

    assert '<html lang="id" class="large">' in large
    assert re.search(r'\?text=normal"[^>]*>Huruf biasa', large)
    assert '<html lang="id">' in client.get(address).text


def test_unknown_size_of_letters_is_not_kept(client: TestClient, office: World) -> None:
    assert "set-cookie" not in client.get(f"/t/{office.booked()}?text=huge").headers


def test_waiting_outside_says_how_long(client: TestClient, guarded: World, clock: Stopwatch) -> None:
    for _ in range(4):
        guarded.arrived(9)
    pass_code = guarded.booked(9)
    number = arrive(guarded, pass_code)
    clock.now = NINE

    page = client.get(f"/t/{pass_code}")
    text = page.text

    assert re.search(r"Tunggu di luar\. Kira-kira \d+-\d+ menit\.", text_of(page))
    assert f"<b>{number}</b>" in text
    assert 'data-state="waiting"' in text
    assert f'data-live="/t/{pass_code}/live?lang=id"' in text


def test_called_in_shows_the_deadline_in_green(client: TestClient, guarded: World, clock: Stopwatch) -> None:
    for _ in range(4):
        guarded.arrived(9)
    pass_code = guarded.booked(9)
    number = arrive(guarded, pass_code)
    first = guarded.call(1)
    guarded.hand_over(first)
    clock.now = NINE

    text = client.get(f"/t/{pass_code}").text

    assert 'class="now entering"' in text
    assert f"Tunjukkan nomor {number} di pintu, paling lambat 09.05." in text


def test_inside_may_sit_down(client: TestClient, guarded: World, clock: Stopwatch) -> None:
    pass_code = guarded.booked(9)
    arrive(guarded, pass_code)
    clock.now = NINE

    assert "Duduk dulu. Nomor Anda dipanggil di layar." in text_of(client.get(f"/t/{pass_code}"))


def test_called_goes_to_the_counter_and_cannot_leave(client: TestClient, office: World, clock: Stopwatch) -> None:
    pass_code = office.booked(9)
    arrive(office, pass_code)
    office.call(2)
    clock.now = NINE

    text = client.get(f"/t/{pass_code}").text

    assert "Silakan ke loket 2" in text
    assert "Saya pulang dulu" not in text


def test_serving_parked_and_missed_have_their_words(client: TestClient, office: World, clock: Stopwatch) -> None:
    pass_code = office.booked(9)
    number = arrive(office, pass_code)
    office.call(1)
    clock.now = NINE

    office.do(calls.serve, number)
    assert "Anda sedang dilayani di loket 1" in client.get(f"/t/{pass_code}").text
    office.do(parking.park, number)
    assert "Mohon tunggu, petugas sedang menyiapkan dokumen" in client.get(f"/t/{pass_code}").text
    office.do(parking.resume, number)
    office.call(1)
    office.do(calls.miss, number)
    assert "Nomor Anda sudah dipanggil pukul 09.00" in client.get(f"/t/{pass_code}").text


def test_missed_long_ago_is_still_told_to_come_to_the_door(client: TestClient, office: World, clock: Stopwatch) -> None:
    pass_code = office.booked(9)
    number = arrive(office, pass_code)
    office.call(1)
    office.do(calls.miss, number)
    clock.now = at(9, 40)
    office.tick(now=clock.now)

    text = client.get(f"/t/{pass_code}").text

    assert "Nomor Anda sudah dipanggil pukul 09.00" in text
    assert "Temui petugas di pintu, Anda masuk antrean lagi." in text
    assert f'data-live="/t/{pass_code}/live?lang=id&amp;away" data-watch="?seen=missed"' in text


@pytest.mark.parametrize("by", ["citizen", "guard"])
def test_who_went_home_with_nothing_found_wrong_has_left_the_queue(
    client: TestClient, office: World, clock: Stopwatch, by: str
) -> None:
    pass_code = office.booked(9)
    number = arrive(office, pass_code)
    office.do(handovers.leave, number, by=by)
    clock.now = NINE

    text = client.get(f"/t/{pass_code}").text

    assert "<h2>Anda sudah keluar dari antrean.</h2>" in text
    assert "<title>Sudah keluar dari antrean</title>" in text


def test_wishes_are_on_the_ticket_until_the_door_has_seen_to_them(
    client: TestClient, office: World, clock: Stopwatch
) -> None:
    office.edit(lobby_limit=1)
    arrive(office, office.booked(9))
    pass_code = office.booked(9)
    office.change(Booking, office.booking(pass_code).id, wish_priority=True, wish_escort=True)
    clock.now = NINE

    booked = text_of(client.get(f"/t/{pass_code}"))
    office.scan(pass_code, wish=PartySeen(priority=True))
    waiting = text_of(client.get(f"/t/{pass_code}"))

    both = "Anda minta didahulukan. Anda minta dijemput di ruang tunggu. Petugas di pintu yang memastikan."
    assert both in booked
    assert "Anda didahulukan. Anda minta dijemput di ruang tunggu. Petugas di pintu yang memastikan." in waiting


@pytest.mark.postgres("statements")
def test_somebody_else_who_collects_is_named_by_initials(client: TestClient, office: World) -> None:
    pass_code = office.booked(9)
    office.change(Booking, office.booking(pass_code).id, collector_kind="proxy", collector_name="Budi Santoso")

    page = client.get(f"/t/{pass_code}")

    assert "Diambil oleh: Orang lain (B.S.)" in text_of(page)
    assert "Santoso" not in page.text


def test_break_keeps_the_number(client: TestClient, office: World, clock: Stopwatch) -> None:
    pass_code = office.booked(11, 30)
    office.scan(pass_code, now=at(11, 30))
    clock.now = at(12, 10)
    office.tick(now=clock.now)

    assert "Loket istirahat 12.00-13.00. Nomor Anda tetap berlaku." in client.get(f"/t/{pass_code}").text


def test_served_says_what_and_when(client: TestClient, office: World, clock: Stopwatch) -> None:
    pass_code = office.booked(9)
    number = arrive(office, pass_code)
    office.call(1)
    office.hand_over(number, now=at(9, 58))
    clock.now = at(10)

    text = client.get(f"/t/{pass_code}").text

    assert "Selesai. KTP-el sudah diserahkan pukul 09.58." in text
    assert "Data keliru? Hubungi kami paling lambat 7 hari." in text
    assert '<svg class="qr"' not in text
    assert not CHOOSE_AGAIN.search(text)


def test_served_in_part_offers_the_rest_again(client: TestClient, office: World, clock: Stopwatch) -> None:
    document = office.document("472.11/0412", kk="1")
    office.document("472.11/0413", type="KIA", kk="1")
    pass_code = pass_of(office.book(office.code(document), office.slot(9), collector="parent"))
    number = arrive(office, pass_code)
    office.call(1)
    office.hand_over(number, ["472.11/0412"])
    office.do(handovers.leave, number)
    clock.now = NINE

    text = client.get(f"/t/{pass_code}").text

    assert "Selesai. KTP-el sudah diserahkan pukul 09.00." in text
    assert "Belum diambil: Kartu Identitas Anak." in text
    assert CHOOSE_AGAIN.search(text)


def test_recording_is_completed_not_handed_over(client: TestClient, office: World, clock: Stopwatch) -> None:
    pass_code = office.booked(9, service="C")
    number = arrive(office, pass_code)
    office.call(3)
    office.hand_over(number)
    clock.now = NINE

    assert "Selesai. Perekaman KTP-el selesai pukul 09.00." in client.get(f"/t/{pass_code}").text


def test_problem_at_the_counter_is_not_called_served(client: TestClient, office: World, clock: Stopwatch) -> None:
    pass_code = office.booked(9)
    number = arrive(office, pass_code)
    office.call(1)
    office.do(calls.serve, number)
    office.do(counter_problems.report_problem, number, reason="misprint")
    clock.now = NINE

    text = client.get(f"/t/{pass_code}").text

    assert "Dokumen belum diserahkan" in text
    assert "Kami kabari begitu siap." in text


def test_slot_of_today_is_over_when_the_office_shuts(client: TestClient, office: World, clock: Stopwatch) -> None:
    pass_code = office.booked(9)
    clock.now = at(15, 30)

    text = client.get(f"/t/{pass_code}").text

    assert "Jadwal Senin, 30 November 2026 pukul 09.00 WIB sudah lewat" in text
    assert f'href="/t/{pass_code}/slot"' in text


def test_slot_of_this_morning_can_still_be_used(client: TestClient, office: World, clock: Stopwatch) -> None:
    pass_code = office.booked(9)
    clock.now = at(11)

    page = text_of(client.get(f"/t/{pass_code}"))

    assert "Hari ini 09.00 WIB Senin, 30 November 2026 Waktu Anda sudah lewat." in page
    assert "Tetap datang hari ini, sebelum pukul 15.00." in page
    assert "Datang pukul" not in page


def test_who_never_came_may_choose_again(client: TestClient, office: World, clock: Stopwatch) -> None:
    pass_code = office.booked(9)
    office.tick(now=NINE)
    clock.now = at(8, day=1)
    office.tick(now=clock.now)

    text = client.get(f"/t/{pass_code}").text

    assert "sudah lewat" in text
    assert "Tidak apa-apa, dokumen tetap kami simpan." in text
    assert CHOOSE_AGAIN.search(text)


@pytest.mark.postgres("statements")
def test_digits_lead_from_a_visit_that_is_over_to_its_invitation(client: TestClient, office: World) -> None:
    document = office.document(phone="+6281234567890")
    pass_code = pass_of(office.book(office.code(document), office.slot(9)))
    office.database.run(bookings.cancel, pass_code, ref4=None, by="staff:1", now=NINE)

    wrong = client.post(f"/t/{pass_code}/invitation", data={"ref4": "0000"})
    asked_again = client.get(f"/t/{pass_code}").text
    right = client.post(f"/t/{pass_code}/invitation", data={"ref4": digits(office, pass_code)})

    assert wrong.status_code == 403
    assert f'action="/t/{pass_code}/invitation"' in wrong.text
    assert CHOOSE_AGAIN.search(asked_again)
    assert not KNOWN.search(asked_again)
    assert right.headers["location"] == f"/i/{office.code(document)}"


def test_browser_that_has_shown_the_digits_is_not_asked_again_which_others_are(
    client: TestClient, office: World
) -> None:
    document, other = office.document(), office.booked(10)
    pass_code = pass_of(office.book(office.code(document), office.slot(9)))
    office.database.run(bookings.cancel, other, ref4=None, by="staff:1", now=NINE)

    answer = client.post(f"/t/{pass_code}/cancellation", data={"ref4": digits(office, pass_code)})

    known = KNOWN.search(client.get(f"/t/{pass_code}").text)
    assert known
    assert known[1] == f"/i/{office.code(document)}"
    assert not KNOWN.search(client.get(f"/t/{other}").text)
    (cookie,) = answer.headers.get_list("set-cookie")
    assert "HttpOnly" in cookie
    assert "Path=/;" in cookie
    assert pass_code not in cookie
    client.cookies.clear()
    assert not KNOWN.search(client.get(f"/t/{pass_code}").text)


def test_browser_that_booked_is_known(client: TestClient, office: World) -> None:
    code = office.invitation()
    data = {"slot": str(office.slot(9).id), "party": "1", "collector": "holder"}
    ticket = client.post(f"/i/{code}/booking", data=data).headers["location"]

    office.database.run(bookings.cancel, ticket.removeprefix("/t/"), ref4=None, by="staff:1", now=NINE)

    page = client.get(ticket).text
    assert f'href="/i/{code}">Pilih jadwal lain' in page
    assert 'href="?text=large"' in page, "It has no form that is filled, so other letters need none."


def test_strangers_who_guess_do_not_keep_a_browser_that_is_known_from_its_visit(
    client: TestClient, app: Any, office: World
) -> None:
    data = {"slot": str(office.slot(9).id), "party": "1", "collector": "holder"}
    ticket = client.post(f"/i/{office.invitation()}/booking", data=data).headers["location"]
    stranger, wrong = TestClient(app, follow_redirects=False), {"ref4": "0000"}

    guessed = [stranger.post(f"{ticket}/cancellation", data=wrong).status_code for _ in range(6)]
    right = client.post(f"{ticket}/cancellation", data={"ref4": digits(office, ticket.removeprefix("/t/"))})

    assert guessed == [403] * 5 + [429]
    assert right.status_code == 303


def test_nothing_is_left_to_choose_for_what_was_given_out(client: TestClient, office: World, clock: Stopwatch) -> None:
    pass_code = office.booked(9)
    number = arrive(office, pass_code)
    office.call(1)
    office.hand_over(number)

    refused = client.post(f"/t/{pass_code}/invitation", data={"ref4": digits(office, pass_code)})

    assert refused.status_code == 409
    assert "Belum ada dokumen yang bisa diambil" in refused.text


@pytest.mark.postgres("statements")
def test_who_was_not_served_is_told_sorry_before_anything_else_is_known(
    client: TestClient, office: World, clock: Stopwatch
) -> None:
    pass_code = office.booked(9)
    arrive(office, pass_code)
    clock.now = at(8, day=1)

    assert "Hari ini sudah tutup. Maaf." in client.get(f"/t/{pass_code}").text


def test_who_was_not_served_reads_the_first_time_they_were_given(
    client: TestClient, office: World, clock: Stopwatch
) -> None:
    for _ in range(4):
        office.arrived(14, now=at(14))
    pass_code = office.booked(14, 30)
    office.scan(pass_code, now=at(14, 30))
    office.do(closures.shut, NewClosure(date(2026, 12, 1), date(2026, 12, 1), "Libur"), now=at(14, 40))
    office.tick(now=at(15))

    pages = []
    for clock.now in (at(15, 1), at(9, day=1), at(7, day=2)):
        pages.append(unescape(client.get(f"/t/{pass_code}").text))

    given = "Anda kami beri jadwal pertama: Rabu, 2 Desember 2026 pukul 08.00 WIB."
    assert f"Hari ini sudah tutup. Maaf. {given}" in pages[0]
    assert f"Senin, 30 November 2026 kami tutup sebelum giliran Anda. Maaf. {given}" in pages[1]
    assert "<b>08.00 WIB</b>\n  <span>Rabu, 2 Desember 2026</span>" in pages[2]
    assert all("<svg" in page for page in pages)


def test_whoever_was_not_served_and_chose_another_time_reads_that(
    client: TestClient, office: World, clock: Stopwatch
) -> None:
    for _ in range(4):
        office.arrived(14, now=at(14))
    pass_code = office.booked(14, 30)
    office.scan(pass_code, now=at(14, 30))
    office.tick(now=at(15))
    clock.now = at(15, 1)

    office.database.run(
        bookings.move_booking, pass_code, office.slot(9, day=3).id, ref4=None, by="citizen", now=clock.now
    )

    page = client.get(f"/t/{pass_code}").text
    assert "sudah tutup" not in page
    assert "<span>Kamis, 3 Desember 2026</span>" in page


def test_walk_in_slip_opens_its_place_in_the_queue(client: TestClient, office: World, clock: Stopwatch) -> None:
    arrival = office.walk_in()
    pass_code = office.read(lambda s: pass_of(s.get(Booking, arrival.booking_id)))
    clock.now = NINE

    page = client.get(f"/t/{pass_code}")

    assert f"<b>{arrival.ticket}</b>" in page.text
    assert client.get(f"/t/{pass_code}/calendar.ics").status_code == 404
    assert client.get(f"/t/{pass_code}/slot").status_code == 409


def test_unknown_pass_is_not_found(client: TestClient, office: World, subtests: pytest.Subtests) -> None:
    for rest in ["", "/qr.png", "/calendar.ics", "/slot"]:
        for code in ["nope", "0000-0000-0000-0000", "%00"]:
            with subtests.test(rest=rest, code=code):
                page = client.get(f"/t/{code}{rest}")

                assert page.status_code == 404
                assert "Halaman tidak ditemukan." in page.text


# --- a page that waits for the door


def test_booked_today_asks_whether_anything_changed(client: TestClient, office: World) -> None:
    today, tomorrow = office.booked(9), office.booked(9, day=1)

    assert "seen=booked-" in client.get(f"/t/{today}").text
    assert "seen=" not in client.get(f"/t/{tomorrow}").text


def test_page_is_told_that_what_it_shows_is_over(client: TestClient, office: World, clock: Stopwatch) -> None:
    pass_code = office.booked(9)
    asked = re.search(r'data-watch="([^"]+)"', client.get(f"/t/{pass_code}").text)[1]  # type: ignore[index]
    before = client.get(f"/t/{pass_code}{asked}")
    arrive(office, pass_code)
    clock.now = NINE

    after = client.get(f"/t/{pass_code}{asked}")

    assert (before.status_code, after.status_code) == (204, 205)
    assert not before.content + after.content


def test_only_a_page_of_today_listens(client: TestClient, office: World) -> None:
    today, tomorrow = (client.get(f"/t/{office.booked(9, day=day)}").text for day in (0, 1))

    assert "data-live=" in today
    assert "data-live=" not in tomorrow
    assert "htmx.min.js" not in today + tomorrow


# --- change and cancel


def test_change_offers_the_same_choice_as_booking(client: TestClient, office: World) -> None:
    pass_code = office.booked(9)

    text = client.get(f"/t/{pass_code}/slot?day=2026-12-01").text

    assert "Jadwal sekarang: Senin, 30 November 2026 pukul 09.00 WIB." in text
    assert f'name="slot" value="{office.slot(9, day=1).id}"' in text
    assert client.get(f"/t/{pass_code}/slot?day=2026-12-01", headers=FRAGMENT).text in text


def test_change_opens_on_the_day_of_the_booking(client: TestClient, office: World) -> None:
    text = client.get(f"/t/{office.booked(9, day=2)}/slot").text

    assert re.search(r'id="day-2026-12-02"[^>]*aria-current="date"', text)


def test_change_moves_the_slot_and_keeps_the_pass(client: TestClient, office: World) -> None:
    pass_code, there = office.booked(9), office.slot(10, day=1)

    answer = client.post(f"/t/{pass_code}/slot", data={"slot": there.id, "ref4": digits(office, pass_code)})

    assert answer.headers["location"] == f"/t/{pass_code}"
    assert "Besok 10.00 WIB Selasa, 1 Desember 2026" in text_of(client.get(f"/t/{pass_code}"))


def test_change_with_wrong_digits_keeps_the_choice(client: TestClient, office: World) -> None:
    pass_code, there = office.booked(9), office.slot(10)

    page = client.post(f"/t/{pass_code}/slot", data={"slot": there.id, "ref4": "9999"})

    assert page.status_code == 403
    assert "Empat angka terakhir nomor registrasi tidak cocok." in page.text
    assert f'name="slot" value="{there.id}"' in page.text
    assert f'action="/t/{pass_code}/slot"' in page.text
    assert '<button class="go">Pindah ke jadwal ini</button>' in page.text


def test_wrong_digits_are_typed_anew_above_the_button_that_was_pressed(client: TestClient, office: World) -> None:
    pass_code = office.booked(9)

    page = client.post(f"/t/{pass_code}/cancellation", data={"ref4": "9999"})

    marks = r'aria-describedby="refusal ref4-typed ref4-where" aria-invalid="true" autofocus>'
    assert re.search(rf'<input id="ref4"[^>]* {marks}', page.text)
    assert '<button class="danger">Ya, batalkan</button>' in page.text
    assert "Lihat atau ubah jadwal" in page.text
    assert office.booking(pass_code).slot_id == office.slot(9).id


@pytest.mark.parametrize("ref4", [None, "", "\x00", "x" * 11])
def test_change_without_digits_is_refused(client: TestClient, office: World, ref4: str | None) -> None:
    pass_code = office.booked(9)
    data = {"slot": str(office.slot(10).id)} | ({} if ref4 is None else {"ref4": ref4})

    page = client.post(f"/t/{pass_code}/slot", data=data)

    assert page.status_code in {403, 422}
    assert office.booking(pass_code).slot_id == office.slot(9).id


@pytest.mark.postgres("statements")
def test_change_to_a_full_slot_offers_the_nearest(client: TestClient, office: World) -> None:
    pass_code, there = office.booked(9), office.slot(10)
    office.database.run(_fill, there.id)

    page = client.post(f"/t/{pass_code}/slot", data={"slot": there.id, "ref4": digits(office, pass_code)})

    assert page.status_code == 409
    assert page.text.count(f'action="/t/{pass_code}/slot"') == 3 + 1, "and a form for other letters"
    assert f'name="ref4" value="{digits(office, pass_code)}"' in page.text


def test_digits_cannot_be_guessed(client: TestClient, office: World) -> None:
    office.edit(phone="0771-123456")
    pass_code, other = office.booked(9), office.booked(9)
    for _ in range(5):
        client.post(f"/t/{pass_code}/cancellation", data={"ref4": "9999"})

    page = client.post(f"/t/{pass_code}/cancellation", data={"ref4": digits(office, pass_code)})

    assert page.status_code == 429
    assert "Atau hubungi 0771-123456." in page.text
    assert client.post(f"/t/{other}/cancellation", data={"ref4": digits(office, other)}).status_code == 303


def test_guesses_elsewhere_keep_nobody_from_moving_their_own_visit(client: TestClient, office: World) -> None:
    data = {"slot": str(office.slot(9).id), "party": "1", "collector": "holder"}
    ticket = client.post(f"/i/{office.invitation()}/booking", data=data).headers["location"]
    stranger = TestClient(client.app, follow_redirects=False)
    guessed = [stranger.post(f"{ticket}/cancellation", data={"ref4": "9999"}).status_code for _ in range(6)]
    assert guessed[-1] == 429

    own = client.post(f"{ticket}/cancellation", data={"ref4": digits(office, ticket.removeprefix("/t/"))})

    assert own.status_code == 303


def test_cancelled_says_so_and_leads_to_a_new_choice(client: TestClient, office: World) -> None:
    pass_code = office.booked(9)

    client.post(f"/t/{pass_code}/cancellation", data={"ref4": digits(office, pass_code)})

    text = client.get(f"/t/{pass_code}").text
    assert "Jadwal Senin, 30 November 2026 pukul 09.00 WIB dibatalkan" in text
    assert "Dokumen tetap kami simpan." in text
    assert KNOWN.search(text)


def test_cancelling_twice_is_refused_in_words(client: TestClient, office: World) -> None:
    pass_code = office.booked(9)
    data = {"ref4": digits(office, pass_code)}
    client.post(f"/t/{pass_code}/cancellation", data=data)

    page = client.post(f"/t/{pass_code}/cancellation", data=data)

    assert page.status_code == 409
    assert "Jadwal ini sudah tidak bisa diubah." in page.text


def test_arrived_cannot_be_changed_any_more(client: TestClient, office: World, clock: Stopwatch) -> None:
    pass_code = office.booked(9)
    arrive(office, pass_code)
    clock.now = NINE

    assert "Ubah jadwal" not in client.get(f"/t/{pass_code}").text
    assert client.get(f"/t/{pass_code}/slot").status_code == 409


# --- going home


def test_going_home_frees_the_place(client: TestClient, office: World, clock: Stopwatch) -> None:
    pass_code = office.booked(9)
    number = arrive(office, pass_code)
    clock.now = NINE

    answer = client.post(f"/t/{pass_code}/departure", data={"ref4": digits(office, pass_code)})

    assert answer.headers["location"] == f"/t/{pass_code}"
    assert office.ticket(number).stage == "left"
    assert office.day().people_inside == 0
    text = client.get(f"/t/{pass_code}").text
    assert "Anda sudah keluar dari antrean" in text
    assert KNOWN.search(text)


def test_nobody_sends_somebody_else_home_who_has_their_pass_alone(
    client: TestClient, office: World, clock: Stopwatch
) -> None:
    pass_code = office.booked(9)
    number = arrive(office, pass_code)
    clock.now = NINE

    page = client.get(f"/t/{pass_code}").text
    bare, wrong = (client.post(f"/t/{pass_code}/departure", data=data) for data in ({}, {"ref4": "0000"}))

    assert 'id="ref4-leaving"' in page
    assert (bare.status_code, wrong.status_code) == (403, 403)
    assert f'action="/t/{pass_code}/departure"' in wrong.text
    assert '<button class="danger">Ya, saya pulang dulu</button>' in wrong.text
    assert "Lihat nomor antrean saya" in wrong.text
    assert "Lihat atau ubah jadwal" not in wrong.text
    assert office.ticket(number).stage == "admitted"


def test_browser_that_is_known_and_a_number_without_a_document_go_home_without_digits(
    client: TestClient, office: World, clock: Stopwatch
) -> None:
    data = {"slot": str(office.slot(9).id), "party": "1", "collector": "holder"}
    known = client.post(f"/i/{office.invitation()}/booking", data=data).headers["location"].removeprefix("/t/")
    number, walk_in = arrive(office, known), office.walk_in(service="C")
    bare = office.read(lambda s: pass_of(s.get_one(Booking, walk_in.booking_id)))
    clock.now = NINE

    for pass_code, left in ((known, number), (bare, walk_in.ticket)):
        assert "ref4-leaving" not in client.get(f"/t/{pass_code}").text
        assert client.post(f"/t/{pass_code}/departure").status_code == 303
        assert office.ticket(left).stage == "left"


@pytest.mark.parametrize("serve", [False, True])
def test_nobody_goes_home_from_a_counter_by_phone(
    client: TestClient, office: World, clock: Stopwatch, serve: bool
) -> None:
    pass_code = office.booked(9)
    number = arrive(office, pass_code)
    office.call(1)
    if serve:
        office.do(calls.serve, number)
    clock.now = NINE

    page = client.post(f"/t/{pass_code}/departure", data={"ref4": digits(office, pass_code)})

    assert page.status_code == 409
    assert office.ticket(number).stage == ("serving" if serve else "called")


def test_going_home_without_a_number_is_refused(client: TestClient, office: World) -> None:
    pass_code = office.booked(9)

    answer = client.post(f"/t/{pass_code}/departure", data={"ref4": digits(office, pass_code)})

    assert answer.status_code == 409
    assert office.rows(Ticket) == []


def test_english_says_the_same(client: TestClient, office: World) -> None:
    text = client.get(f"/t/{office.booked(9)}?lang=en").text

    assert '<html lang="en">' in text
    assert "Monday, 30 November 2026" in text


def _fill(session: Session, slot_id: int) -> None:
    session.execute(update(Slot).where(col(Slot.id) == slot_id).values(taken=col(Slot.capacity)))
