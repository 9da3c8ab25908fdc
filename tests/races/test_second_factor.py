"""The same code twice at once, by somebody who looks over a shoulder: looked at and then used it opens twice."""

import threading
from datetime import datetime

import pytest
from sqlmodel import Session

from scheduler.db.models import Authenticator, Passkey, RecoveryCode, Staff
from scheduler.domain.staff.refusals import CodeUsed, CodeWrong, PasskeyRefused
from scheduler.flow.staff import authenticators, passkeys, people, recovery
from scheduler.flow.staff.passkeys import SIGN_IN, Made
from scheduler.keys import one_time
from tests.scenes.factories import EARLY, NINE, World, race
from tests.support.authenticators import digits_at
from tests.support.databases import ON_POSTGRES

pytestmark = pytest.mark.postgres("locks")

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def person(office: World) -> int:
    """Somebody with an application."""
    office.at_time(people.add_staff, "Sari", "manager", "a hash", now=EARLY)
    (staff,) = office.rows(Staff)
    row = Authenticator(person_id=staff.person_id, secret=SECRET, begun_at=EARLY, begun_in=1, confirmed_at=EARLY)
    office.database.run(lambda session: session.add(row))
    return staff.person_id


@pytest.fixture
def browsers(office: World, open_database) -> list[World]:
    """The same office from two processes."""
    return [office.through(open_database()) for _ in range(2)]


def used_as_a_naive_program_would(
    session: Session, person_id: int, digits: str, *, now: datetime, both: threading.Barrier
) -> None:
    """Look at the latest step, and write it down when it was another."""
    found = authenticators.confirmed(session, person_id)
    assert found is not None
    step = one_time.step_of(found.secret, digits, now)
    if step is None or step == found.last_step:
        raise CodeUsed
    both.wait(10)
    found.last_step = step
    session.add(found)
    session.flush()


@ON_POSTGRES
@pytest.mark.deep("without the guard")
def test_code_that_is_looked_at_and_then_used_opens_twice(browsers: list[World], person: int):
    digits, both = digits_at(SECRET, NINE), threading.Barrier(2)

    outcomes = race(
        [
            lambda each=each: each.database.run(used_as_a_naive_program_would, person, digits, now=NINE, both=both)
            for each in browsers
        ]
    )

    assert outcomes == [None, None]


def test_same_code_twice_at_once_opens_once(browsers: list[World], person: int):
    digits = digits_at(SECRET, NINE)

    outcomes = race(
        [lambda each=each: each.database.run(authenticators.use, person, digits, now=NINE) for each in browsers * 3]
    )

    assert [type(each) for each in outcomes if each is not None] == [CodeUsed] * 5


def test_same_code_on_paper_twice_at_once_opens_once(office: World, browsers: list[World], person: int):
    code = office.database.run(recovery.make, person, now=NINE)[0]

    outcomes = race(
        [lambda each=each: each.database.run(recovery.use, person, code, now=NINE) for each in browsers * 3]
    )

    assert [type(each) for each in outcomes if each is not None] == [CodeWrong] * 5
    assert sum(row.used_at is not None for row in office.rows(RecoveryCode)) == 1


def test_same_challenge_answered_twice_at_once_is_taken_once(office: World, browsers: list[World]):
    challenge = office.database.run(passkeys.challenge, SIGN_IN, now=NINE)

    outcomes = race(
        [lambda each=each: each.database.run(passkeys.spend, SIGN_IN, challenge, now=NINE) for each in browsers * 3]
    )

    assert [type(each) for each in outcomes if each is not None] == [PasskeyRefused] * 5


def test_signature_whose_count_did_not_rise_is_taken_once(office: World, browsers: list[World], person: int):
    office.database.run(passkeys.add, person, "Laptop", Made(b"a key", b"public", 4), now=NINE)

    def used(each: World) -> None:
        each.database.run(lambda s: passkeys.use(s, s.get_one(Passkey, 1), 5, now=NINE))

    outcomes = race([lambda each=each: used(each) for each in browsers * 3])

    assert [type(each) for each in outcomes if each is not None] == [PasskeyRefused] * 5
