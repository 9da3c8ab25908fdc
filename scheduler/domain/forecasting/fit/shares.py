"""A part of people, from days on each of which some did and some did not."""

from collections.abc import Iterable, Sequence
from statistics import fmean

from scheduler.domain.forecasting.chance import Share

LEAST = 1.0
"""So many people any share stands for at least: it is never all or nothing."""
FEW_DAYS = 3
"""So many days stand for what is assumed of how days differ."""


def share_of(days: Iterable[tuple[float, float]], before: Share, *, differs: float) -> Share:
    """The part on a day like these, as far as it is known.

    days: how many did and did not. before: what was assumed; it is left where there are no days. differs: by how much
    days are assumed to differ beyond chance, as a standard deviation: where something keeps many at home at once, a
    thousand people of ten days are no thousand measurements. What the days themselves say of that counts more the more
    there are.
    """
    known = [(did, did_not) for did, did_not in days if did + did_not > 0]
    if not known:
        return before
    did, did_not = (sum(each[place] for each in known) for place in (0, 1))
    share = Share(before.did + did, before.did_not + did_not)
    beyond = (_beyond_chance(known, share.mean) * len(known) + differs**2 * FEW_DAYS) / (len(known) + FEW_DAYS)
    same_day = sum((a + b) ** 2 for a, b in known) / (share.did + share.did_not) ** 2
    variance = share.deviation**2 + beyond * (1 + same_day)
    strength = max(share.mean * (1 - share.mean) / variance - 1, LEAST)
    return Share(share.mean * strength, (1 - share.mean) * strength)


def part_of(days: Iterable[tuple[float, float]], before: Share, *, differs: float) -> Share:
    """The same of what is not people who each do as they like, so that the parts of the days are all there is to know
    of them: a day counts by how much was there.
    """
    known = [(did / (did + did_not), did + did_not) for did, did_not in days if did + did_not > 0]
    if not known:
        return before
    usual = fmean(much for _, much in known)
    mean = (sum(part * much / usual for part, much in known) + before.mean) / (len(known) + 1)
    squares = sum((part - mean) ** 2 * much / usual for part, much in known)
    variance = (squares + differs**2 * FEW_DAYS) / (len(known) + FEW_DAYS) * (1 + 1 / (len(known) + 1))
    strength = max(mean * (1 - mean) / variance - 1, LEAST)
    return Share(mean * strength, (1 - mean) * strength)


def _beyond_chance(days: Sequence[tuple[float, float]], mean: float) -> float:
    """The variance of the part from day to day that chance alone does not explain, after Pearson's chi-squared."""
    people = sum(did + did_not for did, did_not in days)
    apart = people - sum((did + did_not) ** 2 for did, did_not in days) / people
    if not apart:
        return 0.0
    certain = mean * (1 - mean)
    squares = sum((did - (did + did_not) * mean) ** 2 / ((did + did_not) * certain) for did, did_not in days)
    return max(0.0, squares - (len(days) - 1)) * certain / apart
