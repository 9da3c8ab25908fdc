"""`giliran postpone`: preview, apply, go on, take back, open again, urgent."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from scheduler.db import queries
from scheduler.db.models import Booking, Office, PostponedBooking, Postponement, Slot
from scheduler.flow import postponement as postponing
from scheduler.flow.booking import bookings
from scheduler.flow.booking.bookings import Collector
from scheduler.flow.documents import documents
from scheduler.flow.documents.documents import NewDocument
from scheduler.flow.invitations import invitations

NOW = datetime.now(UTC)


def _booked(session: Session, count: int) -> list[tuple[int, int, datetime]]:
    """Visits for recording, all in the first slot three days ahead or later: id, nomor jadwal, time."""
    office = session.scalars(select(Office)).one()
    service = next(s for s in queries.services_of(session, office.id) if s.letter == "C")
    slot = queries.free_slots(session, service.id, NOW + timedelta(days=3), NOW + timedelta(days=14))[0]
    made = []
    for number in range(count):
        new = NewDocument(f"P/{number}", "Perekaman KTP-el", "Siti", reason="first")
        documents.register(session, office, new, by="command", now=NOW)
        _, invitation = documents.set_stage(session, office, new.reference, "ready", by="command", now=NOW)
        code = invitations.code_of(invitation)
        booked = bookings.book(session, code, slot.id, party=1, collector=Collector(), by="citizen", now=NOW)
        made.append((booked.id, session.get_one(Booking, booked.id).short, slot.starts_at))
    return made


@pytest.fixture
def booked(bintan, opened):
    return opened().run(_booked, 3)


@pytest.fixture
def days(booked) -> tuple[date, date]:
    """The visits' day, and a week later."""
    first = (booked[0][2] + timedelta(hours=8)).date()
    return first, first + timedelta(days=7)


def _words(days, *more):
    return ("BINTAN", "--service", "c", "--from", days[0], "--until", days[1], "--reason", "perbaikan alat", *more)


def _times(opened) -> list[datetime | None]:
    with opened().reading() as session:
        rows = session.execute(
            select(col(Slot.starts_at)).select_from(Booking).outerjoin(Slot, col(Slot.id) == col(Booking.slot_id))
        )
        return [row[0] for row in rows]


def test_preview_names_each_visit_by_its_number_and_writes_nothing(giliran, booked, days, opened):
    result = giliran("postpone", *_words(days))

    assert result.status == 0
    for _, short, _ in booked:
        assert re.search(rf"^{short // 1000}-{short % 1000:03}  C  .* -> \d{{4}}-", result.out, re.MULTILINE)
    assert "3 visits: 3 get a new time." in result.out
    with opened().reading() as session:
        assert session.scalars(select(Postponement)).all() == []


def test_applied_undone_and_listed(giliran, booked, days, opened):
    before = _times(opened)

    applied = giliran("postpone", *_words(days, "--apply"))

    assert (applied.status, "closure applied: 3 moved" in applied.out) == (0, True)
    assert all(time.date() > days[1] for time in _times(opened))
    assert "closure applied: 3 moved  (perbaikan alat)" in giliran("postpone", "list").out
    assert giliran("postpone", "undo").out.count("closure undone: 3 undone") == 1
    assert _times(opened) == before
    assert giliran("postpone", "undo", 99).status == 1


def test_what_a_process_left_is_finished_by_the_next(giliran, booked, days, opened):
    database = opened()
    with database.reading() as session:
        office = session.scalars(select(Office)).one()
        service = next(s for s in queries.services_of(session, office.id) if s.letter == "C")
    wish = postponing.closing(*days, "perbaikan alat", service_id=service.id)
    postponement = database.run(postponing.start, office, wish, by="command", now=NOW)
    database.run(postponing.advance, postponement.id, now=NOW, most=1)

    result = giliran("postpone", "resume")

    assert "closure applied: 3 moved" in result.out
    assert giliran("postpone", "resume").out == "Everything is finished.\n"
    with database.reading() as session:
        assert {row.stage for row in session.scalars(select(PostponedBooking))} == {"moved"}


@pytest.mark.postgres("statements")
def test_closed_without_end_and_opened_again_at_half(giliran, booked, days, opened):
    words = ("--service", "C", "--from", days[0], "--reason", "alat rusak", "--apply")
    assert "closure applied: 3 deferred" in giliran("postpone", *words).out
    assert _times(opened) == [None] * 3
    assert "3 visits wait for a date." in giliran("postpone", "list").out

    again = ("postpone", "reopen", "--service", "C", "--from", days[1], "--percent", 50)
    assert "3 visits: 3 get a new time." in giliran(*again).out
    assert "reopening applied: 3 moved" in giliran(*again, "--apply").out

    assert None not in _times(opened)


def test_longer_closure_moves_them_again(giliran, booked, days, opened):
    giliran("postpone", *_words(days, "--apply"))
    later = days[1] + timedelta(days=7)

    result = giliran("postpone", "extend", "--until", later, "--apply")

    assert "closure applied: 3 moved" in result.out
    assert all(time.date() > later for time in _times(opened))


def test_urgent_visit_is_kept_and_counted(giliran, booked, days, opened):
    short = f"{booked[0][1] // 1000}-{booked[0][1] % 1000:03}"

    kept = giliran("postpone", "urgent", short, "--reason", "operasi")
    giliran("postpone", *_words(days, "--apply"))

    assert "1 of 3 urgent visits that day." in kept.out
    assert min(_times(opened)) == booked[0][2]
    assert giliran("postpone", "urgent", "00-000", "--reason", "x").status == 1
    assert giliran("postpone", "urgent", short, "--reason", "x", "--at", "besok").status == 2


def test_place_gives_nobody_a_time_who_has_one(giliran, booked):
    assert "0 visits: 0 get a new time." in giliran("postpone", "place", "--reason", "jam baru").out


@pytest.mark.postgres("statements")
@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("--service", "C"), 2, "--from DATE"),
        (("--service", "Z", "--from", "2030-01-01", "--reason", "x"), 2, "no service 'Z'"),
        (("--from", "besok", "--reason", "x"), 2, "no date"),
        (("--from", "2030-01-01", "--until", "2030-01-02"), 2, "reason"),
        (("undo",), 1, "no such postponement"),
        (("reopen", "--from", "2030-01-01"), 1, "not closed until further notice"),
        (("reopen", "--from", ""), 2, "no date"),
    ],
)
def test_what_makes_no_sense_is_said_in_a_sentence(giliran, bintan, words, status, said):
    result = giliran("postpone", *words)

    assert (result.status, said in result.err) == (status, True), result
