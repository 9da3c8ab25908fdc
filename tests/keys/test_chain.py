"""Hashes that rise from secret to secret without what was hashed."""

import pytest

from scheduler.keys import Keyring
from scheduler.keys.chain import Chain, Link

FIRST, SECOND, THIRD = Link(b"1" * 32, is_root=True), Link(b"2" * 32), Link(b"3" * 32)


def test_one_secret_makes_the_plain_hash_it_always_made():
    assert len(Chain([FIRST]).look_up("nik", "1")) == 32
    assert Chain([FIRST]).look_ups("nik", "1") == [Chain([FIRST]).look_up("nik", "1")]


def test_form_that_rises_is_the_one_that_is_looked_up():
    old = Chain([FIRST]).look_up("nik", "1")
    chain = Chain([FIRST, SECOND, THIRD])

    assert chain.newest(old) == chain.look_up("nik", "1")
    assert chain.newest(Chain([FIRST, SECOND]).look_up("nik", "1")) == chain.look_up("nik", "1")


def test_newest_form_says_which_link_made_it_and_stays():
    chain = Chain([FIRST, SECOND])
    form = chain.look_up("nik", "1")

    assert form[:4] == SECOND.id
    assert chain.newest(form) == form
    assert (chain.is_newest(form), chain.level(form)) == (True, 1)


def test_shortened_form_rises_to_the_shortened_newest():
    old = Chain([FIRST]).look_up("name", "si")[:16]
    chain = Chain([FIRST, SECOND, THIRD])

    assert chain.newest(old) == chain.look_up("name", "si")[:16]


def test_every_form_is_looked_for_newest_first():
    chain = Chain([FIRST, SECOND])

    assert chain.look_ups("nik", "1") == [chain.look_up("nik", "1"), Chain([FIRST]).look_up("nik", "1")]


def test_forms_that_no_row_has_any_more_are_not_looked_for():
    chain = Chain([FIRST, SECOND, THIRD], settled=1)

    assert [len(form) for form in chain.look_ups("nik", "1")] == [36, 36]
    assert len(Chain([FIRST, SECOND, THIRD], settled=2).look_ups("nik", "1")) == 1


def test_all_roots_are_looked_for():
    both = Chain([FIRST, Link(b"2" * 32, is_root=True)])

    assert Chain([Link(b"2" * 32, is_root=True)]).look_up("nik", "1") in both.look_ups("nik", "1")


def test_who_has_looked_up_a_value_knows_its_older_forms():
    chain = Chain([FIRST, SECOND])
    old = Chain([FIRST]).look_up("nik", "1")

    newest = chain.look_up("nik", "1")

    assert chain.forms(newest) == [newest, old]
    assert chain.forms(old) == [newest, old]


def test_form_of_a_foreign_link_stays_as_it_is():
    foreign = Chain([FIRST, Link(b"9" * 32)]).look_up("nik", "1")
    chain = Chain([FIRST, SECOND])

    assert chain.newest(foreign) == foreign
    with pytest.raises(KeyError):
        chain.level(foreign)


@pytest.mark.parametrize(("kind", "value"), [("phone", "1"), ("nik", "2")])
def test_kinds_and_values_have_forms_of_their_own(kind: str, value: str):
    chain = Chain([FIRST, SECOND])

    assert chain.look_up(kind, value) != chain.look_up("nik", "1")


def test_keyring_that_goes_on_knows_what_was_looked_up_before():
    """A rotation joins the chain while somebody of a household is registered: their old form is found still."""
    ring = Keyring(["the newest secret of all", "the secret before it"])
    old = Keyring(["the secret before it"]).look_up("kk", "2172")
    newest = ring.look_up("kk", "2172")

    ring.join(ring.chain.links, settled=0)

    assert {newest, old} <= set(ring.chain.forms(newest))
