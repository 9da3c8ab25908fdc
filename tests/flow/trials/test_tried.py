"""What came of trying devices: the newest answer of each is kept."""

from typing import Any

import pytest

from scheduler.db.models import DeedRow, DeviceTrial
from scheduler.domain.audit.deeds import Deed
from scheduler.domain.screens import ScreenUnknown
from scheduler.domain.trials import PAPER, Device, OutcomeUnknown, reading_of
from scheduler.flow.screens import screens
from scheduler.flow.trials import tried
from scheduler.flow.trials.tried import trials_of, untried_screens
from tests.flow.trials.test_test_calls import paired
from tests.scenes.factories import EARLY, NINE, World

BY = "staff:3"


def answer(office: World, device: Device, outcome: str, screen: int | None = None, now: Any = NINE) -> None:
    office.do(tried.answer, device, outcome, screen_id=screen, by=BY, now=now)


def outcomes(office: World) -> dict[tuple[Device, int | None], str]:
    found = office.read(lambda session: trials_of(session, office.office.id))
    return {key: trial.outcome for key, trial in found.items()}


@pytest.mark.postgres("statements")
def test_newest_answer_of_each_device_is_kept(office: World) -> None:
    first, second = paired(office, "Satu"), paired(office, "Dua")
    answer(office, Device.SCREEN, "unheard", first, now=EARLY)
    answer(office, Device.SCREEN, "good", first)
    answer(office, Device.SCREEN, "unseen", second)
    answer(office, Device.SHEET, "bad", now=EARLY)
    answer(office, Device.SHEET, "good")

    assert outcomes(office) == {
        (Device.SCREEN, first): "good",
        (Device.SCREEN, second): "unseen",
        (Device.SHEET, None): "good",
    }
    assert {row.tried_at for row in office.rows(DeviceTrial)} == {NINE}
    assert [deed.about for deed in office.rows(DeedRow) if deed.deed == Deed.DEVICE_TRIED] == [
        *["screen"] * 3,
        *["sheet"] * 2,
    ]


def test_what_a_scanner_did_is_kept_without_what_was_read(office: World) -> None:
    office.do(tried.note_reading, Device.SCANNER, reading_of("7K4M-P2QX-9RD3-FHNT", by_enter=True), by=BY, now=EARLY)
    office.do(tried.note_reading, Device.CAMERA, reading_of(PAPER, by_enter=True), by=BY, now=NINE)

    assert outcomes(office) == {(Device.SCANNER, None): "other", (Device.CAMERA, None): "good"}


@pytest.mark.parametrize(
    ("device", "outcome", "refused"),
    [
        (Device.SCANNER, "good", OutcomeUnknown),
        (Device.SHEET, "unseen", OutcomeUnknown),
        (Device.SCREEN, "", OutcomeUnknown),
        (Device.SCREEN, "good", ScreenUnknown),
    ],
)
def test_answer_that_makes_no_sense_is_refused(
    office: World, device: Device, outcome: str, refused: type[Exception]
) -> None:
    with pytest.raises(refused):
        answer(office, device, outcome)

    assert outcomes(office) == {}


def test_of_another_offices_screen_nobody_answers(office: World, elsewhere: World) -> None:
    foreign = paired(elsewhere)

    with pytest.raises(ScreenUnknown):
        answer(office, Device.SCREEN, "good", foreign)

    assert outcomes(elsewhere) == {}


def test_untried_are_screens_on_the_list_without_an_answer(office: World, elsewhere: World) -> None:
    known, new, gone = (paired(office, name) for name in ("Satu", "Dua", "Tiga"))
    paired(elsewhere)
    answer(office, Device.SCREEN, "unheard", known)
    office.at_time(screens.remove, gone, now=NINE)

    assert [screen.id for screen in office.read(lambda session: untried_screens(session, office.office))] == [new]
