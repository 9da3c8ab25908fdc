"""What stands of a day and of the coming weeks, and what is thought into it; nothing of it is written."""

from datetime import date, timedelta
from functools import partial

import pytest

from scheduler.db.models import Booking, Move, Office, Slot
from scheduler.domain.figures.refusals import PeriodBackwards
from scheduler.domain.forecasting.chance import Rate
from scheduler.domain.forecasting.refusals import ChangeNeeded, NoWorkThatDay, ServiceNotServed, SlotMinutesOutOfRange
from scheduler.domain.forecasting.weeks.coming import ASSUMED, Household, Stack, WeeksChange
from scheduler.domain.forecasting.weeks.run import Now, run
from scheduler.domain.forecasting.whatif.change import Change, Lost
from scheduler.domain.invitations.refusals import DayNotOffered
from scheduler.flow.forecasting import weeks, whatif
from tests.scenes.factories import MONDAY, NINE, World
from tests.support.costs import counted

TUESDAY, FRIDAY, SATURDAY = (MONDAY + timedelta(days=n) for n in (1, 4, 5))
LIMIT = Change(limit=5)


def thought(office: World, change: Change = LIMIT, day: date = TUESDAY) -> whatif.Thought:
    return office.read(lambda session: whatif.thought_of(session, office.office, day, change, now=NINE))


def coming(office: World, over: WeeksChange | None = None, **facts) -> weeks.WeeksThought:
    return office.read(
        lambda session: weeks.thought_of_weeks(session, office.office, over or WeeksChange(), now=NINE, **facts)
    )


@pytest.mark.postgres("statements")
def test_day_with_who_is_booked_as_it_is_and_as_it_is_thought_of(office):
    office.booked(9, day=1)

    found = thought(office, Change(limit=5, units={"A": 3}))

    nine = {
        name: next(slot for slot in plan.slots if slot.booked)
        for name, plan in (("usual", found.usual), ("other", found.other))
    }
    assert (found.usual.limit, found.other.limit) == (office.office.lobby_limit, 5)
    assert (nine["usual"].free, nine["other"].free) == (5, 2)
    assert nine["usual"].booked == nine["other"].booked
    assert found.usual.ahead == found.other.ahead == 1


def test_both_are_played_with_the_same_people(office):
    compared = thought(office, Change(lost=[Lost(1), Lost(2)])).compared(seeds=range(3))

    assert compared.usual.plays == compared.other.plays == 3
    assert compared.differences["served"].band.high <= 0


@pytest.mark.parametrize("day", [MONDAY - timedelta(days=1), MONDAY + timedelta(days=367)])
def test_only_days_ahead_can_be_thought_of(office, day):
    with pytest.raises(DayNotOffered):
        thought(office, day=day)


def test_a_day_that_is_shut_and_a_change_that_is_none_are_refused(office):
    with pytest.raises(NoWorkThatDay):
        thought(office, day=SATURDAY)
    with pytest.raises(ChangeNeeded):
        thought(office, Change())


def test_a_weekday_is_the_next_one_without_its_bookings(office):
    office.booked(9, day=4)

    found = office.read(lambda session: whatif.thought_of_weekday(session, office.office, 4, LIMIT, now=NINE))

    assert found.usual.weekday == 4
    assert not any(slot.booked for slot in found.usual.slots)
    assert found.usual.ahead == office.office.horizon_days


def test_a_weekday_on_which_the_office_never_works_is_refused(office):
    with pytest.raises(NoWorkThatDay):
        office.read(lambda session: whatif.thought_of_weekday(session, office.office, 5, LIMIT, now=NINE))


@pytest.mark.postgres("statements")
def test_weeks_with_seats_bookings_and_who_waits(office):
    office.booked(9, day=1)
    office.booked(9, day=1)
    office.change(Office, office.office.id, wave_percent=0)
    office.office = office.rows(Office)[0]
    office.document()

    found = coming(office, WeeksChange(percent=50))

    days = {day.date: day for day in found.usual.days}
    assert days[MONDAY].date == found.usual.days[0].date
    assert days[TUESDAY].seats["A"] == 12 * 6
    assert days[TUESDAY].booked == {"A": [Household(1, 1, ("KTP-el",))] * 2}
    assert days[SATURDAY].seats == {}
    assert found.usual.waiting == {"A": [Household(1, 1)]}
    assert (found.usual.percent, found.other.percent) == (0, 50)
    assert len(found.usual.days) == weeks.LENGTH + office.office.horizon_days
    assert found.usual.answers.seen == found.recorded == 0


def test_open_invitations_ask_for_seats(office):
    office.invitation()

    assert coming(office, WeeksChange(percent=50)).usual.asked == {"A": [Household(1, 1)]}


def test_what_people_did_lately_is_reckoned_with(office, monkeypatch):
    monkeypatch.setattr(weeks, "ENOUGH", 2)
    for day in (1, 1, 2):
        office.booked(9, day=day)
    later = NINE + timedelta(days=4)

    found = office.read(
        lambda session: weeks.thought_of_weeks(session, office.office, WeeksChange(percent=50), now=later)
    )

    assert found.usual.usual["A"] == Rate(3, 2)
    assert found.recorded == 2
    assert found.usual.answers.seen == 3
    assert set(found.usual.answers.after.values) == {0}


def test_little_that_is_known_is_not_believed(office):
    office.booked(9, day=1)

    found = office.read(
        lambda session: weeks.thought_of_weeks(
            session, office.office, WeeksChange(percent=50), now=NINE + timedelta(days=4)
        )
    )

    assert found.usual.answers.after == ASSUMED.after


def test_a_stack_alone_is_held_against_the_weeks_without_it(office):
    found = coming(office, stack=Stack("A", 30))

    assert (found.usual.stack, found.other.stack) == (None, Stack("A", 30))


def test_with_something_else_otherwise_both_have_the_stack(office):
    found = coming(office, WeeksChange(percent=50), stack=Stack("A", 30))

    assert found.usual.stack == found.other.stack == Stack("A", 30)


def test_seats_follow_units_and_the_hours_of_ramadan(office):
    units = coming(office, change=Change(units={"A": 3}))
    ramadan = coming(office, in_ramadan=True)

    assert {day.date: day.seats for day in units.other.days}[TUESDAY]["A"] == 12 * 3
    assert {day.date: day.seats for day in ramadan.other.days}[TUESDAY]["A"] == (8 + 5) * 6
    assert {day.date: day.seats for day in ramadan.other.days}[SATURDAY] == {}


def test_a_closed_week_has_no_seats_and_moves_who_is_booked(office):
    office.booked(9, day=1)

    found = coming(office, WeeksChange(closed=[(TUESDAY, FRIDAY)]))

    went = run(found.other, 1)
    assert not went.visits[1]
    assert len(went.visits[7]) == 1
    assert Now.TO_MOVE not in went.days[-1].documents


def test_hall_of_the_fullest_day(office):
    found = coming(office, stack=Stack("A", 60))
    compared = found.compared(seeds=range(3))

    hall = found.hall_of(compared.other, seeds=range(2))

    assert compared.other.visits
    assert 0 < hall.served.middle <= len(compared.other.visits) + 40
    assert hall.plays == 2


@pytest.mark.parametrize(
    ("change", "facts", "refusal"),
    [
        (WeeksChange(), {}, ChangeNeeded),
        (WeeksChange(closed=[(FRIDAY, TUESDAY)]), {}, PeriodBackwards),
        (WeeksChange(), {"stack": Stack("Z", 30)}, ServiceNotServed),
        (WeeksChange(), {"change": Change(slot_minutes={"A": 1})}, SlotMinutesOutOfRange),
    ],
)
def test_weeks_that_cannot_be_are_refused(office, change, facts, refusal):
    with pytest.raises(refusal):
        coming(office, change, **facts)


def test_main_service_is_the_one_with_most_visits_or_the_first_with_types(office):
    main = partial(weeks.main_service, office=office.office)
    assert office.read(lambda session: main(session, now=NINE)) == "A"
    office.booked(9, service="B", day=1)

    assert office.read(lambda session: main(session, now=NINE + timedelta(days=4))) == "B"


def test_nothing_is_written_and_statements_do_not_grow_with_days(office):
    office.booked(9, day=1)
    before = [office.rows(kind) for kind in (Booking, Slot, Move)]

    with counted() as costs:
        coming(office, stack=Stack("A", 30))

    assert len(costs.statements) < 40
    assert [office.rows(kind) for kind in (Booking, Slot, Move)] == before
