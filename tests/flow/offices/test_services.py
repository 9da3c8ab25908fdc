"""A service of an office is added, called otherwise, retired and taken up again."""

from typing import Any

import pytest

from scheduler.db import queries
from scheduler.db.models import DeedRow, Document, DocumentType, Service, Slot, Ticket
from scheduler.domain.offices.offer import ServiceFacts, SlotFacts
from scheduler.domain.offices.refusals import (
    OnlyService,
    ServiceAtWork,
    ServiceBooked,
    ServiceHasTypes,
    ServiceUnknown,
    TypeRetired,
)
from scheduler.domain.refusals import HiddenSigns, Invalid
from scheduler.flow.core.history import move
from scheduler.flow.counter.counter_problems import report_wrong_person
from scheduler.flow.counter.parking import transfer
from scheduler.flow.offices.counters import change_count
from scheduler.flow.offices.offered_types import move_type, retire_type
from scheduler.flow.offices.services import add_service, edit_service, resume_service, retire_service
from tests.scenes.factories import EARLY, NINE, World, at

BY = {"by": "staff:1", "now": EARLY}
FOUR_UNITS = SlotFacts(4)
LEGALISIR = ServiceFacts("D", "Legalisir", "Certified copies", (2, 3))


def add(office: World, facts: ServiceFacts = LEGALISIR, slots: SlotFacts = FOUR_UNITS) -> Service:
    made = office.database.run(add_service, office.office, facts, slots, **BY)
    return service(office, made.letter)


def service(office: World, letter: str) -> Service:
    return office.rows(Service, Service.letter == letter, Service.office_id == office.office.id)[0]


def run(office: World, step: Any, letter: str, **facts: Any) -> None:
    office.database.run(step, office.office, letter, **{**BY, **facts})


def taken(office: World) -> list[str]:
    letters = office.read(lambda s: queries.letters_by_counter(s, office.office.id))
    return ["".join(sorted(letters[number])) for number in sorted(letters)]


def emptied(office: World, letter: str = "C") -> None:
    """Let no document type be fetched at a service any more."""
    for kind in office.rows(DocumentType, DocumentType.service_id == service(office, letter).id):
        office.database.run(retire_type, office.office, kind.code, **BY)


@pytest.mark.postgres("statements")
def test_fourth_service_takes_people_at_once(office: World, elsewhere: World):
    made = add(office)

    assert (made.slot_capacity, made.slot_minutes, made.walk_in_daily) == (4, None, None)
    assert taken(office) == ["AB", "ABD", "ABCD"]
    assert {slot.capacity for slot in office.rows(Slot, Slot.service_id == made.id)} == {4}
    arrival = office.walk_in(service="D", now=NINE)
    assert arrival.ticket == "D-001"
    names = office.read(lambda s: queries.office_by_code(s, office.office.code)).service_names
    assert names == {"Legalisir": "Certified copies"}
    assert [each.letter for each in elsewhere.rows(Service, Service.office_id == elsewhere.office.id)] == list("ABC")
    (deed,) = office.rows(DeedRow, DeedRow.deed == "service_changed")
    assert (deed.about, deed.by, deed.became["counters"]) == ("D", "staff:1", [2, 3])


@pytest.mark.parametrize(
    ("facts", "slots", "errors"),
    [
        (ServiceFacts("A", "Legalisir", counters=(1,)), SlotFacts(6), {"letter": "taken"}),
        (ServiceFacts("d", "Legalisir", counters=(1,)), SlotFacts(6), {"letter": "unknown"}),
        (ServiceFacts("D", "", counters=(1,)), SlotFacts(6), {"name": "empty"}),
        (ServiceFacts("D", "perekaman KTP-EL", counters=(1,)), SlotFacts(6), {"name": "taken"}),
        (ServiceFacts("D", "Akta kematian", counters=(1,)), SlotFacts(6), {"name": "akta"}),
        (ServiceFacts("D", "Legalisir", "x" * 61, (1,)), SlotFacts(6), {"name_en": "long"}),
        (ServiceFacts("D", "Legalisir", counters=()), SlotFacts(6), {"counters": "unknown"}),
        (ServiceFacts("D", "Legalisir", counters=(9,)), SlotFacts(6), {"counters": "unknown"}),
        (
            ServiceFacts("D", "Legalisir", counters=(1,)),
            SlotFacts(0, 4, 901),
            {"units": "1-1000", "slot_minutes": "5-480", "walk_ins": "0-900"},
        ),
    ],
)
def test_what_makes_no_sense_is_refused_by_its_field(office: World, facts: Any, slots: Any, errors: Any):
    with pytest.raises(Invalid) as refusal:
        add(office, facts, slots)

    assert refusal.value.errors == errors
    assert [each.letter for each in office.rows(Service)] == list("ABC")


def test_hidden_signs_in_a_name_are_refused(office: World):
    with pytest.raises(HiddenSigns):
        add(office, ServiceFacts("D", "Lega\u202elisir", counters=(1,)))


@pytest.mark.postgres("statements")
def test_service_is_renamed_and_other_counters_take_it(office: World):
    run(office, edit_service, "C", facts=ServiceFacts("R", "Perekaman dan IKD", "", (1,)))

    assert service(office, "R").name == "Perekaman dan IKD"
    assert taken(office) == ["ABR", "AB", "AB"]
    (deed,) = office.rows(DeedRow, DeedRow.deed == "service_changed")
    assert deed.was == {"letter": "C", "name": "Perekaman KTP-el", "counters": [3]}


def test_letter_stays_on_a_day_on_which_it_was_given(office: World):
    number = office.walk_in(service="C", now=NINE).ticket
    facts = ServiceFacts("R", "Perekaman", "", (1,))

    with pytest.raises(ServiceAtWork):
        run(office, edit_service, "C", facts=facts, now=NINE)
    run(office, edit_service, "C", facts=ServiceFacts("C", "Perekaman", "", (1,)), now=NINE)
    run(office, edit_service, "C", facts=facts, now=at(7, day=1))

    assert number == "C-001"
    assert office.walk_in(service="R", now=at(9, day=1)).ticket == "R-001"


@pytest.mark.postgres("statements")
def test_retired_service_takes_nobody_and_keeps_its_rows(office: World):
    emptied(office)
    run(office, retire_service, "C")

    assert taken(office) == ["AB", "AB", "AB"]
    slots = office.rows(Slot, Slot.service_id == service(office, "C").id)
    assert {slot.capacity for slot in slots} == {0}
    assert [each.letter for each in office.read(lambda s: queries.services_of(s, office.office.id))] == ["A", "B"]
    with pytest.raises(Invalid) as refusal:
        add(office, ServiceFacts("C", "Legalisir", counters=(1,)))
    assert refusal.value.errors == {"letter": "taken"}


@pytest.mark.postgres("statements")
def test_service_is_taken_up_again_with_its_counters_and_slots(office: World):
    emptied(office)
    run(office, retire_service, "C")
    run(office, retire_service, "C")
    run(office, resume_service, "C")
    run(office, resume_service, "C")

    assert taken(office) == ["AB", "AB", "ABC"]
    assert {slot.capacity for slot in office.rows(Slot, Slot.service_id == service(office, "C").id)} == {6}
    assert [deed.became for deed in office.rows(DeedRow, DeedRow.deed == "service_changed")] == [
        {"retired": True},
        {"retired": False},
    ]


def test_name_that_another_service_has_now_is_not_taken_up(office: World):
    emptied(office)
    run(office, retire_service, "C")
    add(office, ServiceFacts("D", "Perekaman KTP-el", counters=(1,)))

    with pytest.raises(Invalid) as refusal:
        run(office, resume_service, "C")

    assert refusal.value.errors == {"name": "taken"}


def test_service_that_is_needed_is_not_retired(office: World):
    with pytest.raises(ServiceHasTypes) as refusal:
        run(office, retire_service, "A")
    assert refusal.value.facts["types"] == ["KTP-el", "KIA"]

    office.booked(service="C")
    office.database.run(move_type, office.office, "Perekaman KTP-el", "A", **BY)
    with pytest.raises(ServiceBooked) as booked:
        run(office, retire_service, "C")
    assert (booked.value.facts["visits"], booked.value.facts["waiting"]) == (1, 0)
    assert {slot.capacity for slot in office.rows(Slot, Slot.service_id == service(office, "C").id)} == {6}

    add(office)
    office.walk_in(service="D", now=NINE)
    with pytest.raises(ServiceAtWork):
        run(office, retire_service, "D", now=NINE)


def test_service_whose_number_was_passed_on_is_at_work_until_the_day_ends(office: World):
    """An undo would send it back there."""
    add(office)
    office.walk_in(service="D", now=NINE)
    number = office.call(2, now=NINE)
    office.do(transfer, number, service="C", now=NINE)

    with pytest.raises(ServiceAtWork):
        run(office, retire_service, "D", now=NINE)


@pytest.mark.postgres("statements")
def test_document_that_comes_back_of_a_retired_service_gets_no_number(office: World):
    """It went to the wrong person, and was fetched back when nobody handed over its type any more."""
    document = office.document(type="Perekaman KTP-el")
    office.database.run(lambda s: move(s, s.get_one(Document, document.id), "collected", by="staff:1", now=EARLY))
    emptied(office)
    run(office, retire_service, "C")
    office.database.run(report_wrong_person, office.office, document.reference, note="salah orang", **BY)
    office.database.run(lambda s: move(s, s.get_one(Document, document.id), "ready", by="staff:1", now=EARLY))

    with pytest.raises(TypeRetired):
        office.walk_in(reference=document.reference)

    assert office.rows(Ticket) == []


def test_service_whose_counters_were_given_up_is_taken_up_at_those_there_are(office: World):
    emptied(office)
    run(office, retire_service, "C")
    office.do(change_count, 2)

    run(office, resume_service, "C")

    assert taken(office)[:2] == ["ABC", "ABC"]


def test_last_service_is_not_retired(office: World):
    for letter in "ABC":
        emptied(office, letter)
    run(office, retire_service, "A")
    run(office, retire_service, "B")

    with pytest.raises(OnlyService):
        run(office, retire_service, "C")


def test_letter_that_no_service_has_is_unknown(office: World, elsewhere: World):
    elsewhere.database.run(add_service, elsewhere.office, LEGALISIR, FOUR_UNITS, **BY)

    for step in (retire_service, resume_service):
        with pytest.raises(ServiceUnknown):
            run(office, step, "D")
