"""Pages of the office that were left alone: none of them shows anything, and none does what is asked of it."""

from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlmodel import Session, col

from scheduler.db.models import Office, StaffSession
from tests.support.leaks import found_in
from tests.web.sweep.asking import Sweep
from tests.web.sweep.filled import NOW, OURS
from tests.web.sweep.ids import address, unknown
from tests.web.sweep.sending import sent

ASKS = b'name="unlock_password"'


def left_alone(session: Session, office: Office) -> None:
    """Nobody has used any browser of an office for an hour, and its pages lock after ten minutes."""
    session.execute(update(Office).where(col(Office.id) == office.id).values(lock_minutes=10))
    session.execute(update(StaffSession).values(seen_at=NOW, proven_at=NOW - timedelta(hours=1)))


@pytest.mark.timeout(240)
def test_every_page_of_the_office_asks_for_the_password(sweep: Sweep) -> None:
    sweep.database.run(left_alone, sweep.office.office)
    arranged = sweep.differences()
    faults: list[str] = []
    for way in sweep.ways:
        if not way.path.startswith("/office") or unknown(way):
            continue
        got = sweep.ask("supervisor", way.method, address(way, sweep.own), **sent(way, sweep.own))
        leads_on = not way.changes and got.status_code in (301, 303) and got.headers["location"].startswith("/office")
        if not leads_on and (got.status_code != 401 or ASKS not in got.content):
            faults.append(f"{way}: {got.status_code}")
        if shown := found_in(got.content.lower(), OURS.kinds["names"]):
            faults.append(f"{way} shows {shown}")

    assert not faults, "\n".join(faults)
    assert sweep.differences() == arranged
