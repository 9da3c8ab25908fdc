"""A visit answers the survey, once. Of the answer counts are kept, and apart from them that the visit has answered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session, SQLModel, col

from scheduler.db import queries
from scheduler.db.engine.inserting import insert_into
from scheduler.db.models import Booking, Office, RespondentCount, SatisfactionCount, SurveyMark
from scheduler.domain.booking import PassUnknown
from scheduler.domain.satisfaction.index import OPEN_FOR
from scheduler.domain.satisfaction.periods import month_of
from scheduler.domain.satisfaction.questions import ELEMENTS, SCORES, TRAITS
from scheduler.domain.satisfaction.refusals import (
    SurveyAnswered,
    SurveyHasGaps,
    SurveyNotAsked,
    SurveyOver,
    SurveyTooEarly,
)
from scheduler.domain.stages import BookingStage
from scheduler.flow.core.local_time import today_of


@dataclass(frozen=True, slots=True)
class Answers:
    """What somebody chose: a score by the number of its element, a word by the name of its trait. Of what is not among
    the choices there is no answer.
    """

    scores: Mapping[int, int]
    traits: Mapping[str, str] = field(default_factory=dict)

    @property
    def missing(self) -> list[int]:
        """The elements without a score, in their order."""
        return [each.number for each in ELEMENTS if self.scores.get(each.number) not in SCORES]

    @property
    def said(self) -> list[tuple[str, str]]:
        """What was said of oneself, by trait."""
        return [(each.name, self.traits[each.name]) for each in TRAITS if self.traits.get(each.name) in each.answers]


@dataclass(frozen=True, slots=True)
class Survey:
    """A visit that may answer now."""

    office: Office
    booking: Booking


def survey_of(session: Session, code: str, *, now: datetime) -> Survey:
    """The survey of a pass. Raises PassUnknown, SurveyNotAsked, SurveyTooEarly, SurveyOver, SurveyAnswered."""
    booking = queries.booking_by_code(session, code)
    if booking is None:
        raise PassUnknown
    office = queries.office_by_id(session, booking.office_id)
    _refuse(session, office, booking, now)
    return Survey(office, booking)


def answer(session: Session, code: str, answers: Answers, *, now: datetime) -> None:
    """Count what a visit says, and that it has said something.

    Raises what `survey_of` does, and SurveyHasGaps, which names the questions without an answer.
    """
    survey = survey_of(session, code, now=now)
    if answers.missing:
        raise SurveyHasGaps(missing=answers.missing)
    _mark(session, survey.booking)
    count(session, survey.office, survey.booking.service_id, answers, now=now)


def count(session: Session, office: Office, service_id: int, answers: Answers, *, now: datetime) -> None:
    """Add a whole answer to the counts of its month: what is kept of it, and no word of whose it is."""
    mine = {"office_id": office.id, "month": month_of(today_of(office, now)), "people": 1}
    scores = [
        {**mine, "service_id": service_id, "element": each.number, "score": answers.scores[each.number]}
        for each in ELEMENTS
    ]
    _add(session, SatisfactionCount, scores)
    _add(session, RespondentCount, [{**mine, "trait": trait, "answer": word} for trait, word in answers.said])


def has_answered(session: Session, booking: Booking) -> bool:
    """Whether a visit has answered, as long as that is kept."""
    return session.get(SurveyMark, booking.id) is not None


def is_open(office: Office, booking: Booking, ended_at: datetime | None, now: datetime) -> bool:
    """Whether a visit that ended then is asked, if it has not answered."""
    if ended_at is None or booking.stage != BookingStage.FULFILLED:
        return False
    return office.asks_satisfaction and now - ended_at <= OPEN_FOR


def _refuse(session: Session, office: Office, booking: Booking, now: datetime) -> None:
    if not office.asks_satisfaction:
        raise SurveyNotAsked
    if booking.stage != BookingStage.FULFILLED:
        raise SurveyTooEarly
    ticket = queries.ticket_of_booking(session, booking.id)
    if not is_open(office, booking, ticket.ended_at if ticket else None, now):
        raise SurveyOver(days=OPEN_FOR.days)
    if has_answered(session, booking):
        raise SurveyAnswered


def _mark(session: Session, booking: Booking) -> None:
    """The guard that no interleaving gets past: of two who press at once the second finds the mark of the first."""
    mark = insert_into(session, SurveyMark).values(booking_id=booking.id, office_id=booking.office_id)
    made = session.execute(mark.on_conflict_do_nothing().returning(col(SurveyMark.booking_id)))
    if made.first() is None:
        raise SurveyAnswered


def _add(session: Session, table: type[SQLModel], rows: list[dict[str, object]]) -> None:
    """Add each row to what is counted under its key, in their order, which is the same for all who answer."""
    if not rows:
        return
    statement = insert_into(session, table).values(rows)
    more = table.__table__.c.people + 1  # type: ignore[attr-defined]
    keys = [column.name for column in table.__table__.primary_key]  # type: ignore[attr-defined]
    session.execute(statement.on_conflict_do_update(index_elements=keys, set_={"people": more}))
