"""What of two at once one may have: the last page of an item, a file to draw, the end of a bound.

Each with a look and no lock, where the fault shows, and as it is.
"""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import create_engine, text

from scheduler.db.engine.database import Database
from scheduler.db.models import ApplicationItem, ApplicationPage, FileShare, Upload
from scheduler.domain.applying.file_bounds import LEAST, Bounds
from scheduler.domain.applying.upload_refusals import (
    FilesTooLarge,
    OffsetDiffers,
    TooManyPages,
    TooMuchFromHere,
    TooMuchToday,
    UploadsBusy,
)
from scheduler.domain.refusals import Refusal
from scheduler.flow.applying import open_uploads, uploads
from tests.flow.applying.applied import Page, begun, sent_page
from tests.scenes.factories import NINE, World, race
from tests.support.databases import ON_POSTGRES

pytestmark = pytest.mark.postgres("locks")

MOST = 3
DAY = timedelta(days=1)


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

    done = race(
        [
            lambda phone=phone: phone.database.run(uploads.note_received, token, start=0, end=4, now=NINE)  # type: ignore[misc]
            for phone in phones
        ]
    )

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

    done = race(
        [
            lambda phone=phone: phone.database.run(uploads.claim, token, now=NINE)  # type: ignore[misc]
            for phone in phones
        ]
    )

    assert sorted(done) == [False, True]


def whole(office: World, code: str) -> str:
    """The token of an upload of which all is here."""
    token = office.database.run(uploads.begin, code, 0, size=10, now=NINE).token
    office.database.run(uploads.note_received, token, start=0, end=10, now=NINE)
    return token


def of_item(office: World) -> list[ApplicationPage]:
    (item,) = office.rows(ApplicationItem, ApplicationItem.most_pages == MOST, ApplicationItem.position == 0)
    return office.rows(ApplicationPage, ApplicationPage.item_id == item.id)


# --- the end of a bound, reached by two at once

SIZE = 10 * LEAST


@pytest.mark.deep("without the guard")
def test_looked_at_and_then_added_passes_a_bound(office: World) -> None:
    engine = create_engine(office.database.url, isolation_level="AUTOCOMMIT")
    have_looked = threading.Barrier(2)
    with engine.connect() as connection:
        connection.execute(text("INSERT INTO file_share (name, used) VALUES ('now', 0)"))

    def naive() -> None:
        with engine.connect() as connection:
            used = connection.execute(text("SELECT used FROM file_share WHERE name = 'now'")).scalar_one()
            have_looked.wait(10)
            if used + SIZE <= SIZE:
                connection.execute(text("UPDATE file_share SET used = used + :size WHERE name = 'now'"), {"size": SIZE})

    race([naive, naive])

    assert used_of(office, "now") == 2 * SIZE
    engine.dispose()


@pytest.mark.parametrize(
    ("bounds", "asker", "refusal"),
    [
        pytest.param(Bounds(at_once=SIZE, a_day=100 * SIZE), None, UploadsBusy, id="everybody now"),
        pytest.param(Bounds(at_once=4 * SIZE, a_day=100 * SIZE), "a", UploadsBusy, id="an address now"),
        pytest.param(Bounds(at_once=100 * SIZE, a_day=SIZE), None, TooMuchToday, id="the office's day"),
        pytest.param(Bounds(at_once=100 * SIZE, a_day=4 * SIZE), "a", TooMuchFromHere, id="an address in a day"),
    ],
)
def test_last_of_a_bound_goes_to_one_of_two(
    office: World, open_database, bounds: Bounds, asker: str | None, refusal: type[Refusal]
) -> None:
    drafts = [begun(office, code=f"draft {number}") for number in range(2)]
    terms = uploads.Terms(asker, False, bounds)

    done = at_once(
        office,
        open_database,
        [
            lambda phone, code=code: phone.run(uploads.begin, code, 0, size=SIZE, terms=terms, now=NINE)
            for code in drafts
        ],
    )

    assert sorted(type(each) for each in done if isinstance(each, Refusal)) == [refusal]
    assert len(office.rows(Upload)) == 1


def test_last_of_a_draft_goes_to_one_of_two(office: World, open_database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MOST_OF_DRAFT", SIZE)
    code = begun(office)

    done = at_once(
        office,
        open_database,
        [lambda phone, item=item: phone.run(uploads.begin, code, item, size=SIZE, now=NINE) for item in range(2)],
    )

    assert sum(isinstance(each, FilesTooLarge) for each in done) == 1
    assert len(office.rows(Upload)) == 1


def test_what_ends_twice_at_once_is_given_back_once(office: World, open_database) -> None:
    other, code = begun(office, code="noise"), begun(office)
    office.database.run(uploads.begin, other, 0, size=SIZE, now=NINE + 2 * DAY)
    token = office.database.run(uploads.begin, code, 0, size=SIZE, now=NINE).token

    at_once(
        office,
        open_database,
        [
            lambda phone: phone.run(open_uploads.refuse, token, why="given_up"),
            lambda phone: phone.run(open_uploads.give_up_resting, as_of=NINE + 2 * DAY),
            lambda phone: phone.run(uploads.finish, code, token, [Page("a", size=1)], now=NINE),
        ],
    )

    assert used_of(office, "now") == SIZE


@ON_POSTGRES
def test_uploads_that_give_way_and_end_never_wait_in_a_circle(office: World, open_database) -> None:
    """From two addresses, into both directions of every count."""
    drafts = [begun(office, code=f"draft {number}") for number in range(4)]
    deadlocks = deadlocks_of(office)

    def sends(phone: Database, number: int) -> None:
        terms = uploads.Terms("ab"[number % 2], False, Bounds(100 * SIZE, 100 * SIZE))
        for turn in range(8):
            begun_now = phone.run(uploads.begin, drafts[number], 0, size=SIZE, terms=terms, now=NINE)
            if turn % 3 == 0:
                phone.run(open_uploads.refuse, begun_now.token, why="given_up")

    done = at_once(
        office,
        open_database,
        [
            *(lambda phone, number=number: sends(phone, number) for number in range(4)),
            *[lambda phone: [phone.run(open_uploads.give_up_resting, as_of=NINE + 2 * DAY) for _ in range(8)]] * 2,
        ],
    )

    assert [each for each in done if isinstance(each, Exception)] == []
    assert deadlocks_of(office) == deadlocks
    under_way = [row for row in office.rows(Upload) if row.state == "open"]
    assert used_of(office, "now") == SIZE * len(under_way)


def at_once(office: World, open_database, works) -> list:
    """Each with connections of its own, as another process has them."""
    phones = [open_database() for _ in works]
    return race([lambda work=work, phone=phone: work(phone) for work, phone in zip(works, phones, strict=True)])


def used_of(office: World, name: str) -> int:
    return sum(row.used for row in office.rows(FileShare, FileShare.name == name))


def deadlocks_of(office: World) -> int:
    query = text("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
    return office.read(lambda s: s.execute(query).scalar())
