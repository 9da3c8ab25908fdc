"""What the survey came to: answers of a month or a year, in all and by service, and who gave them."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlmodel import Session, col

from scheduler.db.models import Office, OfficeDay, RespondentCount, SatisfactionCount, Ticket
from scheduler.domain.satisfaction.index import Index, shown_apart, together
from scheduler.domain.satisfaction.periods import Span
from scheduler.domain.stages import TicketStage

Traits = Mapping[tuple[str, str], int]
"""By trait and answer, how many said so of themselves."""


@dataclass(frozen=True, slots=True)
class Results:
    """Of a span: the index of all, of each service by its id, and what respondents said of themselves.

    respondents: how many answered, by service, shown or not. The month that runs is counted and not shown: two looks
    at it differ by what somebody said in between, and who was served in between is known. Of a year only those months
    count of which enough answered, and a service only in months in which it is shown: else what few said could be
    reckoned from the rest.
    """

    span: Span
    whole: Index
    by_service: Mapping[int, Index]
    respondents: Mapping[int, int]
    traits: Traits

    def of_trait(self, trait: str, answer: str) -> int:
        """How many said so of themselves."""
        return self.traits.get((trait, answer), 0)

    def unsaid(self, trait: str) -> int:
        """How many said nothing of it."""
        return self.whole.respondents - sum(count for (each, _), count in self.traits.items() if each == trait)


def results_of(session: Session, office_id: int, span: Span, this_month: date) -> Results:
    """What was answered in a month or a year before the month that runs; without answers every index is empty."""
    by_month = _by_month_and_service(session, office_id, span)
    wholes = {month: together(parts.values()) for month, parts in by_month.items()}
    over = [month for month in by_month if month < this_month]
    counting = [month for month in over if wholes[month].is_shown or not span.is_year]
    apart: dict[int, list[Index]] = defaultdict(list)
    for month in counting:
        for service, index in shown_apart(by_month[month]).items():
            apart[service].append(index)
    respondents: Counter[int] = Counter()
    for parts in by_month.values():
        respondents.update({service: index.respondents for service, index in parts.items()})
    return Results(
        span,
        together(wholes[month] for month in counting),
        {service: together(indexes) for service, indexes in apart.items()},
        respondents,
        _traits(session, office_id, counting),
    )


def by_month(session: Session, office_id: int, span: Span, this_month: date) -> Mapping[date, Index]:
    """The index of each month that is over and in which somebody answered, the first first."""
    row = SatisfactionCount
    said = (
        select(col(row.month), col(row.element), col(row.score), func.sum(col(row.people)))
        .where(
            col(row.office_id) == office_id,
            col(row.month).between(span.first, span.last),
            col(row.month) < this_month,
        )
        .group_by(col(row.month), col(row.element), col(row.score))
    )
    found: dict[date, dict[tuple[int, int], int]] = defaultdict(dict)
    for month, element, score, people in session.execute(said):
        found[month][element, score] = int(people)
    return {month: Index(counts) for month, counts in sorted(found.items())}


def first_month(session: Session, office_id: int) -> date | None:
    """The month of the first answer; None without any."""
    months = select(func.min(col(SatisfactionCount.month))).where(col(SatisfactionCount.office_id) == office_id)
    return session.scalar(months)


def published(session: Session, office: Office, this_month: date) -> Results | None:
    """What the public is shown: the newest month that is over and has enough answers; None where there is none, or the
    office does not publish.
    """
    if not office.publishes_satisfaction:
        return None
    row = SatisfactionCount
    months = (
        select(col(row.month))
        .where(col(row.office_id) == office.id, col(row.month) < this_month)
        .distinct()
        .order_by(col(row.month).desc())
        .limit(LOOKED_BACK)
    )
    for month in session.scalars(months):
        found = results_of(session, office.id, Span.of_month(month), this_month)
        if found.whole.is_shown:
            return found
    return None


LOOKED_BACK = 24
"""Months with answers among which the public's is looked for."""


def served_in(session: Session, office_id: int, span: Span) -> int:
    """How many numbers were served in a month: the population of its survey."""
    served = (
        select(func.count())
        .select_from(Ticket)
        .join(OfficeDay, col(OfficeDay.id) == col(Ticket.office_day_id))
        .where(
            col(OfficeDay.office_id) == office_id,
            col(OfficeDay.day) >= span.first,
            col(OfficeDay.day) < span.ends,
            col(Ticket.stage) == TicketStage.SERVED,
        )
    )
    return session.scalar(served) or 0


def _by_month_and_service(session: Session, office_id: int, span: Span) -> Mapping[date, Mapping[int, Index]]:
    row = SatisfactionCount
    said = (
        select(col(row.month), col(row.service_id), col(row.element), col(row.score), col(row.people))
        .where(col(row.office_id) == office_id, col(row.month).between(span.first, span.last))
        .order_by(col(row.month), col(row.service_id))
    )
    found: dict[date, dict[int, dict[tuple[int, int], int]]] = defaultdict(lambda: defaultdict(dict))
    for month, service, element, score, people in session.execute(said):
        found[month][service][element, score] = people
    return {month: {each: Index(counts) for each, counts in parts.items()} for month, parts in found.items()}


def _traits(session: Session, office_id: int, months: Sequence[date]) -> Traits:
    row = RespondentCount
    said = (
        select(col(row.trait), col(row.answer), func.sum(col(row.people)))
        .where(col(row.office_id) == office_id, col(row.month).in_(months))
        .group_by(col(row.trait), col(row.answer))
    )
    return {(trait, answer): int(people) for trait, answer, people in session.execute(said)}
