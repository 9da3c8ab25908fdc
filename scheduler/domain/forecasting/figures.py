"""Habits as plain figures, each with a band and of how many it was measured: what the head of an office may look at."""

from collections.abc import Iterator
from enum import StrEnum
from math import exp
from typing import NamedTuple

from scheduler.domain.forecasting.chance import Share
from scheduler.domain.forecasting.habits import Habits

EIGHTY = 1.2816
"""So many deviations to either side of the middle lie four of five."""


class About(StrEnum):
    """What a figure says."""

    SHOWS = "shows"
    """Of the booked, the part that comes."""
    EARLY = "early"
    """Minutes before their time at which half of them have come; below 0 after it."""
    MINUTES = "minutes"
    """Minutes at a counter for a document of a type."""
    VISIT = "visit"
    """Minutes at a counter for a visit to a service."""
    REACTS = "reacts"
    """Minutes until a clerk who is free has called somebody who waits in the hall."""
    WALK_INS = "walk_ins"
    """Who comes without a booking in a half hour of a usual day, to all services."""
    WEEKDAY = "weekday"
    """How many of them come on a weekday, as a part of a usual day's."""
    PARTY = "party"
    """People who come in together."""
    PRIORITY = "priority"
    """The part of those who come that goes first."""
    FILLS = "fills"
    """Of what is still free so many days before a day, the part that is booked by then."""


class Figure(NamedTuple):
    """A figure: its value, and between which two ends it lies on four days of five.

    name: the code of a document or the letter of a service. number: a half hour of the day, a weekday (Monday is 0), or
    days before a day. seen: of how many visits it was measured; 0: it is assumed. low and high are the value where
    nothing is known of how far off it is.
    """

    about: About
    value: float
    low: float
    high: float
    seen: int
    name: str = ""
    number: int = 0


def figures_of(habits: Habits) -> list[Figure]:
    """What is usual, in the order in which it matters to who comes and how long they wait."""
    counted = habits.counted
    early = -habits.offset.at(0.5)
    party = sum(size * weight for size, weight in habits.parties.weighed) / sum(w for _, w in habits.parties.weighed)
    return [
        _part(About.SHOWS, habits.shows, counted.booked),
        Figure(About.EARLY, early, -habits.offset.at(0.9), -habits.offset.at(0.1), counted.booked),
        *_minutes(habits),
        *_walk_ins(habits),
        Figure(About.PARTY, party, party, party, counted.came),
        _part(About.PRIORITY, habits.priority, counted.came),
        *(_part(About.FILLS, share, habits.days, number=ahead) for ahead, share in enumerate(habits.fills)),
    ]


def _part(about: About, share: Share, seen: int, *, number: int = 0) -> Figure:
    off = EIGHTY * share.deviation
    return Figure(about, share.mean, max(share.mean - off, 0.0), min(share.mean + off, 1.0), seen, number=number)


def _minutes(habits: Habits) -> Iterator[Figure]:
    for name, minutes in habits.minutes.items():
        middle, off = minutes.spread.at(0.5), exp(EIGHTY * minutes.doubt)
        about = About.VISIT if name in habits.visits else About.MINUTES
        yield Figure(about, middle, middle / off, middle * off, minutes.seen, name)
    reacts, off = habits.reacts.spread.at(0.5), exp(EIGHTY * habits.reacts.doubt)
    yield Figure(About.REACTS, reacts, reacts / off, reacts * off, habits.reacts.seen)


def _walk_ins(habits: Habits) -> Iterator[Figure]:
    seen = habits.counted.walk_ins
    for half in sorted({half for _, half in habits.walk_ins}):
        rates = [rate for (_, each), rate in habits.walk_ins.items() if each == half]
        usual = sum(rate.mean for rate in rates)
        apart = sum(rate.seen / rate.over**2 for rate in rates) / usual**2 if usual else 0.0
        off = exp(EIGHTY * (apart + habits.restless**2) ** 0.5)
        yield Figure(About.WALK_INS, usual, usual / off, usual * off, seen, number=half)
    for weekday, factor in enumerate(habits.weekdays):
        yield Figure(About.WEEKDAY, factor, factor, factor, seen, number=weekday)
