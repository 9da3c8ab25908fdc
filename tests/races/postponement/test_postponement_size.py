"""Five thousand visits are moved in one go; how long that may take, `make bench` says."""

import pytest
from sqlmodel import select

from benchmarks import postponement
from benchmarks.support.seeding import CLOCK
from scheduler.db.engine.database import Database
from scheduler.db.models import Postponement

pytestmark = pytest.mark.postgres("locks")


@pytest.mark.deep("sized")
@pytest.mark.timeout(180)
def test_seats_slots_and_messages_agree_after_five_thousand_visits_were_moved(database: Database):
    """Which is proved at the end. Raises NotMoved."""
    office = database.run(postponement.office_with_visits, postponement.VISITS, now=CLOCK)

    postponement.postponed(database, office, pause=0)

    with database.reading() as session:
        assert session.scalars(select(Postponement.stage)).all() == ["applied"]
