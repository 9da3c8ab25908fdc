"""Open files and connections are one number to the system: how many this process may have, and for what."""

import sys

if sys.platform != "win32":
    import resource

RESERVE = 256
"""Descriptors for the database, files read and written, printers and channels, and those who are refused in words."""
SHARE = 3, 2
"""Descriptors to connections: beside its own each second connection may have a file open."""


def raise_limit(wanted: int) -> None:
    """Let this process open what so many connections need, as far as the system lets it. Never lowers anything."""
    if sys.platform == "win32":  # it has no such number
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = RESERVE + wanted * SHARE[0] // SHARE[1]
    most = needed if hard == resource.RLIM_INFINITY else min(needed, hard)
    if soft != resource.RLIM_INFINITY and most > soft:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def first_kept() -> float:
    """The first of the descriptors that are kept: the system gives the least that is free, so that whoever gets this
    one, or one above it, has none left but those.
    """
    if sys.platform == "win32":
        return float("inf")
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return float("inf") if limit == resource.RLIM_INFINITY else limit - RESERVE


def connections_within(wanted: int, of_one: int) -> tuple[int, int]:
    """How many connections there may be at once, in all and of one address: as many as are wanted, or as descriptors
    are left for; at least 1, and never more than half of all of one.
    """
    most = wanted
    if sys.platform != "win32" and (soft := resource.getrlimit(resource.RLIMIT_NOFILE)[0]) != resource.RLIM_INFINITY:
        most = max(1, min(wanted, (soft - RESERVE) * SHARE[1] // SHARE[0]))
    return most, min(of_one, max(1, most // 2))
