"""Stages of a document, a booking and a ticket, and which may follow which.

The tables are the law: `flow.core.history.move` asks them before anything moves, and nothing else writes a stage.
"""

from collections import deque
from collections.abc import Mapping
from enum import StrEnum

from scheduler.domain.documents.refusals import IllegalStep


class DocumentStage(StrEnum):
    RECEIVED = "received"
    INCOMPLETE = "incomplete"
    IN_PRODUCTION = "in_production"
    WAITING_FOR_BLANK = "waiting_for_blank"
    READY = "ready"
    COLLECTED = "collected"
    MISPLACED = "misplaced"
    AT_PARTNER = "at_partner"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    TRANSFERRED = "transferred"


class BookingStage(StrEnum):
    BOOKED = "booked"
    ARRIVED = "arrived"
    FULFILLED = "fulfilled"
    CANCELLED = "cancelled"
    MISSED = "missed"


class TicketStage(StrEnum):
    WAITING = "waiting"
    ADMITTED = "admitted"
    CALLED = "called"
    SERVING = "serving"
    SERVED = "served"
    PARKED = "parked"
    MISSED = "missed"
    LEFT = "left"


_D, _B, _T = DocumentStage, BookingStage, TicketStage

DOCUMENT: Mapping[str, frozenset[str]] = {
    _D.RECEIVED: frozenset({_D.INCOMPLETE, _D.IN_PRODUCTION, _D.WITHDRAWN, _D.TRANSFERRED}),
    _D.INCOMPLETE: frozenset({_D.RECEIVED, _D.WITHDRAWN}),
    _D.IN_PRODUCTION: frozenset({_D.WAITING_FOR_BLANK, _D.READY, _D.INCOMPLETE, _D.WITHDRAWN, _D.TRANSFERRED}),
    _D.WAITING_FOR_BLANK: frozenset({_D.IN_PRODUCTION, _D.READY, _D.WITHDRAWN, _D.TRANSFERRED}),
    _D.READY: frozenset(
        {
            _D.COLLECTED,
            _D.MISPLACED,
            _D.AT_PARTNER,
            _D.IN_PRODUCTION,
            _D.INCOMPLETE,
            _D.WITHDRAWN,
            _D.TRANSFERRED,
        },
    ),
    _D.MISPLACED: frozenset({_D.READY, _D.IN_PRODUCTION, _D.WITHDRAWN}),
    _D.AT_PARTNER: frozenset({_D.READY, _D.COLLECTED, _D.MISPLACED}),
    _D.COLLECTED: frozenset({_D.RETURNED}),
    _D.RETURNED: frozenset({_D.READY, _D.IN_PRODUCTION, _D.WITHDRAWN}),
    _D.WITHDRAWN: frozenset(),
    _D.TRANSFERRED: frozenset(),
}
"""Back from ready: a misprint goes into production again, wrong data make it incomplete (both found at the counter).

From a partner a document comes back, is handed over there, or cannot be found (`flow.delivery.batches`).
To another office it goes, and comes back from there, by steps that do more (`flow.regency`)."""

VISIT_ONLY: Mapping[str, frozenset[str]] = {
    **DOCUMENT,
    _D.RECEIVED: DOCUMENT[_D.RECEIVED] | {_D.READY},
}
"""For types that hand nothing over (recording): received goes straight to ready."""

# Arrived back to booked: who came and could not be served got another day. Missed and fulfilled after all: a handover
# of that day was written down afterwards.
BOOKING: Mapping[str, frozenset[str]] = {
    _B.BOOKED: frozenset({_B.ARRIVED, _B.CANCELLED, _B.MISSED}),
    _B.ARRIVED: frozenset({_B.FULFILLED, _B.MISSED, _B.BOOKED}),
    _B.FULFILLED: frozenset(),
    _B.CANCELLED: frozenset(),
    _B.MISSED: frozenset({_B.FULFILLED}),
}

TICKET: Mapping[str, frozenset[str]] = {
    _T.WAITING: frozenset({_T.ADMITTED, _T.PARKED, _T.LEFT}),
    _T.ADMITTED: frozenset({_T.WAITING, _T.CALLED, _T.PARKED, _T.LEFT}),
    _T.CALLED: frozenset({_T.SERVING, _T.MISSED, _T.PARKED, _T.ADMITTED, _T.LEFT, _T.WAITING}),
    _T.SERVING: frozenset({_T.SERVED, _T.PARKED, _T.ADMITTED, _T.LEFT, _T.WAITING}),
    _T.PARKED: frozenset({_T.ADMITTED, _T.WAITING, _T.LEFT}),
    _T.MISSED: frozenset({_T.WAITING, _T.LEFT}),
    _T.SERVED: frozenset(),
    _T.LEFT: frozenset({_T.SERVED}),
}
"""Called or serving back to admitted is a transfer; admitted back to waiting did not come in, or waits outside.

From a counter straight outside: the hall was emptied. Left and served after all: written down afterwards.
"""

HOLDING = frozenset({_T.ADMITTED, _T.CALLED, _T.SERVING})
"""Stages in which a ticket holds places in the lobby (a parked one too, unless it waits outside)."""

LIVE = frozenset({_T.WAITING, _T.ADMITTED, _T.CALLED, _T.SERVING, _T.PARKED})
AT_COUNTER = frozenset({_T.CALLED, _T.SERVING})
LIVE_BOOKING = frozenset({_B.BOOKED, _B.ARRIVED})

CHECKED = (_D.RECEIVED, _D.INCOMPLETE)
"""Where a document stands while its papers are checked."""
OVER = (_D.COLLECTED, _D.WITHDRAWN, _D.TRANSFERRED)
"""Where nothing of a document is still to be handed over at its office."""
UNPRINTED = (_D.IN_PRODUCTION, _D.WAITING_FOR_BLANK)
"""Where a document stands whose papers are complete and whose card is not there yet."""

ORDER: tuple[str, ...] = (
    _D.INCOMPLETE,
    _D.RECEIVED,
    _D.WAITING_FOR_BLANK,
    _D.IN_PRODUCTION,
    _D.READY,
    _D.COLLECTED,
)
"""How far along a document is, for an export that says where it stands now."""


def advance(table: Mapping[str, frozenset[str]], before: str, after: str) -> None:
    """Refuse a move that the table does not have. Raises IllegalStep."""
    if after not in table[before]:
        raise IllegalStep(stage=before, to=after)


def path(table: Mapping[str, frozenset[str]], before: str, after: str) -> list[str]:
    """The shortest way from one stage to another, the start left out. Raises IllegalStep if there is none.

    From a stage to itself the way has no steps.
    """
    if before == after:
        return []
    came_from: dict[str, str] = {before: ""}
    queue = deque([before])
    while queue and after not in came_from:
        here = queue.popleft()
        for there in sorted(table[here] - came_from.keys() - {_D.WITHDRAWN, _D.TRANSFERRED}):
            came_from[there] = here
            queue.append(there)
    if after not in came_from:
        raise IllegalStep(stage=before, to=after)
    steps = [after]
    while came_from[steps[-1]] != before:
        steps.append(came_from[steps[-1]])
    return steps[::-1]


def is_ahead(before: str, after: str) -> bool:
    """Whether an export that says `after` is news about a document that stands at `before`."""
    if before not in ORDER or after not in ORDER:
        return False
    sideways = {(_D.RECEIVED, _D.INCOMPLETE), (_D.IN_PRODUCTION, _D.WAITING_FOR_BLANK)}
    return ORDER.index(after) > ORDER.index(before) or (before, after) in sideways
