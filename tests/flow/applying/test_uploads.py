"""Files of an application: received piece by piece, put in their place, replaced and taken back."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session

from scheduler.db.models import Application, ApplicationPage, Upload
from scheduler.domain.applying.refusals import ApplicationUnknown
from scheduler.domain.applying.upload_refusals import (
    FileEmpty,
    FileTooLarge,
    ItemClosed,
    ItemUnknown,
    OffsetDiffers,
    PageUnknown,
    PhoneFirst,
    TooManyFiles,
    TooManyPages,
    UploadUnknown,
)
from scheduler.domain.refusals import Refusal
from scheduler.flow.applying import open_uploads, taking_back, uploads
from scheduler.flow.applying.applications import application_by_code, items_of
from scheduler.flow.applying.open_items import item_of, page_by_mark
from tests.flow.applying.applied import Page, asked_again, begun, handed_in, sent_page
from tests.scenes.factories import NINE, World, at

LATER = NINE + timedelta(minutes=5)


@pytest.fixture
def code(office: World) -> str:
    """An application beside another that has files of its own."""
    other = begun(office, code="noise")
    sent_page(office, other, "noise")
    return begun(office)


def begin(office: World, code: str, position: int = 0, size: int = 10) -> uploads.Begun:
    return office.database.run(uploads.begin, code, position, size=size, now=NINE)


def finish(office: World, code: str, upload: uploads.Begun, *marks: str) -> list[str]:
    pages = office.database.run(uploads.finish, code, upload.token, [Page(mark) for mark in marks], now=LATER)
    return [page.mark for page in pages]


def state_of(office: World, code: str, position: int = 0) -> str:
    def state(session: Session) -> str:
        application = application_by_code(session, code)
        return items_of(session, application.id)[position].state

    return office.read(state)


def test_first_page_makes_an_item_sent(office: World, code: str) -> None:
    upload = begin(office, code)

    there = finish(office, code, upload, "a", "b")

    assert there == ["a", "b"]
    assert (state_of(office, code), state_of(office, code, 1)) == ("sent", "empty")
    (application,) = [row for row in office.rows(Application) if row.touched_at == LATER]
    assert application.sent_at is None


def test_next_file_stands_behind_the_first(office: World, code: str) -> None:
    sent_page(office, code, "a")

    assert finish(office, code, begin(office, code), "b") == ["a", "b"]


def test_upload_ends_once(office: World, code: str) -> None:
    upload = begin(office, code)
    finish(office, code, upload, "a")

    assert finish(office, code, upload, "again") == ["a"]


@pytest.mark.parametrize(("size", "refusal"), [(0, FileEmpty), (-1, FileEmpty), (15 * 1024 * 1024 + 1, FileTooLarge)])
def test_size_that_cannot_be_is_refused_at_once(office: World, code: str, size: int, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        begin(office, code, size=size)


def test_pieces_are_counted_in_their_order(office: World, code: str) -> None:
    token = begin(office, code).token

    office.database.run(uploads.note_received, token, start=0, end=4, now=NINE)
    with pytest.raises(OffsetDiffers) as again:
        office.database.run(uploads.note_received, token, start=0, end=4, now=NINE)
    with pytest.raises(OffsetDiffers):
        office.database.run(uploads.note_received, token, start=6, end=8, now=NINE)
    with pytest.raises(OffsetDiffers):
        office.database.run(uploads.note_received, token, start=4, end=11, now=NINE)

    assert again.value.facts["offset"] == 4
    assert office.database.run(uploads.note_received, token, start=4, end=10, now=NINE) == 10


def test_more_pages_than_an_item_takes_are_refused_and_none_stays(office: World, code: str) -> None:
    sent_page(office, code, "a")
    upload = begin(office, code)

    with pytest.raises(TooManyPages) as refused:
        finish(office, code, upload, "b", "c", "d")

    assert refused.value.facts["most"] == 3
    assert finish(office, code, upload, "b", "c") == ["a", "b", "c"]


def test_page_that_was_taken_back_makes_room_and_leaves_the_item_empty(office: World, code: str) -> None:
    sent_page(office, code, "a")

    for _ in range(2):
        office.database.run(taking_back.remove_page, code, "a", now=LATER)

    assert state_of(office, code) == "empty"
    with pytest.raises(PageUnknown):
        office.read(lambda s: page_by_mark(s, code, "a"))
    assert finish(office, code, begin(office, code), "b", "c", "d") == ["b", "c", "d"]


def test_page_of_another_application_is_not_there(office: World, code: str) -> None:
    for step in (
        lambda s: page_by_mark(s, code, "noise"),
        lambda s: taking_back.remove_page(s, code, "noise", now=NINE),
    ):
        with pytest.raises(PageUnknown):
            office.database.run(step)


def test_what_is_sent_is_closed_until_something_is_asked_again(office: World, code: str) -> None:
    sent_page(office, code, "a")
    handed_in(office, code)

    with pytest.raises(ItemClosed):
        begin(office, code)
    with pytest.raises(ItemClosed):
        office.database.run(taking_back.remove_page, code, "a", now=LATER)


@pytest.mark.parametrize("state", ["missing", "unreadable"])
def test_new_page_replaces_what_was_asked_for_again(office: World, code: str, state: str) -> None:
    sent_page(office, code, "old")
    handed_in(office, code)
    asked_again(office, code, state)

    assert finish(office, code, begin(office, code), "new") == ["new"]
    assert finish(office, code, begin(office, code), "second") == ["new", "second"]
    (old,) = office.rows(ApplicationPage, ApplicationPage.mark == "old")
    assert (old.replaced_at, old.gone_at, state_of(office, code)) == (LATER, None, "sent")


def test_last_new_page_taken_back_leaves_it_asked_for(office: World, code: str) -> None:
    sent_page(office, code, "old")
    handed_in(office, code)
    asked_again(office, code)
    finish(office, code, begin(office, code), "new")

    office.database.run(taking_back.remove_page, code, "new", now=LATER)

    assert state_of(office, code) == "missing"


def test_accepted_item_is_closed(office: World, code: str) -> None:
    sent_page(office, code, "a")
    handed_in(office, code)
    asked_again(office, code)

    with pytest.raises(ItemClosed):
        begin(office, code, position=1)


def test_item_and_application_that_are_not_there_are_refused(office: World, code: str) -> None:
    with pytest.raises(ItemUnknown):
        begin(office, code, position=9)
    with pytest.raises(ApplicationUnknown):
        begin(office, "0000-0000-0000-0000")


def test_fourth_upload_at_once_gives_up_the_oldest(office: World, code: str) -> None:
    begun = [begin(office, code) for _ in range(4)]

    under_way = [each.token for each in begun]
    assert [list(each.given_up) for each in begun[2:]] == [[], under_way[:1]]
    with pytest.raises(UploadUnknown):
        office.read(lambda s: uploads.upload_of(s, code, under_way[0]))
    assert office.read(lambda s: uploads.upload_of(s, code, under_way[1]))[0].state == "open"


def test_files_of_an_application_come_to_an_end(office: World, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MOST_FILES", 2)
    for mark in ("a", "b"):
        sent_page(office, code, mark)
        office.database.run(taking_back.remove_page, code, mark, now=NINE)

    with pytest.raises(TooManyFiles):
        begin(office, code)


def test_uploads_that_come_to_nothing_come_to_an_end_too(
    office: World, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MOST_BEGUN", 3)
    for _ in range(3):
        office.database.run(open_uploads.refuse, begin(office, code).token, why="given_up")

    with pytest.raises(TooManyFiles):
        begin(office, code)


def claim(office: World, token: str, *, now: datetime = NINE) -> bool:
    return office.database.run(uploads.claim, token, now=now)


def received(office: World, code: str) -> uploads.Begun:
    """An upload of which all is here, beside one of which nothing is."""
    begin(office, code)
    upload = begin(office, code)
    office.database.run(uploads.note_received, upload.token, start=0, end=10, now=NINE)
    return upload


def test_upload_is_drawn_by_one_until_whoever_does_has_died(office: World, code: str) -> None:
    token = received(office, code).token

    tries = [claim(office, token, now=NINE + timedelta(minutes=minutes)) for minutes in (0, 5, 6, 7)]

    assert tries == [True, False, True, False]


@pytest.mark.postgres("statements")
def test_upload_let_go_is_claimed_at_once(office: World, code: str) -> None:
    token = received(office, code).token
    claim(office, token)

    office.database.run(uploads.let_go, token)

    assert claim(office, token)


def test_upload_that_has_not_come_whole_or_has_ended_is_not_drawn(office: World, code: str) -> None:
    ended = received(office, code)
    claim(office, ended.token)
    finish(office, code, ended, "a")

    office.database.run(uploads.let_go, ended.token)

    assert [claim(office, each.token) for each in (ended, begin(office, code))] == [False, False]


def test_upload_that_is_drawn_does_not_give_way(office: World, code: str) -> None:
    upload = received(office, code)
    claim(office, upload.token)

    given_up = [token for _ in range(12) for token in begin(office, code).given_up]

    assert upload.token not in given_up
    assert finish(office, code, upload, "a") == ["a"]


def test_what_has_come_whole_gives_way_last(office: World, code: str) -> None:
    whole = begin(office, code)
    office.database.run(uploads.note_received, whole.token, start=0, end=10, now=NINE)
    half = [begin(office, code).token for _ in range(uploads.MOST_OPEN - 1)]

    assert begin(office, code).given_up == [half[0]]


def test_what_has_come_whole_and_was_not_drawn_is_found(office: World, code: str) -> None:
    tokens = [begin(office, code).token for _ in range(3)]
    for token in tokens:
        office.database.run(uploads.note_received, token, start=0, end=10, now=NINE)
    office.database.run(uploads.claim, tokens[0], now=NINE)
    office.database.run(open_uploads.refuse, tokens[1], why="file_foreign")

    item, found = office.read(lambda s: uploads.arrived(s, code, 0, now=NINE))

    assert list(found) == [(tokens[2], 10)]
    assert office.read(lambda s: uploads.count_arrived(s, [item], now=NINE)) == {item.id: 1}
    assert office.read(lambda s: uploads.count_arrived(s, [item], now=at(9, 6))) == {item.id: 2}, (
        "one who drew has died"
    )


@pytest.mark.postgres("statements")
def test_sender_is_known_once_the_phone_is_confirmed(office: World, code: str) -> None:
    token = begin(office, code).token
    number = office.read(lambda s: application_by_code(s, code)).id
    office.change(Application, number, phone_hash=b"hash")
    stranger = office.read(lambda s: uploads.sender_of(s, token))
    office.change(Application, number, phone_confirmed_at=NINE)

    assert stranger == (number, None)
    assert office.read(lambda s: uploads.sender_of(s, token)) == (number, b"hash")
    with pytest.raises(UploadUnknown):
        office.read(lambda s: uploads.sender_of(s, "0" * 32))


def test_piece_of_an_upload_that_was_given_up_is_told_so(office: World, code: str) -> None:
    token = begin(office, code).token
    office.database.run(open_uploads.refuse, token, why="given_up")

    with pytest.raises(UploadUnknown):
        office.database.run(uploads.note_received, token, start=0, end=4, now=NINE)


@pytest.mark.parametrize("written", ["\0", "\ud800", ""])
def test_what_can_be_no_token_mark_or_place_is_not_there(office: World, code: str, written: str) -> None:
    with pytest.raises(UploadUnknown):
        office.read(lambda s: uploads.upload_of(s, code, written))
    with pytest.raises(PageUnknown):
        office.read(lambda s: page_by_mark(s, code, written))
    with pytest.raises(ItemUnknown):
        office.read(lambda s: item_of(s, code, 10**24))


def test_upload_of_another_application_is_not_there(office: World, code: str) -> None:
    mine = begin(office, code)
    other = begun(office, code="third")

    with pytest.raises(UploadUnknown):
        office.read(lambda s: uploads.upload_of(s, other, mine.token))


HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def given_up(office: World, as_of: datetime) -> list[str]:
    """What the sweep gives up."""
    is_one = office.read(lambda s: open_uploads.is_one_resting(s, as_of=as_of))
    gone = office.database.run(open_uploads.give_up_resting, as_of=as_of)
    assert is_one == bool(gone)
    return gone


@pytest.mark.postgres("statements")
def test_upload_of_which_nothing_came_for_an_hour_is_given_up(office: World, code: str) -> None:
    rests, goes_on = begin(office, code), begin(office, code)
    office.database.run(uploads.note_received, goes_on.token, start=0, end=4, now=NINE + MINUTE)

    assert given_up(office, NINE + HOUR) == []
    assert given_up(office, NINE + HOUR + MINUTE) == [rests.token]

    with pytest.raises(UploadUnknown):
        office.read(lambda s: uploads.upload_of(s, code, rests.token))
    assert list(office.read(open_uploads.tokens_under_way)) == [goes_on.token]
    assert given_up(office, NINE + HOUR + MINUTE) == []


def test_upload_that_goes_on_and_on_is_given_up_after_a_day(office: World, code: str) -> None:
    slow = office.database.run(uploads.begin, code, 0, size=1000, now=NINE)
    for hour in range(24):
        office.database.run(
            uploads.note_received, slow.token, start=hour, end=hour + 1, now=NINE + hour * HOUR + HOUR / 2
        )

    assert given_up(office, NINE + 24 * HOUR) == []
    assert given_up(office, NINE + 24 * HOUR + MINUTE) == [slow.token]


def test_one_that_has_come_whole_waits_to_be_drawn_for_a_day(office: World, code: str) -> None:
    upload = received(office, code)
    claim(office, upload.token, now=NINE + HOUR)

    assert upload.token not in given_up(office, NINE + 24 * HOUR)
    assert upload.token in given_up(office, NINE + 24 * HOUR + MINUTE)


def test_where_an_upload_came_from_is_forgotten_with_its_end(office: World, code: str) -> None:
    terms = uploads.Terms(asker="an address")
    begun = [office.database.run(uploads.begin, code, 0, size=10, terms=terms, now=NINE) for _ in range(2)]
    assert {row.asker for row in office.rows(Upload)} == {None, "an address"}

    finish(office, code, begun[0], "a")
    office.database.run(open_uploads.refuse, begun[1].token, why="given_up")

    assert {row.asker for row in office.rows(Upload)} == {None}


@pytest.mark.postgres("statements")
def test_photo_waits_for_the_phone_of_a_draft(office: World, code: str) -> None:
    asks = uploads.Terms(asks_code=True)
    with pytest.raises(PhoneFirst):
        office.database.run(uploads.begin, code, 0, size=10, terms=asks, now=NINE)

    office.change(Application, application_of(office, code).id, phone_confirmed_at=NINE)

    assert office.database.run(uploads.begin, code, 0, size=10, terms=asks, now=NINE).token


def test_what_is_asked_for_again_comes_without_a_confirmed_phone(office: World, code: str) -> None:
    sent_page(office, code, "a")
    handed_in(office, code)
    asked_again(office, code)

    assert office.database.run(uploads.begin, code, 0, size=10, terms=uploads.Terms(asks_code=True), now=NINE).token


def application_of(office: World, code: str) -> Application:
    return office.read(lambda s: application_by_code(s, code))
