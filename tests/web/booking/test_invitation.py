"""An invitation on a phone: what is ready, what may be chosen, and every way the booking may go."""

import re

import pytest
from sqlalchemy import update
from sqlmodel import Session, col
from starlette.testclient import TestClient

from scheduler.db.models import Booking, BookingDocument, Document, DocumentType, Slot
from scheduler.domain.stages import DocumentStage
from scheduler.flow.documents import documents
from scheduler.web.shared import throttling
from tests.conftest import Stopwatch
from tests.scenes.factories import World, at
from tests.web.staff.members import text_of

FRAGMENT = {"HX-Request": "true"}


def household(office: World) -> str:
    """An invitation for the card of a grown-up and the card of a child."""
    document = office.document("472.11/0412", holder="Siti Rahmawati", reason="changed", kk="1")
    office.document("472.11/0413", holder="Andi Rahmat", type="KIA", kk="1")
    return office.code(document)


def choices(office: World, hour: int = 9, minute: int = 0, **other: str) -> dict[str, str]:
    return {"slot": str(office.slot(hour, minute).id), "party": "1", "collector": "holder", **other}


def fill(office: World, slot: Slot, taken: int | None = None) -> None:
    office.database.run(_fill, slot.id, slot.capacity if taken is None else taken)


def test_page_names_holders_by_initials_only(client: TestClient, office: World) -> None:
    text = client.get(f"/i/{household(office)}").text

    assert 'atas nama S.R. · registrasi <span class="nw">…0412</span>' in text
    assert 'atas nama A.R. · registrasi <span class="nw">…0413</span>' in text
    assert "Bawa: KTP lama" in text
    assert "Bawa: akta kelahiran anak, KTP salah satu orang tua" in text
    assert "Siti" not in text
    assert "Rahmawati" not in text


def test_page_is_private(client: TestClient, office: World) -> None:
    headers = client.get(f"/i/{office.invitation()}").headers

    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "same-origin"
    assert "unsafe" not in headers["content-security-policy"]


def test_code_is_read_in_any_spelling(client: TestClient, office: World) -> None:
    code = office.invitation()

    assert client.get(f"/i/{code.lower().replace('-', '')}").status_code == 200


def test_holder_may_come_for_an_identity_card(client: TestClient, office: World) -> None:
    text = client.get(f"/i/{office.invitation()}").text

    assert "Saya sendiri" in text
    assert "Ayah atau Ibu" not in text


def test_child_is_fetched_for_by_a_parent_or_guardian(client: TestClient, office: World) -> None:
    text = client.get(f"/i/{household(office)}").text

    assert "Saya sendiri" not in text
    assert "Ayah atau Ibu" in text
    assert "Wali" in text


def test_recording_asks_for_nobody_else(client: TestClient, office: World) -> None:
    text = client.get(f"/i/{office.invitation(type='Perekaman KTP-el')}").text

    assert "Pilih jadwal perekaman" in text
    assert '<input type="hidden" name="collector" value="holder">' in text
    assert "Orang lain" not in text
    assert "Perekaman KTP-el: harus datang sendiri, tidak bisa diwakilkan." in text


def test_recording_chosen_alone_beside_a_card_asks_for_nobody(client: TestClient, office: World) -> None:
    recording = office.document(type="Perekaman KTP-el", kk="1")
    address = f"/i/{office.invitation(kk='1')}"

    both = text_of(client.get(address))
    alone = client.get(f"{address}?chooses=true&document={recording.id}").text
    ticket = client.get(f"/t/{office.booked(9, service='C')}").text

    assert "Orang lain" in both
    assert '<input type="hidden" name="collector" value="holder">' in alone
    assert 'type="radio" name="collector"' not in alone
    for page in (alone, ticket):
        assert page.count("Perekaman KTP-el: harus datang sendiri, tidak bisa diwakilkan.") == 1
    assert "Diambil oleh" not in ticket


def test_recording_still_to_come_or_done_is_no_document_to_fetch(client: TestClient, office: World) -> None:
    document = office.document(type="Perekaman KTP-el")
    path = f"/i/{office.code(document)}"
    office.do(documents.set_stage, document.reference, DocumentStage.INCOMPLETE)
    not_yet = client.get(path).text
    for stage in (DocumentStage.RECEIVED, DocumentStage.READY, DocumentStage.COLLECTED):
        office.do(documents.set_stage, document.reference, stage)
    over = client.get(path).text

    assert "Perekaman Anda belum bisa dijadwalkan" in not_yet
    assert "Perekaman Anda sudah selesai" in over
    assert not re.search("Dokumen Anda (sudah|belum)", not_yet + over)


def test_recording_left_beside_a_card_already_fetched_is_to_be_scheduled(client: TestClient, office: World) -> None:
    card = office.document(kk="1")
    code = office.code(card)
    office.document(kk="1", type="Perekaman KTP-el")
    office.do(documents.set_stage, card.reference, DocumentStage.COLLECTED)

    assert "Pilih jadwal perekaman" in client.get(f"/i/{code}").text


def test_certificate_never_says_which(client: TestClient, office: World) -> None:
    text = client.get(f"/i/{office.invitation(type='akta', title='Akta Kematian', holder='Budi')}").text

    assert "akta pencatatan sipil" in text
    assert "ematian" not in text


@pytest.mark.postgres("statements")
def test_document_to_print_says_where_its_file_is_and_offers_paper_second(client: TestClient, office: World) -> None:
    office.edit(phone="0771-123456")
    kind = office.rows(DocumentType, DocumentType.code == "KK")[0]
    path = f"/i/{office.invitation(type='KK', channel='self_print')}"

    by_message = text_of(client.get(path))
    office.change(DocumentType, kind.id, file_page="https://berkas.example/kk", file_by_message=False)
    by_page = client.get(path)

    assert by_message.index("Cetak sendiri, tidak perlu datang") < by_message.index("Minta versi kertas")
    assert "Berkasnya dikirim Dukcapil lewat SMS atau e-mail" in by_message
    assert "Minta berkasnya dikirim lagi" in by_message
    assert "Tanyakan kepada kami. Telepon 0771-123456" in text_of(by_page)
    assert "Bawa" not in by_message
    assert 'name="slot"' not in by_page.text
    assert 'href="https://berkas.example/kk" rel="noreferrer" target="_blank">Unduh berkasnya' in by_page.text
    assert "SMS atau e-mail" not in by_page.text


def test_first_free_day_is_open(client: TestClient, office: World, clock: Stopwatch) -> None:
    clock.now = at(14, 45)

    text = client.get(f"/i/{office.invitation()}").text

    assert "day-2026-11-30" not in text
    assert re.search(r'id="day-2026-12-01"[^>]*aria-current="date"', text)
    assert "Istirahat 12.00-13.00." in text
    assert "Semua waktu WIB." in text


def test_times_that_have_begun_are_left_out(client: TestClient, office: World, clock: Stopwatch) -> None:
    clock.now = at(9)

    text = client.get(f"/i/{office.invitation()}").text

    assert f'name="slot" value="{office.slot(9).id}"' not in text
    assert f'name="slot" value="{office.slot(9, 30).id}"' in text


def test_full_and_nearly_full_times_say_so(client: TestClient, office: World) -> None:
    fill(office, office.slot(9))
    fill(office, office.slot(10), taken=5)

    text = client.get(f"/i/{office.invitation()}").text

    assert f'name="slot" value="{office.slot(9).id}"' not in text
    assert text.count(">penuh<") == 1
    assert text.count(">hampir penuh<") == 1


@pytest.mark.postgres("statements")
def test_slot_without_capacity_is_full(client: TestClient, office: World) -> None:
    slot = office.slot(9)
    office.database.run(_without_capacity, slot.id)
    code = office.invitation()

    assert f'name="slot" value="{slot.id}"' not in client.get(f"/i/{code}").text
    assert client.post(f"/i/{code}/booking", data=choices(office)).status_code == 409


def test_time_too_short_for_the_visit_is_full(client: TestClient, office: World) -> None:
    fill(office, office.slot(9), taken=5)

    text = client.get(f"/i/{household(office)}").text

    assert f'name="slot" value="{office.slot(9).id}"' not in text


def test_another_day_is_shown_by_a_plain_link(client: TestClient, office: World) -> None:
    text = client.get(f"/i/{office.invitation()}?day=2026-12-02").text

    assert re.search(r'id="day-2026-12-02"[^>]*aria-current="date"', text)
    assert f'name="slot" value="{office.slot(9, day=2).id}"' in text


def test_another_day_is_the_same_template_as_a_fragment(client: TestClient, office: World) -> None:
    address = f"/i/{office.invitation()}?day=2026-12-02"

    fragment = client.get(address, headers=FRAGMENT).text

    assert fragment.startswith('<div id="times"')
    assert fragment in client.get(address).text


@pytest.mark.parametrize("day", ["", "nonsense", "2026-02-31", "2031-01-01", "\x00"])
def test_day_that_is_none_shows_the_first(client: TestClient, office: World, day: str) -> None:
    page = client.get(f"/i/{office.invitation()}", params={"day": day})

    assert page.status_code == 200
    assert re.search(r'id="day-2026-11-30"[^>]*aria-current="date"', page.text)


def test_other_days_are_shown_when_asked_for(client: TestClient, office: World) -> None:
    code = office.invitation()

    assert "day-2026-12-08" not in client.get(f"/i/{code}").text
    assert "day-2026-12-08" in client.get(f"/i/{code}?days=all").text


@pytest.mark.postgres("statements")
def test_everything_full_says_so_without_a_button(client: TestClient, office: World) -> None:
    code = office.invitation()
    office.database.run(_fill_all)

    text = client.get(f"/i/{code}").text

    assert "Semua jadwal yang dibuka sudah penuh." in text
    assert "Ambil jadwal" not in text


def test_booking_leads_to_the_ticket(client: TestClient, office: World) -> None:
    code = office.invitation()

    answer = client.post(f"/i/{code}/booking", data=choices(office, party="2"))

    assert answer.status_code == 303
    page = client.get(answer.headers["location"])
    assert "09.00 WIB Senin, 30 November 2026" in text_of(page)
    assert [(b.party, b.collector_kind) for b in office.rows(Booking)] == [(2, "holder")]


def test_party_of_more_is_typed(client: TestClient, office: World) -> None:
    client.post(f"/i/{office.invitation()}/booking", data=choices(office, party="0", party_more="4"))

    assert [booking.party for booking in office.rows(Booking)] == [4]


def test_party_larger_than_the_lobby_is_refused_in_words(client: TestClient, office: World) -> None:
    code = office.invitation()

    page = client.post(f"/i/{code}/booking", data=choices(office, party="0", party_more="5"))

    assert page.status_code == 409
    assert "Ruang tunggu hanya muat 4 orang." in page.text
    assert f'href="/i/{code}"' in page.text


def test_somebody_elses_name_is_kept_and_cleaned(client: TestClient, office: World) -> None:
    data = choices(office, collector="proxy", name="  Budi\x00\n Santoso ", relation="\ttetangga")

    client.post(f"/i/{office.invitation()}/booking", data=data)

    kept = [(b.collector_kind, b.collector_name, b.collector_relation) for b in office.rows(Booking)]
    assert kept == [("proxy", "Budi Santoso", "tetangga")]


def test_name_typed_before_another_choice_is_not_kept(client: TestClient, office: World) -> None:
    client.post(f"/i/{office.invitation()}/booking", data=choices(office, name="Budi"))

    assert [booking.collector_name for booking in office.rows(Booking)] == [None]


def test_second_booking_is_refused_with_the_way_to_the_first(client: TestClient, office: World) -> None:
    code = office.invitation()
    ticket = client.post(f"/i/{code}/booking", data=choices(office)).headers["location"]

    page = client.post(f"/i/{code}/booking", data=choices(office, 10))

    assert page.status_code == 409
    assert "Anda sudah punya jadwal: Senin, 30 November 2026 pukul 09.00 WIB." in page.text
    assert f'href="{ticket}"' in page.text
    assert len(office.rows(Booking)) == 1


def test_page_after_booking_leads_to_the_ticket(client: TestClient, office: World) -> None:
    code = office.invitation()
    ticket = client.post(f"/i/{code}/booking", data=choices(office)).headers["location"]

    page = client.get(f"/i/{code}")

    assert page.status_code == 200
    assert "Anda sudah punya jadwal" in page.text
    assert f'href="{ticket}"' in page.text
    assert "<form" not in page.text


def test_fragment_after_booking_is_the_whole_page(client: TestClient, office: World) -> None:
    code = office.invitation()
    client.post(f"/i/{code}/booking", data=choices(office))

    assert "Anda sudah punya jadwal" in client.get(f"/i/{code}?day=2026-12-01", headers=FRAGMENT).text


def test_slot_filled_meanwhile_offers_the_nearest_with_all_choices_kept(client: TestClient, office: World) -> None:
    fill(office, office.slot(9))
    code = office.invitation()
    data = choices(office, party="2", collector="proxy", name="Budi", relation="teman", wish_escort="true")

    page = client.post(f"/i/{code}/booking", data=data)

    assert page.status_code == 409  # and one form more, for other letters and language
    assert "Jadwal 09.00 baru saja terisi. Yang masih ada: 08.30, 09.30, 10.00." in page.text
    assert page.text.count('name="party" value="2"') == 3 + 1
    assert page.text.count('name="name" value="Budi"') == 3 + 1
    assert page.text.count('name="relation" value="teman"') == 3 + 1
    assert page.text.count('name="wish_escort" value="true"') == 3 + 1
    assert page.text.count('name="slot"') == 3
    assert f'name="slot" value="{office.slot(9, 30).id}"' in page.text
    assert "Ambil jadwal Senin, 30 Nov, 09.30 WIB" in page.text


@pytest.mark.postgres("statements")
def test_one_tap_books_the_offered_slot(client: TestClient, office: World) -> None:
    fill(office, office.slot(9))
    code = office.invitation()
    page = client.post(f"/i/{code}/booking", data=choices(office, party="2"))
    form = page.text[page.text.index("<form") :].split("</form>")[0]
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))

    answer = client.post(f"/i/{code}/booking", data=fields)

    assert answer.status_code == 303
    assert [booking.party for booking in office.rows(Booking)] == [2]


NONSENSE = [
    ("slot", "", 422),
    ("slot", "abc", 422),
    ("slot", "-1", 422),
    ("slot", "99999999999999999999", 422),
    ("slot", "2147483647", 404),
    ("party", "-1", 422),
    ("party", "1e9", 422),
    ("collector", "neighbour", 422),
    ("name", "x" * 101, 422),
]


def test_nonsense_is_refused_and_leads_back(client: TestClient, office: World, subtests: pytest.Subtests) -> None:
    code = office.invitation()

    for field, value, status in NONSENSE:
        with subtests.test(field=field, value=value):
            page = client.post(f"/i/{code}/booking", data={**choices(office), field: value})

            assert page.status_code == status
            assert f'href="/i/{code}"' in page.text or f'action="/i/{code}/booking"' in page.text
            assert office.rows(Booking) == []


def test_slot_of_another_service_is_refused(client: TestClient, office: World) -> None:
    slot = office.slot(9, service="C")

    page = client.post(f"/i/{office.invitation()}/booking", data=choices(office, slot=str(slot.id)))

    assert page.status_code == 409
    assert "Jadwal itu tidak tersedia untuk dokumen Anda." in page.text


def test_slot_that_has_begun_is_refused(client: TestClient, office: World, clock: Stopwatch) -> None:
    clock.now = at(9)

    page = client.post(f"/i/{office.invitation()}/booking", data=choices(office))

    assert page.status_code == 409
    assert "Jadwal itu sudah mulai." in page.text


def test_child_cannot_come_alone(client: TestClient, office: World) -> None:
    page = client.post(f"/i/{household(office)}/booking", data=choices(office))

    assert page.status_code == 409
    assert "hanya bisa diambil oleh: ayah atau ibu, wali, anggota keluarga satu KK, orang lain" in page.text


@pytest.mark.parametrize("address", ["/i/nope", "/i/0000-0000-0000-0000", "/i/%00", "/i/" + "A" * 5000])
def test_unknown_code_is_not_found(client: TestClient, office: World, address: str) -> None:
    page = client.get(address)

    assert page.status_code == 404
    assert "Halaman tidak ditemukan." in page.text


def test_code_of_a_pass_opens_no_invitation(client: TestClient, office: World) -> None:
    assert client.get(f"/i/{office.booked()}").status_code == 404


def test_guessing_codes_is_stopped(client: TestClient, office: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(throttling.MOST, "code", 2)
    code = office.invitation()

    answers = [client.get("/i/0000-0000-0000-0000").status_code for _ in range(3)]

    assert answers == [404, 404, 429]
    assert client.get(f"/i/{code}").status_code == 429


def test_wrong_content_type_is_refused(client: TestClient, office: World) -> None:
    code = office.invitation()

    page = client.post(f"/i/{code}/booking", content="{}", headers={"Content-Type": "application/json"})

    assert page.status_code == 415


def test_booking_from_another_site_is_refused(client: TestClient, office: World) -> None:
    headers = {"Sec-Fetch-Site": "cross-site"}

    page = client.post(f"/i/{office.invitation()}/booking", data=choices(office), headers=headers)

    assert page.status_code == 403
    assert office.rows(Booking) == []


@pytest.mark.parametrize(
    ("stage", "headline"),
    [("collected", "Dokumen Anda sudah diambil"), ("in_production", "Dokumen Anda belum bisa diambil")],
)
def test_nothing_to_fetch_says_where_the_document_is(
    client: TestClient, office: World, stage: str, headline: str
) -> None:
    document = office.document()
    code = office.code(document)
    office.database.run(_set_stage, document.id, stage)

    page = client.get(f"/i/{code}")

    assert page.status_code == 200
    assert headline in page.text
    assert "<form" not in page.text


def _fill(session: Session, slot_id: int, taken: int) -> None:
    session.execute(update(Slot).where(col(Slot.id) == slot_id).values(taken=taken))


def _fill_all(session: Session) -> None:
    session.execute(update(Slot).values(taken=col(Slot.capacity)))


def _without_capacity(session: Session, slot_id: int) -> None:
    session.execute(update(Slot).where(col(Slot.id) == slot_id).values(capacity=0))


def _set_stage(session: Session, document_id: int, stage: str) -> None:
    session.execute(update(Document).where(col(Document.id) == document_id).values(stage=stage))


def test_paper_is_asked_for_and_then_a_time_is_chosen(client: TestClient, office: World) -> None:
    document = office.document(type="KK", channel="self_print")
    path = f"/i/{office.code(document)}"
    before = client.get(path)

    answer = client.post(f"{path}/paper")

    after = client.get(answer.headers["location"])
    assert "Minta versi kertas" in text_of(before)
    assert "Versi kertas sudah kami catat." in text_of(after)
    assert "Minta versi kertas" not in text_of(after)
    assert "tidak perlu datang" not in text_of(after)
    assert "Bawa: KTP pemohon" in text_of(after)
    assert 'name="slot"' in after.text


def test_card_has_no_paper_to_ask_for(client: TestClient, office: World) -> None:
    path = f"/i/{office.invitation()}"

    assert client.post(f"{path}/paper").status_code == 409
    assert client.post("/i/7K4M-P2QX-9RD3-FHNT/paper").status_code == 404


def ticked(page: str) -> list[int]:
    """The documents that are chosen on a page, or in a part of it."""
    return [int(number) for number in re.findall(r'name="document" value="(\d+)" checked', page)]


def of_household(office: World) -> tuple[str, dict[str, int]]:
    """The invitation of two children's cards and a sheet that prints itself, and their rows."""
    rows = {each: office.document(each, type="KIA", kk="1") for each in ("R/1", "R/2")}
    rows["R/3"] = office.document("R/3", type="KK", kk="1", channel="self_print")
    return office.code(rows["R/1"]), {each: document.id for each, document in rows.items()}


def test_each_document_may_be_left_out_and_what_prints_itself_is(client: TestClient, office: World) -> None:
    code, ids = of_household(office)

    page = client.get(f"/i/{code}").text

    assert ticked(page) == [ids["R/1"], ids["R/2"]]
    assert f'name="document" value="{ids["R/3"]}">' in page
    assert "Bisa dicetak sendiri. Centang kalau mau versi kertas." in page
    assert 'name="document"' not in client.get(f"/i/{office.invitation()}").text


def test_choice_of_documents_survives_another_day(client: TestClient, office: World) -> None:
    code, ids = of_household(office)
    chosen = f"?document={ids['R/2']}&document={ids['R/3']}"

    page = client.get(f"/i/{code}{chosen}").text
    part = client.get(f"/i/{code}{chosen}&day=2026-12-01", headers=FRAGMENT).text
    ticks = client.get(f"/i/{code}{chosen}", headers={**FRAGMENT, "HX-Trigger": "documents"}).text

    assert ticked(page) == [ids["R/2"], ids["R/3"]]
    for shown in (page, part):
        links = re.findall(r'hx-get="([^"]*day=[^"]+)"', shown)
        assert links
        assert all(f"document={ids['R/2']}&amp;document={ids['R/3']}" in link for link in links)
    assert 'id="collectors"' not in part
    assert 'id="collectors" class="pick one" hx-swap-oob="true"' in ticks


def test_choice_of_documents_survives_a_refusal(client: TestClient, office: World) -> None:
    code, ids = of_household(office)
    slot = office.slot(9, service="B")
    office.database.run(_fill, slot.id, slot.capacity)
    sent = {"slot": str(slot.id), "collector": "parent", "chooses": "true", "document": [ids["R/2"], ids["R/3"]]}

    refused = client.post(f"/i/{code}/booking", data=sent)
    again = re.findall(r'name="(\w+)" value="([^"]*)"', refused.text.split("</form>")[0])
    booked = client.post(f"/i/{code}/booking", data=dict(again))

    assert (refused.status_code, booked.status_code) == (409, 303)
    assert [row.document_id for row in office.rows(BookingDocument)] == [ids["R/2"], ids["R/3"]]


def test_way_back_from_a_refusal_keeps_the_choice_of_documents(client: TestClient, office: World) -> None:
    code, ids = of_household(office)
    sent = {**choices(office, collector="parent"), "chooses": "true", "document": [ids["R/2"], ids["R/3"]]}

    refused = client.post(f"/i/{code}/booking", data={**sent, "slot": "999"})
    back = re.findall(rf'href="(/i/{code}\?document=[^"]*)"', refused.text)[0]

    assert ticked(client.get(back).text) == [ids["R/2"], ids["R/3"]]


def test_visit_for_no_document_at_all_is_asked_again_with_the_answers(client: TestClient, office: World) -> None:
    code, _ = of_household(office)
    sent = {**choices(office, collector="guardian"), "chooses": "true", "party": "2"}

    page = client.post(f"/i/{code}/booking", data=sent)

    assert page.status_code == 422
    assert '<p class="fault" id="document-fault" role="alert">Pilih paling sedikit satu dokumen' in page.text
    assert ticked(page.text) == []
    assert f'name="slot" value="{sent["slot"]}" required checked' in page.text
    assert 'name="collector" value="guardian" checked' in page.text
    assert 'name="party" value="2" checked' in page.text
    assert office.rows(Booking) == []


def test_documents_of_an_old_address_leave_the_times_in_place(client: TestClient, office: World) -> None:
    code, _ = of_household(office)

    page = client.get(f"/i/{code}?document=999999").text

    assert "Dokumen Anda sudah jadi" in page
    assert ticked(page) == []
    assert 'name="slot"' in page


def test_who_may_come_follows_when_the_one_with_fewer_is_left_out(client: TestClient, office: World) -> None:
    cards = [office.document(type=kind, kk="1") for kind in ("KK", "KTP-el")]
    code = office.code(cards[0])
    kind = office.rows(DocumentType, col(DocumentType.code) == "KTP-el")[0]
    office.change(DocumentType, kind.id, collectors=["holder"])
    offered = re.compile(r'type="radio" name="collector" value="(\w+)"')

    page = client.get(f"/i/{code}").text
    headers = {**FRAGMENT, "HX-Trigger": "documents"}
    part = client.get(f"/i/{code}?chooses=true&document={cards[0].id}", headers=headers).text

    assert ticked(page) == [card.id for card in cards]
    assert 'id="collectors"' in page, "What is sent beside the times has its place."
    assert offered.findall(page) == ["holder"]
    assert "family" in offered.findall(part)


def test_page_of_a_booked_invitation_says_what_is_not_part_of_the_visit(client: TestClient, office: World) -> None:
    code, ids = of_household(office)
    sent = {**choices(office, collector="parent"), "chooses": "true", "document": [ids["R/2"]]}
    client.post(f"/i/{code}/booking", data=sent)

    page = client.get(f"/i/{code}").text

    assert page.count("Tidak ikut jadwal ini.") == 2
    assert "Kartu Keluarga bisa dicetak sendiri. Di mana berkasnya?" in page


def test_what_a_booked_visit_fetches_on_paper_is_not_said_to_print_itself(client: TestClient, office: World) -> None:
    code, ids = of_household(office)
    slot = office.slot(9, service="B")
    sent = {"slot": str(slot.id), "collector": "parent", "chooses": "true", "document": [ids["R/2"], ids["R/3"]]}

    assert client.post(f"/i/{code}/booking", data=sent).status_code == 303
    assert "Di mana berkasnya?" not in client.get(f"/i/{code}").text
