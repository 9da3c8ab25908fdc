"""What is foreseen of the demonstration's coming days, and of days before it, with how those might have been.

Days are played less often than the worker would: nobody waits long for a demonstration.
"""

from datetime import date, datetime, timedelta
from itertools import pairwise

from sqlmodel import Session

from scheduler.db.models import Office
from scheduler.demo.play import Play, working_days_before
from scheduler.domain.forecasting.people import turnout
from scheduler.domain.forecasting.plan import Plan
from scheduler.domain.forecasting.played import Played
from scheduler.domain.forecasting.playing import played
from scheduler.domain.forecasting.truth import Truth, Turn, Visits, truth_of
from scheduler.flow.forecasting import judging, keeping

PLAYS, DAYS_BEFORE = 10, 10


def foresee_days(session: Session, office: Office, *, now: datetime) -> None:
    """Foresee all coming days."""
    todo = keeping.look(session, office, now, most=keeping.MOST_DAYS)
    assert todo is not None
    for due in todo.due:
        keeping.keep(session, office.id, due, keeping.play(due, todo.habits, PLAYS), now=now)


def judge_days(play: Play, today: date) -> None:
    """The days of work before today, as they were foreseen the evening before, and a play of each as what came."""
    for day in working_days_before(today, DAYS_BEFORE):
        play.do(_judge, day, now=play.at(day - timedelta(days=1), "18.00"))


def _judge(session: Session, office: Office, day: date, *, now: datetime) -> None:
    due, habits = keeping.look_at(session, office, day, now)
    if due.setting.work:
        keeping.keep(session, office.id, due, keeping.play(due, habits, PLAYS), now=now)
        was = played(due.plan, turnout(due.plan, habits, day.toordinal()))
        judging.write_down(session, office.id, day, _truth(due.plan, was))


def _truth(plan: Plan, was: Played) -> Truth | None:
    """A play, as the hall would have counted it."""
    calls = {call.person: call for call in was.calls}
    turns = [
        Turn(person.at, *((calls[place].at, calls[place].ends) if place in calls else ()))
        for place, person in enumerate(was.turnout.people)
    ]
    inside = [(plan.opens, 0), *((step.at, step.inside) for step in was.steps)]
    booked = sum(person.slot is not None for person in was.turnout.people)
    return truth_of(
        turns,
        [(at, people - before) for (_, before), (at, people) in pairwise(inside)],
        Visits(booked, booked, len(was.turnout.people) - booked, was.turnout.turned_away),
        opens=plan.opens,
        closes=plan.closes,
        quarters=len(was.by_quarter()),
    )
