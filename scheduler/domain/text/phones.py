"""Phone numbers, as they are kept: +62812..."""

import re

SHORTEST, LONGEST = 8, 15
"""Digits of a number with its country, by E.164."""

MOBILE = re.compile(r"(?:\+?62|0)(8\d{7,12})")
"""An Indonesian number that rings in a pocket."""


def mobile(phone: str) -> str | None:
    """A phone as +62812..., if it is one that takes messages; None for a landline and for what is no number."""
    found = MOBILE.fullmatch(re.sub(r"[\s.()\-]", "", phone))
    return f"+62{found[1]}" if found else None


def masked(address: str) -> str:
    """0812-****-7890 for a phone, s***@example.id for an e-mail: enough to tell them apart, not to write to one."""
    name, at, domain = address.partition("@")
    if at:
        return f"{name[:1]}***@{domain}"
    local = f"0{address.removeprefix('+62')}" if address.startswith("+62") else address
    return f"{local[:4]}-****-{local[-4:]}" if len(local) > 8 else "****"


def from_digits(text: str) -> str | None:
    """+62812... of 62812..., 0812... or +62 812-...; None where it is no number (a group, a name)."""
    digits = re.sub(r"[ .()-]", "", text).removeprefix("+")
    if digits.startswith("0"):
        digits = f"62{digits[1:]}"
    if not (digits.isascii() and digits.isdigit() and SHORTEST <= len(digits) <= LONGEST):
        return None
    return f"+{digits}"
