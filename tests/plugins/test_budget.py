"""A folder that takes more CPU than its budget fails, and says which of its tests took it."""

from tests.plugins.budget import folder_of, nearest_to_budget, of_others, over_budget

AROUND = {"tests/web/test_b.py::test_much": 800.0}
SLOW = {"tests/flow/test_a.py::test_one[sqlite]": 20.0, "tests/flow/test_a.py::test_two": 3.0}


def test_folder_within_its_budget_and_a_tenth_passes() -> None:
    assert over_budget(SLOW | AROUND, {"tests/flow": 21.0, "tests/web": 800.0}) == []


def test_folder_past_it_fails_and_names_its_slowest_first() -> None:
    (line,) = over_budget(SLOW | AROUND, {"tests/flow": 15.0, "tests/web": 900.0})

    assert line.startswith("tests/flow: 23.0 CPU seconds, its budget is 15")
    assert line.index("test_one") < line.index("test_two")


def test_small_folder_may_vary_by_a_few_seconds() -> None:
    budget = {"tests/intake": 1.0, "tests/web": 900.0}
    assert over_budget({"tests/intake/test_a.py::test_it": 3.9} | AROUND, budget) == []
    assert over_budget({"tests/intake/test_a.py::test_it": 4.1} | AROUND, budget) != []


def test_processor_that_is_slower_in_all_is_forgiven_up_to_a_quarter() -> None:
    budget = {"tests/flow": 20.0, "tests/web": 700.0}

    def all_took(times: float) -> dict[str, float]:
        return {"tests/flow/test_a.py::test_one": 20.0 * times, "tests/web/test_b.py::test_much": 700.0 * times}

    assert over_budget(all_took(1.2), budget) == []
    assert "All of them" in over_budget(all_took(1.3), budget)[0]


def test_folder_that_has_no_budget_fails() -> None:
    (line,) = over_budget(SLOW, {})

    assert "does not name it" in line


def test_folders_that_are_nearest_to_their_budgets_are_named() -> None:
    budget = {"tests/flow": 46.0, "tests/web": 1000.0, "tests/intake": 2.0}

    assert nearest_to_budget(SLOW | AROUND, budget) == "tests/web 80%, tests/flow 50%"


def test_what_the_tests_did_not_do_others_did() -> None:
    assert of_others(800.0, 600.0) == 0.25
    assert of_others(590.0, 600.0) == 0.0, "both are read a moment apart"
    assert of_others(0.0, 600.0) == 0.0, "a machine that does not say is held to the budget"


def test_folder_is_the_nearest_that_is_named() -> None:
    named = {"tests": 20.0, "tests/web": 300.0, "tests/web/api": 50.0}

    assert folder_of("tests/web/api/test_door.py::test_it[a/b]", named) == "tests/web/api"
    assert folder_of("tests/web/blanks/test_page.py::test_it", named) == "tests/web"
    assert folder_of("tests/webs/test_page.py::test_it", named) == "tests/webs"
    assert folder_of("tests/test_docs.py::test_it", named) == "tests"
