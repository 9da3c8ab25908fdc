"""The index of the regulation: worked examples, its table of grades with the bounds, and what an address names."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from scheduler.domain.satisfaction.index import FEWEST, Index, quality_of, rounded, sample_of
from scheduler.domain.satisfaction.periods import Span, months_back
from scheduler.domain.satisfaction.questions import ELEMENTS, SCORES, TRAITS
from scheduler.domain.satisfaction.refusals import SurveyHasGaps


def index_of(*answers: dict[int, int]) -> Index:
    """The index of respondents, each by what they gave to the elements."""
    counts: dict[tuple[int, int], int] = {}
    for each in answers:
        for element, score in each.items():
            counts[element, score] = counts.get((element, score), 0) + 1
    return Index(counts)


def all_of(score: int, **others: int) -> dict[int, int]:
    return {each.number: others.get(each.key, score) for each in ELEMENTS}


@pytest.mark.parametrize(("score", "index"), [(1, "25.00"), (2, "50.00"), (3, "75.00"), (4, "100.00")])
def test_everybody_of_one_mind_makes_a_round_index(score: int, index: str) -> None:
    assert index_of(*[all_of(score)] * 7).value == Decimal(index)


def test_each_element_weighs_a_ninth() -> None:
    found = index_of(all_of(3, u4=4), all_of(3, u4=4), all_of(4, u4=1))

    assert found.mean(4) == Fraction(9, 3)
    assert found.mean(1) == Fraction(10, 3)
    assert found.weighted(4) == Fraction(1, 3)
    assert found.weighted_sum == (8 * Fraction(10, 3) + 3) / 9
    assert found.value == Decimal("82.41")
    assert found.of_hundred(1) == Decimal("83.33")


def test_respondents_are_counted_once() -> None:
    found = index_of(all_of(1), all_of(4), all_of(4))

    assert found.respondents == 3
    assert found.share(9, 4) == 2


def test_nobody_has_no_index() -> None:
    found = Index({})

    assert (found.respondents, found.value, found.is_shown) == (0, Decimal("0.00"), False)


@pytest.mark.parametrize(("count", "is_shown"), [(FEWEST - 1, False), (FEWEST, True)])
def test_few_answers_are_not_shown(count: int, is_shown: bool) -> None:
    assert index_of(*[all_of(3)] * count).is_shown is is_shown


@pytest.mark.parametrize(
    ("index", "letter", "word"),
    [
        ("100.00", "A", "Sangat baik"),
        ("88.31", "A", "Sangat baik"),
        ("88.30", "B", "Baik"),
        ("76.61", "B", "Baik"),
        ("76.60", "C", "Kurang baik"),
        ("65.00", "C", "Kurang baik"),
        ("64.99", "D", "Tidak baik"),
        ("25.00", "D", "Tidak baik"),
    ],
)
def test_grades_are_those_of_the_regulation(index: str, letter: str, word: str) -> None:
    found = quality_of(Decimal(index))

    assert (found.letter, found.word) == (letter, word)


def test_halves_are_rounded_up() -> None:
    assert rounded(Fraction(8841, 1000) * 10) == Decimal("88.41")
    assert rounded(Fraction(125, 1000)) == Decimal("0.13")


@pytest.mark.parametrize(("population", "sample"), [(0, 0), (10, 10), (100, 80), (1000, 278), (5000, 357)])
def test_sample_is_that_of_krejcie_and_morgan(population: int, sample: int) -> None:
    assert sample_of(population) == sample


def test_regulation_asks_nine_questions_with_four_answers() -> None:
    assert [each.number for each in ELEMENTS] == [*range(1, 10)]
    assert all(len(each.answers) == len(SCORES) for each in ELEMENTS)
    assert [each.name for each in TRAITS] == ["sex", "age", "education", "work"]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-11", date(2026, 11, 1), date(2026, 11, 1)),
        ("2026", date(2026, 1, 1), date(2026, 12, 1)),
    ],
)
def test_address_names_a_month_or_a_year(text: str, first: date, last: date) -> None:
    span = Span.named(text)

    assert span is not None
    assert (span.first, span.last, span.name) == (first, last, text)


@pytest.mark.parametrize("text", ["", "2026-13", "1999", "2026-1", "november", "2026-11-30", "٢٠٢٦"])
def test_anything_else_names_nothing(text: str) -> None:
    assert Span.named(text) is None


def test_month_is_over_on_the_first_of_the_next() -> None:
    december = Span.of_month(date(2026, 12, 1))

    assert not december.is_over(date(2026, 12, 31))
    assert december.is_over(date(2027, 1, 1))
    assert months_back(date(2027, 1, 1), 13) == date(2025, 12, 1)


def test_gaps_are_named() -> None:
    assert SurveyHasGaps(missing=[2, 7]).told_facts["numbers"] == "2, 7"
