"""Messages about an application lead to its own page, and say of each item what lacks."""

from scheduler.db.models import Message
from scheduler.flow import applications
from scheduler.flow.message_texts import Places, set_text
from scheduler.flow.outbox import Cause
from scheduler.messages.texts.templates import TEMPLATES
from tests.clerks_desk import Applied, applied
from tests.factories import CLERK, World, at
from tests.messages.noted import BASE, letter, told_of


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
