"""What the page of a pass says after the office moved the visit, and what its citizen may do then."""

import re
from datetime import date

import pytest
from icalendar import Calendar

from scheduler.flow.booking import bookings
from scheduler.flow.booking.urgent import give_urgent
from tests.scenes.factories import EARLY, World
from tests.scenes.postponements import closed, postpone, take_back, time_of
from tests.web.staff.members import text_of

OLD, NEW = "Rabu, 2 Desember 2026 pukul 09.00 WIB", "Senin, 7 Desember 2026 pukul 09.00 WIB"


def test_old_time_is_crossed_out_beside_the_new_with_the_reason(client, office: World):
    booked = office.booked(9, day=2, service="C")
    postpone(office, closed(office))

    answer = client.get(f"/t/{booked}")

    assert f"<s>{OLD}</s><br><b>{NEW}</b>" in answer.text
    said = text_of(answer)
    assert "09.00 WIB Senin, 7 Desember 2026" in said
    assert "Jadwal yang lama tidak jadi karena perbaikan alat rekam." in said
    assert re.search(rf'href="/t/{booked}/slot">Pilih waktu lain', answer.text)
    assert "Batalkan jadwal" in said


@pytest.mark.postgres("statements")
def test_another_time_or_none_is_chosen_by_the_citizen(client, office: World):
    booked, declined = office.booked(9, day=2, service="C"), office.booked(10, day=2, service="C")
    postpone(office, closed(office))
    slot = office.slot(14, day=8, service="C")

    client.post(f"/t/{booked}/slot", data={"slot": slot.id, "ref4": office.reference_of(booked)[-4:]})
    client.post(f"/t/{declined}/cancellation", data={"ref4": office.reference_of(declined)[-4:]})

    assert time_of(office, booked) == "8 14.00"
    assert 'id="moved"' not in client.get(f"/t/{booked}").text
    assert "Jadwal Senin, 7 Desember 2026 pukul 10.00 WIB dibatalkan" in text_of(client.get(f"/t/{declined}"))


def test_who_waits_for_a_date_keeps_place_and_pass_and_may_decline(client, office: World):
    booked = office.booked(9, day=2, service="C")
    postpone(office, closed(office, None))

    answer = client.get(f"/t/{booked}")

    said = text_of(answer)
    assert "Jadwal baru menyusul" in said
    assert (
        "Layanan Perekaman KTP-el ditunda sampai pemberitahuan lebih lanjut karena perbaikan alat rekam."
        " Urutan Anda tetap. Jadwal baru kami kirim. Mohon tidak datang dulu."
    ) in said
    assert ("QR jadwal Anda" in answer.text, "Ubah jadwal" in said) == (True, False)
    client.post(f"/t/{booked}/cancellation", data={"ref4": office.reference_of(booked)[-4:]})
    assert office.booking(booked).stage == "cancelled"


def test_visit_that_lost_its_date_is_taken_out_of_the_calendar_it_is_in(client, office: World):
    pass_code = office.booked(9, day=2, service="C")
    address = f"/t/{pass_code}/calendar.ics"
    kept = Calendar.from_ical(client.get(address).text).walk("VEVENT")[0]

    postpone(office, closed(office, None))

    entry = Calendar.from_ical(client.get(address).text)
    (event,) = entry.walk("VEVENT")
    assert f'href="{address}"' in client.get(f"/t/{pass_code}").text
    assert (entry["method"], event["status"], event.walk("VALARM")) == ("CANCEL", "CANCELLED", [])
    assert (event["uid"], event.decoded("dtstart")) == (kept["uid"], kept.decoded("dtstart"))
    assert event["sequence"] > kept["sequence"]


def test_invitation_of_a_visit_without_a_date_does_not_send_anybody_to_the_queue(client, office: World):
    code = office.invitation(type="Perekaman KTP-el")
    office.book(code, office.slot(9, day=2, service="C"))
    postpone(office, closed(office, None))

    said = text_of(client.get(f"/i/{code}"))

    assert "Tanggal baru kami kabari. Urutan Anda tetap." in said
    assert "di antrean hari ini" not in said


def test_closed_without_an_end_is_not_called_full_and_asks_nothing(client, office: World):
    code = office.invitation()
    postpone(office, closed(office, None, start=date(2026, 11, 30), service=None))

    said = text_of(client.get(f"/i/{code}"))

    assert "Sedang tutup, jadi belum ada jadwal yang bisa dipilih." in said
    assert ("sudah penuh" in said, "Siapa yang mengambil?" in said, "Ambil jadwal" in said) == (False, False, False)


def test_api_answers_for_a_visit_without_a_date(client, office: World):
    booked = office.booked(9, day=2, service="C")
    postpone(office, closed(office, None))

    answer = client.get(f"/api/v1/passes/{booked}")

    assert answer.status_code == 200
    body = answer.json()
    assert (body["stage"], body["starts_at"], body["ends_at"], body["slot"]) == ("booked", None, None, None)


def test_urgent_visit_reads_that_its_time_stands(client, office: World):
    booked = office.booked(9, day=2, service="C")
    postpone(office, closed(office), keep={office.booking(booked).id: "operasi"})

    said = text_of(client.get(f"/t/{booked}"))

    assert "09.00 WIB Rabu, 2 Desember 2026" in said
    assert "tetapi jadwal Anda tetap berlaku" in said
    assert "operasi" not in said


def test_moved_twice_is_said_and_taken_back_is_forgotten(client, office: World):
    booked = office.booked(9, day=2, service="C")
    postponement = postpone(office, closed(office))
    again = postpone(office, closed(office, start=closed(office).ends_on, until=None, service=None))
    assert "Jadwal baru menyusul" in text_of(client.get(f"/t/{booked}"))

    take_back(office, again)
    take_back(office, postponement)

    answer = client.get(f"/t/{booked}")
    assert 'id="moved"' not in answer.text
    assert time_of(office, booked) == "2 09.00"


def test_page_in_english_says_the_same(client, office: World):
    booked = office.booked(9, day=2, service="C")
    postpone(office, closed(office))

    assert "Wednesday, 2 December 2026" in text_of(client.get(f"/t/{booked}?lang=en"))


def test_visit_moved_by_urgency_shows_its_new_time_only(client, office: World):
    booked = office.booked(10, day=2)
    office.do(give_urgent, office.booking(booked).id, office.slot(9, day=1).id, reason="sekolah", now=EARLY)

    answer = client.get(f"/t/{booked}")

    assert "09.00 WIB Selasa, 1 Desember 2026" in text_of(answer)
    assert 'id="moved"' not in answer.text


def test_machine_can_move_a_visit_that_waits_once_it_is_open(client, office: World):
    booked = office.booked(9, day=2)
    slot = office.slot(14, day=8)
    postpone(office, closed(office, None, start=closed(office).starts_on, service="A"))

    moved = office.database.run(bookings.move_booking, booked, office.slot(9, day=1).id, ref4=None, by="x", now=EARLY)

    assert moved.slot_id != slot.id
    assert time_of(office, booked) == "1 09.00"
