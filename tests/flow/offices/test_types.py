"""What an office makes of its document types."""

import pytest

from scheduler.db.models import DocumentType
from scheduler.domain.custody.refusals import CollectorNotAllowed
from scheduler.domain.offices.refusals import TypeUnknown
from scheduler.domain.refusals import HiddenSigns, Invalid
from scheduler.flow.offices.types import TypePlan, edit_type
from tests.scenes.factories import World

PLAN = TypePlan(
    minutes=12,
    collectors=["family", "holder"],
    bring={"first": ["resi", "  resi ", "pas   foto"], "changed": []},
    collector_bring={"family": ["KTP asli"], "proxy": ["surat kuasa"]},
    take_back=["damaged"],
)


def _edit(office: World, plan: TypePlan, code: str = "KTP-el") -> DocumentType:
    office.database.run(edit_type, office.office, code, plan)
    return office.rows(DocumentType, DocumentType.code == code)[0]


@pytest.mark.postgres("statements")
def test_office_changes_a_type(office: World, elsewhere: World):
    before = elsewhere.rows(DocumentType, DocumentType.office_id == elsewhere.office.id)

    kind = _edit(office, PLAN)

    assert (kind.minutes, kind.units) == (12, 3)
    assert kind.collectors == ["holder", "family"]
    assert kind.bring == {"first": ["resi", "pas foto"], "changed": []}
    assert kind.collector_bring == {"holder": [], "family": ["KTP asli"]}
    assert kind.take_back == ["damaged"]
    assert elsewhere.rows(DocumentType, DocumentType.office_id == elsewhere.office.id) == before


def test_next_booking_follows_the_new_rule(office: World):
    booked = office.booking(office.booked())

    _edit(office, PLAN)

    assert office.booking(office.booked(10)).units == 3
    assert booked.units == 1
    with pytest.raises(CollectorNotAllowed):
        office.book(office.invitation(), office.slot(11), collector="parent")


NONSENSE = [
    (TypePlan(0, ["holder"]), "minutes"),
    (TypePlan(121, ["holder"]), "minutes"),
    (TypePlan(5, []), "collectors"),
    (TypePlan(5, ["neighbour"]), "collectors"),
    (TypePlan(5, ["holder"], take_back=["stolen"]), "take_back"),
    (TypePlan(5, ["holder"], bring={"stolen": []}), "bring"),
    (TypePlan(5, ["holder"], bring={"first": ["x" * 101]}), "bring"),
    (TypePlan(5, ["holder"], collector_bring={"proxy": ["x"] * 13}), "collector_bring"),
]


def test_what_makes_no_sense_is_named(office: World, subtests: pytest.Subtests):
    for plan, field in NONSENSE:
        with subtests.test(plan=plan, field=field):
            with pytest.raises(Invalid) as refused:
                _edit(office, plan)

            assert list(refused.value.facts["errors"]) == [field]


@pytest.mark.parametrize("lists", [{"bring": {"first": ["KTP\u202e"]}}, {"collector_bring": {"family": ["\u200bKK"]}}])
def test_signs_that_nobody_sees_are_refused(office: World, lists: dict[str, dict[str, list[str]]]):
    with pytest.raises(HiddenSigns):
        _edit(office, TypePlan(5, ["holder"], **lists))


def test_type_that_the_office_does_not_have_is_refused(office: World):
    with pytest.raises(TypeUnknown):
        _edit(office, PLAN, "SIM")
