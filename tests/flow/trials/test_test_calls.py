"""A test call: an order to screens, of which no ticket, board, figure or history knows."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from scheduler.db.models import DeedRow, Screen, metadata
from scheduler.domain.audit.deeds import Deed
from scheduler.domain.screens import ScreenUnknown
from scheduler.domain.trials import HallHasPeople, NoScreenChosen
from scheduler.flow.screens import screens
from scheduler.flow.screens.screens import Looks
from scheduler.flow.trials import test_calls
from tests.scenes.factories import EARLY, NINE, TELEVISION, World, at

BY = "staff:3"
MAY_CHANGE = {"screen", "deed"}
"""The order itself, and that somebody gave it."""


def paired(office: World, name: str = "Pintu") -> int:
    found = office.database.run(screens.ask, TELEVISION, now=EARLY)
    assert found is not None
    return office.do(screens.confirm, found[1].code, Looks(name), by=BY, now=EARLY).id


def called(office: World, *chosen: int, now: Any = NINE) -> None:
    office.do(test_calls.show, chosen, by=BY, now=now)


def asked(office: World) -> dict[int, int]:
    """By screen when it was last asked to show a test call."""
    return {row.id: row.test_call for row in office.rows(Screen)}


def contents(office: World) -> dict[str, list[Any]]:
    """Every row of every table, as the database has it."""

    def read(session: Any) -> dict[str, list[Any]]:
        names = sorted(set(metadata.tables) - MAY_CHANGE)
        rows = ((name, session.execute(select(metadata.tables[name])).all()) for name in names)
        return {name: sorted(map(repr, found)) for name, found in rows}

    return office.read(read)


@pytest.mark.postgres("statements")
def test_chosen_screens_are_asked_and_no_others(office: World) -> None:
    first, second, third = (paired(office, name) for name in ("Satu", "Dua", "Tiga"))

    called(office, first, third)

    assert asked(office) == {first: int(NINE.timestamp()), second: 0, third: int(NINE.timestamp())}
    assert [deed.deed for deed in office.rows(DeedRow) if deed.by == BY] == [Deed.TEST_CALL_SHOWN]


def test_everything_else_stays_as_it_was(office: World) -> None:
    screen = paired(office)
    office.hand_over(office.called(1))
    before = contents(office)

    called(office, screen)

    assert before["office_board"]
    assert contents(office) == before


@pytest.mark.parametrize("outside", [True, False])
def test_call_that_is_none_is_refused_while_somebody_holds_a_number(office: World, *, outside: bool) -> None:
    screen = paired(office)
    ticket = office.walk_in() if outside else office.called(1)
    assert ticket

    with pytest.raises(HallHasPeople) as refusal:
        called(office, screen)

    assert refusal.value.facts["count"] >= 1
    assert asked(office) == {screen: 0}


def test_yesterdays_numbers_stand_in_nobodys_way(office: World) -> None:
    screen = paired(office)
    office.walk_in()

    called(office, screen, now=at(7, day=1))

    assert asked(office)[screen] > 0


def test_screens_of_another_office_are_not_reached(office: World, elsewhere: World) -> None:
    own, foreign = paired(office), paired(elsewhere)

    with pytest.raises(ScreenUnknown):
        called(office, own, foreign)

    assert set(asked(office).values()) == {0}


@pytest.mark.postgres("statements")
def test_screen_that_was_taken_off_the_list_is_unknown(office: World) -> None:
    screen = paired(office)
    office.at_time(screens.remove, screen, now=EARLY)

    with pytest.raises(ScreenUnknown):
        called(office, screen)

    assert office.rows(Screen, col(Screen.test_call) > 0) == []


def test_no_screen_is_no_call(office: World) -> None:
    with pytest.raises(NoScreenChosen):
        called(office)
