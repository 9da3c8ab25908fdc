"""How long a number is served, and its end by a supervisor."""

import pytest

from scheduler.db.models import Move
from scheduler.domain.documents.refusals import IllegalStep
from scheduler.domain.hall.lasting import lasts_long
from scheduler.domain.refusals import ReasonRequired
from scheduler.flow.counter import calls, services
from scheduler.flow.invitations.invitations import pass_of
from tests.scenes.factories import NINE, World, at


@pytest.mark.parametrize(
    ("expected", "minutes", "long"), [(1, 14, False), (1, 15, True), (5, 15, True), (10, 29, False), (10, 30, True)]
)
def test_service_is_long_by_what_was_expected(expected: int, minutes: int, long: bool):
    assert lasts_long(expected, NINE, at(9, minutes)) is long


@pytest.mark.postgres("statements")
def test_ended_service_frees_the_counter_and_says_why(office: World):
    number = office.called()
    office.do(calls.serve, number)

    office.do(services.end_service, number, reason="petugas pulang sakit", now=at(9, 28))

    assert office.moves(number)[-1] == ("serving", "left", "ended_for_clerk")
    assert office.rows(Move)[-2].note == "petugas pulang sakit"
    assert office.board(now=at(9, 28)).counters[0].ticket is None
    assert office.stage("tanjungpinang/0001") == "ready"


def test_ended_after_a_part_is_served_with_what_it_has(office: World):
    office.document("R/1", kk="1")
    child = office.document("R/2", kk="1", type="KIA")
    office.scan(pass_of(office.book(office.code(child), office.slot(), collector="parent")))
    number = office.call()
    office.hand_over(number, ["R/1"])

    office.do(services.end_service, number, reason="lupa diakhiri", now=at(9, 28))

    assert office.moves(number)[-1] == ("serving", "served", "ended_for_clerk")
    assert "lupa diakhiri" in {move.note for move in office.rows(Move)}
    assert [office.stage(each) for each in ("R/1", "R/2")] == ["collected", "ready"]


def test_nothing_is_ended_without_a_reason_or_a_service(office: World):
    number = office.called()

    with pytest.raises(IllegalStep):
        office.do(services.end_service, number, reason="salah tekan")
    office.do(calls.serve, number)
    with pytest.raises(ReasonRequired):
        office.do(services.end_service, number, reason="  ")
    assert office.ticket(number).stage == "serving"
