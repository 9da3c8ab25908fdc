"""What an office hands over is chosen from the catalogue, as often as somebody presses."""

import pytest

from scheduler.db import queries
from scheduler.domain.offices.presets import CATALOGUE, IKD, KIA, KK, KTP_EL, TYPES
from scheduler.domain.offices.refusals import TypeNeeded
from scheduler.domain.refusals import Invalid
from scheduler.flow.start.offer import choose_types, chosen_types
from tests.scenes.factories import World

USUAL = frozenset(kind.code for kind in TYPES)


def chosen(office: World) -> frozenset[str]:
    return office.read(lambda session: chosen_types(session, office.office))


def letters(office: World) -> list[str]:
    return office.read(lambda session: [each.letter for each in queries.services_of(session, office.office.id)])


@pytest.mark.postgres("statements")
def test_service_goes_with_its_last_type_and_comes_back_with_the_first(office: World):
    office.do(choose_types, {KTP_EL, KIA})
    assert (chosen(office), letters(office)) == ({KTP_EL, KIA}, ["A"])

    office.do(choose_types, {KTP_EL, IKD, KK})
    assert (chosen(office), letters(office)) == ({KTP_EL, IKD, KK}, ["A", "B", "C"])


def test_chosen_twice_nothing_is_there_twice(office: World):
    for _ in range(2):
        office.do(choose_types, set(CATALOGUE))

    kinds = office.read(lambda session: queries.types_of(session, office.office.id))
    assert sorted(kind.code for kind in kinds) == sorted(CATALOGUE)
    assert letters(office) == ["A", "B", "C"]


@pytest.mark.parametrize("codes", [set(), {"paspor"}])
def test_office_that_hands_over_nothing_is_none(office: World, codes: set[str]):
    with pytest.raises(Invalid) as refusal:
        office.do(choose_types, codes)

    assert refusal.value.errors == {"types": "empty"}
    assert chosen(office) == USUAL


def test_type_with_documents_stays_and_nothing_is_half_done(office: World):
    office.document(type=KIA)

    with pytest.raises(TypeNeeded):
        office.do(choose_types, {KTP_EL, IKD})

    assert chosen(office) == USUAL
