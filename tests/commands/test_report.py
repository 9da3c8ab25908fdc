"""`giliran report`, on days that were made up."""

from datetime import date, timedelta

import pytest
from sqlmodel import col, select

from scheduler.db.models import (
    Booking,
    CountedDay,
    DayCount,
    Move,
    Office,
    OfficeDay,
    Service,
    Ticket,
    ToldWait,
    TurnedAway,
)
from scheduler.db.opening import open_database
from scheduler.db.queries.figures import close_days
from scheduler.flow.core.local_time import today_of
from scheduler.runtime.config import Settings
from tests.commands.conftest import Run

HEAD = "service,until,told,known,inside,share,sooner,later,width"


def tell(url: str, *waits: tuple[int, int, float | None]) -> None:
    """Waits told just now to people inside: from, to, and after how many minutes they were called (None: parked)."""
    database, clock = open_database(Settings())
    now = clock()

    def fill(session) -> None:
        office = session.scalars(select(Office)).one()
        service = session.scalars(select(Service).where(col(Service.letter) == "A")).one()
        day = OfficeDay(office_id=office.id, day=today_of(office, now), lobby_limit=20, people_allowed=20)
        session.add(day)
        session.flush()
        for number, (least, most, took) in enumerate(waits, start=1):
            booking = Booking(
                office_id=office.id,
                service_id=service.id,
                stage="arrived",
                short=10000 + number,
                salt=b"",
                code_hash=bytes([number]),
                created_at=now,
            )
            session.add(booking)
            session.flush()
            ticket = Ticket(
                office_id=office.id,
                office_day_id=day.id,
                booking_id=booking.id,
                service_id=service.id,
                number=f"A-{number:03}",
                stage="called",
                due_at=now,
                seq=number,
                arrived_at=now,
            )
            session.add(ticket)
            session.flush()
            session.add(
                ToldWait(office_id=office.id, ticket_id=ticket.id, until="called", least=least, most=most, at=now)
            )
            facts = {"office_id": office.id, "ticket_id": ticket.id, "by": "staff:1", "step": "", "was": {}}
            after = "parked" if took is None else "called"
            session.add(Move(before="waiting", after="admitted", at=now, **facts))
            session.flush()
            session.add(Move(before="admitted", after=after, at=now + timedelta(minutes=took or 1), **facts))

    database.run(fill)
    database.close()


def office(giliran: Run) -> None:
    assert giliran("office", "create", "bintan", "--name", "Disdukcapil").status == 0


@pytest.mark.postgres("statements")
def test_estimates_of_a_day_whose_answer_is_known(url: str, giliran: Run):
    office(giliran)
    tell(url, (5, 10, 7), (5, 10, 5), (5, 10, 12), (0, 3, 2), (8, 12, 3), (1, 2, None))

    said = giliran("report", "estimates", "--csv")

    assert said.status == 0
    assert said.out.splitlines() == [HEAD, "A,called,6,5,3,60%,1,1,4.4"]


def test_table_says_what_is_not_known_and_the_aim(url: str, giliran: Run):
    office(giliran)
    tell(url, (5, 10, 7), (1, 2, None))

    said = giliran("report", "estimates")

    assert "100%" in said.out
    assert "the aim is 80% inside" in said.out
    assert "another way: parked 1." in said.out


def test_estimates_of_past_days_are_their_counts(url: str, giliran: Run):
    office(giliran)
    day = date(2026, 1, 5)
    counts = {("told", "A:called"): 10, ("told_known", "A:called"): 8, ("told_held", "A:called"): 6}
    counts |= {("told_late", "A:called"): 2, ("told_width", "A:called"): 40, ("told_other", "A:called:left"): 1}
    database, _ = open_database(Settings())

    def keep(session) -> None:
        office = session.scalars(select(Office)).one()
        for (figure, part), count in counts.items():
            session.add(DayCount(office_id=office.id, day=day, figure=figure, part=part, count=count))

    database.run(keep)
    database.close()

    asked = ("report", "estimates", "--from", "2026-01-01", "--to", "2026-01-31")
    assert giliran(*asked, "--csv").out.splitlines() == [HEAD, "A,called,10,8,6,75%,0,2,5.0"]
    assert "another way: left 1, otherwise 1." in giliran(*asked).out


def test_days_that_nobody_was_told_anything_on(url: str, giliran: Run):
    office(giliran)

    assert (
        "Nobody was told a wait from 2026-01-01 to 2026-01-07."
        in giliran("report", "estimates", "--to", "2026-01-07").out
    )
    assert giliran("report", "estimates", "--csv").out.splitlines() == [HEAD]


def test_days_in_the_wrong_order_are_refused(url: str, giliran: Run):
    office(giliran)

    said = giliran("report", "estimates", "--from", "2026-01-02", "--to", "2026-01-01")

    assert (said.status, "2026-01-02 is after 2026-01-01" in said.err) == (2, True)


def test_turned_away_by_reason(url: str, giliran: Run):
    office(giliran)
    assert "Nobody was turned away" in giliran("report", "turned-away").out
    turn_away("not_ready", "not_ready", "handed_over")

    table, csv = giliran("report", "turned-away"), giliran("report", "turned-away", "--csv")

    assert csv.out.splitlines() == ["reason,people,in_vain", "not_ready,2,2", "handed_over,1,0"]
    assert "not_ready" in table.out
    assert "all" in table.out


def turn_away(*reasons: str) -> None:
    database, clock = open_database(Settings())

    def fill(session) -> None:
        where = session.scalars(select(Office)).one()
        for reason in reasons:
            session.add(
                TurnedAway(
                    office_id=where.id,
                    day=today_of(where, clock()),
                    reason=reason,
                    in_vain=reason == "not_ready",
                    at=clock(),
                    by="staff:2",
                )
            )

    database.run(fill)
    database.close()


def test_figures_of_today_as_they_stand(url: str, giliran: Run):
    office(giliran)
    turn_away("not_ready", "handed_over")

    table, csv = giliran("report", "figures"), giliran("report", "figures", "--csv")

    assert "turned_away" in table.out
    rows = [line.split(",", 1)[1] for line in csv.out.splitlines()]
    assert rows[0] == "figure,part,count"
    assert "turned_away,handed_over,1" in rows


def test_day_is_counted_once_more_in_its_turn_alone(url: str, giliran: Run):
    office(giliran)
    database, clock = open_database(Settings())
    yesterday = clock().date() - timedelta(days=2)

    too_soon = giliran("report", "recount", str(yesterday))
    database.run(lambda session: session.add(CountedDay(office_id=1, day=yesterday, at=clock())))
    again = giliran("report", "recount", str(yesterday))
    database.run(close_days, 1, yesterday)
    gone = giliran("report", "recount", str(yesterday))

    assert "in their order" in too_soon.err
    assert again.out.startswith(f"Counted {yesterday}: ")
    assert "have gone" in gone.err
    assert giliran("report", "recount", "2999-01-01").status == 2
    database.close()
