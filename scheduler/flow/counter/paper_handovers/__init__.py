"""A handover written down afterwards: it happened on paper, while there was no power or no network.

Its visit is fulfilled and its number served on the day on which it was, so that everything adds up; who is inside now
is left as it is counted.
"""

from scheduler.flow.counter.paper_handovers.finding import Late
from scheduler.flow.counter.paper_handovers.recording import LONGEST, Recorded, record_handover

__all__ = ["LONGEST", "Late", "Recorded", "record_handover"]
