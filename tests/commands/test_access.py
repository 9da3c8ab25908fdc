from pwdlib import PasswordHash
from sqlmodel import select

from scheduler.db.models import Staff, Token
from scheduler.flow import access
from tests.passwords import QUICK, hash_quickly


def test_staff_add_keeps_a_hash_of_the_password_from_stdin(giliran, bintan, opened):
    result = giliran("staff", "add", "--name", "Ani", "--role", "clerk", "--password-stdin", stdin="rahasia-sekali\n")

    assert result.status == 0
    assert "rahasia" not in result.out + result.err
    with opened().reading() as session:
        staff = session.exec(select(Staff)).one()
        assert (staff.name, staff.role) == ("Ani", "clerk")
        assert PasswordHash.recommended().verify("rahasia-sekali", staff.password_hash)


def test_staff_add_refuses_a_short_password(giliran, bintan):
    result = giliran("staff", "add", "--name", "Ani", "--role", "clerk", "--password-stdin", stdin="pendek\n")

    assert (result.status, result.err) == (2, "The password needs at least 8 characters.\n")


def test_staff_add_without_a_terminal_names_the_option(giliran, bintan):
    result = giliran("staff", "add", "--name", "Ani", "--role", "clerk")

    assert result.status == 2
    assert "--password-stdin" in result.err


def test_staff_add_refuses_an_unknown_role_and_a_name_twice(giliran, bintan, monkeypatch):
    hash_quickly(monkeypatch)
    add = ("staff", "add", "--password-stdin", "--name", "Ani", "--role")
    giliran(*add, "clerk", stdin="rahasia-sekali")

    assert giliran(*add, "boss", stdin="rahasia-sekali").err == "role: guard, clerk, supervisor.\n"
    assert giliran(*add, "guard", stdin="rahasia-sekali").err == "name is taken already.\n"


def test_staff_password_is_changed(giliran, bintan, opened, monkeypatch):
    hash_quickly(monkeypatch)
    giliran("staff", "add", "--name", "Ani", "--role", "clerk", "--password-stdin", stdin="rahasia-sekali")

    assert giliran("staff", "password", "--name", "ani", "--password-stdin", stdin="lebih-rahasia").status == 0

    with opened().reading() as session:
        assert QUICK.verify("lebih-rahasia", session.exec(select(Staff)).one().password_hash)


def test_staff_password_of_nobody_is_refused(giliran, bintan):
    result = giliran("staff", "password", "--name", "Ani", "--password-stdin", stdin="lebih-rahasia")

    assert (result.status, result.err) == (1, "Nobody of the name 'Ani' works at Disdukcapil Bintan.\n")


def test_token_stands_alone_on_stdout_and_works(giliran, bintan, opened):
    result = giliran("token", "create", "--name", "simrs", "--scope", "desk", "--scope", "documents")

    assert result.status == 0
    assert result.out.count("\n") == 1
    with opened().reading() as session:
        token = access.token_of(session, result.out.strip())
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
        assert access.token_of(session, value) is None
    assert giliran("token", "revoke", "--name", "other").err == "name is not known.\n"
