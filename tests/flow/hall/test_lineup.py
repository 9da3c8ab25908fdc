"""What is kept of a queue from one step to the next is what would be made of it anew."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from scheduler.board.waits import Wait
from scheduler.domain.hall.promise import Promise
from scheduler.flow.hall.lines import _told, _wait
from scheduler.flow.hall.standing import Lineup, Standing

NINE = datetime(2026, 11, 30, 2, tzinfo=UTC)
STAGES = ("waiting", "admitted", "called", "serving", "parked")


def at(minute: int | None) -> datetime | None:
    return None if minute is None else NINE + timedelta(minutes=minute)


@st.composite
def standings(draw: st.DrawFn) -> Standing:
    """One of nine people, anywhere; at a counter of their own, as no two are at the same."""
    number, stage = draw(st.integers(1, 9)), draw(st.sampled_from(STAGES))
    entered = draw(st.sampled_from((None, 5)))
    return Standing(
        number,
        number,
        1,
        f"A-{number:03}",
        stage,
        NINE + timedelta(minutes=draw(st.integers(0, 3))),
        number,
        0,
        0,
        1,
        draw(st.integers(0, 2)),
        False,
        False,
        5,
        NINE,
        None,
        at(entered),
        None,
        None,
        False,
        number if stage in ("called", "serving") else None,
        None,
    )


@given(st.lists(st.one_of(standings(), st.integers(1, 9)), max_size=20))
def test_queue_that_was_kept_up_is_the_queue_made_of_all_who_are_in_it(changes: list[Standing | int]) -> None:
    kept, all_of_them = Lineup(), dict[int, Standing]()
    for change in changes:
        kept = kept.copy()
        if isinstance(change, Standing):
            kept.put(change)
            all_of_them[change.id] = change
        else:
            kept.drop(change)
            all_of_them.pop(change, None)
        for each in kept.order:
            kept.queued.setdefault(each.id, each)  # type: ignore[arg-type]  # somebody looked at all of them

    anew = Lineup.of(all_of_them.values())
    assert kept.order == anew.order
    assert (kept.by_id, kept.at, kept.walking) == (anew.by_id, anew.at, anew.walking)
    assert kept.queued == kept.by_id


promises = st.one_of(st.none(), st.builds(Promise, st.sampled_from((NINE, at(4))), st.integers(1, 12)))
minutes = st.one_of(st.none(), st.tuples(st.integers(0, 2), st.integers(3, 6)))


@given(standings(), minutes, st.integers(0, 12), st.data())
def test_what_the_board_said_before_stays_only_where_it_would_say_the_same_anew(
    ticket: Standing, told: tuple[int, int] | None, minute: int, data: st.DataObject
) -> None:
    now = NINE + timedelta(minutes=minute, seconds=1, microseconds=5)
    before = Wait(
        ticket.number,
        data.draw(st.sampled_from((told, None, (1, 4)))),
        data.draw(promises),
        data.draw(promises),
        is_late=data.draw(st.booleans()),
        people=data.draw(st.sampled_from((1, 2))),
        places=data.draw(st.sampled_from((0, 2))),
    )
    if data.draw(st.booleans()):
        before = _told(ticket, told, before, NINE)  # one that a board really said, of this very wait

    said = _wait(ticket, told, before, now)

    assert said == _told(ticket, told, before, now)
