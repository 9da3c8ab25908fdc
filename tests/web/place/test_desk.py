"""The first page of a place: one document for whoever shows a slip and a NIK, and no list of anybody."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import Session, col

from scheduler.db.models import Disclosure, Document, Office
from scheduler.domain.place import SHOWN_FOR
from scheduler.flow.delivery import places
from scheduler.flow.staff import people
from tests.conftest import Stopwatch
from tests.scenes.desks import NIK, AtPlace, booked_there
from tests.scenes.factories import EARLY, World, at
from tests.scenes.places import BUGIS, a_place, for_place, taken
from tests.web.staff.members import sign_in, text_of

WRONG = "Nomor registrasi dan NIK itu tidak cocok."


def look(client: Any, who: AtPlace, reference: str, proof: str = NIK) -> Any:
    """The page that a look leads to."""
    answer = client.post(f"/place/{who.place.id}/searches", data={"reference": reference, "proof": proof})
    while answer.status_code == 303:
        answer = client.get(answer.headers["location"])
    return answer


def test_whoever_works_for_one_place_is_led_to_its_desk(client: Any, yuni: AtPlace) -> None:
    answer = client.get("/place")

    assert answer.headers["location"] == f"/place/{yuni.place.id}"
    assert BUGIS in text_of(client.get(answer.headers["location"]))


@pytest.mark.postgres("statements")
def test_of_several_places_one_is_chosen(client: Any, office: World, yuni: AtPlace) -> None:
    east = a_place(office, "Kecamatan Timur")
    both = {"places": [yuni.place.id, east.id], "by": "command", "now": EARLY}
    office.database.run(people.change_roles, office.office, yuni.staff_id, "place", **both)
    sign_in(client, office, name="Yuni")

    asked = client.get("/place")

    assert "Kecamatan Timur Kelurahan Kampung Bugis" in text_of(asked)
    assert "Ganti tempat" in text_of(client.get(f"/place/{east.id}"))


def test_place_that_is_not_theirs_is_none(client: Any, office: World, elsewhere: World, wati: AtPlace) -> None:
    for place in (wati.place.id, a_place(elsewhere).id, 9_999, 99_999_999_999):
        page = client.get(f"/place/{place}")

        assert page.status_code == 404
        assert 'href="/place"' in page.text


@pytest.mark.postgres("statements")
def test_slip_and_nik_lead_to_a_time(client: Any, office: World, yuni: AtPlace) -> None:
    office.document("472.11/0412", holder="Siti Rahmawati", nik=NIK, phone="+6281234567890")

    page = look(client, yuni, "472.11/0412")

    assert "KTP-el S.R. · …0412" in text_of(page)
    assert "1. Pilih hari" in text_of(page)
    for secret in ("Rahmawati", NIK, "7890", "472.11/0412"):
        assert secret not in page.text
    assert [(row.fields, row.by) for row in office.rows(Disclosure)] == [("to_book", yuni.by)]


def test_wrong_nik_keeps_the_number_and_forgets_the_nik(client: Any, office: World, yuni: AtPlace) -> None:
    office.document("472.11/0412", nik=NIK)

    page = look(client, yuni, "472.11/0412", "2172014101900002")

    assert page.status_code == 404
    assert WRONG in text_of(page)
    assert 'value="472.11/0412"' in page.text
    assert "2172014101900002" not in page.text
    assert office.rows(Disclosure) == []


def test_empty_fields_are_told_on_the_page(client: Any, yuni: AtPlace) -> None:
    page = look(client, yuni, "", "")

    assert page.status_code == 422
    assert "Cari dokumen warga" in text_of(page)


def test_wrong_niks_for_one_number_pause_whoever_tries(
    client: Any, office: World, yuni: AtPlace, wati: AtPlace, clock: Stopwatch
) -> None:
    office.document("472.11/0412", nik=NIK)
    for n in range(5):
        look(client, yuni, "472.11/0412", f"217201410190{n + 5000}")

    sign_in(client, office, name="Wati")
    page = look(client, wati, " 472.11/0412", NIK)

    assert page.status_code == 429
    assert office.rows(Disclosure) == []


@pytest.mark.parametrize("stage", ["received", "in_production"])
def test_what_is_not_done_says_how_far_it_is(client: Any, office: World, yuni: AtPlace, stage: str) -> None:
    office.document("472.11/0412", nik=NIK, stage=stage)

    page = look(client, yuni, "472.11/0412")

    assert page.status_code == 409
    assert "Cari dokumen warga" in text_of(page)


def test_what_is_fetched_at_the_place_says_so(client: Any, office: World, yuni: AtPlace) -> None:
    for_place(office, "472.11/0412", nik=NIK)

    assert BUGIS in text_of(look(client, yuni, "472.11/0412")).partition("Cari dokumen warga")[0]


def test_document_that_nobody_showed_or_long_ago_stays_shut(
    client: Any, office: World, yuni: AtPlace, clock: Stopwatch
) -> None:
    document, other = office.document("472.11/0412", nik=NIK), office.document(nik=NIK)
    look(client, yuni, "472.11/0412")
    page = f"/place/{yuni.place.id}/documents"

    assert client.get(f"{page}/{document.id}").status_code == 200
    assert client.get(f"{page}/{other.id}").status_code == 410
    assert client.get(f"{page}/99999999999").status_code == 404
    clock.now = at(7) + SHOWN_FOR
    late = client.get(f"{page}/{document.id}")
    assert late.status_code == 410
    assert "sudah lewat 30 menit" in text_of(late)


def test_visit_that_others_booked_says_when_and_opens_nothing(
    client: Any, office: World, yuni: AtPlace, wati: AtPlace
) -> None:
    booking = booked_there(office, wati, 10, reference="472.11/0412")

    page = look(client, yuni, "472.11/0412")

    assert page.status_code == 409
    assert "sudah punya jadwal: Selasa, 1 Desember 2026 pukul 10.00 WIB" in text_of(page)
    assert str(booking.short) not in page.text.replace("-", "")


def test_closed_place_books_nothing_and_shows_the_rest(client: Any, office: World, yuni: AtPlace) -> None:
    office.document("472.11/0412", nik=NIK)
    look(client, yuni, "472.11/0412")
    office.database.run(places.close_place, office.office, yuni.place.id, closed=True)

    first = client.get(f"/place/{yuni.place.id}")
    page = look(client, yuni, "472.11/0412")

    assert "sedang ditutup oleh kantor Dukcapil" in text_of(first)
    assert 'name="proof"' not in first.text
    assert page.status_code == 409


def test_batches_on_the_way_are_told_at_once(client: Any, office: World, yuni: AtPlace) -> None:
    first = client.get(f"/place/{yuni.place.id}")
    taken(office, yuni.place, "R/1")

    assert "sedang menuju" not in text_of(first)
    assert "1 kiriman sedang menuju ke sini" in text_of(client.get(f"/place/{yuni.place.id}"))


def test_page_that_was_left_alone_asks_for_the_password(
    client: Any, office: World, yuni: AtPlace, clock: Stopwatch
) -> None:
    office.database.run(_locks, office.office)
    sign_in(client, office, name="Yuni", now=at(7))
    clock.now = at(7) + timedelta(minutes=12)

    page = client.get(f"/place/{yuni.place.id}/visits")

    assert page.status_code == 401
    assert 'name="unlock_password"' in page.text
    assert client.get("/office/presence", headers={"HX-Request": "true"}).status_code == 204


@pytest.mark.postgres("statements")
def test_script_asks_when_the_page_locks(client: Any, office: World) -> None:
    office.database.run(_locks, office.office)
    sign_in(client, office, name="Yuni", now=at(7))

    assert client.get("/office/presence").json() == {"locks_in": 630.0}
    assert client.post("/office/presence").status_code == 200


def test_who_may_not_be_somewhere_is_shown_the_way_home(client: Any) -> None:
    page = client.get("/office/documents")

    assert page.status_code == 403
    assert "Anda tidak berwenang" in text_of(page)
    assert '<a class="button" href="/place">' in page.text


def test_account_is_theirs_and_shows_no_menu_of_the_office(client: Any) -> None:
    page = client.get("/account")

    assert "Petugas kecamatan/kelurahan" in text_of(page)
    assert "Ke meja kecamatan/kelurahan" in text_of(page)
    assert "/office/documents" not in page.text


def test_document_without_a_nik_is_proven_by_the_whole_name(client: Any, office: World, yuni: AtPlace) -> None:
    office.document("472.11/0412", holder="Siti Rahmawati")

    assert look(client, yuni, "472.11/0412", "Siti").status_code == 404
    assert "Rahmawati" not in look(client, yuni, "472.11/0412", "siti rahmawati").text
    assert len(office.rows(Disclosure)) == 1
    assert office.rows(Document)[0].nik is None


def _locks(session: Session, office: Office) -> None:
    session.execute(update(Office).where(col(Office.id) == office.id).values(lock_minutes=10))


def test_own_account_says_that_a_session_is_at_a_place(client: Any) -> None:
    shown = text_of(client.get("/account"))

    assert "Kantor atau pintu" not in shown
    assert "Di mana Masuk Terakhir terlihat Tindakan Kecamatan atau kelurahan" in shown
