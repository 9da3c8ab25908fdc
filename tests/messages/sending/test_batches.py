"""What sending costs a database: as many statements for two hundred letters as for twenty, and no more rows read where
ten thousand wait behind; no word of a letter is put together, and no picture drawn, inside a transaction.
"""

import contextlib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, update
from sqlmodel import Session

from scheduler.board import pass_picture
from scheduler.db.models import Attempt, Document, Message
from scheduler.messages.channels import KINDS
from scheduler.messages.channels.base import Receipt
from scheduler.messages.notices import letters
from scheduler.messages.sending import accounts
from scheduler.messages.sending.accounts import Used, spent_more
from scheduler.messages.sending.claiming import FIRST, Taken, claim, take
from scheduler.messages.sending.lanes import Lane, Looking, lanes
from scheduler.messages.sending.outlets import LEAST_AT_ONCE, MOST_AT_ONCE, at_once
from scheduler.messages.sending.settling import Answered, give_back, hold_on, settle, unwritten
from tests.plugins.sent import ONCE_MORE
from tests.scenes.factories import EARLY, NINE, World
from tests.scenes.outbox import PHONE, Steps, attempts, many, message, sends_by, states, trade
from tests.support.databases import ON_POSTGRES
from tests.support.plans import postgres_reads, reads_on, rows_of, sending, sqlite_plan, sqlite_steps

BEHIND = 3_000
A_MINUTE, A_SECOND = timedelta(minutes=1), timedelta(seconds=1)
FEW, LOTS = 20, 200
OF_A_TAKE, OF_A_SETTLEMENT, OF_A_LOOK = 17, 4, 5
"""Statements: the office, its account, which channels wait, what is claimed (5), documents, types, texts, invitations,
who said what of messages, what still holds, the tries, the messages, the account; what nearly all answers come to; and
a second look at what waits, before it goes: messages and tries, what holds, and what is changed where it does not.
"""


def sent_while(office: World, step: Callable[[Session], object]) -> list[str]:
    with sending() as sent:
        office.database.run(step)
    return [statement for statement, _ in sent if statement.split()[0] in ("SELECT", "UPDATE", "INSERT")]


def lane_of(office: World) -> Lane:
    return Lane(office.office.id, "sms", 0)


def taking(office: World, most: int) -> Callable[[Session], list[Taken]]:
    return lambda session: list(take(session, Looking("one", NINE), lane_of(office), trade(), most=most).taken)


# --- statements


@pytest.mark.postgres("statements")
def test_two_hundred_take_as_many_statements_as_twenty(office: World):
    sends_by(office, "sms")
    many(office, FEW + LOTS)

    few, lots = sent_while(office, taking(office, FEW)), sent_while(office, taking(office, LOTS))

    assert len(few) == len(lots) <= OF_A_TAKE
    assert {row.state for row in office.rows(Message)} == {"sending"}


def test_visits_take_as_many_statements_for_one_as_for_five(office: World):
    sends_by(office, "sms")
    office.booked(11, phone=PHONE)
    one = sent_while(office, taking(office, LOTS))
    for number in range(5):
        office.booked(11, day=1, phone=f"+62812345678{number:02}")

    assert len(sent_while(office, taking(office, LOTS))) == len(one)


@pytest.mark.postgres("statements")
def test_two_hundred_are_settled_by_as_many_statements_as_twenty(office: World):
    sends_by(office, "sms")
    many(office, FEW + LOTS)
    few, lots = office.database.run(taking(office, FEW)), office.database.run(taking(office, LOTS))

    counts = [len(sent_while(office, settling(taken))) for taken in (few, lots)]

    assert counts == [OF_A_SETTLEMENT] * 2
    assert {row.state for row in office.rows(Message)} == {"sent"}


@pytest.mark.postgres("statements")
@pytest.mark.parametrize("step", [hold_on, give_back])
def test_two_hundred_that_wait_take_as_many_statements_as_twenty(office: World, step: Callable[..., object]):
    sends_by(office, "sms")
    many(office, FEW + LOTS)
    few, lots = office.database.run(taking(office, FEW)), office.database.run(taking(office, LOTS))
    said = (lambda: {"looking": Looking("one", NINE)}) if step is hold_on else (lambda: {"now": NINE})

    counts = [
        len(sent_while(office, lambda session, taken=taken: step(session, taken, **said()) and None))
        for taken in (few, lots)
    ]

    assert counts[0] == counts[1] <= OF_A_LOOK


def settling(taken: list[Taken]) -> Callable[[Session], None]:
    answers = [Answered(each, Receipt("accepted", f"id-{each.message_id}")) for each in taken]
    return lambda session: settle(session, answers, now=NINE)


# --- rows


@pytest.mark.postgres("dialect")
@pytest.mark.parametrize("has_ladder", [True, False], ids=["by a channel", "on the console"])
@pytest.mark.parametrize("due", [None, EARLY, NINE + A_MINUTE], ids=["new", "put off", "for later"])
def test_what_waits_behind_is_not_read(office: World, due: datetime | None, has_ladder: bool):
    """Neither to claim twenty, nor to see in which lanes something is due."""
    if has_ladder:
        sends_by(office, "sms")
    many(office, BEHIND)
    put_off(office, due)
    looking = Looking("one", NINE)
    with sending() as sent, office.database.reading() as session:
        found = lanes(session, looking, KINDS)
    lane = lane_of(office) if has_ladder else Lane(office.office.id, "console", is_last=True)
    assert found == ([] if due and due > NINE else [lane])
    with sending() as claiming:
        office.database.run(lambda session: claim(session, looking, lane, most=FEW) and None)
    sent += [(statement.removesuffix(" FOR UPDATE SKIP LOCKED"), values) for statement, values in claiming]
    of_messages = [each for each in sent if each[0].startswith("SELECT") and "FROM message" in each[0]]

    assert len(of_messages) > 5
    assert any("EXISTS" in statement for statement, _ in of_messages)
    for each in of_messages:
        if office.database.on_sqlite:
            assert rows_of(office.database, each) <= FEW
            assert sqlite_steps(office.database, each) < BEHIND, each
        else:
            reads = postgres_reads(office.database, each)
            assert sum(count for place, count in reads.items() if "message" in place) <= 2 * FEW, (reads, each)


@ON_POSTGRES
@pytest.mark.parametrize(
    ("is_counted", "most"), [(True, 2 * FEW), (False, BEHIND)], ids=["before the release", "never"]
)
def test_what_waits_behind_is_not_read_whatever_is_believed_of_it(office: World, is_counted: bool, most: int):
    """By nothing that is asked while some are taken: also where PostgreSQL, when it counted last, found no document
    ready and no message new. Where it never has, it may go through all documents once, but not for each message.
    """
    sends_by(office, "sms")
    forget_counts(office)
    many(office, BEHIND)
    if is_counted:
        release(office)

    def reads(session: Session) -> list[dict[str, int]]:
        with sending() as sent:
            assert len(taking(office, FEW)(session)) == FEW
        asked = [each for each in sent if each[0].startswith("SELECT")]
        assert any("message.cause IN" in statement and "document.stage" in statement for statement, _ in asked)
        connection = session.connection().execution_options(**{ONCE_MORE: True})
        return [reads_on(connection, each) for each in asked]

    for each in office.database.run(reads):
        assert {place: count for place, count in each.items() if count > most} == {}


@ON_POSTGRES
def test_statements_of_a_step_are_not_compiled_however_dear_they_are_taken_to_be(office: World):
    """Up to PostgreSQL 17 what goes through a whole table all the same counts as dear enough, and takes ten seconds."""
    sends_by(office, "sms")
    many(office, FEW)

    def jit(session: Session) -> str:
        return str(session.connection().execution_options(**{ONCE_MORE: True}).exec_driver_sql("SHOW jit").scalar())

    def of_a_step(session: Session, step: Callable[[Session], object]) -> str:
        session.connection().exec_driver_sql("SET LOCAL jit = on")
        step(session)
        return jit(session)

    letters = office.database.run(taking(office, FEW))

    assert office.database.run(of_a_step, taking(office, FEW)) == "off"
    assert office.database.run(of_a_step, lambda each: hold_on(each, letters, Looking("one", NINE))) == "off"


@ON_POSTGRES
def test_what_a_step_tells_postgresql_is_forgotten_with_it(office: World):
    """Also by the connection that it ran on."""
    sends_by(office, "sms")
    many(office, FEW)

    def ways(connection: Connection) -> list[object]:
        return [connection.exec_driver_sql(f"SHOW {way}").scalar() for way in ("enable_seqscan", "enable_bitmapscan")]

    with office.database.engine.connect() as connection:
        for fails in (False, True):
            with contextlib.suppress(LookupError), connection.begin(), Session(bind=connection) as session:
                taking(office, 1)(session)
                assert ways(connection) == ["off", "off"]
                if fails:
                    raise LookupError
            with connection.begin():
                assert ways(connection) == ["on", "on"]


def forget_counts(office: World) -> None:
    """The database has never counted: what it did for tests before, in the same tables, would be believed too."""
    with office.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(
            "DELETE FROM pg_statistic WHERE starelid IN ('message'::regclass, 'document'::regclass)"
        )
        connection.exec_driver_sql(
            "UPDATE pg_class SET relpages = 0, reltuples = -1 WHERE oid IN ('message'::regclass, 'document'::regclass)"
        )


def release(office: World) -> None:
    """All becomes ready and is to be told, and the database has counted what is in its tables before, not since."""

    def change(stage: str, state: str) -> None:
        for kind, values in ((Document, {"stage": stage}), (Message, {"state": state})):
            office.database.run(lambda session, kind=kind, to=values: session.execute(update(kind).values(to)) and None)

    change("in_production", "sent")
    with office.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")
    change("ready", "new")


def put_off(office: World, due: datetime | None) -> None:
    """All messages are due then; PostgreSQL lets go of the rows as they were, or it would read them too."""
    office.database.run(lambda session: session.execute(update(Message).values(due_at=due)) and None)
    if not office.database.on_sqlite:
        with office.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM message")


def test_new_messages_are_claimed_in_the_order_of_their_index(office: World):
    many(office, 3)
    with sending() as sent:
        office.database.run(lambda session: claim(session, Looking("one", NINE), lane_of(office), most=FEW) and None)

    plans = [step for each in sent if each[0].startswith("SELECT") for step in sqlite_plan(office.database, each)]

    assert sum("USING INDEX ix_message_new (office_id=? AND rung=? AND due_at" in step for step in plans) == 3, plans


@pytest.mark.postgres("dialect")
def test_what_somebody_waits_for_goes_in_the_same_order_on_both_databases(office: World):
    many(office, 4)
    ids = sorted(row.id for row in office.rows(Message))
    for which, due in zip(ids, (EARLY, None, EARLY - A_MINUTE, None), strict=True):
        office.change(Message, which, cause=FIRST[0], due_at=due)

    def claimed(session: Session) -> list[int]:
        return [row.id for row in claim(session, Looking("one", NINE), lane_of(office), most=FEW)]

    found = office.database.run(claimed)

    assert found == [ids[1], ids[3], ids[2], ids[0]]


# --- after the commit


def test_nothing_is_put_into_words_and_nothing_drawn_while_messages_are_taken(office: World, monkeypatch):
    sends_by(office, "whatsapp")
    pass_code = office.booked(11, phone=PHONE)
    written, drawn = letters.worded, pass_picture.pass_picture
    monkeypatch.setattr(letters, "worded", never)
    monkeypatch.setattr(pass_picture, "pass_picture", never)

    (taken,) = Steps(office.database).take()

    monkeypatch.setattr(letters, "worded", written)
    monkeypatch.setattr(pass_picture, "pass_picture", drawn)
    assert pass_code in taken.letter.text
    assert taken.letter.picture is not None


def never(*_: object) -> None:
    raise AssertionError("inside a transaction")


@pytest.mark.postgres("statements")
def test_letter_that_cannot_be_put_into_words_is_settled_with_its_reason(office: World):
    sends_by(office, "sms", "smtp")
    office.booked(11, phone=PHONE)
    (taken,) = Steps(office.database).take()

    for _ in range(2):
        office.database.run(unwritten, taken, now=NINE)

    assert (message(office).state, message(office).why, message(office).lease_by) == ("unreached", "no_text", None)
    assert (states(office), attempts(office)[0].code) == ([("sms", "failed")], "given_back")


# --- answers that come together


@pytest.mark.postgres("statements")
def test_two_that_the_far_side_calls_the_same_are_both_sent(office: World):
    sends_by(office, "sms")
    many(office, 3)
    taken = office.database.run(taking(office, FEW))
    answers = [Answered(each, Receipt("accepted", name)) for each, name in zip(taken, ("a", "a", "b"), strict=True)]

    office.database.run(settle, answers, now=NINE)

    assert {row.state for row in office.rows(Message)} == {"sent"}
    assert [attempts_of(office, each).external_id for each in taken] == ["a", None, "b"]


def attempts_of(office: World, taken: Taken) -> Attempt:
    return next(each for each in office.rows(Attempt) if each.message_id == taken.message_id)


def test_answers_of_each_kind_are_settled_together_as_they_are_alone(office: World):
    sends_by(office, "sms", "smtp")
    many(office, 4)
    taken = office.database.run(taking(office, FEW))
    office.change(Message, taken[3].message_id, state="moot")
    receipts = [Receipt("accepted", "a"), Receipt("refused", code="http_404"), Receipt("failed"), Receipt("accepted")]

    office.database.run(
        settle, [Answered(each, receipt) for each, receipt in zip(taken, receipts, strict=True)], now=NINE
    )

    rows = {row.id: row for row in office.rows(Message)}
    found = [(rows[each.message_id].state, rows[each.message_id].rung) for each in taken]
    assert found == [("sent", 0), ("new", 1), ("new", 0), ("moot", 0)]
    assert [attempts_of(office, each).state for each in taken] == ["accepted", "refused", "failed", "accepted"]


# --- the limit of a minute


@given(st.lists(st.tuples(st.integers(-30_000_000, 70_000_000), st.integers(1, 30)), max_size=40))
def test_room_is_what_counting_the_tries_of_the_last_minute_leaves(takes: list[tuple[int, int]]):
    """Whatever is tried when, and however the clock is set: never more, and less for a second at the most. What a
    try finds more than a minute away, it forgets.
    """
    used, now, tried = Used(1, "sms", KINDS["sms"], per_minute=50), NINE, []
    for microseconds, wanted in takes:
        now += timedelta(microseconds=microseconds)
        room = accounts.room(used, now)
        assert room is not None
        assert 50 - tries_between(tried, now - A_MINUTE - A_SECOND, now + A_MINUTE + A_SECOND) <= room
        assert room <= max(0, 50 - tries_between(tried, now - A_MINUTE, now + A_MINUTE))
        count = min(room, wanted)
        if count:
            used = replace(used, spent=spent_more(used.spent, count, now))
            since, until = now - A_MINUTE - A_SECOND, now + A_MINUTE
            kept = [each for each in tried if since < each[0].replace(microsecond=0) <= until]
            tried = [*kept, (now, count)]


def tries_between(tried: list[tuple[datetime, int]], after: datetime, until: datetime) -> int:
    return sum(count for at, count in tried if after < at <= until)


@pytest.mark.parametrize(("step", "most"), [(0.25, 61), (-0.25, 61), (-90, 1), (7_199, 1)])
def test_row_of_an_account_stays_small(step: float, most: int):
    used = Used(1, "sms", KINDS["sms"], per_minute=6_000)
    for number in range(1_000):
        used = replace(used, spent=spent_more(used.spent, 1, NINE + timedelta(seconds=number * step)))

    assert len(used.spent) <= most


@pytest.mark.parametrize(
    ("per_minute", "expected"), [(None, LEAST_AT_ONCE), (60, 8), (601, 11), (3_000, 50), (6_000, MOST_AT_ONCE)]
)
def test_as_many_are_under_way_as_an_account_lets_through_in_a_second(per_minute: int | None, expected: int):
    assert at_once(per_minute) == expected
