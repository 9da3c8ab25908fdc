"""Text that shows all that it holds: no signs that turn the reading round, hide, or cannot be drawn."""

from scheduler.domain.errors import HiddenSigns


def refuse_hidden(*texts: str | None) -> None:
    """Whether all that texts hold can be seen, white space aside, which is tidied anyway. Raises HiddenSigns."""
    if not all("".join((text or "").split()).isprintable() for text in texts):
        raise HiddenSigns


def shown(text: str) -> str:
    """A text as it was typed. Raises HiddenSigns."""
    refuse_hidden(text)
    return text
