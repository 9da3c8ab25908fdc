"""What staff and machines may be, and where that lets them act or only look.

A place is a word for a kind of pages: "account" (one's own), "desk" (what all pages of an office ask for), "door",
"counter", "documents", "office" (who leads the day), "manage" (who settles how the office works: people, settings,
channels, how long things are kept, backups), "trial" (who tries the devices, as both of these do), "figures" (who asks
how the office does, and has the day as the first page, both again), and "place" (the desk of a kecamatan or kelurahan,
beside all of them).
"""

from collections.abc import Iterable, Mapping

from scheduler.domain.refusals import Invalid

ROLES = ("guard", "clerk", "supervisor", "manager", "auditor", "place")
"""In the order in which they are written. Somebody may have several."""
MANAGES = "manager"
"""The role that looks after the others: an office that has one is never left without."""
AT_PLACE = "place"
"""The role of whoever works for a kecamatan or kelurahan, and at no page of the office."""
ANSWERING = ("clerk", "supervisor")
"""Roles of staff who answer citizens."""
SCOPES = ("documents", "desk", "office")
"""What a token of a machine may be for."""

ACTS: Mapping[str, frozenset[str]] = {
    "guard": frozenset({"account", "door"}),
    "clerk": frozenset({"account", "door", "counter", "desk", "documents"}),
    "supervisor": frozenset({"account", "door", "counter", "desk", "documents", "office", "trial", "figures"}),
    "manager": frozenset({"account", "desk", "manage", "trial", "figures"}),
    "auditor": frozenset({"account", "desk"}),
    AT_PLACE: frozenset({"account", "place"}),
}
"""Role -> places where it acts."""
READS: Mapping[str, frozenset[str]] = {"auditor": frozenset({"documents", "office", "manage", "trial", "figures"})}
"""Role -> places that it looks at besides, and changes nothing there."""


def may_act(roles: Iterable[str], place: str) -> bool:
    """Whether somebody of these roles may change what the pages of a place are for."""
    return any(place in ACTS[role] for role in roles)


def may_look(roles: Iterable[str], place: str) -> bool:
    """Whether somebody of these roles may see the pages of a place."""
    return any(place in ACTS[role] or place in READS.get(role, ()) for role in roles)


def answers(roles: Iterable[str]) -> bool:
    """Whether somebody of these roles answers citizens."""
    return any(role in ANSWERING for role in roles)


def written(roles: str) -> str:
    """Roles as they are kept: each once, in their order, parted by spaces. roles: words parted by spaces or commas.

    Raises Invalid for an unknown one, or none at all.
    """
    wanted = roles.replace(",", " ").split()
    if not wanted or not set(wanted) <= set(ROLES):
        raise Invalid(errors={"roles": ", ".join(ROLES)})
    return " ".join(role for role in ROLES if role in wanted)
