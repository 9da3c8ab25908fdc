"""Two managers who were shown the same settings and save at once: looked and then changed one is lost without a word;
with the day held, the second is told.
"""

import threading

import pytest
from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.models import Office
from scheduler.domain.offices.refusals import ChangedMeanwhile
from scheduler.domain.offices.settings import Revision
from scheduler.flow.offices import settings
from scheduler.flow.offices.settings import change_settings
from tests.scenes.factories import MONDAY, NINE, World, race
from tests.support.databases import ON_POSTGRES

pytestmark = pytest.mark.postgres("locks")

SHOWN = {"max_calls": 3}


@pytest.fixture
def browsers(office: World, open_database) -> list[World]:
    """The same office from two processes; its day is there."""
    office.tick(now=NINE)
    return [office.through(open_database()) for _ in range(2)]


def both(browsers: list[World]) -> list[object]:
    """Each sets another number of calls at the same moment; what came of it."""
    return race(
        [
            lambda own=own: browsers[own].do(change_settings, Revision({"max_calls": 5 + own}, SHOWN), now=NINE)
            for own in (0, 1)
        ]
    )


@ON_POSTGRES
@pytest.mark.deep("without the guard")
def test_looked_at_and_then_changed_loses_one(browsers: list[World], monkeypatch: pytest.MonkeyPatch):
    have_looked, values_of = threading.Barrier(2), settings.values_of

    def looked(office: Office) -> dict[str, settings.Value]:
        found = values_of(office)
        have_looked.wait(10)
        return found

    def day(session: Session, office: Office, _now: object) -> object:
        return queries.day_of(session, office.id, MONDAY)

    monkeypatch.setattr(settings, "values_of", looked)
    monkeypatch.setattr(settings, "hold", day)

    assert not any(isinstance(each, ChangedMeanwhile) for each in both(browsers))


def test_one_of_two_is_told(office: World, browsers: list[World]):
    came = both(browsers)

    assert sum(isinstance(each, ChangedMeanwhile) for each in came) == 1
    (row,) = office.rows(Office)
    assert row.max_calls in (5, 6)
    assert {"max_calls": (3, row.max_calls)} in came
