"""Phones that stand for many households in a month: which are counted, of what, and what the office knows of them."""

from datetime import date, datetime

import pytest

from scheduler.db.models import Document, KnownPhone, Office
from scheduler.domain.documents.refusals import PhoneUnknown
from scheduler.domain.refusals import HiddenSigns, Invalid
from scheduler.flow.booking import bookings
from scheduler.flow.documents import shared_phones
from scheduler.flow.documents.shared_phones import SharedPhone
from tests.scenes.factories import CLERK, EARLY, NINE, World, at

SCHOOL, OTHER = "+6281234567890", "+6281298765432"
NOVEMBER, DECEMBER = date(2026, 11, 1), date(2026, 12, 1)


def kk(number: int) -> str:
    return f"217201010101{number:04}"


def registered(
    office: World, households: int, phone: str = SCHOOL, *, now: datetime = EARLY, first: int = 0
) -> Document:
    """A document for each of so many households; the last of them."""
    document = None
    for number in range(first, first + households):
        document = office.document(stage="received", phone=phone, kk=kk(number), now=now)
    assert document is not None
    return document


def listed(office: World, month: date = NOVEMBER) -> list[SharedPhone]:
    def read(session) -> list[SharedPhone]:
        return list(shared_phones.shared_phones(session, session.get_one(Office, office.office.id), month))

    return office.read(read)


def counts(office: World, month: date = NOVEMBER) -> list[tuple[str, int, int, int]]:
    return [(each.phone, each.households, each.documents, each.visits) for each in listed(office, month)]


# --- who is listed


@pytest.mark.postgres("statements")
@pytest.mark.parametrize(("households", "is_listed"), [(5, False), (6, True)])
def test_phone_is_listed_from_one_household_more_than_usual_on(office: World, households: int, *, is_listed: bool):
    registered(office, households)

    assert counts(office) == ([(SCHOOL, households, households, 0)] if is_listed else [])


def test_how_many_are_usual_is_a_rule_of_the_office(office: World):
    registered(office, 3)

    office.change(Office, office.office.id, phone_households=2)

    assert counts(office) == [(SCHOOL, 3, 3, 0)]


def test_household_counts_once_and_who_has_no_kk_number_for_none(office: World):
    registered(office, 6)
    office.document(stage="received", phone=SCHOOL, kk=kk(0))
    for _ in range(9):
        office.document(stage="received", phone=SCHOOL)
        office.document(stage="received", phone=OTHER)

    assert counts(office) == [(SCHOOL, 6, 16, 0)]


def test_one_household_with_many_documents_is_not_listed(office: World):
    for _ in range(9):
        office.document(stage="received", phone=SCHOOL, kk=kk(0))

    assert counts(office) == []


def test_those_of_most_households_stand_first(office: World):
    registered(office, 6, OTHER)
    registered(office, 8, SCHOOL)

    assert [each[:2] for each in counts(office)] == [(SCHOOL, 8), (OTHER, 6)]


@pytest.mark.postgres("statements")
def test_month_begins_and_ends_in_the_offices_own_time(office: World):
    """In WIB midnight is 17.00 UTC of the day before."""
    registered(office, 6, now=at(23, 59))
    registered(office, 7, now=at(0, day=1), first=6)

    assert [each[1] for each in counts(office, NOVEMBER)] == [6]
    assert [each[1] for each in counts(office, DECEMBER)] == [7]
    assert counts(office, date(2026, 10, 1)) == []


@pytest.mark.parametrize(
    ("day", "before"), [(date(2026, 11, 30), date(2026, 10, 1)), (date(2027, 1, 31), date(2026, 12, 1))]
)
def test_month_before(day: date, before: date):
    assert shared_phones.month_before(shared_phones.month_of(day)) == before


def test_another_offices_documents_are_not_counted(office: World, elsewhere: World):
    registered(office, 5)
    registered(elsewhere, 5, first=5)

    assert counts(office) == counts(elsewhere) == []


@pytest.mark.postgres("statements")
def test_visits_that_were_booked_in_the_month_are_counted(office: World):
    registered(office, 6)
    office.booked(10, day=1, phone=SCHOOL, kk=kk(7))
    left = office.booked(11, day=1, phone=SCHOOL, kk=kk(8))
    office.database.run(bookings.cancel, left, ref4=None, by="citizen", now=NINE)
    office.booked(9, day=1, phone=OTHER, kk=kk(9))

    assert counts(office) == [(SCHOOL, 8, 8, 2)]


# --- its documents


@pytest.mark.postgres("statements")
def test_documents_of_a_phone_name_their_households_and_visits(office: World):
    office.document("R/1", stage="received", phone=SCHOOL, kk=kk(1))
    office.document("R/2", stage="received", phone=SCHOOL)
    booking = office.booking(office.booked(10, day=1, reference="R/3", phone=SCHOOL, kk=kk(2)))
    last = office.document("R/4", stage="received", phone=SCHOOL, kk=kk(1))
    office.document("R/5", stage="received", phone=OTHER, kk=kk(1))
    office.document("R/6", stage="received", phone=SCHOOL, kk=kk(3), now=at(0, day=1))

    found = office.read(lambda s: shared_phones.documents_of_phone(s, office.office, last.id, NOVEMBER))

    assert [(each.document.reference, each.household, each.short) for each in found] == [
        ("R/4", 1, None),
        ("R/3", 2, booking.short),
        ("R/2", None, None),
        ("R/1", 1, None),
    ]
    assert found[1].starts_at == at(10, day=1)


def test_document_of_another_office_or_without_a_phone_names_none(office: World, elsewhere: World):
    foreign, bare = registered(elsewhere, 1), office.document(stage="received")

    for document in (foreign.id, bare.id, 10_000):
        with pytest.raises(PhoneUnknown):
            office.read(lambda s, number=document: shared_phones.documents_of_phone(s, office.office, number, NOVEMBER))
        with pytest.raises(PhoneUnknown):
            office.do(shared_phones.know_phone, document, "sekolah")
        with pytest.raises(PhoneUnknown):
            office.do(shared_phones.forget_phone, document)


# --- known


@pytest.mark.postgres("statements")
def test_known_phone_says_why_until_that_is_taken_back(office: World):
    document = registered(office, 6)
    other = office.document(stage="received", phone=SCHOOL, kk=kk(0))

    office.do(shared_phones.know_phone, other.id, "  Operator  SD 012 ")

    (found,) = listed(office)
    assert found.known is not None
    assert (found.known.reason, found.known.by, found.known.at) == ("Operator SD 012", CLERK, NINE)

    office.do(shared_phones.forget_phone, document.id, now=at(10))

    assert listed(office)[0].known is None
    assert office.read(lambda s: shared_phones.known_of(s, office.office, document.id)) is None
    assert [(row.known, row.reason) for row in office.rows(KnownPhone)] == [(True, "Operator SD 012"), (False, None)]


def test_repeating_it_writes_nothing(office: World):
    document = registered(office, 1)
    for _ in range(2):
        office.do(shared_phones.know_phone, document.id, "sekolah")
    office.do(shared_phones.know_phone, document.id, "RT 03")
    for _ in range(2):
        office.do(shared_phones.forget_phone, document.id)

    assert [row.known for row in office.rows(KnownPhone)] == [True, True, False]


def test_phone_is_known_to_its_own_office_alone(office: World, elsewhere: World):
    office.do(shared_phones.know_phone, registered(office, 6).id, "sekolah")
    theirs = registered(elsewhere, 6)

    assert listed(elsewhere)[0].known is None
    assert elsewhere.read(lambda s: shared_phones.known_of(s, elsewhere.office, theirs.id)) is None


@pytest.mark.parametrize(("reason", "fault"), [("  ", "missing"), ("x" * 201, "too_long")])
def test_reason_is_needed(office: World, reason: str, fault: str):
    with pytest.raises(Invalid) as refusal:
        office.do(shared_phones.know_phone, registered(office, 1).id, reason)

    assert refusal.value.errors == {"reason": fault}


def test_reason_that_hides_something_is_refused(office: World):
    with pytest.raises(HiddenSigns):
        office.do(shared_phones.know_phone, registered(office, 1).id, "se\u202ekolah")
