"""Applications on the clerks' pages: what waits is seen, checked item by item, and answered once."""

import re
from typing import Any

import pytest
from sqlmodel import Session, col

from scheduler import keys
from scheduler.db.models import Application, ApplicationPage, Disclosure, Message
from scheduler.domain.refusals import Unavailable
from scheduler.flow.applying import applications, checking
from scheduler.flow.core import disclosing
from scheduler.flow.core.outbox import Cause
from scheduler.flow.documents import documents
from tests.conftest import Stopwatch
from tests.scenes.clerks_desk import PHONE, Applied, applied
from tests.scenes.factories import EARLY, World, at
from tests.web.staff.members import sign_in, text_of

PAGE = "/office/applications"
MASKED = "0812-****-7890"
OTHER = "2172014101900002"


@pytest.fixture(autouse=True)
def _clerk(client: Any, office: World, clock: Stopwatch) -> None:
    """Rina (staff:1) has Budi (staff:2) as a colleague; it is half past eleven."""
    sign_in(client, office)
    cookie = client.cookies["giliran"]
    sign_in(client, office, name="Budi")
    client.cookies.set("giliran", cookie)
    clock.now = at(11, 30)


def follow(client: Any, answer: Any) -> Any:
    """The page that comes after a form."""
    return client.get(answer.headers["location"]) if answer.status_code == 303 else answer


def decide(client: Any, which: Applied, position: int, state: str, **form: Any) -> Any:
    form.setdefault("seen", which.mark(position))
    return follow(client, client.post(f"{PAGE}/{which.id}/items/{position}/decision", data={"state": state, **form}))


def press(client: Any, which: Applied, what: str, **form: Any) -> Any:
    return follow(client, client.post(f"{PAGE}/{which.id}/{what}", data=form))


def rows(page: Any) -> list[str]:
    found = re.findall(r'<tr data-application="\d+">.*?</tr>', page.text, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in found]


# --- the list


def test_list_shows_what_waits_the_oldest_first_with_its_count_and_age(client: Any, office: World) -> None:
    late = applied(office, now=at(10), channel="whatsapp", holder="Budi Santoso", nik=OTHER, confirmed=False)
    early = applied(office, now=at(9))

    page = client.get(PAGE)

    assert rows(page) == [
        f"{early.document.reference} 2 jam 30 menit KTP-el hilang S.R. Diterima Dari rumah 09.00 siapa saja",
        (
            f"{late.document.reference} 1 jam 30 menit KTP-el hilang B.S. Diterima nomor belum dipastikan "
            "WhatsApp 10.00 siapa saja"
        ),
    ]
    assert "2 permohonan menunggu paling lama 2 jam" in text_of(page)
    assert "menunggu: 2 · paling lama 2 jam" in text_of(client.get("/office/documents"))
    assert PHONE[3:] not in page.text


@pytest.mark.postgres("statements")
def test_list_is_narrowed(client: Any, office: World) -> None:
    mine, asked, done = applied(office), applied(office, items=["KK"], optional=()), applied(office, type="KK")
    office.do(checking.take, mine.id, was=None)
    asked.decide(0, "missing", "expired")
    asked.ask_again()
    for position in range(3):
        done.decide(position, by="staff:2")
    done.accept(by="staff:2")

    def shown(query: str) -> list[str]:
        return [row.split()[0] for row in rows(client.get(f"{PAGE}?{query}"))]

    reference = {name: each.document.reference for name, each in (("mine", mine), ("asked", asked), ("done", done))}
    assert shown("") == [reference["mine"]]
    assert sorted(shown("show=mine")) == sorted([reference["mine"], reference["asked"]])
    assert shown("show=citizen") == [reference["asked"]]
    assert shown("show=accepted") == [reference["done"]]
    assert sorted(shown("show=all")) == sorted(reference.values())
    assert shown("show=all&type=KK") == [reference["done"]]
    assert shown("show=all&channel=whatsapp") == []
    assert sorted(shown("show=nonsense&page=99&type=x&channel=%00")) == [reference["mine"]]


def test_unsent_ones_and_those_of_another_office_are_not_there(client: Any, office: World, elsewhere: World) -> None:
    foreign = applied(elsewhere)
    procedure = office.database.run(_procedure, office)
    unsent = office.database.run(
        applications.begin_application, office.office, procedure, channel="online", language="id", now=EARLY
    )

    assert rows(client.get(f"{PAGE}?show=all")) == []
    for number in (foreign.id, unsent.id, 99, 10**12):
        assert client.get(f"{PAGE}/{number}").status_code == 404
        assert client.post(f"{PAGE}/{number}/claim").status_code == 404


def _procedure(session: Session, office: World) -> Any:
    from tests.scenes.clerks_desk import procedure  # noqa: PLC0415 - only here

    return procedure(session, office, "KIA", ["Akta"])


# --- one of them


def test_application_shows_masked_data_and_its_pages(client: Any, office: World) -> None:
    some = applied(office)

    page = client.get(f"{PAGE}/{some.id}")

    assert "KTP-el hilang" in text_of(page)
    assert f"••••••••••••0001 · {MASKED}" in text_of(page)
    assert PHONE[3:] not in page.text
    assert "2172014101900001" not in page.text
    assert f"{PAGE}/pages/{some.pages[0][0]}" in page.text
    code = applications.application_code(some.row)
    assert code not in page.text


def test_masked_data_is_shown_once_to_who_asks_and_kept_who_did(client: Any, office: World) -> None:
    some = applied(office)

    page = press(client, some, "phone")

    assert f"2172014101900001 · {PHONE}" in text_of(page)
    assert page.headers["Cache-Control"] == "no-store"
    assert PHONE not in client.get(f"{PAGE}/{some.id}").text
    (row,) = office.rows(Disclosure)
    assert (row.application_id, row.fields, row.by, row.place) == (some.id, "nik,phone", "staff:1", "application")


def test_decision_is_kept_and_the_next_item_comes(client: Any, office: World) -> None:
    some = applied(office)

    page = decide(client, some, 0, "accepted")

    assert some.states() == ["accepted", "sent", "sent"]
    assert "Keputusan dicatat." in text_of(page)
    assert '<li id="item-1" class="here"' in page.text


def test_reason_is_asked_for_and_then_kept_with_words(client: Any, office: World) -> None:
    some = applied(office)

    asked = decide(client, some, 1, "missing")
    assert "Apa yang kurang?" in text_of(asked)
    assert some.states()[1] == "sent"
    decide(client, some, 1, "missing", why="expired", words="habis 2024")

    item = some.items[1]
    assert (item.state, item.why, item.words) == ("missing", "expired", "habis 2024")


def test_refused_decision_keeps_what_was_typed(client: Any, office: World) -> None:
    some = applied(office)

    page = decide(client, some, 1, "missing", why="nonsense", words="habis <b>2024</b>")

    assert page.status_code == 422
    assert "Pilih alasannya" in text_of(page)
    assert "habis &lt;b&gt;2024&lt;/b&gt;" in page.text


def test_colleagues_decision_is_seen_and_not_overwritten(client: Any, office: World) -> None:
    some = applied(office)
    seen = some.mark(0)
    some.decide(0, "missing", "expired", by="staff:2")

    page = decide(client, some, 0, "accepted", seen=seen)

    assert page.status_code == 409
    assert "Berkas Surat kehilangan berubah" in text_of(page)
    assert some.states()[0] == "missing"


def test_what_will_be_sent_is_shown_before_and_sent_once(client: Any, office: World) -> None:
    some = applied(office, 0)
    page = decide(client, some, 0, "accepted")
    assert "Kartu Keluarga (belum dikirim)" in text_of(page)
    assert "http://testserver/a/…" in text_of(page)

    form = {"seen": some.round, "nonce": "twice"}
    page = press(client, some, "request", **form)
    press(client, some, "request", **form)

    assert "Permintaan dicatat dan dikirim ke warga." in text_of(page)
    assert some.row.asked_again == 1
    assert len(office.rows(Message, Message.cause == Cause.INCOMPLETE)) == 1
    assert "Menunggu berkas dari warga." in text_of(page)


def test_answer_to_what_was_sent_again_meanwhile_is_refused(client: Any, office: World) -> None:
    some = applied(office, items=["KK"], optional=())
    some.decide(0, "missing", "expired")
    old = some.round
    some.ask_again(by="staff:2")
    some.send_again(0)

    page = press(client, some, "request", seen=old)

    assert page.status_code == 409
    assert "berubah sejak Anda membukanya" in text_of(page)
    assert some.row.asked_again == 1


def test_complete_papers_are_accepted_and_the_next_one_is_offered(client: Any, office: World) -> None:
    some, other = applied(office), applied(office, nik=OTHER)
    for position in range(3):
        page = decide(client, some, position, "accepted")
    assert "Berkas lengkap. KTP-el Anda kami proses." in text_of(page)

    page = press(client, some, "acceptance", seen=some.round)

    assert some.document.stage == "in_production"
    assert "Berkas lengkap. Dokumen diproses." in text_of(page)
    assert re.search(rf'data-key="F2" href="{PAGE}/{other.id}" autofocus', page.text)


def test_brought_paper_is_accepted_without_a_page(client: Any, office: World) -> None:
    some = applied(office, 0)

    page = decide(client, some, 1, "accepted", why="brought")

    assert some.items[1].why == "brought"
    assert "dibawa ke kantor, dicatat Rina" in text_of(page)


def test_unconfirmed_phone_is_said_and_confirmed(client: Any, office: World) -> None:
    some = applied(office, confirmed=False)
    assert "nomor belum dipastikan" in text_of(client.get(f"{PAGE}/{some.id}"))

    page = press(client, some, "phone/confirmation")

    assert "Nomor telepon dicatat benar." in text_of(page)
    assert "nomor belum dipastikan" not in text_of(page)


def test_application_is_taken_and_taken_over(client: Any, office: World) -> None:
    some = applied(office)
    office.do(checking.take, some.id, was=None, by="staff:2")
    assert "Dipegang Budi." in text_of(client.get(f"{PAGE}/{some.id}"))

    assert press(client, some, "claim").status_code == 409
    page = press(client, some, "claim", was="staff:2")

    assert "Anda yang memegang." in text_of(page)
    assert some.row.taken_by == "staff:1"
    press(client, some, "claim/end", was="staff:1")
    assert some.row.taken_by is None


def test_holder_is_spelt_right(client: Any, office: World) -> None:
    some = applied(office)

    assert press(client, some, "holder", holder="").status_code == 422
    page = press(client, some, "holder", holder="Siti Rahmawaty")

    assert "Siti Rahmawaty" in text_of(page)


@pytest.mark.postgres("statements")
def test_clerk_writes_where_the_holder_lives(client: Any, office: World) -> None:
    some = applied(office)
    assert "Isi tempat tinggal" in text_of(client.get(f"{PAGE}/{some.id}"))

    refused = press(client, some, "residence", kelurahan="Kampung Bugis", rt="tiga")
    assert refused.status_code == 422
    assert 'id="fault-rt">RT berupa angka' in refused.text
    assert 'value="Kampung Bugis"' in refused.text
    page = press(client, some, "residence", kelurahan="kampung bugis", rt="3", rw="5")

    assert "Tempat tinggal dicatat." in text_of(page)
    assert "Tempat tinggal Kampung Bugis, RT/RW 003/005" in text_of(page)


def test_document_that_was_moved_elsewhere_leaves_the_queue(client: Any, office: World) -> None:
    some = applied(office)
    office.do(documents.set_stage, some.document.reference, "in_production")
    assert "Dokumennya sudah dipindah lewat halaman lain" in text_of(client.get(f"{PAGE}/{some.id}"))

    press(client, some, "settlement")

    assert rows(client.get(PAGE)) == []


# --- pages


@pytest.fixture
def pictured(client: Any, app: Any, office: World) -> Applied:
    some = applied(office)
    page = office.rows(ApplicationPage, col(ApplicationPage.mark) == some.pages[0][0])[0]
    assert keys.ring()
    office.change(ApplicationPage, page.id, mark=app.state.vault.put(b"\xff\xd8 picture"))
    return some


def test_page_is_an_attachment_for_staff_of_its_office_alone(
    client: Any, office: World, elsewhere: World, pictured: Applied
) -> None:
    mark = office.rows(ApplicationPage)[0].mark

    answer = client.get(f"{PAGE}/pages/{mark}")
    assert (answer.status_code, answer.content) == (200, b"\xff\xd8 picture")
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "no-store" in answer.headers["Cache-Control"]

    sign_in(client, elsewhere, name="Mira")
    assert client.get(f"{PAGE}/pages/{mark}").status_code == 404
    client.cookies.clear()
    assert client.get(f"{PAGE}/pages/{mark}").status_code in (303, 401)


@pytest.mark.postgres("statements")
def test_who_is_shown_the_pages_is_written_down_once_a_day(
    client: Any, office: World, elsewhere: World, pictured: Applied, clock: Stopwatch
) -> None:
    mark = office.rows(ApplicationPage)[0].mark

    def look(day: int = 0, world: World = office, name: str = "Rina") -> None:
        clock.now = at(9, day=day)
        sign_in(client, world, name=name, now=clock.now)
        client.get(f"{PAGE}/pages/{mark}")

    for day, name in ((0, "Rina"), (0, "Rina"), (0, "Budi"), (1, "Rina")):
        look(day, name=name)
    look(1, elsewhere, "Mira")

    noted = [(row.by, row.at, row.fields, row.place) for row in office.rows(Disclosure)]
    assert noted == [
        ("staff:1", at(9), "pictures", "application"),
        ("staff:2", at(9), "pictures", "application"),
        ("staff:1", at(9, day=1), "pictures", "application"),
    ]
    sign_in(client, office, name="Sari", role="supervisor", now=clock.now)
    assert "Budi foto berkas" in text_of(client.get("/office/disclosures"))


def test_page_whose_showing_cannot_be_written_down_is_not_shown(
    client: Any, office: World, pictured: Applied, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise Unavailable

    monkeypatch.setattr(disclosing, "note_pictures", full)

    answer = client.get(f"{PAGE}/pages/{office.rows(ApplicationPage)[0].mark}")

    assert (answer.status_code, b"picture" in answer.content) == (503, False)


@pytest.mark.postgres("statements")
def test_earlier_rounds_stay_in_sight_and_deleted_pages_do_not(client: Any, office: World, pictured: Applied) -> None:

    page = office.rows(ApplicationPage)[0]
    office.change(ApplicationPage, page.id, replaced_at=at(10))
    shown = client.get(f"{PAGE}/{pictured.id}?page=1")
    assert "foto lama, sudah diganti" in text_of(shown)
    assert client.get(f"{PAGE}/pages/{page.mark}").status_code == 200

    office.change(ApplicationPage, page.id, gone_at=at(11))

    assert "Foto ini sudah dihapus" in text_of(client.get(f"{PAGE}/{pictured.id}?page=1"))
    assert client.get(f"{PAGE}/pages/{page.mark}").status_code == 404


@pytest.mark.parametrize("mark", ["0" * 32, "..%2F..%2Fetc", "x%00", "é", "a" * 500])
def test_unknown_pages_are_not_found(client: Any, mark: str) -> None:
    assert client.get(f"{PAGE}/pages/{mark}").status_code == 404


def test_strangers_and_guards_see_nothing(client: Any, office: World) -> None:
    some = applied(office)
    sign_in(client, office, name="Gani", role="guard")
    assert client.get(PAGE).status_code == 403
    client.cookies.clear()

    assert client.get(f"{PAGE}/{some.id}").status_code in (303, 401)
    assert client.post(f"{PAGE}/{some.id}/phone").status_code in (303, 401)
    assert office.rows(Disclosure) == []


@pytest.mark.parametrize(
    "form", [{"seen": "x" * 300}, {"state": "\0"}, {"state": "accepted", "words": "x" * 900}, {"why": "é" * 50}]
)
def test_strange_forms_are_refused_in_words(client: Any, office: World, form: dict[str, str]) -> None:
    some = applied(office)

    paths = ("items/0/decision", "items/0/undoing", "items/77/decision", "request", "acceptance", "claim", "holder")
    for what in paths:
        answer = client.post(f"{PAGE}/{some.id}/{what}", data=form)
        assert answer.status_code < 500, what

    assert office.rows(Application)[0].accepted_at is None


def test_what_lacks_is_asked_for_in_the_application_not_by_a_stage(client: Any, office: World) -> None:
    some = applied(office)
    plain = office.document("R/1", stage="received")

    checked = client.get("/office/documents", params={"q": some.document.reference}).text
    without = client.get("/office/documents", params={"q": plain.reference}).text

    assert 'name="stage" value="incomplete"' not in checked
    assert f'href="{PAGE}/{some.id}"' in checked
    assert '<button class="quiet" name="stage" value="incomplete">' in without


def test_application_is_refused_with_a_reason(client: Any, office: World) -> None:
    which = applied(office, now=at(9))
    seen = checking.round_of(which.row)

    without = client.post(f"{PAGE}/{which.id}/refusal", data={"seen": seen, "reason": ""})
    assert without.status_code == 422
    assert "Alasan wajib diisi" in text_of(without)

    page = press(client, which, "refusal", seen=seen, reason="bukan warga kota ini")

    assert "Permohonan dibatalkan." in text_of(page)
    assert office.stage(which.document.reference) == "withdrawn"
    assert [message.cause for message in office.rows(Message)][-1] == Cause.WITHDRAWN


# --- others for the same person and type


def test_list_and_page_name_others_for_the_same_person_and_type(client: Any, office: World) -> None:
    some, other = applied(office, now=at(9)), applied(office, now=at(10))
    imported = office.document("472.11/0412", stage="in_production", nik="2172014101900001")

    listed, page = client.get(PAGE), client.get(f"{PAGE}/{some.id}")

    words = "Ada permohonan lain untuk orang dan jenis ini:"
    assert text_of(listed).count(words) == 2
    assert words in text_of(page)
    assert f'href="{PAGE}/{other.id}">{other.document.reference}</a>' in page.text
    assert imported.reference in text_of(page)


def test_accepting_one_of_two_is_asked_once_more(client: Any, office: World) -> None:
    some, _ = applied(office, items=["Kartu Keluarga"], optional=()), applied(office)
    some.decide(0, by="staff:1")
    asked = client.get(f"{PAGE}/{some.id}")

    refused = press(client, some, "acceptance", seen=some.round)
    stage = some.document.stage
    taken = press(client, some, "acceptance", seen=some.round, despite="true")

    assert 'name="despite" value="true" required' in asked.text
    assert refused.status_code == 409
    assert "Periksa dulu, lalu centang dan tekan lagi." in text_of(refused)
    assert (stage, some.document.stage) == ("received", "in_production")
    assert "Berkas lengkap. Dokumen diproses." in text_of(taken)


def test_only_one_is_accepted_without_a_question(client: Any, office: World) -> None:
    some = applied(office, items=["Kartu Keluarga"], optional=())
    some.decide(0, by="staff:1")

    assert 'name="despite"' not in client.get(f"{PAGE}/{some.id}").text
    press(client, some, "acceptance", seen=some.round)
    assert some.document.stage == "in_production"
