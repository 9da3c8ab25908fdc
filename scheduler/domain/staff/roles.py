"""What staff and machines may be. What a role may do, `scheduler/web/shared/staff/access.py` says."""

ROLES = ("guard", "clerk", "supervisor")
LEADS = "supervisor"
"""The role that looks after the others: an office that has one is never left without."""
ANSWERING = ("clerk", "supervisor")
"""Roles of staff who answer citizens."""
SCOPES = ("documents", "desk", "office")
"""What a token of a machine may be for."""
