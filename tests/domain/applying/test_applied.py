"""How far an application has come, as its citizen is told."""

from scheduler.domain.applying.applied import WANTED, steps_of


def test_who_is_asked_for_something_is_the_step_that_is_now() -> None:
    steps = steps_of("incomplete", hands_over=True, asked_again=True)

    assert [(step.name, step.progress) for step in steps[:3]] == [
        ("Diterima", "done"),
        (WANTED, "now"),
        ("Diperiksa petugas", "later"),
    ]
    assert WANTED not in [step.name for step in steps_of("incomplete", hands_over=True)]


def test_what_came_back_to_the_office_is_not_ready() -> None:
    (now,) = [step.name for step in steps_of("returned", hands_over=True) if step.progress == "now"]

    assert now == "Dibuat"
