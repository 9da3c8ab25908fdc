"""The index of satisfaction (IKM) as Permenpan RB 14/2017 reckons it, from counts of answers alone.

Annex, chapter on processing data: each of the nine elements weighs the same, 1/9 (written 0.11 there); the mean of an
element (NRR) times its weight is its weighted mean, their sum times 25 the index between 25 and 100. The weight is not
rounded here: with 0.11 or 0.111 an office whose citizens all say 4 would not reach 100. Numbers are rounded where they
are shown, to two places, half up.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import TypeVar

from scheduler.domain.refusals import N_
from scheduler.domain.satisfaction.questions import ELEMENTS

Counts = Mapping[tuple[int, int], int]
"""By element and score, how many said so."""
K = TypeVar("K")
WEIGHT = Fraction(1, len(ELEMENTS))
TO_HUNDRED = 25
"""Turns means of 1 to 4 into an index of 25 to 100."""
OPEN_FOR = timedelta(days=14)
"""So long after it was served a visit may answer."""
FEWEST = 5
"""From so many respondents on results are shown: of fewer, who was there that day might know who said what."""
CHI_SQUARE, MARGIN = Decimal("3.841"), Decimal("0.05")
"""Krejcie and Morgan's: chi square of one degree of freedom at 95 %, and the margin of error."""


@dataclass(frozen=True, slots=True)
class Quality:
    """A grade of service (mutu pelayanan) and what it is called (kinerja). least: the lowest index that has it."""

    letter: str
    word: str
    least: Decimal


QUALITIES = (
    Quality("A", N_("Sangat baik"), Decimal("88.31")),
    Quality("B", N_("Baik"), Decimal("76.61")),
    Quality("C", N_("Kurang baik"), Decimal("65.00")),
    Quality("D", N_("Tidak baik"), Decimal("25.00")),
)
"""Table of the regulation: 88.31-100, 76.61-88.30, 65.00-76.60, 25.00-64.99."""


@dataclass(frozen=True, slots=True)
class Index:
    """What some respondents said, who each answered all nine questions."""

    counts: Counts

    @property
    def respondents(self) -> int:
        """How many answered: everybody gave one score to the first element, as to each."""
        return self._said(ELEMENTS[0].number)

    @property
    def is_shown(self) -> bool:
        """Whether so many answered that nobody can tell who said what."""
        return self.respondents >= FEWEST

    def mean(self, element: int) -> Fraction:
        """NRR of an element: the sum of its scores by how many answered it; 0 where nobody did."""
        said = self._said(element)
        total = sum(score * count for (each, score), count in self.counts.items() if each == element)
        return Fraction(total, said) if said else Fraction(0)

    def weighted(self, element: int) -> Fraction:
        """NRR tertimbang of an element: its mean times 1/9."""
        return self.mean(element) * WEIGHT

    @property
    def weighted_sum(self) -> Fraction:
        """The weighted means of all elements together, between 1 and 4."""
        return sum((self.weighted(each.number) for each in ELEMENTS), Fraction(0))

    @property
    def value(self) -> Decimal:
        """IKM: the weighted means together times 25, to two places."""
        return rounded(self.weighted_sum * TO_HUNDRED)

    @property
    def quality(self) -> Quality:
        """The grade of the index."""
        return quality_of(self.value)

    def of_hundred(self, element: int) -> Decimal:
        """The mean of an element times 25, to two places."""
        return rounded(self.mean(element) * TO_HUNDRED)

    def quality_of_element(self, element: int) -> Quality:
        """The grade of one element."""
        return quality_of(self.of_hundred(element))

    def share(self, element: int, score: int) -> int:
        """How many gave an element a score."""
        return self.counts.get((element, score), 0)

    def _said(self, element: int) -> int:
        return sum(count for (each, _score), count in self.counts.items() if each == element)


def together(indexes: Iterable[Index]) -> Index:
    """The index of all who answered in several."""
    counts: Counter[tuple[int, int]] = Counter()
    for each in indexes:
        counts.update(each.counts)
    return Index(dict(counts))


def shown_apart(parts: Mapping[K, Index]) -> dict[K, Index]:
    """Which parts of a whole that is shown may be shown beside it: those with enough answers, as long as what is left
    of the whole without them is nothing or enough too.
    """
    shown = sorted((key for key in parts if parts[key].is_shown), key=lambda key: parts[key].respondents, reverse=True)
    left = sum(parts[key].respondents for key in parts if key not in shown)
    while shown and 0 < left < FEWEST:
        left += parts[shown.pop()].respondents
    return {key: index for key, index in parts.items() if key in shown}


def rounded(value: Fraction, places: int = 2) -> Decimal:
    """A number as it is shown, rounded half up."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def quality_of(index: Decimal) -> Quality:
    """The grade of an index of two places; the lowest also for what no answers can make."""
    return next((each for each in QUALITIES if index >= each.least), QUALITIES[-1])


def sample_of(population: int) -> int:
    """How many respondents the regulation's table asks of a population (Krejcie and Morgan 1970).

    S = X2 * N * P * (1 - P) / (d2 * (N - 1) + X2 * P * (1 - P)), X2 = 3.841, P = 0.5, d = 0.05; rounded, 0 for nobody.
    """
    if population <= 0:
        return 0
    spread = CHI_SQUARE / 4
    sample = spread * population / (MARGIN * MARGIN * (population - 1) + spread)
    return int(sample.quantize(Decimal(1), rounding=ROUND_HALF_UP))
