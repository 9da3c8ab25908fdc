"""A phone is confirmed by a code: ten minutes, five tries, three an hour for one who asks, eight a day to one phone."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError
from sqlmodel import col

from scheduler.db.models import Application, Consent, Message, PhoneCode
from scheduler.domain.applying.refusals import PhoneCodeGone, PhoneFaulty, PhoneTakesNoCode, TooManyPhoneCodes
from scheduler.domain.refusals import TooManyTries
from scheduler.flow.applying import phone_codes
from scheduler.flow.applying.phone_codes import Rules
from scheduler.flow.core.opt_outs import stop
from scheduler.flow.core.outbox import Cause
from scheduler.runtime.config import Settings
from tests.scenes.applications import PHONE, application, begun, run
from tests.scenes.factories import NINE, World, at

OTHER = "+6281300000001"


def asked(office: World, code: str, phone: str = PHONE, *, now: datetime = NINE, **facts: Any) -> str:
    """The digits that were sent."""
    run(office, phone_codes.keep_phone, code, phone, sends=True, now=now, **facts)
    return phone_codes.digits_of(office.rows(PhoneCode)[-1])


def is_confirmed(office: World, code: str) -> bool:
    return application(office, code).phone_confirmed_at is not None


def asks_code(office: World, code: str, *, now: datetime = NINE, **facts: Any) -> bool:
    of_it = application(office, code).id
    return office.read(lambda s: phone_codes.asks_code(s, s.get_one(Application, of_it), sends=True, now=now, **facts))


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


def test_three_codes_an_hour_to_one_phone_for_one_who_asks(office: World, elsewhere: World) -> None:
    for world in (office, elsewhere, office):
        asked(world, begun(world))

    code = begun(office)
    with pytest.raises(TooManyPhoneCodes):
        asked(office, code)

    assert application(office, code).phone is None
    assert asked(office, code, OTHER)
    assert asked(office, begun(office), asker="198.51.100.1")
    assert asked(office, begun(office), now=NINE + timedelta(hours=1))


def flooded(office: World, phone: str = PHONE) -> None:
    """A phone to which strangers had eight codes sent since nine."""
    for n in range(8):
        asked(office, begun(office), phone, now=NINE + timedelta(minutes=n), asker=f"198.51.100.{n}")


def test_eight_codes_a_day_to_one_phone_whoever_asks(office: World) -> None:
    flooded(office)
    evening, next_day = NINE + timedelta(hours=14), NINE + timedelta(hours=24)

    assert run(office, phone_codes.keep_phone, begun(office), PHONE, sends=True, now=evening) is False
    assert len(office.rows(PhoneCode)) == 8
    assert run(office, phone_codes.keep_phone, begun(office), OTHER, sends=True, now=evening)
    assert run(office, phone_codes.keep_phone, begun(office), PHONE, sends=True, now=next_day)


def test_owner_of_a_phone_that_strangers_typed_goes_on_without_a_code(office: World) -> None:
    flooded(office)
    code, evening = begun(office), NINE + timedelta(hours=14)

    run(office, phone_codes.keep_phone, code, PHONE, sends=True, now=evening)

    assert application(office, code).phone == PHONE
    assert not is_confirmed(office, code)
    assert not asks_code(office, code, now=evening), "a clerk looks"
    assert asks_code(office, code, now=NINE + timedelta(hours=24))


def test_code_that_was_sent_may_be_typed_though_no_more_leave(office: World) -> None:
    code = begun(office)
    digits = asked(office, code)
    for n in range(7):
        asked(office, begun(office), now=NINE + timedelta(minutes=n), asker=f"198.51.100.{n}")
    soon = NINE + timedelta(minutes=9)

    assert asks_code(office, code, now=soon)
    assert not asks_code(office, code, now=NINE + timedelta(minutes=10)), "it is over"
    assert run(office, phone_codes.confirm, code, digits, now=soon) is None


def test_last_code_that_was_typed_wrongly_too_often_bars_nobody(office: World) -> None:
    code = begun(office)
    digits = asked(office, code)
    for n in range(7):
        asked(office, begun(office), asker=f"198.51.100.{n}")
    for _ in range(5):
        run(office, phone_codes.confirm, code, other_than(digits))

    assert not asks_code(office, code)


def test_one_address_gets_so_many_codes_in_a_while(office: World, monkeypatch: pytest.MonkeyPatch) -> None:
    assert phone_codes.MOST_A_WHILE == 60, "Behind one may be a whole village."
    monkeypatch.setattr(phone_codes, "MOST_A_WHILE", 2)
    for n in range(2):
        asked(office, begun(office), f"+62813000{n:05}", asker="203.0.113.7")

    with pytest.raises(TooManyTries):
        asked(office, begun(office), OTHER, asker="203.0.113.7")

    assert asked(office, begun(office), OTHER, asker="203.0.113.8")
    assert asked(office, begun(office), OTHER, asker="203.0.113.7", now=NINE + timedelta(minutes=15))


# --- to which numbers, and how many for an office


@pytest.mark.parametrize("phone", ["+8821612345678", "+60123456789", "+6277112345678", "+62211234567", "+14155550123"])
def test_code_leaves_for_mobile_phones_of_the_country_alone(office: World, phone: str) -> None:
    code = begun(office)

    with pytest.raises(PhoneTakesNoCode) as refused:
        run(office, phone_codes.keep_phone, code, phone, sends=True)

    assert refused.value.facts == {"beginnings": "08"}
    assert application(office, code).phone is None
    assert office.rows(PhoneCode) == []


@pytest.mark.parametrize(
    ("to", "phone", "said"),
    [
        (("+628", "+60"), "+60123456789", None),
        (("+628", "+60"), "+14155550123", "08, +60"),
        (("+",), "+14155550123", None),
        (("+62",), "+6277112345678", None),
        (("+62",), "+60123456789", "0"),
    ],
)
def test_server_says_for_which_numbers_codes_leave(
    office: World, to: tuple[str, ...], phone: str, said: str | None
) -> None:
    code, rules = begun(office), Rules(to=to)
    if said is None:
        assert run(office, phone_codes.keep_phone, code, phone, sends=True, rules=rules)
        return
    with pytest.raises(PhoneTakesNoCode) as refused:
        run(office, phone_codes.keep_phone, code, phone, sends=True, rules=rules)
    assert refused.value.facts == {"beginnings": said}


def test_any_number_is_kept_where_no_code_is_sent(office: World) -> None:
    code = begun(office)

    run(office, phone_codes.keep_phone, code, "+60123456789", sends=False)

    assert application(office, code).phone == "+60123456789"


@pytest.mark.postgres("statements")
def test_so_many_codes_a_day_leave_for_one_office(office: World, elsewhere: World) -> None:
    rules = Rules(a_day=2)
    midnight = at(0, day=1)

    def keep(world: World, n: int, now: datetime = NINE) -> bool:
        code = begun(world)
        facts = {"sends": True, "rules": rules, "asker": f"198.51.100.{n}", "now": now}
        sent: bool = run(world, phone_codes.keep_phone, code, f"+62813000000{n:02}", **facts)
        assert asks_code(world, code, now=now, rules=rules) is sent
        return sent

    def full(world: World, now: datetime) -> datetime | None:
        return world.read(lambda s: phone_codes.full_since(s, world.office, now, rules=rules))

    first = [keep(office, n, NINE + timedelta(minutes=n)) for n in range(2)]
    since = NINE + timedelta(minutes=1)
    assert (full(office, since), full(elsewhere, since)) == (since, None)
    then = [keep(office, 2, since), keep(elsewhere, 3, since), keep(office, 4, midnight - timedelta(seconds=1))]

    assert (first, then) == ([True, True], [False, True, False])
    assert len(office.rows(PhoneCode)) == 3
    assert (full(office, midnight), keep(office, 5, midnight)) == (None, True)


def test_office_may_be_given_no_codes_at_all(office: World) -> None:
    assert run(office, phone_codes.keep_phone, begun(office), PHONE, sends=True, rules=Rules(a_day=0)) is False


@pytest.mark.parametrize("written", ["", " , ", "08", "+62x", "628", "+62 8"])
def test_setting_that_names_no_beginnings_is_refused_in_words(written: str) -> None:
    with pytest.raises(ValidationError, match="GILIRAN_PHONE_CODES_TO takes beginnings of numbers"):
        Settings(phone_codes_to=written)


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
        ("unreached", "whatsapp", False),
        ("unreached", None, False),
        ("moot", "whatsapp", False),
        ("moot", None, True),
        ("unreached", "console", True),
        ("new", "whatsapp", True),
    ],
)
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
