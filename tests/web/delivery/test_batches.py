"""The office's pages of places and batches."""

import json
import re
from typing import Any

import pytest
from sqlmodel import col

from scheduler.db.models import Batch, DeedRow, Document, Handover, Office, Place
from scheduler.domain.audit.deeds import Deed
from scheduler.flow.custody.handover_proof import Proof
from scheduler.flow.custody.old_cards import cards_between
from scheduler.flow.delivery import delivery_method
from scheduler.flow.delivery.batches import confirming, making
from scheduler.web.office.documents import old_cards
from tests.conftest import Stopwatch
from tests.scenes.factories import NINE, World, at
from tests.scenes.places import BUGIS, a_batch, a_place, for_place, listed, row, taken
from tests.support.databases import ON_SQLITE
from tests.support.plans import sent_by, sqlite_plan
from tests.web.staff.members import sign_in, text_of

STROKES = json.dumps([[[0.1, 0.1], [0.5, 0.9]]])


@pytest.fixture(autouse=True)
def _in_the_office(client: Any, office: World, clock: Stopwatch) -> None:
    """Rina is a clerk."""
    sign_in(client, office)
    clock.now = NINE


def path(batch: Batch, what: str = "") -> str:
    return f"/office/batches/{batch.id}{what}"


# --- places


@pytest.mark.postgres("statements")
def test_supervisor_adds_changes_and_closes_a_place(client: Any, office: World) -> None:
    sign_in(client, office, name="Sari", role="supervisor")
    form = {"name": "Kelurahan Bugis", "kind": "kelurahan", "address": "Jalan Bugis 5", "hours": "08.00-14.00"}

    added = client.post("/office/places", data=form)
    (place,) = office.rows(Place)
    changed = client.post("/office/places", data={**form, "place": place.id, "phone": "0771-5"})
    client.post("/office/places/closing", data={"place": place.id, "closed": "1"})

    assert "Kelurahan Bugis tersimpan." in text_of(client.get(added.headers["location"]))
    assert changed.status_code == 303
    (place,) = office.rows(Place)
    assert (place.phone, place.closed) == ("0771-5", True)
    assert "tidak menerima dokumen" in text_of(client.get("/office/places"))


def test_clerk_sees_places_and_cannot_change_them(client: Any, office: World) -> None:
    place = a_place(office)

    assert BUGIS in text_of(client.get("/office/places"))
    assert client.post("/office/places", data={"name": "Lain", "kind": "other"}).status_code == 403
    assert client.post("/office/places/closing", data={"place": place.id, "closed": "1"}).status_code == 403


def test_place_that_makes_no_sense_stays_in_the_form(client: Any, office: World) -> None:
    sign_in(client, office, name="Sari", role="supervisor")

    page = client.post("/office/places", data={"kind": "castle", "address": "Jalan Bugis 5"})

    assert page.status_code == 422
    assert "Nama tempat wajib diisi" in text_of(page)
    assert 'value="Jalan Bugis 5"' in page.text


@pytest.mark.parametrize("wanted", ["999", "x", "²", "9" * 40])
def test_place_that_is_not_there_is_no_fault(client: Any, office: World, wanted: str) -> None:
    a_place(office)

    assert client.get("/office/places", params={"place": wanted}).status_code in (200, 404)


# --- the list


def test_list_is_made_for_a_place_with_what_waits(client: Any, office: World) -> None:
    place = a_place(office)
    for_place(office, "R/1")

    answer = client.post("/office/batches", data={"place": place.id})

    page = client.get(answer.headers["location"])
    assert "1 dokumen, belum ditandatangani" in text_of(page)
    assert "R/1 KTP-el" in text_of(page)


def test_each_scanned_number_joins_for_itself(client: Any, office: World) -> None:
    batch = a_batch(office, a_place(office), "R/1")
    office.document("R/2")
    office.document("R/3", stage="in_production")

    page = client.post(path(batch, "/documents"), data={"receipts": "r/2\nR/3\nR/9"})

    said = text_of(page)
    assert "1 dari 3 nomor tercatat." in said
    assert "R/9: Nomor registrasi itu tidak ditemukan" in said
    assert listed(office, batch) == ["R/1", "R/2"]


@pytest.mark.postgres("statements")
def test_one_is_taken_off_the_list(client: Any, office: World) -> None:
    batch = a_batch(office, a_place(office), "R/1", "R/2")

    client.post(path(batch, "/removals"), data={"reference": "R/1"})

    assert listed(office, batch) == ["R/2"]


def test_printed_list_has_initials_and_no_nik(client: Any, office: World) -> None:
    batch = a_batch(office, a_place(office), "R/1", holder="Siti Rahmawati", nik="2172014101900001")

    page = client.get(path(batch, "/list"))

    assert "1 KTP-el S.R. R/1" in text_of(page)
    assert "2172014101900001" not in page.text
    assert "Rahmawati" not in page.text


def test_that_the_list_was_printed_is_written_down(client: Any, office: World) -> None:
    batch = a_batch(office, a_place(office), "R/1", "R/2")

    client.get(path(batch, "/list"))

    deeds = office.rows(DeedRow, DeedRow.deed == Deed.EXPORTED)
    assert [(each.about, each.became) for each in deeds] == [("batch_list", {"batch": batch.id, "rows": 2})]


def test_signed_on_paper_or_on_the_screen(client: Any, office: World) -> None:
    paper = a_batch(office, a_place(office), "R/1")
    screen = a_batch(office, a_place(office, "Kecamatan Kota"), "R/2")

    client.post(path(paper, "/signature"), data={"taken_by": "Hasan", "how": "paper"})
    client.post(path(screen, "/signature"), data={"taken_by": "Wati", "how": "screen", "signature": STROKES})

    one, other = office.rows(Batch)
    assert (one.taken_by, one.signature, other.taken_by) == ("Hasan", None, "Wati")
    assert other.signature is not None
    assert "<polyline" in client.get(path(screen, "/list")).text
    assert office.stage("R/1") == office.stage("R/2") == "at_partner"


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"taken_by": "Hasan", "how": "screen"}, "Belum ada tanda tangan di layar"),
        ({"how": "paper"}, "Tulis nama petugas"),
    ],
)
def test_signature_without_a_name_or_strokes_is_refused_in_place(
    client: Any, office: World, form: dict[str, str], said: str
) -> None:
    batch = a_batch(office, a_place(office), "R/1")

    page = client.post(path(batch, "/signature"), data=form)

    assert page.status_code == 422
    assert said in text_of(page)
    assert office.stage("R/1") == "ready"


# --- out, and back


def test_batch_shows_its_link_which_is_renewed_and_closed(client: Any, office: World) -> None:
    batch = taken(office, a_place(office), "R/1")

    first = client.get(path(batch)).text
    client.post(path(batch, "/link"), data={"do": "renew"})
    second = client.get(path(batch)).text
    client.post(path(batch, "/link"), data={"do": "close"})

    link = first.split("/b/")[1][:19]
    assert link not in second
    assert "/b/" in second
    assert "Tautannya sudah ditutup." in text_of(client.get(path(batch)))


def test_paper_list_that_came_back_is_written_down(client: Any, office: World) -> None:
    batch = taken(office, a_place(office), "R/1")

    page = client.get(path(batch, "/documents/1"))
    answer = client.post(
        path(batch, "/documents/1"), data={"collector": "family", "collector_name": "Dewi", "identity": "kk"}
    )

    assert "Menurut daftar kertas" in text_of(page)
    assert answer.status_code == 303
    assert row(office, "R/1").by.startswith("staff:")
    assert office.stage("R/1") == "collected"


def test_refused_handover_keeps_what_was_typed(client: Any, office: World) -> None:
    batch = taken(office, a_place(office), "R/1", reason="changed")

    page = client.post(
        path(batch, "/documents/1"), data={"collector": "family", "collector_name": "Dewi", "identity": "kk"}
    )

    assert page.status_code == 409
    assert "Kartu lama harus ditarik" in text_of(page)
    assert 'value="Dewi"' in page.text


def test_supervisor_lets_somebody_collect_beyond_the_cap(client: Any, office: World) -> None:
    office.change(Office, office.office.id, proxy_cap=0)
    batch = taken(office, a_place(office), "R/1")
    form = {"collector": "proxy", "collector_name": "Budi", "collector_letter": "SK-1", "identity": "collector_ktp"}
    passed = {**form, "beyond_cap": "satu RT"}

    clerk = client.post(path(batch, "/documents/1"), data=passed)
    asked = client.get(path(batch, "/documents/1"))
    sign_in(client, office, name="Sari", role="supervisor")
    without = client.post(path(batch, "/documents/1"), data=form)
    supervisor = client.post(path(batch, "/documents/1"), data=passed)

    assert (clerk.status_code, without.status_code, supervisor.status_code) == (409, 409, 303)
    assert "sudah 0 kali mengambil untuk orang lain" in text_of(clerk)
    assert "beyond_cap" not in asked.text
    assert 'value="SK-1"' in without.text
    assert row(office, "R/1").collector_letter == "SK-1"


def test_lost_document_is_written_down_and_counted(client: Any, office: World) -> None:
    batch = taken(office, a_place(office), "R/1", "R/2")

    unsaid = client.post(path(batch, "/documents/1/loss"), data={"told_by": "Hasan", "reason": " "})
    lost = client.post(path(batch, "/documents/1/loss"), data={"told_by": "Hasan", "reason": "jatuh di jalan"})

    assert (unsaid.status_code, lost.status_code) == (422, 303)
    assert "Tulis siapa yang memberi tahu" in text_of(unsaid)
    assert 'value="Hasan"' in unsaid.text
    shown = text_of(client.get(path(batch)))
    assert "Hilang 1 Belum dicatat 1" in shown
    assert re.search(r"Hilang, dicatat \w+,? 30 Nov", shown)
    history = text_of(client.get("/office/documents", params={"q": "R/1"}))
    assert "hilang di tempat pengambilan: Hasan: jatuh di jalan" in history


def test_document_page_sends_whoever_wants_to_move_it_to_its_batch(client: Any, office: World) -> None:
    batch = taken(office, a_place(office), "R/1")
    for_place(office, "R/2")
    office.do(making.make_batch, batch.place_id)

    out, listed_one = (client.get("/office/documents", params={"q": each}) for each in ("R/1", "R/2"))
    pressed = client.post("/office/documents/stage", data={"reference": "R/1", "stage": "ready"})

    assert f'href="{path(batch)}"' in out.text
    assert "Tandai siap diambil" not in text_of(out)
    assert "Ada di daftar kiriman yang belum ditandatangani" in text_of(listed_one)
    assert pressed.status_code == 409
    assert f"sedang dibawa ke {BUGIS} (kiriman Senin, 30 November 2026 pukul" in text_of(pressed)


def test_list_that_changed_since_it_was_shown_is_shown_anew(client: Any, office: World) -> None:
    batch = a_batch(office, a_place(office), "R/1", "R/2")
    seen = client.get(path(batch)).text.split('name="seen" value="')[1].split('"')[0]
    office.do(delivery_method.set_method, "R/1", "office", None)

    refused = client.post(path(batch, "/signature"), data={"taken_by": "Hasan", "how": "paper", "seen": seen})
    again = refused.text.split('name="seen" value="')[1].split('"')[0]
    signed = client.post(path(batch, "/signature"), data={"taken_by": "Hasan", "how": "paper", "seen": again})

    assert (refused.status_code, signed.status_code) == (409, 303)
    assert "Daftar ini berubah sejak Anda membukanya" in text_of(refused)
    assert (office.stage("R/1"), office.stage("R/2")) == ("ready", "at_partner")


@pytest.mark.postgres("statements")
def test_list_names_what_is_not_for_its_place_any_more(client: Any, office: World) -> None:
    batch = a_batch(office, a_place(office), "R/1")
    office.change(Document, office.rows(Document)[0].id, channel="office")

    assert "Tidak lagi untuk tempat ini" in text_of(client.get(path(batch)))


def test_leftovers_come_back_to_their_shelves(client: Any, office: World) -> None:
    batch = taken(office, a_place(office), "R/1", "R/2")

    page = client.post(path(batch, "/returns"), data={"receipts": "RAK C-4\nR/1\nR/2", "goes_again": "1"})

    assert "2 dari 2 nomor tercatat." in text_of(page)
    assert "semua dokumen sudah dicatat" in text_of(page)
    assert {(each.stage, each.shelf, each.place) for each in office.rows(Document)} == {("ready", "C-4", BUGIS)}


@pytest.mark.postgres("statements")
def test_old_cards_are_counted_and_join_the_list_of_the_withdrawn(client: Any, office: World) -> None:
    batch = taken(office, a_place(office), "R/1", "R/2", reason="changed")
    proof = Proof("holder", "face", old_card="withdrawn")
    for reference in ("R/1", "R/2"):
        office.database.run(confirming.confirm, office.office.id, batch.id, reference, proof, by="place:1", now=NINE)

    client.post(path(batch, "/cards"), data={"card": ["R/1"]})

    assert "1 dari 2 kartu" in text_of(client.get(path(batch)))
    assert "Kartu lama yang belum kembali Nomor registrasi Tempat Ditarik R/2" in text_of(client.get("/office/batches"))
    withdrawn = text_of(client.get("/office/withdrawn-cards"))
    assert f"1 R/1 KTP-el Senin, 30 November 2026 {BUGIS}" in withdrawn
    assert "R/2" not in withdrawn


def test_list_of_old_cards_says_that_it_is_not_whole(client: Any, office: World, monkeypatch: Any) -> None:
    monkeypatch.setattr(old_cards, "MOST", 1)
    for reference in ("R/1", "R/2"):
        office.hand_over(office.called(reference=reference))

    said = text_of(client.get("/office/withdrawn-cards"))

    assert "2 kartu" in said
    assert "Hanya 1 kartu pertama yang ditampilkan." in said
    assert "R/1" in said
    assert "R/2" not in said


def test_old_cards_of_more_than_a_month_are_counts_that_lead_to_lists(client: Any, office: World) -> None:
    for reference in ("R/1", "R/2"):
        office.hand_over(office.called(reference=reference))

    page = client.get("/office/withdrawn-cards", params={"from": "2026-10-05", "to": "2026-12-31"})

    assert "2 kartu, Senin, 5 Oktober 2026 sampai Kamis, 31 Desember 2026" in text_of(page)
    assert "November 2026 2 2 Buka daftar" in text_of(page)
    assert "R/1" not in page.text
    assert "?from=2026-11-01&amp;to=2026-11-30" in page.text
    assert "R/1" in client.get("/office/withdrawn-cards", params={"from": "2026-11-30", "to": "2026-12-30"}).text


@ON_SQLITE
def test_old_cards_are_found_by_when_they_were_taken(office: World) -> None:
    sent = sent_by(office.database, lambda session: cards_between(session, office.office, at(8), at(9)))

    plans = [line for each in sent for line in sqlite_plan(office.database, each)]
    assert any("ix_handover_old_card (office_id=? AND at>? AND at<?)" in line for line in plans), plans


@ON_SQLITE
def test_what_waits_for_a_place_is_found_by_the_place(office: World) -> None:
    place = a_place(office)

    sent = sent_by(office.database, lambda session: making.waiting_for(session, place))

    plans = [line for each in sent for line in sqlite_plan(office.database, each)]
    assert any("ix_document_place (office_id=? AND place=? AND stage=?)" in line for line in plans), plans


def test_card_taken_at_a_counter_is_on_the_same_list(client: Any, office: World) -> None:
    office.hand_over(office.called())

    assert "loket 1" in text_of(client.get("/office/withdrawn-cards", params={"from": "2026-11-30", "to": "x"}))


@pytest.mark.postgres("statements")
def test_sheets_of_paper_are_no_old_cards(client: Any, office: World) -> None:
    office.hand_over(office.called(service="B", reference="R/1", channel="office"))
    office.hand_over(office.called(reference="R/2"))
    for handover in office.rows(Handover):
        office.change(Handover, handover.id, old_card="withdrawn")

    said = text_of(client.get("/office/withdrawn-cards"))

    assert "1 kartu" in said
    assert "1 R/2 KTP-el" in said
    assert "R/1" not in said


def test_batch_that_is_out_too_long_is_red(client: Any, office: World, clock: Stopwatch) -> None:
    batch = taken(office, a_place(office), "R/1")
    clock.now = at(9, day=15)
    sign_in(client, office, now=at(8, day=15))

    assert "late-batch" in client.get("/office/batches").text
    assert "Sudah lebih dari 14 hari di luar" in text_of(client.get(path(batch)))


# --- who may, and what is not there


def test_other_offices_batches_are_unknown(client: Any, office: World, elsewhere: World) -> None:
    foreign = taken(elsewhere, a_place(elsewhere), "R/1")

    assert client.get(path(foreign)).status_code == 404
    assert client.post(path(foreign, "/returns"), data={"receipts": "R/1"}).status_code == 404
    assert client.post(path(foreign, "/link"), data={"do": "close"}).status_code == 404
    assert elsewhere.stage("R/1") == "at_partner"


def test_batch_that_is_not_there_is_no_fault(client: Any, office: World, subtests: pytest.Subtests) -> None:
    for number in ["0", "999", "9" * 30]:
        for what in ["", "/list", "/documents/1"]:
            with subtests.test(number=number, what=what):
                assert client.get(f"/office/batches/{number}{what}").status_code == 404


@pytest.mark.parametrize("position", ["0", "7", "9" * 30])
def test_position_that_is_not_there_is_no_fault(client: Any, office: World, position: str) -> None:
    batch = taken(office, a_place(office), "R/1")
    form = {"collector": "holder", "identity": "face"}

    assert client.get(path(batch, f"/documents/{position}")).status_code == 404
    assert client.post(path(batch, f"/documents/{position}"), data=form).status_code == 404


def test_guards_do_not_get_in(client: Any, office: World) -> None:
    batch = a_batch(office, a_place(office), "R/1")
    sign_in(client, office, name="Anto", role="guard")

    for page in ("/office/places", "/office/batches", path(batch), "/office/withdrawn-cards"):
        assert client.get(page).status_code == 403


# --- a document's channel


def test_document_is_sent_to_a_place_from_its_page(client: Any, office: World) -> None:
    a_place(office)
    office.document("R/1")

    form = client.get("/office/documents/channel", params={"q": "R/1"})
    answer = client.post("/office/documents/channel", data={"reference": "R/1", "channel": "branch", "place": BUGIS})

    assert BUGIS in text_of(form)
    assert "Diambil di Kelurahan Kampung Bugis" in text_of(client.get(answer.headers["location"]))


def test_channel_that_cannot_be_is_refused_above_the_form(client: Any, office: World) -> None:
    office.booked(9, reference="R/1")
    a_place(office)

    unnamed = client.post("/office/documents/channel", data={"reference": "R/1", "channel": "branch"})
    booked = client.post("/office/documents/channel", data={"reference": "R/1", "channel": "branch", "place": BUGIS})

    assert (unnamed.status_code, booked.status_code) == (422, 409)
    assert "Pilih kecamatan, kelurahan, atau kantor pos" in text_of(unnamed)
    assert "masih punya jadwal di kantor: Senin, 30 November 2026 pukul 09.00 WIB" in text_of(booked)


def test_staff_note_that_paper_is_wanted(client: Any, office: World) -> None:
    office.document("R/1", type="KK", channel="self_print")

    answer = client.post("/office/documents/paper", data={"reference": "R/1"})

    assert "Versi kertas diminta 30 November" in text_of(client.get(answer.headers["location"]))
    assert client.get("/office/documents/channel", params={"q": "R/9"}).status_code == 404


def test_history_names_the_place(client: Any, office: World) -> None:
    batch = taken(office, a_place(office), "R/1")
    office.database.run(
        confirming.confirm,
        office.office.id,
        batch.id,
        "R/1",
        Proof("holder", "face"),
        by=f"place:{batch.place_id}",
        now=NINE,
    )

    said = text_of(client.get("/office/documents", params={"q": "R/1"}))

    assert f"{BUGIS} diserahkan di tempat pengambilan" in said
    assert office.rows(Document, col(Document.reference) == "R/1")[0].stage == "collected"
