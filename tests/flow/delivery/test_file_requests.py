"""People ask for the file of what they print themselves once more, and the office answers."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col

from scheduler.db import queries
from scheduler.db.models import DeliveryRequest, Document, DocumentType, FileRequest, Message
from scheduler.domain.delivery.refusals import (
    AnswerUnexplained,
    EmailNeeded,
    FileAsked,
    FileAskedOften,
    FilesOfOtherPhones,
    FileUnchosen,
    NothingPrintable,
    RequestAnswered,
    RequestOver,
    RequestUnknown,
)
from scheduler.domain.invitations.refusals import InvitationExpired, InvitationUnknown
from scheduler.domain.proofs import PhoneDigitsWrong
from scheduler.domain.refusals import HiddenSigns, Refusal
from scheduler.flow.contact import wrong_number
from scheduler.flow.core.outbox import Cause
from scheduler.flow.delivery import asking, file_answering, file_asking
from scheduler.flow.delivery.asking import Wish
from scheduler.flow.delivery.file_asking import FileWish
from scheduler.flow.delivery.file_requests import last_file_requests
from scheduler.flow.upkeep import forgetting
from scheduler.web.office.delivery.requests_list import requests_of
from tests.messages.notices.noted import letter, true_causes
from tests.scenes.factories import NINE, World
from tests.scenes.places import a_place

PHONE, EMAIL, OTHER = "+6281234567890", "siti@gmail.com", "siti.baru@yahoo.com"
KK, PHONES = "2172010101010001", ((1, PHONE), (2, "+6281200005555"))
LINK = "7K4M-P2QX-9RD3-FHNT"


def printed(office: World, reference: str = "R/1", **facts: Any) -> str:
    """The link of a document that is printed at home; its file came to an e-mail unless `facts` say otherwise."""
    told = {"type": "KK", "channel": "self_print", "phone": PHONE, "email": EMAIL, **facts}
    return office.code(office.document(reference, **told))


def document(office: World, reference: str = "R/1") -> Document:
    (found,) = office.rows(Document, col(Document.reference) == reference)
    return found


def ask(office: World, code: str, *, now: Any = NINE, documents: Any = None, **wish: str) -> list[FileRequest]:
    ids = [each.id for each in office.rows(Document)] if documents is None else documents
    made = office.database.run(file_asking.ask_file, code, FileWish(ids, **wish), now=now)
    return [office.read(lambda s, each=each: s.get_one(FileRequest, each.id)) for each in made]


def stands(office: World) -> FileRequest:
    (request,) = office.rows(FileRequest)
    return request


@pytest.mark.postgres("statements")
def test_file_that_was_sent_once_more_is_told_where_it_went(office: World) -> None:
    (request,) = ask(office, printed(office))

    office.do(file_answering.note_sent, request.id)
    office.do(file_answering.note_sent, request.id)

    assert (request.way, request.email, stands(office).state) == ("email", EMAIL, "sent")
    text = letter(office, Cause.FILE).text
    assert "kami kirim lagi ke s***@gmail.com. Buka tautan" in text
    assert EMAIL not in text
    assert [each.cause for each in office.rows(Message)].count(Cause.FILE) == 1


@pytest.mark.postgres("statements")
def test_file_that_cannot_be_sent_is_told_with_the_reason_and_may_be_asked_for_again(office: World) -> None:
    code = printed(office)
    (request,) = ask(office, code)

    office.do(file_answering.refuse_file, request.id, reason=" KK ini  sudah diganti.")

    assert (
        "tidak bisa kami kirim lagi karena KK ini sudah diganti. Mau versi kertas? " in letter(office, Cause.FILE).text
    )
    assert ask(office, code)[0].id != request.id


@pytest.mark.parametrize(
    ("facts", "wish", "goes"),
    [
        ({}, {}, ("email", EMAIL)),
        ({"email": None}, {}, ("phone", None)),
        ({}, {"email": f" {OTHER} ", "phone4": "7890"}, ("other_email", OTHER)),
        ({}, {"email": "SITI@gmail.com", "phone4": "7890"}, ("email", EMAIL)),
        ({"email": None}, {"email": OTHER, "phone4": "7890"}, ("other_email", OTHER)),
    ],
)
def test_file_goes_to_where_it_came_or_to_an_email_that_is_proven(
    office: World, facts: Any, wish: Any, goes: tuple[str, str | None]
) -> None:
    (request,) = ask(office, printed(office, **facts), **wish)

    assert (request.way, request.email) == goes


@pytest.mark.parametrize(
    ("wish", "refusal"),
    [
        ({"email": OTHER}, PhoneDigitsWrong),
        ({"email": OTHER, "phone4": "0000"}, PhoneDigitsWrong),
        ({"phone4": "7890"}, EmailNeeded),
        ({"email": "siti@salah", "phone4": "7890"}, EmailNeeded),
        ({"email": f"{'x' * 200}@gmail.com", "phone4": "7890"}, EmailNeeded),
        ({"email": f"\u202e{OTHER}", "phone4": "7890"}, HiddenSigns),
        ({"documents": []}, FileUnchosen),
        ({"documents": [999]}, FileUnchosen),
    ],
)
def test_what_cannot_be_asked_for_is_refused(office: World, wish: Any, refusal: type[Refusal]) -> None:
    code = printed(office)

    with pytest.raises(refusal):
        ask(office, code, **wish)

    assert office.rows(FileRequest) == []


def test_email_is_proven_for_each_file_that_goes_there(office: World) -> None:
    """One link of a household, two phones."""
    mine, others = (office.document(f"R/{n}", type="KK", kk=KK, channel="self_print", phone=p) for n, p in PHONES)
    code = office.code(mine)

    for phone4 in ("7890", "5555"):
        with pytest.raises(FilesOfOtherPhones):
            ask(office, code, email=OTHER, phone4=phone4)
    with pytest.raises(PhoneDigitsWrong):
        ask(office, code, documents=[others.id], email=OTHER, phone4="7890")

    assert office.rows(FileRequest) == []
    assert [each.document_id for each in ask(office, code, documents=[mine.id], email=OTHER, phone4="7890")] == [
        mine.id
    ]


@pytest.mark.postgres("statements")
def test_who_has_the_phone_on_record_hears_at_once_of_another_email_and_how_to_stop_it(office: World) -> None:
    code = printed(office)
    ask(office, code)
    office.database.run(file_asking.take_file_back, code, document(office).id, now=NINE)
    assert Cause.FILE_ELSEWHERE not in [each.cause for each in office.rows(Message)]

    ask(office, code, email=OTHER, phone4="7890")

    said = letter(office, Cause.FILE_ELSEWHERE)
    assert "diminta dikirim ke s***@yahoo.com, e-mail yang belum terdaftar." in said.text
    assert f"/i/{code}/files" in said.text
    assert true_causes(office).count(Cause.FILE_ELSEWHERE) == 1
    office.database.run(file_asking.take_file_back, code, document(office).id, now=NINE)
    assert true_causes(office).count(Cause.FILE_ELSEWHERE) == 0


def test_file_of_which_nothing_says_where_it_went_needs_an_email(office: World) -> None:
    code = printed(office, email=None, phone=None)

    with pytest.raises(EmailNeeded):
        ask(office, code)
    with pytest.raises(PhoneDigitsWrong):
        ask(office, code, email=OTHER, phone4="")


def test_only_what_came_by_a_message_is_asked_for(office: World) -> None:
    card = office.code(office.document("R/2", phone=PHONE))
    with pytest.raises(NothingPrintable):
        ask(office, card)

    paged = printed(office, "R/3")
    kind = office.rows(DocumentType, col(DocumentType.code) == "KK")[0]
    office.change(DocumentType, kind.id, file_by_message=False, file_page="https://berkas.example/kk")
    with pytest.raises(NothingPrintable):
        ask(office, paged)


def test_link_that_is_over_or_unknown_asks_for_nothing(office: World) -> None:
    code = printed(office)

    with pytest.raises(InvitationExpired):
        ask(office, code, now=NINE + timedelta(days=100))
    with pytest.raises(InvitationUnknown):
        ask(office, LINK)
    with pytest.raises(InvitationUnknown):
        office.database.run(file_asking.take_file_back, LINK, 1, now=NINE)


def test_same_again_is_the_one_that_waits_and_another_address_is_refused(office: World) -> None:
    code = printed(office)
    (first,) = ask(office, code)

    assert ask(office, code)[0].id == first.id
    with pytest.raises(FileAsked):
        ask(office, code, email=OTHER, phone4="7890")


@pytest.mark.postgres("statements")
def test_what_is_taken_back_leaves_no_address_and_is_not_shown(office: World) -> None:
    code = printed(office)
    ask(office, code, email=OTHER, phone4="7890")

    for _ in range(2):
        office.database.run(file_asking.take_file_back, code, document(office).id, now=NINE)

    assert (stands(office).state, stands(office).email) == ("taken_back", None)
    assert office.read(lambda s: last_file_requests(s, [document(office).id])) == {}
    with pytest.raises(RequestAnswered):
        office.do(file_answering.note_sent, stands(office).id)


@pytest.mark.postgres("statements")
def test_what_was_asked_for_with_a_link_is_taken_back_once_it_is_said_to_be_a_strangers(office: World) -> None:
    """Whoever has a wrong number knows its end, and could prove it."""
    code = printed(office)
    card = office.document("R/2", phone=PHONE)
    ask(office, code, email=OTHER, phone4="7890")
    office.database.run(asking.ask, office.code(card), Wish("place", a_place(office).id), now=NINE)

    for link in {code, office.code(card)}:
        office.database.run(wrong_number.not_mine, link, now=NINE)

    assert (stands(office).state, stands(office).email) == ("taken_back", None)
    assert [each.state for each in office.rows(DeliveryRequest)] == ["taken_back"]
    assert true_causes(office).count(Cause.FILE_ELSEWHERE) == 0


def test_file_of_another_link_is_not_taken_back(office: World) -> None:
    ask(office, printed(office))
    other = office.code(office.document("R/2", phone="+6281200000002"))

    office.database.run(file_asking.take_file_back, other, document(office).id, now=NINE)

    assert stands(office).state == "asked"


@pytest.mark.postgres("statements")
def test_file_is_asked_for_three_times_within_a_day(office: World) -> None:
    code = printed(office)
    for _ in range(3):
        ask(office, code)
        office.database.run(file_asking.take_file_back, code, document(office).id, now=NINE)

    with pytest.raises(FileAskedOften):
        ask(office, code, now=NINE + timedelta(hours=23))
    assert ask(office, code, now=NINE + timedelta(hours=24))[0].state == "asked"


def test_answer_is_given_once_and_a_refusal_with_its_reason(office: World) -> None:
    (request,) = ask(office, printed(office))

    with pytest.raises(AnswerUnexplained):
        office.do(file_answering.refuse_file, request.id, reason=" ")
    office.do(file_answering.note_sent, request.id)
    with pytest.raises(RequestAnswered):
        office.do(file_answering.refuse_file, request.id, reason="tidak jadi")


def test_file_of_what_was_given_up_is_not_sent(office: World) -> None:
    (request,) = ask(office, printed(office))
    office.change(Document, document(office).id, stage="withdrawn")

    with pytest.raises(RequestOver):
        office.do(file_answering.note_sent, request.id)


def test_request_of_another_office_is_unknown(office: World, elsewhere: World) -> None:
    (request,) = ask(office, printed(office))

    for world, number in ((elsewhere, request.id), (office, 999)):
        with pytest.raises(RequestUnknown):
            world.do(file_answering.note_sent, number)


@pytest.mark.postgres("statements")
def test_requests_that_wait_are_counted_with_the_time_of_the_oldest(office: World) -> None:
    ask(office, printed(office))
    (later,) = ask(
        office, printed(office, "R/2"), documents=[document(office, "R/2").id], now=NINE + timedelta(hours=1)
    )
    counted = office.read(lambda s: queries.requests_waiting(s, office.office.id))

    office.do(file_answering.note_sent, later.id)

    assert counted == (2, NINE)
    assert office.read(lambda s: queries.requests_waiting(s, office.office.id)) == (1, NINE)


@pytest.mark.postgres("statements")
def test_of_what_is_over_nobody_waits_for_a_file_or_another_way(office: World) -> None:
    """Neither in the list nor in the number beside it."""
    file = printed(office)
    ask(office, file)
    card = office.document("R/2", phone="+6281200000002")
    office.database.run(asking.ask, office.code(card), Wish("place", a_place(office).id), now=NINE)

    def waits() -> tuple[int, int]:
        return office.read(
            lambda s: (queries.requests_waiting(s, office.office.id)[0], len(requests_of(s, office.office)[0]))
        )

    before = waits()
    office.change(Document, card.id, stage="collected")
    between = waits()
    office.change(Document, document(office).id, stage="collected")

    assert (before, between, waits()) == ((2, 2), (1, 1), (0, 0))


@pytest.mark.postgres("statements")
@pytest.mark.parametrize("end", ["answered", "collected"])
def test_address_and_reason_go_some_days_after_the_end_of_it(office: World, end: str) -> None:
    (request,) = ask(office, printed(office))
    later = NINE + timedelta(days=office.office.keep_files_days)
    assert not office.read(lambda s: forgetting.is_due(s, office.office, later))

    if end == "answered":
        office.do(file_answering.refuse_file, request.id, reason="sudah diganti")
    else:
        office.change(Document, document(office).id, stage="collected")
    assert not office.read(lambda s: forgetting.is_due(s, office.office, later - timedelta(hours=1)))
    office.database.run(forgetting.forget, office.office, now=later)

    assert (stands(office).email, stands(office).answer, stands(office).forgotten_at) == (None, None, later)
    assert not office.read(lambda s: forgetting.is_due(s, office.office, later))
