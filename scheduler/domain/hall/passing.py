"""Who was called in passes the door only into a hall that has room for them.

A hall is crowded while those past the door and those called in are more than it may hold together: after a recount, one
counted in, a lower limit. No step calls anybody in then; who was called in before waits at the door for those to go who
are too many, and the time to come in stands still for them all.
"""


def is_crowded(people: int, limit: int) -> bool:
    """Whether people past the door and people called in are together more than there may be."""
    return people > limit


def may_pass(people: int, *, past_door: int, limit: int) -> bool:
    """Whether a party that was called in may come in now, to so many who are past the door."""
    return past_door + people <= limit
