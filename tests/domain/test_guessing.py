"""Guessing is slowed down by pauses that grow."""

from datetime import timedelta

from scheduler.domain.guessing import FREE, LONGEST, pause_after


def test_who_mistypes_waits_for_nothing():
    assert [pause_after(failures) for failures in range(FREE)] == [timedelta()] * 5


def test_each_pause_is_twice_the_one_before_up_to_a_quarter_of_an_hour():
    pauses = [pause_after(failures).total_seconds() for failures in range(5, 18)]

    assert pauses == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]


def test_however_many_there_were_it_stays_a_pause():
    assert pause_after(10**9) == LONGEST


def test_who_guesses_for_a_day_gets_about_a_hundred_tries():
    tries, spent = 0, timedelta()
    while (spent := spent + pause_after(tries)) < timedelta(days=1):
        tries += 1

    assert 100 < tries < 115
