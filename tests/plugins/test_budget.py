"""A folder that takes more CPU than its budget fails, and says which of its tests took it."""

from tests.plugins.budget import folder_of, over_budget

SLOW = {"tests/flow/test_a.py::test_one[sqlite]": 20.0, "tests/flow/test_a.py::test_two": 3.0}


def test_folder_within_its_budget_and_a_tenth_passes() -> None:
    assert over_budget(SLOW, {"tests/flow": 21.0}) == []


def test_folder_past_it_fails_and_names_its_slowest_first() -> None:
    (line,) = over_budget(SLOW, {"tests/flow": 15.0})

    assert line.startswith("tests/flow: 23.0 CPU seconds, its budget is 15")
    assert line.index("test_one") < line.index("test_two")


def test_small_folder_may_vary_by_a_few_seconds() -> None:
    assert over_budget({"tests/intake/test_a.py::test_it": 3.9}, {"tests/intake": 1.0}) == []
    assert over_budget({"tests/intake/test_a.py::test_it": 4.1}, {"tests/intake": 1.0}) != []


def test_folder_that_has_no_budget_fails() -> None:
    (line,) = over_budget(SLOW, {})

    assert "does not name it" in line


def test_folder_is_that_of_the_file() -> None:
    assert folder_of("tests/web/api/test_door.py::test_it[a/b]") == "tests/web/api"
    assert folder_of("tests/test_feed.py::test_it") == "tests"
