"""Two managers who take each other's role: looked and then changed nobody leads; with the staff held, one does.

Somebody who is let go while they are handed a conversation: looked and then handed it waits for them for ever. And a
link that two open at once: looked and then used it gives two passwords, of which one is known to a stranger. And an
account that is taken away while its person comes in: looked at and then let in, they stay.
"""

import threading

import pytest

from scheduler.db.models import Conversation, Staff, StaffSession
from scheduler.domain.oidc import IdentityUnknown
from scheduler.domain.staff.refusals import JoinLinkUsed, LastManager
from scheduler.flow import staff
from scheduler.flow.staff import entering, identities, joining, linking, people
from scheduler.flow.staff.entering import First, Wish
from scheduler.flow.staff.identities import Account
from scheduler.flow.talks import inbox
from tests.scenes.conversations import written
from tests.scenes.factories import EARLY, NINE, World, race
from tests.support.databases import ON_POSTGRES

pytestmark = pytest.mark.postgres("locks")

STEPS = [(staff.change_roles, ("clerk",)), (staff.remove, ())]
HOW = ["demoting", "removing"]


@pytest.fixture
def browsers(office: World, open_database) -> list[World]:
    """The same office from two processes, with a manager at each."""
    for name in ("Sari", "Wati"):
        office.at_time(staff.add_staff, name, "manager", "a hash", now=EARLY)
    return [office.through(open_database()) for _ in range(2)]


def each_other(browsers: list[World], step, facts) -> list[object]:
    """Each takes the other's role at the same moment; what came of it."""
    return race(
        [
            lambda own=own, other=other: browsers[own - 1].do(step, other, *facts, by=f"staff:{own}", now=NINE)
            for own, other in ((1, 2), (2, 1))
        ]
    )


def leading(office: World) -> int:
    return sum(row.roles == "manager" and row.left_at is None for row in office.rows(Staff))


@ON_POSTGRES
@pytest.mark.deep("without the guard")
@pytest.mark.parametrize(("step", "facts"), STEPS, ids=HOW)
def test_looked_at_and_then_changed_leaves_nobody(
    office: World, browsers: list[World], monkeypatch: pytest.MonkeyPatch, step, facts
):
    have_counted, count = threading.Barrier(2), people.managers_of

    def counted(session, of: object) -> int:
        found = count(session, of)
        have_counted.wait(10)
        return found

    monkeypatch.setattr(people, "hold_staff", lambda *_: None)
    monkeypatch.setattr(people, "managers_of", counted)

    each_other(browsers, step, facts)

    assert leading(office) == 0


@pytest.mark.parametrize(("step", "facts"), STEPS, ids=HOW)
def test_two_who_take_each_others_role_leave_one(office: World, browsers: list[World], step, facts):
    outcomes = each_other(browsers, step, facts)

    assert [type(each) for each in outcomes if isinstance(each, Exception)] == [LastManager]
    assert leading(office) == 1


def handed(office: World) -> list[str | None]:
    return [row.assigned_to for row in office.rows(Conversation)]


@ON_POSTGRES
@pytest.mark.deep("without the guard")
def test_looked_at_and_then_handed_is_left_to_somebody_gone(
    office: World, browsers: list[World], monkeypatch: pytest.MonkeyPatch
):
    has_looked, is_removed = threading.Barrier(2), threading.Barrier(2)

    def look(*_: object) -> bool:
        has_looked.wait(10)
        is_removed.wait(10)
        return True

    def let_go() -> None:
        has_looked.wait(10)
        browsers[1].do(staff.remove, 2, by="staff:1", now=NINE)
        is_removed.wait(10)

    written(office)
    monkeypatch.setattr(inbox, "_answers_here", look)

    race([lambda: browsers[0].do(inbox.assign, 1, 2, was=None), let_go])

    assert handed(office) == ["staff:2"]


def test_somebody_let_go_while_they_are_handed_conversations_has_none(office: World, browsers: list[World]):
    for phone in range(4):
        written(office, phone=f"+62811000000{phone}")

    race(
        [
            lambda: [browsers[0].do(inbox.assign, number, 2, was=None) for number in range(1, 5)],
            lambda: browsers[1].do(staff.remove, 2, by="staff:1", now=NINE),
        ]
    )

    assert handed(office) == [None] * 4


def opened_twice(office: World, browsers: list[World], monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Two have looked at the same link before either has used it; what came of each."""
    invited = office.at_time(staff.add_staff, "Budi", "guard", None, now=EARLY)
    code = office.at_time(joining.invite, invited.id, by="staff:1", manager=None, now=NINE)
    have_looked, live = threading.Barrier(2), joining._live

    def looked(*facts):
        found = live(*facts)
        have_looked.wait(10)
        return found

    monkeypatch.setattr(joining, "_live", looked)
    return race([lambda own=own: own.database.run(joining.join, code, "chosen", now=NINE) for own in browsers])


@ON_POSTGRES
@pytest.mark.deep("without the guard")
def test_link_that_is_looked_at_and_then_used_gives_two_passwords(
    office: World, browsers: list[World], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(joining, "change_rows", lambda *_, **__: 1)

    outcomes = opened_twice(office, browsers, monkeypatch)

    assert [each for each in outcomes if isinstance(each, Exception)] == []


@ON_POSTGRES
def test_link_that_two_open_at_once_gives_one_password(
    office: World, browsers: list[World], monkeypatch: pytest.MonkeyPatch
):
    outcomes = opened_twice(office, browsers, monkeypatch)

    assert [type(each) for each in outcomes if isinstance(each, Exception)] == [JoinLinkUsed]


ACCOUNT = Account("Akun Kota", "https://masuk.example", "1")


@pytest.fixture
def linked(office: World, browsers: list[World]) -> None:
    """Wati (2) comes in by an account."""
    office.database.run(identities.add_identity, ACCOUNT, 2, now=EARLY)


def comes_in(own: World) -> object:
    return own.database.run(entering.enter, 2, First(account=ACCOUNT), Wish(is_chosen=True), now=NINE)


def live(office: World) -> int:
    return sum(row.revoked_at is None for row in office.rows(StaffSession))


@ON_POSTGRES
@pytest.mark.deep("without the guard")
def test_account_that_is_looked_at_and_then_taken_away_opens_a_session_for_good(
    office: World, browsers: list[World], linked: None, monkeypatch: pytest.MonkeyPatch
):
    has_looked, is_gone = threading.Event(), threading.Event()

    def looked(session, account: Account, *_: object, **__: object) -> None:
        assert identities.identity_of(session, account) is not None
        has_looked.set()
        is_gone.wait(10)

    def take_away() -> None:
        has_looked.wait(10)
        browsers[1].do(linking.unlink, 2, manager=1, by="staff:1", now=NINE)
        is_gone.set()

    monkeypatch.setattr(entering, "take_identity", looked)

    race([lambda: comes_in(browsers[0]), take_away])

    assert live(office) == 1


def test_account_that_is_taken_away_while_its_person_comes_in_leaves_no_session(
    office: World, browsers: list[World], linked: None
):
    outcomes = race(
        [
            lambda: comes_in(browsers[0]),
            lambda: browsers[1].do(linking.unlink, 2, manager=1, by="staff:1", now=NINE),
        ]
    )

    assert live(office) == 0
    assert {type(each) for each in outcomes if isinstance(each, Exception)} <= {IdentityUnknown}
