"""What a scanner made of the test paper, and how a trial may end."""

import pytest

from scheduler.domain.text import codes
from scheduler.domain.trials import GOOD, OUTCOMES, PAPER, Arrived, Device, is_paper, may_end, reading_of

QWERTZ, AZERTY = str.maketrans("YZ-", "ZYß"), str.maketrans("0123456789-AQWZM", "à&é\"'(-è_ç)QAZW?")


@pytest.mark.parametrize(
    ("came", "arrived"),
    [
        (PAPER, Arrived.WHOLE),
        (f" {PAPER}\t", Arrived.WHOLE),
        (PAPER.lower(), Arrived.LETTER_CASE),
        (PAPER.translate(QWERTZ), Arrived.CHANGED),
        (PAPER.translate(AZERTY), Arrived.CHANGED),
        (PAPER.replace("-", "/"), Arrived.CHANGED),
        (f"]Q1{PAPER}", Arrived.MORE),
        (PAPER + PAPER, Arrived.MORE),
        (PAPER[:11], Arrived.CUT),
        (PAPER[4:], Arrived.CUT),
        ("", Arrived.NOTHING),
        ("  ", Arrived.NOTHING),
        ("7K4M-P2QX-9RD3-FHNT", Arrived.OTHER),
        ("https://example.go.id/t/1", Arrived.OTHER),
        ("x" * len(PAPER), Arrived.OTHER),
        ("\x00" * 500, Arrived.OTHER),
    ],
)
def test_reading_says_what_became_of_the_paper(came: str, arrived: Arrived) -> None:
    assert reading_of(came, by_enter=True).arrived is arrived


def test_changed_signs_are_named_once_each() -> None:
    assert reading_of(PAPER.translate(QWERTZ), by_enter=True).changed == (("-", "ß"), ("Z", "Y"), ("Y", "Z"))


def test_scanner_that_presses_no_enter_is_not_good_yet() -> None:
    by_hand, by_itself = (reading_of(PAPER, by_enter=sent) for sent in (False, True))

    assert (by_hand.arrived, by_hand.is_good, by_hand.outcome) == (Arrived.NO_ENTER, False, "no_enter")
    assert (by_itself.is_good, by_itself.outcome) == (True, GOOD)


def test_paper_is_no_pass_and_no_number_of_a_visit() -> None:
    assert codes.read(PAPER) is None
    assert codes.read_short(PAPER) is None


@pytest.mark.parametrize(("text", "known"), [(PAPER, True), (f" {PAPER.lower()} ", True), (PAPER[1:], False)])
def test_paper_is_known_where_passes_are_scanned(text: str, known: bool) -> None:
    assert is_paper(text) is known


@pytest.mark.parametrize("device", OUTCOMES)
def test_people_answer_of_what_they_see_and_hear(device: Device) -> None:
    assert all(may_end(device, each) for each in OUTCOMES[device])
    assert not may_end(device, "whole")


@pytest.mark.parametrize("device", [Device.SCANNER, Device.CAMERA])
def test_what_a_scanner_did_is_nobodys_to_say(device: Device) -> None:
    assert not may_end(device, GOOD)
