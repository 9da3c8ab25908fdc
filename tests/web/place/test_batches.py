"""A place works with a batch signed in as it does by the link: it has come, was handed over, or is missing."""

from typing import Any

import pytest

from scheduler.db.models import Batch, BatchDocument
from scheduler.web.place import view
from tests.conftest import Stopwatch
from tests.scenes.desks import AtPlace
from tests.scenes.factories import NINE, World
from tests.scenes.places import a_batch, row, taken
from tests.support.plans import sent_by
from tests.web.staff.members import sign_in, text_of

DEWI = {"collector": "family", "collector_name": "Dewi", "identity": "kk"}


@pytest.fixture(autouse=True)
def _at_nine(clock: Stopwatch, yuni: AtPlace) -> None:
    clock.now = NINE


def of(who: AtPlace, batch: Batch, what: str = "") -> str:
    return f"/place/{who.place.id}/batches/{batch.id}{what}"


@pytest.mark.postgres("statements")
def test_list_shows_initials_type_and_last_digits_alone(client: Any, office: World, yuni: AtPlace) -> None:
    batch = taken(
        office, yuni.place, "2172/0412", holder="Siti Rahmawati", nik="2172014101900001", phone="+6281234567890"
    )

    all_of_them, page = client.get(f"/place/{yuni.place.id}/batches"), client.get(of(yuni, batch))

    assert "1 dokumen · di jalan" in text_of(all_of_them)
    assert "S.R. KTP-el · …0412 Belum diserahkan" in text_of(page)
    assert "Kiriman sudah sampai" in text_of(page)
    for secret in ("Rahmawati", "2172014101900001", "81234567890", "2172/0412", "Hasan"):
        assert secret not in all_of_them.text + page.text


@pytest.mark.postgres("statements")
@pytest.mark.postgres("statements")
def test_list_of_many_batches_counts_their_documents_at_once(office: World, yuni: AtPlace) -> None:
    def asked() -> int:
        return len(sent_by(office.database, lambda session: view.sent_batches(session, yuni.place, now=NINE)))

    first = taken(office, yuni.place, "210001", "210002")
    few = asked()
    second = taken(office, yuni.place, "210003")
    row_of_first = row(office, "210001")
    office.change(BatchDocument, row_of_first.id, outcome="handed_over", collector="holder", at=NINE)

    found = office.read(lambda session: view.sent_batches(session, yuni.place, now=NINE))

    assert [(each.batch.id, each.documents, each.out) for each in found] == [(second.id, 1, 1), (first.id, 2, 1)]
    assert asked() == few == 2


def test_batch_that_has_come_says_so_here_and_at_the_office(client: Any, office: World, yuni: AtPlace) -> None:
    batch = taken(office, yuni.place, "R/1")

    answer = client.post(of(yuni, batch, "/receipt"))

    page = client.get(answer.headers["location"])
    assert "Sampai di sini 30 November pukul 09.00." in text_of(page)
    assert "Kiriman sudah sampai" not in text_of(page)
    sign_in(client, office, name="Rina")
    assert "Sampai di tempat: Senin, 30 November 2026 pukul 09.00 WIB." in text_of(
        client.get(f"/office/batches/{batch.id}")
    )


def test_handover_is_confirmed_by_who_is_signed_in(client: Any, office: World, yuni: AtPlace) -> None:
    batch = taken(office, yuni.place, "R/1", "R/2")

    answers = [client.post(of(yuni, batch, "/documents/1"), data=DEWI) for _ in range(2)]

    assert [answer.headers["location"] for answer in answers] == [of(yuni, batch) + "#d1"] * 2
    assert "1 dari 2 sudah diserahkan" in text_of(client.get(of(yuni, batch)))
    assert (row(office, "R/1").outcome, row(office, "R/1").by) == ("handed_over", yuni.by)


def test_handover_that_is_refused_keeps_what_was_typed(client: Any, office: World, yuni: AtPlace) -> None:
    batch = taken(office, yuni.place, "R/1")

    page = client.post(of(yuni, batch, "/documents/1"), data={**DEWI, "collector_name": "  "})

    assert page.status_code == 422
    assert "Tulis nama yang mengambil." in text_of(page)
    assert 'value="family" checked' in page.text


def test_search_leads_to_the_one_document_or_shows_several(client: Any, office: World, yuni: AtPlace) -> None:
    batch = taken(office, yuni.place, "2172/0412", "2172/0413", holder="Siti Rahmawati")

    one = client.post(of(yuni, batch, "/search"), data={"find": "0412"})
    several = client.post(of(yuni, batch, "/search"), data={"find": "sr"})
    none = client.post(of(yuni, batch, "/search"), data={"find": "9999"})

    assert one.headers["location"] == of(yuni, batch, "/documents/1")
    assert "2 dokumen cocok" in text_of(several)
    assert none.status_code == 404


@pytest.mark.postgres("statements")
def test_missing_document_is_reported_with_a_word(client: Any, office: World, yuni: AtPlace) -> None:
    batch = taken(office, yuni.place, "R/1", "R/2")

    empty = client.post(of(yuni, batch, "/documents/1/loss"), data={"reason": " "})
    told = client.post(of(yuni, batch, "/documents/1/loss"), data={"reason": "tidak ada di tas"})

    assert empty.status_code == 422
    assert "bagaimana dokumen itu hilang" in text_of(empty)
    assert told.headers["location"] == of(yuni, batch) + "#d1"
    assert "Dicatat hilang" in text_of(client.get(told.headers["location"]))
    after = client.post(of(yuni, batch, "/documents/1"), data=DEWI)
    assert after.status_code == 409


def test_other_places_batch_is_none_and_stays_as_it_is(
    client: Any, office: World, yuni: AtPlace, wati: AtPlace
) -> None:
    theirs, unsigned = taken(office, wati.place, "R/1"), a_batch(office, yuni.place, "R/2")

    for batch in (theirs, unsigned):
        answers = [
            *(client.get(of(yuni, batch, what)) for what in ("", "/documents/1")),
            client.post(of(yuni, batch, "/receipt")),
            client.post(of(yuni, batch, "/search"), data={"find": "1"}),
            client.post(of(yuni, batch, "/documents/1"), data=DEWI),
            client.post(of(yuni, batch, "/documents/1/loss"), data={"reason": "x"}),
        ]
        assert [answer.status_code for answer in answers] == [404] * 6
    assert (row(office, "R/1").outcome, {each.received_at for each in office.rows(Batch)}) == (None, {None})


def test_numbers_that_no_table_has_are_none(client: Any, office: World, yuni: AtPlace) -> None:
    batch = taken(office, yuni.place, "R/1")

    assert client.get(f"/place/{yuni.place.id}/batches/99999999999").status_code == 404
    assert client.get(of(yuni, batch, "/documents/99999999999")).status_code == 404
    assert client.get(of(yuni, batch, "/documents/7")).status_code == 404
