"""A phone is confirmed by a code: ten minutes, five tries, three an hour, eight a day."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import col

from scheduler.db.models import Application, Consent, Message, PhoneCode
from scheduler.domain.applying_errors import PhoneCodeGone, PhoneFaulty, TooManyPhoneCodes, TooManyPhoneCodesToday
from scheduler.flow import phone_codes
from scheduler.flow.outbox import Cause
from scheduler.flow.stopped import stop
from tests.applications import PHONE, application, begun, run
from tests.factories import NINE, World

OTHER = "+6281300000001"


def asked(office: World, code: str, phone: str = PHONE, *, now: datetime = NINE) -> str:
    """The digits that were sent."""
    run(office, phone_codes.keep_phone, code, phone, sends=True, now=now)
    return phone_codes.digits_of(office.rows(PhoneCode)[-1])


def is_confirmed(office: World, code: str) -> bool:
    return application(office, code).phone_confirmed_at is not None


def asks_code(office: World, code: str) -> bool:
    return office.read(
        lambda s: phone_codes.asks_code(s, s.get_one(Application, application(office, code).id), sends=True)
    )


def other_than(digits: str) -> str:
    return f"{(int(digits) + 1) % 1_000_000:06}"


def test_right_code_confirms_the_phone(office: World) -> None:
    code = begun(office)
    digits = asked(office, code)

    left = run(office, phone_codes.confirm, code, f" {digits[:3]} {digits[3:]} ")

    assert left is None
    assert is_confirmed(office, code)
    assert [each.given for each in office.rows(Consent)] == [True]


def test_code_goes_out_once_and_stands_in_no_row(office: World) -> None:
    digits = asked(office, begun(office))

    (told,) = office.rows(Message, col(Message.cause) == Cause.PHONE_CODE)
    assert digits not in f"{told.key}{told.facts}"


def test_wrong_code_is_counted(office: World) -> None:
    code = begun(office)
    digits = asked(office, code)

    left = [run(office, phone_codes.confirm, code, other_than(digits)) for _ in range(5)]

    assert left == [4, 3, 2, 1, 0]
    with pytest.raises(PhoneCodeGone):
        run(office, phone_codes.confirm, code, digits)
    assert not is_confirmed(office, code)


@pytest.mark.parametrize("typed", ["", "x", "\uff11\uff12\uff13\uff14\uff15\uff16", "0" * 100, "\u0000"])
def test_anything_typed_is_only_wrong(office: World, typed: str) -> None:
    code = begun(office)
    asked(office, code)

    assert run(office, phone_codes.confirm, code, typed) == 4


def test_code_lasts_ten_minutes(office: World) -> None:
    code = begun(office)
    digits = asked(office, code)

    with pytest.raises(PhoneCodeGone):
        run(office, phone_codes.confirm, code, digits, now=NINE + timedelta(minutes=10))


def test_new_code_voids_the_old(office: World) -> None:
    code = begun(office)
    first = asked(office, code)
    second = asked(office, code, now=NINE + timedelta(minutes=1))

    later = NINE + timedelta(minutes=2)
    if first != second:
        assert run(office, phone_codes.confirm, code, first, now=later) == 4
    assert run(office, phone_codes.confirm, code, second, now=later) is None


def test_code_of_another_application_does_not_fit(office: World) -> None:
    code, other = begun(office), begun(office)
    digits = asked(office, code)
    theirs = asked(office, other)

    if digits != theirs:
        assert run(office, phone_codes.confirm, other, digits) == 4
        assert run(office, phone_codes.confirm, code, theirs) == 4


def test_three_codes_an_hour_to_one_phone_from_whatever_application(office: World, elsewhere: World) -> None:
    for world in (office, elsewhere, office):
        asked(world, begun(world))

    code = begun(office)
    with pytest.raises(TooManyPhoneCodes):
        asked(office, code)

    assert application(office, code).phone is None
    assert asked(office, code, OTHER)
    assert asked(office, begun(office), now=NINE + timedelta(hours=1))


def test_eight_codes_a_day_to_one_phone(office: World) -> None:
    for hours in range(8):
        asked(office, begun(office), now=NINE + timedelta(hours=hours))

    with pytest.raises(TooManyPhoneCodesToday):
        asked(office, begun(office), now=NINE + timedelta(hours=23))

    assert asked(office, begun(office), OTHER, now=NINE + timedelta(hours=23))
    assert asked(office, begun(office), now=NINE + timedelta(hours=24))


def test_changed_phone_loses_its_confirmation(office: World) -> None:
    code = begun(office)
    run(office, phone_codes.confirm, code, asked(office, code))

    run(office, phone_codes.keep_phone, code, OTHER, sends=True)

    assert not is_confirmed(office, code)


def test_same_phone_in_another_spelling_stays_confirmed_and_gets_no_code(office: World) -> None:
    code = begun(office)
    run(office, phone_codes.confirm, code, asked(office, code))

    run(office, phone_codes.keep_phone, code, "0812-3456-7890", sends=True)

    assert is_confirmed(office, code)
    assert len(office.rows(PhoneCode)) == 1


def test_code_for_the_old_phone_does_not_confirm_the_new(office: World) -> None:
    code = begun(office)
    digits = asked(office, code)
    run(office, phone_codes.keep_phone, code, OTHER, sends=False)

    with pytest.raises(PhoneCodeGone):
        run(office, phone_codes.confirm, code, digits)


def test_office_that_cannot_send_asks_for_no_code(office: World) -> None:
    code = begun(office)

    run(office, phone_codes.keep_phone, code, PHONE, sends=False)

    assert office.rows(PhoneCode) == []
    assert application(office, code).phone == PHONE


@pytest.mark.postgres("statements")
@pytest.mark.parametrize(
    ("state", "channel", "asks"),
    [
        ("unreached", "whatsapp", False), ("unreached", None, False), ("moot", "whatsapp", False),
        ("moot", None, True), ("unreached", "console", True), ("new", "whatsapp", True),
    ],
)  # fmt: skip
def test_code_that_reached_nobody_keeps_nobody_from_sending(
    office: World, state: str, channel: str | None, *, asks: bool
) -> None:
    code, other = begun(office), begun(office)
    for each in (code, other):
        asked(office, each)
    sent = office.rows(Message, col(Message.application_id) == application(office, code).id)[0]
    office.change(Message, sent.id, state=state, channel=channel)

    assert asks_code(office, code) is asks
    assert asks_code(office, other)
    assert run(office, phone_codes.keep_phone, code, OTHER, sends=True), "another phone gets a code of its own"
    assert asks_code(office, code)


def test_stopped_phone_gets_no_code(office: World) -> None:
    office.database.run(stop, office.office.id, PHONE, why="stop", now=NINE)
    code = begun(office)

    run(office, phone_codes.keep_phone, code, PHONE, sends=True)

    assert office.rows(PhoneCode) == []


@pytest.mark.parametrize(
    "written", ["", "12", "abc", "0812" * 20, "\u0000", "\uff10\uff18\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18"]
)
def test_what_is_no_phone_is_refused(office: World, written: str) -> None:
    with pytest.raises(PhoneFaulty):
        run(office, phone_codes.keep_phone, begun(office), written, sends=True)
