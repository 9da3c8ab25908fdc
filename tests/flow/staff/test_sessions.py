"""Staff and machines: who may sign in, for how long, and how that ends."""

from datetime import timedelta

import pytest

from scheduler.db.models import Person, Staff, StaffSession, Token
from scheduler.domain.counter import CounterTaken
from scheduler.domain.refusals import Invalid, NotAllowed, SignInWrong
from scheduler.domain.staff.refusals import StaffUnknown, TokenUnknown
from scheduler.flow.staff.people import add_staff, set_password, staff_by_name
from scheduler.flow.staff.sessions import (
    LookedAt,
    confine,
    refuse_foreign,
    sign_in,
    sign_in_anew,
    sign_out,
    signed_in,
    sit_down,
)
from scheduler.flow.staff.tokens import create_token, revoke_token, token_of
from tests.scenes.factories import World, at

NOON = at(12)


def _add(office: World, name="Rahma", role="clerk"):
    return office.at_time(add_staff, name, role, "first", now=NOON)


def _who(office: World, cookie: str, now=NOON):
    return office.read(lambda session: signed_in(session, cookie, now))


def test_names_are_tidied_and_unique_in_an_office_whatever_their_case(office: World, elsewhere: World):
    assert _add(office, " Rahma  Sari ").name == "Rahma Sari"
    _add(elsewhere, "Rahma Sari")

    for name, role in (("rahma sari", "clerk"), (" ", "clerk"), ("Budi", "chief")):
        with pytest.raises(Invalid):
            _add(office, name, role)
    assert len(office.rows(Staff)) == 2
    found = office.read(lambda s: staff_by_name(s, office.office.id, "RAHMA SARI"))
    assert found is not None


def test_signed_in_at_a_counter_until_the_session_ends(office: World):
    cookie = office.database.run(sign_in, _add(office).id, 2, now=NOON)

    who = _who(office, cookie)

    assert (who.name, who.roles, who.office.code, who.counter.number) == ("Rahma", ("clerk",), "tanjungpinang", 2)
    assert _who(office, cookie, at(26) - timedelta(seconds=1)) is not None
    assert _who(office, cookie, at(26)) is None
    assert _who(office, "another") is None
    assert cookie.encode() not in office.rows(StaffSession)[0].token_hash


def test_signed_in_at_the_door_has_no_counter(office: World):
    cookie = office.database.run(sign_in, _add(office).id, None, now=NOON)

    assert _who(office, cookie).counter is None


@pytest.mark.postgres("statements")
def test_session_of_a_step_opens_nothing_else_however_its_cookie_is_written(office: World):
    """Or whoever knows a password goes round the code that is asked: the cookie of that step is in their hands."""
    office.database.run(sign_in, _add(office).id, None, now=NOON)
    value = office.database.run(confine, office.rows(StaffSession)[0].id, "second")

    assert office.read(lambda session: signed_in(session, value, NOON, "second")) is not None
    assert [_who(office, cookie) for cookie in (value, f"second:{value}")] == [None, None]


def test_sign_in_at_an_unknown_counter_or_of_nobody_is_refused(office: World):
    staff = _add(office)

    with pytest.raises(Invalid):
        office.database.run(sign_in, staff.id, 9, now=NOON)
    with pytest.raises(SignInWrong):
        office.database.run(sign_in, 999, None, now=NOON)


def test_sign_in_keeps_a_newer_form_of_the_hash(office: World):
    office.database.run(sign_in, _add(office).id, None, now=NOON, password=LookedAt("first", "newer"))

    assert office.rows(Person)[0].password_hash == "newer"


def test_signing_out_ends_that_session_only(office: World):
    staff = _add(office)
    first, second = (office.database.run(sign_in, staff.id, None, now=NOON) for _ in range(2))

    office.database.run(sign_out, _who(office, first).session_id, now=NOON)

    assert _who(office, first) is None
    assert _who(office, second) is not None


@pytest.mark.postgres("statements")
def test_new_password_ends_every_session(office: World):
    staff, other = _add(office), _add(office, "Budi")
    cookies = [office.database.run(sign_in, who.id, None, now=NOON) for who in (staff, staff, other)]

    office.at_time(set_password, staff.id, "second", now=NOON)

    assert [_who(office, cookie) is None for cookie in cookies] == [True, True, False]
    assert office.rows(Person)[0].password_hash == "second"
    with pytest.raises(StaffUnknown):
        office.at_time(set_password, 999, "x", now=NOON)


@pytest.mark.postgres("statements")
def test_token_holds_until_it_is_revoked_and_is_not_kept(office: World):
    token = office.token("desk", "documents", "desk")

    row = office.read(lambda session: token_of(session, token, NOON))
    assert (row.name, row.scopes, row.office_id) == ("machine", "desk documents", office.office.id)
    assert token.encode() not in row.token_hash
    assert office.read(lambda session: token_of(session, token + "x", NOON)) is None

    office.at_time(revoke_token, row.id, now=NOON)
    assert office.read(lambda session: token_of(session, token, NOON)) is None
    assert office.rows(Token)[0].revoked_at == NOON


def test_token_without_known_scopes_or_with_a_name_that_is_taken_is_refused(office: World):
    office.token("desk")

    for scopes, name in (([], "other"), (["everything"], "other"), (["desk"], "machine")):
        with pytest.raises(Invalid):
            office.at_time(create_token, name, scopes)
    with pytest.raises(TokenUnknown):
        office.at_time(revoke_token, 999)


def test_right_holds_for_its_own_office(office: World, elsewhere: World):
    refuse_foreign(office.office.id, office.office)

    with pytest.raises(NotAllowed):
        refuse_foreign(elsewhere.office.id, office.office)


def _signed_in_anew(office: World, staff: Staff, number: int | None = 2, **facts):
    return office.database.run(sign_in_anew, staff.id, number, now=NOON, **facts)


def test_counter_of_another_browser_is_not_taken_unasked(office: World):
    first, _ = _signed_in_anew(office, _add(office))

    second, is_free = _signed_in_anew(office, _add(office, "Budi"))

    assert not is_free
    assert _who(office, second).counter is None
    assert _who(office, first).counter.number == 2


def test_counter_taken_over_leaves_the_other_browser_without_it_and_told(office: World):
    first, _ = _signed_in_anew(office, _add(office))
    second, _ = _signed_in_anew(office, _add(office, "Budi"))
    office.called(2, now=at(9))

    lost = office.database.run(sit_down, _who(office, second).session_id, 2, take_over=True, now=NOON)

    old, new = _who(office, first), _who(office, second)
    assert lost == [old.session_id]
    assert (old.counter, old.lost_counter) == (None, 2)
    assert (new.counter.number, new.lost_counter) == (2, None)
    assert office.ticket("A-001").stage == "called"


@pytest.mark.postgres("statements")
def test_counter_taken_says_who_has_it_since_when(office: World):
    _signed_in_anew(office, _add(office))
    second, _ = _signed_in_anew(office, _add(office, "Budi"))
    session_id = _who(office, second).session_id

    with pytest.raises(CounterTaken) as refused:
        office.database.run(sit_down, session_id, 2, take_over=False, now=NOON)

    assert refused.value.facts == {"counter": 2, "name": "Rahma", "since": NOON}


def test_counter_left_by_the_same_browser_or_signed_out_is_free(office: World):
    staff = _add(office)
    first, _ = _signed_in_anew(office, staff)

    again, is_free = _signed_in_anew(office, staff, instead_of=first)
    office.database.run(sign_out, _who(office, again).session_id, now=NOON)
    third, is_free_too = _signed_in_anew(office, _add(office, "Budi"))

    assert (is_free, is_free_too) == (True, True)
    assert _who(office, first) is None
    assert _who(office, third).counter.number == 2
