"""An office's rules on the phone: who collects, wishes, what to bring, and what keeps one from booking."""

import pytest
from starlette.testclient import TestClient

from scheduler.db.models import Booking, DocumentType, Invitation, Office
from scheduler.domain.text.names import last_digits
from tests.conftest import Stopwatch
from tests.scenes.factories import World, at
from tests.web.staff.members import text_of


def choices(office: World, hour: int = 9, **other: str) -> dict[str, str]:
    return {"slot": str(office.slot(hour).id), "party": "1", "collector": "holder", **other}


def ticket_of(client: TestClient, office: World, hour: int = 9, **facts: str) -> tuple[str, str]:
    """The address of a new booking's ticket, and the last four digits its citizen knows."""
    document = office.document(**facts)
    answer = client.post(f"/i/{office.code(document)}/booking", data=choices(office, hour))
    return answer.headers["location"], last_digits(document.reference, 4)


def test_each_choice_says_what_such_a_collector_brings(client: TestClient, office: World) -> None:
    said = text_of(client.get(f"/i/{office.invitation(reason='changed')}"))

    assert "Bawa: KTP lama. Kartu lama kami tarik." in said
    assert "Anggota keluarga satu KK bawa KTP asli Anda, Kartu Keluarga" in said
    assert "Orang lain bawa KTP asli pengambil, surat kuasa" in said


def test_nothing_is_taken_back_the_first_time(client: TestClient, office: World) -> None:
    assert "kami tarik" not in client.get(f"/i/{office.invitation()}").text


def test_office_that_lets_no_proxy_collect_does_not_offer_one(client: TestClient, office: World) -> None:
    kind = office.rows(DocumentType, DocumentType.code == "KTP-el")[0]
    office.change(DocumentType, kind.id, collectors=["holder", "guardian"])

    page = client.get(f"/i/{office.invitation()}")

    assert "Orang lain" not in page.text
    assert 'name="relation"' not in page.text
    assert "Wali bawa KTP asli Anda, surat perwalian" in text_of(page)


def test_documents_that_nobody_may_collect_together_say_who_may(client: TestClient, office: World) -> None:
    kind = office.rows(DocumentType, DocumentType.code == "KTP-el")[0]
    office.change(DocumentType, kind.id, collectors=["holder"])
    office.document(kk="1", type="KTP-el")

    said = text_of(client.get(f"/i/{office.invitation(kk='1', type='KIA')}"))

    assert "Boleh diambil oleh: pemiliknya sendiri" in said
    assert "Boleh diambil oleh: ayah atau ibu, wali" in said


def test_proxy_without_a_name_is_asked_for_it_with_all_choices_kept(client: TestClient, office: World) -> None:
    code = office.invitation()
    data = choices(office, party="2", collector="proxy", wish_priority="true")

    page = client.post(f"/i/{code}/booking", data=data)

    assert page.status_code == 422
    assert "Tulis nama orang yang mengambil." in page.text
    assert "Tulis hubungannya dengan pemilik dokumen." in page.text
    assert f'name="slot" value="{data["slot"]}" required checked' in page.text
    assert office.rows(Booking) == []
    again = client.post(f"/i/{code}/booking", data={**data, "name": "Budi", "relation": "tetangga", "nik4": "0412"})
    assert again.status_code == 303
    assert [(row.collector_name, row.wish_priority, row.party) for row in office.rows(Booking)] == [("Budi", True, 2)]


def test_proxy_beyond_the_cap_is_told_so(client: TestClient, office: World) -> None:
    office.change(Office, office.office.id, proxy_cap=0)
    data = choices(office, collector="proxy", name="Budi", relation="tetangga")

    page = client.post(f"/i/{office.invitation()}/booking", data=data)

    assert page.status_code == 409
    assert "Orang ini sudah 0 kali mengambil untuk orang lain bulan ini." in page.text


def test_wishes_are_two_and_nothing_else_is_kept(client: TestClient, office: World) -> None:
    page = client.get(f"/i/{office.invitation()}")
    data = choices(office, wish_priority="true", wish_escort="true", reason="hamil")

    address = client.post(f"/i/{office.invitation()}/booking", data=data).headers["location"]

    assert page.text.count('type="checkbox"') == 2
    assert "Kursi roda, lansia, hamil, bayi, tuli, netra" in page.text
    booking = office.rows(Booking)[0]
    assert (booking.wish_priority, booking.wish_escort) == (True, True)
    assert "hamil" not in str(booking.model_dump())
    ticket = client.get(address).text
    assert "Anda minta didahulukan." in ticket
    assert "Anda minta dijemput di ruang tunggu." in ticket


def test_ticket_and_calendar_say_what_to_bring_by_reason_and_collector(client: TestClient, office: World) -> None:
    code = office.invitation(reason="damaged")
    data = choices(office, collector="proxy", name="Budi", relation="tetangga")
    address = client.post(f"/i/{code}/booking", data=data).headers["location"]

    said, entry = text_of(client.get(address)), client.get(f"{address}/calendar.ics").text.replace("\r\n ", "")

    listed = "Bawa KTP yang rusak untuk KTP-el S. KTP asli pengambil B. surat kuasa Kartu lama kami tarik."
    assert listed in said
    assert "Bawa: KTP yang rusak\\, KTP asli pengambil\\, surat kuasa." in entry
    assert "Kartu lama kami tarik." in entry


def test_party_beyond_the_lobby_is_refused_in_words(client: TestClient, office: World) -> None:
    page = client.get(f"/i/{office.invitation()}")

    refused = client.post(f"/i/{office.invitation()}/booking", data=choices(office, party="5"))

    assert "Bayi tidak dihitung." in page.text
    assert "Jumlah orang, paling banyak 4" in page.text
    assert "Ruang tunggu hanya muat 4 orang." in refused.text


# --- limits


@pytest.mark.postgres("statements")
def test_too_late_to_change_is_said_with_the_last_moment(client: TestClient, office: World, clock: Stopwatch) -> None:
    office.change(Office, office.office.id, change_minutes=120, phone="0771-123456")
    address, digits = ticket_of(client, office, 10)
    clock.now = at(8, 1)

    moved = client.post(f"{address}/slot", data={"slot": str(office.slot(11).id), "ref4": digits})
    cancelled = client.post(f"{address}/cancellation", data={"ref4": digits})
    asked = client.get(f"{address}/slot")

    for page in (moved, cancelled, asked):
        assert page.status_code == 409
        assert "sampai Senin, 30 November 2026 pukul 08.00 WIB. Ada halangan? Hubungi 0771-123456." in page.text


@pytest.mark.postgres("statements")
def test_change_limit_names_the_office(client: TestClient, office: World) -> None:
    office.change(Office, office.office.id, max_changes=1, phone="0771-123456")
    address, digits = ticket_of(client, office)
    first = client.post(f"{address}/slot", data={"slot": str(office.slot(10).id), "ref4": digits})

    page = client.post(f"{address}/slot", data={"slot": str(office.slot(11).id), "ref4": digits})

    assert first.status_code == 303
    assert page.status_code == 409
    assert "Jadwal sudah diubah 1 kali. Untuk mengubah lagi, hubungi 0771-123456." in page.text


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"missed": 4}, "Jadwal sudah 4 kali terlewat. Untuk jadwal baru, hubungi Disdukcapil tanjungpinang."),
        ({"bookable_from": at(0, day=3)}, "Jadwal baru bisa diambil mulai Kamis, 3 Desember 2026."),
        ({"changes": 4}, "Jadwal sudah diubah 3 kali."),
    ],
)
def test_page_says_beforehand_why_nothing_can_be_booked(
    client: TestClient, office: World, facts: dict[str, object], said: str
) -> None:
    code = office.invitation()
    office.change(Invitation, office.rows(Invitation)[0].id, **facts)

    page, sent = client.get(f"/i/{code}"), client.post(f"/i/{code}/booking", data=choices(office))

    assert said in text_of(page)
    assert 'name="slot"' not in page.text
    assert (sent.status_code, said in text_of(sent)) == (409, True)
    assert office.rows(Booking) == []
