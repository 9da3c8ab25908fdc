"""Who was called in passes the door only where there is room."""

import pytest

from scheduler.domain.hall.passing import is_crowded, may_pass


@pytest.mark.parametrize(("people", "past_door", "may"), [(1, 19, True), (1, 20, False), (3, 17, True), (3, 18, False)])
def test_a_party_passes_where_it_fits_whole(people: int, past_door: int, may: bool):
    assert may_pass(people, past_door=past_door, limit=20) is may


@pytest.mark.parametrize(("people", "crowded"), [(20, False), (21, True)])
def test_crowded_is_one_more_than_may_be_together(people: int, crowded: bool):
    assert is_crowded(people, 20) is crowded
