from urllib.parse import unquote

from scheduler.domain.text.codes import ALPHABET
from scheduler.messages.notices.links import ready_invitations, wa_me
from scheduler.messages.notices.writing import ready_text
from tests.scenes.factories import EARLY, World, at

BASE = "https://giliran.example"
FOOT = (
    "Gratis. Kami tidak pernah meminta OTP, kata sandi, uang, atau memasang aplikasi. "
    "Ragu? Ketik sendiri giliran.example lalu masukkan nomor registrasi."
)


def messages(office: World, **facts: str) -> list[str]:
    with office.database.reading() as session:
        found = ready_invitations(session, office.office, EARLY)
        return [ready_text(ready, base_url=BASE, **facts) for ready in found]


def phones(office: World) -> list[str | None]:
    with office.database.reading() as session:
        return [ready.phone for ready in ready_invitations(session, office.office, EARLY)]


def test_link_opens_whatsapp_with_the_text():
    link = wa_me("+6281234567890", "Siap? Ya & ambil: 100%\nA+B")

    head, _, text = link.partition("?text=")
    assert head == "https://wa.me/6281234567890"
    assert unquote(text) == "Siap? Ya & ambil: 100%\nA+B"
    assert not set(text) & set(" &?+\n/:")


def test_message_says_what_is_ready_for_whom_and_until_when(office):
    document = office.document("470/11/2026/0412", holder="Hj. Siti Rahmawati, S.Pd.", nik="2172015203850001")

    (text,) = messages(office)

    assert text == (
        "Disdukcapil tanjungpinang: KTP-el atas nama S.R. (registrasi ...0412) sudah jadi. "
        f"Pilih hari pengambilan: {BASE}/i/{office.code(document)} sampai 30 Desember 2026. {FOOT}"
    )
    assert set(office.code(document)) <= set(ALPHABET + "-")


def test_message_names_the_phone_of_an_office_that_has_one(office):
    office.edit(phone="0771-12345")
    office.document()

    assert "Tanpa internet: hubungi 0771-12345. Gratis." in messages(office)[0]


def test_message_of_a_household_lists_its_documents_once_each(office):
    office.document("470/0001", holder="Siti Rahmawati", kk="1")
    office.document("470/0002", holder="Budi Santoso", kk="1")
    office.document("470/0003", holder="Budi Santoso", kk="1", type="KK", channel="office")

    (text,) = messages(office)

    assert "KTP-el dan Kartu Keluarga atas nama S.R. dan B.S. (registrasi ...0001, 0002 dan 0003)" in text


def test_paper_that_can_be_printed_at_home_says_so(office):
    office.document("470/0001", holder="Siti Rahmawati", type="KK", channel="self_print")

    (text,) = messages(office)

    start = "Disdukcapil tanjungpinang: Kartu Keluarga S.R. (registrasi ...0001) sudah terbit dan bisa dicetak sendiri"
    assert text.startswith(start)
    assert text.endswith(FOOT)


def test_recording_is_to_be_scheduled_and_not_to_be_fetched(office):
    document = office.document("470/0001", holder="Siti Rahmawati", type="Perekaman KTP-el")

    (text,) = messages(office)

    assert text == (
        "Disdukcapil tanjungpinang: Perekaman KTP-el atas nama S.R. (registrasi ...0001) sudah bisa dijadwalkan. "
        f"Pilih hari perekaman: {BASE}/i/{office.code(document)} sampai 30 Desember 2026. {FOOT}"
    )


def test_akta_is_never_named(office):
    office.document(type="Akta Kematian", title="Akta Kematian")

    assert "akta pencatatan sipil" in messages(office)[0]
    assert "ematian" not in messages(office)[0]


def test_booked_expired_and_unfinished_are_left_out(office):
    office.booked(9)
    office.document(stage="in_production")
    office.document(stage="ready", channel="post")
    waiting = office.document(holder="Siti Rahmawati")

    assert [office.code(waiting) in text for text in messages(office)] == [True]
    with office.database.reading() as session:
        assert ready_invitations(session, office.office, at(7, day=31)) == []


def test_phone_is_the_first_that_the_household_gave(office):
    office.document(kk="1")
    office.document(kk="1", phone="+6281234567890")
    office.document(kk="2")

    assert phones(office) == ["+6281234567890", None]
