"""Which item of a checklist each picture of a conversation is proposed for: what came first for what is asked first."""

from collections.abc import Sequence


def proposed(pages: Sequence[int], most: Sequence[int]) -> list[int | None]:
    """For each line of a conversation the index of its item, in the order the lines came; None where one is left over.

    pages: of each line. most: pages that each item takes. A line goes whole or not at all, and what does not fit an
    item is proposed for the next.
    """
    items = iter(range(len(most)))
    return [next((item for item in items if count <= most[item]), None) for count in pages]
