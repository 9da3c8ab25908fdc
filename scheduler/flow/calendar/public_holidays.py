"""Public holidays and joint leave of Indonesia, as an office is given them once; it may change them afterwards."""

from collections.abc import Sequence

from scheduler.flow.calendar.closures import Holiday

KINDS = {"public": "public", "government": "joint_leave"}
"""The library's categories; the government's own days are cuti bersama."""


def public_holidays(years: Sequence[int]) -> list[Holiday]:
    """Date, Indonesian name and kind of each day in the years, in order; a day that is both is a public holiday."""
    from holidays import country_holidays  # noqa: PLC0415 - loads a calendar of many countries, seldom needed

    found: dict[object, Holiday] = {}
    for category, kind in KINDS.items():
        for day, name in country_holidays("ID", years=list(years), categories=(category,), language="id").items():
            found.setdefault(day, (day, name, kind))
    return sorted(found.values())
