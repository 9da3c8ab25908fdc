"""The last blank, and the stock itself, changed by several at the same moment.

In pairs: the naive program (look, then write) shows the fault; the guarded update never.
"""

import threading
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from scheduler.domain.blank_errors import NoBlank, SupplyOver
from scheduler.domain.stages import DocumentStage
from scheduler.flow import blanks, documents, readiness, releasing, supplies
from tests.blanks import KTP, counts, kinds, opened
from tests.factories import NINE, World, race

MANY = 12


def naive(office: World, sql: str) -> Any:
    """Looks at stock and reserved, waits until the other has looked too, then writes."""
    engine = create_engine(office.database.url, isolation_level="AUTOCOMMIT")
    have_looked = threading.Barrier(2)

    def work() -> str:
        with engine.connect() as connection:
            stock, reserved = connection.execute(text("SELECT stock, reserved FROM material")).one()
            have_looked.wait(10)
            if stock - reserved < 1:
                return "none"
            connection.execute(text(sql), {"stock": stock + 10, "reserved": reserved + 1})
        return "done"

    outcomes = race([work] * 2)
    engine.dispose()
    return outcomes


def test_last_blank_read_then_written_is_promised_twice(office: World):
    opened(office, 1)

    assert naive(office, "UPDATE material SET reserved = :reserved") == ["done", "done"]


def test_last_blank_is_promised_once(office: World, open_database):
    opened(office, 1)
    for number in range(MANY):
        office.document(f"R/{number}", stage="received")
    others = [office.through(open_database()) for _ in range(3)]

    race(
        [lambda n=n: others[n % 3].do(documents.set_stage, f"R/{n}", DocumentStage.IN_PRODUCTION) for n in range(MANY)]
    )

    stages = sorted(office.stage(f"R/{number}") for number in range(MANY))
    assert stages == ["in_production"] + ["waiting_for_blank"] * (MANY - 1)
    assert counts(office) == (1, 1)


def test_two_receipts_read_then_written_lose_one(office: World):
    opened(office, 5)

    naive(office, "UPDATE material SET stock = :stock")

    engine = create_engine(office.database.url)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT stock FROM material")).scalar_one() == 15
    engine.dispose()


def test_receipts_at_once_all_count(office: World, open_database):
    opened(office, 5)
    others = [office.through(open_database()) for _ in range(3)]

    race([lambda n=n: others[n % 3].do(blanks.receive_blanks, KTP, 10) for n in range(6)])

    assert counts(office) == (65, 0)
    assert len(kinds(office)) == 7


def test_last_free_blank_makes_one_card(office: World, open_database):
    opened(office, 1)
    for number in range(6):
        office.document(f"R/{number}", stage="received")
    others = [office.through(open_database()) for _ in range(3)]

    outcomes = race([lambda n=n: others[n % 3].do(readiness.mark_ready, f"R/{n}") for n in range(6)])

    assert sum(isinstance(each, NoBlank) for each in outcomes) == 5
    assert counts(office) == (0, 0)


def test_releases_at_once_give_each_blank_out_once(office: World, open_database):
    opened(office, 0)
    for number in range(6):
        office.document(f"R/{number}", stage="in_production")
    others = [office.through(open_database()) for _ in range(3)]

    outcomes = race(
        [lambda n=n: others[n].do(blanks.receive_blanks, KTP, 1) for n in range(3)]
        + [lambda n=n: others[n].at_time(releasing.release_all, now=NINE) for n in range(3)]
    )

    assert not [each for each in outcomes if isinstance(each, Exception)]
    stages = [office.stage(f"R/{number}") for number in range(6)]
    assert sorted(stages) == ["in_production"] * 3 + ["waiting_for_blank"] * 3
    assert counts(office) == (3, 3)


def test_supply_arrives_once(office: World, open_database):
    opened(office, 0)
    asked = office.do(supplies.ask_centre, KTP, 50, note=None)
    others = [office.through(open_database()) for _ in range(2)]

    outcomes = race(
        [lambda n=n: others[n % 2].do(blanks.receive_blanks, KTP, 50, supply_id=asked.id) for n in range(4)]
    )

    assert sum(type(each) is SupplyOver for each in outcomes) == 3
    assert counts(office) == (50, 0)


def test_ledger_is_opened_once(office: World, open_database):
    others = [office.through(open_database()) for _ in range(2)]

    outcomes = race([lambda n=n: others[n % 2].do(blanks.count_blanks, KTP, 7) for n in range(4)])

    assert not [each for each in outcomes if isinstance(each, Exception)]
    assert counts(office) == (7, 0)


@pytest.mark.parametrize("change", ["reserved = 2", "reserved = -1", "stock = -1"])
def test_table_itself_refuses_what_is_not_there(office: World, change: str):
    opened(office, 1)

    with pytest.raises(Exception, match=r"reserved_within_stock|stock_not_negative"):
        office.database.run(lambda session: session.execute(text(f"UPDATE material SET {change}")))  # noqa: S608
