"""Who works at an office: taken on, given a role and a password, let go; the history keeps their names."""

import pytest

from scheduler.db.models import Application, Conversation, ConversationLine, DeedRow, Person, Staff, StaffSession
from scheduler.domain.refusals import Invalid, SignInNeeded, SignInWrong
from scheduler.domain.staff.refusals import LastManager, SessionUnknown, StaffNameLeft, StaffUnknown
from scheduler.flow.staff import people, sessions
from scheduler.flow.talks import inbox
from tests.scenes.applications import application, sent
from tests.scenes.conversations import written
from tests.scenes.factories import EARLY, World, at

NOON = at(12)


def employ(office: World, name: str = "Rina", role: str = "clerk", kept: str | None = "a hash") -> Staff:
    return office.at_time(people.add_staff, name, role, kept, now=EARLY)


def signed_in(office: World, staff: Staff, *, now=NOON, counter: int | None = None) -> str:
    return office.database.run(sessions.sign_in, staff.id, counter, now=now)


def who(office: World, cookie: str, now=NOON):
    return office.read(lambda session: sessions.signed_in(session, cookie, now))


@pytest.fixture
def led(office: World) -> World:
    """An office with two managers, Sari (1) and Wati (2)."""
    employ(office, "Sari", "manager")
    employ(office, "Wati", "manager")
    return office


# --- who is taken on


def test_somebody_without_a_password_works_here_and_cannot_sign_in_yet(office: World):
    employ(office, kept=None)

    assert office.rows(Person)[0].password_hash is None


@pytest.mark.parametrize("name", ["", "  ", "x" * 61])
def test_name_is_there_and_not_too_long(office: World, name: str):
    with pytest.raises(Invalid):
        employ(office, name)


def test_name_of_somebody_who_has_gone_is_not_given_to_another(led: World):
    led.do(people.remove, 2, now=NOON)

    with pytest.raises(StaffNameLeft):
        employ(led, "WATI", "clerk")


def test_manager_without_a_password_looks_after_nobody(office: World):
    employ(office, "Sari", "manager")
    employ(office, "Wati", "manager", kept=None)

    for step, more in ((people.remove, []), (people.change_roles, ["clerk"])):
        with pytest.raises(LastManager):
            office.do(step, 1, *more, now=NOON)
    office.do(people.remove, 2, now=NOON)


# --- roles


@pytest.mark.postgres("statements")
def test_another_role_holds_at_once_and_ends_the_sessions(led: World):
    cookie, other = signed_in(led, led.rows(Staff)[1]), signed_in(led, led.rows(Staff)[0])

    ended = led.do(people.change_roles, 2, "guard", now=NOON)

    assert ended == 1
    assert who(led, cookie) is None
    assert who(led, other).roles == ("manager",)
    assert led.rows(Staff)[1].roles == "guard"


def test_same_role_changes_nothing(led: World):
    cookie = signed_in(led, led.rows(Staff)[1])

    assert led.do(people.change_roles, 2, "manager", now=NOON) == 0
    assert who(led, cookie) is not None


def test_unknown_role_is_refused(led: World):
    with pytest.raises(Invalid):
        led.do(people.change_roles, 2, "chief", now=NOON)


def test_last_manager_is_neither_removed_nor_given_another_role(led: World, elsewhere: World):
    employ(elsewhere, "Mira", "manager")
    led.do(people.change_roles, 2, "clerk", now=NOON)

    for step, facts in ((people.change_roles, ("clerk",)), (people.remove, ())):
        with pytest.raises(LastManager):
            led.do(step, 1, *facts, now=NOON)

    led.do(people.change_roles, 2, "manager", now=NOON)
    led.do(people.remove, 1, now=NOON)
    with pytest.raises(LastManager):
        led.do(people.remove, 2, now=NOON)


def test_clerk_may_go_where_nobody_leads(office: World):
    staff = employ(office)

    office.do(people.remove, staff.id, now=NOON)

    assert office.rows(Staff)[0].left_at == NOON


# --- gone, and back


@pytest.mark.postgres("statements")
def test_who_has_gone_has_no_session_and_no_password_and_keeps_the_row(led: World):
    cookies = [signed_in(led, led.rows(Staff)[1], counter=number) for number in (None, 2)]

    ended = led.do(people.remove, 2, now=NOON)

    row = led.rows(Staff)[1]
    assert ended == 2
    assert (row.name, row.roles, row.left_at) == ("Wati", "manager", NOON)
    assert led.rows(Person)[1].password_hash is None
    assert [who(led, cookie) for cookie in cookies] == [None, None]
    assert led.read(lambda session: people.staff_by_name(session, led.office.id, "Wati")) is None
    with pytest.raises(SignInWrong):
        signed_in(led, row)


@pytest.mark.postgres("statements")
def test_session_that_was_begun_at_the_same_moment_holds_nothing(led: World):
    """Its step has read that they work here, before the other one was committed."""
    cookie = signed_in(led, led.rows(Staff)[1])
    led.change(Staff, 2, left_at=NOON)

    assert who(led, cookie) is None


@pytest.mark.postgres("statements")
def test_who_comes_back_has_the_old_role_and_needs_a_password(led: World):
    led.do(people.remove, 2, now=NOON)

    back = led.at_time(_bring_back, 2)
    led.at_time(_bring_back, 2)

    assert (back.roles, back.left_at, led.rows(Person)[1].password_hash) == ("manager", None, None)
    with pytest.raises(LastManager):
        led.do(people.remove, 1, now=NOON)
    led.at_time(people.set_password, 2, "a hash", now=NOON)
    led.do(people.remove, 1, now=NOON)


def _bring_back(session, office, staff_id, *, now):
    return people.bring_back(session, office, staff_id, by="command", now=now)


@pytest.mark.postgres("statements")
def test_what_they_had_taken_is_anybodys_again(led: World):
    talk, other = written(led, phone="+6281200000001"), written(led, phone="+6281200000002")
    led.change(Conversation, talk, assigned_to="staff:2")
    led.change(Conversation, other, assigned_to="staff:1")
    mine, others = sent(led), sent(led)
    led.change(Application, application(led, mine).id, taken_by="staff:2")
    led.change(Application, application(led, others).id, taken_by="staff:1")

    led.do(people.remove, 2, by="staff:1", now=NOON)

    assert [row.assigned_to for row in led.rows(Conversation)] == [None, "staff:1"]
    assert [row.taken_by for row in led.rows(Application)] == [None, "staff:1"]
    last = led.rows(ConversationLine)[-1]
    assert (last.conversation_id, last.text, last.by) == (talk, "assigned:", "staff:1")


def test_who_has_gone_is_handed_nothing(led: World):
    talk = written(led)
    led.do(people.remove, 2, by="staff:1", now=NOON)

    with pytest.raises(Invalid):
        led.do(inbox.assign, talk, 2, was=None, by="staff:1", now=NOON)

    assert led.rows(Conversation)[0].assigned_to is None


@pytest.mark.parametrize(("role", "keeps"), [("clerk", True), ("guard", False)])
def test_whoever_answers_nobody_any_more_holds_no_conversation(led: World, role: str, keeps: bool):
    led.change(Conversation, written(led), assigned_to="staff:2")

    led.do(people.change_roles, 2, role, now=NOON)

    assert (led.rows(Conversation)[0].assigned_to is not None) == keeps


# --- passwords and sessions


@pytest.mark.postgres("statements")
def test_own_new_password_ends_all_sessions_but_this_one(office: World):
    staff, other = employ(office), employ(office, "Budi")
    here, there, others = signed_in(office, staff), signed_in(office, staff), signed_in(office, other)

    ended = office.at_time(people.set_password, staff.id, "new", now=NOON, but=who(office, here).session_id)

    assert ended == 1
    assert [who(office, cookie) is None for cookie in (here, there, others)] == [False, True, False]
    assert [row.password_hash for row in office.rows(Person)] == ["new", "a hash"]


@pytest.mark.postgres("statements")
def test_own_new_password_takes_the_place_of_the_old_one_in_a_session_that_goes_on(office: World):
    staff = employ(office)
    here, there = signed_in(office, staff), signed_in(office, staff)
    old, within = sessions.LookedAt("a hash"), who(office, here).session_id

    ended = office.at_time(people.change_own_password, staff.id, "new", old=old, within=within, now=NOON)

    assert (ended, office.rows(Person)[0].password_hash) == (1, "new")
    assert [who(office, cookie) is None for cookie in (here, there)] == [False, True]


def test_own_new_password_is_refused_once_a_manager_has_given_another(office: World):
    staff = employ(office)
    here = signed_in(office, staff)
    old, within = sessions.LookedAt("a hash"), who(office, here).session_id
    office.at_time(people.set_password, staff.id, "given", now=NOON)

    with pytest.raises(SignInWrong):
        office.at_time(people.change_own_password, staff.id, "new", old=old, within=within, now=NOON)

    assert office.rows(Person)[0].password_hash == "given"


def test_own_new_password_is_refused_in_a_session_that_has_ended(office: World):
    staff = employ(office)
    within = who(office, signed_in(office, staff)).session_id
    office.at_time(people.end_sessions_of, staff.id, now=NOON)

    old = sessions.LookedAt("a hash")
    with pytest.raises(SignInNeeded):
        office.at_time(people.change_own_password, staff.id, "new", old=old, within=within, now=NOON)

    assert office.rows(Person)[0].password_hash == "a hash"


def test_sessions_that_are_over_are_not_ended_again(office: World):
    staff = employ(office)
    signed_in(office, staff, now=at(0))
    cookie = signed_in(office, staff, now=at(15))

    assert office.at_time(people.end_sessions_of, staff.id, now=at(16)) == 1
    assert office.at_time(people.end_sessions_of, staff.id, now=at(16)) == 0
    assert who(office, cookie, at(16)) is None
    assert [row.revoked_at for row in office.rows(StaffSession)] == [None, at(16)]


@pytest.mark.postgres("statements")
def test_one_of_ones_own_sessions_ends(office: World):
    staff, other = employ(office), employ(office, "Budi")
    here, there, others = (signed_in(office, each) for each in (staff, staff, other))

    office.database.run(sessions.end_own, staff.id, who(office, there).session_id, now=NOON)

    assert [who(office, cookie) is None for cookie in (here, there, others)] == [False, True, False]
    for session_id in (who(office, others).session_id, 999):
        with pytest.raises(SessionUnknown):
            office.database.run(sessions.end_own, staff.id, session_id, now=NOON)
    ended = [(row.deed, row.by) for row in office.rows(DeedRow) if row.deed == "sessions_ended"]
    assert ended == [("sessions_ended", f"staff:{staff.id}")]


@pytest.mark.parametrize("step", [people.remove, people.change_roles, people.set_password, people.end_sessions_of])
def test_staff_of_another_office_and_who_have_gone_are_unknown(led: World, elsewhere: World, step):
    mira = employ(elsewhere, "Mira")
    led.do(people.remove, 2, now=NOON)
    facts = {people.change_roles: ("clerk",), people.set_password: ("x",)}.get(step, ())
    run = led.do if step in (people.remove, people.change_roles) else led.at_time

    for staff_id in (mira.id, 2, 999):
        with pytest.raises(StaffUnknown):
            run(step, staff_id, *facts, now=NOON)
    assert elsewhere.rows(Staff)[2].left_at is None


# --- a browser that is left alone


@pytest.fixture
def locking(office: World) -> World:
    """An office whose pages lock after ten minutes."""
    office.edit(lock_minutes=10)
    return office


def see(office: World, cookie: str, now) -> None:
    found = who(office, cookie, now)
    office.database.run(sessions.note_seen, found.session_id, lock_minutes=found.office.lock_minutes, now=now)


@pytest.mark.postgres("statements")
def test_browser_that_is_used_stays_open(locking: World):
    cookie = signed_in(locking, employ(locking))
    for minute in (9, 18, 27):
        see(locking, cookie, at(12, minute))

    found = who(locking, cookie, at(12, 37))

    assert (found.seen_at, found.proven_at, found.locks_at()) == (
        at(12, 27),
        at(12, 27),
        at(12, 37) + sessions.SEEN_EVERY,
    )
    assert not found.is_locked(at(12, 37))
    assert found.is_locked(found.locks_at())


@pytest.mark.postgres("statements")
def test_use_elsewhere_does_not_open_what_was_left_alone(locking: World):
    """Whoever comes to a counter that was left alone may go on there, and opens no page of the office by it."""
    cookie = signed_in(locking, employ(locking))

    see(locking, cookie, at(12, 20))
    see(locking, cookie, at(12, 21))

    found = who(locking, cookie, at(12, 21))
    assert (found.seen_at, found.proven_at) == (at(12, 21), NOON)
    assert found.is_locked(at(12, 21))


@pytest.mark.postgres("statements")
def test_password_opens_it_again(locking: World):
    staff = employ(locking)
    cookie, other = signed_in(locking, staff), signed_in(locking, staff)

    locking.database.run(
        sessions.prove, who(locking, cookie).session_id, now=at(13), password=sessions.LookedAt("a hash", "newer")
    )

    assert [who(locking, each, at(13)).is_locked(at(13)) for each in (cookie, other)] == [False, True]
    assert locking.rows(Person)[0].password_hash == "newer"


def test_password_that_is_theirs_no_more_opens_nothing(locking: World):
    staff = employ(locking)
    cookie = signed_in(locking, staff)
    looked_at = sessions.LookedAt("a hash", "newer")
    locking.at_time(people.set_password, staff.id, "another", now=NOON, but=who(locking, cookie).session_id)

    for step in (
        lambda: locking.database.run(sessions.prove, who(locking, cookie).session_id, now=NOON, password=looked_at),
        lambda: locking.database.run(sessions.sign_in, staff.id, None, now=NOON, password=looked_at),
    ):
        with pytest.raises(SignInWrong):
            step()

    assert locking.rows(Person)[0].password_hash == "another"
    assert len(locking.rows(StaffSession)) == 1


def test_office_that_locks_nothing_keeps_every_browser_open(office: World):
    cookie = signed_in(office, employ(office))
    see(office, cookie, at(20))

    found = who(office, cookie, at(20))
    assert (found.locks_at(), found.is_locked(at(25))) == (None, False)
    assert found.proven_at == at(20)
