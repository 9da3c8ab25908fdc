"""Any day of any office, and who comes: for tests of what holds of all of them."""

from random import Random

from hypothesis import strategies as st

from scheduler.domain.forecasting.people import Person, Turnout
from scheduler.domain.forecasting.plan import Plan, Shift
from scheduler.domain.hall.queue import Rules
from scheduler.domain.hall.rests import Rest
from tests.domain.forecasting.scene import MIDNIGHT, MINUTE, at

LETTERS = "ABC"
Day = tuple[Plan, Turnout]
some_services = st.sets(st.sampled_from(LETTERS), min_size=1, max_size=3).map(frozenset)
rules = st.builds(
    Rules,
    grace=st.sampled_from((0, 15)).map(lambda minutes: minutes * MINUTE),
    walk_in_delay=st.sampled_from((0, 20)).map(lambda minutes: minutes * MINUTE),
    priority_lead=st.sampled_from((0, 15)).map(lambda minutes: minutes * MINUTE),
    passes=st.integers(0, 3),
)


@st.composite
def days(draw: st.DrawFn) -> Day:
    """From eight to ten at most, so that much happens at once: moments are often the same."""
    shifts = [
        Shift(number, draw(some_services), at(8, begins), at(8, ends))
        for number in range(1, draw(st.integers(1, 4)) + 1)
        for begins, ends in draw(stretches)
    ]
    ends = {letter: at(8, draw(st.sampled_from((120, 120, 120, 90, 45, 0)))) for letter in draw(some_services)}
    plan = Plan(
        midnight=MIDNIGHT,
        weekday=0,
        opens=at(7, 45),
        ends=ends,
        shifts=shifts,
        limit=draw(st.integers(1, 8)),
        rules=draw(rules),
        early=15 * MINUTE,
        rests=[Rest(at(8, begins), at(8, over), admits=begins < 0) for begins, over in draw(gaps)],
    )
    random = Random(draw(st.integers(0, 2**32)))  # to draw each fact of each person takes longer than all the rest
    people = sorted((_person(random) for _ in range(draw(st.integers(0, 30)))), key=lambda person: person.at)
    reacts = draw(st.lists(st.sampled_from((0.0, 0.5, 1.25)), min_size=1, max_size=3))
    return plan, Turnout(tuple(people), 0, tuple(reacts))


stretches = st.sampled_from(
    (
        [(0, 120)],
        [(0, 120)],
        [(0, 45)],
        [(30, 120)],
        [(0, 30), (30, 90)],
        [(0, 30), (60, 120)],
        [(-10, 20)],
    )
)
"""In minutes after eight, of one counter."""
gaps = st.sampled_from(([], [(-30, 0)], [(-30, 0), (50, 70)], [(20, 25)], [(-30, 0), (80, 100)]))
"""In minutes after eight; before it people come in already."""


def _person(random: Random) -> Person:
    """Somebody who comes between half an hour before and two hours after eight, booked or not."""
    slot = random.choice((None, *range(0, 120, 30)))
    minutes = random.choice((0.5, 2, 3.25, 5, 12))
    return Person(
        at=at(8, random.randint(-30, 125)),
        service=random.choice(LETTERS),
        slot=None if slot is None else at(8, slot),
        people=random.choice((1, 1, 1, 2, 3, 6)),
        priority=random.randrange(6) == 5,
        minutes=minutes,
        expected=minutes * random.choice((0.5, 1, 1, 1.5)),
    )
