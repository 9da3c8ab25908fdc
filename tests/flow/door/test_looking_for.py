"""Somebody who has nothing with them is found by name and birth date, or last digits: today's visits, written down."""

from datetime import date

import pytest

from scheduler.db.models import Disclosure
from scheduler.flow.booking import bookings
from scheduler.flow.door.looking_for import FoundVisit, visits_by_ending, visits_by_name
from tests.scenes.factories import GUARD, NINE, World, at

pytestmark = pytest.mark.postgres("statements")

BORN = date(1985, 3, 12)
NIK, OTHER_NIK = "2172011203850001", "2172011203900001"


def by_name(office: World, name: str, born: date = BORN) -> list[FoundVisit]:
    return office.do(visits_by_name, name, born, by=GUARD)


def by_ending(office: World, ending: str) -> list[FoundVisit]:
    return office.do(visits_by_ending, ending, by=GUARD)


def seen(office: World) -> list[tuple[str, str, str]]:
    return [(row.fields, row.place, row.by) for row in office.rows(Disclosure)]


def test_found_by_name_and_birth_and_shown_by_initials(office: World):
    code = office.booked(10, holder="Siti Nur'aini", nik=NIK)
    ending = office.reference_of(code)[-4:]

    found = by_name(office, "nuraini siti")

    short = office.booking(code).short
    assert found == [FoundVisit(short, ("S.N.",), (ending,), at(10), None)]
    assert seen(office) == [("visit", "door", GUARD)]


def test_both_have_to_fit(office: World):
    office.booked(10, holder="Siti Aminah", nik=NIK)
    office.booked(10, holder="Siti Aminah", nik=OTHER_NIK)
    office.booked(10, holder="Budi Santoso", nik="2172011203850003")
    office.booked(10, holder="Siti Aminah")

    assert len(by_name(office, "siti")) == 1
    assert by_name(office, "siti", date(1985, 3, 13)) == []
    assert len(office.rows(Disclosure)) == 1


def test_only_todays_visits_of_this_office(office: World, elsewhere: World):
    office.booked(10, day=1, holder="Siti Aminah", nik=NIK)
    cancelled = office.booked(10, holder="Siti Aminah", nik="2172011203850002")
    office.database.run(bookings.cancel, cancelled, ref4=None, by="staff:9", now=NINE)
    elsewhere.booked(10, holder="Siti Aminah", nik="2172011203850003")

    assert (by_name(office, "siti aminah"), seen(office)) == ([], [])


def test_who_has_a_number_is_found_by_it(office: World):
    ticket = office.walk_in(holder="Siti Aminah", nik=NIK).ticket

    assert [(each.ticket, each.at) for each in by_name(office, "Aminah")] == [(ticket, None)]


def test_last_digits_find_whoever_comes_today(office: World):
    fits = office.booked(10, reference="2172/30112026/0412")
    office.booked(10, reference="2172/30112026/0413")
    office.booked(10, day=1, reference="2172/29112026/0412")

    short = office.booking(fits).short
    assert [each.short for each in by_ending(office, "0412")] == [short]
    assert [each.short for each in by_ending(office, "60412")] == [short]
    assert by_ending(office, "70412") == []
    assert len(seen(office)) == 2


def test_visit_for_two_documents_is_one(office: World):
    kk = "2172010101010001"
    documents = [office.document(holder=f"Siti {n}", nik=f"217201120385000{n}", kk=kk) for n in (1, 2)]
    office.book(office.code(documents[0]), office.slot(10))

    (found,) = by_name(office, "siti")

    assert (len(found.initials), len(found.endings)) in {(1, 2), (2, 2)}
    assert len(office.rows(Disclosure)) == 2


def test_a_search_of_nothing_that_is_kept_finds_nobody(office: World):
    office.booked(10, holder="Siti Aminah", nik=NIK)

    assert by_name(office, "x") == []
