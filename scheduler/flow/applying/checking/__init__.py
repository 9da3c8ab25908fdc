"""A clerk checks an application: takes it, decides on every item, and answers once for all of them."""

from scheduler.flow.applying.checking.answering import accept, ask_again, refuse, settle, told
from scheduler.flow.applying.checking.claiming import release, take
from scheduler.flow.applying.checking.correcting import confirm_phone, correct_holder, correct_residence
from scheduler.flow.applying.checking.deciding import LONGEST, Decision, current_mark, decide, mark_of, undecide
from scheduler.flow.applying.checking.held import round_of, sent_application

__all__ = [
    "LONGEST",
    "Decision",
    "accept",
    "ask_again",
    "confirm_phone",
    "correct_holder",
    "correct_residence",
    "current_mark",
    "decide",
    "mark_of",
    "refuse",
    "release",
    "round_of",
    "sent_application",
    "settle",
    "take",
    "told",
    "undecide",
]
