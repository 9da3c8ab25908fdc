from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pwdlib import PasswordHash
from sqlmodel import Session, col, select

from scheduler.db import models, queries
from scheduler.db.engine.database import Database
from scheduler.db.models import (
    ApplicationItem,
    ApplicationPage,
    Booking,
    Call,
    Correction,
    Document,
    Handover,
    Move,
    OfficeDay,
    Person,
    Staff,
    Ticket,
)
from scheduler.db.opening import open_database
from scheduler.demo.days import first_day, is_over, starts_on, working_day_from, working_days_after
from scheduler.domain.calendar.calendar import Closed
from scheduler.domain.offices.presets import HOURS
from scheduler.flow.applying.applications import application_by_code
from scheduler.flow.day_end import sweeps
from scheduler.flow.door.turned_away import turned_away_between
from scheduler.flow.door.walk_in_quota import left_today
from scheduler.flow.hall.hall_state import hall_of
from scheduler.flow.hall.publishing import board_now, build
from scheduler.flow.offices import offices
from scheduler.flow.offices.offices import Plan
from scheduler.runtime.config import Settings

WIB = ZoneInfo("Asia/Jakarta")


def database_now() -> tuple[Database, datetime]:
    database, clock = open_database(Settings())
    return database, clock()


def everything(session: Session) -> dict[str, list[Any]]:
    return {t.name: [tuple(row) for row in session.execute(select(t)).all()] for t in models.metadata.sorted_tables}


def test_demo_shows_the_hall_as_it_is_at_nine_forty(demo):
    database, now = database_now()
    with database.reading() as session:
        office = queries.office_by_code(session, "tanjungpinang")
        assert office is not None
        board = board_now(session, office, now)
        day = queries.day_of(session, office.id, date(2026, 11, 30))
        assert day is not None
        tickets = Counter(t.stage for t in session.exec(select(Ticket)))
        held = sum(t.held for t in session.exec(select(Ticket)))
        corrected = sum(c.people for c in session.exec(select(Correction)))
        rebuilt = build(session, hall_of(session, office, day, board.at), board.at)
    database.close()

    assert now.astimezone(WIB).replace(second=0, microsecond=0) == datetime(2026, 11, 30, 9, 40, tzinfo=WIB)
    assert board.training
    assert (board.lobby.people, board.lobby.entering, board.lobby.limit) == (16, 4, 20)
    assert [(c.number, c.state, c.ticket) for c in board.counters] == [
        (1, "open", "B-004"),
        (2, "open", "A-012"),
        (3, "open", "A-011"),
        (4, "open", "C-002"),
        (5, "closed", None),
    ]
    assert (board.calls[0].ticket, board.calls[0].counter) == ("A-012", 2)
    assert [e.ticket for e in board.entering] == ["A-018", "A-019", "B-007", "A-020"]
    assert [w.ticket for w in board.inside][:2] == ["A-013", "A-014"]
    assert [m.ticket for m in board.missed] == ["A-009"]
    assert board.parked == ("A-015",)
    assert board.notice is not None
    assert board.notice["en"].startswith("Elderly, pregnant and disabled visitors go first.")
    assert len(board.waiting) >= 4
    assert set(tickets) == {"waiting", "admitted", "called", "serving", "served", "missed", "parked", "left"}
    assert day.people_inside == held + corrected == 20
    assert rebuilt.to_store() == board.to_store()


def test_demo_has_documents_and_bookings_of_every_kind(demo):
    database, now = database_now()
    with database.reading() as session:
        documents = session.exec(select(Document)).all()
        bookings = session.exec(select(Booking)).all()
        last = max(move.at for move in session.exec(select(Move)))
        tickets = session.exec(select(Ticket)).all()
    database.close()

    assert 270 <= len(documents) <= 330
    assert {d.stage for d in documents} == {
        "received",
        "incomplete",
        "in_production",
        "waiting_for_blank",
        "ready",
        "collected",
        "misplaced",
        "at_partner",
        "returned",
        "withdrawn",
    }
    assert {d.channel for d in documents} == {"office", "self_print", "branch", "post"}
    assert len({d.reference for d in documents}) == len(documents)
    assert {b.stage for b in bookings} >= {"booked", "arrived", "fulfilled"}
    assert any(t.priority for t in tickets)
    assert any(t.people > 1 for t in tickets)
    assert any(t.escort for t in tickets)
    assert last <= now


@pytest.mark.postgres("statements")
def test_demo_shows_what_an_office_may_set_and_whom_it_turned_away(demo):
    database, _ = database_now()
    with database.reading() as session:
        office = queries.office_by_code(session, "tanjungpinang")
        assert office is not None
        services, day = queries.services_of(session, office.id), date(2026, 11, 30)
        left = [left_today(session, queries.day_of(session, office.id, day), service) for service in services]
        turned = turned_away_between(session, office, day, day)
        signed = [handover.signature is not None for handover in session.exec(select(Handover))]
        missed = session.exec(select(Ticket).where(Ticket.stage == "missed")).one()
        calls = session.exec(select(Call).where(Call.ticket_id == missed.id)).one()
    database.close()

    assert (office.absent_after, office.asks_signature) == (2, True)
    assert calls.repeat + 1 == office.absent_after
    assert all(number is not None and number > 0 for number in left)
    assert [(each.reason, each.people, each.in_vain) for each in turned] == [("not_ready", 3, 3)]
    assert signed
    assert all(signed)


def test_demo_prints_links_that_lead_somewhere_and_passwords_that_fit(demo):
    database, _ = database_now()
    links = dict(line.strip().rsplit(maxsplit=1) for line in demo.splitlines() if "https://" in line)
    passwords = {line.split()[0]: line.split()[-1] for line in demo.splitlines() if "contoh-" in line}
    with database.reading() as session:
        invitation = queries.invitation_by_code(session, links["invitation"].rsplit("/", 1)[1])
        assert invitation is not None
        waiting = queries.booking_by_code(session, links["ticket, waiting"].rsplit("/", 1)[1])
        called_in = queries.booking_by_code(session, links["ticket, called in"].rsplit("/", 1)[1])
        assert waiting is not None
        assert called_in is not None
        stages = [queries.ticket_of_booking(session, booking.id) for booking in (waiting, called_in)]
        assert [ticket.stage for ticket in stages if ticket] == ["waiting", "admitted"]
        moved = queries.booking_by_code(session, links["ticket, moved"].rsplit("/", 1)[1])
        assert moved is not None
        assert (moved.moved_by_office, moved.slot_id is None) == (1, False)
        applied = [
            application_by_code(session, links[f"application, {where}"].rsplit("/", 1)[1])
            for where in ("asked", "waits")
        ]
        assert [session.get_one(Document, each.document_id).stage for each in applied] == [
            "incomplete",
            "waiting_for_blank",
        ]
        staff = {each.name: each for each in session.exec(select(Staff))}
        kept = {each.id: each.password_hash for each in session.exec(select(Person))}
    database.close()

    assert links["TV"] == "https://giliran.example/display/tanjungpinang"
    assert links["the hall"] == "https://giliran.example/office/hall"
    assert {"kelurahan", "alarms", "trial of devices", "second factor", "own account", "settings"} <= set(links)
    assert links["figures"] == "https://giliran.example/office/figures"
    assert links["TV at the door"].endswith("?layout=door")
    assert set(passwords) == set(staff)
    assert {each.roles for each in staff.values()} == {"guard", "clerk", "supervisor manager", "auditor", "place"}
    for name in ("Rudi", "Ani", "Sari", "Tari", "Yuni"):
        assert PasswordHash.recommended().verify(passwords[name], kept[staff[name].person_id])


@pytest.mark.postgres("statements")
def test_demo_shows_a_picture_of_every_paper_that_was_sent(demo):
    database, _ = database_now()
    with database.reading() as session:
        sent = session.exec(
            select(ApplicationItem.id).where(col(ApplicationItem.state).in_(["sent", "unreadable", "accepted"]))
        ).all()
        pictured = set(session.exec(select(ApplicationPage.item_id)))
    database.close()

    assert sent
    assert set(sent) <= pictured


@pytest.mark.postgres("statements")
def test_demo_again_leaves_everything_and_prints_the_links(demo, giliran):
    database, _ = database_now()
    with database.reading() as session:
        before = everything(session)

    again = giliran("demo")

    with database.reading() as session:
        assert everything(session) == before
    database.close()
    assert again.out == demo


@pytest.mark.deep("fills the demonstration a second time")
def test_demo_past_closing_fills_a_fresh_day_and_keeps_what_was(demo, giliran, monkeypatch):
    evening = datetime(2026, 11, 30, 15, 5, tzinfo=WIB)
    database, _ = database_now()
    database.run(sweeps.record_clock, now=evening)
    with database.reading() as session:
        moves = {move.id for move in session.exec(select(Move))}

    again = giliran("demo")

    assert again.status == 0
    with database.reading() as session:
        office = queries.office_by_code(session, "tanjungpinang")
        assert office is not None
        days = session.exec(select(OfficeDay).order_by(col(OfficeDay.day))).all()
        assert [day.sealed_at is not None for day in days] == [True, False]
        assert days[1].day >= date(2026, 12, 1)
        board = board_now(session, office, starts_on(days[1].day, WIB))
        assert (board.lobby.people, board.lobby.entering) == (16, 4)
        assert moves < {move.id for move in session.exec(select(Move))}
        live = session.exec(select(Ticket).where(Ticket.office_day_id == days[0].id)).all()
        assert {ticket.stage for ticket in live} <= {"served", "left"}
    database.close()
    monkeypatch.delenv("GILIRAN_CLOCK")
    database, now = database_now()
    database.close()
    assert now.astimezone(WIB).time() >= time(9, 40)
    assert now.astimezone(WIB).date() == days[1].day


def test_demo_on_real_data_is_refused_and_changes_nothing(bintan, giliran, opened):
    database = opened()
    with database.reading() as session:
        before = everything(session)

    result = giliran("demo")

    assert (result.status, result.out) == (1, "")
    assert "holds real data and is left alone" in result.err
    with database.reading() as session:
        assert everything(session) == before


@pytest.mark.deep("the demonstration filled once more")
def test_demo_beside_another_training_office_does_not_turn_the_clock_back(tmp_path, told, giliran, monkeypatch):
    told(f"sqlite:///{tmp_path / 'training.db'}")
    monkeypatch.setenv("GILIRAN_CLOCK", "2026-11-30T11:00+07:00")
    database, _ = database_now()
    database.run(offices.create_office, "bintan", Plan(name="Bintan"), [], now=datetime(2026, 11, 30, 4, tzinfo=UTC))
    database.close()

    assert giliran("demo").status == 0

    database, now = database_now()
    database.close()
    assert now.astimezone(WIB).date() == date(2026, 12, 1)


def test_day_is_one_on_which_the_office_opens():
    friday, closed = date(2026, 12, 4), [Closed(date(2026, 12, 7), None, "x")]

    assert working_day_from(friday, HOURS, []) == friday
    assert working_day_from(friday + timedelta(days=1), HOURS, []) == date(2026, 12, 7)
    assert working_day_from(date(2026, 12, 5), HOURS, [Closed(date(2026, 12, 7), date(2026, 12, 7), "x")]) == date(
        2026, 12, 8
    )
    assert working_days_after(friday, 2, HOURS, []) == [date(2026, 12, 7), date(2026, 12, 8)]
    assert is_over(datetime(2026, 12, 7, 9, tzinfo=WIB), HOURS, closed, WIB)


@pytest.mark.deep("the demonstration filled once more")
@pytest.mark.pg
@pytest.mark.timeout(300)
def test_demo_on_postgres_is_the_same(empty_url, told, giliran):
    told(empty_url("postgres"))

    assert giliran("demo").status == 0

    database, now = database_now()
    with database.reading() as session:
        office = queries.office_by_code(session, "tanjungpinang")
        assert office is not None
        board = board_now(session, office, now)
    database.close()
    assert (board.lobby.people, board.lobby.entering, board.calls[0].ticket) == (16, 4, "A-012")
    assert board.training


@pytest.mark.parametrize(
    ("clock", "over"), [(time(7), False), (time(12, 30), False), (time(14, 59), False), (time(15), True)]
)
def test_day_is_over_when_the_office_has_closed(clock, over):
    assert is_over(datetime.combine(date(2026, 11, 30), clock, WIB), HOURS, [], WIB) is over


def test_first_day_does_not_turn_a_clock_back():
    late = datetime(2026, 11, 30, 10, tzinfo=WIB)

    assert first_day(late, WIB, pinned=False) == date(2026, 11, 30)
    assert first_day(late, WIB, pinned=True) == date(2026, 12, 1)
    assert first_day(late - timedelta(hours=1), WIB, pinned=True) == date(2026, 11, 30)
