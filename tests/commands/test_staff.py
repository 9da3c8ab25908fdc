import json
from datetime import UTC, datetime, timedelta

from pwdlib import PasswordHash
from sqlmodel import select

from scheduler.db.models import Office, Person, Staff, Token
from scheduler.flow.delivery.places import PlacePlan, add_place
from scheduler.flow.staff.sessions import sign_in, signed_in
from scheduler.flow.staff.tokens import token_of
from tests.support.passwords import QUICK, hash_quickly

NOW = datetime.now(UTC)


def test_staff_add_keeps_a_hash_of_the_password_from_stdin(giliran, bintan, opened):
    result = giliran(
        "staff", "add", "--name", "Ani", "--role", "clerk", "--password-stdin", stdin="pisang goreng hangat\n"
    )

    assert result.status == 0
    assert "pisang" not in result.out + result.err
    with opened().reading() as session:
        staff = session.exec(select(Staff)).one()
        assert (staff.name, staff.roles) == ("Ani", "clerk")
        kept = session.get_one(Person, staff.person_id).password_hash
        assert PasswordHash.recommended().verify("pisang goreng hangat", kept)


def test_staff_add_refuses_a_short_password(giliran, bintan):
    result = giliran("staff", "add", "--name", "Ani", "--role", "clerk", "--password-stdin", stdin="pendek\n")

    assert (result.status, result.err) == (2, "The password needs at least 15 characters.\n")


def test_staff_add_without_a_terminal_names_the_option(giliran, bintan):
    result = giliran("staff", "add", "--name", "Ani", "--role", "clerk")

    assert result.status == 2
    assert "--password-stdin" in result.err


def test_staff_add_refuses_an_unknown_role_and_a_name_twice(giliran, bintan, monkeypatch):
    hash_quickly(monkeypatch)
    add = ("staff", "add", "--password-stdin", "--name", "Ani", "--role")
    giliran(*add, "clerk", stdin="pisang goreng hangat")

    assert (
        giliran(*add, "boss", stdin="pisang goreng hangat").err
        == "roles: guard, clerk, supervisor, manager, auditor, place.\n"
    )
    assert giliran(*add, "guard", stdin="pisang goreng hangat").err == "name is taken already.\n"


def test_staff_password_is_changed(giliran, bintan, opened, monkeypatch):
    hash_quickly(monkeypatch)
    giliran("staff", "add", "--name", "Ani", "--role", "clerk", "--password-stdin", stdin="pisang goreng hangat")

    assert (
        giliran("staff", "password", "--name", "ani", "--password-stdin", stdin="kereta lewat sawah hijau").status == 0
    )

    with opened().reading() as session:
        assert QUICK.verify("kereta lewat sawah hijau", session.exec(select(Person)).one().password_hash)


def test_staff_password_of_nobody_is_refused(giliran, bintan):
    result = giliran("staff", "password", "--name", "Ani", "--password-stdin", stdin="kereta lewat sawah hijau")

    assert (result.status, result.err) == (1, "Nobody of the name 'Ani' works at Disdukcapil Bintan.\n")


def test_token_stands_alone_on_stdout_and_works(giliran, bintan, opened):
    result = giliran("token", "create", "--name", "simrs", "--scope", "desk", "--scope", "documents")

    assert result.status == 0
    assert result.out.count("\n") == 1
    with opened().reading() as session:
        token = token_of(session, result.out.strip(), NOW)
        assert token is not None
        assert (token.name, token.scopes) == ("simrs", "desk documents")
        assert result.out.strip().encode() not in session.exec(select(Token)).one().token_hash


def test_token_refuses_an_unknown_scope(giliran, bintan):
    result = giliran("token", "create", "--name", "simrs", "--scope", "everything")

    assert (result.status, result.out, result.err) == (2, "", "scope: documents, desk, office.\n")


def test_revoked_token_holds_no_more(giliran, bintan, opened):
    value = giliran("token", "create", "--name", "simrs", "--scope", "desk").out.strip()

    assert giliran("token", "revoke", "--name", "simrs").status == 0

    with opened().reading() as session:
        assert token_of(session, value, NOW) is None
    assert giliran("token", "revoke", "--name", "other").err == (
        "No token of the name 'other' is known at Disdukcapil Bintan.\n"
    )


MANAGER = ("staff", "add", "--role", "manager", "--role", "supervisor", "--no-password", "--name")


def lines(result):
    """What was written into the log: one JSON object a line."""
    return [json.loads(line) for line in result.err.splitlines() if line.startswith("{")]


def test_password_that_is_guessed_first_is_refused(giliran, bintan):
    add = ("staff", "add", "--name", "Ani", "--role", "clerk", "--password-stdin")

    for password in ("Disdukcapil Bintan 2026", "ani bismillah 123456", "sayang sayang sayang"):
        result = giliran(*add, stdin=password)

        assert result.status == 1
        assert "easily guessed" in result.err


def test_staff_without_a_password_is_listed_so(giliran, bintan):
    giliran(*MANAGER, "Sari")

    assert giliran("staff", "list").out == "Sari\tsupervisor manager\t0\tnever\tno password\n"


def test_staff_is_given_a_role_removed_and_taken_back(giliran, bintan):
    giliran(*MANAGER, "Sari")
    giliran(*MANAGER, "Wati")

    assert giliran("staff", "roles", "--name", "wati", "--role", "clerk").status == 0
    assert giliran("staff", "remove", "--name", "Wati").status == 0
    assert "Wati\tclerk\t0\tnever\tgone since " in giliran("staff", "list").out
    again = giliran("staff", "add", "--role", "clerk", "--no-password", "--name", "Wati")
    back = giliran("staff", "return", "--name", "wati")

    assert (again.status, back.status) == (1, 0)
    assert "Wati\tclerk\t0\tnever\tno password\n" in giliran("staff", "list").out


def test_last_manager_stays(giliran, bintan, monkeypatch):
    hash_quickly(monkeypatch)
    giliran(*MANAGER, "Sari")
    giliran("staff", "password", "--name", "Sari", "--password-stdin", stdin="kereta lewat sawah hijau")

    for command in (("remove",), ("roles", "--role", "clerk")):
        result = giliran("staff", *command, "--name", "Sari")

        assert result.status == 1
        assert "only manager" in result.err


def test_nobody_of_a_name_is_said(giliran, bintan):
    said = "Nobody of the name 'Ani' works at Disdukcapil Bintan.\n"

    for command in (("roles", "--role", "clerk"), ("remove",), ("sign-out",)):
        assert giliran("staff", *command, "--name", "Ani").err == said
    assert giliran("staff", "return", "--name", "Ani").status == 1


def test_sessions_of_somebody_end(giliran, bintan, opened):
    giliran(*MANAGER, "Sari")
    database = opened()
    cookie = database.run(sign_in, 1, None, now=NOW)

    result = giliran("staff", "sign-out", "--name", "Sari")

    assert result.out == "Sessions of Sari that ended: 1.\n"
    with database.reading() as session:
        assert signed_in(session, cookie, NOW) is None


def test_token_with_an_end_is_listed_with_it(giliran, bintan):
    last = (NOW + timedelta(days=30)).date().isoformat()
    giliran("token", "create", "--name", "siak", "--scope", "desk", "--until", last)
    giliran("token", "create", "--name", "antrean", "--scope", "documents")
    giliran("token", "revoke", "--name", "antrean")

    listed = [line.split("\t") for line in giliran("token", "list").out.splitlines()]

    assert [(name, scopes, used, ends) for name, scopes, _, used, ends in listed] == [
        ("siak", "desk", "never", last),
        ("antrean", "documents", "never", "revoked"),
    ]


def test_token_that_would_have_ended_already_or_never_ends_is_refused(giliran, bintan):
    create = ("token", "create", "--name", "siak", "--scope", "desk", "--until")

    assert giliran(*create, "2026-01-01").err == "until is past already.\n"
    assert giliran(*create, "9999-12-31").err == "until cannot be read.\n"
    assert giliran(*create, "besok").err == "'besok' is no date: write 2026-12-01.\n"


def test_log_says_what_was_done_without_a_name_or_a_secret(giliran, bintan, monkeypatch):
    hash_quickly(monkeypatch)
    secret = "pisang goreng hangat"
    named = ("--name", "Ani")
    done = [
        giliran("staff", "add", *named, "--role", "clerk", "--password-stdin", stdin=secret),
        giliran("staff", "password", *named, "--password-stdin", stdin=secret),
        giliran("staff", "roles", *named, "--role", "guard"),
        giliran("staff", "sign-out", *named),
        giliran("staff", "remove", *named),
        giliran("staff", "return", *named),
        giliran("token", "create", "--name", "siak", "--scope", "desk"),
        giliran("token", "revoke", "--name", "siak"),
    ]

    found = [line for each in done for line in lines(each)]
    assert [(line["event"], line.get("staff", line.get("token"))) for line in found] == [
        ("staff_added", 1),
        ("password_changed", 1),
        ("roles_changed", 1),
        ("sessions_ended", 1),
        ("staff_removed", 1),
        ("staff_returned", 1),
        ("token_made", 1),
        ("token_revoked", 1),
    ]
    assert {(line["office"], line["by"]) for line in found} == {("bintan", "command")}
    for hidden in (secret, "Ani", "siak", done[6].out.strip()):
        assert hidden not in str(found)


def test_somebody_of_a_place_is_added_listed_and_moved_by_its_name(giliran, bintan, opened):
    database = opened()
    for name in ("Kecamatan Gunung Kijang", "Kecamatan Toapaya"):
        plan = PlacePlan(name, "kecamatan")
        database.run(lambda session, plan=plan: add_place(session, session.exec(select(Office)).one(), plan))
    yuni = ("--name", "Yuni", "--role", "place")

    added = giliran("staff", "add", *yuni, "--place", "kecamatan gunung kijang", "--no-password")
    moved = giliran("staff", "roles", *yuni, "--place", "Kecamatan Toapaya")

    assert (added.status, moved.status) == (0, 0)
    assert "place (Kecamatan Toapaya)" in giliran("staff", "list").out


def test_place_that_is_missing_or_unknown_is_said(giliran, bintan):
    yuni = ("staff", "add", "--name", "Yuni", "--role", "place", "--no-password")

    assert giliran(*yuni).err == "places is missing.\n"
    unknown = giliran(*yuni, "--place", "Kecamatan Mana")
    assert (unknown.status, unknown.err) == (2, "Disdukcapil Bintan has no place of the name 'Kecamatan Mana'.\n")
