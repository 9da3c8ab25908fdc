"""Who still comes of those who are booked, by an office's habits: what the estimates of today go by."""

from collections.abc import Sequence
from datetime import timedelta
from statistics import fmean

from scheduler.domain.forecasting.habits import Habits
from scheduler.domain.hall.expected import Showing


def showing_of(habits: Habits, grace: timedelta) -> Showing:
    """Before their slot starts as many as come at all; once it has, fewer with each minute in which they have not come.

    grace: for so long they go on being expected, and the share is the mean over it.
    """
    shows, offset = habits.shows.mean, habits.offset
    minutes = range(max(grace // timedelta(minutes=1), 0) + 1)
    later = [shows * _after(offset.values, minute) for minute in minutes]
    late = fmean(still / (still + 1 - shows) for still in later)
    return Showing(shows, late, timedelta(minutes=max(-offset.at(0.5), 0)))


def _after(values: Sequence[float], minute: float) -> float:
    """The part of values above a minute."""
    return sum(value > minute for value in values) / len(values)
