"""Receipts scanned one after another are looked at, then marked ready."""

from typing import Any

import pytest
from sqlmodel import col

from scheduler.db.models import Document, Move
from scheduler.domain.text.scanned import MOST
from scheduler.flow.applying import withdrawing
from scheduler.flow.documents import readiness
from scheduler.web.office.documents import scanned
from tests.conftest import Stopwatch
from tests.scenes.blanks import opened
from tests.scenes.factories import NINE, World
from tests.web.staff.members import sign_in, text_of

PATH = "/office/documents/scanned"


@pytest.fixture(autouse=True)
def _in_the_office(client: Any, office: World, clock: Stopwatch) -> None:
    """Rina is a clerk."""
    sign_in(client, office)
    clock.now = NINE


def withdrawn(office: World, reference: str) -> None:
    office.document(reference, stage="received")
    office.do(withdrawing.withdraw, reference, reason="ganda")


def stage(office: World, reference: str) -> str:
    (document,) = office.rows(Document, col(Document.reference) == reference)
    return document.stage


def shelf(office: World, reference: str) -> str | None:
    (document,) = office.rows(Document, col(Document.reference) == reference)
    return document.shelf


def test_looked_at_first_and_nothing_moves(client: Any, office: World) -> None:
    office.document("R/1", stage="in_production")
    office.document("R/2", stage="ready")
    withdrawn(office, "R/3")

    page = client.post(PATH, data={"receipts": "R/1\nR/2\nR/3\nR/9", "shelf": "B-1"})

    said = text_of(page)
    assert "R/1 KTP-el B-1 Akan ditandai siap" in said
    assert "R/2 KTP-el B-1 Sudah siap, pindah rak" in said
    assert "R/3 KTP-el B-1 Tidak bisa: dibatalkan" in said
    assert "R/9 B-1 Tidak ditemukan" in said
    assert "Tandai 2 siap diambil" in said
    assert stage(office, "R/1") == "in_production"
    assert shelf(office, "R/2") is None


def test_each_is_marked_for_itself_and_what_is_left_stays_in_the_list(client: Any, office: World) -> None:
    office.document("R/1", stage="received")
    withdrawn(office, "R/2")
    office.document("R/3", stage="waiting_for_blank")

    page = client.post(PATH, data={"receipts": "r/1\nR/2\nR/9\nRAK C-4\nR/3", "do": "mark"})

    said = text_of(page)
    assert "2 ditandai siap, 1 tidak bisa, 1 tidak ditemukan." in said
    assert [stage(office, each) for each in ("R/1", "R/2", "R/3")] == ["ready", "withdrawn", "ready"]
    assert (shelf(office, "R/1"), shelf(office, "R/3")) == (None, "C-4")
    assert "autofocus>R/2\nR/9\n</textarea>" in page.text
    assert 'value="mark"' not in page.text


def test_what_is_left_keeps_its_shelf(client: Any, office: World) -> None:
    for reference in ("R/1", "R/2"):
        withdrawn(office, reference)
    office.document("R/3", stage="in_production")

    page = client.post(PATH, data={"receipts": "R/1\nRAK C-4\nR/3\nR/2\nR/9\nR/2", "do": "mark"})

    assert "autofocus>R/1\nRAK C-4\nR/9\nR/2\n</textarea>" in page.text
    assert "1 resi dipindai lebih dari sekali, dan dihitung sekali." in text_of(page)


def test_last_blanks_are_promised_once(client: Any, office: World) -> None:
    opened(office, 2)
    for reference in ("R/1", "R/2", "R/3"):
        office.document(reference, stage="received")

    looked = text_of(client.post(PATH, data={"receipts": "R/1\nR/2\nR/3"}))
    done = text_of(client.post(PATH, data={"receipts": "R/1\nR/2\nR/3", "do": "mark"}))

    assert "Tandai 2 siap diambil" in looked
    assert "R/3 KTP-el Tidak bisa: blangko habis menurut buku stok" in looked
    assert "2 ditandai siap, 1 tanpa blangko." in done


def test_history_says_who_marked_it(client: Any, office: World) -> None:
    office.document("R/1", stage="in_production")

    client.post(PATH, data={"receipts": "R/1", "do": "mark"})

    assert office.rows(Move, col(Move.after) == "ready")[-1].by.startswith("staff:")


def test_sent_again_changes_nothing(client: Any, office: World) -> None:
    office.document("R/1", stage="in_production")
    for _ in range(2):
        page = client.post(PATH, data={"receipts": "R/1", "shelf": "A-1", "do": "mark"})

    assert "1 sudah siap." in text_of(page)
    assert len(office.rows(Move, col(Move.after) == "ready")) == 1


def test_what_was_handed_over_is_not_ready_again(client: Any, office: World) -> None:
    code = office.booked()
    office.scan(code)
    office.hand_over(office.call())
    reference = office.reference_of(code)

    page = client.post(PATH, data={"receipts": reference, "do": "mark"})

    assert "Tidak bisa: sudah diambil" in text_of(page)
    assert stage(office, reference) == "collected"


def test_what_somebody_else_moves_meanwhile_is_shown_as_it_is(client: Any, office: World, monkeypatch: Any) -> None:
    withdrawn(office, "R/1")
    honest = readiness._looked

    def a_moment_ago(session: Any, place: Any, scan: Any, taken: Any) -> Any:
        monkeypatch.setattr(readiness, "_looked", honest)
        return readiness.Looked("R/1", None, "ready", "KTP-el", "in_production")

    monkeypatch.setattr(readiness, "_looked", a_moment_ago)

    page = client.post(PATH, data={"receipts": "R/1", "do": "mark"})

    assert "Tidak bisa: dibatalkan" in text_of(page)


def test_other_offices_documents_are_unknown(client: Any, elsewhere: World) -> None:
    elsewhere.document("R/1", stage="in_production")

    page = client.post(PATH, data={"receipts": "R/1", "do": "mark"})

    assert "1 tidak ditemukan." in text_of(page)
    assert stage(elsewhere, "R/1") == "in_production"


@pytest.mark.parametrize(
    ("receipts", "said"),
    [
        (" \n ", "Pindai resi dahulu"),
        ("\n".join(f"R/{number}" for number in range(MOST + 1)), f"Paling banyak {MOST} resi"),
    ],
)
def test_too_few_and_too_many_are_refused_and_stay_in_the_list(client: Any, receipts: str, said: str) -> None:
    page = client.post(PATH, data={"receipts": receipts, "do": "mark"})

    assert page.status_code == 422
    assert said in text_of(page)
    assert receipts.strip() in page.text


def test_guards_and_citizens_do_not_get_in(client: Any, office: World) -> None:
    sign_in(client, office, name="Anto", role="guard")
    assert client.get(PATH).status_code == 403

    client.cookies.clear()
    assert client.get(PATH, follow_redirects=False).status_code == 303


def test_every_prospect_has_its_words() -> None:
    assert (
        set(scanned.WOULD)
        == set(scanned.DONE)
        == set(scanned.COUNTED)
        == {"ready", "shelved", "nothing", "refused", "no_blank", "unknown"}
    )
