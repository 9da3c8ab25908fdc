"""Who was turned away at the door, by reason, and for whom the way was for nothing."""

from collections.abc import Callable
from typing import Any

import pytest

from scheduler.db.models import TurnedAway
from scheduler.domain.refusals import Refusal
from scheduler.flow.booking import bookings
from scheduler.flow.documents import documents
from scheduler.flow.door import arrivals, turned_away
from scheduler.flow.door.arrivals import Scan
from scheduler.flow.door.turned_away import Turned
from tests.scenes.factories import EARLY, GUARD, MONDAY, NINE, World, at


def _refused(office: World, scan: Scan, *, now=NINE) -> None:
    """Show something at the door that is refused, as the edge does: the scan is rolled back, then counted."""
    with pytest.raises(Refusal) as refused:
        office.do(arrivals.arrive, scan, by=GUARD, now=now)
    office.do(arrivals.turn_away, scan, refused.value, by=GUARD, now=now)


def _counted(office: World, *, day: int = 0) -> list[Turned]:
    when = at(9, day=day).date()
    return office.read(lambda session: turned_away.turned_away_between(session, office.office, MONDAY, when))


def _shown(office: World, **facts: Any) -> Scan:
    return Scan(reference=office.document(**facts).reference)


@pytest.mark.parametrize(
    ("shown", "reason", "in_vain"),
    [
        (lambda office: _shown(office, stage="in_production"), "not_ready", 1),
        (lambda office: _shown(office, channel="post"), "elsewhere", 1),
        (lambda office: Scan(office.booked(10, day=1)), "wrong_day", 1),
    ],
)
def test_each_reason_is_counted_and_in_vain_apart(
    office: World, shown: Callable[[World], Scan], reason: str, in_vain: int
):
    _refused(office, shown(office))

    assert _counted(office) == [Turned(reason, 1, in_vain)]
    row = office.rows(TurnedAway)[0]
    assert (row.day, row.by, row.at) == (MONDAY, GUARD, NINE)


def test_closed_office_is_in_vain(office: World):
    _refused(office, _shown(office), now=at(16))

    assert _counted(office) == [Turned("office_closed", 1, 1)]


@pytest.mark.postgres("statements")
def test_same_person_counts_once_a_day_and_reason(office: World):
    pass_code = office.booked(10, day=2)
    reference = office.reference_of(pass_code)
    for scan in (Scan(pass_code), Scan(reference=reference), Scan(short=str(office.booking(pass_code).short))):
        _refused(office, scan)
    _refused(office, Scan(pass_code), now=at(9, day=1))

    assert len(office.rows(TurnedAway)) == 4
    assert _counted(office) == [Turned("wrong_day", 1, 1)]
    assert _counted(office, day=1) == [Turned("wrong_day", 2, 2)]


@pytest.mark.parametrize(
    "shown",
    [
        lambda office: Scan(office.booked(11)),
        lambda office: Scan("7K4M-P2QX-9RD3-FHNT"),
        lambda office: Scan(short="40-317"),
        lambda office: Scan(reference="none"),
    ],
)
def test_who_is_early_and_what_is_mistyped_is_nobody_turned_away(office: World, shown: Callable[[World], Scan]):
    _refused(office, shown(office))

    assert (office.rows(TurnedAway), _counted(office)) == ([], [])


@pytest.mark.postgres("statements")
def test_reasons_of_rows_from_before_that_send_nobody_away_are_left_out(office: World):
    _refused(office, _shown(office, stage="in_production"))
    office.change(TurnedAway, office.rows(TurnedAway)[0].id, reason="pass_unknown")

    assert _counted(office) == []


def test_who_gets_a_number_the_same_day_was_not_turned_away(office: World):
    moved = office.booked(10, day=1)
    printed = office.document(stage="in_production")
    for scan in (Scan(moved), Scan(reference=printed.reference)):
        _refused(office, scan)

    office.database.run(bookings.move_booking, moved, office.slot(9, 30).id, ref4=None, by=GUARD, now=NINE)
    office.scan(moved, now=at(9, 20))
    office.at_time(documents.set_stage, printed.reference, "ready", by="token:1", now=at(9, 20))
    office.walk_in(reference=printed.reference, now=at(9, 30))

    assert _counted(office) == []


def test_who_gets_a_number_on_another_day_did(office: World):
    pass_code = office.booked(10, day=1)
    _refused(office, Scan(pass_code))

    office.scan(pass_code, now=at(10, day=1))

    assert _counted(office, day=1) == [Turned("wrong_day", 1, 1)]


def test_mistyped_request_is_nobody_turned_away(office: World):
    scan = Scan(office.booked(), seen_at=at(9, day=-2))

    _refused(office, scan)

    assert office.rows(TurnedAway) == []


def test_other_offices_and_days_are_not_counted(office: World, elsewhere: World):
    _refused(elsewhere, Scan("7K4M-P2QX-9RD3-FHNT"))
    _refused(office, Scan("7K4M-P2QX-9RD3-FHNT"), now=EARLY.replace(day=28))

    assert _counted(office) == []
