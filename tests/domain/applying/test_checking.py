"""Ready-made reasons, and what counts as complete."""

from dataclasses import dataclass

import pytest

from scheduler.domain.applying import checking
from scheduler.domain.applying.checking import REASONS


@dataclass(frozen=True)
class Item:
    state: str
    optional: bool = False


def items(*states: str) -> list[Item]:
    """A question mark after a state: the item is optional."""
    return [Item(state.rstrip("?"), state.endswith("?")) for state in states]


@pytest.mark.parametrize(
    ("states", "complete"),
    [
        (("accepted", "accepted"), True),
        (("accepted", "empty?"), True),
        (("accepted", "unreadable?"), True),
        (("accepted", "sent?"), False),
        (("accepted", "sent"), False),
        (("accepted", "empty"), False),
        (("missing", "accepted"), False),
        (("missing?",), True),
    ],
)
def test_complete_is_looked_at_and_all_that_is_needed(states: tuple[str, ...], *, complete: bool) -> None:
    assert checking.is_complete(items(*states)) is complete


def test_what_lacks_is_what_was_refused_and_what_is_needed_and_was_never_sent() -> None:
    found = checking.lacking(items("accepted", "missing", "unreadable?", "empty", "empty?", "sent"))

    assert found == items("missing", "unreadable?", "empty")


def test_only_a_single_unreadable_item_is_one_picture() -> None:
    assert checking.is_one_picture(items("unreadable"))
    assert not checking.is_one_picture(items("missing"))
    assert not checking.is_one_picture(items("unreadable", "unreadable"))
    assert not checking.is_one_picture([])


@pytest.mark.parametrize("reason", [reason for each in REASONS.values() for reason in each.values()])
def test_reason_names_the_item_and_says_what_to_send(reason: checking.Reason) -> None:
    assert "{item}" in reason.sentence
    assert "Kirim" in reason.sentence
    assert not any(word in f"{reason.sentence}{reason.label}" for word in ("!", "kematian", "perceraian", "salah"))


def test_reason_belongs_to_its_state() -> None:
    assert checking.reason_of("missing", "blurred") is None
    assert checking.reason_of("accepted", "brought") is None
    assert checking.reason_of("unreadable", "blurred") is REASONS["unreadable"]["blurred"]
