"""One phone for many households, as an RT's: the whole number tells those apart whose last digits are the same."""

import pytest

from scheduler.db.models import Booking
from tests.messages.dialogue.writing import PHONE, Writer
from tests.scenes.factories import World

FIRST, SECOND = "3172/2026/007123", "3172/2026/777123"


@pytest.fixture
def shared(office: World) -> Writer:
    """Two visits of tomorrow under one phone, with the same four digits at the end."""
    for hour, reference in ((10, FIRST), (11, SECOND)):
        office.booked(hour, day=1, phone=PHONE, reference=reference)
    return Writer(office)


def stages(office: World) -> list[str]:
    return [booking.stage for booking in office.rows(Booking)]


@pytest.mark.parametrize(("said", "after"), [(FIRST, ["cancelled", "booked"]), (SECOND, ["booked", "cancelled"])])
def test_whole_number_names_the_visit(office: World, shared: Writer, said: str, after: list[str]):
    shared(f"BATAL {said}")

    assert stages(office) == after


def test_digits_of_two_visits_cancel_neither(office: World, shared: Writer):
    told = shared("BATAL 7123")

    assert told.startswith("Ada beberapa dengan angka itu. Balas BATAL dan seluruh nomor registrasi yang dimaksud:")
    assert stages(office) == ["booked", "booked"]

    shared(SECOND)

    assert stages(office) == ["booked", "cancelled"]


def test_digits_of_two_visits_change_neither(office: World, shared: Writer):
    assert shared("UBAH 7123").startswith("Ada beberapa dengan angka itu. Balas UBAH dan seluruh nomor registrasi")
    assert shared(SECOND).startswith("Jadwal Anda sekarang Selasa, 1 Desember 2026 pukul 11.00 WIB.")


def test_number_with_a_slip_before_its_last_digits_still_names_the_only_one(office: World, shared: Writer):
    shared(f"BATAL {FIRST}")

    shared("BATAL 3172/2025/667123")

    assert stages(office) == ["cancelled", "cancelled"]
