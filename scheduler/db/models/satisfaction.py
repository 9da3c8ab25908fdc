"""Answers to the survey of satisfaction, as counts: no row is anybody's answer, and none says when it came.

Which visits have answered stands apart (`SurveyMark`): the visit's own number is its key, so that neither the order of
the rows nor a time of theirs leads to an answer, and it goes when the visit can answer no more.
"""

from datetime import date

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from scheduler.db.models.base import SQLModel, office_id


class SatisfactionCount(SQLModel, table=True):
    """How many answered, in a month and about a service, that an element has a score."""

    __tablename__ = "satisfaction_count"
    __table_args__ = (CheckConstraint("people >= 0", name="people_not_negative"),)

    office_id: int = Field(foreign_key="office.id", primary_key=True)
    month: date = Field(primary_key=True)
    """Its first day; in which the answer was given, by the office's clock."""
    service_id: int = Field(foreign_key="service.id", primary_key=True)
    element: int = Field(primary_key=True)
    """1 to 9 for U1 to U9."""
    score: int = Field(primary_key=True)
    """1 to 4."""
    people: int


class RespondentCount(SQLModel, table=True):
    """How many of those who answered in a month said something of themselves. Of each trait alone: they are not
    counted together, nor with what was answered.
    """

    __tablename__ = "respondent_count"
    __table_args__ = (CheckConstraint("people >= 0", name="people_not_negative"),)

    office_id: int = Field(foreign_key="office.id", primary_key=True)
    month: date = Field(primary_key=True)
    trait: str = Field(primary_key=True)
    """A word of `domain.satisfaction.questions.TRAITS`."""
    answer: str = Field(primary_key=True)
    people: int


class SurveyMark(SQLModel, table=True):
    """A visit has answered, and cannot again."""

    __tablename__ = "survey_mark"

    booking_id: int = Field(foreign_key="booking.id", primary_key=True)
    office_id: int = office_id(index=True)
