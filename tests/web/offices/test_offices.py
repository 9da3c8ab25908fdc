"""The public pages, and the form that sends a lost link again."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import Session, col
from starlette.testclient import TestClient

from scheduler.db.models import Closure, Document, Message, Office, Service
from scheduler.flow.calendar import closures
from scheduler.flow.calendar.closures import NewClosure
from scheduler.web.shared import throttling
from tests.conftest import Stopwatch
from tests.scenes.factories import MONDAY, MORNING, NINE, World, at
from tests.web.staff.members import text_of

WEDNESDAY = MONDAY + timedelta(days=2)
ANSWER = "Jika nomor registrasi cocok, tautan kami kirim ke ponsel yang terdaftar."


def test_front_page_lists_the_offices(client: TestClient, office: World, elsewhere: World) -> None:
    page = client.get("/")

    assert page.status_code == 200
    assert 'href="/o/tanjungpinang"' in page.text
    assert 'href="/o/bintan"' in page.text
    assert "Nomor registrasi di resi" not in page.text


@pytest.mark.postgres("statements")
def test_front_page_of_one_office_asks_for_the_registration_number(client: TestClient, office: World) -> None:
    page = client.get("/")

    assert 'action="/o/tanjungpinang/links"' in page.text


@pytest.mark.parametrize(
    ("new", "said"),
    [
        ((MONDAY, WEDNESDAY), "Perekaman KTP-el tutup, buka lagi Kamis, 3 Desember 2026 pukul 08.00: Alat rusak"),
        ((MONDAY, None), "Perekaman KTP-el tutup sampai pemberitahuan lebih lanjut: Alat rusak"),
        ((WEDNESDAY, None), "Perekaman KTP-el tutup mulai Rabu, 2 Desember 2026 pukul 00.00: Alat rusak"),
    ],
)
def test_front_page_says_which_service_is_shut(
    client: TestClient, office: World, elsewhere: World, new: tuple[date, date | None], said: str
) -> None:
    office.do(closures.shut, NewClosure(*new, "Alat rusak", _service_c(office)), now=MORNING)

    page = client.get("/").text

    assert said in page
    assert page.count("Alat rusak") == 1
    assert "Sedang tutup" not in page


def test_office_shows_hours_services_and_how_many_wait(client: TestClient, office: World, clock: Stopwatch) -> None:
    for _ in range(5):
        office.arrived(9)
    clock.now = NINE

    text = client.get("/o/tanjungpinang").text

    assert "Buka sampai 12.00 WIB" in text
    assert "4 dari 4" in text
    assert "<dt>Menunggu</dt><dd>5</dd>" in text
    assert "5 menunggu" in text
    assert "istirahat 12.00-13.00" in text
    assert "Perekaman KTP-el" in text


def test_office_in_the_evening_says_when_it_opens(client: TestClient, office: World, clock: Stopwatch) -> None:
    clock.now = at(18)

    assert "Tutup. Buka lagi Selasa, 1 Desember 2026 pukul 08.00 WIB" in client.get("/o/tanjungpinang").text


def test_office_in_english_remembers_the_choice(client: TestClient, office: World) -> None:
    client.get("/o/tanjungpinang?lang=en")

    assert '<html lang="en">' in client.get("/o/tanjungpinang").text


@pytest.mark.parametrize("code", ["nowhere", "%00", "x" * 3000])
def test_unknown_office_is_not_found(client: TestClient, office: World, code: str) -> None:
    page = client.get(f"/o/{code}")

    assert page.status_code == 404
    assert "Kantor itu tidak ditemukan." in page.text


def ask(client: TestClient, reference: str, **proof: str) -> Any:
    return client.post("/o/tanjungpinang/links", data={"reference": reference, **proof}, follow_redirects=True)


def test_link_is_sent_again_to_whoever_knows_the_end_of_the_phone(client: TestClient, office: World) -> None:
    office.document("472.11/0412", phone="+6281234560987")
    office.database.run(_all_sent)

    page = ask(client, " 472.11/0412 ", phone4=" 0987 ")

    assert ANSWER in page.text
    assert office.messages() == ["ready", "ready"]


def test_link_is_sent_again_to_whoever_knows_the_birth_date(client: TestClient, office: World) -> None:
    office.document("472.11/0412", phone="+6281234560987", nik="2172015708650003")
    office.database.run(_all_sent)

    page = ask(client, "472.11/0412", born="17-08-1965")

    assert ANSWER in page.text
    assert office.messages() == ["ready", "ready"]


@pytest.mark.parametrize("proof", [{"phone4": "0986"}, {"born": "18-08-1965"}])
def test_wrong_proof_gets_the_same_answer_and_no_link(client: TestClient, office: World, proof: dict[str, str]) -> None:
    office.document("472.11/0412", phone="+6281234560987", nik="2172015708650003")
    office.database.run(_all_sent)

    known, unknown = ask(client, "472.11/0412", **proof), ask(client, "472.11/9999", **proof)

    assert (known.status_code, known.text) == (unknown.status_code, unknown.text)
    assert ANSWER in known.text
    assert office.messages() == ["ready"]


def test_unknown_number_gets_the_same_answer(client: TestClient, office: World) -> None:
    page = ask(client, "nothing\x00", phone4="0987")

    assert ANSWER in page.text
    assert office.messages() == []


def test_birth_date_may_be_written_with_the_months_name(client: TestClient, office: World) -> None:
    office.document("472.11/0412", phone="+6281234560987", nik="2172015708650003")
    office.database.run(_all_sent)

    ask(client, "472.11/0412", born="17 Agustus 1965")

    assert office.messages() == ["ready", "ready"]


MISTAKES = [
    pytest.param({"reference": " \x00", "phone4": "0987"}, "reference", "Tulis nomor registrasi", id="no number"),
    pytest.param({"reference": "4" * 101, "phone4": "0987"}, "reference", "Nomor ini terlalu panjang.", id="too long"),
    pytest.param({"reference": "472.11/0412"}, "born", "Isi tanggal lahir, atau 4 angka", id="no proof"),
    pytest.param({"reference": "472.11/0412", "phone4": "98"}, "phone4", "Tulis tepat 4 angka", id="two digits"),
    pytest.param(
        {"reference": "472.11/0412", "born": "31-02-1965"}, "born", "Tanggal ini tidak terbaca.", id="no date"
    ),
    pytest.param({"reference": "472.11/0412", "born": "17-08-65"}, "born", "dengan tahun lengkap", id="short year"),
    pytest.param(
        {"reference": "472.11/0412", "born": "besok", "phone4": "0987"}, "born", "Tanggal ini", id="one of two wrong"
    ),
]


@pytest.mark.parametrize(("form", "field", "said"), MISTAKES)
def test_form_with_a_mistake_is_shown_again_and_says_how_to_write_it(
    client: TestClient, office: World, form: dict[str, str], field: str, said: str
) -> None:
    page = client.post("/o/tanjungpinang/links", data=form)

    assert page.status_code == 422
    assert '<form method="post" action="/o/tanjungpinang/links" novalidate>' in page.text
    assert "Isian belum benar." in page.text
    assert page.text.count("aria-invalid") == 1
    assert f'aria-describedby="fault-{field}" autofocus' in page.text
    assert said in page.text.partition(f'id="fault-{field}"')[2].partition("</p>")[0]
    assert ANSWER not in page.text


def test_form_with_a_mistake_keeps_what_was_typed(client: TestClient, office: World) -> None:
    page = client.post(
        "/o/tanjungpinang/links", data={"reference": '47"<b>', "born": "17 Sawal 1965", "phone4": "0987"}
    )

    assert 'name="reference" value="47&#34;&lt;b&gt;"' in page.text
    assert 'name="born" value="17 Sawal 1965"' in page.text
    assert 'name="phone4" value="0987"' in page.text


def test_form_with_two_mistakes_names_both_and_begins_with_the_first(client: TestClient, office: World) -> None:
    page = client.post("/o/tanjungpinang/links", data={})

    assert page.text.count("aria-invalid") == 2
    assert page.text.count("autofocus") == 1
    assert 'aria-describedby="fault-reference" autofocus' in page.text


def test_mistake_gets_the_same_answer_for_every_number(client: TestClient, office: World) -> None:
    office.document("472.11/0412", phone="+6281234560987")
    office.database.run(_all_sent)

    known, unknown = (
        client.post("/o/tanjungpinang/links", data={"reference": reference, "phone4": "98"})
        for reference in ("472.11/0412", "472.11/9999")
    )

    assert known.text.replace("0412", "9999") == unknown.text
    assert office.messages() == ["ready"]


def test_link_of_another_offices_document_is_not_sent(client: TestClient, office: World, elsewhere: World) -> None:
    elsewhere.document("472.11/0412", phone="+6281234560987")
    elsewhere.database.run(_all_sent)

    ask(client, "472.11/0412", phone4="0987")

    assert office.messages() == ["ready"]


def test_links_are_asked_for_only_so_often_from_one_address(
    client: TestClient, office: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert throttling.MOST["link"] == 200, "Behind one may be a whole town."
    monkeypatch.setitem(throttling.MOST, "link", 2)
    forms = [{"reference": str(n), "phone4": "0987"} for n in range(3)]

    answers = [client.post("/o/tanjungpinang/links", data=form).status_code for form in forms]

    assert answers == [303, 303, 429]


def test_too_many_requests_for_a_link_name_the_office_and_its_telephone(
    client: TestClient, office: World, elsewhere: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.change(Office, office.office.id, phone="0771-123456")
    monkeypatch.setitem(throttling.MOST, "link", 0)

    page = client.post("/o/tanjungpinang/links", data={"reference": "R/1", "phone4": "0987"})

    assert page.status_code == 429
    said = text_of(page)
    assert "Terlalu banyak percobaan." in said
    assert "Atau hubungi 0771-123456." in said
    assert "Disdukcapil tanjungpinang" in said
    assert re.search(r'href="/o/tanjungpinang\?text=large"[^>]*>Huruf besar', page.text)
    assert re.search(r'href="/o/tanjungpinang\?lang=en"[^>]*>English', page.text)


def test_english_page_says_holidays_in_english_and_marks_what_it_cannot(client: TestClient, office: World) -> None:
    holiday = Closure(office_id=office.office.id, starts_on=MONDAY, ends_on=MONDAY, reason="Isra Mikraj Nabi Muhammad")
    own = Closure(office_id=office.office.id, starts_on=MONDAY, ends_on=MONDAY, reason="arisan <b>", kind="office")
    office.database.run(lambda session: session.add_all([holiday, own]))

    english, source = client.get("/o/tanjungpinang?lang=en").text, client.get("/o/tanjungpinang?lang=id").text

    assert "Isra and Mi&#39;raj" in english
    assert '<span lang="id">arisan &lt;b&gt;</span>' in english
    assert "Isra Mikraj Nabi Muhammad" in source
    assert '<span lang="id">' not in source


def test_lost_link_is_led_to_on_top(client: TestClient, office: World) -> None:
    page = client.get("/o/tanjungpinang").text

    assert '<a class="tap" href="#links">Kehilangan tautan?</a>' in page
    assert page.index("Kehilangan tautan?") < page.index('id="services"')


@pytest.mark.parametrize(("address", "status"), [("/nowhere", 404), ("/o/nowhere", 404), ("/i/nowhere", 404)])
def test_every_refusal_has_large_letters_and_english(
    client: TestClient, office: World, address: str, status: int
) -> None:
    page = client.get(address)

    assert page.status_code == status
    assert re.search(r'href="\?text=large"[^>]*>Huruf besar', page.text)
    assert re.search(r'href="\?lang=en"[^>]*>English', page.text)


@pytest.mark.parametrize("known", [True, False])
def test_link_of_one_number_is_asked_for_five_times_at_most(client: TestClient, office: World, *, known: bool) -> None:
    if known:
        office.document("472.11/0412", phone="+6281234560987")
    form = {"reference": "472.11/0412", "phone4": "0987"}

    answers = [client.post("/o/tanjungpinang/links", data=form).status_code for _ in range(6)]

    assert answers == [303] * 5 + [429]


def test_expired_link_is_good_again_when_asked_for(client: TestClient, office: World, clock: Stopwatch) -> None:
    code = office.invitation()
    clock.now = at(8, day=31)

    refused = client.get(f"/i/{code}")
    renewed = client.post(f"/i/{code}/renewal")

    assert refused.status_code == 410
    assert "Tautan ini sudah kedaluwarsa, tetapi dokumen Anda masih kami simpan." in refused.text
    assert f'action="/i/{code}/renewal"' in refused.text
    assert renewed.headers["location"] == f"/i/{code}"
    assert client.get(f"/i/{code}").status_code == 200


def test_expired_link_of_a_collected_document_stays_expired(
    client: TestClient, office: World, clock: Stopwatch
) -> None:
    document = office.document()
    code = office.code(document)
    office.database.run(_collect, document.id)
    clock.now = at(8, day=31)

    client.post(f"/i/{code}/renewal")

    assert client.get(f"/i/{code}").status_code == 410


def _all_sent(session: Session) -> None:
    session.execute(update(Message).values(state="sent"))


def _collect(session: Session, document_id: int) -> None:
    session.execute(update(Document).where(col(Document.id) == document_id).values(stage="collected"))


def _service_c(office: World) -> int:
    return next(row.id for row in office.rows(Service) if row.letter == "C" and row.office_id == office.office.id)
