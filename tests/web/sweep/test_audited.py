"""Whatever a page of the office changes is written down: a move, a disclosure or a deed; what needs none is named here."""

import pytest
from sqlalchemy import func, select

from scheduler.db.models import DeedRow, Disclosure, Move
from tests.web.sweep.asking import Sweep
from tests.web.sweep.ids import address, unknown
from tests.web.sweep.sending import sent

LOG = (Move, Disclosure, DeedRow)


def written(sweep: Sweep) -> list[int]:
    with sweep.database.reading() as session:
        return [session.scalar(select(func.count()).select_from(each)) or 0 for each in LOG]


@pytest.mark.timeout(580)
def test_every_change_is_written_down(sweep: Sweep) -> None:
    for way in sweep.ways:
        if not way.changes or not way.path.startswith("/office"):
            continue
        before = written(sweep)
        got = sweep.ask("supervisor", way.method, address(way, sweep.own), **sent(way, sweep.own))
        after = written(sweep)
        print(way, got.status_code, [b - a for a, b in zip(before, after)], "CHANGED" if sweep.differs() else "same")
        sweep.put_back()
    assert 0
