"""A day is counted once it is over, by one of many, and never again once rows of it have gone; what goes is whole."""

from tests.mutants.fault import Fault

QUERIES, KEEPING, PURGING = (
    "scheduler/db/queries/figures.py",
    "scheduler/flow/figures/keeping.py",
    "scheduler/flow/privacy/purging.py",
)
KEPT, PURGED = ("tests/flow/figures/test_keeping.py",), ("tests/flow/privacy/test_purging.py",)
RACED, RECOUNTED = ("tests/races/test_figures.py",), ("tests/flow/figures/test_recounted.py",)

FAULTS = [
    Fault(
        "of many who counted a day one writes it",
        QUERIES,
        "        col(CountedDay.at).is_not_distinct_from(seen_at),\n",
        "",
        tests=(*KEPT, *RACED),
    ),
    Fault(
        "a day of which rows have gone is not written",
        QUERIES,
        "        ~col(CountedDay.is_final),\n    )\n    if not change_rows(session, as_seen",
        "    )\n    if not change_rows(session, as_seen",
        tests=KEPT,
    ),
    Fault(
        "whoever takes rows behind figures closes their days",
        PURGING,
        "                close_days(session, office.id, local_day(until, zone_of_office(office)))\n",
        "                pass\n",
        tests=PURGED,
    ),
    Fault(
        "what nobody counts closes no day",
        PURGING,
        "            if part.kind not in UNCOUNTED:  # ",
        "            if part.kind:  # ",
        tests=PURGED,
    ),
    Fault(
        "the first moment of a day that nobody counted stays",
        PURGING,
        "day_bounds(last, zone_of_office(office))[1] - datetime.resolution)",
        "day_bounds(last, zone_of_office(office))[1])",
        tests=PURGED,
    ),
    Fault(
        "a message is as old as its last try",
        "scheduler/flow/privacy/records.py",
        "            ~tried_since.exists(),\n",
        "",
        tests=PURGED,
    ),
    Fault(
        "the mark of a survey goes with its visit",
        "scheduler/flow/privacy/visits.py",
        "        delete(SurveyMark).where(col(SurveyMark.booking_id).in_(ids)),\n",
        "",
        tests=PURGED,
    ),
    Fault(
        "a document on its way to another office keeps its names",
        "scheduler/flow/privacy/documents.py",
        "        select(col(Transfer.id)).where(col(Transfer.document_id) == own, col(Transfer.state) == SENT),\n",
        "",
        tests=PURGED,
    ),
    Fault(
        "a day that nobody ended waits",
        KEEPING,
        "    return row is None or row.sealed_at is not None\n",
        "    return True\n",
        tests=KEPT,
    ),
    Fault(
        "what changed while a day was counted is counted",
        KEEPING,
        "seen_at=seen.at, at=now, counted=seen.changes)",
        "seen_at=seen.at, at=now, counted=CountedDay.changes)",
        tests=KEPT,
    ),
    Fault(
        "a handover from paper makes its day be counted again",
        "scheduler/flow/counter/paper_handovers/recording.py",
        "        note_changed(session, office.id, that_day.day)\n",
        "        pass\n",
        tests=KEPT,
    ),
    Fault(
        "persons are not kept where the office wants them no more",
        KEEPING,
        "    if not queries.office_by_id(session, office_id).figures_of_persons:\n",
        "    if False:\n",
        tests=KEPT,
    ),
    Fault(
        "a call that was taken back is no call in the figures",
        "scheduler/flow/figures/day.py",
        "    return [step for step in steps if step.undoes is None and step.id not in undone]\n",
        "    return [step for step in steps if step.undoes is None]\n",
        tests=("tests/flow/figures/test_counting.py", *RECOUNTED),
    ),
]
