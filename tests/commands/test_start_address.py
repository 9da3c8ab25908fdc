"""Where a browser sets up the first office: said at a start, and by a command."""

import re

import pytest

from scheduler.commands.start_address import say_where_to_start
from scheduler.flow.start import addresses
from scheduler.runtime.config import Settings

ADDRESS = re.compile(r"https://giliran\.example/start/([0-9A-Z-]{19})\n")


@pytest.mark.postgres("statements")
def test_command_says_an_address_that_holds(url, giliran, opened):
    result = giliran("start-address")

    found = ADDRESS.search(result.out)
    assert (result.status, result.err) == (0, "")
    assert found is not None
    with opened().reading() as session:
        addresses.look_at(session, found[1])


def test_command_says_where_to_sign_in_once_there_is_an_office(bintan, giliran):
    result = giliran("start-address")

    assert (result.status, result.out) == (1, "")
    assert "There is an office (bintan)" in result.err
    assert "https://giliran.example/login" in result.err


def test_server_says_it_at_each_start_anew(url, opened, capsys):
    database = opened()
    for _ in range(2):
        say_where_to_start(database, Settings())

    said = ADDRESS.findall(capsys.readouterr().out)
    assert len(set(said)) == 2


def test_server_with_an_office_says_nothing(bintan, opened, capsys):
    capsys.readouterr()
    say_where_to_start(opened(), Settings())

    assert capsys.readouterr().out == ""


@pytest.mark.postgres("statements")
def test_several_processes_say_it_once_before_they_start(url, giliran, monkeypatch):
    monkeypatch.setattr("scheduler.main.serve", lambda _settings, **_facts: None)

    result = giliran("serve", "--workers", 2)

    assert len(ADDRESS.findall(result.out)) == (0 if url.startswith("sqlite") else 1)
