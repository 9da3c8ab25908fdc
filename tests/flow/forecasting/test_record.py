"""What is read of the days that are over: who came and was served, of days that went as days do, and nothing else."""

from datetime import datetime

import pytest
from sqlalchemy import event
from sqlmodel import Session, col

from scheduler.db.models import Closure, DocumentType, Office, PostponedBooking, Postponement, Service
from scheduler.domain.forecasting.fit.record import Day, Expected, Seen
from scheduler.flow.counter import calls
from scheduler.flow.counter.paper_handovers import Late, record_handover
from scheduler.flow.forecasting.record import days_of, expected_of
from scheduler.flow.hall import people_count
from tests.scenes.factories import CLERK, EARLY, HOLDER, MONDAY, NINE, World, at

pytestmark = pytest.mark.postgres("statements")
NEXT_DAY = at(9, day=1)


def record(office: World, *, now: datetime = NEXT_DAY) -> list[Day]:
    office.tick(now=now)
    return office.read(lambda session: days_of(session, session.get_one(Office, office.office.id), now=now))


def expected(office: World) -> Expected:
    return office.read(lambda session: expected_of(session, session.get_one(Office, office.office.id), now=NINE))


def served(office: World, *, called: int, took: int, **facts: object) -> str:
    """Somebody who is booked for nine, comes at nine, and is served from some minute of that hour on."""
    number = office.arrived(9, **facts)
    office.call(now=at(9, called))
    office.do(calls.serve, number, now=at(9, called))
    office.hand_over(number, now=at(9, called + took))
    return number


def test_a_visit_has_its_times_its_types_and_its_people(office: World) -> None:
    served(office, called=10, took=4, party=2)
    office.booked(10)

    (day,) = record(office)

    assert (day.weekday, day.opens, day.closes) == (0, 480, 900)
    came, missed = sorted(day.visits, key=lambda visit: visit.slot or 0)
    assert came == Seen("A", ("KTP-el",), 1, 540, True, 540, 540, 550, 554, came.counter, 2, False)
    assert missed == Seen("A", ("KTP-el",), 1, 600, came=False)


def test_a_walk_in_has_no_slot(office: World) -> None:
    office.walk_in(now=at(9, 40), priority=True, type="KK")

    (day,) = record(office)

    (seen,) = day.visits
    assert (seen.service, seen.types, seen.slot, seen.arrived, seen.priority) == ("B", ("KK",), None, 580, True)
    assert (seen.called, seen.ended) == (None, None)


def test_what_was_written_down_from_paper_has_come_and_nobody_knows_when(office: World) -> None:
    office.arrived(9)
    office.do(record_handover, Late(at(10), 1, HOLDER, [office.document().reference]), now=at(11))

    (day,) = record(office)

    assert sorted((seen.came, seen.arrived) for seen in day.visits if seen.arrived is None) == [(True, None)]
    assert [seen.arrived for seen in day.visits if seen.arrived is not None] == [540]


def test_who_went_without_being_served_had_the_time_of_that_day(office: World) -> None:
    office.arrived(9, 30)
    office.walk_in(now=at(10))

    (day,) = record(office)

    assert sorted((seen.arrived, seen.slot) for seen in day.visits) == [(570, 570), (600, None)]


def test_today_is_not_over_and_nine_weeks_are_too_long_ago(office: World) -> None:
    office.arrived(9)

    office.tick(now=at(20))
    assert record(office, now=at(20)) == []
    assert len(record(office, now=at(9, day=56))) == 1
    assert not any(day.visits for day in record(office, now=at(9, day=57)))


def test_days_that_did_not_go_as_days_do_are_left_out(office: World) -> None:
    office.arrived(9)
    assert len(record(office)) == 1

    shut = Closure(office_id=office.office.id, starts_on=MONDAY, ends_on=MONDAY, reason="banjir")
    office.database.run(lambda session: session.add(shut))

    assert record(office) == []


def test_a_day_on_which_the_hall_was_emptied_is_left_out(office: World) -> None:
    office.arrived(9)
    office.do(people_count.empty_hall, reason="asap", now=at(9, 30))
    office.do(people_count.open_hall, now=at(9, 50))

    assert record(office) == []


def test_a_day_from_which_visits_were_moved_is_left_out(office: World) -> None:
    office.arrived(9)
    booking = office.booking(office.booked(10))
    facts = {"office_id": office.office.id, "created_at": EARLY, "by": CLERK}

    def move(session: Session) -> None:
        session.add(Postponement(id=1, kind="hours", stage="applied", reason="x", **facts))
        session.flush()
        session.add(
            PostponedBooking(
                office_id=office.office.id,
                postponement_id=1,
                booking_id=booking.id,
                rank=0,
                stage="moved",
                old_starts_at=at(10),
            )
        )

    office.database.run(move)

    assert record(office) == []


def test_another_office_has_its_own_days(office: World) -> None:
    other = World(office.database, "batam")
    other.arrived(9)
    other.tick(now=NEXT_DAY)

    assert record(office) == []
    assert len(record(other)) == 1


def test_a_visit_that_was_moved_before_it_came_counts_on_its_day_alone(office: World) -> None:
    office.arrived(9)
    office.booked(9, day=1)

    (day,) = record(office)

    assert len(day.visits) == 1


def test_what_was_free_before_a_day_is_told_by_who_booked_when(office: World) -> None:
    office.book(office.invitation(), office.slot(9, day=2), now=at(8))
    office.book(office.invitation(), office.slot(9, 30, day=2), now=at(8, day=1))
    office.arrived(9)
    number = office.scan(office.booked(10, day=2), now=at(10, day=2)).ticket
    office.call(now=at(10, day=2))
    office.hand_over(number, now=at(10, 4, day=2))

    days = record(office, now=at(9, day=3))

    fills = days[-1].fills
    assert len(fills) == office.office.horizon_days + 1
    assert [fill.booked for fill in fills[:4]] == [0, 1, 3, 3]
    assert len({fill.booked + fill.free for fill in fills[2:]}) == 1


def test_what_is_expected_has_all_types_of_services_that_are_there(office: World) -> None:
    office.change(Service, office.slot(9, service="C").service_id, retired_at=EARLY)
    (card,) = office.rows(DocumentType, col(DocumentType.code) == "KIA")
    office.change(DocumentType, card.id, retired_at=EARLY)

    found = expected(office)

    assert set(found.services) == {"A", "B"}
    assert (found.services["A"]["KIA"], found.retired) == ((4.0, 1), {"KIA"})
    assert found.services["A"]["KTP-el"] == (5.0, 1)
    assert found.half_hours == list(range(16, 30))


def test_the_record_is_read_by_few_statements_and_no_personal_column(office: World) -> None:
    for number in range(3):
        served(office, called=10 + 10 * number, took=4)
    office.walk_in(now=at(11))
    office.tick(now=NEXT_DAY)
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        sent.append(statement)

    with office.database.reading() as session:
        here = session.get_one(Office, office.office.id)
        engine = session.get_bind()
        event.listen(engine, "before_cursor_execute", note)
        try:
            days_of(session, here, now=NEXT_DAY)
        finally:
            event.remove(engine, "before_cursor_execute", note)

    assert 0 < len(sent) <= 10
    assert not [word for word in ("holder", "nik", "phone", "collector", "household") for text in sent if word in text]
