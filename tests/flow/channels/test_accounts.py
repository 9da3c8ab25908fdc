"""Accounts at channels: sealed, checked, and their secrets never sent where nobody meant them to go."""

from typing import Any

import pytest
from sqlalchemy import text

from scheduler.db.models import ChannelAccount
from scheduler.domain.channels.refusals import AccountFaulty, ChannelUnknown
from scheduler.flow.channels import accounts
from scheduler.flow.channels.accounts import Opened, account_of, accounts_of, drop_account, set_account
from tests.scenes.factories import CLERK, NINE, World

WHATSAPP = {"phone_number_id": "106540352242922", "token": "EAAG", "app_secret": "s3cret"}
SMTP = {"host": "smtp.example.id", "sender": "layanan@example.id", "user": "layanan", "password": "sandi"}
SMS = {"url": "https://sms.example/send", "body": "to={to}&text={text}"}


def give(world: World, channel: str, given: dict[str, str], **facts: Any) -> ChannelAccount:
    return world.do(set_account, channel, given, **facts)


def opened(world: World, channel: str) -> Opened:
    found = world.read(lambda session: account_of(session, world.office.id, channel))
    assert found is not None
    return found


def faults_of(world: World, channel: str, given: dict[str, str], **facts: Any) -> Any:
    with pytest.raises(AccountFaulty) as refused:
        give(world, channel, given, **facts)
    return refused.value.facts["errors"]


def test_account_is_read_with_what_is_usual(office: World) -> None:
    give(office, "whatsapp", {**WHATSAPP, "token": " EAAG\n"}, per_minute=80)

    account = opened(office, "whatsapp")
    assert account.account == {
        **WHATSAPP,
        "verify_token": "",
        "base_url": "https://graph.facebook.com/v23.0",
    }
    assert account.public == {"phone_number_id": "106540352242922", "base_url": "https://graph.facebook.com/v23.0"}
    assert account.secrets == {"token", "app_secret"}
    assert (account.per_minute, account.changed_at, account.by) == (80, NINE, CLERK)
    assert "EAAG" not in repr(account)


@pytest.mark.postgres("statements")
def test_secrets_lie_sealed_in_the_database(office: World) -> None:
    give(office, "whatsapp", WHATSAPP)

    stored = office.read(lambda session: session.execute(text("SELECT account FROM channel_account")).scalar_one())
    assert b"EAAG" not in bytes(stored)


def test_secret_left_empty_stays_and_what_is_no_secret_goes(office: World) -> None:
    give(office, "smtp", {**SMTP, "sender_name": "Layanan"}, per_minute=7)
    give(office, "smtp", {"password": " ", "sender_name": ""})

    account = opened(office, "smtp")
    assert (account.account["password"], account.account["sender_name"]) == ("sandi", "")
    assert (account.account["host"], account.per_minute) == ("smtp.example.id", 7)


@pytest.mark.parametrize(
    ("channel", "account", "moved", "secret"),
    [
        ("whatsapp", WHATSAPP, {"base_url": "https://graph.evil.example"}, "token"),
        ("smtp", SMTP, {"host": "smtp.evil.example"}, "password"),
        ("sms", {**SMS, "header_value": "k3y"}, {"url": "https://sms.evil.example"}, "header_value"),
    ],
)
def test_secrets_are_not_sent_to_another_address_unseen(
    office: World, channel: str, account: dict[str, str], moved: dict[str, str], secret: str
) -> None:
    give(office, channel, account)

    assert faults_of(office, channel, moved) == {secret: "again"}
    assert opened(office, channel).account[secret] == account[secret]
    give(office, channel, {**moved, secret: "another"})
    assert opened(office, channel).account[secret] == "another"


@pytest.mark.postgres("statements")
def test_without_that_guard_they_would_be(office: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accounts, "_not_given_again", lambda *_: {})
    give(office, "smtp", SMTP)
    give(office, "smtp", {"host": "smtp.evil.example"})

    account = opened(office, "smtp").account
    assert (account["host"], account["password"]) == ("smtp.evil.example", "sandi")


@pytest.mark.postgres("statements")
def test_the_same_again_changes_nothing(office: World) -> None:
    for _ in range(2):
        give(office, "sms", SMS)

    assert len(office.rows(ChannelAccount)) == 1


FAULTS = [
    ("whatsapp", {}, {"phone_number_id": "missing", "token": "missing", "app_secret": "missing"}),
    ("whatsapp", {**WHATSAPP, "phone_number_id": "10/../x"}, {"phone_number_id": "digits"}),
    ("whatsapp", {**WHATSAPP, "base_url": "http://graph.example"}, {"base_url": "not_https"}),
    ("whatsapp", {**WHATSAPP, "base_url": "graph.example"}, {"base_url": "url"}),
    ("whatsapp", {**WHATSAPP, "base_url": "https://me:pw@graph.example"}, {"base_url": "url"}),
    ("whatsapp", {**WHATSAPP, "base_url": "https://["}, {"base_url": "url"}),
    ("whatsapp", {**WHATSAPP, "base_url": "https://x:99999/"}, {"base_url": "url"}),
    ("whatsapp", {**WHATSAPP, "token": "EA\nAG"}, {"token": "control"}),
    ("whatsapp", {**WHATSAPP, "token": "x" * 4001}, {"token": "too_long"}),
    ("whatsapp", {**WHATSAPP, "colour": "red"}, {"colour": "unknown"}),
    ("smtp", {**SMTP, "port": "0"}, {"port": "port"}),
    ("smtp", {**SMTP, "port": "99999"}, {"port": "port"}),
    ("smtp", {**SMTP, "host": "smtp example"}, {"host": "host"}),
    ("smtp", {**SMTP, "sender": "layanan"}, {"sender": "email"}),
    ("smtp", {**SMTP, "reply_to": "a@b.id, c@d.id"}, {"reply_to": "email"}),
    ("smtp", {**SMTP, "security": "ssl"}, {"security": "choice"}),
    ("smtp", {**SMTP, "security": "none"}, {"security": "insecure"}),
    ("smtp", {**SMTP, "password": ""}, {"password": "missing"}),
    ("sms", {**SMS, "body": "to={to}"}, {"body": "placeholder"}),
    ("sms", {**SMS, "body": "{text} {to}"}, {"body": "template"}),
    ("sms", {**SMS, "format": "json"}, {"body": "template"}),
    ("sms", {**SMS, "format": "json", "body": '["{to}", "{text}"]', "method": "GET"}, {"format": "choice"}),
    ("sms", {**SMS, "success": "200, 404"}, {"success": "statuses"}),
    ("sms", {**SMS, "header": "X Key:"}, {"header": "header"}),
]


def test_what_cannot_be_right_is_named(office: World, subtests: pytest.Subtests) -> None:
    for channel, given, errors in FAULTS:
        with subtests.test(channel=channel, given=given):
            assert faults_of(office, channel, given) == errors
            assert office.rows(ChannelAccount) == []


@pytest.mark.parametrize("per_minute", [0, -1, 6001])
def test_rate_that_is_none(office: World, per_minute: int) -> None:
    assert faults_of(office, "sms", SMS, per_minute=per_minute) == {"per_minute": "number"}


@pytest.mark.parametrize(
    ("channel", "given"),
    [
        ("smtp", {**SMTP, "host": "127.0.0.1", "security": "none"}),
        ("smtp", {**SMTP, "host": "localhost", "security": "none"}),
        ("fonnte", {"token": "t", "base_url": "http://127.0.0.1:9000"}),
        ("fonnte", {"token": "t", "base_url": "http://[::1]:9000"}),
        ("webpush", {}),
    ],
)
def test_on_this_machine_nothing_need_be_encrypted(office: World, channel: str, given: dict[str, str]) -> None:
    give(office, channel, given)

    assert opened(office, channel).channel == channel


def test_each_office_has_its_own(office: World, elsewhere: World) -> None:
    give(office, "sms", SMS)
    give(elsewhere, "sms", {**SMS, "url": "https://other.example"})
    give(elsewhere, "webpush", {})
    office.database.run(drop_account, office.office, "sms")
    office.database.run(drop_account, office.office, "sms")

    assert office.read(lambda session: accounts_of(session, office.office.id)) == {}
    assert list(office.read(lambda session: accounts_of(session, elsewhere.office.id))) == ["sms", "webpush"]


def test_channel_that_does_not_exist(office: World) -> None:
    with pytest.raises(ChannelUnknown):
        give(office, "pigeon", {})
    with pytest.raises(ChannelUnknown):
        office.database.run(drop_account, office.office, "pigeon")
    with pytest.raises(ChannelUnknown):
        office.read(lambda session: account_of(session, office.office.id, "pigeon"))
