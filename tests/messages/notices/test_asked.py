"""Messages about an application lead to its own page, and say of each item what lacks."""

import pytest

from scheduler.db.models import Message
from scheduler.flow.applying import applications
from scheduler.flow.blanks import printing_stops
from scheduler.flow.channels.texts import Places, set_text
from scheduler.flow.core.outbox import Cause
from scheduler.messages.notices.table import TEMPLATES
from tests.messages.notices.noted import BASE, letter, told_of
from tests.scenes.applications import sent
from tests.scenes.blanks import opened
from tests.scenes.clerks_desk import Applied, applied
from tests.scenes.factories import CLERK, World, at


def link(which: Applied) -> str:
    return f"{BASE}/a/{applications.application_code(which.row)}"


def test_application_that_came_in_leads_to_its_page(office: World) -> None:
    some = applied(office)
    said = letter(office, Cause.RECEIVED)

    assert f"Lihat posisi: {link(some)}." in said.text
    assert said.template is not None
    assert said.template.button == link(some).removeprefix(f"{BASE}/")


def test_each_item_that_lacks_is_said_with_its_reason_and_the_clerks_words(office: World) -> None:
    some = applied(office, 0, 2)
    some.decide(0, "unreadable", "dark", "nomor 2172014101900001 tidak tampak, https://x.test")
    some.decide(2, "missing", "other_person")
    some.ask_again()

    said = letter(office, Cause.INCOMPLETE)

    assert (
        "Yang kurang: Surat kehilangan (foto terlalu gelap, nomor ... tidak tampak), "
        "Kartu Keluarga (belum dikirim) dan Pas foto (atas nama orang lain). "
        f"Kirim fotonya lewat {link(some)} atau balas pesan ini."
    ) in said.text
    facts = office.rows(Message, Message.cause == Cause.INCOMPLETE)[0].facts
    assert "tampak" not in str(facts), "what a clerk wrote stands sealed beside the item alone"


def test_single_picture_says_what_is_wrong_and_where_to_send_it(office: World) -> None:
    some = applied(office)
    some.decide(0, "unreadable", "cut_off", "sudut kanan bawah")
    some.decide(1)
    some.decide(2)
    some.ask_again()

    said = letter(office, Cause.PICTURE_REFUSED)

    reference = some.document.reference[-4:]
    assert said.text.startswith(
        f"Disdukcapil tanjungpinang: Surat kehilangan (registrasi ...{reference}) perlu dikirim ulang: foto terpotong, "
        "sudut kanan bawah. Letakkan di tempat terang, keempat sudut terlihat. "
        f"Kirim lewat {link(some)} atau balas pesan ini."
    )
    assert said.subject == "Disdukcapil tanjungpinang: Foto tidak terbaca"


def test_complete_papers_lead_to_the_page(office: World) -> None:
    some = applied(office, 0, items=["Kartu Keluarga"], optional=())
    some.decide(0)
    some.accept()

    assert f"Lihat posisi: {link(some)}." in letter(office, Cause.ACCEPTED).text


def test_office_may_put_it_into_its_own_words(office: World) -> None:
    template = TEMPLATES["picture_asked"]
    words = "Tolong kirim {item} lagi ({fault}): {url}"
    office.do(set_text, template.name, "id", words, places=Places(template.may, template.must), by=CLERK)
    some = applied(office, items=["Kartu Keluarga"], optional=())
    some.decide(0, "unreadable", "glare")
    some.ask_again(now=at(10))

    assert f"Tolong kirim Kartu Keluarga lagi (foto silau): {link(some)}" in letter(office, Cause.PICTURE_REFUSED).text


def test_what_has_no_application_is_told_as_before(office: World) -> None:
    applied(office)
    document = office.document("R/9", stage="incomplete", phone="+6281234567891")
    told_of(office, Cause.INCOMPLETE, document, once="x", items=["KK"])

    assert f"Yang kurang: KK. Kirim fotonya lewat {BASE}/o/tanjungpinang" in letter(office, Cause.INCOMPLETE).text


def test_application_that_came_in_without_blanks_is_told_no_day(office: World) -> None:
    opened(office, 0)
    some = applied(office)

    said = letter(office, Cause.RECEIVED)

    assert (
        "Saat ini KTP-el belum bisa dicetak karena blangko KTP-el habis. Tanggal pastinya belum ada. "
        f"Anda tetap tercatat dalam urutan. Lihat posisi: {link(some)}. Perlu segera? Pakai Identitas Kependudukan"
    ) in said.text
    assert "Perkiraan" not in said.text


def test_application_that_came_in_while_printing_stands_still_is_told_why(office: World) -> None:
    opened(office, 50)
    applied(office)
    office.do(printing_stops.stop_printing, None, why="printer", note=None)

    assert "Saat ini KTP-el belum bisa dicetak karena mesin cetak sedang rusak." in letter(office, Cause.RECEIVED).text


@pytest.mark.postgres("statements")
def test_offices_own_words_for_who_was_promised_a_day_stay_out_while_none_is_known(office: World) -> None:
    template = TEMPLATES["received"]
    words, places = "Diterima {type}. Jadi {date2}: {url}", Places(template.may, template.must)
    office.do(set_text, template.name, "id", words, places=places, by=CLERK)
    opened(office, 50)
    sent(office)
    with_day = letter(office, Cause.RECEIVED).text
    office.do(printing_stops.stop_printing, None, why="printer", note=None)

    assert "Jadi " in with_day
    assert "Jadi " not in letter(office, Cause.RECEIVED).text


def test_reminder_says_what_lacks_still_and_when_it_ends(office: World) -> None:
    some = applied(office, 0, 2)
    some.decide(0, "unreadable", "dark", "sudut kanan")
    some.decide(2)
    some.ask_again()
    told_of(office, Cause.UNANSWERED, some.document, days=7, ends=at(10, day=60).isoformat())

    said = letter(office, Cause.UNANSWERED)

    assert (
        "masih menunggu kiriman Anda. Yang kurang: Surat kehilangan (foto terlalu gelap, sudut kanan) dan Kartu "
        f"Keluarga (belum dikirim). Kirim fotonya lewat {link(some)} atau balas pesan ini. Tidak perlu datang. Bila "
        "belum ada sampai 29 Januari 2027, permohonan ditutup; Anda bisa mengajukan lagi kapan saja."
    ) in said.text
    assert said.subject == "Disdukcapil tanjungpinang: Berkas kurang"


def test_end_says_that_it_may_be_sent_anew(office: World) -> None:
    some = applied(office)
    told_of(office, Cause.LAPSED, some.document)

    assert (
        "kami tutup karena berkas yang kurang belum kami terima. "
        f"Anda bisa mengajukan lagi kapan saja, gratis: {BASE}/o/tanjungpinang."
    ) in letter(office, Cause.LAPSED).text
