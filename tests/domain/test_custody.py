"""Who may collect a visit's documents, what they bring, how much work it is."""

import pytest

from scheduler.domain.custody.collecting import KINDS, WITHOUT_HOLDER, allowed_for_all, is_split, units_of, usual_bring
from scheduler.domain.custody.collecting import usual_collector as usual
from scheduler.domain.offices.presets import TYPE_BY_CODE


@pytest.mark.parametrize(
    ("rules", "allowed"),
    [
        ([KINDS], KINDS),
        ([()], KINDS),
        ([WITHOUT_HOLDER], WITHOUT_HOLDER),
        ([KINDS, WITHOUT_HOLDER], WITHOUT_HOLDER),
        ([KINDS, ("proxy", "family")], ("family", "proxy")),
        ([("holder",), ("parent", "guardian")], ("holder", "parent", "guardian")),
        ([], KINDS),
    ],
)
def test_visit_is_collected_by_whoever_may_collect_all_of_it(rules, allowed):
    assert allowed_for_all(rules) == allowed


def test_visit_that_nobody_may_collect_whole_is_split():
    assert is_split([("holder",), ("parent",)])
    assert not is_split([KINDS, ("parent",)])
    assert not is_split([("holder",)])
    assert not is_split([])


@pytest.mark.parametrize(
    ("allowed", "who"), [(KINDS, "holder"), (WITHOUT_HOLDER, "parent"), (("guardian", "proxy"), "guardian")]
)
def test_usual_collector_is_the_holder_or_else_a_parent(allowed, who):
    assert usual(allowed) == who


def test_proxy_brings_a_letter_and_where_no_holder_can_come_a_copy_of_the_card():
    assert usual_bring("proxy", holder_may_come=True) == ("KTP asli pengambil", "surat kuasa")
    assert usual_bring("proxy", holder_may_come=False)[-1] == "fotokopi KTP pemberi kuasa"
    assert usual_bring("holder", holder_may_come=True) == ()
    assert usual_bring("neighbour", holder_may_come=True) == ()


@pytest.mark.parametrize(("minutes", "units"), [(0, 1), (1, 1), (4, 1), (5, 1), (6, 2), (10, 2), (11, 3)])
def test_every_five_minutes_begun_are_a_unit(minutes, units):
    assert units_of(minutes) == units


def test_presets_keep_to_the_rule_of_units_and_say_who_collects():
    assert all(kind.units == units_of(kind.minutes) for kind in TYPE_BY_CODE.values())
    assert TYPE_BY_CODE["Perekaman KTP-el"].collectors == ("holder",)
    assert "holder" not in TYPE_BY_CODE["KIA"].collectors
    assert TYPE_BY_CODE["akta"].collector_bring["parent"] == ["KTP asli"]
