"""How far a first start is, how an office is called in addresses, and what its counters can do."""

import pytest

from scheduler.domain.start import CODE, STEPS, Progress, code_of, step_after, step_before, suggested_units


def test_next_step_is_the_first_that_was_neither_answered_nor_left():
    progress = Progress().with_done("office").with_left("manager")

    assert progress.next == "offer"
    assert Progress(frozenset(STEPS)).next is None


def test_what_was_answered_stays_answered_when_it_is_left_later():
    progress = Progress().with_done("hours").with_left("hours")

    assert (progress.done, progress.left) == ({"hours"}, frozenset())


def test_what_was_left_is_answered_afterwards():
    progress = Progress().with_left("hours").with_done("hours")

    assert (progress.done, progress.left) == ({"hours"}, frozenset())


def test_progress_is_kept_and_read_again():
    progress = Progress().with_done("office").with_done("manager").with_left("print")

    assert Progress.of(progress.kept()) == progress


def test_steps_of_another_version_are_passed_over():
    assert Progress.of({"done": ["office", "seance"], "left": ["ouija"]}) == Progress(frozenset({"office"}))


def test_office_that_is_open_has_done_everything():
    assert Progress.of(None).share == (len(STEPS), len(STEPS))


@pytest.mark.parametrize(("done", "may"), [(("office",), False), (("office", "manager"), True)])
def test_office_opens_once_somebody_manages_it(done: tuple[str, ...], may: bool):
    assert Progress(frozenset(done)).may_open is may


def test_steps_follow_each_other_both_ways():
    assert step_before(STEPS[0]) is None
    assert step_after(STEPS[-1]) is None
    assert [step_after(step) for step in STEPS[:-1]] == list(STEPS[1:])
    assert [step_before(step) for step in STEPS[1:]] == list(STEPS[:-1])


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Disdukcapil Kota Tanjungpinang", "tanjungpinang"),
        ("Dinas Kependudukan dan Pencatatan Sipil Kab. Bintan", "bintan"),
        ("DISDUKCAPIL", "disdukcapil"),
        ("Kota Baru Parahyangan", "baru-parahyangan"),
        ("登記所", "kantor"),
        ("", "kantor"),
        ("X", "kantor"),
        ("Kabupaten " + "Panjang" * 12, ("panjang" * 12)[:40]),
    ],
)
def test_code_is_made_of_what_tells_the_office_from_others(name: str, code: str):
    assert code_of(name) == code
    assert CODE.fullmatch(code_of(name))


def test_counter_shares_its_time_among_what_it_takes():
    assert suggested_units([{"A", "B"}, {"A"}, {"C"}], 30) == {"A": 9, "B": 3, "C": 6}


def test_every_service_has_at_least_one_unit():
    assert suggested_units([set("ABCDEFGH")], 5) == dict.fromkeys("ABCDEFGH", 1)
