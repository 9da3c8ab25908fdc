"""The office is there, it has a manager, it is open: each once, however often somebody presses."""

import pytest
from sqlmodel import select

from scheduler.db import queries
from scheduler.db.engine.database import Database
from scheduler.db.models import DeedRow, Office, Staff
from scheduler.domain.audit.deeds import Deed
from scheduler.domain.refusals import Invalid
from scheduler.domain.start import Progress, StartElsewhere, StartIncomplete
from scheduler.flow.start import steps
from scheduler.flow.start.steps import Named
from tests.scenes.factories import EARLY, NINE, World
from tests.scenes.starts import NAMED, office_of, opened_address, started


def deeds(database: Database) -> list[str]:
    with database.reading() as session:
        return [row.deed for row in session.exec(select(DeedRow).order_by(DeedRow.id))]  # type: ignore[arg-type]


@pytest.mark.postgres("statements")
def test_office_is_made_with_everything_that_is_usual(database: Database):
    database.run(steps.name_office, opened_address(database), NAMED, [], now=EARLY)

    office = office_of(database)
    assert (office.code, office.name, office.phone) == ("tanjungpinang", NAMED.name, NAMED.phone)
    assert (office.applies_online, office.starting) == (False, {"done": ["office"], "left": [], "seen": []})
    with database.reading() as session:
        assert [each.letter for each in queries.services_of(session, office.id)] == ["A", "B", "C"]
        assert queries.hours_of_office(session, office.id)
    assert Deed.SETTINGS_CHANGED in deeds(database)


def test_sent_again_it_is_called_otherwise_and_no_second_one_is_made(database: Database):
    cookie = opened_address(database)
    for name in ("Disdukcapil Bintan", "Disdukcapil Kabupaten Bintan"):
        database.run(steps.name_office, cookie, Named(name, "", "", "WITA"), [], now=EARLY)

    office = office_of(database)
    assert (office.code, office.name, office.timezone) == ("bintan", "Disdukcapil Kabupaten Bintan", "Asia/Makassar")


@pytest.mark.parametrize(
    ("named", "fault"),
    [
        (Named(" ", "", "", "WIB"), {"name": "empty"}),
        (Named("Bintan", "", "", "WIB", code="Bintan!"), {"code": "code"}),
        (Named("Bintan", "", "", "WIB", code="screen"), {"code": "code"}),
        (Named("Bintan", "", "12", "WIB"), {"phone": "phone"}),
        (Named("Bintan", "x" * 301, "", "WIB"), {"address": "too_long"}),
    ],
)
def test_what_makes_no_sense_makes_no_office(database: Database, named: Named, fault: dict[str, str]):
    with pytest.raises(Invalid) as refusal:
        database.run(steps.name_office, opened_address(database), named, [], now=EARLY)

    assert refusal.value.errors == fault
    with database.reading() as session:
        assert queries.offices(session) == []


def test_unknown_zone_is_named(database: Database):
    with pytest.raises(Invalid) as refusal:
        database.run(steps.name_office, opened_address(database), Named("Bintan", "", "", "Mars"), [], now=EARLY)

    assert list(refusal.value.errors) == ["timezone"]


def test_nobody_manages_an_office_that_is_not_there(database: Database):
    with pytest.raises(StartElsewhere):
        database.run(steps.first_manager, opened_address(database), "Sari", "a hash", now=EARLY)


@pytest.mark.postgres("statements")
def test_first_manager_leads_the_day_too(database: Database):
    office = started(database)

    with database.reading() as session:
        assert session.exec(select(Staff.roles)).all() == ["supervisor manager"]
    assert Progress.of(office.starting).done == {"office", "manager"}
    assert Deed.STAFF_ADDED in deeds(database)


def test_manager_is_made_once(database: Database):
    cookie = opened_address(database)
    database.run(steps.name_office, cookie, NAMED, [], now=EARLY)
    database.run(steps.first_manager, cookie, "Sari", "a hash", now=EARLY)

    with pytest.raises(StartElsewhere):
        database.run(steps.first_manager, cookie, "Sari", "a hash", now=EARLY)


def test_step_is_left_and_taken_up_again(database: Database):
    office = started(database)

    database.run(steps.leave, office, "print")
    assert Progress.of(office_of(database).starting).left == {"print"}

    database.run(steps.answer, office, "print")
    assert Progress.of(office_of(database).starting) == Progress(frozenset({"office", "manager", "print"}))


@pytest.mark.postgres("statements")
def test_office_is_opened_once(database: Database):
    office = started(database)
    for applies in (True, False):
        database.run(steps.open_office, office, applies_online=applies, by="staff:1", now=NINE)

    now = office_of(database)
    assert (now.starting, now.applies_online) == (None, True)
    assert deeds(database).count(Deed.OFFICE_OPENED) == 1


def test_office_without_a_manager_is_not_opened(database: Database):
    database.run(steps.name_office, opened_address(database), NAMED, [], now=EARLY)

    with pytest.raises(StartIncomplete):
        database.run(steps.open_office, office_of(database), applies_online=False, by="system", now=NINE)


def test_steps_of_an_open_office_change_nothing(office: World):
    office.database.run(steps.leave, office.office, "print")
    office.database.run(steps.answer, office.office, "hours")

    assert office.read(lambda session: session.get_one(Office, office.office.id).starting) is None
