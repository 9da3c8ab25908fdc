"""Notices of the office: what stands on the board from when to when, and in which order."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from scheduler.board.model import Board
from scheduler.db.models import Announcement, OfficeBoard
from scheduler.domain.refusals import Invalid
from scheduler.domain.screens import AnnouncementUnknown, TooManyAnnouncements
from scheduler.flow.calendar.closures import NewClosure, shut
from scheduler.flow.hall.announcing import announcements_of
from scheduler.flow.screens import announcements
from scheduler.flow.screens.announcements import MOST, Notice
from tests.scenes.factories import MONDAY, NINE, World, at

NOON = at(12)
BLANKS = "Blangko KTP-el habis, datang lagi hari Rabu."


def notice(text: str = BLANKS, start: datetime = NINE, end: datetime = NOON, **facts: Any) -> Notice:
    return Notice(text, start, end, **facts)


def announce(office: World, *args: Any, now: datetime = NINE, **facts: Any) -> Announcement:
    return office.do(announcements.announce, notice(*args, **facts), now=now)


def told(office: World, now: datetime) -> list[str]:
    """The texts in force."""
    return [each["id"] for each in office.read(lambda session: announcements_of(session, office.office, now))]


def test_notice_stands_on_the_board_at_once_and_in_both_languages(office: World, elsewhere: World) -> None:
    announce(elsewhere, "Bukan kantor ini")
    before = office.board(NINE).version

    row = announce(office, "  Bawa   map.  ", text_en="Bring a folder.")

    board = office.board(NINE)
    assert board.version == before + 1
    assert board.notice == {"id": "Bawa map.", "en": "Bring a folder."}
    assert (row.by, row.created_at) == ("staff:1", NINE)


def test_notice_without_english_is_shown_in_indonesian(office: World) -> None:
    announce(office)

    assert office.board(NINE).notice == {"id": BLANKS, "en": BLANKS}


def written(office: World) -> str | None:
    """What the stored board tells: what screens get without anybody's step."""
    board = office.rows(OfficeBoard)[0].board
    notice = Board.from_store(board).notice if board else None
    return notice["id"] if notice else None


@pytest.mark.parametrize(("now", "is_told"), [(at(9, 59), False), (at(10), True), (at(11, 59), True), (at(12), False)])
def test_notice_is_told_from_its_start_until_its_end(office: World, now: datetime, *, is_told: bool) -> None:
    announce(office, start=at(10))

    assert told(office, now) == ([BLANKS] if is_told else [])


def test_tick_puts_a_notice_up_and_takes_it_down(office: World) -> None:
    office.tick(now=NINE)
    announce(office, start=at(10), end=at(11))
    assert written(office) is None

    needed: list[bool | str | None] = []
    for moment in (at(10), at(11)):
        needed.append(office.needs_tick(now=moment))
        office.tick(now=moment)
        needed.append(written(office))

    assert needed == [True, BLANKS, True, None]


def test_several_are_told_in_the_order_of_their_start_and_before_closures(office: World) -> None:
    office.do(shut, NewClosure(MONDAY + timedelta(days=2), None, "Rapat kerja"), now=NINE)
    announce(office, "Kedua", start=at(9, 30))
    announce(office, "Pertama")

    office.tick(now=at(10))

    assert told(office, at(10)) == ["Pertama", "Kedua"]
    notices = [each["id"] for each in office.board(at(10)).notices]
    assert notices[:2] == ["Pertama", "Kedua"]
    assert "Rapat kerja" in notices[2]


def test_notice_is_changed(office: World) -> None:
    row = announce(office)

    office.do(announcements.change, row.id, notice("Buka sampai pukul 16.00", end=at(16)), by="staff:3", now=at(10))

    assert told(office, at(15)) == ["Buka sampai pukul 16.00"]
    assert office.board(at(10)).notice == {"id": "Buka sampai pukul 16.00", "en": "Buka sampai pukul 16.00"}
    assert office.rows(Announcement)[0].by == "staff:3"


def test_ending_takes_it_down_and_may_be_repeated(office: World) -> None:
    row = announce(office)

    for minute in (0, 5):
        office.do(announcements.end, row.id, now=at(10, minute))

    assert office.board(at(10)).notice is None
    assert office.rows(Announcement)[0].ends_at == at(10)


@pytest.mark.postgres("statements")
def test_ending_what_has_not_begun_leaves_nothing(office: World) -> None:
    row = announce(office, start=at(11))

    office.do(announcements.end, row.id, now=at(10))

    assert office.rows(Announcement) == []


def test_what_is_over_can_be_put_up_again(office: World) -> None:
    row = announce(office)

    office.do(announcements.change, row.id, notice(start=at(13), end=at(14)), now=at(13))

    assert told(office, at(13)) == [BLANKS]


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        ({"text": "  "}, {"text": "missing"}),
        ({"text": "x" * 141}, {"text": "too_long"}),
        ({"text_en": "x" * 141}, {"text_en": "too_long"}),
        ({"start": at(12)}, {"ends_at": "before_start"}),
        ({"start": at(8), "end": at(9)}, {"ends_at": "past"}),
    ],
)
def test_nonsense_is_refused_by_name(office: World, wrong: dict[str, Any], fault: dict[str, str]) -> None:
    row = announce(office, "Tetap")

    for step, args in ((announcements.announce, ()), (announcements.change, (row.id,))):
        with pytest.raises(Invalid) as refusal:
            office.do(step, *args, notice(**wrong))
        assert refusal.value.facts["errors"] == fault
    assert told(office, NINE) == ["Tetap"]


def test_no_more_than_screens_can_tell(office: World, elsewhere: World) -> None:
    for number in range(MOST):
        announce(office, f"Pengumuman {number}", end=at(12) if number else at(10))

    with pytest.raises(TooManyAnnouncements):
        announce(office)
    announce(elsewhere)
    announce(office, now=at(10))
    over = office.rows(Announcement)[0]
    with pytest.raises(TooManyAnnouncements):
        office.do(announcements.change, over.id, notice(), now=at(10))

    assert len(told(office, at(10))) == MOST


def test_notice_of_another_office_is_unknown(office: World, elsewhere: World) -> None:
    row = announce(elsewhere)

    with pytest.raises(AnnouncementUnknown):
        office.do(announcements.end, row.id)
    with pytest.raises(AnnouncementUnknown):
        office.do(announcements.change, 4711, notice())

    assert told(elsewhere, NINE) == [BLANKS]
