"""What a figure means, in the words that a head of office reads behind its "?"."""

from typing import NamedTuple


class Definition(NamedTuple):
    """title: its name. what: what is counted, and how. left_out: what is not, and what changes it afterwards."""

    title: str
    what: str
    left_out: str
