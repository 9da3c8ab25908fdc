"""What the codes of the Cloud API mean for a letter. Meta asks to go by these numbers, not by the HTTP status.

https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes
"""

from collections.abc import Mapping
from typing import Any

from scheduler.messages.channels import loose
from scheduler.messages.channels.base import Receipt
from scheduler.messages.channels.exchange import Answer, by_status, pause_of

LATER: Mapping[int, float | None] = {
    1: None,  # an unknown fault of theirs
    2: None,  # down for a while
    4: 600.0,  # calls of the app in an hour
    368: 3600.0,  # blocked for a while for breaking a policy
    80007: 600.0,  # calls of the business account in an hour
    130429: 10.0,  # messages a second
    131000: None,  # an unknown fault of theirs
    131016: 60.0,  # overloaded
    131048: 3600.0,  # too many were reported as spam
    131056: None,  # too many to the same number
    131057: 300.0,  # under maintenance
    133004: 60.0,  # down for a while
}
"""Not now: the seconds to wait where the answer does not say; None leaves it to the worker."""

OF_ONE_NUMBER = frozenset({131056})
"""Codes that concern one number alone: a pause, which holds up the whole account, is not asked for."""

NEVER = frozenset(
    {
        0,
        3,
        10,
        190,  # the token is not valid any more, or may not do this
        100,
        131008,
        131009,
        131051,  # a parameter is wrong
        130472,
        131026,
        131030,
        131049,  # not on WhatsApp, or not to be reached by this kind of message
        131021,  # to the sender itself
        131031,
        131042,
        131045,
        133010,
        131005,  # the account: locked, unpaid, unregistered, not allowed
        131047,  # more than 24 hours since the citizen wrote
        131052,
        131053,  # the picture
    }
)
TEMPLATE = range(132_000, 133_000)
"""A template that does not exist, is paused, or wants other parameters."""
PERMISSION = range(200, 300)
LONGEST = 7
"""Digits of a code."""


def code_at(said: Any, *path: str | int) -> str | None:
    """A code at a path. What is longer than any of theirs could be a phone's number, and is not kept."""
    found = loose.text(said, *path, most=LONGEST + 1)
    return found if found.isascii() and found.isdigit() and len(found) <= LONGEST else None


def receipt_of(answer: Answer) -> Receipt:
    """What an answer that is not good says, by its code if it has one that is known, else by its status."""
    number = code_at(answer.json, "error", "code")
    if number is None:
        return by_status(answer)
    code = int(number)
    if code in LATER:
        pause = None if code in OF_ONE_NUMBER else pause_of(answer.headers, otherwise=LATER[code])
        return Receipt("failed", code=number, pause=pause)
    if code in NEVER or code in TEMPLATE or code in PERMISSION:
        return Receipt("refused", code=number)
    found = by_status(answer)
    return Receipt(found.outcome, code=number, pause=found.pause)
