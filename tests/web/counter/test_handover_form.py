"""The form of a handover at a counter: nothing is chosen beforehand, and what lacks is said beside its field."""

import re
from typing import Any

import pytest

from scheduler.db.models import Document, DocumentType, Handover, Office
from scheduler.flow.invitations.invitations import pass_of
from tests.conftest import Stopwatch
from tests.scenes.factories import NINE, World
from tests.web.counter.test_counter import PROOF, card, flash, lacking, post
from tests.web.staff.members import sign_in, text_of


@pytest.fixture(autouse=True)
def _at_counter_one(client: Any, office: World, clock: Stopwatch) -> None:
    """Rina sits at counter 1 at nine."""
    sign_in(client, office, counter=1)
    clock.now = NINE


def served(client: Any, office: World, **facts: Any) -> Any:
    """Somebody called to counter 1 and served; the page."""
    office.called(**facts)
    return post(client, "/counter/services", ticket="A-001")


def reference(office: World) -> str:
    return office.rows(Document)[0].reference


def test_nothing_but_the_documents_is_ticked_beforehand(client: Any, office: World) -> None:
    page = served(client, office, reason="changed")

    ticked = [tag for tag in re.findall(r"<input[^>]*>", page.text) if re.search(r"\bchecked\b", tag)]
    assert len(ticked) == 1
    assert 'name="document"' in ticked[0]


@pytest.mark.parametrize(
    ("sent", "lacks"),
    [
        ({"document": ""}, ["document"]),
        ({"identity": ""}, ["identity"]),
        ({"collector": ""}, ["collector"]),
        ({"identity": "", "collector": "", "document": ""}, ["document", "identity", "collector"]),
        ({"collector": "proxy"}, ["collector_name", "collector_letter"]),
        ({"collector": "proxy", "collector_name": "Budi"}, ["collector_letter"]),
    ],
)
def test_each_field_says_what_it_lacks(client: Any, office: World, sent: dict[str, str], lacks: list[str]) -> None:
    served(client, office)

    page = post(client, "/counter/handovers", **{"ticket": "A-001", "document": reference(office), **PROOF, **sent})

    assert page.status_code == 422
    assert lacking(page) == lacks
    assert office.rows(Handover) == []


def test_form_that_hides_how_many_documents_there_are_hands_none_over(client: Any, office: World) -> None:
    served(client, office)

    page = post(client, "/counter/handovers", ticket="A-001", visit="0", sure="1")

    assert page.status_code == 422
    assert office.rows(Handover) == []
    assert office.ticket("A-001").stage == "serving"


def test_form_of_another_number_is_not_judged(client: Any, office: World) -> None:
    served(client, office)

    page = post(client, "/counter/handovers", ticket="A-002", document=reference(office), **PROOF)

    assert page.status_code == 409
    assert lacking(page) == []
    assert office.rows(Handover) == []


# --- a card that is lost


def test_lost_card_asks_for_the_police_letter(client: Any, office: World) -> None:
    page = served(client, office, reason="lost")
    fields = {"ticket": "A-001", "document": reference(office), **PROOF}

    bare = post(client, "/counter/handovers", **fields)
    never = post(client, "/counter/handovers", **fields, old_card="none")
    done = post(client, "/counter/handovers", **fields, old_card="lost", old_card_letter="LP/12/2026")

    assert "KTP lama Ditemukan, ditarik Hilang, surat polisi Surat tidak dibawa" in text_of(page)
    assert lacking(bare) == ["old_card"]
    assert flash(never).startswith("Kartu lama dilaporkan hilang.")
    assert card(done) is None
    assert [(row.old_card, row.old_card_letter) for row in office.rows(Handover)] == [("lost", "LP/12/2026")]


@pytest.mark.postgres("statements")
def test_office_that_asks_for_no_letter_gets_none(client: Any, office: World) -> None:
    (kind, *_) = office.rows(DocumentType)
    office.change(DocumentType, kind.id, police_letter=[])
    page = served(client, office, reason="lost")

    done = post(client, "/counter/handovers", ticket="A-001", document=reference(office), **PROOF)

    assert "KTP lama" not in text_of(page)
    assert card(done) is None


# --- asked before it is signed


@pytest.mark.postgres("statements")
def test_what_the_citizen_checks_is_asked_where_no_script_does(client: Any, office: World) -> None:
    office.change(Office, office.office.id, asks_signature=True)
    served(client, office, holder="Siti Rahmawati")
    fields = {"ticket": "A-001", "document": reference(office), **PROOF, "sure": ""}

    asked = post(client, "/counter/handovers", **fields)
    nothing_yet = office.rows(Handover)
    done = post(client, "/counter/handovers", **fields | {"sure": "1"})

    assert asked.status_code == 200
    assert re.search(r'id="check" [^>]*tabindex="-1" >', asked.text)
    assert "Diserahkan KTP-el S.R." in text_of(asked)
    assert "Mintakan tanda tangan di tanda terima kertas." in text_of(asked)
    assert re.search(r'value="face"[^>]* checked', asked.text)
    assert nothing_yet == []
    assert card(done) is None


def test_sheet_says_what_stays(client: Any, office: World) -> None:
    office.document("R/1", kk="1", holder="Siti Rahmawati")
    child = office.document("R/2", kk="1", type="KIA", holder="Andi Rahman")
    office.scan(pass_of(office.book(office.code(child), office.slot(), collector="parent")))
    office.call()
    post(client, "/counter/services", ticket="A-001")

    asked = post(client, "/counter/handovers", ticket="A-001", document="R/1", **PROOF | {"visit": "2", "sure": ""})

    assert "Diserahkan KTP-el S.R. Masih di sini KIA A.R." in text_of(asked)


# --- and the next is called


def test_next_is_called_in_the_same_go(client: Any, office: World) -> None:
    served(client, office)
    office.arrived()

    form = {"ticket": "A-001", "document": reference(office), **PROOF, "next": "1", "nonce": "one"}
    page = post(client, "/counter/handovers", **form)
    again = post(client, "/counter/handovers", **form)

    assert card(page) == card(again) == ("A-002", "called")
    assert flash(page) == flash(again) == "A-001: KTP-el diserahkan."
    assert len(office.rows(Handover)) == 1
    assert office.moves("A-002")[-1] == ("admitted", "called", None)


def test_nobody_is_called_behind_a_part(client: Any, office: World) -> None:
    office.document("R/1", kk="1")
    child = office.document("R/2", kk="1", type="KIA")
    office.scan(pass_of(office.book(office.code(child), office.slot(), collector="parent")))
    office.call()
    office.arrived()
    post(client, "/counter/services", ticket="A-001")

    page = post(client, "/counter/handovers", ticket="A-001", document="R/1", **PROOF | {"visit": "2"}, next="1")

    assert (page.status_code, card(page)) == (200, ("A-001", "serving"))
    assert office.ticket("A-002").stage == "admitted"


def test_empty_line_leaves_the_counter_empty(client: Any, office: World) -> None:
    served(client, office)

    page = post(client, "/counter/handovers", ticket="A-001", document=reference(office), **PROOF, next="1")

    assert (page.status_code, card(page)) == (200, None)
    assert office.ticket("A-001").stage == "served"
