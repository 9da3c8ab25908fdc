"""Visits that were served, and what they answer to the survey."""

from collections.abc import Mapping
from datetime import datetime

from scheduler.db.models import Office
from scheduler.domain.offices.settings import Revision
from scheduler.domain.satisfaction.questions import ELEMENTS
from scheduler.flow.offices.settings import change_settings
from scheduler.flow.satisfaction import answering
from scheduler.flow.satisfaction.answering import Answers
from tests.scenes.factories import NINE, World, at

SERVED, TEN = at(9, 5), at(10)
"""When the visits of these scenes are done, and when they answer."""


def asking(office: World, *, at_all: bool = True, by_message: bool = False, publishing: bool = False) -> World:
    """The office asks who was served."""
    wanted = {
        "asks_satisfaction": at_all,
        "satisfaction_by_message": by_message,
        "publishes_satisfaction": publishing,
    }
    office.do(change_settings, Revision(wanted), now=NINE)
    office.office = office.read(lambda session: session.get_one(Office, office.office.id))
    return office


def served(office: World, *, now: datetime = SERVED, service: str = "A", **facts: object) -> str:
    """The pass of a visit that has its document."""
    code = office.booked(service=service, **facts)
    number = office.scan(code, now=NINE).ticket
    office.call(now=NINE)
    office.hand_over(number, now=now)
    return code


def all_of(score: int, traits: Mapping[str, str] | None = None) -> Answers:
    """The same score for every element."""
    return Answers({each.number: score for each in ELEMENTS}, traits or {})


def answered(office: World, code: str, answers: Answers, *, now: datetime = TEN) -> None:
    """A visit answers."""
    office.database.run(answering.answer, code, answers, now=now)
