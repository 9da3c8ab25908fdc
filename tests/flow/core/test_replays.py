"""The very same request sent again gets the same answer, and moves nothing a second time."""

from datetime import timedelta

import pytest

from scheduler.db.models import KeptAnswer, Ticket
from scheduler.domain.booking import PassUnknown
from scheduler.domain.refusals import KeyReused
from scheduler.flow.core import replays
from scheduler.flow.door import arrivals
from scheduler.flow.door.arrivals import Scan
from tests.scenes.factories import GUARD, NINE, World


def _scan(office: World, pass_code: str, *, key="nonce-1", request="aa", now=NINE):
    def work(session):
        answer = arrivals.arrive(session, office.office, Scan(pass_code=pass_code), by=GUARD, now=now)
        return 201 if answer.is_new else 200, {"ticket": answer.ticket, "answer": answer.answer}

    def refused(refusal):
        return refusal.status, {"code": refusal.code}

    return office.database.run(replays.once, office.office.id, key, request, work=work, refused=refused, now=now)


def test_same_nonce_gets_the_same_answer_and_no_second_row(office: World):
    pass_code = office.booked()

    first, again = _scan(office, pass_code), _scan(office, pass_code)

    assert first == again == (201, {"ticket": "A-001", "answer": "come_in"})
    assert len(office.rows(Ticket)) == len(office.rows(KeptAnswer)) == 1


def test_another_nonce_is_another_scan(office: World):
    pass_code = office.booked()

    answers = [_scan(office, pass_code, key=key) for key in ("nonce-1", "nonce-2")]

    assert [status for status, _ in answers] == [201, 200]


@pytest.mark.postgres("statements")
def test_refusal_is_kept_too_and_what_it_had_begun_is_not(office: World):
    unknown = "7K4M-P2QX-9RD3-FHNT"

    first, again = _scan(office, unknown), _scan(office, unknown)

    assert first == again == (404, {"code": PassUnknown.code})
    assert office.rows(Ticket) == []
    assert len(office.rows(KeptAnswer)) == 1


def test_refused_step_leaves_nothing_of_what_it_wrote_before(office: World):
    pass_code = office.booked()

    def work(session):
        arrivals.arrive(session, office.office, Scan(pass_code=pass_code), by=GUARD, now=NINE)
        raise PassUnknown

    def refused(refusal):
        return refusal.status, {"code": refusal.code}

    said = office.database.run(replays.once, office.office.id, "nonce-1", "aa", work=work, refused=refused, now=NINE)

    assert said == (404, {"code": PassUnknown.code})
    assert office.rows(Ticket) == []


def test_key_of_another_request_is_refused(office: World):
    pass_code = office.booked()
    _scan(office, pass_code)

    with pytest.raises(KeyReused):
        _scan(office, pass_code, request="bb")


def test_same_key_at_another_office_is_another_key(office: World, elsewhere: World):
    for each in (office, elsewhere):
        assert _scan(each, each.booked())[0] == 201

    assert {ticket.office_id for ticket in office.rows(Ticket)} == {office.office.id, elsewhere.office.id}


def test_answers_are_kept_for_three_days(office: World):
    pass_code = office.booked()
    _scan(office, pass_code)

    office.database.run(replays.forget_old, NINE + timedelta(days=3))
    assert len(office.rows(KeptAnswer)) == 1
    office.database.run(replays.forget_old, NINE + timedelta(days=3, seconds=1))
    assert office.rows(KeptAnswer) == []
