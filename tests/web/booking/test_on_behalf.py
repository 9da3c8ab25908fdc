"""Booking on behalf of citizens, the slip, and the list of a day."""

import re
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import Session, col

from scheduler.db.models import Booking, Document, Invitation, Move, Office
from scheduler.domain.text import codes
from scheduler.flow.invitations.invitations import pass_of
from tests.conftest import Stopwatch
from tests.scenes.factories import NINE, World, at
from tests.web.staff.members import sign_in, text_of


@pytest.fixture(autouse=True)
def rina(client: Any, office: World, clock: Stopwatch) -> int:
    """Rina is clerk; it is seven in the morning."""
    clock.now = at(7)
    return sign_in(client, office, name="Rina")


def post(client: Any, path: str, **fields: object) -> Any:
    answer = client.post(path, data=fields)
    return client.get(answer.headers["location"]) if answer.status_code == 303 else answer


def search(client: Any, text: str) -> Any:
    """The page that a search leads to."""
    answer = client.post("/office/bookings/searches", data={"text": text})
    while answer.status_code == 303:
        answer = client.get(answer.headers["location"])
    return answer


def address_of(document: Document) -> str:
    return f"/office/bookings/of/{document.id}"


def visits(office: World) -> list[Booking]:
    return office.rows(Booking)


def written(booking: Booking) -> str:
    return codes.written_short(booking.short)


@pytest.mark.postgres("statements")
def test_last_four_digits_lead_to_the_one_document_or_ask_which(client: Any, office: World) -> None:
    for reference in ("470/1234", "480/5555", "490/5555"):
        office.document(reference, holder="Siti Rahmawati")

    assert "KTP-el S.R. · …1234" in text_of(search(client, "1234"))
    asked = search(client, "5555")
    assert "Nomor mana yang dimaksud? 490/5555 KTP-el S.R. 480/5555 KTP-el S.R." in text_of(asked)
    assert 'value="5555"' in asked.text
    assert "Siti" not in asked.text
    assert search(client, "9999").status_code == 404


def test_search_for_a_ready_document_leads_to_the_choice(client: Any, office: World) -> None:
    office.document("R/1", holder="Siti Rahmawati", applicant="Budi Santoso", phone="+6281234560987")

    page = search(client, " R/1 ")

    said = text_of(page)
    assert "Buat jadwal" in said
    assert "KTP-el S.R. · …1" in said
    assert "Pemohon: B.S. 0812-****-0987" in said
    assert "Siti" not in page.text
    assert "Budi" not in page.text
    assert "+62812" not in page.text


def test_staff_see_the_times_that_a_citizen_would_see(client: Any, office: World) -> None:
    document = office.document("R/1")
    for _ in range(6):
        office.booked(9)

    desk, phone = client.get(address_of(document)), client.get(f"/i/{office.code(document)}")

    slots = re.compile(r'name="slot" value="(\d+)"')
    assert slots.findall(desk.text) == slots.findall(phone.text) != []
    assert str(office.slot(9).id) not in slots.findall(desk.text)


def test_form_speaks_to_staff_of_the_holder(client: Any, office: World) -> None:
    page = client.get(address_of(office.document("R/1"))).text

    assert "Pemiliknya sendiri" in page
    assert "Saya sendiri" not in page


def test_visit_is_booked_in_the_name_of_the_clerk(client: Any, office: World, rina: int) -> None:
    document = office.document("R/1")

    page = post(client, address_of(document), slot=office.slot(9, 30).id, party=2, collector="family")

    booking = visits(office)[0]
    assert (booking.slot_id, booking.party, booking.collector_kind) == (office.slot(9, 30).id, 2, "family")
    assert office.slot(9, 30).taken == 1
    assert [move.by for move in office.rows(Move, col(Move.booking_id) == booking.id)] == [f"staff:{rina}"]
    assert f"Nomor jadwal {written(booking)} terjadwal" in text_of(page)
    assert "Senin, 30 November 2026 pukul 09.30 WIB" in text_of(page)


def test_second_booking_of_a_document_shows_the_first(client: Any, office: World) -> None:
    document = office.document("R/1")
    first = post(client, address_of(document), slot=office.slot(9).id)

    again = post(client, address_of(document), slot=office.slot(10).id)

    assert len(visits(office)) == 1
    assert written(visits(office)[0]) in text_of(first)
    assert written(visits(office)[0]) in text_of(again)


def test_full_slot_is_refused_to_staff_as_well(client: Any, office: World) -> None:
    document = office.document("R/1")
    for _ in range(6):
        office.booked(9)

    page = client.post(address_of(document), data={"slot": office.slot(9).id})

    assert page.status_code == 409
    assert "Jadwal 09.00 baru saja terisi. Yang masih ada:" in text_of(page)
    assert 'name="slot"' in page.text
    assert office.slot(9).taken == 6


ANSWERS = {
    "collector": "proxy",
    "name": "Budi",
    "relation": "tetangga",
    "nik4": "0412",
    "party": "2",
    "wish_escort": "true",
    "shown": "2026-12-01",
}


def kept(page: Any) -> dict[str, str]:
    """What stands in the form: what is chosen of it, and what is typed into fields."""
    inputs = [re.findall(r'([a-z_-]+)(?:="([^"]*)")?', each) for each in re.findall(r"<input ([^>]*)>", page.text)]
    fields = [dict(each) for each in inputs]
    sent = [each for each in fields if each.get("type") not in ("radio", "checkbox") or "checked" in each]
    return {each["name"]: each.get("value", "") for each in sent if "name" in each}


def test_full_slot_leaves_every_other_answer_as_it_was(client: Any, office: World) -> None:
    document, _ = (office.document(each, kk="1") for each in ("R/1", "R/2"))
    for _ in range(6):
        office.booked(9, day=1)
    data = {**ANSWERS, "slot": str(office.slot(9, day=1).id), "chooses": "true", "document": str(document.id)}

    page = client.post(address_of(document), data=data)

    assert page.status_code == 409
    assert {name: kept(page).get(name) for name in data} == {**data, "slot": None}
    assert '<p class="fault" id="slot-fault" role="alert">' in page.text


def test_other_refusals_keep_the_hour_and_name_their_field(client: Any, office: World) -> None:
    document = office.document("R/1")
    office.change(Office, office.office.id, proxy_cap=0)
    data = {**ANSWERS, "slot": str(office.slot(10, day=1).id)}

    capped = client.post(address_of(document), data=data)
    crowd = client.post(address_of(document), data={**data, "party": "0", "party_more": "400"})
    unnamed = client.post(address_of(document), data={**data, "name": " ", "nik4": "04x2"})

    assert [page.status_code for page in (capped, crowd, unnamed)] == [409, 409, 422]
    assert "Pilih pengambil lain." in text_of(capped)
    assert {name: kept(capped).get(name) for name in data} == data
    assert 'aria-describedby="fault-party"' in crowd.text
    assert kept(crowd)["party_more"] == "400"
    assert re.findall(r'aria-describedby="(fault-\w+)"', unnamed.text) == ["fault-name", "fault-nik4"]
    assert kept(unnamed)["slot"] == data["slot"]
    assert visits(office) == []


def test_another_day_keeps_the_answers_of_staff_without_a_script(client: Any, office: World) -> None:
    document = office.document("R/1")

    page = client.post(address_of(document), data={**ANSWERS, "day": "2026-12-02"})

    assert page.status_code == 200
    assert {name: kept(page).get(name) for name in ANSWERS} == {**ANSWERS, "shown": "2026-12-02"}
    assert f'formaction="{address_of(document)}"' in page.text
    assert "Budi" not in str(page.url)
    assert visits(office) == []


def test_clerk_who_chose_no_document_may_choose_again(client: Any, office: World) -> None:
    document, _ = (office.document(each, type="KIA", kk="1") for each in ("R/1", "R/2"))

    page = client.post(address_of(document), data={"slot": office.slot(9).id, "chooses": "true"})

    assert "Pilih paling sedikit satu dokumen yang mau diambil." in text_of(page)
    assert page.text.count('name="document"') == 2
    assert 'name="slot"' in page.text
    assert visits(office) == []


def test_document_that_is_not_ready_says_where_it_stands(client: Any, office: World) -> None:
    office.document("R/1", stage="in_production")

    said = text_of(search(client, "R/1"))

    assert "Belum jadi. KTP-el Anda masih dicetak." in said


def test_document_at_the_kelurahan_says_where_it_is(client: Any, office: World) -> None:
    office.document("R/1", channel="branch")

    assert "Dokumen Anda ada di kecamatan atau kelurahan." in text_of(search(client, "R/1"))


def test_document_that_waits_for_its_wave_does_not_jump_the_order(client: Any, office: World) -> None:
    document = office.document("R/1")
    office.database.run(_uninvited)

    shown, booked = (
        client.get(address_of(document)),
        client.post(address_of(document), data={"slot": office.slot(9).id}),
    )

    assert (shown.status_code, booked.status_code) == (409, 409)
    assert "belum gilirannya memilih jadwal" in text_of(booked)
    assert visits(office) == []


@pytest.mark.postgres("statements")
def test_link_that_has_expired_is_no_matter_at_the_desk(client: Any, office: World, clock: Stopwatch) -> None:
    document = office.document("R/1")
    office.database.run(_expired)

    page = post(client, address_of(document), slot=office.slot(9).id)

    assert "Jadwal tersimpan." in text_of(page)


def test_visit_is_found_by_every_number_it_has(client: Any, office: World) -> None:
    code = office.booked(9)
    booking = office.booking(code)

    pages = [search(client, text) for text in (code, written(booking), str(booking.short), office.reference_of(code))]

    assert {f"Nomor jadwal {written(booking)}" in text_of(page) for page in pages} == {True}
    assert code not in "".join(page.text for page in pages)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("R/404", "Nomor registrasi itu tidak ditemukan."),
        ("40-317", "QR ini bukan dari kantor ini"),
        ("7K4M-P2QX-9RD3-FHNT", "QR ini bukan dari kantor ini"),
        ("A-012", "Nomor antrean itu tidak ada hari ini."),
    ],
)
def test_number_that_leads_nowhere(client: Any, office: World, text: str, sentence: str) -> None:
    page = search(client, text)

    assert page.status_code == 404
    assert sentence in text_of(page)


def test_visits_and_documents_of_another_office_are_unknown(client: Any, office: World, elsewhere: World) -> None:
    code, document = elsewhere.booked(9), elsewhere.document("R/1")
    short = written(elsewhere.booking(code))

    answers = [
        client.get(f"/office/bookings/{short}"),
        client.get(address_of(document)),
        client.post(address_of(document), data={"slot": elsewhere.slot(9).id}),
        client.post(f"/office/bookings/{short}/cancellation"),
        search(client, code),
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert elsewhere.booking(code).stage == "booked"


def test_numbers_tried_out_are_counted(client: Any, office: World) -> None:
    answers = [client.get(f"/office/bookings/{number}").status_code for number in range(10_000, 10_121)]

    assert answers == [404] * 120 + [429]


def test_visit_is_moved_without_digits(client: Any, office: World) -> None:
    code = office.booked(9)
    short = written(office.booking(code))

    choice = client.get(f"/office/bookings/{short}/slot")
    page = post(client, f"/office/bookings/{short}/slot", slot=office.slot(10).id)

    assert f'value="{office.slot(10).id}"' in choice.text
    assert office.booking(code).slot_id == office.slot(10).id
    assert "pukul 10.00 WIB" in text_of(page)
    assert written(office.booking(code)) == short


def test_move_to_a_full_slot_is_refused_beside_the_times(client: Any, office: World) -> None:
    code = office.booked(9)
    for _ in range(6):
        office.booked(10)

    page = client.post(f"/office/bookings/{written(office.booking(code))}/slot", data={"slot": office.slot(10).id})

    assert page.status_code == 409
    assert "Jadwal 10.00 baru saja terisi." in text_of(page)
    assert 'name="slot"' in page.text
    assert office.booking(code).slot_id == office.slot(9).id


def test_visit_is_cancelled_and_can_be_booked_again(client: Any, office: World) -> None:
    code = office.booked(9)
    short = written(office.booking(code))

    page = post(client, f"/office/bookings/{short}/cancellation")
    second = client.post(f"/office/bookings/{short}/cancellation")

    assert "dibatalkan" in text_of(page)
    assert "Buat jadwal baru" in text_of(page)
    assert office.booking(code).stage == "cancelled"
    assert second.status_code == 409
    assert "Langkah itu tidak bisa dari keadaan sekarang" in text_of(second)


def test_guard_does_not_book(client: Any, office: World) -> None:
    document = office.document("R/1")
    sign_in(client, office, name="Gani", role="guard")

    answers = [
        client.get("/office/bookings"),
        client.get(address_of(document)),
        client.post(address_of(document), data={"slot": office.slot(9).id}),
        client.get("/office/bookings/today"),
    ]

    assert {answer.status_code for answer in answers} == {403}
    assert visits(office) == []


def test_nobody_signed_in_is_sent_to_sign_in(client: Any, office: World) -> None:
    client.cookies.clear()

    answer = client.get("/office/bookings")

    assert answer.headers["location"].startswith("/login")


def test_slip_says_when_and_what_to_bring_and_no_name(client: Any, office: World, clock: Stopwatch) -> None:
    code = office.booked(13, 30, holder="Siti Rahmawati", reason="changed", party=2)
    short = written(office.booking(code))

    page = client.get(f"/office/bookings/{short}/slip")

    said = text_of(page)
    assert f"Nomor jadwal {short}" in said
    assert "Senin, 30 November 2026 13.30 WIB (jam 1.30 siang)" in said
    assert "Datang pukul 13.15-13.45. Untuk 2 orang." in said
    assert "Bawa KTP lama Kartu lama kami tarik." in said
    assert "Gratis. Tidak ada jalur cepat berbayar." in said
    assert code in said
    assert '<svg class="qr"' in page.text
    assert 'class="slip appointment a6"' in page.text
    assert "Siti" not in page.text
    assert "S.R." not in page.text


def test_slip_for_a_roll(client: Any, office: World) -> None:
    short = written(office.booking(office.booked(9)))

    page = client.get(f"/office/bookings/{short}/slip?paper=roll")

    assert 'class="slip appointment roll"' in page.text


def test_cancelled_visit_has_no_slip(client: Any, office: World) -> None:
    code = office.booked(9)
    short = written(office.booking(code))
    post(client, f"/office/bookings/{short}/cancellation")

    assert client.get(f"/office/bookings/{short}/slip").status_code == 404


def test_list_of_the_day_has_initials_shelves_and_no_names(client: Any, office: World, clock: Stopwatch) -> None:
    later = office.booked(10, holder="Siti Rahmawati", phone="+6281234567890", shelf="C-14")
    earlier = office.booked(9, service="B", shelf="D-2")
    gone = office.booked(9)
    tomorrow = office.booked(9, day=1)
    post(client, f"/office/bookings/{written(office.booking(gone))}/cancellation")
    clock.now = NINE

    page = client.get("/office/bookings/today")

    said = text_of(page)
    first, second = written(office.booking(earlier)), written(office.booking(later))
    assert "Senin, 30 November 2026 2 jadwal · keadaan Senin, 30 Nov 09.00 WIB" in said
    assert f"10.00 {second} S.R. …890 A KTP-el 1 C-14" in said
    assert re.search(rf"09\.00 {first} [A-Z.]+ (…\d{{3}} )?B KK 1 D-2", said)
    assert written(office.booking(gone)) not in said
    assert written(office.booking(tomorrow)) not in said
    assert "Siti" not in page.text
    assert "67890" not in page.text


def test_list_of_the_day_has_room_for_all_that_is_asked_for_afterwards(client: Any, office: World) -> None:
    office.booked(9)

    columns = re.findall(r'<th scope="col"[^>]*>([^<]+)</th>', client.get("/office/bookings/today").text)
    form = text_of(client.get("/office/late-handovers"))

    noted = columns[columns.index("Nomor kertas") :]
    assert noted == ["Nomor kertas", "Jam, loket", "Identitas", "Kartu lama", "Pengambil"]
    assert all(asked in form for asked in ("Nomor kertas", "Jam sebenarnya", "Loket", "Identitas", "Kartu lama"))


@pytest.mark.postgres("statements")
def test_list_of_another_day(client: Any, office: World) -> None:
    tomorrow = office.booked(9, day=1)

    assert written(office.booking(tomorrow)) in text_of(client.get("/office/bookings/today?day=2026-12-01"))
    assert client.get("/office/bookings/today?day=nonsense").status_code == 200


def test_household_is_booked_in_one_visit(client: Any, office: World) -> None:
    first, second = office.document("R/1", kk="2172010101010001"), office.document("R/2", kk="2172010101010001")

    post(client, address_of(first), slot=office.slot(9).id)

    booking = visits(office)[0]
    assert booking.units == 2
    assert {office.reference_of(pass_of(booking)), first.reference} <= {"R/1", "R/2"}
    assert search(client, second.reference).url.path.endswith(written(booking))


def _uninvited(session: Session) -> None:
    session.execute(update(Document).values(invitation_id=None))


def _expired(session: Session) -> None:
    session.execute(update(Invitation).values(expires_at=at(6)))
