"""The pages of documents between offices: what is said before, the two lists, receiving by scan, taking back."""

from typing import Any

import pytest
from sqlmodel import col

from scheduler.db.models import Document, Transfer
from scheduler.domain.regency import Unwanted
from scheduler.flow.invitations.invitations import pass_of
from scheduler.flow.regency.arriving import receive
from scheduler.flow.regency.returning import refuse
from scheduler.flow.regency.sending import send
from tests.conftest import Stopwatch
from tests.scenes.factories import NINE, World
from tests.web.staff.members import sign_in, text_of

PHONE = "+6281234567890"


@pytest.fixture(autouse=True)
def _nine(client: Any, office: World, elsewhere: World, clock: Stopwatch) -> None:
    """A clerk of the first office looks, at nine; the other office is there."""
    clock.now = NINE
    sign_in(client, office)


def at_elsewhere(client: Any, elsewhere: World) -> None:
    sign_in(client, elsewhere, name="Budi")


def document_of(office: World) -> Document:
    return office.rows(Document, col(Document.office_id) == office.office.id)[0]


@pytest.mark.postgres("statements")
def test_what_will_happen_is_said_and_then_happens(client: Any, office: World, elsewhere: World) -> None:
    office.document("R/1", phone=PHONE)
    office.book(office.code(document_of(office)), office.slot(11))

    asked = client.get("/office/transfers/new?q=R/1")
    sent = client.post("/office/transfers/new", data={"reference": "R/1", "to": "bintan"}, follow_redirects=True)

    said = text_of(asked)
    assert "Jadwal Senin, 30 November 2026 pukul 11.00 WIB di kantor ini dibatalkan" in said
    assert "Pemohon dikabari sepuluh menit lagi" in said
    assert (sent.status_code, office.stage("R/1")) == (200, "transferred")
    assert "R/1 dicatat untuk kantor lain" in text_of(sent)
    assert "dalam perjalanan" in text_of(sent)
    at_elsewhere(client, elsewhere)
    coming = text_of(client.get("/office/transfers"))
    assert "R/1" in coming
    assert "Siti" not in coming


@pytest.mark.postgres("statements")
def test_document_leads_to_the_page_and_says_where_it_went(client: Any, office: World, elsewhere: World) -> None:
    office.document("R/1")

    assert 'href="/office/transfers/new?q=R%2F1"' in client.get("/office/documents?q=R/1").text
    office.do(send, "R/1", "bintan")
    assert "yang belum menerimanya" in text_of(client.get("/office/documents?q=R/1"))
    elsewhere.do(receive, "R/1")
    assert "yang sudah menerimanya" in text_of(client.get("/office/documents?q=R/1"))


def test_office_alone_is_not_asked_to_which_other_one(client: Any, office: World, elsewhere: World) -> None:
    office.document("R/1")
    elsewhere.document("R/1")

    said = text_of(client.get("/office/transfers/new?q=R/1"))

    assert "Disdukcapil bintan sudah punya dokumen bernomor R/1" in said
    assert "Kantor tujuan" not in said


@pytest.mark.postgres("statements")
def test_scan_receives_and_a_wrong_one_stays_in_the_field(client: Any, office: World, elsewhere: World) -> None:
    office.document("R/1")
    office.do(send, "R/1", "bintan")
    at_elsewhere(client, elsewhere)

    wrong = client.post("/office/transfers/arrivals", data={"scanned": "R/2"})
    right = client.post("/office/transfers/arrivals", data={"scanned": "r/1"}, follow_redirects=True)

    assert (wrong.status_code, 'value="R/2"' in wrong.text) == (404, True)
    assert "R/1 sudah diterima" in text_of(right)
    assert elsewhere.stage("R/1") == "ready"


def test_what_did_not_arrive_is_taken_back(client: Any, office: World) -> None:
    office.document("R/1")
    office.do(send, "R/1", "bintan")
    number = office.rows(Transfer)[0].id

    answer = client.post(f"/office/transfers/{number}/end", follow_redirects=True)

    assert "R/1 tetap diambil di kantor ini" in text_of(answer)
    assert office.stage("R/1") == "ready"


@pytest.mark.postgres("statements")
def test_what_is_refused_is_shown_to_the_sender_and_scanned_in(client: Any, office: World, elsewhere: World) -> None:
    office.document("R/1")
    office.do(send, "R/1", "bintan")
    at_elsewhere(client, elsewhere)

    form = {"reference": "R/1", "why": "damaged", "note": "retak di amplop"}
    refused = client.post("/office/transfers/refusals", data=form, follow_redirects=True)
    assert "R/1 dicatat tidak diterima" in text_of(refused)
    assert "Tidak ada yang sedang dikirim ke kantor ini" in text_of(refused)

    sign_in(client, office, name="Cici")
    assert "Sedang dikirim kembali ke kantor ini" in text_of(client.get("/office/documents?q=R/1"))
    page = text_of(client.get("/office/transfers"))
    assert "1 dokumen sedang dikirim kembali ke kantor ini" in page
    assert "tidak diterima, sedang dikirim kembali: rusak atau tidak lengkap (“retak di amplop”)" in page
    back = client.post("/office/transfers/arrivals", data={"scanned": "R/1"}, follow_redirects=True)
    assert "R/1 sudah diterima" in text_of(back)
    assert office.stage("R/1") == "ready"


def test_other_reason_wants_a_word_and_keeps_what_was_typed(client: Any, office: World, elsewhere: World) -> None:
    office.document("R/1")
    office.do(send, "R/1", "bintan")
    at_elsewhere(client, elsewhere)

    answer = client.post("/office/transfers/refusals", data={"reference": "R/1", "why": "other", "note": ""})

    assert (answer.status_code, "Alasan wajib diisi" in text_of(answer)) == (422, True)
    assert '<option value="other" selected>' in answer.text
    assert "<details open>" in answer.text
    assert client.post("/office/transfers/refusals", data={"reference": "R/1", "why": "whim"}).status_code == 422


@pytest.mark.postgres("statements")
def test_what_came_is_sent_back_by_one_tap(client: Any, office: World, elsewhere: World) -> None:
    office.document("R/1")
    office.do(send, "R/1", "bintan")
    elsewhere.do(receive, "R/1")
    at_elsewhere(client, elsewhere)

    assert "Kirim balik R/1 ke Disdukcapil tanjungpinang" in client.get("/office/transfers").text
    form = {"reference": "R/1", "why": "wrong_office"}
    answer = client.post("/office/transfers/returns", data=form, follow_redirects=True)

    assert "R/1 dicatat untuk dikirim balik" in text_of(answer)
    assert "Diterima dalam 30 hari terakhir" not in text_of(answer)
    sign_in(client, office, name="Cici")
    assert "dikirim balik: salah alamat, bukan untuk kantor ini" in text_of(client.get("/office/transfers"))


def test_nobody_takes_back_what_another_office_sent(client: Any, office: World, elsewhere: World) -> None:
    office.document("R/1")
    office.do(send, "R/1", "bintan")
    at_elsewhere(client, elsewhere)

    answer = client.post(f"/office/transfers/{office.rows(Transfer)[0].id}/end")

    assert (answer.status_code, office.stage("R/1")) == (404, "transferred")


def test_old_link_tells_and_leads(client: Any, office: World, elsewhere: World) -> None:
    elsewhere.edit(address="Jalan Kartini 5")
    office.document("R/1", phone=PHONE)
    link = f"/i/{office.code(document_of(office))}"
    office.do(send, "R/1", "bintan")

    under_way = text_of(client.get(link))
    there = elsewhere.do(receive, "R/1")
    arrived = client.get(link)

    assert "Jalan Kartini 5. Sedang dikirim ke sana. Mohon tidak datang dulu" in under_way
    assert f'href="/i/{elsewhere.code(there)}"' in arrived.text


def test_old_link_of_what_is_refused_does_not_say_that_it_is_elsewhere(
    client: Any, office: World, elsewhere: World
) -> None:
    office.document("R/1", phone=PHONE)
    link = f"/i/{office.code(document_of(office))}"
    office.do(send, "R/1", "bintan")
    assert "Diambil di kantor lain" in text_of(client.get(link))

    elsewhere.do(refuse, "R/1", Unwanted.DAMAGED, "")

    said = text_of(client.get(link))
    assert "Sedang dikirim kembali ke kantor kami" in said
    assert "Diambil di kantor lain" not in said
    assert "Mohon tidak datang dulu" in said


@pytest.mark.postgres("statements")
def test_pass_alone_tells_the_office_and_leads_to_no_link(client: Any, office: World, elsewhere: World) -> None:
    office.document("R/1", phone=PHONE)
    booking = office.book(office.code(document_of(office)), office.slot(11))
    office.do(send, "R/1", "bintan")
    there = elsewhere.do(receive, "R/1")

    page = client.get(f"/t/{pass_of(booking)}")

    assert "Dokumennya sekarang diambil di Disdukcapil bintan" in text_of(page)
    assert elsewhere.code(there) not in page.text
