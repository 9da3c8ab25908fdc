"""Numbers without a booking: so many a day and service, apart from the slots."""

import pytest

from scheduler.db import queries
from scheduler.db.models import Booking, Service, Slot
from scheduler.domain.door import OfficeClosed, WalkInsFull
from scheduler.flow.counter import handovers
from scheduler.flow.door import walk_in_quota
from tests.scenes.factories import World, at


def _limit(office: World, letter: str, most: int | None) -> None:
    service = next(s for s in office.rows(Service) if s.letter == letter)
    office.change(Service, service.id, walk_in_daily=most)


def _left(office: World, letter: str) -> int | None:
    def read(session):
        service = next(s for s in queries.services_of(session, office.office.id) if s.letter == letter)
        return walk_in_quota.left_today(session, office.day(), service)

    return office.read(read)


def test_contingent_ends_and_free_times_are_offered(office: World):
    _limit(office, "C", 2)
    for _ in range(2):
        office.walk_in(service="C")

    with pytest.raises(WalkInsFull) as refused:
        office.walk_in(service="C", now=at(9, 10))

    assert refused.value.facts["limit"] == 2
    assert [slot.starts_at for slot in refused.value.facts["alternatives"]] == [at(9, 30), at(10), at(10, 30)]
    assert len(office.rows(Booking)) == 2


def test_alternatives_go_on_with_the_days_to_come(office: World):
    _limit(office, "C", 0)
    last = office.slot(14, 30, service="C")
    office.change(Slot, last.id, taken=last.capacity)

    with pytest.raises(WalkInsFull) as refused:
        office.walk_in(service="C", now=at(14, 10))

    assert [slot.starts_at for slot in refused.value.facts["alternatives"]] == [
        at(8, day=1),
        at(8, 30, day=1),
        at(9, day=1),
    ]


def test_walk_in_with_a_document_counts_for_its_service(office: World):
    _limit(office, "A", 1)
    reference = office.document().reference

    office.walk_in(reference=reference)
    again = office.walk_in(reference=reference)

    assert (again.ticket, again.is_new, _left(office, "A")) == ("A-001", False, 0)
    with pytest.raises(WalkInsFull):
        office.walk_in()
    with pytest.raises(WalkInsFull):
        office.scan(reference=office.document().reference)
    assert office.walk_in(type="KK").ticket == "B-001"


def test_booked_do_not_use_the_contingent_up(office: World):
    _limit(office, "A", 1)
    office.arrived()
    office.arrived()

    assert _left(office, "A") == 1
    assert office.walk_in().ticket == "A-003"
    assert office.arrived() == "A-004"


def test_number_that_was_given_up_stays_counted_and_tomorrow_begins_anew(office: World):
    _limit(office, "C", 1)
    office.do(handovers.leave, office.walk_in(service="C").ticket)

    with pytest.raises(WalkInsFull):
        office.walk_in(service="C")
    office.tick(now=at(8, day=1))
    assert office.walk_in(service="C", now=at(9, day=1)).ticket == "C-001"


def test_closed_office_says_so_first(office: World):
    _limit(office, "C", 0)

    with pytest.raises(OfficeClosed):
        office.walk_in(service="C", now=at(16))


def test_without_a_contingent_nothing_limits(office: World):
    office.arrived()

    assert _left(office, "A") is None
