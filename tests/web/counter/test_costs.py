"""What a counter's page asks of the database each time that the board is another one."""

import pytest

from scheduler.db.models import Counter
from scheduler.flow.counter import calls
from scheduler.flow.staff import SignedIn
from scheduler.web.counter import view
from tests.scenes.factories import NINE, World
from tests.support.costs import counted

PAGE = 22
"""Statements of a counter's page while somebody is served."""


@pytest.mark.postgres("statements")
@pytest.mark.parametrize("waiting", [0, 12])
def test_page_sends_so_many_statements_however_many_wait(office: World, waiting: int) -> None:
    office.do(calls.serve, office.called())
    for _ in range(waiting):
        office.walk_in()
    counter = next(each for each in office.rows(Counter) if each.number == 1)
    rina = SignedIn(1, 1, 1, "Rina", ("clerk",), office.office, counter, seen_at=NINE, proven_at=NINE)

    with office.database.reading() as session, counted() as costs:
        view.counter_page(session, rina, counter, NINE)

    assert len(costs.statements) == PAGE
