"""Pictures are proposed for a checklist in the order they came."""

import pytest

from scheduler.domain.applying.proposing import proposed


@pytest.mark.parametrize(
    ("pages", "most", "items"),
    [
        ([1, 1], [3, 3, 1], [0, 1]),
        ([1, 1, 1], [3, 3], [0, 1, None]),
        ([3, 1], [1, 3, 1], [1, 2]),
        ([5], [3, 3], [None]),
        ([], [3], []),
        ([1], [], [None]),
    ],
    ids=["in order", "too many", "what does not fit goes to the next", "fits nowhere", "no pictures", "no items"],
)
def test_what_came_first_is_proposed_for_what_is_asked_first(pages, most, items):
    assert proposed(pages, most) == items
