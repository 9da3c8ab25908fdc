"""Five thousand visits are moved within the time that an office can wait."""

import pytest

from benchmarks import postponement
from benchmarks.seeding import CLOCK
from scheduler.db.engine import Database

pytestmark = pytest.mark.both("locks")


@pytest.mark.slow
@pytest.mark.timeout(180)
def test_five_thousand_visits_are_moved_in_under_thirty_seconds(database: Database):
    """Seats, slots and messages are proved at the end."""
    office = database.run(postponement.office_with_visits, postponement.VISITS, now=CLOCK)

    measured = postponement.postponed(database, office, pause=0)

    assert measured.whole < postponement.LIMIT
