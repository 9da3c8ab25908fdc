"""What is usual at an office: what is read for it, how sure it is, and what goes by it."""

from tests.mutants.fault import Fault

RECORD, WINDOW, FIT, SHARES, DURATIONS, WALK_INS, HABITS, EXPECTED = (
    "scheduler/flow/forecasting/record.py",
    "scheduler/flow/forecasting/window.py",
    "scheduler/domain/forecasting/fit/record.py",
    "scheduler/domain/forecasting/fit/shares.py",
    "scheduler/domain/forecasting/fit/durations.py",
    "scheduler/domain/forecasting/fit/walk_ins.py",
    "scheduler/flow/forecasting/habits.py",
    "scheduler/domain/hall/expected.py",
)

FAULTS = [
    Fault("habits: eight weeks, and no more", WINDOW, "WEEKS = timedelta(weeks=8)", "WEEKS = timedelta(weeks=9)"),
    Fault("habits: a day on which the hall was emptied is left out", WINDOW, "if row.id not in emptied and", "if"),
    Fault("habits: a day from which visits were moved is left out", WINDOW, " and row.day not in postponed}", "}"),
    Fault(
        "habits: a day that was shut is left out",
        RECORD,
        "return None if closures_on(day, times.closed, None) else _usual_hours(times, day)",
        "return _usual_hours(times, day)",
    ),
    Fault(
        "habits: nobody knows when those came whom paper tells of",
        RECORD,
        "arrived=None if number.is_from_paper else local.minute(number.arrived_at)",
        "arrived=local.minute(number.arrived_at)",
    ),
    Fault(
        "habits: who got another time since had one when they came",
        WINDOW,
        "            found[ticket_id].slot_id = slot_id\n",
        "            found[ticket_id].slot_id = None\n",
    ),
    Fault(
        "habits: a day known from paper says nothing",
        FIT,
        "return bool(came) and on_paper < ON_PAPER * len(came)",
        "return bool(came) and on_paper <= len(came)",
    ),
    Fault("habits: a day that began late says nothing", FIT, " and not self.began_late\n", "\n"),
    Fault(
        "habits: days differ by more than chance",
        SHARES,
        "    beyond = (_beyond_chance(known, share.mean) *",
        "    beyond = 0 * (_beyond_chance(known, share.mean) *",
    ),
    Fault(
        "habits: a visit that somebody forgot to end is none",
        DURATIONS,
        "near = [each for each in logs if abs(each - self.middles[name]) <= TOO_FAR * self.spreads[name]]",
        "near = list(logs)",
    ),
    Fault(
        "habits: a clerk reacts to who is in the hall",
        DURATIONS,
        "if inside <= ended <= called:",
        "if ended <= called:",
    ),
    Fault(
        "habits: who came before the doors opened counts",
        WALK_INS,
        "(visit.service, min(max(int(visit.arrived // HALF_HOUR), open_.start), open_.stop - 1))",
        "(visit.service, int(visit.arrived // HALF_HOUR))",
    ),
    Fault("habits: two that keep them at once follow one another", HABITS, ", with_for_update=True)", ")"),
    Fault(
        "habits: what is kept of another shape is fitted anew",
        HABITS,
        "    except OtherShape:\n        return None\n",
        "    except RuntimeError:\n        return None\n",
    ),
    Fault(
        "habits: those of an old night are fitted anew", HABITS, "now - found.made_at < STALE", "found.made_at <= now"
    ),
    Fault(
        "habits: another process's are not fitted again",
        HABITS,
        "return None if made_at is not None and made_at >= today else",
        "return None if made_at is not None and made_at > now else",
    ),
    Fault("habits: nothing recorded is assumed as before", HABITS, " if habits.days else None", ""),
    Fault(
        "habits: the estimates go by the office's own",
        "scheduler/flow/hall/outlook.py",
        ", Showing.of(hall.office.showing))",
        ")",
    ),
    Fault(
        "habits: the day ahead goes by the office's own",
        "scheduler/flow/hall/day_ahead.py",
        "showing = Showing.of(office.showing)",
        "showing = Showing.of(None)",
    ),
    Fault(
        "habits: of those who have not come once it began fewer come",
        EXPECTED,
        "showing.before if visit.starts_at > outlook.now else showing.late",
        "showing.before",
    ),
]
