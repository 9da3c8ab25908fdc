import pytest
from sqlmodel import select

from scheduler.db import queries
from scheduler.db.models import Closure, DeedRow, Office, Slot
from scheduler.flow import staff
from scheduler.flow.calendar.public_holidays import public_holidays


def test_create_gives_the_presets_open_counters_slots_and_holidays(url, giliran, opened):
    result = giliran(
        "office",
        "create",
        "bintan",
        "--name",
        "Disdukcapil Bintan",
        "--timezone",
        "WITA",
        "--address",
        "Jalan Satu",
        "--phone",
        "0771-1",
        "--lobby-limit",
        12,
        "--counters",
        4,
        "--slot-minutes",
        20,
        "--slot-capacity",
        5,
    )

    assert (result.status, result.err) == (0, "")
    assert "Disdukcapil Bintan (bintan) is there." in result.out
    with opened().reading() as session:
        office = session.exec(select(Office)).one()
        facts = (office.timezone, office.address, office.phone, office.lobby_limit, office.slot_minutes, office.guarded)
        assert facts == ("Asia/Makassar", "Jalan Satu", "0771-1", 12, 20, False)
        assert [c.state for c in queries.counters_of(session, office.id)] == ["open"] * 4
        assert {s.capacity for s in session.exec(select(Slot))} == {5}
        assert {c.kind for c in session.exec(select(Closure))} == {"public", "joint_leave"}
        assert [(deed.by, deed.became["name"]) for deed in session.exec(select(DeedRow))] == [
            ("command", "Disdukcapil Bintan")
        ]


def test_create_without_options_has_the_usual(url, giliran, opened):
    assert giliran("office", "create", "b-2").status == 0

    with opened().reading() as session:
        office = session.exec(select(Office)).one()
        assert (office.name, office.timezone, office.lobby_limit, office.slot_minutes) == (
            "b-2",
            "Asia/Jakarta",
            20,
            30,
        )
        assert len(queries.counters_of(session, office.id)) == 3


@pytest.mark.parametrize("code", ["a", "Bintan", "bin tan", "x" * 41, "büro"])
def test_create_refuses_a_code_that_makes_no_good_link(url, giliran, code):
    result = giliran("office", "create", code)

    assert (result.status, result.out) == (2, "")
    assert "2 to 40 of a-z, 0-9 and -" in result.err


def test_create_refuses_a_code_that_is_taken(giliran, bintan):
    result = giliran("office", "create", bintan)

    assert (result.status, result.err) == (2, "code is taken already.\n")


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--lobby-limit", 0, "lobby-limit: 1-10000."),
        ("--counters", 0, "counters: 1-99."),
        ("--slot-minutes", 1, "slot-minutes: 5-480."),
        ("--timezone", "CET", "timezone: WIB, WITA, WIT"),
    ],
)
def test_create_refuses_what_makes_no_sense(url, giliran, option, value, said):
    result = giliran("office", "create", "bintan", option, value)

    assert result.status == 2
    assert result.err.startswith(said)
    assert "Traceback" not in result.err


def test_edit_says_what_changed(giliran, bintan):
    result = giliran("office", "edit", bintan, "--lobby-limit", 8, "--guard", "--name", "Disdukcapil Bintan")

    assert result.status == 0
    assert result.out == ("lobby limit: 20 -> 8\nguard: none, being called in counts as entry -> scans people in\n")


def test_edit_of_counters_says_how_many_are_not_closed_and_what_they_take(giliran, bintan):
    fewer = giliran("office", "edit", bintan, "--counters", 1)
    same = giliran("office", "edit", bintan, "--counters", 1)
    more = giliran("office", "edit", bintan, "--counters", 3)

    assert fewer.out == "counters: 3 -> 1\ncounters take: 1 AB, 2 AB, 3 ABC -> 1 ABC\n"
    assert same.out == "Nothing changed.\n"
    assert more.out == "counters: 1 -> 3\ncounters take: 1 ABC -> 1 ABC, 2 AB, 3 ABC\n"


def test_edit_of_nothing_says_so(giliran, bintan):
    assert giliran("office", "edit", bintan).out == "Nothing changed.\n"


def test_edit_of_an_unknown_office_names_the_known(giliran, bintan):
    result = giliran("office", "edit", "batam", "--lobby-limit", 8)

    assert (result.status, result.err) == (2, "There is no office 'batam'. There is: bintan\n")


def test_office_may_be_left_out_where_there_is_one(giliran, bintan, opened):
    assert (
        giliran(
            "staff", "add", "--name", "Ani", "--role", "clerk", "--password-stdin", stdin="pisang goreng hangat"
        ).status
        == 0
    )

    with opened().reading() as session:
        assert staff.staff_by_name(session, 1, "ani") is not None


def test_office_must_be_named_where_there_are_two(giliran, bintan):
    giliran("office", "create", "batam")

    result = giliran("invitations")

    assert (result.status, result.err) == (2, "Say which office is meant with --office: batam, bintan\n")


def test_without_an_office_the_way_to_make_one_is_said(url, giliran):
    result = giliran("invitations")

    assert result.status == 1
    assert "giliran office create" in result.err


def test_holidays_are_named_and_told_apart():
    days = public_holidays((2026,))

    assert ("Hari Kemerdekaan Republik Indonesia", "public") in {(name, kind) for _, name, kind in days}
    assert any(kind == "joint_leave" and "Cuti Bersama" in name for _, name, kind in days)
    assert len({day for day, _, _ in days}) == len(days)
