"""The list of who is still to be told: every cause in its citizen's words, what cannot wait first, nothing moot."""

import re
from datetime import date
from html import unescape
from typing import Any
from urllib.parse import unquote

import pytest
from sqlalchemy import event
from sqlmodel import Session, col

from scheduler.db.models import Booking, Document, Invitation, Message, Office
from scheduler.domain.messages import Why
from scheduler.domain.stages import DocumentStage
from scheduler.domain.text.codes import written_short
from scheduler.flow.booking import bookings
from scheduler.flow.channels.texts import Places, set_text
from scheduler.flow.contact import links, wrong_number
from scheduler.flow.contact.links import Asked
from scheduler.flow.core.outbox import Cause
from scheduler.flow.counter import counter_problems
from scheduler.flow.documents import documents
from scheduler.flow.invitations import waitlist, waitlist_offers
from scheduler.flow.postponement import Wish, extending
from scheduler.messages.notices.table import TEMPLATES
from scheduler.web.office.shared.manual_notices import Asked as Asking
from scheduler.web.office.shared.manual_notices import manual_notices
from tests.conftest import Stopwatch
from tests.flow.small import shrink
from tests.messages.notices.noted import told_of
from tests.scenes.clerks_desk import applied
from tests.scenes.factories import CLERK, EARLY, MONDAY, World, at
from tests.scenes.postponements import closed, postpone, take_back
from tests.web.staff.members import sign_in, text_of

PHONE = "+6281234567890"
OLD, NEW = "Rabu, 2 Desember 2026 pukul 09.00 WIB", "Senin, 7 Desember 2026 pukul 09.00 WIB"
FOOT = (
    "Gratis. Kami tidak pernah meminta OTP, kata sandi, uang, atau memasang aplikasi. "
    "Ragu? Ketik sendiri testserver lalu masukkan nomor registrasi."
)
HOURS = [(8, 0), (8, 30), *((h, m) for h in (9, 10, 11, 13, 14) for m in (0, 30))]


@pytest.fixture(autouse=True)
def _in_the_office(client: Any, office: World, clock: Stopwatch) -> None:
    """Sari is supervisor, at seven in the morning."""
    sign_in(client, office, name="Sari", role="supervisor")
    clock.now = EARLY


def listed(client: Any, about: str = "") -> list[str]:
    """The messages that the list would send, in its order."""
    page = client.get("/office/documents", params={"about": about} if about else {})
    return [
        unquote(unescape(link).partition("?text=")[2])
        for link in re.findall(r'href="(https://wa\.me/[^"]+)"', page.text)
    ]


def tell_all(client: Any, office: World, *causes: str) -> None:
    """A clerk marks what waits of some causes as sent."""
    for message in office.rows(Message, col(Message.cause).in_(causes), col(Message.state) == "new"):
        assert client.post("/office/messages/sent", data={"message": str(message.id)}).status_code == 303


def recording(office: World, **facts: Any) -> str:
    """The pass of a visit on Wednesday to a service that will close."""
    return office.booked(9, day=2, service="C", **{"phone": PHONE, **facts})


def longer(office: World, closure_id: int | None) -> Wish:
    """The closure goes on for a week more."""
    assert closure_id is not None
    return office.read(lambda session: extending(session, office.office, closure_id, date(2026, 12, 11)))


def offered(office: World, *, language: str = "id") -> Document:
    """A document whose household waits for Monday, and for which a seat is kept from seven to half past."""
    shrink(office, days=1, wave_percent=1000)
    document = office.document(phone=PHONE, language=language)
    passes = [office.booked(hour, minute) for hour, minute in HOURS]
    office.database.run(waitlist.wait_for, office.code(document), MONDAY, now=EARLY)
    office.database.run(bookings.cancel, passes[3], ref4=None, by="citizen", now=EARLY)
    office.at_time(waitlist_offers.offer_seats, now=EARLY)
    return document


def short_of(office: World, pass_code: str) -> str:
    return written_short(office.booking(pass_code).short)


def lost(office: World, pass_code: str) -> None:
    """Somebody asks for the link to a visit again."""
    office.at_time(links.send_again, Asked(office.reference_of(pass_code), phone4=PHONE[-4:]), now=EARLY)


def missed(office: World, pass_code: str, clock: Stopwatch, *, came: bool = False) -> None:
    """Monday is over without the visit."""
    office.tick(now=at(8))
    if came:
        office.scan(pass_code)
    clock.now = at(8, day=1)
    office.tick(now=clock.now)


def test_moved_visit_is_told_with_both_times_and_its_number(client: Any, office: World) -> None:
    booked = recording(office)

    postpone(office, closed(office))

    said = text_of(client.get("/office/documents"))
    (text,) = listed(client)
    assert text == (
        f"Disdukcapil tanjungpinang: maaf, jadwal {OLD} tidak jadi karena perbaikan alat rekam. Jadwal baru: {NEW}."
        f" Mohon tidak datang pada {OLD}. QR lama tetap berlaku. Ganti waktu: http://testserver/t/{booked}."
        f" Nomor jadwal {short_of(office, booked)}. {FOOT}"
    )
    assert re.search(rf"Jadwal diundur Nomor jadwal \d\d-\d\d\d {OLD} → {NEW} Buka WhatsApp", said)


@pytest.mark.postgres("statements")
def test_moved_again_is_told_once_and_says_the_time_that_the_citizen_knows(client: Any, office: World) -> None:
    recording(office)
    first = postpone(office, closed(office))

    postpone(office, longer(office, first.closure_id))

    (text,) = listed(client)
    assert f"maaf, jadwal {OLD} tidak jadi" in text
    assert "kedua kalinya" not in text
    tell_all(client, office, Cause.MOVED_AGAIN)
    assert listed(client) == []
    assert {m.cause: m.state for m in office.rows(Message, col(Message.cause).like("moved%"))} == {
        "moved": "moot",
        "moved_again": "sent",
    }
    assert {m.cause: m.why for m in office.rows(Message, col(Message.cause).like("moved%"))} == {
        "moved": Why.REPEATED,
        "moved_again": None,
    }


@pytest.mark.postgres("statements")
def test_what_no_channel_reached_says_no_such_thing_once_a_clerk_has_told_it(client: Any, office: World) -> None:
    office.document()
    (message,) = office.rows(Message)
    office.change(Message, message.id, state="unreached", why=Why.EXHAUSTED)

    assert client.post("/office/messages/sent", data={"message": str(message.id)}).status_code == 303

    assert [(m.state, m.channel, m.why) for m in office.rows(Message)] == [("sent", "by_hand", None)]


def test_moved_again_after_the_first_was_told_says_so(client: Any, office: World) -> None:
    recording(office)
    first = postpone(office, closed(office))
    tell_all(client, office, Cause.MOVED)

    postpone(office, longer(office, first.closure_id))

    (text,) = listed(client)
    assert f"untuk kedua kalinya, maaf, jadwal {NEW} tidak jadi" in text


def test_taken_back_is_told_only_where_the_move_was(client: Any, office: World) -> None:
    recording(office)
    told = postpone(office, closed(office))
    tell_all(client, office, Cause.MOVED)
    untold_pass = office.booked(9, day=8, service="C", phone="+6281111111111")

    take_back(office, told)

    (text,) = listed(client)
    assert f"kembali seperti semula: {OLD}" in text
    assert untold_pass not in text


def test_taken_back_before_anybody_was_told_tells_nobody(client: Any, office: World) -> None:
    recording(office)
    postponement = postpone(office, closed(office))

    take_back(office, postponement)

    assert listed(client) == []


def test_closed_without_end_is_told(client: Any, office: World) -> None:
    recording(office)

    postpone(office, closed(office, None))

    (text,) = listed(client)
    assert text.startswith(
        "Disdukcapil tanjungpinang: Layanan Perekaman KTP-el ditunda sampai pemberitahuan lebih lanjut"
    )


def test_moved_visits_stand_in_the_order_of_their_old_times(client: Any, office: World) -> None:
    later = office.booked(10, day=2, service="C", phone=PHONE)
    sooner = recording(office)

    postpone(office, closed(office))

    assert [sooner in listed(client)[0], later in listed(client)[1]] == [True, True]


@pytest.mark.parametrize("change", ["cancelled", "moved by its citizen", "its new time is past"])
def test_moved_visit_that_changed_since_is_left_out(client: Any, office: World, clock: Stopwatch, change: str) -> None:
    booked = recording(office)
    tell_all(client, office, Cause.READY)
    postpone(office, closed(office))
    assert len(listed(client)) == 1

    match change:
        case "cancelled":
            office.database.run(bookings.cancel, booked, ref4=None, by="citizen", now=EARLY)
        case "moved by its citizen":
            slot = office.slot(10, day=8, service="C")
            office.database.run(bookings.move_booking, booked, slot.id, ref4=None, by="citizen", now=EARLY)
        case _:
            clock.now = at(9, 1, day=7)

    sign_in(client, office, name="Sari", role="supervisor", now=clock.now)
    assert listed(client) == []


def test_kept_seat_comes_before_everything_else(client: Any, office: World) -> None:
    document = offered(office)
    office.document(phone="+6281111111111")

    first = listed(client)[0]

    assert first == (
        "Disdukcapil tanjungpinang: Ada tempat Senin, 30 November 2026 pukul 09.30 WIB. Kami simpan untuk Anda sampai"
        f" 07.30 WIB. Ambil: http://testserver/i/{office.code(document)}. Registrasi ...0001. {FOOT}"
    )
    assert "disimpan sampai 07.30 WIB" in text_of(client.get("/office/documents"))


@pytest.mark.postgres("statements")
@pytest.mark.parametrize("change", ["lapsed", "booked"])
def test_seat_that_is_not_kept_any_more_is_left_out(client: Any, office: World, clock: Stopwatch, change: str) -> None:
    document = offered(office)
    assert len(listed(client, "offered")) == 1

    if change == "lapsed":
        clock.forward(minutes=30)
    else:
        office.book(office.code(document), office.slot(9, 30))
        office.at_time(waitlist_offers.offer_seats, now=EARLY)

    assert listed(client, "offered") == []


def test_lost_link_goes_to_the_phone_of_the_document_with_what_proves_it(client: Any, office: World) -> None:
    office.document(phone="+6281111111111", kk="1")
    booked = office.booked(phone=PHONE)

    lost(office, booked)

    page = client.get("/office/documents").text
    first = listed(client)[0]
    assert page.index("wa.me/6281234567890") < page.index("wa.me/6281111111111")
    assert first.startswith("Disdukcapil tanjungpinang: ini tautan (link) jadwal Anda yang diminta lagi, KTP-el")
    assert f"(nomor jadwal {short_of(office, booked)})" in first
    assert f"http://testserver/t/{booked}" in first
    assert first.endswith("Ketik sendiri testserver lalu masukkan nomor registrasi.")


@pytest.mark.postgres("statements")
def test_lost_link_of_a_visit_that_is_over_is_left_out(client: Any, office: World) -> None:
    booked = office.booked(phone=PHONE)
    lost(office, booked)

    office.database.run(bookings.cancel, booked, ref4=None, by="citizen", now=EARLY)

    assert listed(client, "link") == []


@pytest.mark.postgres("statements")
def test_missed_visit_is_told_and_stands_for_the_unsent_invitation(
    client: Any, office: World, clock: Stopwatch
) -> None:
    booked = office.booked(phone=PHONE)

    missed(office, booked, clock)

    sign_in(client, office, name="Sari", role="supervisor", now=clock.now)
    (text,) = listed(client)
    assert text.startswith("Disdukcapil tanjungpinang: Jadwal Senin, 30 November 2026 pukul 09.00 WIB sudah lewat.")
    tell_all(client, office, Cause.MISSED)
    assert listed(client) == []


def test_missed_visit_that_is_booked_again_is_left_out(client: Any, office: World, clock: Stopwatch) -> None:
    booked = office.booked(phone=PHONE)
    missed(office, booked, clock)
    office.change(Invitation, office.booking(booked).invitation_id or 0, bookable_from=None)

    code = office.code(office.rows(Document)[0])
    office.book(code, office.slot(10, day=2), now=clock.now)

    sign_in(client, office, name="Sari", role="supervisor", now=clock.now)
    assert listed(client) == []


def test_who_came_and_was_not_served_is_asked_for_pardon(client: Any, office: World, clock: Stopwatch) -> None:
    booked = office.booked(phone=PHONE)

    missed(office, booked, clock, came=True)

    sign_in(client, office, name="Sari", role="supervisor", now=clock.now)
    (text,) = listed(client)
    assert text == (
        "Disdukcapil tanjungpinang: maaf, Senin, 30 November 2026 kami tutup sebelum giliran Anda. "
        "Jadwal baru: Selasa, 1 Desember 2026 pukul 08.30 WIB. QR yang sama tetap berlaku. "
        f"Ganti waktu: http://testserver/t/{booked}. Nomor jadwal {short_of(office, booked)}. {FOOT}"
    )
    assert "Belum sempat dilayani" in text_of(client.get("/office/documents"))


def test_new_time_that_was_moved_on_or_has_come_is_left_out(client: Any, office: World, clock: Stopwatch) -> None:
    passes = [office.booked(phone=PHONE) for _ in range(2)]
    office.tick(now=at(8))
    for booked in passes:
        office.scan(booked)
    clock.now = at(0, 10, day=1)
    office.tick(now=clock.now)
    sign_in(client, office, name="Sari", role="supervisor", now=clock.now)
    assert len(listed(client, "moved")) == 2

    office.database.run(
        bookings.move_booking, passes[0], office.slot(10, day=2).id, ref4=None, by="citizen", now=clock.now
    )

    assert len(listed(client, "moved")) == 1
    clock.now = at(8, 1, day=1)
    assert listed(client, "moved") == []


def test_who_came_is_asked_to_choose_where_no_day_has_room(client: Any, office: World, clock: Stopwatch) -> None:
    booked = office.booked(phone=PHONE)
    shrink(office, capacity=0)

    missed(office, booked, clock, came=True)

    sign_in(client, office, name="Sari", role="supervisor", now=clock.now)
    (text,) = listed(client)
    assert text.startswith(
        "Disdukcapil tanjungpinang: maaf, Senin, 30 November 2026 kami tutup sebelum sempat melayani Anda."
    )


@pytest.mark.postgres("statements")
@pytest.mark.parametrize(
    ("reason", "said"),
    [
        (
            "changed",
            "Maaf, KTP-el Anda harus dicetak ulang karena kesalahan kami. Gratis. KTP-el lama tetap Anda pakai.",
        ),
        ("first", "Maaf, KTP-el Anda harus dicetak ulang karena kesalahan kami. Gratis. Anda kami dahulukan"),
    ],
)
def test_misprint_is_owned_up_to_until_it_is_printed(
    client: Any, office: World, clock: Stopwatch, reason: str, said: str
) -> None:
    number = office.called(phone=PHONE, reason=reason)
    clock.now = at(9, 10)
    office.do(counter_problems.report_problem, number, reason="misprint")

    (text,) = listed(client, "reprint")

    assert text.startswith(f"Disdukcapil tanjungpinang: {said}")
    (document,) = office.rows(Document)
    office.do(documents.set_stage, document.reference, DocumentStage.READY, now=clock.now)
    assert listed(client, "reprint") == []


@pytest.mark.postgres("statements")
def test_papers_that_lack_are_asked_for_by_hand_where_no_message_leaves(
    client: Any, office: World, clock: Stopwatch
) -> None:
    some = applied(office)
    some.decide(0, "missing", "not_sent")
    some.decide(1)
    some.decide(2)
    some.ask_again(now=at(10))
    clock.now = at(10)

    (text,) = listed(client, "missing")

    assert "belum lengkap. Yang kurang: Surat kehilangan (belum dikirim). Kirim fotonya lewat http" in text
    said = text_of(client.get("/office/documents"))
    assert f"Berkas kurang KTP-el hilang S.R. {some.document.reference} Buka WhatsApp" in said
    assert "Berkas kurang 1" in said


@pytest.mark.parametrize(("by", "told"), [(CLERK, 1), ("citizen", 0)])
def test_cancelled_is_told_where_the_office_did_it(client: Any, office: World, by: str, told: int) -> None:
    booked = office.booked(phone=PHONE)
    tell_all(client, office, Cause.READY)

    office.database.run(bookings.cancel, booked, ref4=None, by=by, now=EARLY)

    texts = listed(client)
    assert len(texts) == told
    assert all(
        text.startswith("Disdukcapil tanjungpinang: Jadwal Senin, 30 November 2026 dibatalkan.") for text in texts
    )


def test_stopped_number_is_left_out_and_one_without_a_phone_is_not(client: Any, office: World) -> None:
    stopped, silent = recording(office), recording(office, phone=None)
    reference = office.reference_of(stopped)
    office.database.run(wrong_number.not_mine_by_pass, stopped, now=EARLY)

    postpone(office, closed(office))

    page = client.get("/office/documents")
    assert reference not in page.text
    assert "wa.me" not in page.text
    assert "Tanpa nomor telepon" in text_of(page)
    assert f'href="http://testserver/t/{silent}"' in page.text


@pytest.mark.postgres("statements")
def test_english_citizen_is_told_in_english(client: Any, office: World) -> None:
    recording(office, language="en")
    office.document(phone=PHONE, language="en")

    postpone(office, closed(office))

    invited, moved = listed(client, "ready")[0], listed(client, "moved")[0]
    assert "Free of charge." in invited
    assert "Wednesday, 2 December 2026" in moved
    assert "maaf" not in moved


def test_list_is_narrowed_to_a_topic_and_stays_so(client: Any, office: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scheduler.web.office.shared.manual_notices.PAGE", 2)
    for _ in range(3):
        office.document(phone=PHONE)
    booked = recording(office)
    postpone(office, closed(office))

    page = client.get("/office/documents?about=ready")

    said = text_of(page)
    assert "Semua 4 Siap diambil 3 Jadwal diundur 1 Daftar tunggu 0 Tautan diminta 0" in said
    assert booked not in page.text
    assert 'href="?about=ready&amp;page=2"' in page.text or 'href="?about=ready&page=2"' in page.text
    message = office.rows(Message, col(Message.cause) == Cause.READY)[0]
    answer = client.post("/office/messages/sent", data={"message": message.id, "about": "ready", "page": "2"})
    assert answer.headers["location"] == "/office/documents?about=ready&page=2"


def test_topic_that_is_none_is_all(client: Any, office: World) -> None:
    office.document(phone=PHONE)

    assert len(listed(client, "no\0such")) == 1


def test_another_offices_messages_are_not_listed(client: Any, office: World, elsewhere: World) -> None:
    elsewhere.document(phone=PHONE)

    assert listed(client) == []
    assert office.rows(Booking) == []


@pytest.mark.postgres("statements")
def test_document_that_waits_or_is_elsewhere_is_told_of_after_all_others(client: Any, office: World) -> None:
    waiting = office.document("470/0001", stage="waiting_for_blank", phone=PHONE)
    told_of(office, Cause.BLANK, waiting, once="x")
    told_of(office, Cause.ELSEWHERE, office.document("470/0002", channel="branch", phone=None), once="x")
    ready = office.document("470/0003", phone=PHONE)

    first, second = listed(client)

    assert f"/i/{office.code(ready)}" in first
    assert "belum bisa dicetak karena blangko KTP-el habis" in second
    said = text_of(client.get("/office/documents"))
    assert "Blangko dan tempat lain 2" in said
    assert "Pengingat" not in said
    assert 'href="http://testserver/o/tanjungpinang"' in client.get("/office/documents?about=papers").text


def test_who_has_not_agreed_is_not_told_by_phone(client: Any, office: World) -> None:
    office.change(Office, office.office.id, asks_consent=True)
    office.document(phone=PHONE)

    page = client.get("/office/documents")

    assert "wa.me" not in page.text
    assert "Belum setuju dikabari lewat ponsel" in text_of(page)


def test_offices_own_words_are_sent_by_hand_too(client: Any, office: World) -> None:
    office.do(
        set_text,
        "ready",
        "id",
        "Sudah jadi, {documents}: {url}",
        places=Places(TEMPLATES["ready"].may, TEMPLATES["ready"].must),
        by=CLERK,
    )
    office.document(phone=PHONE)

    (text,) = listed(client)

    assert text.startswith("Disdukcapil tanjungpinang: Sudah jadi, KTP-el: http://testserver/i/")


@pytest.mark.postgres("statements")
def test_list_asks_as_much_for_many_households_as_for_one(client: Any, office: World) -> None:
    def asked() -> int:
        def count(session: Session) -> int:
            seen: list[str] = []
            event.listen(session.connection(), "before_cursor_execute", lambda *facts: seen.append(facts[2]))
            manual_notices(session, office.office, Asking("", 1, "http://testserver", EARLY))
            return len(seen)

        return office.read(count)

    office.document(phone=PHONE)
    few = asked()
    for number in range(2, 7):
        office.document(phone=f"+62812345678{number:02}")

    assert len(listed(client)) == 6
    assert asked() == few
