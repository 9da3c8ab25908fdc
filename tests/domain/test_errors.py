"""The refusals as one tree."""

import importlib
import pkgutil
import re

import pytest

from scheduler import domain
from scheduler.domain import errors
from scheduler.domain.errors import Refusal

PARTS = [
    importlib.import_module(f"scheduler.domain.{each.name}")
    for each in pkgutil.iter_modules(domain.__path__)
    if each.name.endswith("_errors")
]
"""Refusals of one part of the program each."""


def all_refusals(root: type[Refusal] = Refusal) -> list[type[Refusal]]:
    return [root, *(found for kind in root.__subclasses__() for found in all_refusals(kind))]


def test_codes_are_unique_words():
    codes = [kind.code for kind in all_refusals()]

    assert len(codes) == len(set(codes))
    assert all(re.fullmatch(r"[a-z]+(_[a-z]+)*", code) for code in codes)


def test_sentences_are_safe_to_show(subtests: pytest.Subtests):
    for kind in all_refusals():
        with subtests.test(kind.__name__):
            assert kind.sentence.endswith(".")
            assert "!" not in kind.sentence
            assert 400 <= kind.status < 600


def test_statuses_are_those_of_the_interface():
    by_status = {}
    for kind in all_refusals():
        by_status.setdefault(kind.status, set()).add(kind.code)

    assert by_status[404] >= {"pass_unknown", "document_unknown", "invitation_unknown", "ticket_unknown"}
    assert by_status[409] >= {
        "slot_full",
        "already_booked",
        "too_early",
        "handed_over",
        "old_card_missing",
        "illegal_step",
    }
    assert by_status[410] == {"invitation_expired", "application_withdrawn", "search_forgotten"}
    assert by_status[503] == {"unavailable"}


def test_refusal_carries_its_facts_and_its_code_as_text():
    refusal = errors.CounterBusy(counter=2, ticket="A-012")

    assert refusal.facts == {"counter": 2, "ticket": "A-012"}
    assert str(refusal) == "counter_busy"


def test_tree_in_the_docstring_names_every_refusal():
    named = set(re.findall(r"\b[A-Z][A-Za-z]+\b", errors.__doc__ or ""))

    parts = {part.__name__ for part in PARTS}
    assert {kind.__name__ for kind in all_refusals() if kind.__module__ not in parts} <= named
    assert {kind.__module__ for kind in all_refusals()} == {errors.__name__, *parts}


def test_marking_a_text_leaves_it_as_it_is():
    assert errors.N_("Loket") == "Loket"
