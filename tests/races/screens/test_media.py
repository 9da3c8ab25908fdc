"""The last place for a picture, asked for from two desks at once: with a look and no lock, and as it is."""

import threading

import pytest
from sqlalchemy import create_engine, text

from scheduler.db.models import MediaFile
from scheduler.domain.screens import TooManyMedia
from scheduler.flow.screens import media
from scheduler.flow.screens.media import MOST, NewMedium
from tests.scenes.factories import World, race

pytestmark = pytest.mark.postgres("locks")


def add(office: World, mark: str) -> MediaFile:
    return office.do(media.add, NewMedium("picture", mark, "image/jpeg", 1000, "Alur pengambilan"))


@pytest.fixture
def almost_full(office: World) -> World:
    """An office with room for one more."""
    for number in range(MOST - 1):
        add(office, str(number))
    return office


@pytest.mark.deep("without the guard")
def test_counted_and_then_added_makes_one_too_many(almost_full: World) -> None:
    engine = create_engine(almost_full.database.url, isolation_level="AUTOCOMMIT")
    have_looked = threading.Barrier(2)

    def naive(mark: str) -> None:
        with engine.connect() as connection:
            there = connection.execute(text("SELECT count(*) FROM media_file")).scalar_one()
            have_looked.wait(10)
            if there < MOST:
                copied = "office_id, kind, media_type, title, seconds, size, position, created_at, by"
                connection.execute(
                    text(
                        f"INSERT INTO media_file (mark, {copied})"  # noqa: S608 - names of columns
                        f" SELECT :mark, {copied} FROM media_file WHERE mark = '0'"
                    ),
                    {"mark": mark},
                )

    race([lambda mark=mark: naive(mark) for mark in ("aa", "bb")])  # type: ignore[misc]

    assert len(almost_full.rows(MediaFile)) == MOST + 1
    engine.dispose()


def test_last_place_goes_to_one_of_two(almost_full: World, open_database) -> None:
    desks = [almost_full.through(open_database()) for _ in range(2)]

    done = race([lambda desk=desk, n=n: add(desk, f"new {n}") for n, desk in enumerate(desks)])  # type: ignore[misc]

    assert sorted(type(each).__name__ for each in done) == ["MediaFile", TooManyMedia.__name__]
    rows = almost_full.rows(MediaFile)
    assert sorted(row.position for row in rows) == list(range(1, MOST + 1))
