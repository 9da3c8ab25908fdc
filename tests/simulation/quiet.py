"""A day on which nothing goes wrong, and the same day as the planner plays it: with the same people and minutes."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import NamedTuple

from sqlmodel import Session, col, select

from scheduler.db.models import Booking, Call, Slot, Ticket
from scheduler.domain.forecasting.people import Person as Comer
from scheduler.domain.forecasting.people import Turnout
from scheduler.domain.forecasting.plan import Plan as PlannersPlan
from scheduler.domain.forecasting.plan import Shift
from scheduler.domain.forecasting.playing import played
from scheduler.domain.hall.rests import Rest
from scheduler.domain.offices.presets import counter_services
from scheduler.flow.hall.hall_state import rules_of
from tests.scenes.factories import at
from tests.simulation.arrivals import MINUTE, RECORDING, Person, Plan, person_of, plan_of
from tests.simulation.hall_day import HallDay
from tests.simulation.outcome import COMES, REACTS

EARLY = 14 * MINUTE
"""Nobody comes earlier before their time: they would get no number yet."""
GOES_TO_ANYBODY = ("KTP-el",), ("KK",), RECORDING
"""What whoever comes may fetch for themselves."""


class Called(NamedTuple):
    """A number that was called to a counter."""

    number: str
    counter: int
    at: datetime


def quiet_plan(seed: int, *, times: int = 1) -> Plan:
    """The day of a seed with people as they should be: in time, with everything, heard at the first call; each comes at
    a moment of their own. times: so many times as large a hall, and as many people.
    """
    drawn = plan_of(seed)
    random, plan = Random(f"{seed}/quiet"), replace(drawn, limit=times * drawn.limit, unforeseen=[], is_quiet=True)
    people = (person_of(random, plan, name) for name in range(times * len(plan.people)))
    return replace(plan, people=[_as_should_be(each, plan) for each in people if each.comes_at is not None])


def _as_should_be(person: Person, plan: Plan) -> Person:
    assert person.comes_at is not None
    slot = None if person.slot is None or person.slot.date() != plan.starts.date() else person.slot
    comes = person.comes_at if slot is None else max(person.comes_at, slot - EARLY)
    return replace(
        person,
        wants=GOES_TO_ANYBODY[person.name % len(GOES_TO_ANYBODY)],
        slot=slot,
        comes_at=comes + timedelta(milliseconds=7 * person.name + 1),
        party=min(person.party, plan.limit, 2),
        work=person.work + person.name / 7000,
        shows="pass",
        deaf=0,
        patience=None,
        walks=0.5,
        shows_twice=False,
        is_ready=True,
        trouble=None,
    )


def as_the_planner_plays(day: HallDay) -> list[Called]:
    """The calls of a day that was played by the real steps, as the planner has them."""
    numbers, turnout = _turnout(day)
    return [Called(numbers[call.person], call.counter, call.at) for call in played(_plan(day), turnout).calls]


def calls_of(day: HallDay) -> list[Called]:
    """The calls as they were."""
    calls = (
        select(Ticket.number, Call.counter_number, Call.at)
        .join(Ticket, col(Ticket.id) == col(Call.ticket_id))
        .where(col(Call.office_id) == day.world.office.id)
        .order_by(col(Call.id))
    )
    return [Called(*row) for row in day.world.read(lambda session: session.execute(calls).all())]


def _turnout(day: HallDay) -> tuple[list[str], Turnout]:
    """Who came, with the number of each, in the order of these."""
    came = sorted(day.world.read(lambda session: list(_came(session, day))))
    people = tuple(comer for _, _, comer in came)
    return [number for _, number, _ in came], Turnout(people, reacts=(REACTS,))


def _came(session: Session, day: HallDay) -> Iterator[tuple[int, str, Comer]]:
    assert day.scene is not None
    for ticket in day.scene.tickets.values():
        slot_id = session.get_one(Booking, ticket.booking_id).slot_id
        person = day.citizens.people[ticket.number]
        yield (
            ticket.seq,
            ticket.number,
            Comer(
                at=ticket.arrived_at,
                service=day.scene.letter(ticket.service_id),
                slot=session.get_one(Slot, slot_id).starts_at if slot_id else None,
                people=ticket.people,
                priority=ticket.priority,
                minutes=COMES + person.work,
                expected=ticket.minutes,
            ),
        )


def _plan(day: HallDay) -> PlannersPlan:
    plan, midnight = day.plan, at(0, day=day.plan.day)
    return PlannersPlan(
        midnight=midnight,
        weekday=plan.day,
        opens=midnight,
        ends=dict.fromkeys("ABC", plan.closes),
        shifts=[
            Shift(number, counter_services(number, counters=plan.counters), midnight, plan.closes)
            for number in range(1, plan.counters + 1)
        ],
        limit=plan.limit,
        rules=rules_of(day.world.office),
        early=EARLY,
        rests=[Rest(midnight, plan.opens, admits=True), Rest(*plan.pause)],
    )
