"""The texts of moved visits, in both languages, with nothing personal in them."""

import pytest
from sqlmodel import Session, col, select

from scheduler.db.models import Booking, Message
from scheduler.domain.text.codes import written_short
from scheduler.flow.postponement import extending
from scheduler.messages.notices.known import Known
from scheduler.messages.notices.writing import text_of
from scheduler.translations import translations
from tests.scenes.factories import World
from tests.scenes.postponements import closed, postpone, take_back

FOOT = (
    "Gratis. Kami tidak pernah meminta OTP, kata sandi, uang, atau memasang aplikasi. "
    "Ragu? Ketik sendiri x.id lalu masukkan nomor registrasi."
)
OLD, NEW = "Rabu, 2 Desember 2026 pukul 09.00 WIB", "Senin, 7 Desember 2026 pukul 09.00 WIB"


def text(office: World, cause: str, language: str = "id") -> str:
    def read(session: Session) -> str:
        message = session.scalars(select(Message).where(col(Message.cause) == cause)).one()
        say = translations(language).gettext
        known = Known(session, office.office, [message])
        return text_of(known, message, base_url="https://x.id", translate=say, language=language)

    return office.read(read)


def test_moved_says_both_times_the_reason_and_where_to_choose(office: World):
    booked = office.booked(9, day=2, service="C")

    postpone(office, closed(office))

    assert text(office, "moved") == (
        f"Disdukcapil tanjungpinang: maaf, jadwal {OLD} tidak jadi karena perbaikan alat rekam. Jadwal baru: {NEW}."
        f" Mohon tidak datang pada {OLD}. QR lama tetap berlaku. Ganti waktu: https://x.id/t/{booked}."
        f" Nomor jadwal {written_short(office.booking(booked).short)}. {FOOT}"
    )
    assert "Wednesday, 2 December 2026" in text(office, "moved", "en")


def longer(office: World) -> None:
    """Closed from Wednesday on, and then a week longer."""
    first = postpone(office, closed(office))
    until = closed(office).ends_on.replace(day=11)
    postpone(office, office.read(lambda s: extending(s, office.office, first.closure_id, until)))


def test_moved_a_second_time_says_so(office: World):
    office.booked(9, day=2, service="C")
    longer(office)

    office.change(Message, office.rows(Message, col(Message.cause) == "moved")[0].id, state="sent")

    assert "untuk kedua kalinya, maaf, jadwal Senin, 7 Desember" in text(office, "moved_again")


def test_moved_twice_before_anybody_was_told_is_told_as_once_from_the_time_that_is_known(office: World):
    office.booked(9, day=2, service="C")

    longer(office)

    said = text(office, "moved_again")
    assert said.startswith(f"Disdukcapil tanjungpinang: maaf, jadwal {OLD} tidak jadi")
    assert f"Mohon tidak datang pada {OLD}" in said
    assert NEW not in said


@pytest.mark.postgres("statements")
def test_moved_a_third_time_is_not_called_the_second(office: World):
    booked = office.booked(9, day=2, service="C")
    office.change(Booking, office.booking(booked).id, moved_by_office=2)

    postpone(office, closed(office))

    assert text(office, "moved_again").startswith("Disdukcapil tanjungpinang: sekali lagi maaf, jadwal Rabu, 2")


def test_closed_without_end_promises_no_time(office: World):
    office.booked(9, day=2, service="C")

    postpone(office, closed(office, None))

    assert text(office, "closed") == (
        "Disdukcapil tanjungpinang: Layanan Perekaman KTP-el ditunda sampai pemberitahuan lebih lanjut karena"
        f" perbaikan alat rekam. Urutan Anda tetap. Jadwal baru kami kirim. Mohon tidak datang dulu."
        f" Registrasi ...0001. {FOOT}"
    )


def test_taken_back_says_which_message_to_forget(office: World):
    office.booked(9, day=2, service="C")
    postponement = postpone(office, closed(office))
    office.change(Message, office.rows(Message, col(Message.cause) == "moved")[0].id, state="sent")

    take_back(office, postponement)

    assert f"kembali seperti semula: {OLD}. Mohon abaikan pesan kami tentang {NEW}." in text(office, "moved_back")
