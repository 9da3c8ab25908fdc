"""`giliran counter`: which services each counter takes, and at which hours."""

import pytest


@pytest.mark.postgres("statements")
def test_what_a_counter_takes_is_shown_first_and_then_kept(giliran, bintan):
    lines = ("A", "C 08.00-11.00", "C fri 08.00-09.00")

    shown = giliran("counter", "takes", 3, *lines)
    kept = giliran("counter", "takes", 3, *lines, "--yes")
    listed = giliran("counter", "list")

    assert shown.out.splitlines()[0] == "counter 3 takes: A, C 08.00-11.00, C fri 08.00-09.00"
    assert "nobody takes C: " in shown.out
    assert shown.out.endswith("Nothing is changed yet: add --yes to apply it.\n")
    assert kept.out.endswith("Done.\n")
    assert listed.out.splitlines()[:3] == [
        "1\topen\tA, B",
        "2\topen\tA, B",
        "3\topen\tA, C 08.00-11.00, C fri 08.00-09.00",
    ]
    assert "11.00-12.00" in listed.out


def test_days_together_are_one_line(giliran, bintan):
    assert "C mon 08.00-09.00, C tue 08.00-09.00" in giliran("counter", "takes", 3, "C mon-tue 08.00-09.00").out


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["C fri"], "'C fri' is no service and hours."),
        (["perekaman"], "'perekaman' is no service and hours."),
        (["C 08.00"], "'08.00' is no time of day"),
        (["Z"], "Z is not known."),
        (["C 11.00-08.00"], "ends before it begins"),
        (["C 08.00-11.00", "C 10.00-12.00"], "runs into another line"),
    ],
)
@pytest.mark.parametrize("yes", [[], ["--yes"]])
def test_what_makes_no_sense_is_refused_shown_or_kept(giliran, bintan, lines, said, yes):
    result = giliran("counter", "takes", 3, *lines, *yes)

    assert result.status == 2
    assert said in result.err
    assert "3\topen\tA, B, C" in giliran("counter", "list").out
