"""A small office for the tests of proposals: a short morning, so that its days are quickly played."""

from dataclasses import replace
from typing import Any

from scheduler.domain.forecasting.chance import Minutes
from scheduler.domain.forecasting.plan import Shift
from scheduler.domain.forecasting.proposing.plays import Player
from scheduler.domain.forecasting.setting import Setting, SlotRule
from tests.domain.forecasting.scene import HABITS as SCENE
from tests.domain.forecasting.scene import MIDNIGHT, MINUTE, RULES, at

HABITS = replace(SCENE, minutes={"ktp": Minutes.lognormal(6.0, 0.5), "A": Minutes.lognormal(6.0, 0.5)})


def morning(*, counters: int = 2, units: int = 5, hours: int = 3, **facts: Any) -> Setting:
    """From eight on, with slots of half an hour."""
    end = at(8 + hours)
    setting = Setting(
        midnight=MIDNIGHT,
        weekday=0,
        opens=at(7, 45),
        work={"A": [(at(8), end)]},
        slots={"A": SlotRule(30, units)},
        shifts=[Shift(number, frozenset("A"), at(8), end) for number in range(1, counters + 1)],
        limit=12,
        rules=RULES,
        early=15 * MINUTE,
        contingents={"A": 4},
    )
    return replace(setting, **facts)


def player() -> Player:
    """Who plays the days of that office."""
    return Player(HABITS)
