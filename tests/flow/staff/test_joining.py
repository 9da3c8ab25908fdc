"""A link by which staff choose their own password, or become one with who they are at another office."""

from datetime import timedelta
from functools import partial

import pytest

from scheduler.db.models import DeedRow, JoinLink, Person, Staff, StaffSession
from scheduler.domain.refusals import SignInNeeded, SignInWrong
from scheduler.domain.staff.refusals import (
    AlreadyHere,
    JoinLinkExpired,
    JoinLinkUnknown,
    JoinLinkUsed,
    JoinLinkWithdrawn,
    WorksElsewhere,
)
from scheduler.domain.text import codes
from scheduler.flow.staff import choosing, joining, people, sessions
from tests.scenes.factories import EARLY, World, at

NOON = at(12)
OLD = sessions.LookedAt("a hash")


def employ(office: World, name: str = "Rina", roles: str = "clerk", kept: str | None = None) -> Staff:
    return office.at_time(people.add_staff, name, roles, kept, now=EARLY)


def invite(office: World, staff: Staff, *, manager: int | None = None, now=NOON) -> str:
    return office.at_time(joining.invite, staff.id, by="staff:1", manager=manager, now=now)


def look(office: World, code: str, now=NOON) -> joining.Joining:
    return office.read(lambda session: joining.joining(session, code, now))


def join(office: World, code: str, now=NOON) -> Staff:
    return office.database.run(joining.join, code, "chosen", now=now)


@pytest.fixture
def both(office: World, elsewhere: World) -> tuple[Staff, Staff]:
    """Rina, who works at the office with a password, and is invited by the same name to the other one."""
    return employ(office, kept="a hash"), employ(elsewhere)


@pytest.mark.postgres("statements")
def test_link_says_who_asks_whom_and_is_kept_as_a_hash(office: World):
    employ(office, "Sari", "manager", "a hash")
    code = invite(office, employ(office))

    found = look(office, code)

    assert (found.staff.name, found.office.code, found.inviter, found.has_password) == (
        "Rina",
        "tanjungpinang",
        "Sari",
        False,
    )
    assert len(code.replace("-", "")) * 5 >= 80
    assert office.rows(JoinLink)[0].code_hash == codes.hash_of(code)
    with pytest.raises(JoinLinkUnknown):
        look(office, "7K4M-P2QX-9RD3-FHNT")


@pytest.mark.postgres("statements")
def test_link_gives_a_password_once(office: World):
    staff = employ(office)
    code = invite(office, staff)

    join(office, code.lower().replace("-", " "))

    assert office.rows(Person)[0].password_hash == "chosen"
    assert [row.by for row in office.rows(DeedRow) if row.deed == "password_changed"] == [f"staff:{staff.id}"]
    for step in (look, join):
        with pytest.raises(JoinLinkUsed):
            step(office, code)


def test_link_holds_for_a_week(office: World):
    code = invite(office, employ(office))

    look(office, code, NOON + joining.LASTS - timedelta(seconds=1))
    with pytest.raises(JoinLinkExpired):
        look(office, code, NOON + joining.LASTS)


@pytest.mark.postgres("statements")
def test_link_is_withdrawn_and_made_anew(office: World):
    staff = employ(office)
    first = invite(office, staff)
    second = invite(office, staff)
    with pytest.raises(JoinLinkWithdrawn):
        join(office, first)

    office.at_time(joining.withdraw, staff.id, by="staff:1", now=NOON)

    with pytest.raises(JoinLinkWithdrawn):
        join(office, second)
    assert office.rows(Person)[0].password_hash is None


def _set_password(office: World, staff: Staff) -> None:
    office.at_time(people.set_password, staff.id, "by hand", now=NOON)


def _remove(office: World, staff: Staff) -> None:
    office.do(people.remove, staff.id, now=NOON)


@pytest.mark.parametrize("step", [_set_password, _remove])
def test_link_ends_with_another_password_and_with_who_goes(office: World, step):
    staff = employ(office)
    code = invite(office, staff)

    step(office, staff)

    with pytest.raises(JoinLinkWithdrawn):
        join(office, code)


def test_forgotten_password_is_mended_and_ends_the_sessions(office: World):
    staff = employ(office, kept="a hash")
    cookie = office.database.run(sessions.sign_in, staff.id, None, now=NOON)
    code = invite(office, staff)

    assert look(office, code).has_password
    join(office, code)

    assert office.read(lambda session: sessions.signed_in(session, cookie, NOON)) is None


@pytest.mark.postgres("statements")
def test_who_has_an_account_elsewhere_is_one_person_from_then_on(both, office: World, elsewhere: World):
    here, there = both
    code = invite(elsewhere, there)

    office.database.run(joining.join_as, code, here.id, OLD, now=NOON)

    assert {row.person_id for row in office.rows(Staff)} == {here.person_id}
    assert [row.password_hash for row in office.rows(Person)] == ["a hash"]
    with pytest.raises(JoinLinkUsed):
        join(elsewhere, code)


def test_person_is_of_an_office_once(office: World):
    one, other = employ(office, kept="a hash"), employ(office, "Budi")
    code = invite(office, other)

    with pytest.raises(AlreadyHere):
        office.database.run(joining.join_as, code, one.id, OLD, now=NOON)

    look(office, code)


@pytest.fixture
def joined(both, office: World, elsewhere: World) -> tuple[Staff, Staff]:
    here, there = both
    office.database.run(joining.join_as, invite(elsewhere, there), here.id, OLD, now=NOON)
    return office.rows(Staff)[0], office.rows(Staff)[1]


@pytest.mark.postgres("statements")
def test_new_password_ends_the_sessions_at_every_office(joined, office: World):
    here, there = joined
    cookies = [office.database.run(sessions.sign_in, each.id, None, now=NOON) for each in (here, there, here)]
    own = office.read(lambda session: sessions.signed_in(session, cookies[0], NOON)).session_id

    ended = office.at_time(people.set_password, here.id, "new", now=NOON, but=own)

    assert ended == 2
    assert [office.read(lambda s, c=each: sessions.signed_in(s, c, NOON)) is None for each in cookies] == [
        False,
        True,
        True,
    ]


@pytest.mark.postgres("statements")
def test_whose_sessions_are_ended_here_comes_back_from_no_other_office(joined, office: World, elsewhere: World):
    here, there = joined
    value = elsewhere.database.run(sessions.sign_in, there.id, None, now=NOON, password=OLD)
    within = elsewhere.read(lambda session: sessions.signed_in(session, value, NOON)).session_id

    assert office.at_time(people.end_sessions_of, here.id, now=NOON) == 1
    with pytest.raises(SignInNeeded):
        office.database.run(choosing.change_office, within, here.id, now=NOON)


@pytest.mark.postgres("statements")
def test_who_goes_from_one_office_keeps_the_password_for_the_other(joined, office: World, elsewhere: World):
    office.do(people.remove, joined[0].id, now=NOON)
    assert office.rows(Person)[0].password_hash == "a hash"

    elsewhere.do(people.remove, joined[1].id, now=NOON)
    assert office.rows(Person)[0].password_hash is None


@pytest.mark.postgres("statements")
def test_who_comes_back_is_opened_by_no_password_or_link_of_another_office(joined, office: World, elsewhere: World):
    here, there = joined
    office.do(people.remove, here.id, now=NOON)
    manager = employ(elsewhere, "Sari", "manager", "her hash")
    known = {"manager": manager.person_id, "by": "staff:3", "now": NOON}
    elsewhere.at_time(people.give_password, there.id, "known to Sari", **known)
    kept_back = invite(elsewhere, there, manager=manager.person_id)

    office.at_time(people.bring_back, here.id, by="staff:9", now=NOON)

    join(elsewhere, kept_back)
    with pytest.raises(SignInWrong):
        office.database.run(sessions.sign_in, here.id, None, now=NOON, password=sessions.LookedAt("chosen"))
    code = invite(office, here)
    office.database.run(joining.join_as, code, there.id, sessions.LookedAt("chosen"), now=NOON)
    assert len({row.person_id for row in office.rows(Staff) if row.name == "Rina"}) == 1


@pytest.mark.postgres("statements")
def test_manager_of_one_office_gives_no_password_that_opens_another(joined, office: World, elsewhere: World):
    here, _ = joined
    manager = employ(office, "Sari", "manager", "her hash")
    give = (people.give_password, here.id, "known to Sari")

    with pytest.raises(WorksElsewhere):
        office.at_time(*give, manager=manager.person_id, by="staff:3", now=NOON)
    with pytest.raises(WorksElsewhere):
        invite(office, here, manager=manager.person_id)
    assert office.rows(Person)[0].password_hash == "a hash"

    boss = employ(elsewhere, "Sari", "manager")
    office.database.run(joining.join_as, invite(elsewhere, boss), manager.id, sessions.LookedAt("her hash"), now=NOON)
    office.at_time(*give, manager=manager.person_id, by="staff:3", now=NOON)
    assert office.rows(Person)[0].password_hash == "known to Sari"


def test_link_that_was_made_before_opens_no_office_that_was_joined_since(both, office: World, elsewhere: World):
    here, there = both
    kept_back = invite(office, here)

    office.database.run(joining.join_as, invite(elsewhere, there), here.id, OLD, now=NOON)

    with pytest.raises(JoinLinkWithdrawn):
        join(office, kept_back)


# --- at which office


@pytest.mark.postgres("statements")
def test_choice_opens_nothing_but_itself_and_lasts_minutes(joined, office: World):
    cookie = office.database.run(choosing.begin_choosing, joined[0].id, now=NOON, password=OLD)

    def who(now=NOON, place=""):
        return office.read(lambda session: sessions.signed_in(session, cookie, now, place))

    assert who() is None
    assert who(place=choosing.CHOOSING).person_id == joined[0].person_id
    assert who(NOON + choosing.LASTS, choosing.CHOOSING) is None


@pytest.mark.postgres("statements")
def test_other_office_goes_on_with_what_was_proven_here(joined, office: World):
    here, there = joined
    cookie = office.database.run(sessions.sign_in, here.id, None, now=NOON)
    own = office.read(lambda session: sessions.signed_in(session, cookie, NOON)).session_id

    moved = office.database.run(choosing.change_office, own, there.id, now=at(13))

    found = office.read(lambda session: sessions.signed_in(session, moved, at(13)))
    assert (found.staff_id, found.office.code, found.proven_at) == (there.id, "bintan", NOON)
    assert office.read(lambda session: sessions.signed_in(session, cookie, at(13))) is None
    assert office.read(lambda session: sessions.signed_in(session, moved, NOON + sessions.SESSION_LASTS)) is None
    deeds = [(row.deed, row.office_id) for row in office.rows(DeedRow)][-2:]
    assert deeds == [("signed_out", here.office_id), ("signed_in", there.office_id)]


@pytest.mark.postgres("statements")
@pytest.mark.parametrize(
    ("begin", "go_on"),
    [
        (partial(sessions.sign_in, counter_number=None), choosing.change_office),
        (choosing.begin_choosing, partial(choosing.choose, counter_number=None)),
    ],
    ids=["at the office", "at the choice"],
)
def test_nothing_begins_from_a_session_that_has_ended_meanwhile(joined, office: World, begin, go_on):
    here, there = joined
    office.database.run(begin, here.id, now=NOON, password=OLD)
    own = office.rows(StaffSession)[0].id
    office.at_time(people.set_password, here.id, "new", now=NOON)

    with pytest.raises(SignInNeeded):
        office.database.run(go_on, own, staff_id=there.id, now=NOON)

    assert len(office.rows(StaffSession)) == 1


def test_deeds_are_written_down(office: World):
    staff = employ(office)
    join(office, invite(office, staff))
    office.do(people.change_roles, staff.id, "clerk guard", by="staff:9", now=NOON)
    office.do(people.remove, staff.id, by="staff:9", now=NOON)
    office.at_time(people.bring_back, staff.id, by="staff:9", now=NOON)

    deeds = [(row.deed, row.about) for row in office.rows(DeedRow)]

    assert deeds == [
        (deed, "staff:1")
        for deed in (
            "staff_added",
            "staff_invited",
            "password_changed",
            "staff_joined",
            "roles_changed",
            "staff_removed",
            "staff_returned",
        )
    ]
