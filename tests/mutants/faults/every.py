"""All faults, area by area."""

from tests.mutants.fault import Fault
from tests.mutants.faults import (
    connections,
    database,
    edges,
    files,
    hall,
    installed,
    kept,
    outbox,
    passes,
    people,
    put_right,
    reminded,
    screens,
    staff,
    still,
    typed,
    uploads,
    visits,
)

FAULTS: list[Fault] = [
    *hall.FAULTS,
    *visits.FAULTS,
    *put_right.FAULTS,
    *people.FAULTS,
    *outbox.FAULTS,
    *passes.FAULTS,
    *reminded.FAULTS,
    *edges.FAULTS,
    *screens.FAULTS,
    *staff.FAULTS,
    *installed.FAULTS,
    *typed.FAULTS,
    *uploads.FAULTS,
    *database.FAULTS,
    *files.FAULTS,
    *connections.FAULTS,
    *kept.FAULTS,
    *still.FAULTS,
]
