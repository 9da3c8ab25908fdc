"""Text that shows all that it holds: no signs that turn the reading round, hide, or cannot be drawn."""

from scheduler.domain.refusals import HiddenSigns


def without_hidden(text: str) -> str:
    """A text without what nobody sees; white space stays, which is tidied anyway."""
    return "".join(sign for sign in text if sign.isprintable() or sign.isspace())


def refuse_hidden(*texts: str | None) -> None:
    """Refuse texts that hold what nobody sees, white space aside. Raises HiddenSigns."""
    if any(text and without_hidden(text) != text for text in texts):
        raise HiddenSigns


def shown(text: str) -> str:
    """A text as it was typed. Raises HiddenSigns."""
    refuse_hidden(text)
    return text
