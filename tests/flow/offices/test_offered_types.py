"""A document type is added, called otherwise, moved, retired and taken up again."""

from typing import Any

import pytest

from scheduler.db import queries
from scheduler.db.models import Booking, DeedRow, Document, DocumentType, Office, Service
from scheduler.domain.applying.refusals import ProcedureUnknown
from scheduler.domain.offices import presets
from scheduler.domain.offices.called import TypeName
from scheduler.domain.offices.offer import NewType, TypeFacts
from scheduler.domain.offices.presets import CATALOGUE
from scheduler.domain.offices.refusals import MaterialInUse, ServiceUnknown, TypeNeeded, TypeRetired, TypeUnknown
from scheduler.domain.refusals import HiddenSigns, Invalid
from scheduler.flow.offices.known_types import keep_names, type_book
from scheduler.flow.offices.offered_types import (
    add_type,
    describe_type,
    facts_of,
    move_type,
    resume_type,
    retire_type,
    visits_of_type,
)
from scheduler.flow.offices.procedures import procedure_by_code, procedures_of
from scheduler.flow.offices.services import retire_service
from tests.scenes.applications import begun
from tests.scenes.factories import EARLY, World

BY = {"by": "staff:1", "now": EARLY}
FACTS = TypeFacts(TypeName("Kartu  Nelayan", "kartu nelayan", "Fisher's card"), ["KN", " kartu nelayan ", "KN"])
CARD = NewType("", "B", 12, True, FACTS)


def kind_of(office: World, code: str) -> DocumentType:
    return office.rows(DocumentType, DocumentType.code == code, DocumentType.office_id == office.office.id)[0]


def run(office: World, step: Any, *args: Any) -> Any:
    return office.database.run(step, office.office, *args, **BY)


@pytest.mark.postgres("statements")
def test_type_of_the_office_s_own_is_handed_over_like_any_other(office: World):
    run(office, add_type, CARD)

    kind = kind_of(office, "kartu-nelayan")
    assert (kind.name, kind.minutes, kind.units, kind.spellings) == ("Kartu Nelayan", 12, 3, ["KN", "kartu nelayan"])
    assert kind.collectors == list(presets.TYPE_BY_CODE["KTP-el"].collectors)
    assert kind.bring == {reason: [] for reason in presets.REASONS}
    document = office.document(type="KN")
    assert document.type_id == kind.id
    office.book(office.code(document), office.slot(service="B"))
    assert office.rows(Booking)[0].units == 3
    names = office.read(lambda s: queries.office_by_code(s, office.office.code)).type_names
    assert names["kartu-nelayan"] == kind_names(kind)
    (deed,) = office.rows(DeedRow, DeedRow.deed == "type_changed")
    assert (deed.about, deed.became["name"], deed.became["service"]) == ("kartu-nelayan", "Kartu Nelayan", "B")


def kind_names(kind: DocumentType) -> dict[str, str]:
    return {"name": kind.name, "short": kind.short, "name_en": kind.name_en, "short_en": kind.short_en}


@pytest.mark.postgres("statements")
def test_names_beside_the_office_are_those_of_its_rows(office: World):
    before = office.read(lambda s: queries.office_by_code(s, office.office.code)).type_names
    office.database.run(keep_names, office.office)

    after = office.rows(Office, Office.id == office.office.id)[0].type_names
    assert before == after == {kind.code: kind_names(kind) for kind in office.rows(DocumentType)}


@pytest.mark.parametrize("code", sorted(set(CATALOGUE) - set(presets.TYPE_BY_CODE)))
def test_type_of_the_catalogue_brings_what_it_asks_for(office: World, code: str):
    preset = CATALOGUE[code]
    name = TypeName(presets.PUBLIC_NAMES[code], presets.SHORT_NAMES[code])
    facts = TypeFacts(name, channel=preset.channel, material=preset.material, whose=preset.whose)
    run(office, add_type, NewType(code, preset.service, preset.minutes, preset.hands_over, facts))

    kind = kind_of(office, code)
    assert (kind.units, kind.collectors, kind.hands_over) == (preset.units, list(preset.collectors), preset.hands_over)
    assert kind.bring == {reason: list(need.bring) for reason, need in preset.needs.items()}
    assert office.document(type=presets.PUBLIC_NAMES[code], stage="received").type_id == kind.id


@pytest.mark.parametrize(
    ("new", "errors"),
    [
        (NewType("ktp-EL", "A", 5, True, FACTS), {"code": "taken"}),
        (NewType("!", "Z", 0, True, FACTS), {"code": "unknown", "letter": "unknown", "minutes": "1-120"}),
        (NewType("x", "A", 5, True, TypeFacts(TypeName(""))), {"name": "empty"}),
        (NewType("x", "A", 5, True, TypeFacts(TypeName("Akta Kematian"))), {"name": "akta"}),
        (NewType("x", "A", 5, True, TypeFacts(TypeName("X", name_en="Death certificate"))), {"name_en": "akta"}),
        (
            NewType("x", "A", 5, True, TypeFacts(TypeName("X", "y" * 31), ["e-KTP"], "post", "emas", "nobody")),
            {
                "short_name": "long",
                "channel": "unknown",
                "material": "unknown",
                "whose": "unknown",
                "spellings": "e-KTP",
            },
        ),
    ],
)
def test_what_makes_no_sense_is_refused_by_its_field(office: World, new: NewType, errors: Any):
    with pytest.raises(Invalid) as refusal:
        run(office, add_type, new)

    assert refusal.value.errors == errors
    assert len(office.rows(DocumentType)) == 5


def test_hidden_signs_are_refused(office: World):
    with pytest.raises(HiddenSigns):
        run(office, add_type, NewType("x", "A", 5, True, TypeFacts(TypeName("Kar\u200btu"))))


@pytest.mark.postgres("statements")
def test_type_is_called_otherwise(office: World, elsewhere: World):
    facts = TypeFacts(TypeName("Kartu Anak", "KA", "Child card"), ["kartu bocah"], "office", "blangko KIA", "child")

    run(office, describe_type, "KIA", facts)

    assert facts_of(kind_of(office, "KIA")) == facts
    assert office.document(type="Kartu Bocah").type_id == office.document(type="KIA").type_id
    assert kind_of(elsewhere, "KIA").name == "Kartu Identitas Anak"
    (deed,) = office.rows(DeedRow, DeedRow.deed == "type_changed")
    assert deed.was == {"name": "Kartu Identitas Anak", "short": "KIA", "name_en": "", "spellings": []}


def test_blank_stays_while_documents_are_on_their_way(office: World):
    office.document(type="KIA")
    facts = facts_of(kind_of(office, "KIA"))

    with pytest.raises(MaterialInUse) as refusal:
        run(office, describe_type, "KIA", TypeFacts(facts.name, material=None, whose="child"))

    assert refusal.value.facts == {"type": "KIA", "documents": 1}


@pytest.mark.postgres("statements")
def test_moved_type_leaves_booked_visits_where_they_are(office: World):
    office.booked(type="KIA")
    office.booked(type="KTP-el")

    touched = office.read(lambda s: visits_of_type(s, kind_of(office, "KIA")))
    run(office, move_type, "KIA", "B")

    letters = {each.id: each.letter for each in office.rows(Service)}
    assert touched == 1
    assert letters[kind_of(office, "KIA").service_id] == "B"
    assert {letters[each.service_id] for each in office.rows(Booking)} == {"A"}
    office.booked(service="B", type="KIA")
    with pytest.raises(ServiceUnknown):
        run(office, move_type, "KIA", "Z")


@pytest.mark.postgres("statements")
def test_retired_type_takes_no_more_documents_and_keeps_those_it_had(office: World):
    old = office.document(type="KIA", stage="collected")

    run(office, retire_type, "KIA")
    run(office, retire_type, "KIA")

    with pytest.raises(TypeRetired):
        office.document(type="KIA")
    assert office.rows(Document, Document.id == old.id)[0].type_id == kind_of(office, "KIA").id
    assert "KIA" in office.read(lambda s: type_book(s, office.office)).kinds
    run(office, resume_type, "KIA")
    run(office, resume_type, "KIA")
    assert office.document(type="KIA")
    assert [deed.became for deed in office.rows(DeedRow, DeedRow.deed == "type_changed")] == [
        {"retired": True},
        {"retired": False},
    ]


def test_type_that_is_needed_is_not_retired(office: World):
    office.document(type="KIA", stage="received")

    with pytest.raises(TypeNeeded) as refusal:
        run(office, retire_type, "KIA")

    assert refusal.value.facts == {"type": "KIA", "documents": 1, "drafts": 0}
    assert kind_of(office, "KIA").retired_at is None


def test_type_is_taken_up_only_where_its_service_and_spellings_are_free(office: World):
    run(office, retire_type, "Perekaman KTP-el")
    run(office, retire_type, "KIA")
    run(office, retire_service, "C")

    with pytest.raises(Invalid) as refusal:
        run(office, resume_type, "Perekaman KTP-el")
    assert refusal.value.errors == {"letter": "retired"}
    with pytest.raises(TypeUnknown):
        run(office, resume_type, "paspor")


@pytest.mark.postgres("statements")
def test_nobody_applies_for_a_retired_type(office: World):
    run(office, retire_type, "KIA")

    offered = office.read(lambda s: procedures_of(s, office.office.id))
    everything = office.read(lambda s: procedures_of(s, office.office.id, all_of_them=True))
    assert "kia" not in offered
    assert "kia" in everything
    with pytest.raises(ProcedureUnknown):
        office.read(lambda s: procedure_by_code(s, office.office.id, everything["kia"][0].code))


def test_type_with_an_application_begun_is_not_retired(office: World):
    begun(office, "kia.first")

    with pytest.raises(TypeNeeded) as refusal:
        run(office, retire_type, "KIA")

    assert refusal.value.facts == {"type": "KIA", "documents": 0, "drafts": 1}
