"""The last page of an item, sent twice at once, and one file drawn by two: with a look and no lock, and as it is."""

import threading

import pytest
from sqlalchemy import create_engine, text

from scheduler.db.models import ApplicationItem, ApplicationPage, Upload
from scheduler.domain.upload_errors import OffsetDiffers, TooManyPages
from scheduler.flow import uploads
from tests.factories import NINE, World, race
from tests.flow.applied import Page, begun, sent_page

pytestmark = pytest.mark.postgres("locks")

MOST = 3


@pytest.fixture
def code(office: World) -> str:
    """An item with room for one more page, beside one that is full."""
    other = begun(office, code="noise", most_pages=1)
    sent_page(office, other, "noise")
    mine = begun(office, most_pages=MOST)
    for number in range(MOST - 1):
        sent_page(office, mine, f"page {number}")
    return mine


@pytest.mark.deep("without the guard")
def test_counted_and_then_added_makes_one_page_too_many(office: World, code: str) -> None:
    engine = create_engine(office.database.url, isolation_level="AUTOCOMMIT")
    have_looked = threading.Barrier(2)

    def naive(mark: str) -> None:
        with engine.connect() as connection:
            item = connection.execute(text("SELECT item_id FROM application_page WHERE mark = 'page 0'")).scalar_one()
            there = connection.execute(
                text("SELECT count(*) FROM application_page WHERE item_id = :item"), {"item": item}
            ).scalar_one()
            have_looked.wait(10)
            if there < MOST:
                copied = "office_id, item_id, position, width, height, size, sent_at"
                connection.execute(
                    text(
                        f"INSERT INTO application_page (mark, {copied})"  # noqa: S608 - names of columns
                        f" SELECT :mark, {copied} FROM application_page WHERE mark = 'page 0'"
                    ),
                    {"mark": mark},
                )

    race([lambda mark=mark: naive(mark) for mark in ("a", "b")])  # type: ignore[misc]

    assert len(of_item(office)) == MOST + 1
    engine.dispose()


def test_last_page_goes_to_one_of_two(office: World, code: str, open_database) -> None:
    phones = [office.through(open_database()) for _ in range(2)]
    under_way = [office.database.run(uploads.begin, code, 0, size=1, now=NINE) for _ in phones]

    def end(number: int) -> object:
        token = under_way[number].token
        return phones[number].database.run(uploads.finish, code, token, [Page(f"new {number}")], now=NINE)

    done = race([lambda n=n: end(n) for n in range(2)])  # type: ignore[misc]

    assert sum(isinstance(each, TooManyPages) for each in done) == 1
    rows = of_item(office)
    assert sorted(row.position for row in rows) == list(range(MOST))


def test_same_piece_at_once_counts_once(office: World, code: str, open_database) -> None:
    phones = [office.through(open_database()) for _ in range(2)]
    token = office.database.run(uploads.begin, code, 0, size=10, now=NINE).token

    done = race([
        lambda phone=phone: phone.database.run(uploads.note_received, token, start=0, end=4)  # type: ignore[misc]
        for phone in phones
    ])  # fmt: skip

    assert sorted(type(each).__name__ for each in done) == [OffsetDiffers.__name__, "int"]
    (row,) = office.rows(Upload, Upload.token == token)
    assert row.received == 4


@pytest.mark.deep("without the guard")
def test_looked_and_then_drawn_is_drawn_twice(office: World, code: str) -> None:
    engine = create_engine(office.database.url, isolation_level="AUTOCOMMIT")
    have_looked, token, drawn = threading.Barrier(2), whole(office, code), []

    def naive() -> None:
        with engine.connect() as connection:
            state = connection.execute(
                text("SELECT state FROM upload WHERE token = :token"), {"token": token}
            ).scalar_one()
            have_looked.wait(10)
            if state == "open":
                drawn.append(state)

    race([naive, naive])

    assert len(drawn) == 2
    engine.dispose()


def test_file_that_is_here_is_drawn_by_one(office: World, code: str, open_database) -> None:
    phones, token = [office.through(open_database()) for _ in range(2)], whole(office, code)

    done = race([
        lambda phone=phone: phone.database.run(uploads.claim, token, now=NINE)  # type: ignore[misc]
        for phone in phones
    ])  # fmt: skip

    assert sorted(done) == [False, True]


def whole(office: World, code: str) -> str:
    """The token of an upload of which all is here."""
    token = office.database.run(uploads.begin, code, 0, size=10, now=NINE).token
    office.database.run(uploads.note_received, token, start=0, end=10)
    return token


def of_item(office: World) -> list[ApplicationPage]:
    (item,) = office.rows(ApplicationItem, ApplicationItem.most_pages == MOST, ApplicationItem.position == 0)
    return office.rows(ApplicationPage, ApplicationPage.item_id == item.id)
