"""Pictures in the inbox: seen by the office's staff alone, made an application by three taps, never twice."""

import re
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col

from scheduler.db.models import Application, ApplicationPage, ConversationLine, Disclosure, Document, LinePicture
from scheduler.flow.talks.conversations import hear
from scheduler.flow.talks.line_pictures import PAUSES, put_off, refuse_picture, take_wanted
from scheduler.pictures.vault import Vault
from tests.conftest import Stopwatch
from tests.scenes.conversations import PHONE, Wrote, conversation
from tests.scenes.factories import NINE, World, at
from tests.scenes.talks import asked_again, items, live_pages, made, pictured, procedure, states
from tests.web.staff.members import sign_in, text_of

TALK = "/office/inbox/1"
FORM = f"{TALK}/application?procedure=uji.hilang"


@pytest.fixture(autouse=True)
def _clerk(client: Any, office: World, clock: Stopwatch) -> None:
    sign_in(client, office)
    procedure(office)
    procedure(office, "uji.rusak", items=("KTP rusak",), title="KTP-el rusak")
    clock.now = at(9, 30)


@pytest.fixture
def vault(app: Any, tmp_path: Path) -> Vault:
    app.state.vault = Vault(tmp_path / "files")
    return app.state.vault


def send(client: Any, pictures: dict[int, str], *, to: str = "applications", **form: Any) -> Any:
    """Press "Buat permohonan"; the page that comes."""
    usual = {"procedure": "uji.hilang", "holder": "Siti Rahmawati", "relation": "holder", "seen": 99}
    chosen = {"pictures": list(pictures), "places": list(pictures.values())}
    answer = client.post(f"{TALK}/{to}", data={**usual, **chosen, **form})
    return client.get(answer.headers["location"]) if answer.status_code == 303 else answer


def chosen(page: Any) -> list[str]:
    """The item that each picture is put to."""
    selects = re.findall(r'<select id="place-\d+".*?</select>', page.text, re.DOTALL)
    found = [re.search(r"selected>([^<]*)<", each) for each in selects]
    return [each[1].strip() if each else "" for each in found]


# --- seeing


def test_picture_is_an_attachment_that_no_page_can_be_made_of(client: Any, office: World, vault: Vault):
    mark = vault.put(b"JPEG")
    pictured(office, marks=[mark])

    answer = client.get(f"/office/inbox/pictures/{mark}")

    assert (answer.content, answer.headers["content-type"]) == (b"JPEG", "image/jpeg")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert "no-store" in answer.headers["cache-control"]


@pytest.mark.postgres("statements")
def test_who_is_shown_a_talks_pictures_is_written_down_once_a_day(client: Any, office: World, vault: Vault):
    marks = [vault.put(b"JPEG"), vault.put(b"JPEG too")]
    pictured(office, 2, marks=marks)

    for mark in (*marks, marks[0]):
        client.get(f"/office/inbox/pictures/{mark}")

    (noted,) = office.rows(Disclosure)
    assert (noted.conversation_id, noted.by, noted.fields, noted.place) == (1, "staff:1", "pictures", "conversation")


def test_picture_is_for_staff_of_its_office(client: Any, office: World, elsewhere: World, vault: Vault):
    mark = vault.put(b"JPEG")
    pictured(elsewhere, marks=[mark])

    assert client.get(f"/office/inbox/pictures/{mark}").status_code == 404
    assert client.get(f"{TALK}/pictures/{mark}").status_code == 404
    client.cookies.clear()
    assert client.get(f"/office/inbox/pictures/{mark}").status_code == 303


@pytest.mark.parametrize("mark", ["none", "..%2f..%2fgiliran.db", "0" * 32, "%00"])
def test_picture_that_is_not_there(client: Any, vault: Vault, mark: str):
    assert client.get(f"/office/inbox/pictures/{mark}").status_code == 404


@pytest.mark.postgres("statements")
def test_picture_whose_file_was_deleted_is_not_there(client: Any, office: World, vault: Vault):
    mark = vault.put(b"JPEG")
    picture = pictured(office, marks=[mark])[0]
    office.change(LinePicture, picture, gone_at=NINE)

    assert client.get(f"/office/inbox/pictures/{mark}").status_code == 404
    assert "Foto sudah dihapus menurut aturan kantor." in text_of(client.get(TALK))


def test_picture_whose_page_was_taken_back_is_not_there(client: Any, office: World, vault: Vault):
    mark = vault.put(b"JPEG")
    picture = pictured(office, marks=[mark])[0]
    made(office, {picture: 0})
    assert client.get(f"/office/inbox/pictures/{mark}").status_code == 200
    office.change(ApplicationPage, 1, gone_at=NINE)

    assert client.get(f"/office/inbox/pictures/{mark}").status_code == 404
    assert mark not in client.get(TALK).text


def test_talk_shows_what_came_and_what_is_on_its_way(client: Any, office: World):
    pictured(office, 2, marks=["a" * 32, "b" * 32])
    wrote = Wrote("wamid.x", PHONE, "KK saya", at(9, 5), "document", media="8")
    office.database.run(hear, office.office.id, "whatsapp", wrote, now=at(9, 5))

    page = client.get(TALK)

    assert f'src="/office/inbox/pictures/{"a" * 32}"' in page.text
    assert "Foto 2 dari 2, pukul 09.00. Buka besar." in page.text
    assert "[Berkas] Foto sedang diambil… KK saya" in text_of(page)
    assert "Jadikan permohonan (2 foto)" in text_of(page)
    assert "[Berkas] KK saya" in text_of(client.get("/office/inbox"))


def test_picture_at_large_leads_back(client: Any, office: World):
    pictured(office, marks=["a" * 32])

    page = client.get(f"{TALK}/pictures/{'a' * 32}")

    assert page.status_code == 200
    assert f'href="{TALK}"' in page.text
    assert client.get(f"/office/inbox/2/pictures/{'a' * 32}").status_code == 404


@pytest.mark.parametrize(
    ("why", "said"),
    [
        ("file_locked", "Foto ini tidak bisa dipakai. PDF-nya terkunci kata sandi."),
        ("file_too_slow", "Foto ini tidak bisa dipakai. Berkasnya terlalu lama dibuka."),
        ("file_unreadable", "Foto ini tidak bisa dipakai. Berkasnya bukan foto atau PDF yang bisa dibuka."),
    ],
)
def test_refused_picture_says_why_and_can_be_tried_again(client: Any, office: World, why: str, said: str):
    wrote = Wrote("wamid.x", PHONE, "", NINE, "image", media="8")
    office.database.run(hear, office.office.id, "whatsapp", wrote, now=NINE)
    wanted = office.database.run(take_wanted, 1, now=NINE)[0]
    office.database.run(refuse_picture, wanted, why, reply="Maaf", by="system", now=NINE)

    assert said in text_of(client.get(TALK))
    answer = client.post(f"{TALK}/lines/1/fetching")
    page = client.get(answer.headers["location"])

    assert "Foto sedang diambil lagi." in text_of(page)
    assert office.rows(ConversationLine)[0].media_state == "wanted"
    assert "Foto itu sudah ada atau sedang diambil." in text_of(client.post(f"{TALK}/lines/1/fetching"))


@pytest.mark.postgres("statements")
def test_lost_picture_says_why(client: Any, office: World):
    wrote = Wrote("wamid.x", PHONE, "", NINE, "image", media="8")
    office.database.run(hear, office.office.id, "whatsapp", wrote, now=NINE)
    office.change(ConversationLine, 1, media_tries=len(PAUSES))
    wanted = office.database.run(take_wanted, 1, now=NINE)[0]
    office.database.run(put_off, wanted, "account", now=NINE)

    assert "Foto ini tidak bisa diambil. Akun WhatsApp kantor ini belum diisi." in text_of(client.get(TALK))


@pytest.mark.parametrize("line", [99, 10**30])
def test_line_that_is_not_there_cannot_be_tried_again(client: Any, office: World, line: int):
    pictured(office)

    assert client.post(f"{TALK}/lines/{line}/fetching").status_code == 404


# --- making


@pytest.mark.postgres("statements")
def test_three_taps_make_an_application(client: Any, office: World):
    office.document(phone=PHONE, holder="Siti Rahmawati")
    first, second = pictured(office, 1, 1)
    assert f'href="{TALK}/application"' in client.get(TALK).text
    assert "KTP-el hilang" in text_of(client.get(f"{TALK}/application"))

    page = client.get(FORM)
    assert chosen(page) == ["Surat kehilangan", "Kartu Keluarga"]
    assert 'name="holder" maxlength="200" autocomplete="off" list="names" value="Siti Rahmawati"' in page.text
    done = send(client, {first: "0", second: "1"})

    assert "Permohonan terdaftar." in text_of(done)
    document = office.rows(Document, col(Document.title) == "KTP-el hilang")[0]
    assert f"Nomor registrasi: {document.reference}." in text_of(done)
    assert "Rina membuat permohonan dari foto di percakapan ini" in text_of(done)
    assert f"…{document.reference[-4:]}" in text_of(done)
    assert "Jadikan permohonan" not in text_of(done)
    assert len(live_pages(office)) == 2


def test_where_the_holder_lives_goes_along_or_is_told_to_be_nonsense(client: Any, office: World):
    (first, second) = pictured(office, 1, 1)
    chosen = {first: "0", second: "1"}

    refused = send(client, chosen, kelurahan="Kampung Bugis", rt="tiga")
    assert refused.status_code == 422
    assert 'id="fault-rt">RT berupa angka' in refused.text
    assert 'name="kelurahan" value="Kampung Bugis"' in refused.text
    send(client, chosen, kelurahan="kampung bugis", rt="3", rw="005")

    document = office.rows(Document)[-1]
    assert (document.kelurahan, document.rt, document.rw) == ("Kampung Bugis", "03", "05")


def test_what_lacks_is_sent_to_the_citizen_as_a_link(client: Any, office: World):
    first = pictured(office)[0]

    done = send(client, {first: "0"}, holder="")

    assert "Permohonan disiapkan. Tautan untuk melengkapinya dikirim ke warga." in text_of(done)
    assert "Lengkapi di sini: http://testserver/a/" in text_of(done)
    assert "belum dikirim warga" in text_of(done)
    assert office.rows(Document) == []


def test_citizen_is_told_in_the_language_of_the_conversation(client: Any, office: World):
    office.document(phone=PHONE, language="en")
    first = pictured(office)[0]
    conversation(office)

    send(client, {first: "0"}, holder="")

    assert conversation(office).language == "en"
    assert office.rows(Application)[0].language == "en"


def test_same_press_twice_makes_one(client: Any, office: World):
    first, second = pictured(office, 1, 1)

    send(client, {first: "0", second: "1"}, nonce="once")
    again = send(client, {first: "0", second: "1"}, nonce="once")

    assert "Permohonan terdaftar." in text_of(again)
    assert len(office.rows(Application)) == 1


def test_second_clerk_keeps_what_was_typed_and_sees_why(client: Any, office: World):
    first, second = pictured(office, 1, 1)
    made(office, {first: 0})

    page = send(client, {first: "0", second: "1"}, holder="Siti R", nik="2172014101900001")

    assert page.status_code == 409
    assert "Foto yang Anda pilih baru saja dipakai" in text_of(page)
    assert 'value="Siti R"' in page.text
    assert 'value="2172014101900001"' in page.text
    assert chosen(page) == ["Kartu Keluarga"]


REFUSED = [
    ("0", {"nik": "217201"}, 422, "NIK terdiri dari 16 angka."),
    ("0", {"kk": "21720141019000x1"}, 422, "Nomor KK terdiri dari 16 angka."),
    ("-", {}, 422, "Pilih sedikitnya satu foto untuk satu berkas."),
    ("9", {}, 404, "Foto itu tidak ada lagi."),
    ("x", {}, 422, "Pilihan berkas tidak dikenali."),
    ("0", {"relation": "nobody"}, 422, "Pilihan berkas tidak dikenali."),
    ("0", {"procedure": "none"}, 404, "Layanan itu tidak ada"),
    ("0", {"holder": "x" * 300}, 422, ""),
    ("0", {"places": ["0", "0"]}, 422, "Pilihan berkas tidak dikenali."),
]


def test_what_cannot_be_is_refused_above_the_form(client: Any, office: World, subtests: pytest.Subtests):
    first = pictured(office)[0]

    for places, form, status, said in REFUSED:
        with subtests.test(places=places, form=form):
            page = send(client, {first: places}, **form)

            assert page.status_code == status
            assert said in text_of(page)
            assert "Jadikan permohonan" in text_of(page)
            assert office.rows(Application) == []


@pytest.mark.parametrize("code", ["none", "%00", "x" * 999, "%F0%9F%98%80", "<b>"])
def test_procedure_that_is_not_there_is_asked_for_anew(client: Any, office: World, code: str):
    pictured(office)

    page = client.get(f"{TALK}/application?procedure={code}")

    assert page.status_code == 200
    assert "Apa yang diminta warga?" in text_of(page)


def test_talk_without_pictures_says_so(client: Any, office: World):
    office.database.run(hear, office.office.id, "whatsapp", Wrote("wamid.x", PHONE, "Halo", NINE), now=NINE)

    assert "Tidak ada foto yang bisa dipakai" in text_of(client.get(FORM))
    assert "Jadikan permohonan" not in text_of(client.get(TALK))


def test_conversation_of_another_office_makes_nothing(client: Any, office: World, elsewhere: World):
    first = pictured(elsewhere)[0]

    assert client.get(FORM).status_code == 404
    assert send(client, {first: "0"}).status_code == 404
    assert client.get(f"/office/inbox/{10**30}/application").status_code == 404


def test_guard_at_the_door_makes_nothing(client: Any, office: World):
    first = pictured(office)[0]
    sign_in(client, office, name="Joko", role="guard")

    assert client.get(FORM).status_code == 403
    assert send(client, {first: "0"}).status_code == 403


# --- adding


def test_picture_for_what_was_asked_again_is_marked_and_added_by_one_tap(client: Any, office: World):
    first, second = pictured(office, 1, 1)
    document = asked_again(office, made(office, {first: 0, second: 1}), 0)
    later = pictured(office, now=at(9, 20))[0]
    ref4 = document.reference[-4:]

    page = client.get(TALK)
    assert f"Untuk permohonan …{ref4} Tambahkan ke permohonan …{ref4}: Surat kehilangan" in text_of(page)
    answer = client.post(f"{TALK}/additions", data={"item": items(office)[0].id, "pictures": later})
    done = client.get(answer.headers["location"])

    assert "Foto ditambahkan ke permohonan." in text_of(done)
    assert "Rina menambahkan foto ke permohonan" in text_of(done)
    assert states(office)[0] == "sent"
    assert len(office.rows(ApplicationPage)) == 3


def test_what_became_of_a_talk_is_listed_once_beside_it(client: Any, office: World):
    office.document("R/1", phone=PHONE)
    first, second = pictured(office, 1, 1)
    document = asked_again(office, made(office, {first: 0, second: 1}), 0)

    page = client.get(TALK)

    linked = re.findall(r'href="/office/documents\?q=([^"]+)"', page.text)
    assert (linked, document.reference in linked) == (["R/1"], False)
    assert "/office/applications/1" in page.text


def test_item_that_takes_nothing_is_refused_above_the_talk(client: Any, office: World):
    first, second = pictured(office, 1, 1)
    made(office, {first: 0})

    page = client.post(f"{TALK}/additions", data={"item": 999, "pictures": second})

    assert page.status_code == 409
    assert "Berkas itu tidak menunggu foto lagi." in text_of(page)
    for form in ({}, {"item": "x"}, {"item": -1, "pictures": [10**30]}):
        assert client.post(f"{TALK}/additions", data=form).status_code in (409, 422)
