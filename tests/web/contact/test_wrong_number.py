"""Bukan untuk saya: on the page of an invitation and of a ticket, without an account and without JavaScript."""

import re
from typing import Any

import pytest
from sqlmodel import col
from starlette.testclient import TestClient

from scheduler.db.models import Document, Message, Move, Office, StoppedNumber
from tests.conftest import Stopwatch
from tests.scenes.applications import document as document_of
from tests.scenes.applications import move, sent, whole
from tests.scenes.factories import NINE, World
from tests.web.staff.members import sign_in, text_of

PHONE = "+6281234567890"


def links(page: Any) -> list[str]:
    return re.findall(r'href="([^"]*wrong-number)"', page.text)


@pytest.fixture
def document(office: World) -> Document:
    return office.document("472.11/0412", holder="Siti Rahmawati", phone=PHONE)


def test_small_link_leads_to_a_question_that_names_nobody(
    client: TestClient, office: World, document: Document
) -> None:
    address = links(client.get(f"/i/{office.code(document)}"))[0]

    page = client.get(address)

    assert page.status_code == 200
    assert "Ya, bukan untuk saya" in page.text
    assert "Disdukcapil tanjungpinang" in page.text
    but_for_the_code = page.text.replace(office.code(document), "")
    for secret in ("Siti", "Rahmawati", "S.R.", "0412", "KTP", PHONE):
        assert secret not in but_for_the_code
    assert office.rows(StoppedNumber) == []


def test_yes_stops_the_number_and_closes_the_link(client: TestClient, office: World, document: Document) -> None:
    code = office.code(document)

    answer = client.post(f"/i/{code}/wrong-number")

    assert answer.status_code == 303
    done = client.get(answer.headers["location"])
    assert "Maaf mengganggu. Nomor ini sudah kami hapus dari daftar." in done.text
    assert code not in answer.headers["location"]
    assert [row.why for row in office.rows(StoppedNumber)] == ["not_mine"]
    assert client.get(f"/i/{code}").status_code == 404
    assert client.post(f"/i/{code}/wrong-number").status_code == 404


CLOSED = "Tautan ini sudah ditutup, karena ada yang melaporkan bahwa pesan kami salah alamat."


@pytest.mark.postgres("statements")
def test_closed_link_says_why_and_the_way_back(client: TestClient, office: World, document: Document) -> None:
    office.change(Office, office.office.id, phone="0771-123456")
    code = office.code(document)
    client.post(f"/i/{code}/wrong-number")

    said = text_of(client.get(f"/i/{code}"))

    assert CLOSED in said
    assert "Ternyata dokumen Anda sendiri? Hubungi 0771-123456, nomor Anda kami daftarkan lagi." in said
    assert "sampai lengkap" not in said
    but_for_the_code = said.replace(code, "")
    for secret in ("Siti", "Rahmawati", "S.R.", "0412", "KTP", PHONE):
        assert secret not in but_for_the_code
    assert CLOSED not in text_of(client.get(f"/i/{office.code(document)}")), "The new one opens the invitation."


def test_link_that_never_was_is_not_called_closed(client: TestClient, office: World, document: Document) -> None:
    client.post(f"/i/{office.code(document)}/wrong-number")

    for address in ("/i/0000-0000-0000-0000", "/a/0000-0000-0000-0000", "/i/x"):
        said = text_of(client.get(address))
        assert CLOSED not in said
        assert "Salin tautan dari pesan kami sampai lengkap" in said


def test_closed_link_of_an_application_says_so_too(client: TestClient, office: World) -> None:
    code = sent(office, "kk.lost")
    client.post(f"/a/{code}/wrong-number")

    assert CLOSED in text_of(client.get(f"/a/{code}"))


def test_said_on_the_ticket_the_visit_stays(client: TestClient, office: World, document: Document) -> None:
    booking = office.book(office.code(document), office.slot())
    code = office.code(document)
    ticket = links(client.get(f"/i/{code}"))
    address = re.search(r'href="(/t/[^"]+)"', client.get(f"/i/{code}").text)[1]

    question = client.get(links(client.get(address))[0])
    answer = client.post(f"{address}/wrong-number")

    assert ticket
    assert "Ya, bukan untuk saya" in question.text
    assert answer.status_code == 303
    assert client.get(address).status_code == 200
    assert client.get(f"/i/{code}").status_code == 404
    assert office.booking(address.removeprefix("/t/")).id == booking.id
    assert {row.state for row in office.rows(Message)} == {"moot"}


@pytest.mark.parametrize("address", ["/i/0000-0000-0000-0000/wrong-number", "/t/0000-0000-0000-0000/wrong-number"])
def test_unknown_codes_are_not_found(client: TestClient, office: World, address: str) -> None:
    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 404


def test_office_sees_why_and_when_and_has_nobody_to_tell(
    client: TestClient, office: World, document: Document, clock: Stopwatch
) -> None:
    clock.now = NINE
    client.post(f"/i/{office.code(document)}/wrong-number")
    sign_in(client, office)

    said = text_of(client.get("/office/documents", params={"q": document.reference}))

    assert "Penerima mengatakan nomor ini bukan miliknya, 30 November." in said
    assert "warga penerima pesan mengatakan ini bukan untuknya" in said
    assert "Belum dikabari 0" in said


@pytest.mark.parametrize(("typed", "phone"), [("", PHONE), ("0813 1111 2222", "+6281311112222")])
def test_clerk_sends_again_to_the_number_that_is_right(
    client: TestClient, office: World, document: Document, typed: str, phone: str
) -> None:
    client.post(f"/i/{office.code(document)}/wrong-number")
    sign_in(client, office)

    answer = client.post("/office/documents/phone", data={"reference": document.reference, "phone": typed})

    page = client.get(answer.headers["location"])
    assert "bukan miliknya" not in page.text
    assert f"https://wa.me/{phone[1:]}" in page.text
    assert office.code(document) in page.text


def test_number_that_is_none_is_refused_above_the_document(
    client: TestClient, office: World, document: Document
) -> None:
    client.post(f"/i/{office.code(document)}/wrong-number")
    sign_in(client, office)

    page = client.post("/office/documents/phone", data={"reference": document.reference, "phone": "12"})

    assert page.status_code == 422
    assert "Isian belum benar." in page.text
    assert document.reference in page.text


def test_said_on_the_page_of_an_application_its_link_opens_nothing(client: TestClient, office: World) -> None:
    code = sent(office)
    address = links(client.get(f"/a/{code}"))[0]

    reference = document_of(office, code).reference

    question, answer = client.get(address), client.post(address)

    assert "Ya, bukan untuk saya" in question.text
    assert all(secret not in question.text for secret in ("Rahmawati", "S.R.", "KTP", reference))
    assert answer.status_code == 303
    assert "Nomor ini sudah kami hapus dari daftar." in client.get(answer.headers["location"]).text
    assert [row.why for row in office.rows(StoppedNumber)] == ["not_mine"]
    assert client.get(f"/a/{code}").status_code == 404
    assert client.post(address).status_code == 404
    (last,) = office.rows(Move, col(Move.why) == "wrong_number")
    assert last.by == "citizen", "the office reads it in the document's history"


def test_draft_whose_link_nobody_was_sent_is_not_told_off(client: TestClient, office: World) -> None:
    code = whole(office)

    assert links(client.get(f"/a/{code}")) == []
    assert client.get(f"/a/{code}/wrong-number").status_code == 404
    assert client.post(f"/a/{code}/wrong-number").status_code == 404
    assert office.rows(StoppedNumber) == []


def test_invitation_of_the_same_document_closes_too(client: TestClient, office: World) -> None:
    code = sent(office, "kk.lost")
    move(office, code, "in_production", "ready")
    invitation = office.code(document_of(office, code))

    client.post(f"/a/{code}/wrong-number")

    assert client.get(f"/i/{invitation}").status_code == 404
