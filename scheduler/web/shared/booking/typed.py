"""What people type, as it may be looked up and stored."""


def printable(text: str | None) -> str | None:
    """No control characters (PostgreSQL takes no NUL), single spaces; None where nothing is left."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text or "").split()) or None
