"""The page of all messages: to whom masked, in words, narrowed, every attempt, and sent again."""

import re
from collections.abc import Sequence
from html import unescape
from threading import current_thread
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import Session, col

from scheduler.db.models import Attempt, Document, Message
from scheduler.domain.messages import Why
from scheduler.domain.text.codes import written_short
from scheduler.flow.core.outbox import Cause
from scheduler.flow.talks import conversations
from scheduler.messages.sending.reasons import Fault
from scheduler.web.office.messages import finding, handlers, list_view
from scheduler.web.office.messages.finding import LOOKED
from scheduler.web.office.messages.list_view import PAGE as MOST
from scheduler.web.office.messages.list_view import PRINTED, Asked, messages_page
from scheduler.web.office.shared import message_words as words
from scheduler.web.shared.wording import DEFAULT_ZONE as WIB
from scheduler.web.shared.wording import Wording
from tests.conftest import Stopwatch
from tests.scenes.factories import EARLY, MONDAY, NINE, World, at
from tests.support.databases import ON_SQLITE
from tests.support.plans import Sent, sent_by, sqlite_plan
from tests.web.staff.members import sign_in, text_of

PAGE = "/office/messages"
PHONE = "+6281234567890"
HOLDER = "Siti Rahmawati"


@pytest.fixture
def rina(client: Any, office: World, clock: Stopwatch) -> Any:
    """A clerk at nine."""
    sign_in(client, office)
    clock.now = NINE
    return client


def message(office: World, cause: str = "received", **facts: Any) -> Message:
    """One more message, of a new document unless it says another."""
    number = len(office.rows(Message)) + 1
    if not facts.keys() & {"document_id", "booking_id", "line_id"}:
        facts["document_id"] = office.document(stage="received", holder=HOLDER, phone=PHONE).id
    row = Message(
        **{"office_id": office.office.id, "key": f"test:{number}", "cause": cause, "created_at": NINE, **facts}
    )
    office.database.run(lambda session: session.add(row))
    return office.rows(Message)[-1]


def attempt(office: World, of: Message, number: int = 1, **facts: Any) -> None:
    usual = {"channel": "whatsapp", "state": "accepted", "started_at": NINE}
    row = Attempt(**{"office_id": of.office_id, "message_id": of.id, "number": number, **usual, **facts})
    office.database.run(lambda session: session.add(row))


def rows_of(page: Any) -> list[int]:
    """Ids of the messages in the list."""
    return [int(number) for number in re.findall(r'<tr data-message="(\d+)"', page.text)]


def test_list_tells_each_message_in_words_and_masked(rina: Any, office: World) -> None:
    booking = office.booking(office.booked(10, day=1, holder=HOLDER, phone=PHONE))
    sent = message(
        office, "moved", booking_id=booking.id, state="sent", channel="whatsapp", sent_at=at(9, 1), attempts=2
    )

    page = rina.get(PAGE, params={"cause": "moved"})

    ref4 = office.rows(Document)[0].reference[-4:]
    said = f"09.00 Jadwal diundur S.R. …{ref4} {written_short(booking.short)} Terkirim WhatsApp 09.01 2"
    assert said in text_of(page).replace("\u2011", "-")
    assert rows_of(page) == [sent.id]
    assert HOLDER not in page.text
    assert "7890" not in page.text


def test_answer_in_a_conversation_and_word_to_the_office_itself(rina: Any, office: World) -> None:
    def say(session: Session) -> None:
        found = conversations.conversation_with(session, office.office.id, PHONE, channel="whatsapp", now=EARLY)
        conversations.say(session, found, "Silakan datang.", by="staff:1", now=EARLY)

    office.database.run(say)
    message(office, Cause.ALARM, document_id=None, facts={"alarm": "device_silent", "devices": ["Pintu"]})

    page = text_of(rina.get(PAGE))

    assert "Balasan Percakapan 0812-****-7890" in page
    assert "Alarm Kantor sendiri: tidak ada kabar dari Pintu" in page


def test_every_cause_has_words() -> None:
    assert [cause for cause in Cause if not words.CAUSES.get(cause)] == []


def test_every_code_of_ours_has_words() -> None:
    say = Wording("id", WIB)

    bare = [
        code
        for code in (*Why, *Fault, "smtp_451", "smtp_550")
        if not words.code(say, code) and words.why(say, code) == code
    ]
    assert bare == []


@pytest.mark.postgres("statements")
def test_list_is_narrowed_by_each_filter_and_counts_states(rina: Any, office: World, elsewhere: World) -> None:
    first = message(office, "moved", state="unreached", why="no_address", created_at=at(9, day=-3))
    second = message(office, state="sent", channel="sms")
    third = message(office, state="unreached", why="exhausted", channel="sms")
    message(elsewhere, state="sent")
    asked = {
        (): [third, second, first],
        (("state", "unreached"),): [third, first],
        (("state", "unreached"), ("channel", "sms")): [third],
        (("cause", "moved"),): [first],
        (("to", "2026-11-27"),): [first],
        (("from", "2026-11-28"),): [third, second],
        (("state", "nonsense"), ("from", "x"), ("page", "-1")): [third, second, first],
        (("page", "99"),): [third, second, first],
    }

    for query, wanted in asked.items():
        assert rows_of(rina.get(PAGE, params=list(query))) == [each.id for each in wanted], query
    counts = re.findall(r'data-state="(\w+)"[^>]*>[^<]*?(\d+)</a>', rina.get(PAGE, params={"channel": "sms"}).text)
    assert dict(counts) == {**dict.fromkeys(words.STATES, "0"), "sent": "1", "unreached": "1"}


@pytest.mark.postgres("statements")
def test_what_another_office_told_of_a_document_is_not_shown(rina: Any, office: World) -> None:
    other = World(office.database, code="batam")
    own = message(office)
    message(office, office_id=other.office.id, document_id=own.document_id)
    document = office.rows(Document)[-1]

    assert rows_of(rina.get(PAGE, params={"q": document.reference})) == [own.id]


@pytest.mark.parametrize("asked", [Asked(), Asked(state="delivered"), Asked(page=9), Asked(first=MONDAY)])
def test_messages_of_other_pages_are_passed_and_counted_in_an_index(office: World, asked: Asked) -> None:
    for _ in range(3):
        message(office, state="delivered")

    sent = sent_by(office.database, lambda session: messages_page(session, office.office, asked, now=NINE))

    plans = [line for each in sent for line in sqlite_plan(office.database, each) if "message" in line]
    whole = [line for line in plans if "COVERING INDEX" not in line]
    assert whole == ["SEARCH message USING INTEGER PRIMARY KEY (rowid=?)"]  # those of the page, if there are any
    assert not [line for each in searching(sent) for line in sqlite_plan(office.database, each) if "ORDER BY" in line]


def searching(sent: Sequence[Sent]) -> list[Sent]:
    """The statements by which messages are found and counted, not those that read what was found."""
    return [each for each in sent if "FROM message" in each[0] and "message.id IN" not in each[0]]


@ON_SQLITE
@pytest.mark.parametrize("asked", [Asked(cause="moved"), Asked(channel="sms", state="sent", first=MONDAY, page=3)])
def test_cause_and_channel_are_looked_for_among_the_newest_alone(office: World, asked: Asked) -> None:
    sent = sent_by(office.database, lambda session: messages_page(session, office.office, asked, now=NINE))

    looked = searching(sent)
    assert len(looked) == 2
    assert all(LOOKED in each[1] or LOOKED - 1 in each[1] for each in looked)
    plans = [line for each in looked for line in sqlite_plan(office.database, each) if "message" in line]
    assert {line for line in plans if line.startswith("S")} <= {
        "SCAN message",  # the newest, as they come
        *(
            f"SEARCH message USING {index} ix_message_made (office_id=?{since})"
            for index in ("INDEX", "COVERING INDEX")
            for since in ("", " AND created_at>?")
        ),
    }


@pytest.mark.postgres("statements")
def test_look_that_ends_early_says_so_and_goes_on(rina: Any, office: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "LOOKED", 2)
    old = message(office, "moved", created_at=at(9, day=-3))
    message(office, created_at=at(9, day=-2))
    message(office, created_at=at(9, day=-1))

    first = rina.get(PAGE, params={"cause": "moved"})
    (older,) = re.findall(r'<a href="(\?[^"]+)">Cari yang lebih lama', first.text)
    second = rina.get(f"{PAGE}{unescape(older)}")
    third = rina.get(PAGE, params={"cause": "moved", "to": "2026-11-27"})

    assert rows_of(first) == []
    assert "Yang sudah dicari: pesan terbaru sampai Sabtu, 28 November 2026." in text_of(first)
    assert rows_of(second) == [old.id]
    assert rows_of(third) == [old.id]
    assert "Cari yang lebih lama" not in third.text


@pytest.mark.postgres("statements")
def test_more_than_are_counted_are_turned_page_by_page(
    rina: Any, office: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "COUNTED", 1)
    monkeypatch.setattr(list_view, "COUNTED", 1)
    monkeypatch.setattr(list_view, "PAGE", 1)
    newest = [message(office, state="sent").id for _ in range(3)][::-1]

    pages = [rina.get(PAGE, params={"page": number, "state": "sent"}) for number in (1, 2, 3, 4)]

    assert [rows_of(page) for page in pages] == [[each] for each in newest] + [[]]
    assert [">Berikutnya<" in page.text for page in pages] == [True, True, True, False]
    assert "Terkirim 1+" in text_of(pages[0])
    assert "Halaman 3 dari" not in text_of(pages[2])


@ON_SQLITE
def test_messages_of_a_time_or_a_document_are_found_without_going_through_all(office: World) -> None:
    document = office.document()
    ways = {"ix_message_made": Asked(first=MONDAY), "rowid=?": Asked(wanted=document.reference)}
    for way, asked in ways.items():
        sent = sent_by(
            office.database, lambda session, asked=asked: messages_page(session, office.office, asked, now=NINE)
        )

        plans = [line for each in sent for line in sqlite_plan(office.database, each) if " message " in line]
        assert any(way in line for line in plans), plans
        assert not [line for line in plans if line.endswith(("(office_id=?)", "(office_id=? AND state=?)"))], plans


def test_list_of_many_messages_holds_up_nobody(rina: Any, office: World, monkeypatch: pytest.MonkeyPatch) -> None:
    threads: list[str] = []
    monkeypatch.setattr(
        handlers,
        "messages_page",
        lambda *asked, **facts: threads.append(current_thread().name) or messages_page(*asked, **facts),
    )

    assert rina.get(PAGE).status_code == 200

    assert [name.split("_")[0] for name in threads] == ["asyncio"]


@pytest.mark.postgres("statements")
def test_search_finds_what_concerns_a_document_or_a_visit(rina: Any, office: World) -> None:
    booking = office.booking(office.booked(10, day=1))
    document = office.rows(Document)[0]
    message(office)
    of_visit = [each.id for each in office.rows(Message, col(Message.booking_id) == booking.id)]
    of_household = [each.id for each in office.rows(Message, col(Message.cause) == "ready")]

    by_reference = rows_of(rina.get(PAGE, params={"q": document.reference}))
    by_short = rows_of(rina.get(PAGE, params={"q": written_short(booking.short)}))

    assert sorted(by_reference) == sorted(of_visit + of_household)
    assert by_short == of_visit
    assert rows_of(rina.get(PAGE, params={"q": "no such number"})) == []


def test_long_list_has_pages_and_the_unreached_are_one(rina: Any, office: World) -> None:
    document = office.document(stage="received")
    for _ in range(MOST + 1):
        message(office, state="unreached", document_id=document.id)

    pages = [rows_of(rina.get(PAGE, params={"page": number})) for number in (1, 2)]

    assert [len(page) for page in pages] == [MOST, 1]
    assert len(rows_of(rina.get(PAGE, params={"state": "unreached"}))) == MOST + 1 < PRINTED


def test_list_asks_as_much_for_many_as_for_one(office: World) -> None:
    message(office)
    once = asked_by_list(office)
    for _ in range(5):
        message(office)

    assert asked_by_list(office) == once


def asked_by_list(office: World) -> int:
    """How many queries the list takes."""

    def count(session: Session) -> int:
        seen: list[str] = []
        connection = session.connection()
        event.listen(connection, "before_cursor_execute", lambda *facts: seen.append(facts[2]))
        messages_page(session, office.office, Asked(), now=NINE)
        return len(seen)

    return office.read(count)


def test_whom_no_channel_reached_is_a_list_with_the_place_to_go_to(rina: Any, office: World) -> None:
    office.edit(address="Jalan Contoh No. 1")
    message(office, "ready", state="unreached", why="no_address")

    page = rina.get(PAGE, params={"state": "unreached"})

    ref4 = office.rows(Document)[0].reference[-4:]
    place = f"{office.office.name}, Jalan Contoh No. 1"
    assert f"30 November S.R. …{ref4} Bisa dijadwalkan {place} Tidak ada nomor, e-mail" in text_of(page)
    assert "/office/documents#to-tell" in page.text
    assert HOLDER not in page.text
    assert "7890" not in page.text


def test_list_to_print_has_what_is_still_to_be_told_alone(rina: Any, office: World) -> None:
    office.booked(10, day=1)
    ready = office.document(phone=PHONE)
    (told,) = office.rows(Message, col(Message.invitation_id) == ready.invitation_id)
    office.change(Message, told.id, state="unreached", why=Why.EXHAUSTED)
    past = message(office, "come_in", state="unreached", why=Why.EXHAUSTED)

    page = rina.get(PAGE, params={"state": "unreached"})

    assert rows_of(page) == [told.id, past.id]
    printed, dropped = re.findall(r'<tr data-message="\d+"(.*?)</tr>', page.text, re.DOTALL)
    assert ("not-printed" in printed, 'class="box"' in printed) == (False, True)
    assert ("not-printed" in dropped, 'class="box"' in dropped) == (True, False)
    assert "Masih perlu dikabari: 1. Yang lain sudah lewat dan tidak dicetak." in text_of(page)


def test_message_shows_every_attempt_and_its_text(rina: Any, office: World) -> None:
    pass_code = office.booked(10, day=1, holder=HOLDER)
    sent = office.rows(Message, col(Message.cause) == "booked")[0]
    attempt(office, sent, 1, state="failed", code="131026")
    attempt(office, sent, 2, channel="sms", state="read", started_at=at(9, 5), delivered_at=at(9, 6), read_at=at(9, 7))

    page = rina.get(f"{PAGE}/{sent.id}")

    said = text_of(page)
    assert "1 WhatsApp Senin, 30 Nov, 09.00 Gagal Nomor itu tidak memakai WhatsApp" in said
    assert "2 SMS Senin, 30 Nov, 09.05 Dibaca 09.06 09.07" in said
    assert f"Nomor jadwal {written_short(office.booking(pass_code).short)}" in said
    assert HOLDER not in page.text


@pytest.mark.parametrize(
    ("code", "means"),
    [
        ("http_429", "Saluran minta menunggu: terlalu banyak pesan."),
        ("http_503", "Saluran sedang terganggu."),
        ("http_418", "Saluran menolak permintaan."),
        ("no_answer", "Saluran tidak menjawab tepat waktu."),
        ("newfangled", ""),
    ],
)
def test_code_is_explained_where_it_is_known(rina: Any, office: World, code: str, means: str) -> None:
    sent = message(office)
    attempt(office, sent, state="failed", code=code)

    assert f"Gagal {means} {code}".replace("  ", " ") in text_of(rina.get(f"{PAGE}/{sent.id}"))


@pytest.mark.postgres("statements")
def test_message_whose_visit_is_gone_has_no_text(rina: Any, office: World) -> None:
    booking = office.booking(office.booked(10, day=1))
    broken = message(office, "offered", booking_id=booking.id, state="moot", why="untrue")

    page = rina.get(f"{PAGE}/{broken.id}")

    assert page.status_code == 200
    assert "Tidak perlu lagi Isinya tidak berlaku lagi." in text_of(page)
    assert "Tidak bisa ditulis lagi" in text_of(page)


@pytest.mark.parametrize("number", ["999", "99999999999999"])
def test_message_that_is_not_there_is_said(rina: Any, office: World, elsewhere: World, number: str) -> None:
    foreign = message(elsewhere)

    for each in (number, foreign.id):
        page = rina.get(f"{PAGE}/{each}")
        assert page.status_code == 404
        assert "Pesan itu tidak ada di kantor ini." in text_of(page)


def test_unreached_message_is_sent_again_once(rina: Any, office: World) -> None:
    lost = message(office, state="unreached", why="exhausted", rung=2, attempts=3)
    assert "Kirim lagi" in text_of(rina.get(f"{PAGE}/{lost.id}"))

    answers = [rina.post(f"{PAGE}/{lost.id}/sending", data={"nonce": "twice"}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    page = text_of(rina.get(answers[0].headers["location"]))
    assert "Pesan dikirim lagi dari saluran pertama." in page
    row = office.rows(Message)[-1]
    assert (row.state, row.rung) == ("new", 0)


def test_same_press_after_it_went_out_sends_nothing_again(rina: Any, office: World) -> None:
    lost = message(office, state="unreached")
    rina.post(f"{PAGE}/{lost.id}/sending", data={"nonce": "twice"})
    office.change(Message, lost.id, state="sent")

    rina.post(f"{PAGE}/{lost.id}/sending", data={"nonce": "twice"})
    unmoved = office.rows(Message)[-1].state
    rina.post(f"{PAGE}/{lost.id}/sending", data={"nonce": "another"})

    assert (unmoved, office.rows(Message)[-1].state) == ("sent", "new")


@pytest.mark.parametrize("state", ["new", "sending", "delivered", "read", "moot"])
def test_message_that_needs_no_help_has_no_button(rina: Any, office: World, state: str) -> None:
    fine = message(office, state=state)

    assert "Kirim lagi" not in text_of(rina.get(f"{PAGE}/{fine.id}"))


def test_sending_again_another_office_s_message_is_refused(rina: Any, office: World, elsewhere: World) -> None:
    foreign = message(elsewhere, state="unreached")

    answer = rina.post(f"{PAGE}/{foreign.id}/sending", data={})

    assert answer.status_code == 404
    assert elsewhere.rows(Message)[-1].state == "unreached"


@pytest.mark.parametrize("path", ["", "/1"])
def test_guards_and_strangers_see_nothing(client: Any, office: World, path: str) -> None:
    assert client.get(PAGE + path).headers["location"].startswith("/login")

    sign_in(client, office, name="Gani", role="guard")

    assert client.get(PAGE + path).status_code == 403


def test_what_a_clerk_tells_by_arrangement_is_no_failure(rina: Any, office: World) -> None:
    message(office, state="unreached", why=Why.FOR_CLERK)
    message(office, state="unreached", why=Why.EXHAUSTED)

    page = rina.get(PAGE).text

    assert '<span class="state for_clerk">Untuk petugas</span>' in page
    assert '<span class="state unreached">Tidak terjangkau</span>' in page
