"""Accounts at a provider: whose they are, and when they are nobody's any more."""

import pytest

from scheduler.db.models import Identity, Person, StaffSession
from scheduler.domain.oidc import IdentityTaken, IdentityUnknown, LastWay
from scheduler.domain.staff.refusals import WorksElsewhere
from scheduler.flow.staff import entering, identities, joining, linking, people, sessions
from scheduler.flow.staff.entering import First, Wish
from scheduler.flow.staff.identities import Account
from tests.scenes.factories import EARLY, World, at

NOON = at(12)
MINE, OTHER = (Account("Akun Kota", "https://masuk.example", subject) for subject in ("1", "2"))


def employ(office: World, name: str = "Rina", roles: str = "clerk", kept: str | None = "a hash") -> int:
    return office.at_time(people.add_staff, name, roles, kept, now=EARLY).id


def link(office: World, staff: int, account: Account = MINE) -> int:
    """Somebody links an account; returns the session in which they did."""
    cookie = office.database.run(sessions.sign_in, staff, None, now=NOON)
    session = office.read(lambda session: sessions.signed_in(session, cookie, NOON))
    assert session is not None
    office.database.run(linking.link, session.session_id, account, now=NOON)
    return session.session_id


def enter(office: World, staff: int, account: Account = MINE) -> entering.Entered:
    return office.database.run(entering.enter, staff, First(account=account), Wish(is_chosen=True), now=NOON)


@pytest.mark.postgres("statements")
def test_account_is_one_persons_and_opens_nobody_elses_sessions(office: World) -> None:
    rina, budi = employ(office), employ(office, "Budi")
    link(office, rina)
    link(office, rina)

    with pytest.raises(IdentityTaken):
        link(office, budi)
    with pytest.raises(IdentityUnknown):
        enter(office, budi)
    with pytest.raises(IdentityUnknown):
        enter(office, rina, OTHER)

    assert enter(office, rina).step == ""
    assert len(office.rows(Identity)) == 1


def test_same_word_of_another_issuer_is_another_account(office: World) -> None:
    rina = employ(office)
    link(office, rina)

    with pytest.raises(IdentityUnknown):
        enter(office, rina, Account("Akun Kota", "https://masuk.exampl", "e1"))


def test_it_goes_with_the_last_office(office: World, elsewhere: World) -> None:
    rina = employ(office)
    link(office, rina)
    there = elsewhere.at_time(people.add_staff, "Rina", "clerk", None, now=EARLY).id
    code = elsewhere.at_time(joining.invite, there, by="system", manager=None, now=NOON)
    office.database.run(joining.join_by, code, MINE, now=NOON)

    office.at_time(people.remove, rina, by="system", now=NOON)
    assert len(office.rows(Identity)) == 1, "she works elsewhere"
    elsewhere.at_time(people.remove, there, by="system", now=NOON)

    assert office.rows(Identity) == []


@pytest.mark.postgres("statements")
def test_who_becomes_one_with_somebody_leaves_no_account_behind(office: World, elsewhere: World) -> None:
    rina = employ(office)
    there = elsewhere.at_time(people.add_staff, "Rina", "clerk", None, now=EARLY).id
    person = elsewhere.rows(Person)[1].id
    elsewhere.database.run(identities.add_identity, OTHER, person, now=EARLY)
    code = elsewhere.at_time(joining.invite, there, by="system", manager=None, now=NOON)

    office.database.run(joining.join_as, code, rina, sessions.LookedAt("a hash"), now=NOON)

    assert (office.rows(Identity), len(office.rows(Person))) == ([], 1)


def test_link_of_an_invitation_takes_the_place_of_an_older_account(office: World) -> None:
    rina = employ(office)
    link(office, rina)
    code = office.at_time(joining.invite, rina, by="system", manager=None, now=NOON)

    office.database.run(joining.join_by, code, OTHER, now=NOON)

    assert [row.revoked_at is None for row in office.rows(StaffSession)] == [False]
    assert enter(office, rina, OTHER).step == ""
    with pytest.raises(IdentityUnknown):
        enter(office, rina)


def test_manager_takes_it_away_where_they_manage_all(office: World, elsewhere: World) -> None:
    rina, sari = employ(office), employ(office, "Sari", "manager")
    link(office, rina)
    facts = {"manager": sari, "by": f"staff:{sari}", "now": NOON}
    there = elsewhere.at_time(people.add_staff, "Rina", "clerk", None, now=EARLY).id
    code = elsewhere.at_time(joining.invite, there, by="system", manager=None, now=NOON)
    office.database.run(joining.join_by, code, MINE, now=NOON)
    with pytest.raises(WorksElsewhere):
        office.at_time(linking.unlink, rina, **facts)
    elsewhere.at_time(people.remove, there, by="system", now=NOON)

    office.at_time(linking.unlink, rina, **facts)

    assert office.rows(Identity) == []
    assert {row.revoked_at for row in office.rows(StaffSession)} == {NOON}


def test_own_one_goes_where_a_password_is_left_and_the_session_here_goes_on(office: World) -> None:
    rina, budi = employ(office), employ(office, "Budi", kept=None)
    within = link(office, rina)
    other = link(office, budi, OTHER)
    enter(office, rina)

    office.database.run(linking.unlink_own, within, now=NOON)
    with pytest.raises(LastWay):
        office.database.run(linking.unlink_own, other, now=NOON)

    assert [row.person_id for row in office.rows(Identity)] == [budi]
    live = {row.id for row in office.rows(StaffSession) if row.revoked_at is None}
    assert live == {within, other}
