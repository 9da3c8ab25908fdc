"""What if: what is thought of a day and of the coming weeks, and who is there in both."""

from tests.mutants.fault import Fault

CHANGE, MANNED, SEASON, COMPARISON = (
    f"scheduler/domain/forecasting/whatif/{name}.py" for name in ("change", "manned", "season", "comparison")
)
COMING, RUN, OUTLOOK = (f"scheduler/domain/forecasting/weeks/{name}.py" for name in ("coming", "run", "outlook"))
WEEKS, WHATIF = (f"scheduler/flow/forecasting/{name}.py" for name in ("weeks", "whatif"))

FAULTS = [
    # --- a day
    Fault(
        "what if: a number within its range, ends included",
        CHANGE,
        "if not least <= number <= most:",
        "if not least <= number:",
    ),
    Fault(
        "what if: a slot that holds nothing stays so when units change",
        CHANGE,
        "if not held or at[0] not in self.units",
        "if at[0] not in self.units",
    ),
    Fault(
        "what if: a stretch ends after it begins",
        CHANGE,
        "begins >= ends for begins, ends in",
        "begins > ends for begins, ends in",
    ),
    Fault(
        "what if: stretches of counters do not overlap",
        CHANGE,
        "if any(ends > begins for (_, ends), (begins, _) in pairwise(stretches)):",
        "if any(False for (_, ends), (begins, _) in pairwise(stretches)):",
    ),
    Fault(
        "what if: of fewer counters those stay first without which nobody takes a service",
        MANNED,
        "(len(takes[number] - taken), -number)",
        "(0, -number)",
    ),
    Fault(
        "what if: counters of the day that are not at work are called in before there are new ones",
        MANNED,
        "added = [*others, *new][:missing]",
        "added = [*new][:missing]",
    ),
    Fault(
        "what if: counters are at work only while anything is served",
        CHANGE,
        "for stretch in both([(moment_of(setting, each.begins), moment_of(setting, each.ends))], work):",
        "for stretch in [(moment_of(setting, each.begins), moment_of(setting, each.ends))]:",
    ),
    Fault(
        "what if: a lost counter alone is lost",
        MANNED,
        "gaps = [stretch] if counter in (None, shift.counter) else []",
        "gaps = [stretch]",
    ),
    Fault(
        "what if: a service with an end of its own keeps it in another season",
        SEASON,
        "ends = new[-1][1] if own[-1][1] == old[-1][1] else own[-1][1]",
        "ends = new[-1][1]",
    ),
    Fault(
        "what if: what is shut besides stays shut in another season",
        SEASON,
        "return without(both([(begins, ends)], new), shut)",
        "return both([(begins, ends)], new)",
    ),
    Fault(
        "what if: who is booked outside the new slots takes units of the one in which their time lies",
        COMPARISON,
        "free=max(slot.free - units, 0)",
        "free=slot.free",
    ),
    Fault(
        "what if: a difference is sure where its band leaves out 0",
        COMPARISON,
        "self.band.low > 0 or self.band.high < 0",
        "self.band.low >= 0 or self.band.high < 0",
    ),
    Fault(
        "what if: only days ahead",
        WHATIF,
        "if not today <= day <= today + FARTHEST:",
        "if not day <= today + FARTHEST:",
    ),
    # --- the coming weeks
    Fault(
        "weeks: the blanks that are used are gone",
        RUN,
        "                self.blanks -= one.household.documents",
        "                self.blanks -= 0",
    ),
    Fault(
        "weeks: an invitation that ends asks for no seats any more",
        RUN,
        "            self.lines[one.service].asked -= one.household.units\n            self.put(one, Now.LAPSED)",
        "            self.put(one, Now.LAPSED)",
    ),
    Fault(
        "weeks: who has booked asks for no seats any more",
        RUN,
        "            self.lines[one.service].asked -= one.household.units\n        self.open = still",
        "        self.open = still",
    ),
    Fault(
        "weeks: a day is booked only as far as it has room",
        RUN,
        "            if free[day] < units:",
        "            if free[day] < 1:",
    ),
    Fault(
        "weeks: the head of a line is as much as there could be room for, and one more",
        RUN,
        "        yield one\n        units += one.household.units",
        "        units += one.household.units",
    ),
    Fault(
        "weeks: who finds no other day stays to be moved",
        RUN,
        "                    self.put(one, Now.TO_MOVE)",
        "                    self.put(one, Now.FETCHED)",
    ),
    Fault(
        "weeks: who missed too often is invited no more",
        RUN,
        "if one.missed > self.weeks.missed:",
        "if False:",
    ),
    Fault(
        "weeks: where anybody may still fetch there is no last day",
        RUN,
        "        if any(self.days[-1].stack[stage] for stage in open_still):",
        "        if False:",
    ),
    Fault(
        "weeks: closed days have no seats",
        COMING,
        "replace(day, seats={}) if self._is_closed(day.date) else day",
        "day",
    ),
    Fault(
        "weeks: what lies after the last day that was run has no date",
        OUTLOOK,
        "if place < after else None",
        "if place <= after else None",
    ),
    Fault(
        "weeks: a stack alone is held against the weeks without it",
        WEEKS,
        "known if is_same else with_stack",
        "with_stack",
    ),
]
