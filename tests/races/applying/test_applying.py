"""An application sent twice at once, codes guessed at once, and codes asked for at once.

In pairs: the naive program (look, then write) registers two documents and compares more guesses than allowed; the
guards never.
"""

import threading

import pytest
from sqlalchemy import create_engine, text

from scheduler.db.models import Application, Document, Message, Move, PhoneCode
from scheduler.domain.applying.refusals import PhoneCodeGone, TooManyPhoneCodes
from scheduler.flow.applying import applying, phone_codes, taking_back
from scheduler.flow.applying.applications import items_of
from scheduler.flow.core.outbox import Cause
from tests.flow.applying import applied
from tests.scenes.applications import PHONE, application, begun, document, incomplete, run, set_items, whole
from tests.scenes.factories import NINE, World, race

pytestmark = pytest.mark.postgres("locks")

SAME = 8
ROUNDS = 12


@pytest.mark.deep("without the guard")
def test_sending_that_looks_and_then_writes_sends_twice(office: World):
    code = whole(office)
    of_it = application(office, code).id
    engine = create_engine(office.database.url, isolation_level="AUTOCOMMIT")
    have_looked = threading.Barrier(2)

    def naive() -> bool:
        with engine.connect() as connection:
            sent = connection.execute(text("SELECT sent_at FROM application WHERE id = :id"), {"id": of_it}).scalar()
            have_looked.wait(10)
            if sent is None:
                connection.execute(text("UPDATE application SET sent_at = created_at WHERE id = :id"), {"id": of_it})
            return sent is None

    outcomes = race([naive, naive])
    engine.dispose()

    assert outcomes == [True, True], "each would have registered a document"


def test_same_application_sent_at_once_is_registered_once(office: World, open_database):
    code = whole(office)
    others = [office.database, open_database(), open_database()]

    def send(n: int):
        database = others[n % len(others)]
        return lambda: database.run(applying.send, code, asks_code=False, now=NINE).id

    outcomes = race([send(n) for n in range(SAME)])

    assert outcomes == [document(office, code).id] * SAME
    assert len(office.rows(Document)) == 1
    assert [each.cause for each in office.rows(Message)] == [Cause.RECEIVED]


def test_sent_again_at_once_goes_back_once(office: World, open_database):
    code = incomplete(office)
    set_items(office, code, "sent")
    others = [office.database, open_database(), open_database()]
    before = len(office.rows(Move))

    def again(n: int):
        database = others[n % len(others)]
        return lambda: database.run(applying.send_again, code, now=NINE)

    outcomes = race([again(n) for n in range(SAME)])

    assert outcomes == [None] * SAME
    assert len(office.rows(Move)) == before + 1


@pytest.mark.deep("without the guard")
def test_guesses_that_look_and_then_write_are_more_than_five(office: World):
    code = begun(office)
    run(office, phone_codes.keep_phone, code, PHONE, sends=True)
    engine = create_engine(office.database.url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("UPDATE phone_code SET tries = 4"))
    have_looked = threading.Barrier(2)

    def naive() -> bool:
        with engine.connect() as connection:
            tries = connection.execute(text("SELECT tries FROM phone_code")).scalar_one()
            have_looked.wait(10)
            if tries < phone_codes.MOST_TRIES:
                connection.execute(text("UPDATE phone_code SET tries = :tries"), {"tries": tries + 1})
            return tries < phone_codes.MOST_TRIES

    outcomes = race([naive, naive])
    engine.dispose()

    assert outcomes == [True, True], "the fifth and the sixth were both compared"


def test_of_many_guesses_at_once_five_are_compared(office: World, open_database):
    code = begun(office)
    run(office, phone_codes.keep_phone, code, PHONE, sends=True)
    digits = phone_codes.digits_of(office.rows(PhoneCode)[0])
    wrong = f"{(int(digits) + 1) % 1_000_000:06}"
    others = [office.database, open_database(), open_database()]

    def guess(n: int):
        database = others[n % len(others)]
        return lambda: database.run(phone_codes.confirm, code, wrong, now=NINE)

    outcomes = race([guess(n) for n in range(SAME)])

    assert sorted(each for each in outcomes if isinstance(each, int)) == [0, 1, 2, 3, 4]
    assert sum(isinstance(each, PhoneCodeGone) for each in outcomes) == SAME - 5


def test_of_many_codes_asked_for_at_once_three_go_out(office: World, open_database):
    codes = [begun(office) for _ in range(SAME)]
    others = [office.database, open_database(), open_database()]

    def ask(n: int):
        database = others[n % len(others)]
        return lambda: database.run(phone_codes.keep_phone, codes[n], PHONE, sends=True, now=NINE)

    outcomes = race([ask(n) for n in range(SAME)])

    assert outcomes.count(True) == phone_codes.MOST_AN_HOUR
    assert sum(isinstance(each, TooManyPhoneCodes) for each in outcomes) == SAME - phone_codes.MOST_AN_HOUR
    assert len(office.rows(PhoneCode)) == phone_codes.MOST_AN_HOUR


def test_of_many_codes_asked_for_at_once_an_office_sends_so_many(office: World, open_database):
    drafts = [begun(office) for _ in range(SAME)]
    others = [office.database, open_database(), open_database()]
    rules = phone_codes.Rules(a_day=3)

    def ask(n: int):
        database, facts = others[n % len(others)], {"sends": True, "rules": rules, "asker": f"198.51.100.{n}"}
        return lambda: database.run(phone_codes.keep_phone, drafts[n], f"+62813000000{n:02}", now=NINE, **facts)

    outcomes = race([ask(n) for n in range(SAME)])

    assert sorted(outcomes) == [False] * (SAME - 3) + [True] * 3
    assert len(office.rows(PhoneCode)) == 3


@pytest.mark.deep("without the guard")
def test_sending_again_that_reads_the_papers_first_sends_without_one(office: World):
    code = _replaced(office, 1)
    of_it = application(office, code)
    engine = create_engine(office.database.url, isolation_level="AUTOCOMMIT")
    have_read, is_removed = threading.Barrier(2), threading.Barrier(2)

    def naive() -> bool:
        with engine.connect() as connection:
            wanted = text("SELECT count(*) FROM application_item WHERE application_id = :id AND state = 'missing'")
            lacks = connection.execute(wanted, {"id": of_it.id}).scalar_one()
            have_read.wait(10)
            is_removed.wait(10)
            if not lacks:
                connection.execute(
                    text("UPDATE document SET stage = 'received' WHERE id = :id"), {"id": of_it.document_id}
                )
            return not lacks

    def remove() -> None:
        have_read.wait(10)
        office.database.run(taking_back.remove_page, code, _mark(1), now=NINE)
        is_removed.wait(10)

    outcomes = race([naive, remove])
    engine.dispose()

    assert outcomes == [True, None]
    assert _is_sent_without(office, code), "it lies before the clerks without what they asked for"


def test_page_removed_while_it_is_sent_again_is_never_missing_before_the_clerks(office: World, open_database):
    others = [open_database(), open_database()]
    for number in range(ROUNDS):
        code = _replaced(office, number)

        def again(code: str = code) -> None:
            return others[0].run(applying.send_again, code, now=NINE)

        def remove(code: str = code, number: int = number) -> str:
            return others[1].run(taking_back.remove_page, code, _mark(number), now=NINE).state

        outcomes = race([again, remove])

        assert any(not isinstance(each, Exception) for each in outcomes)
        assert not _is_sent_without(office, code), outcomes


def _replaced(office: World, number: int) -> str:
    """The code of an application whose paper was asked for again, and came."""
    code = applied.begun(office, code=f"race.{number}")
    applied.sent_page(office, code, f"{number:031x}f")
    applied.handed_in(office, code)
    applied.asked_again(office, code)
    applied.sent_page(office, code, _mark(number))
    return code


def _mark(number: int) -> str:
    return f"{number:032x}"


def _is_sent_without(office: World, code: str) -> bool:
    states = office.read(lambda session: [item.state for item in items_of(session, application(office, code).id)])
    return document(office, code).stage == "received" and "missing" in states


def test_form_tapped_many_times_at_once_begins_one(office: World, open_database):
    others = [office.database, open_database(), open_database()]

    def tap(n: int):
        database = others[n % len(others)]
        facts = {"language": "id", "nonce": "abc", "now": NINE}
        return lambda: database.run(applying.begin, office.office, "ktp-el.lost", **facts)

    outcomes = race([tap(n) for n in range(SAME)])

    assert len(set(outcomes)) == 1
    assert len(office.rows(Application)) == 1


@pytest.mark.deep("without the guard")
def test_taps_without_the_nonce_begin_as_many(office: World, open_database):
    """The guard off: this is what a double tap made."""
    others = [office.database, open_database()]
    taps = [
        lambda database=database: database.run(applying.begin, office.office, "ktp-el.lost", language="id", now=NINE)
        for database in others
    ]

    assert len(set(race(taps))) == 2
    assert len(office.rows(Application)) == 2
