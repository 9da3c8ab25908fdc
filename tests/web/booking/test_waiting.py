"""A full day on a phone: one tap to be told, the seat that is kept; a visit that takes one more document."""

import re
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from scheduler.db.models import Booking, Document, WaitlistEntry
from scheduler.flow.booking import bookings
from scheduler.flow.invitations import invitations, waitlist_offers
from tests.conftest import Stopwatch
from tests.flow.small import shrink
from tests.scenes.factories import EARLY, World
from tests.scenes.visits import visit_for
from tests.web.staff.members import text_of

KK = "2172010101010001"
HOURS = [(8, 0), (8, 30), *((h, m) for h in (9, 10, 11, 13, 14) for m in (0, 30))]
FULL = "Senin, 30 Nov penuh: kabari saya bila ada tempat"
WAITING = "Anda ada di daftar tunggu Senin, 30 November 2026. Kami kabari bila ada tempat."


@pytest.fixture(autouse=True)
def _early(office: World, clock: Stopwatch) -> None:
    """Seven in the morning; one visit a slot, on Monday and Tuesday."""
    clock.now = EARLY
    shrink(office, days=1, wave_percent=1000)


def fill(office: World) -> list[str]:
    return [office.booked(hour, minute) for hour, minute in HOURS]


def cancel_and_offer(office: World, pass_code: str) -> None:
    office.database.run(bookings.cancel, pass_code, ref4=None, by="citizen", now=EARLY)
    office.at_time(waitlist_offers.offer_seats, now=EARLY)


def stages(office: World) -> list[str]:
    return [entry.stage for entry in office.rows(WaitlistEntry)]


def test_full_day_offers_one_tap_and_a_free_one_does_not(client: TestClient, office: World) -> None:
    code = office.invitation()
    assert "kabari saya" not in client.get(f"/i/{code}").text
    fill(office)

    page = client.get(f"/i/{code}")

    assert FULL in text_of(page)
    assert "1 Des penuh" not in text_of(page)
    assert re.search(r'<form id="waiting" method="post" action="/i/[\w-]+/waiting"', page.text)
    assert 'form="waiting" name="day" value="2026-11-30"' in page.text


def test_tap_puts_on_the_list_and_another_takes_off(client: TestClient, office: World) -> None:
    code = office.invitation()
    fill(office)

    answer = client.post(f"/i/{code}/waiting", data={"day": "2026-11-30"})
    assert answer.status_code == 303
    page = client.get(answer.headers["location"])
    assert WAITING in text_of(page)
    assert FULL not in text_of(page)
    assert stages(office) == ["waiting"]

    answer = client.post(f"/i/{code}/waiting/end", data={"day": "2026-11-30"})
    assert FULL in text_of(client.get(answer.headers["location"]))
    assert stages(office) == ["left"]


def test_button_for_another_day_stays_in_the_fragment(client: TestClient, office: World) -> None:
    code = office.invitation()
    fill(office)

    fragment = client.get(f"/i/{code}?day=2026-12-01", headers={"HX-Request": "true"})

    assert fragment.text.lstrip().startswith('<div id="times"')
    assert FULL in text_of(fragment)


def test_day_with_room_or_no_day_is_refused_in_words(client: TestClient, office: World) -> None:
    code = office.invitation()

    refused = client.post(f"/i/{code}/waiting", data={"day": "2026-11-30"})
    assert (refused.status_code, "Hari itu masih ada tempat." in refused.text) == (409, True)
    assert "Pilih jadwal lain" in refused.text
    assert client.post(f"/i/{code}/waiting", data={"day": "besok"}).status_code == 422
    assert client.post("/i/7K4M-P2QX-9RD3-FHNT/waiting", data={"day": "2026-11-30"}).status_code == 404


def test_kept_seat_is_shown_chosen_and_taken(client: TestClient, office: World) -> None:
    code, other = office.invitation(), office.invitation()
    passes = fill(office)
    client.post(f"/i/{code}/waiting", data={"day": "2026-11-30"})
    cancel_and_offer(office, passes[4])
    slot = office.slot(10)

    page = client.get(f"/i/{code}")

    said = text_of(page)
    assert "Ada tempat Senin, 30 November 2026 pukul 10.00 WIB." in said
    assert "Kami simpan untuk Anda sampai 07.30 WIB." in said
    assert re.findall(r'name="slot" value="(\d+)" required checked', page.text) == [str(slot.id)]
    assert f'value="{slot.id}"' not in client.get(f"/i/{other}").text
    taken = client.post(f"/i/{code}/booking", data={"slot": str(slot.id), "party": "1", "collector": "holder"})
    assert taken.status_code == 303


def test_offer_can_be_let_go(client: TestClient, office: World) -> None:
    code = office.invitation()
    passes = fill(office)
    client.post(f"/i/{code}/waiting", data={"day": "2026-11-30"})
    cancel_and_offer(office, passes[4])

    answer = client.post(f"/i/{code}/waiting/end", data={"day": "2026-11-30"})

    assert "Ada tempat" not in client.get(answer.headers["location"]).text
    assert (stages(office), office.slot(10).taken) == (["left"], 0)


def test_offer_that_is_over_is_shown_no_more(client: TestClient, office: World, clock: Stopwatch) -> None:
    code = office.invitation()
    passes = fill(office)
    client.post(f"/i/{code}/waiting", data={"day": "2026-11-30"})
    cancel_and_offer(office, passes[4])
    clock.now = EARLY + timedelta(minutes=30)

    page = client.get(f"/i/{code}")

    assert "Ada tempat" not in page.text
    assert f'value="{office.slot(10).id}"' not in page.text


def test_booked_visit_waits_for_another_day_and_moves(client: TestClient, office: World) -> None:
    passes = fill(office)
    mine = office.booked(9, day=1)
    ref4 = office.reference_of(mine)[-4:]
    assert FULL in text_of(client.get(f"/t/{mine}/slot"))

    answer = client.post(f"/t/{mine}/waiting", data={"day": "2026-11-30"})
    assert WAITING in text_of(client.get(answer.headers["location"]))
    cancel_and_offer(office, passes[4])
    ticket = client.get(f"/t/{mine}")
    assert "Ada tempat Senin, 30 November 2026 pukul 10.00 WIB." in text_of(ticket)
    assert f'href="/t/{mine}/slot?day=2026-11-30#times"' in ticket.text
    chooser = client.get(f"/t/{mine}/slot?day=2026-11-30").text
    assert f'value="{office.slot(10).id}" required checked' in chooser
    client.post(f"/t/{mine}/slot", data={"slot": str(office.slot(10).id), "ref4": ref4})

    assert office.booking(mine).slot_id == office.slot(10).id


def test_waiting_of_a_ticket_ends_from_its_page_too(client: TestClient, office: World) -> None:
    fill(office)
    mine = office.booked(9, day=1)
    client.post(f"/t/{mine}/waiting", data={"day": "2026-11-30"})

    answer = client.post(f"/t/{mine}/waiting/end", data={"day": "2026-11-30"})

    assert (answer.headers["location"], stages(office)) == (f"/t/{mine}/slot", ["left"])


def test_own_day_that_is_full_is_not_waited_for(client: TestClient, office: World) -> None:
    passes = fill(office)

    page = client.get(f"/t/{passes[0]}/slot")

    assert "kabari saya" not in page.text
    assert client.post(f"/t/{passes[0]}/waiting", data={"day": "2026-11-30"}).status_code == 409


# --- joining


def visit(office: World, **facts: str) -> str:
    return invitations.pass_of(office.book(office.invitation(kk=KK, **facts), office.slot(9)))


def test_later_document_is_offered_with_the_booked_visit(client: TestClient, office: World) -> None:
    shrink(office, capacity=6, days=1)
    pass_code = visit(office)
    office.document("472.11/0999", kk=KK, type="KIA", holder="Andi Rahmat")
    code = office.code(office.rows(Document)[-1])

    for path, number in ((f"/i/{code}", "Registrasi …0999"), (f"/t/{pass_code}", "Empat angka terakhir nomor")):
        said = text_of(client.get(path))
        assert "Kartu Identitas Anak juga sudah jadi" in said
        assert number in said
        assert "Ambil sekalian pada jadwal Senin, 30 November 2026 pukul 09.00 WIB" in said
        assert "Andi" not in said

    answer = client.post(f"/i/{code}/joining", data={"slot": str(office.slot(9).id)})

    assert answer.headers["location"] == f"/t/{pass_code}"
    assert "juga sudah jadi" not in client.get(f"/t/{pass_code}").text
    assert [booking.units for booking in office.rows(Booking)] == [2]


@pytest.mark.postgres("statements")
def test_page_of_the_visit_asks_whoever_lets_a_document_join_for_the_digits(client: TestClient, office: World) -> None:
    shrink(office, capacity=6, days=1)
    pass_code = visit(office)
    office.document("472.11/0999", kk=KK, type="KIA")
    shown = client.get(f"/t/{pass_code}").text
    found = re.search(r'action="(/t/[^"]+/joining)".*?name="invitation" value="(\d+)"', shown, re.DOTALL)
    assert found
    data = {"invitation": found[2], "ref4": "9998"}

    wrong = client.post(found[1], data=data)
    right = client.post(found[1], data={**data, "ref4": office.reference_of(pass_code)[-4:]})

    assert wrong.status_code == 403
    assert f'<input type="hidden" name="invitation" value="{found[2]}">' in wrong.text
    assert 'name="ref4"' in wrong.text
    assert "Ambil sekalian pada jadwal Senin, 30 November 2026 pukul 09.00 WIB" in text_of(wrong)
    assert right.headers["location"] == f"/t/{pass_code}"
    assert [booking.units for booking in office.rows(Booking)] == [2]


@pytest.mark.postgres("statements")
def test_link_of_what_has_joined_leads_to_the_visit(client: TestClient, office: World) -> None:
    shrink(office, capacity=6, days=1)
    pass_code, code = visit(office), office.invitation(kk=KK)
    client.post(f"/i/{code}/joining")

    page = client.get(f"/i/{code}")

    assert "Senin, 30 November 2026 pukul 09.00 WIB" in text_of(page)
    assert f'href="/t/{pass_code}"' in page.text


def test_slot_that_filled_meanwhile_is_refused_and_a_visit_of_its_own_stays_possible(
    client: TestClient, office: World
) -> None:
    shrink(office, capacity=2, days=1)
    visit(office)
    code = office.invitation(kk=KK)
    office.booked(9)

    assert "Ambil sekalian" not in client.get(f"/i/{code}").text
    refused = client.post(f"/i/{code}/joining", data={"slot": str(office.slot(9).id)})

    assert refused.status_code == 409
    assert "Jadwal itu baru saja terisi" in refused.text
    assert office.book(code, office.slot(10)).stage == "booked"


@pytest.mark.postgres("statements")
def test_nothing_to_join_is_said_in_words(client: TestClient, office: World) -> None:
    refused = client.post(f"/i/{office.invitation()}/joining", data={"slot": "1"})

    assert refused.status_code == 409
    assert "Tidak ada jadwal satu KK" in refused.text


# --- what was left out


@pytest.mark.postgres("statements")
def test_document_that_was_left_out_is_added_from_the_page_of_the_visit(client: TestClient, office: World) -> None:
    shrink(office, capacity=6, days=1)
    fetched, left = office.document("472/0001", kk=KK), office.document("472/0002", kk=KK, holder="Andi Rahmat")
    pass_code = visit_for(office, fetched, hour=14)
    invited = client.get(f"/i/{office.code(fetched)}").text
    shown = client.get(f"/t/{pass_code}").text
    data = {"document": str(left.id), "ref4": "9998"}

    wrong = client.post(f"/t/{pass_code}/documents", data=data)
    right = client.post(f"/t/{pass_code}/documents", data={**data, "ref4": "0002"})
    after = client.get(f"/t/{pass_code}").text

    assert f'href="/t/{pass_code}#left-out">Tambahkan ke jadwal ini</a>' in invited
    assert re.search(rf'id="left-out" [^>]* action="/t/{pass_code}/documents"', shown)
    assert f'name="document" value="{left.id}" checked' in shown
    assert "0002" not in shown
    assert "Andi" not in shown
    assert (wrong.status_code, right.headers["location"]) == (403, f"/t/{pass_code}")
    assert f'<input type="hidden" name="document" value="{left.id}">' in wrong.text
    assert "Tambahkan ke jadwal ini" in wrong.text
    assert "Dokumennya ikut jadwal ini." in after
    assert "left-out" not in after
    assert [booking.units for booking in office.rows(Booking)] == [2]


def test_of_several_left_out_none_is_chosen_beforehand_and_one_must_be(client: TestClient, office: World) -> None:
    shrink(office, capacity=6, days=1)
    fetched = office.document(kk=KK)
    for _ in range(2):
        office.document(kk=KK)
    pass_code = visit_for(office, fetched, hour=14)

    shown = client.get(f"/t/{pass_code}").text
    answer = client.post(f"/t/{pass_code}/documents", data={"ref4": fetched.reference[-4:]})

    assert len(re.findall(r'name="document" value="[0-9]+">', shown)) == 2
    assert "Pilih paling sedikit satu dokumen yang mau diambil." in answer.text
