"""Another office is made like one that is there: what it has from it, and what it never has."""

from typing import Any

import pytest
from sqlmodel import Session, col, select

from scheduler.db.models import (
    Closure,
    Counter,
    DeedRow,
    DocumentType,
    MessageText,
    Office,
    Procedure,
    ReadyAnswer,
    Requirement,
    Service,
    Slot,
    Staff,
)
from scheduler.domain.audit.deeds import Deed
from scheduler.domain.refusals import Invalid
from scheduler.domain.regency import NotOpenThere
from scheduler.flow.regency.sending import send
from scheduler.flow.staff.people import add_staff
from scheduler.flow.start.another import add_office
from scheduler.flow.start.steps import Named, open_office
from tests.scenes.factories import EARLY, MONDAY, World

NAMED = Named("Disdukcapil Kabupaten Lingga", "Daik", "0776-123456", "WITA")


def sari(office: World) -> Staff:
    """Manages the office."""
    return office.do(add_staff, "Sari", "manager", "no password fits", now=EARLY)


def added(office: World, named: Named = NAMED, limit: int = 7) -> Office:
    return office.at_time(add_office, named, limit, staff_id=sari(office).id, now=EARLY)


def test_it_is_called_as_was_said_and_is_not_open_to_citizens(office: World) -> None:
    lingga = added(office)

    assert (lingga.code, lingga.name, lingga.timezone, lingga.lobby_limit) == ("lingga", NAMED.name, "Asia/Makassar", 7)
    assert (lingga.applies_online, lingga.starting) == (False, {"done": ["office", "manager"], "left": [], "seen": []})


@pytest.mark.postgres("statements")
def test_services_types_hours_and_texts_are_its_own_copies(office: World) -> None:
    mine = office.office.id
    day, other = {"starts_on": MONDAY, "ends_on": MONDAY}, {"changed_at": EARLY, "by": "staff:1"}
    office.database.run(
        Session.add_all,
        [
            MessageText(office_id=mine, name="ready", language="id", text="Silakan {link}", **other),
            ReadyAnswer(office_id=mine, title="Jam", text="Senin sampai Jumat"),
            Closure(office_id=mine, reason="Cuti bersama tambahan", kind="joint_leave", **day),
            Closure(office_id=mine, reason="Atap bocor", **day),
        ],
    )
    retired = office.rows(DocumentType, DocumentType.office_id == office.office.id)[0]
    office.change(DocumentType, retired.id, retired_at=EARLY)

    lingga = added(office)

    def of(kind: type[Any], which: Office) -> list[Any]:
        return office.rows(kind, kind.office_id == which.id)

    for kind, what in ((Service, "letter"), (ReadyAnswer, "text"), (MessageText, "text"), (Requirement, "name")):
        example, copied = ({getattr(row, what) for row in of(kind, each)} for each in (office.office, lingga))
        assert copied
        assert copied <= example
    services = {row.id for row in of(Service, lingga)}
    types = of(DocumentType, lingga)
    assert {row.service_id for row in types} <= services
    assert retired.code not in {row.code for row in types}
    assert {row.type_id for row in of(Procedure, lingga)} <= {row.id for row in types}
    assert [row.reason for row in of(Closure, lingga) if row.starts_on == MONDAY] == ["Cuti bersama tambahan"]
    assert {row.service_id for row in of(Slot, lingga)} == services
    assert len(of(Counter, lingga)) == len(of(Counter, office.office))
    assert lingga.type_names.keys() == {row.code for row in types}


@pytest.mark.postgres("statements")
def test_rules_go_along_and_devices_and_accounts_do_not(office: World) -> None:
    office.change(
        Office,
        office.office.id,
        second_factor="everybody",
        grace_minutes=33,
        printer="usb://04b8:0202",
        ladder=[{"channel": "whatsapp", "wait_minutes": 60}],
        figures_of_persons=True,
    )

    lingga = added(office)

    assert (lingga.second_factor, lingga.grace_minutes) == ("everybody", 33)
    assert (lingga.printer, lingga.ladder, lingga.figures_of_persons) == (None, [], False)


@pytest.mark.postgres("statements")
def test_whoever_made_it_manages_it_by_the_account_they_have(office: World) -> None:
    lingga = added(office)

    here, there = (
        office.rows(Staff, Staff.name == "Sari", Staff.office_id == each.id)[0] for each in (office.office, lingga)
    )
    assert (there.person_id, there.roles.split()) == (here.person_id, ["supervisor", "manager"])
    assert len(office.rows(Staff, Staff.office_id == lingga.id)) == 1


@pytest.mark.postgres("statements")
def test_it_is_written_down_at_both(office: World) -> None:
    lingga = added(office)

    deeds = office.rows(DeedRow, col(DeedRow.deed).in_([Deed.OFFICE_ADDED, Deed.STAFF_ADDED, Deed.SETTINGS_CHANGED]))
    assert (office.office.id, Deed.OFFICE_ADDED, "lingga") in {(row.office_id, row.deed, row.about) for row in deeds}
    assert {row.deed for row in deeds if row.office_id == lingga.id} == {Deed.STAFF_ADDED, Deed.SETTINGS_CHANGED}


@pytest.mark.parametrize(
    ("named", "limit", "fault"),
    [
        (Named(" ", "", "", "WIB", "lingga"), 7, {"name": "empty"}),
        (Named("Lingga", "", "", "WIB", "Lingga!"), 7, {"code": "code"}),
        (Named("Lingga", "", "", "WIB", "static"), 7, {"code": "code"}),
        (Named("Lingga", "", "", "WIB", "tanjungpinang"), 7, {"code": "taken"}),
        (Named("Lingga", "", "", "GMT+7"), 0, {"timezone": "zone", "lobby_limit": "1-10000"}),
    ],
)
def test_what_makes_no_sense_makes_no_office(office: World, named: Named, limit: int, fault: dict[str, str]) -> None:
    with pytest.raises(Invalid) as refusal:
        added(office, named, limit)

    assert refusal.value.errors == fault
    assert len(office.rows(Office)) == 1


def test_nothing_is_sent_there_to_be_fetched_before_it_is_open(office: World) -> None:
    lingga = added(office)
    office.document("R/1")

    with pytest.raises(NotOpenThere):
        office.do(send, "R/1", "lingga")

    with office.database.reading() as session:
        lingga = session.exec(select(Office).where(Office.code == "lingga")).one()
    office.database.run(open_office, lingga, applies_online=False, by="staff:1", now=EARLY)
    assert office.do(send, "R/1", "lingga").to_office_id == lingga.id
