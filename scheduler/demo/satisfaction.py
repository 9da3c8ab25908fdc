"""What the demonstration's citizens said of their visits: three months of counts, and some of this morning's visits."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from sqlalchemy import select
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.models import Booking, Office
from scheduler.demo.accounts import Crew
from scheduler.demo.play import Play
from scheduler.domain.offices.settings import Revision
from scheduler.domain.satisfaction.periods import month_of, months_back
from scheduler.domain.satisfaction.questions import ELEMENTS, TRAITS
from scheduler.domain.stages import BookingStage
from scheduler.flow.invitations.invitations import pass_of
from scheduler.flow.offices.settings import change_settings
from scheduler.flow.satisfaction import answering
from scheduler.flow.satisfaction.answering import Answers

SWITCHED_ON = {"asks_satisfaction": True, "publishes_satisfaction": True}
MONTHS, A_MONTH = 3, 24
"""Months before this one, and how many answered in each."""
THIS_MORNING = 6
"""Visits that have answered; who was served last has not yet."""
USUAL: Mapping[int, int] = {1: 3, 2: 3, 3: 3, 4: 4, 5: 3, 6: 3, 7: 4, 8: 3, 9: 3}
"""What most say of each element."""


def fill_answers(play: Play, day: date, crew: Crew, *, now: datetime) -> None:
    """Ask from `now` on, and answer; nothing stands behind the months before, since nothing is kept of who answered."""
    play.do(change_settings, Revision(SWITCHED_ON), by=crew.supervisor, now=now)
    services = play.read(_services, play.office)
    for back in range(MONTHS, 0, -1):
        month = months_back(month_of(day), back)
        for place, said in enumerate(_said(A_MONTH, better=MONTHS - back)):
            service = services[place % len(services)]
            play.do(answering.count, service, said, now=play.at(month, "10.00"))


def answer_this_morning(play: Play, *, now: datetime) -> None:
    """Some of the visits that were served today answer."""
    passes = play.read(_served, play.office)[:THIS_MORNING]
    for code, said in zip(passes, _said(len(passes), better=MONTHS), strict=True):
        play.do_by_code(answering.answer, code, said, now=now)


def _said(count: int, *, better: int) -> Iterator[Answers]:
    """So many answers; the time that things took gets better from month to month."""
    for place in range(count):
        scores = dict(USUAL)
        for each in ELEMENTS:
            turn = (place * 7 + each.number * 3) % 10
            scores[each.number] += 1 if turn < 3 and scores[each.number] < 4 else -1 if turn == 9 else 0
        scores[3] = 2 if place % 5 < MONTHS - better else 3 + place % 2
        traits = {each.name: [*each.answers][place * 5 % len(each.answers)] for each in TRAITS} if place % 4 else {}
        yield Answers(scores, traits)


def _services(session: Session, office: Office) -> list[int]:
    return [service.id for service in queries.services_of(session, office.id)]


def _served(session: Session, office: Office) -> list[str]:
    """The passes of visits that are done, the first first."""
    done = select(Booking).where(col(Booking.office_id) == office.id, col(Booking.stage) == BookingStage.FULFILLED)
    return [pass_of(booking) for booking in session.scalars(done.order_by(col(Booking.id)))]
