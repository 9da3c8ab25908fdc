"""Two documents of a household that become ready in the same instant share one invitation; a wave goes out once."""

import threading

import pytest
from sqlalchemy import create_engine, text

from scheduler.db.models import Document, Invitation
from scheduler.domain.stages import DocumentStage
from scheduler.flow.booking import joining
from scheduler.flow.documents import documents
from scheduler.flow.intake import take_rows
from scheduler.flow.invitations import invitations, waves
from tests.flow.small import shrink
from tests.scenes.factories import EARLY, World, race
from tests.support.databases import ON_POSTGRES

pytestmark = pytest.mark.postgres("locks")

KK = "2172010101010001"


@pytest.mark.deep("without the guard")
def test_household_looked_up_and_then_invited_gets_several_invitations(office: World):
    document = office.document(kk=KK, stage="in_production")
    engine = create_engine(office.database.url, isolation_level="AUTOCOMMIT")
    have_looked = threading.Barrier(3)

    def naive(number: int):
        with engine.connect() as connection:
            known = connection.execute(
                text("SELECT id FROM invitation WHERE household = :kk"), {"kk": document.household}
            ).first()
            have_looked.wait(10)
            if known is None:
                connection.execute(
                    text(
                        "INSERT INTO invitation (office_id, household, salt, code_hash, language, created_at,"
                        " expires_at, changes, missed) VALUES (:office, :kk, :code, :code, 'id', :now, :now, 0, 0)"
                    ),
                    {"office": office.office.id, "kk": document.household, "code": b"%d" % number, "now": EARLY},
                )

    race([lambda number=number: naive(number) for number in range(3)])
    engine.dispose()

    assert len(office.rows(Invitation)) == 3


def test_documents_of_a_household_ready_at_once_share_one_invitation(office: World, open_database):
    ready = [office.document(kk=KK, stage="in_production") for _ in range(8)]
    others = [office, office.through(open_database())]

    race(
        [
            lambda n=n, each=each: others[n % 2].do(documents.set_stage, each.reference, DocumentStage.READY, now=EARLY)
            for n, each in enumerate(ready)
        ]
    )

    assert len({each.invitation_id for each in office.rows(Document)}) == 1
    assert (len(office.rows(Invitation)), office.messages()) == (1, ["ready"])


def test_household_invited_from_several_sides_at_once_has_one_invitation(office: World, open_database):
    """Not only the line of the waves holds it: papers to print at home and walk-ins do not stand in line."""
    shrink(office, wave_percent=0)
    waiting = [office.document(kk=KK) for _ in range(6)]
    others = [office, office.through(open_database())]

    def invite(session, document):
        fresh = session.get_one(Document, document.id)
        invitations.invite(session, fresh, office.office, now=EARLY)

    race([lambda n=n, each=each: others[n % 2].database.run(invite, each) for n, each in enumerate(waiting)])

    assert len({each.invitation_id for each in office.rows(Document)}) == 1
    assert len(office.rows(Invitation)) == 1


def test_waves_at_once_invite_no_more_than_there_are_seats(office: World, open_database):
    shrink(office, wave_percent=0)
    for _ in range(20):
        office.document()
    shrink(office)
    others = [office, *(office.through(open_database()) for _ in range(2))]

    outcomes = race([lambda each=each: each.at_time(waves.send, now=EARLY) for each in others * 2])

    assert sorted(outcomes) == [0, 0, 0, 0, 0, 12]
    assert (len(office.rows(Invitation)), office.messages()) == (12, ["ready"] * 12)


@ON_POSTGRES
def test_imports_and_clerks_at_once_never_wait_in_a_circle(office: World, open_database):
    """Both mark documents of the same households: the line is held before a row is."""
    refs = [office.document(kk=f"21720101010100{n % 4:02}", stage="in_production").reference for n in range(12)]
    before = _deadlocks(office)
    others = [office.through(open_database()) for _ in range(2)]

    def mark(world: World, chosen: list[str]):
        for reference in chosen:
            world.do(documents.set_stage, reference, DocumentStage.READY, now=EARLY)

    outcomes = race(
        [
            lambda: mark(others[0], refs[:6]),
            lambda: mark(others[1], refs[6:]),
            lambda: [office.at_time(waves.send, now=EARLY) for _ in range(5)],
            lambda: office.database.run(take_rows, office.office, [], by="command", now=EARLY),
        ]
    )

    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    assert _deadlocks(office) == before
    assert len(office.rows(Invitation)) == 4


def test_document_is_joined_or_booked_never_both(office: World, open_database):
    first = office.document(kk=KK)
    office.book(office.code(first), office.slot(9))
    code, other = office.invitation(kk=KK), office.through(open_database())

    outcomes = race(
        [
            lambda: other.database.run(joining.join, code, by="citizen", now=EARLY),
            lambda: office.book(code, office.slot(10)),
            lambda: office.database.run(joining.join, code, by="citizen", now=EARLY),
        ]
    )

    assert sum(not isinstance(outcome, Exception) for outcome in outcomes) == 1
    assert office.slot(9).taken + office.slot(10).taken == 2


def test_last_seat_is_joined_once(office: World, open_database):
    households = ["2172010101010001", "2172010101010002"]
    shrink(office, capacity=3, days=14)
    for kk in households:
        office.book(office.invitation(kk=kk), office.slot(9))
    codes = [office.invitation(kk=kk) for kk in households]
    others = [office, office.through(open_database())]

    outcomes = race(
        [
            lambda n=n, code=code: others[n].database.run(joining.join, code, by="citizen", now=EARLY)
            for n, code in enumerate(codes)
        ]
    )

    assert sum(not isinstance(outcome, Exception) for outcome in outcomes) == 1
    assert office.slot(9).taken == 3


def _deadlocks(office: World) -> int:
    return office.read(
        lambda s: s.execute(text("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")).scalar()
    )
