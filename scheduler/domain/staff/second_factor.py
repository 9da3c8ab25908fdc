"""Whether an office asks its staff for a second proof of who they are, beside the password."""

from collections.abc import Iterable
from datetime import date

NOBODY, LEADERS, EVERYBODY = "nobody", "leaders", "everybody"
WHO = (NOBODY, LEADERS, EVERYBODY)
"""Of whom an office may ask it, from nobody on to the strictest."""
LEADING = frozenset({"supervisor", "manager"})
CODE, RECOVERY, PASSKEY, BROWSER, PROVIDER = "code", "recovery", "passkey", "browser", "provider"
"""What proves it: the digits of an application, a code on paper, a passkey, a browser that was trusted before, or a
provider that has asked for it itself.
"""
MOST_DAYS = 90
"""For so long at most a browser that was trusted is not asked again."""


def is_meant(who: str, roles: Iterable[str]) -> bool:
    """Whether somebody of these roles is among those of whom an office asks it."""
    return who == EVERYBODY or (who == LEADERS and not LEADING.isdisjoint(roles))


def is_demanded(who: str, roles: Iterable[str], first_day: date | None, today: date) -> bool:
    """Whether an office asks it of somebody today. first_day: from when on; None: always."""
    return is_meant(who, roles) and (first_day is None or first_day <= today)
