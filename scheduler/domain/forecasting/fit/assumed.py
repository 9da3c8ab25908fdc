"""What is assumed of an office before anything is recorded there, with as much doubt as that deserves.

Each stands for a handful of visits or days, so what is recorded soon says more.
"""

from scheduler.domain.forecasting.chance import Rate, Share

SHOWS = Share(17, 3)
"""Of twenty who are booked seventeen come."""
SHOWS_DIFFER, PRIORITY_DIFFERS, FILLS_DIFFER = 0.04, 0.03, 0.12
"""By how much such parts differ from day to day beyond chance, as standard deviations."""
PRIORITY = Share(2, 23)
PARTIES = {1: 14.0, 2: 4.0, 3: 1.5, 4: 0.5}
OFFSETS = (
    -15,
    -14,
    -13,
    -12,
    -11,
    -10,
    -10,
    -9,
    -8,
    -8,
    -7,
    -6,
    -6,
    -5,
    -5,
    -4,
    -4,
    -3,
    -3,
    -2,
    -1,
    0,
    1,
    2,
    3,
    5,
    8,
    11,
    16,
    25,
)
"""Minutes after their time at which people come."""
REACTS = 0.55
"""Minutes until a clerk has called the next."""
REACTS_SPREAD = 0.6
MINUTES_OFF = 0.2
"""How far off the minutes that an office expects of a document may be, as the deviation of the logarithm."""
WALK_INS = Rate(1, 1)
"""Who comes in half an hour without a booking: one, and that is hardly known."""
RESTLESS = 0.25
FILLS = Share(2, 2)
UNKNOWN_MINUTES = 5.0
"""What a visit is expected to take of a service that has no document types."""
