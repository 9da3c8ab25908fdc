"""Why a try of a message came to nothing: codes that the office's page says in words."""

from enum import StrEnum


class Fault(StrEnum):
    """Why a try came to nothing, where the far side says no code of its own."""

    PAUSED = "paused"
    """The far side asked to wait; no fault of this message."""
    GIVEN_BACK = "given_back"
    """The far side was not asked at all: the worker was told to stop, or the far side had asked to wait for another
    letter, or another worker had taken the message meanwhile, or the letter could not be put into words.
    """
    UNTRUE = "untrue"
    """The far side was not asked: what the message says stopped being true while it waited."""
    PICTURE = "picture"
    """The far side was not asked for the letter: its picture could not be drawn or brought there."""
    TIMEOUT = "timeout"
    BROKEN = "broken"
    ACCOUNT = "account"
    """The account cannot be used."""


UNTRIED = (Fault.PAUSED, Fault.GIVEN_BACK)
"""These cost a message none of its tries."""
