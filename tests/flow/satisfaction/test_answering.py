"""A visit answers once; of what it says counts are kept, and nothing that leads from them to the visit."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import Session

from scheduler.db.models import RespondentCount, SatisfactionCount, Service, SurveyMark, metadata
from scheduler.domain.booking import PassUnknown
from scheduler.domain.satisfaction.index import OPEN_FOR
from scheduler.domain.satisfaction.periods import Span
from scheduler.domain.satisfaction.refusals import (
    SurveyAnswered,
    SurveyHasGaps,
    SurveyNotAsked,
    SurveyOver,
    SurveyTooEarly,
)
from scheduler.flow.counter import undo
from scheduler.flow.satisfaction import answering, asking, results
from scheduler.flow.satisfaction.answering import Answers, survey_of
from tests.scenes import surveys
from tests.scenes.factories import NINE, World, at
from tests.scenes.surveys import SERVED, all_of, answered, served

YEAR = Span(date(2026, 1, 1), date(2026, 12, 1))
NOVEMBER = Span.of_month(date(2026, 11, 1))
AFTERWARDS = date(2027, 1, 1)
"""By when all of these months are over."""


def of_month(office: World, span: Span = NOVEMBER) -> results.Results:
    return office.read(lambda session: results.results_of(session, office.office.id, span, AFTERWARDS))


def contents(office: World) -> dict[str, list[Any]]:
    """Every row of every table, as the database has it."""

    def read(session: Session) -> dict[str, list[Any]]:
        tables = metadata.tables
        return {name: sorted(map(repr, session.execute(select(tables[name])))) for name in sorted(tables)}

    return office.read(read)


@pytest.mark.postgres("statements")
def test_answers_are_added_up(office: World) -> None:
    surveys.asking(office)
    for score in (3, 4, 4):
        answered(office, served(office), all_of(score, {"sex": "female", "work": "own"}))

    found = of_month(office)

    assert found.whole.counts == {(element, score): n for element in range(1, 10) for score, n in ((3, 1), (4, 2))}
    assert found.traits == {("sex", "female"): 3, ("work", "own"): 3}
    months = office.read(lambda s: results.by_month(s, office.office.id, NOVEMBER, AFTERWARDS))
    assert months == {date(2026, 11, 1): found.whole}
    assert office.read(lambda s: results.by_month(s, office.office.id, NOVEMBER, date(2026, 11, 1))) == {}
    assert office.read(lambda s: results.first_month(s, office.office.id)) == date(2026, 11, 1)
    assert office.read(lambda s: results.served_in(s, office.office.id, NOVEMBER)) == 3


def counted(office: World, letter: str, score: int, count: int, *, now: datetime = NINE) -> None:
    """So many answers about a service, as they are kept."""
    service = next(row for row in office.rows(Service) if row.letter == letter)
    for _ in range(count):
        office.at_time(answering.count, service.id, all_of(score), now=now)


def by_letter(office: World, found: results.Results) -> dict[str, float]:
    letters = {row.id: row.letter for row in office.rows(Service)}
    return {letters[each]: float(index.value) for each, index in found.by_service.items()}


def test_services_are_told_apart_and_offices_too(office: World, elsewhere: World) -> None:
    counted(office, "A", 4, 5)
    counted(office, "B", 2, 5)
    counted(elsewhere, "A", 1, 5)

    found = of_month(office)

    assert by_letter(office, found) == {"A": 100, "B": 50}
    assert found.whole.value == 75


def test_year_is_of_what_its_months_show(office: World) -> None:
    counted(office, "A", 4, 6, now=at(9, day=1))
    counted(office, "B", 4, 1, now=at(9, day=1))
    counted(office, "B", 1, 4)

    found = of_month(office, YEAR)

    assert found.whole.respondents == 7
    assert by_letter(office, found) == {}
    assert sum(found.respondents.values()) == 11
    counted(office, "B", 1, 1)
    found = of_month(office, YEAR)
    assert found.whole.respondents == 12
    assert by_letter(office, found) == {"B": 25}


@pytest.mark.postgres("statements")
def test_nothing_else_changes_but_the_mark(office: World) -> None:
    surveys.asking(office)
    code = served(office)
    before = contents(office)

    answered(office, code, all_of(3, {"age": "20-29"}))

    changed = {name for name, rows in contents(office).items() if rows != before[name]}
    assert changed == {"satisfaction_count", "respondent_count", "survey_mark"}
    assert [row.booking_id for row in office.rows(SurveyMark)] == [office.booking(code).id]


def test_no_row_of_an_answer_has_a_number_or_a_time(office: World) -> None:
    assert {*SatisfactionCount.model_fields} == {"office_id", "month", "service_id", "element", "score", "people"}
    assert {*RespondentCount.model_fields} == {"office_id", "month", "trait", "answer", "people"}
    assert {*SurveyMark.model_fields} == {"booking_id", "office_id"}


def test_second_answer_counts_for_nothing(office: World) -> None:
    surveys.asking(office)
    code = served(office)
    answered(office, code, all_of(4))

    with pytest.raises(SurveyAnswered):
        answered(office, code, all_of(1))

    assert of_month(office).whole.value == 100


@pytest.mark.parametrize(
    ("answers", "missing"),
    [
        (Answers({}), [*range(1, 10)]),
        (Answers(dict.fromkeys(range(1, 9), 4)), [9]),
        (Answers({**dict.fromkeys(range(1, 10), 4), 3: 5}), [3]),
    ],
)
def test_gaps_are_named_and_nothing_is_kept(office: World, answers: Answers, missing: list[int]) -> None:
    surveys.asking(office)
    code = served(office)

    with pytest.raises(SurveyHasGaps) as refusal:
        answered(office, code, answers)

    assert refusal.value.facts["missing"] == missing
    assert not office.rows(SurveyMark)


@pytest.mark.postgres("statements")
def test_what_is_no_choice_of_oneself_is_no_answer(office: World) -> None:
    surveys.asking(office)

    answered(office, served(office), all_of(3, {"sex": "Siti", "shoe": "42"}))

    assert not office.rows(RespondentCount)


def test_unknown_pass_is_unknown(office: World) -> None:
    surveys.asking(office)

    with pytest.raises(PassUnknown):
        answered(office, "7K4M-P2QX-9RD3-FHNT", all_of(3))


def not_asking(office: World) -> str:
    return served(office)


def not_served(office: World) -> str:
    surveys.asking(office)
    return office.booked()


def at_the_counter(office: World) -> str:
    surveys.asking(office)
    code = office.booked()
    office.scan(code, now=NINE)
    office.call(now=NINE)
    return code


def taken_back(office: World) -> str:
    surveys.asking(office)
    code = served(office, now=NINE)
    office.do(undo.undo_last, "A-001", now=NINE)
    return code


@pytest.mark.parametrize(
    ("scene", "refusal"),
    [
        (not_asking, SurveyNotAsked),
        (not_served, SurveyTooEarly),
        (at_the_counter, SurveyTooEarly),
        (taken_back, SurveyTooEarly),
    ],
)
def test_only_who_was_served_at_an_office_that_asks(
    office: World, scene: Callable[[World], str], refusal: type[Exception]
) -> None:
    code = scene(office)

    with pytest.raises(refusal):
        answered(office, code, all_of(3))


def test_visit_may_answer_for_two_weeks(office: World) -> None:
    surveys.asking(office)
    code, other = served(office), served(office)

    answered(office, code, all_of(3), now=SERVED + OPEN_FOR)
    with pytest.raises(SurveyOver):
        answered(office, other, all_of(3), now=SERVED + OPEN_FOR + timedelta(seconds=1))


def test_answer_counts_in_the_month_in_which_it_is_given(office: World) -> None:
    surveys.asking(office)

    answered(office, served(office), all_of(3), now=at(0, 30, day=1))

    assert of_month(office).whole.respondents == 0
    assert of_month(office, Span.of_month(date(2026, 12, 1))).whole.respondents == 1


def test_answer_stays_where_the_handover_is_undone_and_cannot_be_given_again(office: World) -> None:
    surveys.asking(office)
    code = served(office, now=NINE)
    answered(office, code, all_of(4), now=NINE)
    office.do(undo.undo_last, "A-001", now=NINE)
    office.hand_over("A-001", now=at(9, 10))

    with pytest.raises(SurveyAnswered):
        office.read(lambda session: survey_of(session, code, now=at(10)))
    assert of_month(office).whole.respondents == 1


@pytest.mark.postgres("statements")
def test_mark_goes_when_the_visit_could_answer_no_more(office: World) -> None:
    surveys.asking(office)
    code = served(office)
    answered(office, code, all_of(3))
    late = SERVED + OPEN_FOR

    assert not office.read(lambda session: asking.has_old_marks(session, office.office, late))
    over = late + timedelta(seconds=1)
    assert office.office.id in office.read(lambda session: asking.with_marks(session, over))
    assert office.at_time(asking.forget_marks, now=over) == 1

    assert not office.rows(SurveyMark)
    with pytest.raises(SurveyOver):
        answered(office, code, all_of(3), now=over)


def test_public_sees_the_newest_month_that_is_over_and_has_enough(office: World) -> None:
    def shown(month: date) -> results.Results | None:
        return office.read(lambda session: results.published(session, office.office, month))

    surveys.asking(office, publishing=True)
    for _ in range(4):
        answered(office, served(office), all_of(4))
    december = date(2026, 12, 1)
    assert shown(december) is None
    answered(office, served(office), all_of(4))

    assert shown(date(2026, 11, 1)) is None
    found = shown(december)
    assert found is not None
    assert found.whole.value == 100

    surveys.asking(office, publishing=False)
    assert shown(december) is None
