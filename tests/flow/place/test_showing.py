"""Whoever shows a slip and a NIK at a place is one of its people; each look is written down."""

from datetime import timedelta

import pytest

from scheduler.db.models import Disclosure
from scheduler.domain.place import SHOWN_FOR, NotShown, ShowAgain
from scheduler.flow.place import showing
from tests.scenes.desks import NIK, AtPlace, shown, somebody_at
from tests.scenes.factories import NINE, World


@pytest.fixture
def yuni(office: World) -> AtPlace:
    return somebody_at(office)


@pytest.mark.postgres("statements")
def test_number_and_nik_lead_to_the_document_and_are_written_down(office: World, yuni: AtPlace) -> None:
    document = office.document("472.11/0412", nik=NIK)
    office.document("472.11/0413", nik="2172014101900002")

    found = office.do(showing.show, " 472.11/0412 ", NIK, by=yuni.by)

    assert found.id == document.id
    (row,) = office.rows(Disclosure)
    assert (row.document_id, row.fields, row.place, row.by, row.at) == (document.id, "to_book", "place", yuni.by, NINE)


@pytest.mark.parametrize(
    ("reference", "typed"), [("472.11/0413", NIK), ("472.11/0412", "2172014101900002"), ("0412", NIK)]
)
def test_what_does_not_fit_is_one_refusal_and_leaves_nothing(
    office: World, yuni: AtPlace, reference: str, typed: str
) -> None:
    office.document("472.11/0412", nik=NIK)

    with pytest.raises(NotShown):
        office.do(showing.show, reference, typed, by=yuni.by)

    assert office.rows(Disclosure) == []


def test_other_offices_document_is_not_found(office: World, elsewhere: World, yuni: AtPlace) -> None:
    elsewhere.document("472.11/0412", nik=NIK)

    with pytest.raises(NotShown):
        office.do(showing.show, "472.11/0412", NIK, by=yuni.by)


@pytest.mark.postgres("statements")
def test_what_was_shown_opens_its_document_for_half_an_hour_and_to_who_saw_it(office: World, yuni: AtPlace) -> None:
    document, other = shown(office, yuni, office.document(nik=NIK)), office.document(nik=NIK)
    last = NINE + SHOWN_FOR - timedelta(seconds=1)

    office.database.run(showing.refuse_unshown, document.id, by=yuni.by, now=last)
    for document_id, by, now in (
        (document.id, yuni.by, last + timedelta(seconds=1)),
        (document.id, "staff:999", NINE),
        (other.id, yuni.by, NINE),
    ):
        with pytest.raises(ShowAgain):
            office.database.run(showing.refuse_unshown, document_id, by=by, now=now)
