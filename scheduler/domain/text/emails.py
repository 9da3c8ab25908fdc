"""E-mail addresses, as people write them."""

import re

LONGEST = 200
EMAIL = re.compile(r"[^@\s,;<>()]+@[^@\s,;<>()]+\.[A-Za-z]{2,}")


def is_email(text: str) -> bool:
    """Whether a text can be the address of one mailbox."""
    return len(text) <= LONGEST and EMAIL.fullmatch(text) is not None
