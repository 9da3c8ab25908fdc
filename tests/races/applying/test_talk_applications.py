"""Two clerks at once make an application of the same pictures, two workers fetch the same one.

In pairs: the naive program (look, then write) makes two and fetches twice; the guards never.
"""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import create_engine, text

from scheduler.db.models import Application, ApplicationPage, Conversation, ConversationLine, LinePicture
from scheduler.domain.talks import PicturesUsed
from scheduler.flow.talk_applications import add_pictures, make_application
from scheduler.flow.talks.conversations import hear
from scheduler.flow.talks.line_pictures import LEASE, Kept, keep_pictures, take_wanted
from tests.scenes.conversations import PHONE, Wrote
from tests.scenes.factories import CLERK, NINE, World, race
from tests.scenes.talks import WORDS, items, made, pictured, procedure, wish

pytestmark = pytest.mark.postgres("locks")

CLERKS = 4


@pytest.mark.deep("without the guard")
def test_clerks_who_look_and_then_write_use_a_picture_twice(office: World):
    picture = pictured(office)[0]
    engine = create_engine(office.database.url, isolation_level="AUTOCOMMIT")
    have_looked = threading.Barrier(2)

    def naive() -> str:
        with engine.connect() as connection:
            found = connection.execute(text("SELECT id FROM line_picture WHERE page_id IS NULL")).first()
            have_looked.wait(10)
            return "made" if found is not None and found.id == picture else "used"

    outcomes = race([naive, naive])
    engine.dispose()

    assert outcomes == ["made", "made"]


def test_clerks_at_once_make_one_application(office: World, open_database):
    procedure(office)
    first, second = pictured(office, 1, 1)
    databases = [office.database, *(open_database() for _ in range(CLERKS - 1))]

    def work(database):
        pages = wish({first: 0, second: 1})
        facts = {"seen": 2, "by": CLERK, "now": NINE}
        return lambda: database.run(make_application, office.office, 1, pages, WORDS, **facts).application.id

    outcomes = race([work(database) for database in databases])

    assert sorted(type(each) is PicturesUsed for each in outcomes) == [False] + [True] * (CLERKS - 1)
    assert len(office.rows(Application)) == 1
    assert len(office.rows(ApplicationPage)) == 2
    assert all(picture.page_id for picture in office.rows(LinePicture))


def test_clerks_at_once_add_a_picture_once(office: World, open_database):
    procedure(office)
    first, second = pictured(office, 1, 1)
    made(office, {first: 0})
    item = items(office)[1].id
    databases = [office.database, *(open_database() for _ in range(CLERKS - 1))]

    def work(database):
        return lambda: database.run(add_pictures, office.office, 1, item, [second], by=CLERK, now=NINE).id

    outcomes = race([work(database) for database in databases])

    assert outcomes == [1] * CLERKS
    assert len(office.rows(ApplicationPage)) == 2


def test_two_items_at_once_do_not_share_a_picture(office: World, open_database):
    procedure(office)
    first, second = pictured(office, 1, 1)
    made(office, {first: 0})
    other = open_database()

    def work(database, item):
        return lambda: database.run(add_pictures, office.office, 1, item, [second], by=CLERK, now=NINE).id

    outcomes = race([work(office.database, items(office)[1].id), work(other, items(office)[2].id)])

    assert sorted(type(each) is PicturesUsed for each in outcomes) == [False, True]
    assert len(office.rows(ApplicationPage)) == 2


# --- fetching


def _want(office: World, count: int) -> None:
    for number in range(count):
        wrote = Wrote(f"wamid.{number}", PHONE, "", NINE, "image", media=str(number))
        office.database.run(hear, office.office.id, "whatsapp", wrote, now=NINE)


@pytest.mark.deep("without the guard")
def test_workers_who_look_and_then_fetch_fetch_twice(office: World):
    _want(office, 1)
    engine = create_engine(office.database.url, isolation_level="AUTOCOMMIT")
    have_looked = threading.Barrier(2)

    def naive() -> int:
        with engine.connect() as connection:
            found = connection.execute(text("SELECT id FROM conversation_line WHERE media_state = 'wanted'")).all()
            have_looked.wait(10)
            return len(found)

    outcomes = race([naive, naive])
    engine.dispose()

    assert outcomes == [1, 1]


def test_workers_at_once_share_what_is_wanted(office: World, open_database):
    _want(office, 12)
    databases = [office.database, *(open_database() for _ in range(3))]

    outcomes = race([lambda database=each: database.run(take_wanted, 6, now=NINE) for each in databases])
    taken = [wanted.line_id for some in outcomes for wanted in some]  # type: ignore[union-attr]

    assert len(taken) == len(set(taken)) <= 12
    rest = office.database.run(take_wanted, 20, now=NINE)
    assert len(taken) + len(rest) == 12


def test_two_that_bring_the_same_picture_keep_it_once(office: World, open_database):
    _want(office, 1)
    late = office.database.run(take_wanted, 1, now=NINE)[0]
    again = office.database.run(take_wanted, 1, now=NINE + LEASE + timedelta(seconds=1))[0]
    other = open_database()

    def work(database, wanted, mark):
        return lambda: database.run(keep_pictures, wanted, [Kept(mark, 1, 1, 1)], now=NINE)

    outcomes = race([work(office.database, late, "a" * 32), work(other, again, "b" * 32)])

    assert outcomes == [False, True]
    assert [each.mark for each in office.rows(LinePicture)] == ["b" * 32]
    assert office.rows(ConversationLine)[0].media_state == "kept"
    assert len(office.rows(Conversation)) == 1
