"""Two machines that answer each other come to an end, and one phone does not use up what all others wait for."""

from datetime import timedelta

import pytest

from scheduler.db.models import Booking
from scheduler.flow.core.opt_outs import stopped_among
from scheduler.flow.talks.conversations import hear
from scheduler.messages.channels.base import Heard
from scheduler.messages.dialogue import restraint
from tests.messages.dialogue.writing import PHONE, Writer, answer_now
from tests.scenes.factories import NINE, World, at

FEW = ((timedelta(minutes=10), 3), (timedelta(days=1), 5))


@pytest.fixture
def citizen(office: World, monkeypatch: pytest.MonkeyPatch) -> Writer:
    """A phone that is answered three times in ten minutes, five times a day."""
    monkeypatch.setattr(restraint, "LIMITS", FEW)
    return Writer(office)


def ask(citizen: Writer, count: int) -> None:
    for _ in range(count):
        citizen.write("STATUS")
    answer_now(citizen.office, citizen.now)


def test_flood_is_answered_so_often_and_lies_in_the_inbox(citizen: Writer):
    ask(citizen, 8)

    assert len(citizen.answers()) == 3
    assert [state for _, state in citizen.lines()] == ["done"] * 3 + ["for_clerk"] * 5
    assert citizen.conversation.waiting_since == NINE


def test_flood_is_answered_for_ever_without_the_guard(office: World, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(restraint, "LIMITS", ((timedelta(days=1), 1000),))
    citizen = Writer(office)

    ask(citizen, 8)

    assert len(citizen.answers()) == 8


def test_who_comes_back_later_is_answered_again_until_the_day_has_had_its_share(citizen: Writer):
    ask(citizen, 4)

    assert citizen("STATUS", now=at(9, 11)) != ""
    assert citizen("STATUS", now=at(9, 12)) != ""
    assert citizen("STATUS", now=at(10)) == ""
    assert citizen("STATUS", now=at(9, 30, day=1)) != ""


@pytest.mark.parametrize("word", ["STOP", "SALAH"])
def test_what_ends_the_talk_is_done_however_much_was_said(citizen: Writer, word: str):
    ask(citizen, 4)

    assert citizen(word) != ""
    if word == "STOP":
        office = citizen.office
        assert office.read(lambda s: PHONE in stopped_among(s, office.office.id, [PHONE]))


def test_phone_of_many_households_is_not_held_up(office: World):
    citizen = Writer(office)

    ask(citizen, 30)

    assert len(citizen.answers()) == 30


def test_one_phone_does_not_hold_up_another(citizen: Writer):
    ask(citizen, 4)

    assert Writer(citizen.office, "+6281311112222")("STATUS") != ""


@pytest.mark.parametrize(("hours", "stage"), [(23, "cancelled"), (25, "booked")])
def test_what_comes_a_day_late_cancels_nothing_unseen(citizen: Writer, hours: int, stage: str):
    office = citizen.office
    office.booked(10, day=2, phone=PHONE, reference="R/000321")
    late = Heard("wamid.late", PHONE, "BATAL 0321", NINE - timedelta(hours=hours))
    office.database.run(hear, office.office.id, "whatsapp", late, now=NINE)

    answer_now(office, NINE)

    assert [booking.stage for booking in office.rows(Booking)] == [stage]
    assert (citizen.conversation.waiting_since is not None) == (stage == "booked")


@pytest.fixture
def guessing(office: World) -> Writer:
    """A phone whose visit has a number that ends in 0987, and that does not know it."""
    office.booked(9, phone=PHONE, reference="R/0987")
    citizen = Writer(office)
    for digits in range(1000, 1005):
        assert "angka" in citizen(f"BATAL {digits}")
    return citizen


def test_digits_are_guessed_five_times_as_on_the_page(office: World, guessing: Writer):
    assert "Terlalu banyak percobaan" in guessing("BATAL 0987")
    assert office.rows(Booking)[0].stage == "booked"

    guessing("BATAL 0987", now=at(9, 16))

    assert office.rows(Booking)[0].stage == "cancelled"


def test_digits_are_guessed_in_the_end_without_the_guard(
    office: World, guessing: Writer, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(restraint, "WRONG", 1000)

    guessing("BATAL 0987")

    assert office.rows(Booking)[0].stage == "cancelled"


def test_numbers_of_ones_own_are_no_guesses(office: World):
    for number in range(101, 108):
        office.document(f"R/0{number}", stage="ready", phone=PHONE, kk=str(number))
    citizen = Writer(office)

    answers = [citizen(f"UBAH 0{number}") for number in range(101, 108)]

    assert not [each for each in answers if "Terlalu banyak" in each]
