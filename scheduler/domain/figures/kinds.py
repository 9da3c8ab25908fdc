"""What is counted of a day of an office: the words under which counts are kept, and what parts and buckets mean."""

from enum import StrEnum


class Figure(StrEnum):
    """A figure of a day. Each row of counts is (figure, part, bucket) -> count.

    part: what the count is of: the letter of a service unless said otherwise. bucket: 0 unless said otherwise.
    """

    NUMBERS = "numbers"
    """Numbers given out: visits that arrived."""
    PEOPLE = "people"
    """People who came with these numbers."""
    WALK_INS = "walk_ins"
    """Numbers given out to visits that had no booking."""
    SERVED = "served"
    """Numbers that were served."""
    MISSED = "missed"
    """Numbers that were called, did not come and were not served."""
    LEFT = "left"
    """Numbers that went home, or were sent home unserved."""
    BOOKED = "booked"
    """Visits that had a time on this day."""
    NO_SHOWS = "no_shows"
    """Visits that had a time on this day, and never came."""
    WAITS = "waits"
    """From arrival to the first call of what was served or called; bucket: whole minutes."""
    SERVICE_TIMES = "service_times"
    """From the call to the end of what was served; bucket: whole minutes."""
    TOLD = "told"
    """Waits told; part: letter:until (letter: under which the number was given out; until: admitted or called)."""
    TOLD_KNOWN = "told_known"
    """Of these it is known whether they held; part as of TOLD."""
    TOLD_HELD = "told_held"
    TOLD_EARLY = "told_early"
    TOLD_LATE = "told_late"
    TOLD_OTHER = "told_other"
    """Waits told of which it is not known whether they held; part: letter:until:how they ended (a stage, or a word of
    `flow.counter.wait_accuracy`)."""
    TOLD_WIDTH = "told_width"
    """Minutes from one end of the range to the other, of the known, summed; part as of TOLD."""
    INSIDE_MOST = "inside_most"
    """The most people in the hall in a quarter of an hour; part: empty; bucket: quarters since midnight."""
    INSIDE_MINUTES = "inside_minutes"
    """People times minutes in the hall in a quarter of an hour; part: empty; bucket: quarters since midnight."""
    LIMIT = "limit"
    """How many people the hall might hold; part: empty."""
    TURNED_AWAY = "turned_away"
    """People at the door who got no number that day; part: the code of the refusal."""
    TURNED_AWAY_IN_VAIN = "turned_away_in_vain"
    """Those of them for whom the way was for nothing; part as of TURNED_AWAY."""
    SEATS = "seats"
    """Units of seats that the calendar planned."""
    SEATS_TAKEN = "seats_taken"
    """Units of them that visits held."""
    SEATS_USED = "seats_used"
    """Units of them whose visits came."""
    HANDED_OVER = "handed_over"
    """Documents handed over; part: way:type.

    way: hall, place, post, home, file; type: the code of the document type.
    """
    BY_PROXY = "by_proxy"
    """Documents handed over in the hall to somebody who collects for others; part: the code of the document type."""
    WITHDRAWN_CARDS = "withdrawn_cards"
    """Old cards that were taken back at a handover; part: the code of the document type."""
    COUNTER_SERVED = "counter_served"
    """Numbers served; part: the number of the counter."""
    COUNTER_MINUTES = "counter_minutes"
    """Minutes from call to end of what was served; part: the number of the counter."""
    PERSON_SERVED = "person_served"
    """Numbers served; part: the id of the staff. Kept only where the office wants figures of persons."""
    APPLICATIONS = "applications"
    """Applications that were sent; part: the channel."""
    ANSWER_TIMES = "answer_times"
    """From sending an application to its first answer, by the day it was sent; part: procedure; bucket: whole hours."""
    COMPLETE_AT_ONCE = "complete_at_once"
    """Applications, of those answered, that were complete at the first try; part: procedure."""
    MESSAGES = "messages"
    """What became of messages; part: channel:state (accepted, delivered, read, failed)."""
    UNREACHED = "unreached"
    """People whom no channel reached; part: empty."""
    TALK_WAITS = "talk_waits"
    """How long citizens waited for a clerk, by the day on which they wrote; part: empty; bucket: whole minutes."""
    BLANKS_USED = "blanks_used"
    """Blanks printed; part: the code of the material."""
    BLANKS_SPOILED = "blanks_spoiled"
    BLANKS_RECEIVED = "blanks_received"
    BLANKS_LEFT = "blanks_left"
    """Blanks at the end of the day, so a period has those of its last; part: the code of the material."""


SPREAD = frozenset(
    {
        Figure.WAITS,
        Figure.SERVICE_TIMES,
        Figure.ANSWER_TIMES,
        Figure.TALK_WAITS,
        Figure.INSIDE_MOST,
        Figure.INSIDE_MINUTES,
    }
)
"""Figures whose counts lie in buckets."""
STATES = frozenset({Figure.LIMIT, Figure.BLANKS_LEFT})
"""Figures that say how something stands: those of several days are not added up."""
DAILY = frozenset({*STATES, Figure.NUMBERS})
"""Figures of which each day is known, however long a period is: how something stood, and whether there was work."""
MOST = frozenset({Figure.INSIDE_MOST})
"""Figures of which a period has the greatest."""
