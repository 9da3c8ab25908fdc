"""The office's words for its messages: clerks look, supervisors write, and nothing faulty is kept."""

import re
from html import unescape
from typing import Any

import pytest

from scheduler.db.models import MessageText
from scheduler.messages.notices.table import TEMPLATES
from tests.scenes.factories import World
from tests.web.staff.members import sign_in, text_of

HERE = "/office/messages/texts"
OURS = {"words_id": "Masuk, {ticket}, sampai {time}.", "words_en": "Come in, {ticket}, until {time}."}


def words_in(page: Any, language: str = "id") -> str:
    found = re.search(rf'<textarea id="words-{language}".*?>(.*?)</textarea>', page.text, re.DOTALL)
    assert found is not None
    return unescape(found[1])


@pytest.fixture
def _supervisor(client: Any, office: World) -> None:
    sign_in(client, office, role="supervisor manager")


def test_clerk_sees_every_text_and_cannot_write(client: Any, office: World) -> None:
    sign_in(client, office)

    said = text_of(client.get(HERE))
    one = client.get(f"{HERE}/come_in")

    assert all(template.label in said for template in TEMPLATES.values())
    assert "Lihat" in said
    assert "<textarea" not in one.text
    assert "paling lambat pukul {time}" in text_of(one)
    for path in ("", "/look", "/reset"):
        assert client.post(f"{HERE}/come_in{path}", data=OURS).status_code == 403
    assert office.rows(MessageText) == []


@pytest.mark.parametrize("wanted", ["MASUK paling lambat", "come in"])
def test_texts_are_found_by_their_words_and_names_in_any_language(client: Any, office: World, wanted: str) -> None:
    sign_in(client, office)

    found = client.get(HERE, params={"q": wanted})

    assert f"{HERE}/come_in" in found.text
    assert f"{HERE}/ready" not in found.text


def test_words_that_no_text_has_lead_back_to_all(client: Any, office: World) -> None:
    sign_in(client, office)

    assert "Tidak ada teks yang cocok. Lihat semua" in text_of(client.get(HERE, params={"q": "qwertz"}))


@pytest.mark.usefixtures("_supervisor")
def test_supervisor_writes_in_both_languages(client: Any, office: World) -> None:
    answer = client.post(f"{HERE}/come_in", data=OURS)

    listed = client.get(answer.headers["location"])
    assert 'Teks "Silakan masuk" sudah disimpan.' in text_of(listed)
    assert "Silakan masuk diubah" in text_of(listed)
    assert {(row.language, row.text, row.by) for row in office.rows(MessageText)} == {
        ("id", OURS["words_id"], "staff:1"),
        ("en", OURS["words_en"], "staff:1"),
    }
    assert words_in(client.get(f"{HERE}/come_in")) == OURS["words_id"]


@pytest.mark.usefixtures("_supervisor")
@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("come_in", "WhatsApp harus menyetujui teks yang diubah"),
        ("alarm", "WhatsApp harus menyetujui teks yang diubah"),
        ("phone_code", "Lewat WhatsApp, kode dikirim dengan kata-kata WhatsApp sendiri"),
        ("stopped", "Balasan dalam percakapan. WhatsApp tidak perlu menyetujuinya."),
    ],
)
def test_page_says_whether_whatsapp_must_approve_a_text(client: Any, name: str, said: str) -> None:
    notes = re.findall(r'id="approval">(.*?)</p>', client.get(f"{HERE}/{name}").text)

    assert [unescape(note).startswith(said) for note in notes] == [True]


@pytest.mark.postgres("statements")
@pytest.mark.usefixtures("_supervisor")
def test_form_sent_back_unchanged_keeps_nothing(client: Any, office: World) -> None:
    page = client.get(f"{HERE}/come_in")

    client.post(f"{HERE}/come_in", data={f"words_{each}": words_in(page, each) for each in ("id", "en")})

    assert office.rows(MessageText) == []


@pytest.mark.usefixtures("_supervisor")
def test_look_shows_what_a_citizen_reads_and_its_parts_and_keeps_nothing(client: Any, office: World) -> None:
    page = client.post(f"{HERE}/come_in/look", data={**OURS, "words_id": "Masuk – {ticket}, {time}."})

    said = text_of(page)
    assert page.status_code == 200
    assert "Begini warga membacanya (contoh)" in said
    assert "Disdukcapil tanjungpinang: Masuk – A-015, 09.00 WIB. Registrasi ...0412. Gratis." in said
    assert re.search(r"[345] bagian SMS \(\d+ huruf\). Lebih mahal karena tanda ini: –", said)
    assert words_in(page) == "Masuk – {ticket}, {time}."
    assert office.rows(MessageText) == []


@pytest.mark.usefixtures("_supervisor")
@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("Masuk, {ticket.__class__} {time}", "Kurung kurawal tidak berpasangan, atau isinya bukan nama saja."),
        ("Masuk, {ticket} {nama}", "Bagian ini tidak dikenal di teks ini: {nama}. Bagian ini harus ada: {time}."),
        ("Masuk, {ticket} {time} https://x.test", '"https://" tampak seperti tautan.'),
        ("", "Teksnya kosong."),
    ],
)
def test_faulty_words_are_told_and_stay_in_the_form(client: Any, office: World, words: str, said: str) -> None:
    sent = {**OURS, "words_id": words}

    looked, refused = client.post(f"{HERE}/come_in/look", data=sent), client.post(f"{HERE}/come_in", data=sent)

    assert (looked.status_code, refused.status_code) == (200, 422)
    assert said in text_of(looked)
    assert f"Bahasa Indonesia: {said}" in text_of(refused)
    assert (words_in(looked), words_in(refused)) == (words, words)
    assert office.rows(MessageText) == [], "the other language is not kept either"


@pytest.mark.usefixtures("_supervisor")
def test_reset_brings_back_what_everybody_starts_with(client: Any, office: World) -> None:
    client.post(f"{HERE}/come_in", data=OURS)
    assert "Kembali ke teks asal" in text_of(client.get(f"{HERE}/come_in"))

    client.post(f"{HERE}/come_in/reset")

    assert office.rows(MessageText) == []
    assert "Kembali ke teks asal" not in text_of(client.get(f"{HERE}/come_in"))


@pytest.mark.usefixtures("_supervisor")
def test_every_text_has_its_page(client: Any, office: World, subtests: pytest.Subtests) -> None:
    for name, template in TEMPLATES.items():
        with subtests.test(name):
            page = client.get(f"{HERE}/{name}")

            assert page.status_code == 200
            assert words_in(page) == template.text
            assert text_of(page).count("bagian SMS") == 2


@pytest.mark.usefixtures("_supervisor")
def test_words_of_another_office_are_not_shown(client: Any, office: World, elsewhere: World) -> None:
    client.post(f"{HERE}/come_in", data=OURS)

    sign_in(client, elsewhere, role="supervisor manager")

    assert words_in(client.get(f"{HERE}/come_in")) == TEMPLATES["come_in"].text


@pytest.mark.usefixtures("_supervisor")
def test_text_that_is_none_is_not_found(client: Any, office: World) -> None:
    assert client.get(f"{HERE}/nope").status_code == 404
    assert client.post(f"{HERE}/nope", data=OURS).status_code == 404


def test_pages_need_somebody_signed_in(client: Any, office: World) -> None:
    for path in (HERE, f"{HERE}/come_in"):
        assert client.get(path).headers["location"].startswith("/login")
