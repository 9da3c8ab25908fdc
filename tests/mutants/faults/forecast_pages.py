"""Days are played beside the loop, a few at a time; forecasts are for who leads or looks."""

from tests.mutants.fault import Fault

PLAYS, CHANGES = "scheduler/web/office/forecasting/plays.py", "scheduler/web/office/forecasting/changes.py"
CALENDAR, PLOTS = "scheduler/web/office/calendar/view.py", "scheduler/web/office/shared/plots.py"
PLAYED = ("tests/web/forecasting/test_plays.py",)
THOUGHT, DAYS = ("tests/web/forecasting/test_what_if_page.py",), ("tests/web/forecasting/test_days_page.py",)

FAULTS = [
    Fault(
        "only so many settings are played at once",
        PLAYS,
        "                raise PlannerBusy\n",
        "                pass\n",
        tests=PLAYED,
    ),
    Fault(
        "whoever goes away stops no play",
        PLAYS,
        "await asyncio.shield(asyncio.wrap_future(found.result))",
        "await asyncio.wrap_future(found.result)",
        tests=PLAYED,
    ),
    Fault(
        "a play that failed is not kept",
        PLAYS,
        " or self._kept[key].result.exception()]",
        "]",
        tests=PLAYED,
    ),
    Fault(
        "what is as it is today is no change",
        CHANGES,
        '        found = {field.name: field.typed or "" for field in self.all if field.is_other}\n',
        '        found = {field.name: field.typed or "" for field in self.all if field.typed}\n',
        tests=THOUGHT,
    ),
    Fault(
        "the calendar shows forecasts to nobody who may not see them",
        CALENDAR,
        '    if last < today or not staff.looks_at("figures"):\n',
        "    if last < today:\n",
        tests=DAYS,
    ),
    Fault(
        "plots side by side have one scale",
        PLOTS,
        "    return [replace(course, most=most) for course in courses]\n",
        "    return list(courses)\n",
        tests=("tests/web/figures/test_plots.py",),
    ),
]
