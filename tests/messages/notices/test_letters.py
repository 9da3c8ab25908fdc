"""Every cause put into words, in its citizen's language and in the office's own words, and as WhatsApp approves it."""

import asyncio
import io
import re
from typing import Any

import pytest
import zxingcpp
from PIL import Image
from sqlalchemy import delete
from sqlmodel import Session

from scheduler.db.models import BackupRun, Conversation, ConversationLine, Document, PhoneCode, Ticket
from scheduler.domain.alarms.kinds import Alarm
from scheduler.domain.offices.called import TypeName
from scheduler.domain.offices.offer import NewType, TypeFacts
from scheduler.domain.text.codes import written_short
from scheduler.flow.applying import phone_codes
from scheduler.flow.blanks.blanks import Sharing, share_blanks
from scheduler.flow.booking import bookings
from scheduler.flow.channels.texts import Places, set_text
from scheduler.flow.contact import links
from scheduler.flow.contact.links import Asked
from scheduler.flow.core.outbox import Cause, note_reply
from scheduler.flow.counter import calls
from scheduler.flow.offices.offered_types import add_type
from scheduler.messages.channels.base import ApprovedTemplate
from scheduler.messages.notices.letters import LONGEST_BODY, handed_in
from scheduler.messages.notices.table import TEMPLATES
from tests.messages.notices.noted import BASE, letter, told_of, told_of_visit
from tests.scenes.alarms import failed_backup, looked, switched_on
from tests.scenes.applications import begun, run
from tests.scenes.blanks import KTP, opened
from tests.scenes.clerks_desk import applied
from tests.scenes.factories import CLERK, EARLY, NINE, World, at

PHONE = "+6281234567890"
OFFICE = "Disdukcapil tanjungpinang"
FOOT = (
    "Gratis. Kami tidak pernah meminta OTP, kata sandi, uang, atau memasang aplikasi. "
    "Ragu? Ketik sendiri giliran.example lalu masukkan nomor registrasi."
)
END = f"Registrasi ...0001. {FOOT}"
REASON = {"reason": "changed"}


def number_of(office: World, booked: str) -> str:
    """How a message ends that a pass goes with."""
    return f"Nomor jadwal {written_short(office.booking(booked).short)}. {FOOT}"


def own_words(office: World, name: str, text: str, language: str = "id") -> None:
    template = TEMPLATES[name]
    office.do(set_text, name, language, text, places=Places(template.may, template.must), by=CLERK)


def test_booked_says_time_place_number_what_to_bring_and_has_the_qr(office: World):
    office.edit(address="Jalan Contoh 1")
    booked = office.booked(9, phone=PHONE, **REASON)
    short = office.booking(booked).short

    said = letter(office, Cause.BOOKED)

    assert said.text == (
        f"Jadwal Anda: Senin, 30 November 2026 pukul 09.00 WIB di {OFFICE}, Jalan Contoh 1. "
        f"Nomor jadwal {short // 1000}-{short % 1000:03}. Bawa: KTP lama. QR: {BASE}/t/{booked}. "
        f"Berhalangan? Ubah di tautan yang sama. {FOOT}"
    )
    assert said.subject == f"{OFFICE}: Jadwal dicatat"
    assert said.picture is not None
    drawn = asyncio.run(said.picture.drawn())
    assert zxingcpp.read_barcode(Image.open(io.BytesIO(drawn)).convert("L")).text == booked


@pytest.mark.postgres("statements")
def test_code_for_a_phone_goes_in_the_words_of_whatsapp_whatever_the_offices_are(office: World):
    code = begun(office)
    run(office, phone_codes.keep_phone, code, PHONE, sends=True)
    digits = phone_codes.digits_of(office.rows(PhoneCode)[-1])
    own_words(office, "phone_code", "Kode Anda {code}, untuk {domain}.")

    said = letter(office, Cause.PHONE_CODE)

    assert said.text == f"Kode Anda {digits[:3]} {digits[3:]}, untuk giliran.example."
    assert said.template == ApprovedTemplate("giliran_phone_code", "id", [digits], button=digits)


def test_body_that_would_be_too_long_for_whatsapp_is_cut_where_it_is_longest(office: World):
    words = "nomornya tidak terbaca karena terlipat dan basah terkena hujan, mohon difoto lagi di tempat terang " * 2
    some = applied(office, 0, 1, 2, 3, items=["Surat kehilangan", "Kartu Keluarga", "Pas foto", "Ijazah"], optional=())
    for position in range(4):
        some.decide(position, "unreadable", "blurred", words)
    some.ask_again()

    said = letter(office, Cause.INCOMPLETE)

    assert said.template is not None
    kind, reference, items = said.template.values
    assert len(said.text) > LONGEST_BODY
    body = handed_in(None, office.office, "missing", "id", base_url=BASE, translate=str).body
    filled = len(re.sub(r"{{.}}", "", body)) + len(kind + reference + items)
    assert LONGEST_BODY - 20 < filled <= LONGEST_BODY
    assert items.startswith("Surat kehilangan (foto buram, nomornya tidak terbaca")
    assert items.endswith(" ...")
    assert words.strip() in said.text, "other channels say all of it"


def test_changed_has_the_new_time_and_the_same_qr(office: World):
    booked = office.booked(9)
    office.database.run(bookings.move_booking, booked, office.slot(10).id, ref4="0001", by="citizen", now=EARLY)

    said = letter(office, Cause.CHANGED)

    assert said.text.startswith("Jadwal Anda sekarang: Senin, 30 November 2026 pukul 10.00 WIB di")
    assert f"QR yang sama tetap berlaku: {BASE}/t/{booked}." in said.text
    assert said.picture is not None
    assert (said.template.button, said.template.name) == (f"t/{booked}", "giliran_changed")  # type: ignore[union-attr]


def test_somebody_who_collects_for_others_is_told_what_to_bring(office: World):
    document = office.document(**REASON)
    office.book(office.code(document), office.slot(9), collector="family")

    assert "Bawa: KTP lama, KTP asli Anda, Kartu Keluarga." in letter(office, Cause.BOOKED).text


@pytest.mark.parametrize(
    ("cause", "service", "said"),
    [
        (Cause.REMINDER, "A", "Besok, Senin, 30 November 2026 pukul 09.00 WIB: ambil KTP-el di"),
        (Cause.REMINDER_SOON, "A", "Hari ini pukul 09.00 WIB: ambil KTP-el di"),
        (Cause.REMINDER, "C", "Besok, Senin, 30 November 2026 pukul 09.00 WIB: Perekaman KTP-el di"),
    ],
)
def test_reminder_says_when_and_what_for(office: World, cause: Cause, service: str, said: str):
    booked = office.booked(9, service=service)
    told_of_visit(office, cause, booked, once="s1")

    text = letter(office, cause).text

    assert text.startswith(said)
    assert f"Ubah di {BASE}/t/{booked} supaya tempatnya bisa dipakai orang lain. {number_of(office, booked)}" in text


@pytest.mark.parametrize("minutes", [{"minutes": [6, 9]}, {"least": 6, "most": 9}])
def test_soon_says_the_number_and_the_minutes(guarded: World, minutes: dict[str, Any]):
    booked = guarded.booked(9)
    guarded.scan(booked)
    told_of_visit(guarded, Cause.COME_SOON, booked, once="t1", **minutes)

    assert letter(guarded, Cause.COME_SOON).text == (
        f"{OFFICE}: Nomor A-001: kira-kira 6-9 menit lagi. Siapkan resi. "
        f'Masuk setelah kami kirim pesan "silakan masuk". {END}'
    )


def test_soon_without_a_guard_leads_to_the_screen_and_one_minute_is_one_number(office: World):
    booked = office.booked(9)
    office.scan(booked)
    told_of_visit(office, Cause.COME_SOON, booked, minutes=[5, 5])

    text = letter(office, Cause.COME_SOON).text

    assert "kira-kira 5 menit lagi" in text
    assert "Masuk setelah nomor Anda tampil di layar pintu." in text


def test_in_now_says_until_when_as_the_board_does(guarded: World):
    for _ in range(5):
        guarded.arrived(9)
    guarded.called(now=at(9, 1))
    guarded.do(calls.serve, "A-001", now=at(9, 1))
    guarded.hand_over("A-001", now=at(9, 2))

    text = letter(guarded, Cause.COME_IN).text

    assert text.startswith(f"{OFFICE}: Nomor A-005: silakan masuk sekarang, paling lambat pukul 09.07 WIB. Tunjukkan")


@pytest.mark.postgres("statements")
def test_handed_over_says_what_when_and_to_whom_without_a_name(office: World):
    office.edit(phone="0771-12345")
    office.hand_over(office.called(holder="Siti Rahmawati", **REASON))

    text = letter(office, Cause.HANDED_OVER).text

    assert text == (
        f"{OFFICE}: KTP-el diserahkan Senin, 30 November 2026 pukul 09.00 WIB kepada pemilik. "
        f"Bukan Anda? Hubungi 0771-12345. {END}"
    )


@pytest.mark.postgres("statements")
def test_seat_for_a_visit_that_is_booked_leads_to_it_and_says_its_number(office: World):
    booked = office.booked(9)
    told_of_visit(office, Cause.OFFERED, booked, starts_at=at(10).isoformat(), until=at(9, 30).isoformat())

    said = letter(office, Cause.OFFERED)

    assert said.text == (
        f"{OFFICE}: Ada tempat Senin, 30 November 2026 pukul 10.00 WIB. Kami simpan untuk Anda sampai 09.30 WIB. "
        f"Ambil: {BASE}/t/{booked}. {number_of(office, booked)}"
    )
    assert said.template is not None
    assert said.template.name == "giliran_offered_visit"


def test_cancelled_leads_to_a_new_choice(office: World):
    document = office.document()
    booking = office.book(office.code(document), office.slot(9))
    office.do(_cancel, booking.id, now=EARLY)

    text = letter(office, Cause.CANCELLED).text

    assert text == (
        f"{OFFICE}: Jadwal Senin, 30 November 2026 dibatalkan. Dokumen tetap kami simpan. "
        f"Pilih lagi: {BASE}/i/{office.code(document)}. {END}"
    )


def _cancel(session: Session, office: Any, booking_id: int, *, by: str, now: Any) -> None:
    from scheduler.db.models import Booking  # noqa: PLC0415 - only here
    from scheduler.flow.invitations.invitations import pass_of  # noqa: PLC0415 - the same

    bookings.cancel(session, pass_of(session.get_one(Booking, booking_id)), ref4=None, by=by, now=now)


@pytest.mark.parametrize(
    ("cause", "stage", "facts", "said"),
    [
        (
            Cause.RECEIVED,
            "received",
            {},
            (
                "Permohonan KTP-el sudah kami terima 30 November 2026, registrasi ...0001. Kami kabari begitu ada "
                f"perkembangan. Lihat posisi: {BASE}/o/tanjungpinang. {FOOT}"
            ),
        ),
        (
            Cause.RECEIVED,
            "received",
            {"expected": "2026-12-07T02:00:00+00:00"},
            (
                "Permohonan KTP-el sudah kami terima 30 November 2026, registrasi ...0001. Perkiraan jadi 7 Desember "
                f"2026. Lihat posisi: {BASE}/o/tanjungpinang. {FOOT}"
            ),
        ),
        (
            Cause.INCOMPLETE,
            "incomplete",
            {"items": ["KK", "ijazah"]},
            (
                "permohonan KTP-el (registrasi ...0001) belum lengkap. Yang kurang: KK dan ijazah. Kirim fotonya lewat "
                f"{BASE}/o/tanjungpinang atau balas pesan ini. Tidak perlu datang. {FOOT}"
            ),
        ),
        (
            Cause.PICTURE_REFUSED,
            "incomplete",
            {"item": "KK"},
            f"Foto KK buram atau terpotong. Kirim ulang: letakkan di tempat terang, keempat sudut terlihat. {END}",
        ),
        (
            Cause.ACCEPTED,
            "in_production",
            {},
            f"Berkas lengkap. KTP-el Anda kami proses. Tidak perlu datang sebelum ada kabar. {END}",
        ),
        (
            Cause.BLANK,
            "waiting_for_blank",
            {"substitute": "Hubungi kelurahan"},
            (
                "KTP-el (registrasi ...0001) belum bisa dicetak karena blangko KTP-el habis. Tanggal pastinya "
                "belum ada. Anda tetap tercatat; kami kabari begitu ada. Tidak perlu datang atau menelepon. "
                f"Perlu segera? Hubungi kelurahan. {FOOT}"
            ),
        ),
    ],
)
def test_document_on_its_way_is_told_of(office: World, cause: Cause, stage: str, facts: dict[str, Any], said: str):
    document = office.document(stage=stage, phone=PHONE)
    told_of(office, cause, document, once="x", **facts)

    assert letter(office, cause).text == f"{OFFICE}: {said}"


@pytest.mark.postgres("statements")
def test_what_staff_wrote_of_missing_papers_is_told_without_numbers_and_links(office: World):
    document = office.document(stage="incomplete", note="KK 2172 0152 0385 0001, lihat https://x.test/a dan ijazah")
    told_of(office, Cause.INCOMPLETE, document, once="x")

    assert "Yang kurang: KK ..., lihat dan ijazah. Kirim" in letter(office, Cause.INCOMPLETE).text


@pytest.mark.parametrize(
    ("type", "said"),
    [("KTP-el", "Pakai Identitas Kependudukan Digital (IKD)"), ("KIA", "Hubungi 0771-12345")],
)
def test_who_waits_for_a_blank_is_told_what_does_meanwhile(office: World, type: str, said: str):  # noqa: A002
    office.edit(phone="0771-12345")
    told_of(office, Cause.BLANK, office.document(stage="waiting_for_blank", type=type), once="x")

    assert f"Perlu segera? {said}" in letter(office, Cause.BLANK).text


def test_who_waits_for_a_blank_is_told_the_offices_own_substitute(office: World):
    opened(office, 0)
    office.do(
        share_blanks, KTP, Sharing(None, {}, {"id": "Minta suket di loket 3.", "en": "Ask for a letter at counter 3"})
    )
    office.document(stage="in_production", phone=PHONE)

    assert "Perlu segera? Minta suket di loket 3. " in letter(office, Cause.BLANK).text


def test_who_waited_for_a_blank_is_told_that_it_is_printed(office: World):
    told_of(office, Cause.PRINTING, office.document(stage="in_production"), once="x")

    said = (
        "Blangkonya sudah ada. KTP-el Anda (registrasi ...0001) sedang dicetak. Tidak perlu datang sebelum ada kabar."
    )
    assert letter(office, Cause.PRINTING).text.startswith(f"{OFFICE}: {said}")


@pytest.mark.parametrize(
    ("facts", "said"), [({}, "mulai 30 November 2026. Bawa"), ({"hours": "8-12"}, "mulai 30 November 2026, 8-12. Bawa")]
)
def test_document_elsewhere_says_where_and_when(office: World, facts: dict[str, Any], said: str):
    document = office.document(channel="branch", **REASON)
    office.change(Document, document.id, place="Kelurahan Sei Jang")
    told_of(office, Cause.ELSEWHERE, document, once="x", **facts)

    text = letter(office, Cause.ELSEWHERE).text

    assert text.startswith(
        f"{OFFICE}: KTP-el (registrasi ...0001) dapat diambil di Kelurahan Sei Jang {said}: KTP lama"
    )


def test_uncollected_says_since_when(office: World):
    document = office.document(phone=PHONE)
    told_of(office, Cause.UNCOLLECTED, document, once="14", days=14)

    text = letter(office, Cause.UNCOLLECTED).text

    assert text.startswith(f"{OFFICE}: KTP-el (registrasi ...0001) siap diambil sejak 30 November 2026. Pilih hari: ")
    assert f"{BASE}/i/{office.code(document)}." in text


def test_answer_in_a_conversation_is_its_line_and_has_no_frame(office: World):
    def hear(session: Session) -> None:
        talk = Conversation(
            office_id=office.office.id, phone=PHONE, phone_hash=b"x", channel="whatsapp", created_at=NINE
        )
        session.add(talk)
        session.flush()
        line = ConversationLine(
            office_id=office.office.id,
            conversation_id=talk.id,
            direction="out",
            kind="text",
            text="Baik, Bu.",
            at=NINE,
            by=CLERK,
        )
        session.add(line)
        session.flush()
        note_reply(session, line, now=NINE)

    office.database.run(hear)

    said = letter(office, Cause.REPLY)
    assert (said.text, said.template, said.picture) == ("Baik, Bu.", None, None)


def test_office_is_told_of_an_alarm_what_to_do_and_where(office: World):
    switched_on(office, Alarm.BACKUP_OLD)
    failed_backup(office, at(8, 50))
    looked(office, at(9), at(9, 1))

    text = letter(office, Cause.ALARM).text
    assert text == (
        f"{OFFICE}: pembuatan cadangan data gagal, sejak 08.50 WIB. Lihat sebabnya di halaman Cadangan, lalu buat yang"
        f" baru. Halamannya {BASE}/office/settings/backup (masuk dengan akun petugas)."
    )


def test_office_is_told_that_an_alarm_is_over(office: World):
    switched_on(office, Alarm.BACKUP_OLD)
    failed_backup(office, at(8, 50))
    looked(office, at(9), at(9, 1))
    office.database.run(lambda s: s.execute(delete(BackupRun)))
    looked(office, at(9, 2), at(9, 6))

    text = letter(office, Cause.ALARM_OVER).text
    assert text == (
        f"{OFFICE}: sudah pulih. Tadi pembuatan cadangan data gagal, dari 08.50 WIB sampai 09.06 WIB."
        " Tidak ada yang perlu dilakukan."
    )


def test_walk_in_without_documents_has_no_proof_to_show(guarded: World):
    guarded.walk_in(service="C")
    (ticket,) = guarded.rows(Ticket)
    booking = guarded.read(lambda s: ticket.booking_id)
    guarded.database.run(_note_soon, booking)

    text = letter(guarded, Cause.COME_SOON).text

    assert "Registrasi" not in text
    assert text.startswith(f"{OFFICE}: Nomor C-001: kira-kira 3 menit lagi. Siapkan nomor registrasi.")
    assert text.endswith(FOOT)


def _note_soon(session: Session, booking_id: int) -> None:
    from scheduler.db.models import Booking  # noqa: PLC0415 - only here
    from scheduler.flow.core.outbox import note  # noqa: PLC0415 - the same

    note(session, Cause.COME_SOON, session.get_one(Booking, booking_id), facts={"minutes": [3, 3]}, now=NINE)


def test_citizen_is_told_in_their_language(office: World):
    booked = office.booked(9, language="en")

    said = letter(office, Cause.BOOKED)

    assert said.language == said.template.language == "en"  # type: ignore[union-attr]
    assert said.text.startswith("Your appointment: Monday, 30 November 2026 at 09.00 WIB")
    assert "Free of charge. We never ask for an OTP" in said.text
    assert f"{BASE}/t/{booked}" in said.text


def test_language_that_nobody_translated_is_indonesian(office: World):
    office.booked(9, language="jv")

    assert letter(office, Cause.BOOKED).language == "id"


def test_offices_own_words_come_first_in_their_frame_and_have_a_name_of_their_own(office: World):
    own_words(office, "booked", "Bu/Pak, {day} jam {time}. Tempat: {url}")
    booked = office.booked(9)

    said = letter(office, Cause.BOOKED)

    assert said.text == (
        f"{OFFICE}: Bu/Pak, Senin, 30 November 2026 jam 09.00 WIB. Tempat: {BASE}/t/{booked}. "
        f"{number_of(office, booked)}"
    )
    template = said.template
    assert template is not None
    assert template.name.startswith("giliran_booked_")
    handed = office.read(lambda s: handed_in(s, office.office, "booked", "id", base_url=BASE, translate=str))
    assert handed.name == template.name
    own_words(office, "booked", "Jam {time}, {day}: {url}")
    assert letter(office, Cause.BOOKED).template.name != template.name  # type: ignore[union-attr]


def test_approved_text_and_its_values_make_the_message(office: World):
    document = office.document("470/0412", holder="Siti Rahmawati")

    said = letter(office, Cause.READY)

    template = said.template
    assert template is not None
    body = handed_in(None, office.office, "ready", "id", base_url=BASE, translate=str).body
    assert body == (
        f"{OFFICE}: {{{{1}}}} atas nama {{{{2}}}} (registrasi ...{{{{3}}}}) sudah jadi. "
        f"Pilih hari pengambilan: tombol di bawah sampai {{{{4}}}}. {FOOT}"
    )
    assert list(template.values) == ["KTP-el", "S.R.", "0412", "30 Desember 2026"]
    assert template.button == f"i/{office.code(document)}"
    filled = body
    for number, value in enumerate(template.values, 1):
        filled = filled.replace(f"{{{{{number}}}}}", value)
    assert filled.replace("tombol di bawah", f"{BASE}/{template.button}") == said.text


def test_nothing_secret_is_in_what_a_letter_prints(office: World):
    booked = office.booked(9)

    assert "picture" not in repr(letter(office, Cause.BOOKED))
    assert booked


def test_lost_link_has_the_number_of_the_visit(office: World):
    booked = office.booked(9, phone=PHONE)
    office.at_time(links.send_again, Asked(office.reference_of(booked), phone4=PHONE[-4:]), now=EARLY)

    short = written_short(office.booking(booked).short)
    assert f"KTP-el (nomor jadwal {short}): {BASE}/t/{booked}. " in letter(office, Cause.LINK).text


def test_own_words_that_say_the_end_of_a_registration_number_beside_a_pass_are_not_said(office: World):
    text = "{day} {time}, registrasi ...{ref4}: {url}"
    own = TEMPLATES["booked"]
    office.do(set_text, "booked", "id", text, places=Places((*own.may, "ref4"), own.must), by=CLERK)
    office.booked(9)

    assert letter(office, Cause.BOOKED).text.startswith("Jadwal Anda: Senin")


def test_full_name_and_numbers_of_people_are_in_no_message(office: World):
    office.edit(phone="0771-12345")
    office.hand_over(office.called(holder="Siti Rahmawati", nik="2172015203850001", phone=PHONE, **REASON))

    texts = " ".join(letter(office, cause).text for cause in (Cause.READY, Cause.BOOKED, Cause.HANDED_OVER))

    assert office.rows(Document)[0].nik == "2172015203850001"
    assert [secret for secret in ("Rahmawati", "2172015203850001", PHONE, PHONE[3:]) if secret in texts] == []


def test_types_of_the_office_s_own_are_called_as_it_does(office: World):
    facts = TypeFacts(TypeName("Kartu Nelayan", "", "Fisher's card"))
    office.do(add_type, NewType("nelayan", "A", 5, True, facts), by=CLERK, now=EARLY)

    said = []
    for language in ("id", "en"):
        told_of(office, Cause.ACCEPTED, office.document(type="nelayan", language=language))
        said.append(letter(office, Cause.ACCEPTED).text)

    assert "Kartu Nelayan" in said[0]
    assert "Fisher's card" in said[1]
