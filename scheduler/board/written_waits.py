"""A wait as people read it: written the same on the door, the kiosk, TVs and phones, and in messages."""

from collections.abc import Callable

from scheduler.board.waits import Minutes
from scheduler.domain.refusals import N_

SOON = 3
"""Minutes. Nobody can promise less: what may be no wait at all is less than so many."""


def in_minutes(wait: Minutes | None, translate: Callable[[str], str]) -> str:
    """6-9 menit; kurang dari 3 menit where it may be none at all; nothing where nothing is known.

    wait: whole minutes, from and to. translate: a source text in the reader's language.
    """
    if wait is None:
        return ""
    first, last = wait
    if not first:
        return translate(N_("kurang dari {count} menit")).format(count=max(last, SOON))
    return translate(N_("{span} menit")).format(span=in_digits(wait))


def about(wait: Minutes | None, translate: Callable[[str], str]) -> str:
    """The same within a sentence: kira-kira 6-9 menit; kurang dari 3 menit."""
    said = in_minutes(wait, translate)
    return translate(N_("kira-kira {minutes}")).format(minutes=said) if wait and wait[0] else said


def in_digits(wait: Minutes) -> str:
    """6-9, for words of an office that say "kira-kira ... menit" around it; 1-3 where it may be none at all."""
    first, last = wait if wait[0] else (1, max(wait[1], SOON))
    return f"{first}-{last}" if first != last else f"{first}"
