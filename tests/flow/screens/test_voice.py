from datetime import date, datetime, time

import pytest

from scheduler.board.model import Board
from scheduler.db.models import Office, OfficeBoard
from scheduler.domain.calendar.quiet import MOST_HOURS, QuietHours
from scheduler.domain.refusals import Invalid
from scheduler.flow.hall.quiet import adhans, quiet_spans
from scheduler.flow.screens import voice
from scheduler.flow.screens.voice import Place
from tests.scenes.factories import MONDAY, NINE, World

TANJUNGPINANG = Place(0.9165, 104.4465)
NOON = QuietHours(time(11, 55), time(12, 10))
PRAYER = QuietHours(time(11, 30), time(13, 0), weekday=4)


def row(office: World) -> Office:
    return office.rows(Office, Office.code == "tanjungpinang")[0]


def board(office: World) -> Board:
    kept = office.rows(OfficeBoard)[0].board
    assert kept is not None
    return Board.from_store(kept)


def change(office: World, step: object, *args: object, **facts: object) -> None:
    office.database.run(step, office.office, *args, now=NINE, **facts)  # type: ignore[arg-type]


def local(office: Office, spans: tuple[tuple[datetime, datetime], ...], board: Board) -> list[str]:
    return [f"{board.clock(start)}-{board.clock(end)}" for start, end in spans]


def test_quiet_hours_are_on_the_board_at_once(office: World) -> None:
    change(office, voice.add_quiet_hours, NOON)
    change(office, voice.add_quiet_hours, PRAYER)

    now = board(office)

    assert local(row(office), now.quiet, now) == ["11.55-12.10"]
    assert row(office).quiet_hours == [NOON.stored(), PRAYER.stored()]


def test_quiet_hours_said_twice_are_there_once_and_go_at_once(office: World) -> None:
    change(office, voice.add_quiet_hours, NOON)
    change(office, voice.add_quiet_hours, NOON)
    twice = row(office).quiet_hours

    change(office, voice.remove_quiet_hours, NOON)
    change(office, voice.remove_quiet_hours, NOON)

    assert twice == [NOON.stored()]
    assert row(office).quiet_hours == []
    assert board(office).quiet == ()


def test_more_quiet_hours_than_anybody_wants_are_refused(office: World) -> None:
    for minute in range(MOST_HOURS):
        change(office, voice.add_quiet_hours, QuietHours(time(9, minute), time(10)))

    with pytest.raises(Invalid) as refusal:
        change(office, voice.add_quiet_hours, NOON)

    assert refusal.value.facts["errors"] == {"hours": MOST_HOURS}
    assert len(row(office).quiet_hours) == MOST_HOURS


@pytest.mark.postgres("statements")
def test_adhan_of_tanjungpinang_is_that_of_its_timetable(office: World) -> None:
    change(office, voice.rest_at_adhan, TANJUNGPINANG)

    now = board(office)

    assert now.day == MONDAY
    assert local(row(office), now.quiet, now) == ["11.52-11.56", "15.15-15.19"]


def test_voice_goes_on_at_the_adhan_unless_it_is_wanted(office: World) -> None:
    change(office, voice.rest_at_adhan, TANJUNGPINANG)

    change(office, voice.speak_at_adhan)

    assert board(office).quiet == ()
    assert (row(office).latitude, row(office).rests_at_adhan) == (0.9165, False)


@pytest.mark.parametrize("place", [Place(91, 104), Place(-67, 0), Place(0.9, 181)])
def test_place_that_is_on_no_map_of_ours_is_refused(office: World, place: Place) -> None:
    with pytest.raises(Invalid):
        change(office, voice.rest_at_adhan, place)


def test_office_that_does_not_say_where_it_is_has_no_adhan(office: World) -> None:
    nowhere = Office(code="x", name="x", timezone="Asia/Jakarta", rests_at_adhan=True)

    assert adhans(nowhere, MONDAY) == ()
    assert quiet_spans(nowhere, MONDAY) == ()


def test_adhan_of_jayapura_falls_on_its_own_day(office: World) -> None:
    jayapura = Office(
        code="x", name="x", timezone="Asia/Jayapura", rests_at_adhan=True, latitude=-2.53, longitude=140.7
    )

    noon, afternoon = quiet_spans(jayapura, date(2026, 6, 21))

    assert (noon[0].hour, afternoon[0].hour) == (2, 6)
    assert noon[0].date() == afternoon[0].date() == date(2026, 6, 21)


def test_letters_and_services_are_said_as_the_office_wants(office: World) -> None:
    change(office, voice.change_manner, {"b": " be   besar "}, names_service=True)

    assert row(office).spoken_letters == {"B": "be besar"}
    assert row(office).names_service is True


@pytest.mark.parametrize("letters", [{"BC": "x"}, {"": "x"}, {"1": "satu"}, {"É": "x"}, {"B": " "}, {"B": "x" * 31}])
def test_letter_that_is_none_is_refused(office: World, letters: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        change(office, voice.change_manner, letters, names_service=False)
