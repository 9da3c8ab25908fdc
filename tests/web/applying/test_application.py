"""The page of an application, as its citizen sees it from the first answer to collection."""

import asyncio
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx2 as httpx
import pytest
from sqlmodel import col

from scheduler.db.models import Application, Booking, Deployment, Document, Message, Office, PhoneCode
from scheduler.flow.applying import applying, phone_codes, unanswered, uploads, withdrawing
from scheduler.flow.applying.applications import application_code
from scheduler.flow.core.outbox import Cause
from scheduler.web.shared import throttling
from tests.conftest import Stopwatch
from tests.flow.applying.applied import Page
from tests.scenes.applications import (
    KK,
    ME,
    NIK,
    PHONE,
    application,
    begun,
    document,
    incomplete,
    move,
    run,
    sent,
    set_items,
    theirs,
    whole,
)
from tests.scenes.clerks_desk import applied
from tests.scenes.factories import NINE, World, at
from tests.web.staff.members import sign_in, text_of

PEOPLE = {"relation": "holder", "holder": "siti rahmawati", "nik": NIK, "kk": KK}


@pytest.fixture(autouse=True)
def _at_nine(clock: Stopwatch) -> None:
    clock.now = NINE


@pytest.fixture
def sends(office: World) -> None:
    """The office has a channel that sends by itself."""
    office.change(Office, office.office.id, ladder=[{"channel": "whatsapp", "wait_minutes": 0}])


def page(client: Any, code: str) -> str:
    answer = client.get(f"/a/{code}")
    assert answer.status_code == 200
    return text_of(answer)


def test_draft_says_what_lacks_with_links(client: Any, office: World) -> None:
    answer = client.get(f"/a/{begun(office)}")

    said = text_of(answer)
    assert "Yang masih kurang: Untuk siapa permohonan ini Nomor ponsel Anda Foto Surat kehilangan dari polisi" in said
    assert 'href="#people"' in answer.text
    assert 'href="#item-0"' in answer.text


@pytest.mark.postgres("statements")
def test_where_the_holder_lives_is_optional_kept_and_shown_as_on_a_ktp(client: Any, office: World) -> None:
    code = begun(office)

    client.post(f"/a/{code}/people", data=PEOPLE)
    assert "Tempat tinggal" not in page(client, code)
    client.post(f"/a/{code}/people", data={**PEOPLE, "kelurahan": "Kel. kampung BUGIS", "rt": "RT 03", "rw": "5"})

    assert "Tempat tinggal Kampung Bugis, RT/RW 003/005" in page(client, code)
    form = client.get(f"/a/{code}?edit=people").text
    assert 'name="kelurahan" value="Kampung Bugis"' in form
    assert 'name="rt" value="003"' in form


def test_nonsense_of_where_the_holder_lives_loses_nothing_that_was_typed(client: Any, office: World) -> None:
    typed = {**PEOPLE, "kelurahan": f"Jalan Mawar {NIK}", "rt": "tiga", "rw": "005"}

    answer = client.post(f"/a/{begun(office)}/people", data=typed)

    assert answer.status_code == 422
    assert "Tulis nama kelurahan atau desanya saja, atau kosongkan." in text_of(answer)
    assert 'aria-describedby="fault-rt"' in answer.text
    for value in ("siti rahmawati", f"Jalan Mawar {NIK}", "tiga", "005"):
        assert f'value="{value}"' in answer.text


def test_of_an_office_with_a_list_one_is_chosen(client: Any, office: World) -> None:
    office.change(Office, office.office.id, kelurahan="Kampung Bugis\nSenggarang")
    code = begun(office)

    assert "<option>Senggarang</option>" in client.get(f"/a/{code}").text
    client.post(f"/a/{code}/people", data={**PEOPLE, "kelurahan": "Senggarang"})

    assert "<option selected>Senggarang</option>" in client.get(f"/a/{code}?edit=people").text


def test_nobody_else_reads_where_the_holder_lives(client: Any, office: World) -> None:
    code = whole(office, people=replace(ME, kelurahan="Kampung Bugis", rt="71"))
    run(office, applying.send, code, asks_code=False)

    assert "Bugis" not in client.get(f"/a/{code}").text


def test_page_of_a_code_is_never_kept_or_told_on(client: Any, office: World) -> None:
    answer = client.get(f"/a/{begun(office)}")

    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "same-origin"


def test_unknown_code_is_not_found_and_guessing_ends(
    client: Any, office: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(throttling.MOST, "code", 2)

    codes = [client.get("/a/7K4M-P2QX-9RD3-FHNT").status_code for _ in range(3)]

    assert codes == [404, 404, 429]


def test_form_from_another_site_is_refused(client: Any, office: World) -> None:
    answer = client.post(f"/a/{begun(office)}/people", data=PEOPLE, headers={"Sec-Fetch-Site": "cross-site"})

    assert answer.status_code == 403
    assert "dari situs lain" in text_of(answer)


def test_link_is_shown_to_be_kept(client: Any, office: World) -> None:
    code = begun(office)

    assert f"/a/{code}" in page(client, code)


def test_people_are_kept_and_shown_masked(client: Any, office: World) -> None:
    code = begun(office)

    assert client.post(f"/a/{code}/people", data=PEOPLE).status_code == 200

    shown = client.get(f"/a/{code}")
    assert "Siti Rahmawati" in shown.text
    assert NIK not in shown.text
    assert NIK not in client.get(f"/a/{code}?edit=people").text


def test_numbers_are_shown_whole_once_to_who_typed_them(client: Any, office: World) -> None:
    code = begun(office)

    typed = client.post(f"/a/{code}/people", data=PEOPLE)
    unchanged = client.post(f"/a/{code}/people", data={**PEOPLE, "nik": "", "kk": "", "holder": "Siti Aminah"})

    whole = [" ".join(number[at : at + 4] for at in (0, 4, 8, 12)) for number in (NIK, KK)]
    assert [number in text_of(typed) for number in whole] == [True, True]
    assert "content-encoding" not in typed.headers
    assert (unchanged.status_code, unchanged.headers["location"]) == (303, f"/a/{code}#phone")
    assert [number in page(client, code) for number in whole] == [False, False]


def test_faults_stand_beside_what_was_typed(client: Any, office: World) -> None:
    code = begun(office)

    answer = client.post(f"/a/{code}/people", data={**PEOPLE, "nik": "217", "holder": "Wati"})

    assert answer.status_code == 422
    assert "NIK terdiri dari 16 angka" in text_of(answer)
    assert 'value="217"' in answer.text
    assert 'value="Wati"' in answer.text
    assert application(office, code).holder is None


def test_anything_typed_is_refused_in_words(client: Any, office: World, subtests: pytest.Subtests) -> None:
    for value in ["", "\x00", "x" * 5000, "<script>", "' OR 1=1"]:
        for field in ["relation", "holder", "nik", "kk", "applicant"]:
            with subtests.test(value=value, field=field):
                data = {**PEOPLE, "relation": "family", "applicant": "Budi", field: value}

                answer = client.post(f"/a/{begun(office)}/people", data=data)

                assert answer.status_code == 422
                assert "<script>" not in answer.text


def test_nothing_chosen_marks_only_what_is_surely_wrong_and_begins_at_the_first(client: Any, office: World) -> None:
    answer = client.post(f"/a/{begun(office)}/people")

    said = text_of(answer)
    assert answer.status_code == 422
    assert "Belum tersimpan. Perbaiki isian yang ditandai, lalu tekan Simpan lagi." in said
    assert re.findall(r'id="fault-(\w+)"', answer.text) == ["relation", "holder", "nik", "kk"]
    assert re.findall(r'id="([\w-]+)"[^>]* autofocus', answer.text) == ["relation-holder"]
    assert 'role="radiogroup" aria-invalid="true" aria-describedby="fault-relation"' in answer.text


def test_first_faulty_field_of_the_form_is_begun_at(client: Any, office: World) -> None:
    answer = client.post(f"/a/{begun(office)}/people", data={**PEOPLE, "relation": "family", "kk": "217"})

    assert re.findall(r'id="(\w+)"[^>]* autofocus', answer.text) == ["kk"]
    assert re.findall(r'id="fault-(\w+)"', answer.text) == ["kk", "applicant"]


def test_who_applies_for_a_child_is_always_named(client: Any, office: World) -> None:
    answer = client.post(f"/a/{begun(office, 'kia.first')}/people", data={"holder": "Siti", "kk": KK})

    assert re.findall(r'id="fault-(\w+)"', answer.text) == ["relation", "applicant"]


def test_office_that_cannot_send_says_that_a_clerk_looks(client: Any, office: World) -> None:
    code = begun(office)

    client.post(f"/a/{code}/phone", data={"phone": "0812 3456 7890"})

    said = page(client, code)
    assert "0812-****-7890" in said
    assert "Nomor ini belum dipastikan. Petugas akan memeriksanya." in said
    assert "Kode yang dikirim" not in said


def test_phone_that_cannot_be_read_is_shown_again(client: Any, office: World) -> None:
    answer = client.post(f"/a/{begun(office)}/phone", data={"phone": "12"})

    assert answer.status_code == 422
    assert "Nomor ini tidak terbaca" in text_of(answer)
    assert 'value="12"' in answer.text


@pytest.mark.usefixtures("sends")
def test_code_is_asked_for_and_not_shown(client: Any, office: World) -> None:
    code = begun(office)

    client.post(f"/a/{code}/phone", data={"phone": PHONE})

    answer = client.get(f"/a/{code}")
    digits = phone_codes.digits_of(office.rows(PhoneCode)[-1])
    assert "Kode yang dikirim ke ponsel Anda" in text_of(answer)
    assert digits not in answer.text.replace(" ", "")


@pytest.mark.usefixtures("sends")
def test_wrong_code_says_how_many_tries_are_left_and_is_counted(client: Any, office: World) -> None:
    code = begun(office)
    client.post(f"/a/{code}/phone", data={"phone": PHONE})
    digits = phone_codes.digits_of(office.rows(PhoneCode)[-1])
    wrong = f"{(int(digits) + 1) % 1_000_000:06}"

    answer = client.post(f"/a/{code}/phone/confirmation", data={"digits": wrong})

    assert (answer.status_code, office.rows(PhoneCode)[0].tries) == (403, 1)
    assert "Sisa percobaan: 4" in text_of(answer)


@pytest.mark.usefixtures("sends")
def test_code_that_is_used_up_is_offered_no_more(client: Any, office: World) -> None:
    code = begun(office)
    client.post(f"/a/{code}/phone", data={"phone": PHONE})

    answers = [client.post(f"/a/{code}/phone/confirmation", data={"digits": "-"}) for _ in range(5)]

    said = text_of(answers[-1])
    assert "Kode ini tidak berlaku lagi. Minta kode baru." in said
    assert "Kirim kode baru" in said
    assert "Sisa percobaan" not in said
    for page in (answers[-1], client.get(f"/a/{code}")):
        assert 'name="digits"' not in page.text
        assert "Kami sudah mengirim kode" not in text_of(page)


@pytest.mark.usefixtures("sends")
def test_right_code_confirms(client: Any, office: World) -> None:
    code = begun(office)
    client.post(f"/a/{code}/phone", data={"phone": PHONE})

    client.post(f"/a/{code}/phone/confirmation", data={"digits": phone_codes.digits_of(office.rows(PhoneCode)[-1])})

    assert "sudah dipastikan" in page(client, code)


@pytest.mark.postgres("statements")
@pytest.mark.usefixtures("sends")
def test_one_address_gets_only_so_many_codes_and_mistyped_phones_are_none(
    client: Any, office: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(phone_codes, "MOST_A_WHILE", 2)
    typed = ["12", "nomor", "081300000001", "12", "081300000002", "081300000003"]

    codes = [client.post(f"/a/{begun(office)}/phone", data={"phone": phone}).status_code for phone in typed]

    assert codes == [422, 422, 303, 422, 303, 429]


def test_phone_that_gets_no_code_does_not_count(client: Any, office: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(phone_codes, "MOST_A_WHILE", 1)

    codes = [client.post(f"/a/{begun(office)}/phone", data={"phone": PHONE}).status_code for _ in range(3)]

    assert codes == [303] * 3


@pytest.mark.usefixtures("sends")
async def test_of_many_codes_asked_for_at_once_from_one_address_no_more_leave_than_may(
    app: Any, office: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(phone_codes, "MOST_A_WHILE", 2)
    drafts = [begun(office) for _ in range(8)]

    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://testserver") as client:
        phones = [(code, {"phone": f"08130000000{n}"}) for n, code in enumerate(drafts)]
        answers = await asyncio.gather(*(client.post(f"/a/{code}/phone", data=data) for code, data in phones))

    assert sorted(answer.status_code for answer in answers) == [303] * 2 + [429] * 6
    assert len(office.rows(PhoneCode)) == 2


@pytest.mark.usefixtures("sends")
def test_number_that_takes_no_code_is_shown_again_with_what_to_do(client: Any, office: World) -> None:
    code = begun(office)

    answer = client.post(f"/a/{code}/phone", data={"phone": "+60 12-345 6789"})

    assert answer.status_code == 422
    assert "Kode hanya bisa dikirim ke nomor ponsel yang berawalan 08." in text_of(answer)
    assert "tidak terbaca" not in text_of(answer)
    assert 'value="+60 12-345 6789"' in answer.text
    assert 'aria-describedby="fault-phone"' in answer.text


@pytest.mark.usefixtures("sends")
def test_office_that_has_no_more_codes_today_takes_applications_and_its_supervisor_is_told(
    client: Any, app: Any, office: World, clock: Stopwatch
) -> None:
    clock.now = NINE
    app.state.settings.phone_codes_daily = 1
    client.post(f"/a/{begun(office)}/phone", data={"phone": "081300000001"})
    code = whole(office)

    client.post(f"/a/{code}/phone")

    assert "Nomor ini belum dipastikan. Petugas akan memeriksanya." in page(client, code)
    assert client.post(f"/a/{code}/sending").status_code == 303
    sign_in(client, office, name="Sari", role="supervisor", now=NINE)
    said = text_of(client.get("/office/hall"))
    assert "Batas 1 kode ke ponsel untuk hari ini tercapai pukul 09.00." in said
    clock.now = at(9, day=1)
    sign_in(client, office, name="Sari", role="supervisor", now=clock.now)
    assert "Batas 1 kode" not in text_of(client.get("/office/hall"))


def test_training_shows_the_code(client: Any, app: Any, office: World) -> None:
    office.database.run(lambda session: session.merge(Deployment(id=1, training=True)))
    app.state.training = True
    code = begun(office)
    client.post(f"/a/{code}/phone", data={"phone": PHONE})

    digits = phone_codes.digits_of(office.rows(PhoneCode)[-1])
    assert f"LATIHAN. Kodenya {digits[:3]} {digits[3:]}" in page(client, code)


def test_unready_application_is_sent_back_with_everything_kept(client: Any, office: World) -> None:
    code = begun(office)
    client.post(f"/a/{code}/people", data=PEOPLE)

    answer = client.post(f"/a/{code}/sending")

    assert answer.status_code == 422
    lacks = "yang sudah diisi tetap tersimpan. Nomor ponsel Anda Foto Surat kehilangan dari polisi"
    assert f"Belum bisa dikirim. Lengkapi dahulu yang tertulis di bawah; {lacks}" in text_of(answer)
    assert re.findall(r'href="#([\w-]+)" autofocus', answer.text) == ["phone"]
    assert "Siti Rahmawati" in text_of(answer)


def test_whole_application_is_sent_once(client: Any, office: World) -> None:
    code = whole(office)

    answers = [client.post(f"/a/{code}/sending") for _ in range(2)]

    assert [each.status_code for each in answers] == [303, 303]
    assert len(office.rows(Document)) == 1


@pytest.mark.usefixtures("sends")
def test_unconfirmed_phone_is_not_sent_where_a_code_can_be(client: Any, office: World) -> None:
    answer = client.post(f"/a/{whole(office)}/sending")

    assert (answer.status_code, office.rows(Document)) == (422, [])


@pytest.mark.parametrize("channel", ["smtp", "webpush", "wa_me"])
def test_no_code_is_asked_where_none_can_be_sent_to_a_phone(client: Any, office: World, channel: str) -> None:
    office.change(Office, office.office.id, ladder=[{"channel": channel, "wait_minutes": 0}])
    code = whole(office)

    assert "Nomor ini belum dipastikan. Petugas akan memeriksanya." in page(client, code)
    assert client.post(f"/a/{code}/sending").status_code == 303
    assert len(office.rows(Document)) == 1


@pytest.mark.postgres("statements")
@pytest.mark.usefixtures("sends")
def test_code_that_no_channel_could_bring_does_not_stop_an_application(client: Any, office: World) -> None:
    code = whole(office)
    client.post(f"/a/{code}/phone")
    assert "Kami sudah mengirim kode 6 angka" in page(client, code)
    office.change(Message, office.rows(Message)[-1].id, state="unreached", channel="whatsapp", why="exhausted")

    said = page(client, code)

    assert "Kami sudah mengirim kode" not in said
    assert "Nomor ini belum dipastikan. Petugas akan memeriksanya." in said
    assert client.post(f"/a/{code}/sending").status_code == 303
    assert len(office.rows(Document)) == 1


@pytest.mark.postgres("statements")
def test_draft_made_without_a_household_number_is_shown(client: Any, office: World) -> None:
    code = whole(office)
    office.change(Application, application(office, code).id, kk=None)

    said = page(client, code)

    assert "NIK berakhir" in said
    assert "Nomor KK berakhir" not in said


@pytest.mark.usefixtures("sends")
def test_code_is_asked_for_again_without_the_number_on_the_page(client: Any, office: World) -> None:
    code = whole(office)

    before = client.get(f"/a/{code}").text
    answer = client.post(f"/a/{code}/phone")

    assert PHONE not in before
    assert answer.status_code == 303
    assert (application(office, code).phone, len(office.rows(PhoneCode))) == (PHONE, 1)


def test_number_that_was_never_given_is_asked_for(client: Any, office: World) -> None:
    assert client.post(f"/a/{begun(office)}/phone").status_code == 422


def test_withdrawn_draft_says_so(client: Any, office: World) -> None:
    code = whole(office)

    client.post(f"/a/{code}/withdrawal")

    assert "Permohonan dibatalkan" in page(client, code)
    assert client.post(f"/a/{code}/people", data=PEOPLE).status_code == 410
    assert client.post(f"/a/{code}/sending").status_code == 410


def test_received_says_the_number_and_by_when(client: Any, office: World) -> None:
    code = theirs(client, sent(office))

    answer = client.get(f"/a/{code}")
    said = text_of(answer)
    assert "Permohonan sudah kami terima" in said
    assert "Perkiraan jadi Kamis, 3 Desember 2026" in said
    assert document(office, code).reference in said.replace("\u2011", "-")
    assert "S.R." in said
    assert "Siti" not in answer.text


@pytest.mark.parametrize(
    ("stages", "words"),
    [
        (["in_production"], "Berkas lengkap, sedang dibuat"),
        (["in_production", "waiting_for_blank"], "Menunggu blangko"),
        (["in_production", "ready"], "Sudah jadi"),
        (["in_production", "ready", "misplaced"], "Sedang dicari petugas"),
        (["in_production", "ready", "collected"], "Selesai"),
        (["withdrawn"], "Permohonan dibatalkan"),
    ],
)
@pytest.mark.parametrize("language", ["id", "en"])
def test_each_stage_is_said(client: Any, office: World, stages: list[str], words: str, language: str) -> None:
    code = theirs(client, sent(office))
    move(office, code, *stages)

    answer = client.get(f"/a/{code}?lang={language}")

    assert answer.status_code == 200
    assert language == "en" or words in text_of(answer)


def test_clerk_who_looks_is_said(client: Any, office: World) -> None:
    code = theirs(client, sent(office))
    office.change(Application, application(office, code).id, taken_by="staff:1")

    assert "Sedang diperiksa petugas" in page(client, code)


def test_ready_document_leads_to_choosing_a_day(client: Any, office: World) -> None:
    code = theirs(client, sent(office))
    move(office, code, "in_production", "ready")

    answer = client.get(f"/a/{code}")

    link = f"/i/{office.code(document(office, code))}"
    assert f'href="{link}"' in answer.text
    assert client.get(link).status_code == 200


def test_booked_document_leads_to_its_ticket(client: Any, office: World) -> None:
    code = theirs(client, sent(office))
    move(office, code, "in_production", "ready")
    office.book(office.code(document(office, code)), office.slot(10), now=NINE)

    answer = client.get(f"/a/{code}")

    assert "Lihat jadwal dan QR" in text_of(answer)
    assert 'href="/t/' in answer.text


def test_paper_to_be_printed_at_home_says_so(client: Any, office: World) -> None:
    code = theirs(client, sent(office, "kk.lost"))
    move(office, code, "in_production", "ready")

    said = page(client, code)
    assert "Sudah terbit" in said
    assert "HVS A4 80 gram" in said


def test_what_is_made_says_by_when_and_once_that_is_over_that_it_takes_longer(
    client: Any, office: World, clock: Stopwatch
) -> None:
    code = theirs(client, sent(office))
    move(office, code, "in_production")

    promised = page(client, code)
    clock.now = NINE + timedelta(days=10)

    assert "Perkiraan jadi Kamis, 3 Desember 2026" in promised
    assert "lebih lama dari perkiraan kami, Kamis, 3 Desember 2026" in page(client, code)


def test_what_came_back_to_the_office_is_not_said_to_be_over(client: Any, office: World) -> None:
    code = theirs(client, sent(office))
    move(office, code, "in_production", "ready", "collected", "returned")

    said = page(client, code)
    assert "Kembali di kantor, sedang diperiksa" in said
    assert "Mohon tidak datang dulu" in said


def test_recording_leads_to_a_visit(client: Any, office: World) -> None:
    code = theirs(client, sent(office, "ktp-el.recording"))
    move(office, code, "ready")

    said = page(client, code)
    assert "Silakan pilih jadwal perekaman" in said
    assert "Dibuat" not in said


def test_what_is_wanted_again_is_said_with_why_and_the_rest_is_left_out(client: Any, office: World) -> None:
    code = theirs(client, incomplete(office))
    set_items(office, code, "accepted", position=1)

    said = page(client, code)

    assert "Menunggu foto dari Anda" in said
    assert "Foto Surat kehilangan dari polisi buram. Kirim ulang" in said
    assert "Kartu Keluarga" not in said
    assert said.index("Ambil atau pilih foto") < said.index("Menunggu foto dari Anda sekarang di sini")
    assert said.index("Menunggu foto dari Anda sekarang di sini") < said.index("Diperiksa petugas")


def test_sending_again_waits_for_what_is_wanted(client: Any, office: World) -> None:
    code = theirs(client, incomplete(office))

    early = client.post(f"/a/{code}/sending")
    set_items(office, code, "sent", position=0)
    late = client.post(f"/a/{code}/sending")

    assert (early.status_code, late.status_code) == (409, 303)
    assert "Surat kehilangan dari polisi" in text_of(early)
    assert document(office, code).stage == "received"


@pytest.mark.postgres("statements")
def test_what_went_back_is_first_looked_at_by_a_clerk(client: Any, office: World) -> None:
    code = theirs(client, sent(office))
    set_items(office, code, "accepted")
    office.change(Application, application(office, code).id, waiting_since=None, accepted_at=NINE)
    move(office, code, "in_production", "incomplete")

    said = page(client, code)

    assert "Petugas sedang memeriksa lagi. Kami kabari." in said
    assert "Kirim lagi" not in said
    assert "Menunggu foto dari Anda" not in said


def test_mourning_is_never_named(client: Any, office: World) -> None:
    code = begun(office, "akta.mourning")

    for words in (page(client, code), client.get(f"/a/{code}?lang=en").text):
        assert "kematian" not in words.lower()
        assert "Akta Kematian" not in words


def test_lost_link_is_asked_for_at_the_office(client: Any, office: World) -> None:
    code = theirs(client, sent(office))
    reference = document(office, code).reference

    client.post("/o/tanjungpinang/links", data={"reference": reference, "phone4": "7890"})

    assert [each.cause for each in office.rows(Message, col(Message.cause) == Cause.LINK)] == ["link"]


@pytest.mark.parametrize("path", ["people", "phone", "phone/confirmation", "sending", "withdrawal"])
def test_steps_on_an_unknown_code_are_not_found(client: Any, office: World, path: str) -> None:
    assert client.post(f"/a/7K4M-P2QX-9RD3-FHNT/{path}").status_code == 404


def test_phone_is_kept_while_it_waits(client: Any, office: World, clock: Stopwatch) -> None:
    code = begun(office)
    run(office, phone_codes.keep_phone, code, PHONE, sends=False)
    clock.now = at(15)

    assert "0812-****-7890" in page(client, code)


@pytest.mark.parametrize("language", ["id", "en"])
def test_what_was_sent_is_given_up_after_one_question(client: Any, office: World, language: str) -> None:
    code = theirs(client, sent(office))
    address = f"/a/{code}/withdrawal"
    assert f'href="{address}"' in client.get(f"/a/{code}").text

    question = client.get(f"{address}?lang={language}")
    answer = client.post(address)
    client.get("/?lang=id")

    assert question.status_code == 200
    assert document(office, code).reference in text_of(question).replace("\u2011", "-")
    assert answer.headers["location"] == f"/a/{code}"
    said = page(client, code)
    assert "Permohonan dibatalkan" in said
    assert "Sudah Anda batalkan. Foto Anda dihapus setelah 30 hari." in said
    assert "Ajukan permohonan" in said
    assert address not in client.get(f"/a/{code}").text
    assert client.get(address).headers["location"] == f"/a/{code}", "there is nothing to ask any more"


def test_question_names_the_visit_that_ends_with_it(client: Any, office: World) -> None:
    code = theirs(client, sent(office))
    move(office, code, "in_production", "ready")
    visit = office.book(office.code(document(office, code)), office.slot(11))
    move(office, code, "incomplete")

    assert "11.00 WIB ikut dibatalkan." in text_of(client.get(f"/a/{code}/withdrawal"))

    office.change(Booking, visit.id, stage="arrived")
    assert client.get(f"/a/{code}/withdrawal").status_code == 409


def test_draft_may_be_given_up_by_the_same_question(client: Any, office: World) -> None:
    code = whole(office)
    address = f"/a/{code}/withdrawal"

    question = client.get(address)
    client.post(address)

    assert "Isian dan foto dihapus." in text_of(question)
    assert client.get(address).headers["location"] == f"/a/{code}"


def test_what_is_printed_says_whom_to_ask(client: Any, office: World) -> None:
    code = theirs(client, sent(office))
    move(office, code, "in_production")
    address = f"/a/{code}/withdrawal"

    assert address not in client.get(f"/a/{code}").text
    for answer in (client.get(address), client.post(address)):
        assert answer.status_code == 409
        assert "sudah dikerjakan, jadi tidak bisa dibatalkan dari sini" in text_of(answer)
    assert document(office, code).stage == "in_production"


def test_what_nobody_answered_says_that_it_may_be_sent_anew(client: Any, office: World) -> None:
    code = theirs(client, incomplete(office))
    office.change(Application, application(office, code).id, asked_at=NINE)
    settings = {"unanswered_days": [], "lapse_days": 1}
    office.change(Office, office.office.id, **settings)
    office.office = office.rows(Office)[0]
    office.at_time(unanswered.tell_or_end, now=at(12, day=2))

    assert "Permohonan ditutup" in page(client, code)
    assert "Kami tutup karena berkas yang kurang belum kami terima." in page(client, code)


def test_unconfirmed_phone_is_shown_no_page_that_was_sent(client: Any, office: World) -> None:
    some = applied(office, confirmed=False)
    some.decide(0, "unreadable", "blurred")
    some.decide(1)
    some.decide(2)
    some.ask_again()
    code = theirs(client, application_code(some.row))
    shown = client.get(f"/a/{code}")

    assert "1 halaman sudah kami terima. Isinya tidak ditampilkan" in text_of(shown)
    assert f"/a/{code}/pages/" not in shown.text
    assert all(
        client.get(f"/a/{code}/pages/{mark}").status_code == 404 for marks in some.pages.values() for mark in marks
    )


def test_what_came_since_it_was_asked_for_is_shown_to_who_sent_it(client: Any, office: World) -> None:
    some = applied(office, confirmed=False)
    some.decide(0, "unreadable", "blurred")
    some.decide(1)
    some.decide(2)
    some.ask_again(now=NINE)
    code = theirs(client, application_code(some.row))
    upload = office.database.run(uploads.begin, code, 0, size=5, now=at(10))
    office.database.run(uploads.note_received, upload.token, start=0, end=5, now=at(10))
    office.database.run(uploads.finish, code, upload.token, [Page("f" * 32)], now=at(10))

    assert f"/a/{code}/pages/{'f' * 32}" in client.get(f"/a/{code}").text


def test_confirmed_phone_is_shown_what_it_sent(client: Any, office: World) -> None:
    some = applied(office)
    some.decide(0, "unreadable", "blurred")
    some.decide(1)
    some.decide(2)
    some.ask_again(now=NINE)
    code = theirs(client, application_code(some.row))

    assert f"/a/{code}/pages/{some.pages[0][0]}" in client.get(f"/a/{code}").text


def test_second_one_for_the_same_person_is_told_of_the_first(client: Any, office: World) -> None:
    first = sent(office)
    second, stranger = whole(office), whole(office)
    office.change(Application, application(office, second).id, phone_confirmed_at=NINE)

    answer = client.get(f"/a/{second}")

    said = text_of(answer).replace("\u2011", "-")
    reference = document(office, first).reference
    assert f"Anda sudah punya permohonan KTP-el untuk orang yang sama: {reference}. Tidak perlu mengirim lagi" in said
    assert f'href="/a/{first}"' in answer.text
    assert reference not in page(client, stranger).replace("\u2011", "-"), "nobody knows whose phone that is"
    assert client.get(f"/a/{second}?lang=en").status_code == 200


def test_refused_one_says_why_once_that_is_sure(client: Any, office: World, clock: Stopwatch) -> None:
    code = theirs(client, sent(office))
    reference = document(office, code).reference
    office.do(withdrawing.withdraw, reference, reason="bukan warga kota ini.")

    clock.now = at(9, 10)
    under_review = page(client, code)
    clock.now = at(9, 11)
    said = page(client, code)

    assert "Sedang ditinjau petugas" in under_review
    assert "Buka lagi halaman ini sepuluh menit lagi. Sementara itu tidak perlu datang." in under_review
    assert "Diperiksa petugas sekarang di sini" in under_review
    assert "atal" not in under_review.replace("Batalkan", "")
    assert "bukan warga" not in under_review
    assert client.get(f"/a/{code}?lang=en").status_code == 200

    assert "Permohonan dibatalkan" in said
    assert "dibatalkan karena bukan warga kota ini. Keliru? Hubungi kantor." in said
