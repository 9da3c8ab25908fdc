"""Guessing is slowed down by pauses that grow."""

from datetime import timedelta

from scheduler.domain.guessing import DIGITS, PASSWORD, Pauses


def test_who_mistypes_waits_for_nothing():
    assert [PASSWORD.after(failures) for failures in range(PASSWORD.free)] == [timedelta()] * 5


def test_each_pause_is_twice_the_one_before_up_to_a_quarter_of_an_hour():
    pauses = [PASSWORD.after(failures).total_seconds() for failures in range(5, 18)]

    assert pauses == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]


def test_however_many_there_were_it_stays_a_pause():
    assert PASSWORD.after(10**9) == PASSWORD.longest


def tries_within(pauses: Pauses, days: int) -> int:
    tries, spent = 0, timedelta()
    while (spent := spent + pauses.after(tries)) < timedelta(days=days):
        tries += 1
    return tries


def test_who_guesses_a_password_for_a_day_gets_about_a_hundred_tries():
    assert 100 < tries_within(PASSWORD, 1) < 115


def test_who_guesses_digits_for_two_weeks_finds_a_tenth_of_a_thousand_at_most():
    assert 12 < tries_within(DIGITS, 1) < 20
    assert tries_within(DIGITS, 14) < 100
