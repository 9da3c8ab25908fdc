"""Two who were shown the same roster and save at once: looked and then written both hold, and a counter is planned
twice; one after the other the second is told.
"""

import threading
from datetime import time
from functools import partial
from typing import Any

import pytest

from scheduler.db.models import Counter, CounterRoster
from scheduler.domain.hall.takes import Stretch
from scheduler.domain.offices.refusals import ChangedMeanwhile
from scheduler.domain.roster.roster import USUAL, Roster
from scheduler.flow.roster import rosters
from scheduler.flow.roster.rosters import set_roster, stamp_of
from tests.scenes.factories import NINE, World, race
from tests.support.databases import ON_POSTGRES

pytestmark = pytest.mark.postgres("locks")


def both(office: World, open_database: Any) -> list[object]:
    """Each plans the first counter until another hour at the same moment; what came of it."""
    counter, seen = office.rows(Counter)[0].id, stamp_of(Roster({}))
    weeks = [{counter: {0: (Stretch(time(8), time(until), 0),)}} for until in (11, 14)]
    browsers = [office.through(open_database()) for _ in weeks]
    return race(
        [
            partial(browser.do, set_roster, USUAL, week, seen=seen, now=NINE)
            for browser, week in zip(browsers, weeks, strict=True)
        ]
    )


@ON_POSTGRES
@pytest.mark.deep("without the guard")
def test_looked_at_and_then_written_plans_a_counter_twice(
    office: World, open_database: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    have_looked, refuse = threading.Barrier(2), rosters.refuse_roster

    def looked(*args: Any, **facts: Any) -> Any:
        found = refuse(*args, **facts)
        have_looked.wait(10)
        return found

    monkeypatch.setattr(rosters, "refuse_roster", looked)
    monkeypatch.setattr(rosters, "_hold", lambda *_: None)

    both(office, open_database)

    assert len(office.rows(CounterRoster)) == 2


def test_one_of_two_is_told(office: World, open_database: Any) -> None:
    came = both(office, open_database)

    assert sorted(type(each) for each in came if each is not True) == [ChangedMeanwhile]
    assert len(office.rows(CounterRoster)) == 1
