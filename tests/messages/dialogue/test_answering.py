"""What citizens ask for in WhatsApp is done by the steps of the page, with the same refusals."""

import re

import pytest

from scheduler.board.model import Turn
from scheduler.db.models import (
    Booking,
    Consent,
    Invitation,
    Material,
    Message,
    MessageText,
    Office,
    Slot,
    StoppedNumber,
    WaitlistEntry,
)
from scheduler.domain.regency import Unwanted
from scheduler.domain.text.names import last_digits
from scheduler.flow.applying import withdrawing
from scheduler.flow.blanks import printing_stops
from scheduler.flow.regency import returning, sending
from scheduler.flow.talks import inbox
from scheduler.messages.dialogue.standing import said_of
from scheduler.messages.notices.said import Tongue
from tests.flow.small import shrink
from tests.messages.dialogue.writing import OTHER, PHONE, Writer, new_messages
from tests.scenes.blanks import KTP, material, opened
from tests.scenes.factories import EARLY, NINE, World, at

LADDER = [{"channel": "whatsapp", "wait_minutes": 60}]


@pytest.fixture
def citizen(office: World) -> Writer:
    """Somebody whose office sends by WhatsApp."""
    office.change(Office, office.office.id, ladder=LADDER, phone="0771 123")
    return Writer(office)


def bookings(office: World) -> list[Booking]:
    return office.rows(Booking)


def booked(office: World, hour: int = 10, *, day: int = 1, phone: str = PHONE) -> str:
    """The pass of a visit of tomorrow, under a phone."""
    return office.booked(hour, day=day, phone=phone)


# --- where it stands


def test_status_lists_each_document_and_visit(office: World, citizen: Writer):
    office.document("R/0001", phone=PHONE, stage="in_production")
    office.document("R/0002", phone=PHONE, type="KIA")
    office.document("R/0003", phone=OTHER)
    booked(office)

    told = citizen("Status")

    assert "KTP-el (registrasi ...0001): Sedang dicetak." in told
    assert "Kartu Identitas Anak (registrasi ...0002): siap diambil, pilih jadwalnya." in told
    assert "jadwal Selasa, 1 Desember 2026 pukul 10.00 WIB." in told
    assert "0003" not in told
    assert told.endswith("Balas UBAH untuk mengganti jadwal, atau BATAL untuk membatalkan.")


def test_status_says_what_is_given_up_once_that_is_sure(office: World, citizen: Writer):
    office.document("R/0001", phone=PHONE, stage="received")
    office.do(withdrawing.withdraw, "R/0001", reason="permohonan ganda")

    under_review, sure = citizen("STATUS", now=at(9, 10)), citizen("STATUS", now=at(9, 11))

    assert "(registrasi ...0001): Sedang ditinjau petugas." in under_review
    assert "(registrasi ...0001): Dibatalkan." in sure


def test_status_says_that_what_another_office_refused_comes_back(office: World, elsewhere: World, citizen: Writer):
    office.document("R/0001", phone=PHONE)
    office.do(sending.send, "R/0001", elsewhere.office.code)
    assert "Pengambilannya dipindahkan ke kantor lain." in citizen("STATUS")

    elsewhere.do(returning.refuse, "R/0001", Unwanted.DAMAGED, "")

    assert "(registrasi ...0001): Sedang dikirim kembali ke kantor kami." in citizen("STATUS")


@pytest.mark.parametrize(
    ("pieces", "stops", "words"),
    [
        (0, False, "menunggu blangko, urutan ke-1."),
        (1, False, "menunggu giliran dicetak, urutan ke-1."),
        (1, True, "belum bisa dicetak karena listrik padam, urutan ke-1."),
    ],
)
def test_status_tells_a_lacking_blank_from_a_printer_that_stands(
    office: World, citizen: Writer, pieces: int, words: str, *, stops: bool
):
    opened(office, 0)
    office.document("R/0001", phone=PHONE, stage="in_production")
    office.change(Material, material(office).id, stock=pieces)
    if stops:
        office.do(printing_stops.stop_printing, KTP, why="power", note=None)

    assert f"KTP-el (registrasi ...0001): {words}" in citizen("STATUS")


def test_status_says_that_nothing_is_printed_where_nobody_counts(office: World, citizen: Writer):
    office.document("R/0001", phone=PHONE, stage="in_production")
    office.do(printing_stops.stop_printing, KTP, why="power", note=None)

    assert "KTP-el (registrasi ...0001): belum bisa dicetak karena listrik padam." in citizen("STATUS")


def test_status_says_the_place_in_the_queue(office: World, citizen: Writer):
    pass_code = office.booked(9, phone=PHONE)
    office.scan(pass_code, now=NINE)

    told = citizen("STATUS")

    assert re.search(r"nomor A-001, (di dalam|silakan masuk)", told)


@pytest.mark.parametrize(
    ("turn", "said"),
    [
        (Turn("A-016", "waiting", minutes=(6, 9)), "nomor A-016, tunggu di luar kira-kira 6-9 menit"),
        (Turn("A-016", "inside", "inside", minutes=(0, 2)), "nomor A-016, di dalam, kurang dari 3 menit"),
        (Turn("A-016", "waiting"), "nomor A-016, tunggu di luar"),
    ],
)
def test_status_says_a_wait_as_the_phone_does(office: World, turn: Turn, said: str):
    assert said_of(turn, Tongue(office.office, "", "id", str)) == said


def test_status_names_no_deed(office: World, citizen: Writer):
    office.document("R/0009", phone=PHONE, type="Akta Kematian", stage="in_production")

    told = citizen("STATUS")

    assert "akta pencatatan sipil" in told
    assert "ematian" not in told


def test_unknown_phone_learns_nothing(office: World, citizen: Writer):
    office.document("R/0001", phone=OTHER)

    told = citizen("STATUS")

    assert told.startswith("Nomor ini belum terdaftar")
    assert "giliran.example" in told


def test_many_documents_are_cut_short(office: World, citizen: Writer):
    for n in range(11):
        office.document(f"R/{n:04}", phone=PHONE, stage="received")

    told = citizen("STATUS")

    assert told.count("Diterima") == 8
    assert "Dan 3 dokumen lain." in told


# --- booking


def test_household_that_may_book_is_offered_times_at_once(office: World, citizen: Writer):
    office.document("R/0001", phone=PHONE)

    told = citizen("UBAH")

    assert "1. Senin, 30 November 2026 pukul 09.30 WIB" in told
    assert len(re.findall(r"^\d\. ", told, re.MULTILINE)) == 9
    assert "https://giliran.example/i/" in told


def test_number_books_that_time_and_the_outbox_confirms_alone(office: World, citizen: Writer):
    office.document("R/0001", phone=PHONE)
    citizen("UBAH")
    offered = citizen.conversation.offered["slots"]

    told = citizen("no 2 ya bu")

    assert (told, [b.slot_id for b in bookings(office)]) == ("", [offered[1]])
    assert new_messages(office).count("booked") == 1
    assert citizen.conversation.offered == {}


def test_confirmation_is_said_at_once_where_the_outbox_waits_for_the_morning(office: World, citizen: Writer):
    office.document("R/0001", phone=PHONE)
    citizen("UBAH", now=at(22))

    told = citizen("1")

    assert told.startswith("Jadwal Anda: Selasa, 1 Desember 2026 pukul 08.00 WIB. Nomor jadwal ")


def test_confirmation_is_said_where_messages_go_another_way(office: World, citizen: Writer):
    office.change(Office, office.office.id, ladder=[{"channel": "sms"}])
    office.document("R/0001", phone=PHONE)
    citizen("UBAH")

    assert citizen("1").startswith("Jadwal Anda: ")


def test_same_number_again_does_not_book_twice(office: World, citizen: Writer):
    office.document("R/0001", phone=PHONE)
    citizen("UBAH")
    citizen("1")

    assert citizen("1") == "Belum ada jadwal yang kami tawarkan. Balas UBAH untuk melihat jadwal."
    assert len(bookings(office)) == 1


def test_offer_lapses_after_two_hours(office: World, citizen: Writer):
    office.document("R/0001", phone=PHONE)
    citizen("UBAH")

    told = citizen("1", now=at(11, 1))

    assert told.startswith("Pilihan tadi sudah lebih dari dua jam.")
    assert bookings(office) == []


def test_number_beyond_the_offer_keeps_it(office: World, citizen: Writer):
    office.document("R/0001", phone=PHONE)
    for slot in office.rows(Slot, Slot.service_id == office.slot().service_id)[4:]:
        office.change(Slot, slot.id, taken=slot.capacity)
    count = len(re.findall(r"^\d\. ", citizen("UBAH"), re.MULTILINE))

    assert 0 < count < 4
    assert citizen("9") == f"Balas dengan angka 1 sampai {count}."
    assert citizen("1") == ""


def test_filled_slot_offers_what_is_left_with_new_numbers(office: World, citizen: Writer):
    office.document("R/0001", phone=PHONE)
    citizen("UBAH")
    slot = office.rows(Slot, Slot.id == citizen.conversation.offered["slots"][0])[0]
    office.change(Slot, slot.id, taken=slot.capacity)

    told = citizen("1")

    assert told.startswith("Jadwal 09.30 WIB baru saja terisi. Yang masih ada:\n1. Senin, 30 November 2026 pukul ")
    assert citizen("2") == ""
    assert [b.slot_id for b in bookings(office)] != [slot.id]
    assert len(bookings(office)) == 1


def test_slot_that_was_given_up_is_said_to_be_closed_and_the_rest_is_offered(office: World, citizen: Writer):
    office.document("R/0001", phone=PHONE)
    citizen("UBAH")
    slot = office.rows(Slot, Slot.id == citizen.conversation.offered["slots"][0])[0]
    office.change(Slot, slot.id, planned=0, capacity=0)

    told = citizen("1")

    assert told.startswith(
        "Maaf, jadwal 09.30 WIB tidak jadi dibuka. Yang masih ada:\n1. Senin, 30 November 2026 pukul "
    )
    assert citizen("2") == ""
    assert len(bookings(office)) == 1


def test_last_slots_that_are_given_up_leave_nothing_to_offer(office: World, citizen: Writer):
    office.document("R/0001", phone=PHONE)
    citizen("UBAH")
    for slot in office.rows(Slot):
        office.change(Slot, slot.id, planned=0, capacity=0)

    assert citizen("1") == "Maaf, jadwal 09.30 WIB tidak jadi dibuka. Balas UBAH untuk melihat jadwal lain."


def test_slot_that_began_meanwhile_is_refused(office: World, citizen: Writer):
    office.document("R/0001", phone=PHONE)
    citizen("UBAH", now=at(9, 20))

    told = citizen("1", now=at(9, 40))

    assert told.startswith("Jadwal itu sudah mulai. Silakan pilih jadwal lain.")
    assert bookings(office) == []


def test_booked_on_the_page_meanwhile(office: World, citizen: Writer):
    document = office.document("R/0001", phone=PHONE)
    citizen("UBAH")
    office.book(office.code(document), office.slot(11, day=1))

    assert citizen("1") == "Anda sudah punya jadwal: Selasa, 1 Desember 2026 pukul 11.00 WIB."


def test_nothing_to_choose_says_where_it_stands(office: World, citizen: Writer):
    office.document("R/0001", phone=PHONE, stage="in_production")

    told = citizen("UBAH")

    assert told.startswith("Belum ada dokumen yang bisa dijadwalkan.\nKTP-el (registrasi ...0001): Sedang dicetak.")


def test_expired_invitation_is_good_again_and_says_so_once(office: World, citizen: Writer):
    office.document("R/0001", phone=PHONE)
    invitation = office.rows(Invitation)[0]
    office.change(Invitation, invitation.id, expires_at=EARLY)
    office.change(Message, office.rows(Message, Message.cause == "ready")[0].id, state="sent")

    told = citizen("UBAH")

    assert "1. " in told
    assert "ready" not in new_messages(office)
    assert citizen("1") == ""
    assert len(bookings(office)) == 1


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"missed": 9}, "Jadwal sudah 9 kali terlewat."),
        ({"changes": 9}, "Jadwal sudah diubah 3 kali."),
        (
            {"bookable_from": at(8, day=3)},
            "Jadwal Anda terlewat. Jadwal baru bisa diambil mulai Kamis, 3 Desember 2026",
        ),
    ],
)
def test_limits_are_those_of_the_page(office: World, citizen: Writer, facts, said):
    office.document("R/0001", phone=PHONE)
    office.change(Invitation, office.rows(Invitation)[0].id, **facts)

    assert citizen("UBAH").startswith(said)
    assert bookings(office) == []


def test_full_days_can_be_waited_for(office: World, citizen: Writer):
    shrink(office, days=1, wave_percent=1000)
    office.document("R/0001", phone=PHONE)
    for slot in office.rows(Slot, Slot.service_id == office.slot().service_id):
        office.change(Slot, slot.id, taken=slot.capacity)

    told = citizen("UBAH")

    assert told.startswith("Semua jadwal sudah penuh.")
    assert "1. Senin, 30 November 2026" in told
    assert citizen("1") == "Anda ada di daftar tunggu Senin, 30 November 2026. Kami kabari bila ada tempat."
    assert [entry.stage for entry in office.rows(WaitlistEntry)] == ["waiting"]


# --- changing


def test_change_asks_for_the_digits_and_then_offers(office: World, citizen: Writer):
    code = booked(office)
    digits = last_digits(office.reference_of(code), 4)

    asked, offered = citizen("ubah"), citizen(digits)

    assert asked.startswith("Jadwal Anda Selasa, 1 Desember 2026 pukul 10.00 WIB. Untuk mengganti, balas UBAH")
    assert offered.startswith("Jadwal Anda sekarang Selasa, 1 Desember 2026 pukul 10.00 WIB.")
    before = office.booking(code).slot_id
    assert citizen("2") == ""
    assert office.booking(code).slot_id != before
    assert new_messages(office).count("changed") == 1


def test_own_time_is_not_offered(office: World, citizen: Writer):
    code = booked(office, 9)

    citizen(f"UBAH {last_digits(office.reference_of(code), 4)}")

    assert office.booking(code).slot_id not in citizen.conversation.offered["slots"]


def test_wrong_digits_are_refused_as_on_the_page(office: World, citizen: Writer):
    booked(office)

    assert citizen("UBAH 9999").startswith("Empat angka terakhir nomor registrasi tidak cocok.")
    assert citizen("BATAL 9999").startswith("Empat angka terakhir nomor registrasi tidak cocok.")
    assert [b.stage for b in bookings(office)] == ["booked"]


def test_three_digits_of_an_old_message_are_answered_kindly(office: World, citizen: Writer):
    code = booked(office)
    three = office.reference_of(code)[-3:]

    told = [citizen(text) for text in (f"UBAH {three}", f"BATAL {three}", "BATAL", three)]

    kindly = [each.startswith("Tulis empat angka terakhir nomor registrasi.") for each in told]
    assert kindly == [True, True, False, True]
    assert [b.stage for b in bookings(office)] == ["booked"]


@pytest.mark.postgres("statements")
def test_change_limit_is_said_before_anything_is_chosen(office: World, citizen: Writer):
    code = booked(office)
    office.change(Invitation, office.booking(code).invitation_id, changes=3)

    assert citizen("UBAH") == "Jadwal sudah diubah 3 kali. Untuk mengubah lagi, hubungi 0771 123."


def test_change_limit_holds_when_a_number_is_sent(office: World, citizen: Writer):
    code = booked(office)
    citizen(f"UBAH {last_digits(office.reference_of(code), 4)}")
    office.change(Invitation, office.booking(code).invitation_id, changes=3)

    assert citizen("1").startswith("Jadwal sudah diubah 3 kali.")


def test_visit_that_has_come_cannot_be_changed(office: World, citizen: Writer):
    office.scan(office.booked(9, phone=PHONE), now=NINE)

    assert citizen("UBAH") == "Jadwal ini sudah tidak bisa diubah."


def test_one_of_several_is_named_by_its_digits(office: World, citizen: Writer):
    booked(office)
    office.document("R/0777", phone=PHONE)

    told = citizen("UBAH")

    assert told.startswith("Ada beberapa. Balas UBAH dan empat angka terakhir nomor registrasi yang dimaksud:")
    assert "...0777" in told
    assert citizen("0777").startswith("Pilih jadwal untuk KTP-el (registrasi ...0777).")


def test_several_are_listed_as_status_says_they_stand(office: World, citizen: Writer):
    office.document("R/0001", phone=PHONE, type="KK", channel="self_print", kk="2172010101010001")
    office.document("R/0002", phone=PHONE, type="Perekaman KTP-el", kk="2172010101010002")
    office.document("R/0003", phone=PHONE, kk="2172010101010003")

    told, status = (citizen(word).splitlines() for word in ("UBAH", "STATUS"))

    assert sorted(told[1:]) == sorted(status[:3])
    assert told[1:] == [
        "Kartu Keluarga (registrasi ...0001): sudah terbit, bisa dicetak sendiri.",
        "Perekaman KTP-el (registrasi ...0002): bisa dijadwalkan.",
        "KTP-el (registrasi ...0003): siap diambil, pilih jadwalnya.",
    ]


@pytest.mark.postgres("statements")
def test_ubah_with_a_number_takes_what_is_offered(office: World, citizen: Writer):
    office.document("R/0001", phone=PHONE)
    citizen("UBAH")
    second = citizen.conversation.offered["slots"][1]

    citizen("ubah ke nomor 2")

    assert [b.slot_id for b in bookings(office)] == [second]


def test_visit_of_another_phone_is_out_of_reach(office: World, citizen: Writer):
    code = booked(office, phone=OTHER)
    digits = last_digits(office.reference_of(code), 4)

    citizen(f"UBAH {digits}")
    citizen(f"BATAL {digits}")

    assert office.booking(code).stage == "booked"


def test_household_with_another_phone_is_confirmed_where_it_was_asked(office: World, citizen: Writer):
    office.document("R/0001", phone=OTHER, kk="1")
    office.document("R/0002", phone=PHONE, kk="1")
    citizen("UBAH")

    assert citizen("1").startswith("Jadwal Anda: "), "The outbox tells the first phone of the household."


# --- cancelling


@pytest.mark.postgres("statements")
def test_cancel_with_digits_gives_the_visit_back_and_says_so_once(office: World, citizen: Writer):
    code = booked(office)

    told = citizen(f"BATAL {last_digits(office.reference_of(code), 4)}")

    assert told.startswith("Jadwal Selasa, 1 Desember 2026 dibatalkan. Dokumen tetap kami simpan. Pilih lagi: https://")
    assert office.booking(code).stage == "cancelled"
    assert "cancelled" not in new_messages(office)


def test_cancel_without_digits_asks(office: World, citizen: Writer):
    code = booked(office)

    told = citizen("batalkan jadwal saya")

    assert told.startswith("Jadwal Anda Selasa, 1 Desember 2026 pukul 10.00 WIB. Untuk membatalkan, balas BATAL")
    assert office.booking(code).stage == "booked"
    assert "dibatalkan" in citizen(last_digits(office.reference_of(code), 4))


def test_digits_answer_a_question_for_two_hours_only(office: World, citizen: Writer):
    code = booked(office)
    citizen("BATAL")

    citizen(last_digits(office.reference_of(code), 4), now=at(11, 30))

    assert office.booking(code).stage == "booked"


@pytest.mark.parametrize(
    "text", ["jangan dibatalkan ya", "saya tidak jadi batal", "batal puasa", "batas waktunya kapan"]
)
def test_nothing_is_cancelled_by_a_sentence(office: World, citizen: Writer, text: str):
    code = booked(office)

    citizen(text)

    assert office.booking(code).stage == "booked"
    assert citizen.lines()[-1][1] == "for_clerk"


def test_nothing_to_cancel(office: World, citizen: Writer):
    assert citizen("BATAL 123") == "Tidak ada jadwal yang bisa dibatalkan."


# --- stopping


def test_stop_is_confirmed_once_and_then_nothing_more_is_said(office: World, citizen: Writer):
    office.document("R/0001", phone=PHONE)

    first, again, more = citizen("STOP"), citizen("stop"), citizen("STATUS")

    assert first == "Anda tidak akan menerima pesan lagi. Cek sendiri di giliran.example."
    assert (again, more) == ("", "")
    assert [row.why for row in office.rows(StoppedNumber)] == ["stop"]
    assert [(row.given, row.source) for row in office.rows(Consent)] == [(True, "message"), (False, "stop")]
    assert new_messages(office) == ["reply"]


def test_start_lifts_a_stop(office: World, citizen: Writer):
    citizen("STOP")

    assert citizen("MULAI").startswith("Anda menerima pesan kami lagi.")
    assert office.rows(StoppedNumber) == []
    assert office.rows(Consent)[-1].given


def test_wrong_number_is_struck_off_and_stays_so(office: World, citizen: Writer):
    document = office.document("R/0001", phone=PHONE)
    old = office.code(document)

    told, again = citizen("SALAH"), citizen("MULAI")

    assert (told, again) == ("Maaf mengganggu. Nomor ini sudah kami hapus dari daftar.", "")
    assert [row.why for row in office.rows(StoppedNumber)] == ["not_mine"]
    assert office.code(document) != old
    assert citizen("STATUS") == "", "Nothing of a stranger's is told to who said that it is not theirs."
    assert office.rows(Consent)[-1].source == "not_mine"


# --- people


def test_staff_is_told_when_they_answer(office: World, citizen: Writer):
    assert citizen("PETUGAS", now=at(9)) == "Pesan Anda sudah di petugas. Petugas membalas di sini."
    assert citizen("petugas", now=at(12, 30)).endswith("mulai Senin, 30 November 2026 pukul 13.00 WIB.")
    assert citizen("petugas", now=at(20)).endswith("mulai Selasa, 1 Desember 2026 pukul 08.00 WIB.")
    assert citizen.conversation.waiting_since == at(9)


def test_sentence_gets_one_hint_a_day_and_lies_in_the_inbox(office: World, citizen: Writer):
    first = citizen("Nama anak saya salah tulis, bagaimana ya?", now=at(9))
    second, later = citizen("Halo?", now=at(10)), citizen("Halo", now=at(9, 1, day=1))

    assert first.startswith("Maaf, kami belum paham. Balas: STATUS, UBAH, BATAL, atau PETUGAS")
    assert (second, later) == ("", first)
    assert [state for _, state in citizen.lines()] == ["for_clerk"] * 3
    assert citizen.conversation.waiting_since == at(9)


def test_office_may_have_its_own_words(office: World, citizen: Writer):
    office.database.run(
        lambda session: session.add(
            MessageText(
                office_id=office.office.id,
                name="not_understood",
                language="id",
                text="Balas STATUS atau PETUGAS. {office}",
                changed_at=NINE,
                by="staff:1",
            )
        )
    )

    assert citizen("halo") == "Balas STATUS atau PETUGAS. Disdukcapil tanjungpinang"


def test_picture_lies_in_the_inbox(office: World, citizen: Writer):
    told = citizen("", kind="image")

    assert told == "Pesan Anda sudah di petugas. Petugas membalas di sini."
    assert citizen.lines() == [("", "for_clerk")]


def test_reaction_is_nothing_to_answer(office: World, citizen: Writer):
    assert citizen("👍", kind="reaction") == ""
    assert citizen.conversation.waiting_since is None


@pytest.mark.postgres("statements")
def test_conversation_of_a_clerk_gets_no_hint_but_commands_work(office: World, citizen: Writer):
    citizen("PETUGAS")
    office.change(type(citizen.conversation), citizen.conversation.id, assigned_to="staff:1")

    assert citizen("ada tiga orang") == ""
    assert citizen("2") == "", "A number that answers the clerk is no choice."
    assert citizen("STATUS").startswith("Nomor ini belum terdaftar")
    assert [state for _, state in citizen.lines()] == ["for_clerk", "for_clerk", "for_clerk", "done"]


def test_clerks_answer_ends_the_waiting(office: World, citizen: Writer):
    citizen("PETUGAS")

    office.do(inbox.reply, citizen.conversation.id, "Silakan datang.", seen=10_000)

    assert citizen.conversation.waiting_since is None
    assert citizen.answers()[-1] == "Silakan datang."


# --- language


def test_english_words_switch_the_language(office: World, citizen: Writer):
    office.document("R/0001", phone=PHONE)

    citizen("CHANGE")
    citizen("STATUS")
    assert citizen.conversation.language == "en"

    citizen("UBAH")
    assert citizen.conversation.language == "id"


def test_language_is_that_of_the_document(office: World, citizen: Writer):
    office.document("R/0001", phone=PHONE, language="en")

    citizen("UBAH")

    assert citizen.conversation.language == "en"


# --- order


def test_lines_of_one_conversation_are_answered_in_the_order_they_were_written(office: World, citizen: Writer):
    office.document("R/0001", phone=PHONE)
    citizen.write("UBAH", now=at(9, 5))
    citizen.write("STATUS", now=at(9, 1))

    told = citizen("1", now=at(9, 6))

    assert told.index("siap diambil") < told.index("Pilih jadwal")
    assert len(bookings(office)) == 1
