"""What citizens send in conversations becomes applications, once, and only of their own."""

from datetime import timedelta
from typing import Any

import pytest

from scheduler.db.models import Application, ApplicationPage, ConversationLine, Document, LinePicture, Message
from scheduler.domain.applying.refusals import ProcedureUnknown
from scheduler.domain.refusals import HiddenSigns, Refusal
from scheduler.domain.talks import (
    ConversationUnknown,
    ItemFull,
    ItemSettled,
    LinkCannotGo,
    NothingChosen,
    PicturesUsed,
    PictureUnknown,
)
from scheduler.flow.applying.applications import application_by_code
from scheduler.flow.core import opt_outs
from scheduler.flow.talk_applications import add_pictures, applications_of, free_pictures, openings_of
from scheduler.flow.talks.conversations import WINDOW
from tests.scenes.conversations import PHONE, conversation, lines, written
from tests.scenes.factories import NINE, World, at
from tests.scenes.talks import asked_again, items, live_pages, made, pictured, procedure, states

OTHER = "+6281377712345"


@pytest.fixture(autouse=True)
def _procedures(office: World) -> None:
    procedure(office, "uji.rusak", items=("KTP rusak",), title="KTP-el rusak")
    procedure(office)


def openings(office: World, number: int = 1) -> list[tuple[str, bool]]:
    def read(session: Any) -> list[tuple[str, bool]]:
        found = openings_of(session, applications_of(session, conversation(office, number)))
        return [(each.item.name, each.is_asked) for each in found]

    return office.read(read)


# --- making


def test_whole_application_is_registered_and_its_citizen_told_the_number(office: World):
    first, second, third = pictured(office, 1, 2, marks=["a" * 32, "b" * 32, "c" * 32])
    pictured(office, phone=OTHER)

    of = made(office, {first: 0, second: 1, third: 1}, nik="2172014101900001", kk="2172010101200007")

    assert of.document is not None
    document = office.rows(Document)[0]
    assert (document.holder, document.nik, document.phone) == ("Siti Rahmawati", "2172014101900001", PHONE)
    assert (of.application.channel, of.application.conversation_id) == ("whatsapp", 1)
    assert of.application.phone_confirmed_at == of.application.waiting_since == NINE
    assert states(office) == ["sent", "sent", "empty"]
    assert live_pages(office) == [
        ("Surat kehilangan", 0, "a" * 32),
        ("Kartu Keluarga", 0, "b" * 32),
        ("Kartu Keluarga", 1, "c" * 32),
    ]
    assert [text for way, text, _ in lines(office) if way == "out"] == [
        f"KTP-el {document.reference}",
        "applied",
    ]
    assert office.messages() == ["received", "reply"]
    assert office.rows(Message)[0].facts["expected"].startswith("2026-12-03")


@pytest.mark.parametrize(
    "lacks",
    [{"holder": ""}, {"relation": "family"}, {"procedure": "uji.kia"}],
    ids=["holder", "applicant", "whose parent applies"],
)
def test_what_lacks_is_left_to_the_citizen_by_a_link(office: World, lacks: dict[str, str]):
    procedure(office, "uji.kia", title="KIA pertama", for_child=True)
    first, second = pictured(office, 1, 1)

    of = made(office, {first: 0, second: 1}, **lacks)

    assert of.document is None
    assert office.rows(Document) == []
    text = next(text for way, text, _ in lines(office) if way == "out")
    assert text.startswith("Lengkapi: https://giliran.example/a/")
    found = office.read(lambda s: application_by_code(s, text.rpartition("/")[2]))
    assert (found.id, found.phone, found.phone_confirmed_at) == (of.application.id, PHONE, NINE)


def test_needed_item_without_a_page_is_left_to_the_citizen(office: World):
    first, spare = pictured(office, 1, 1)

    of = made(office, {first: 0})

    assert of.document is None
    assert [each.id for each in office.read(lambda s: free_pictures(s, 1))] == [spare]


def test_child_is_applied_for_by_a_parent(office: World):
    procedure(office, "uji.kia", title="KIA pertama", for_child=True)
    first, second = pictured(office, 1, 1)

    of = made(office, {first: 0, second: 1}, procedure="uji.kia", relation="parent", applicant="Budi")

    assert of.document is not None
    assert office.rows(Document)[0].applicant == "Budi"


def test_conversation_waits_no_more_and_is_the_clerks(office: World):
    first, second = pictured(office, 1, 1)

    made(office, {first: 0, second: 1})

    found = conversation(office)
    assert (found.waiting_since, found.assigned_to) == (None, "staff:1")


def test_what_was_written_meanwhile_waits_on(office: World):
    first, second = pictured(office, 1, 1)
    seen = office.rows(ConversationLine)[-1].id
    written(office, "Satu lagi", now=at(9, 5))

    from scheduler.flow.talk_applications import make_application  # noqa: PLC0415 - here alone
    from tests.scenes.talks import WORDS, wish  # noqa: PLC0415 - the same

    office.do(make_application, 1, wish({first: 0, second: 1}), WORDS, seen=seen, now=at(9, 6))

    assert conversation(office).waiting_since is not None


def test_picture_serves_one_page_only(office: World):
    first, second = pictured(office, 1, 1)
    made(office, {first: 0, second: 1})

    with pytest.raises(PicturesUsed):
        made(office, {second: 0})
    assert len(office.rows(Application)) == 1


@pytest.mark.parametrize(
    ("pages", "facts", "refusal"),
    [
        ({}, {}, NothingChosen),
        ({1: 0}, {"procedure": "none"}, ProcedureUnknown),
        ({99: 0}, {}, PictureUnknown),
        ({4: 0}, {}, PictureUnknown),
        ({1: 7}, {}, PictureUnknown),
        ({1: 0, 2: 0, 3: 0}, {}, ItemFull),
    ],
    ids=["no picture", "no procedure", "no such picture", "another phone's", "no such item", "too many pages"],
)
def test_refused_wish_leaves_nothing(office: World, pages: dict[int, int], facts: Any, refusal: type[Refusal]):
    pictured(office, 1, 1, 1)
    pictured(office, phone=OTHER)

    with pytest.raises(refusal):
        made(office, pages, **facts)
    assert office.rows(Application) == []
    assert [row.page_id for row in office.rows(LinePicture)] == [None] * 4


def test_picture_whose_file_is_gone_is_not_used(office: World):
    first, second = pictured(office, 1, 1)
    office.change(LinePicture, first, gone_at=NINE)

    with pytest.raises(PictureUnknown):
        made(office, {first: 0, second: 1})


def test_conversation_of_another_office_is_unknown(office: World, elsewhere: World):
    first = pictured(office)[0]

    with pytest.raises(ConversationUnknown):
        made(elsewhere, {first: 0})


def test_link_that_cannot_go_is_refused_and_a_whole_application_is_made_all_the_same(office: World):
    first, second = pictured(office, 1, 1)
    late = NINE + WINDOW + timedelta(minutes=1)

    with pytest.raises(LinkCannotGo):
        made(office, {first: 0}, now=late)
    assert office.rows(Application) == []
    assert made(office, {first: 0, second: 1}, now=late).document is not None
    assert office.messages() == ["received"]


def test_stopped_number_is_sent_no_link(office: World):
    first = pictured(office)[0]
    office.database.run(opt_outs.stop, office.office.id, PHONE, why=opt_outs.STOP, now=NINE)

    with pytest.raises(LinkCannotGo):
        made(office, {first: 0})


# --- adding


def test_later_picture_takes_the_place_of_what_was_asked_for_again(office: World):
    first, second = pictured(office, 1, 1)
    of = made(office, {first: 0, second: 1})
    document = asked_again(office, of, 0)
    later = pictured(office, marks=["d" * 32], now=at(10))[0]
    item = items(office)[0]

    office.do(add_pictures, 1, item.id, [later], now=at(10, 5))

    assert states(office) == ["sent", "accepted", "accepted"]
    assert ("Surat kehilangan", 0, "d" * 32) in live_pages(office)
    assert len([page for page in office.rows(ApplicationPage) if page.replaced_at]) == 1
    assert office.rows(Application)[0].waiting_since == at(10, 5)
    assert office.stage(document.reference) == "received"
    assert conversation(office).waiting_since is None


def test_document_stays_incomplete_while_something_else_is_asked_for(office: World):
    first, second = pictured(office, 1, 1)
    document = asked_again(office, made(office, {first: 0, second: 1}), 0, 1)
    later = pictured(office, now=at(10))[0]

    office.do(add_pictures, 1, items(office)[0].id, [later], now=at(10, 5))

    assert openings(office) == [("Kartu Keluarga", True), ("Surat kehilangan", False)]
    assert office.stage(document.reference) == "incomplete"
    assert office.rows(Application)[0].waiting_since == at(10, 5)


def test_second_page_can_follow_until_a_clerk_has_looked(office: World):
    first, second = pictured(office, 1, 1)
    asked_again(office, made(office, {first: 0, second: 1}), 0)
    one, two = pictured(office, 1, 1, now=at(10))
    item = items(office)[0].id

    office.do(add_pictures, 1, item, [one], now=at(10, 5))
    office.do(add_pictures, 1, item, [two], now=at(10, 6))

    assert [place for name, place, _ in live_pages(office) if name == "Surat kehilangan"] == [0, 1]


def test_picture_goes_to_an_application_that_is_not_sent_yet(office: World):
    first, second = pictured(office, 1, 1)
    made(office, {first: 0})

    office.do(add_pictures, 1, items(office)[1].id, [second], now=at(9, 5))

    assert states(office) == ["sent", "sent", "empty"]
    assert office.rows(Application)[0].waiting_since is None


def test_same_press_twice_adds_once(office: World):
    first, second = pictured(office, 1, 1)
    made(office, {first: 0})
    item = items(office)[1].id

    office.do(add_pictures, 1, item, [second], now=at(9, 5))
    office.do(add_pictures, 1, item, [second], now=at(9, 6))

    assert len(live_pages(office)) == 2


def test_accepted_item_and_one_that_lies_before_a_clerk_take_nothing(office: World):
    first, second, third = pictured(office, 1, 1, 1)
    of = made(office, {first: 0, second: 1})
    empty = items(office)[2].id
    with pytest.raises(ItemSettled):
        office.do(add_pictures, 1, empty, [third])
    asked_again(office, of, 0)

    with pytest.raises(ItemSettled):
        office.do(add_pictures, 1, items(office)[1].id, [third])
    assert openings(office) == [("Surat kehilangan", True)]


@pytest.mark.postgres("statements")
@pytest.mark.parametrize(
    ("confirmed", "found"), [(None, []), (NINE, [("Surat kehilangan", False), ("Kartu Keluarga", False)])]
)
def test_number_that_somebody_only_typed_opens_no_application(office: World, confirmed: Any, found: Any):
    first = pictured(office)[0]
    pictured(office, phone=OTHER)
    of = made(office, {first: 0})
    hashed = conversation(office, 2).phone_hash
    office.change(Application, of.application.id, conversation_id=None, phone_hash=hashed, phone_confirmed_at=confirmed)

    assert openings(office, 2)[:2] == found
    assert openings(office, 1) == []


def test_item_of_another_phones_application_takes_nothing(office: World):
    first = pictured(office)[0]
    made(office, {first: 0})
    foreign = pictured(office, phone=OTHER)[0]

    with pytest.raises(ItemSettled):
        office.do(add_pictures, 2, items(office)[0].id, [foreign])
    with pytest.raises(ItemSettled):
        office.do(add_pictures, 2, 999, [foreign])
    with pytest.raises(NothingChosen):
        office.do(add_pictures, 2, items(office)[0].id, [])


def test_too_many_pages_are_refused_and_nothing_is_replaced(office: World):
    first, second = pictured(office, 1, 1)
    asked_again(office, made(office, {first: 0, second: 1}), 0)
    later = pictured(office, 3, now=at(10))

    with pytest.raises(ItemFull):
        office.do(add_pictures, 1, items(office)[0].id, later)
    assert [page.replaced_at for page in office.rows(ApplicationPage)] == [None, None]


def test_name_with_signs_that_nobody_sees_is_refused(office: World) -> None:
    pictures = pictured(office)

    for said in ({"holder": "Si\u200bti"}, {"relation": "family", "applicant": "\u202eBudi"}):
        with pytest.raises(HiddenSigns):
            made(office, {pictures[0]: 0}, **said)
    assert office.rows(Application) == []
