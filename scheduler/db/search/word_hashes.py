"""What the blind index keeps of a beginning of a name and of last digits: the first half of a keyed hash, by office."""

from scheduler import keys

HASH = 16
"""Bytes kept of a keyed hash."""


def name_words(office_id: int, word: str) -> list[bytes]:
    """What a beginning of a name is kept as, under every secret, newest first."""
    return [each[:HASH] for each in keys.ring().look_ups(f"name:{office_id}", word)]


def tail_words(office_id: int, tail: str) -> list[bytes]:
    """What the last digits of a registration number are kept as, under every secret, newest first."""
    return [each[:HASH] for each in keys.ring().look_ups(f"tail:{office_id}", tail)]
