"""The channels by which nothing leaves this machine, and what all channels have in common."""

import pytest
from structlog.testing import capture_logs

from scheduler.domain.channels.accounts import ACCOUNTS
from scheduler.domain.channels.refusals import AccountFaulty, ChannelUnknown
from scheduler.domain.text.phones import from_digits, masked
from scheduler.messages.channels import KINDS, open_channel
from scheduler.messages.channels.base import Receipt
from scheduler.messages.channels.console import Console


async def test_console_says_that_there_was_something_and_nothing_else(http, letter):
    console = open_channel("console", {}, http=http)

    with capture_logs() as logs:
        receipt = await console.send(letter())
    await console.close()

    assert receipt == Receipt("shown")
    assert logs == [{"event": "message_shown", "channel": "console", "length": 53, "log_level": "info"}]


async def test_console_shows_the_text_of_a_test(letter):
    with capture_logs() as logs:
        await Console(shows_text=True).send(letter(text="Percobaan"))

    assert [line["text"] for line in logs] == ["Percobaan"]


async def test_link_for_a_clerk_is_never_sent(http, letter):
    by_hand = open_channel("wa_me", {}, http=http)

    assert await by_hand.send(letter()) == Receipt("refused", code="by_hand")
    await by_hand.close()


def test_kinds():
    facts = {name: (kind.reach, kind.takes_key, kind.reports) for name, kind in KINDS.items()}

    assert facts == {
        "whatsapp": ("phone", False, True),
        "fonnte": ("phone", False, True),
        "sms": ("phone", True, False),
        "smtp": ("email", False, False),
        "webpush": ("browser", False, False),
        "wa_me": ("phone", False, False),
        "console": ("nobody", False, False),
    }
    assert KINDS.keys() == ACCOUNTS.keys()
    assert {name for name, kind in KINDS.items() if kind.needs_account} == {"whatsapp", "fonnte", "sms", "smtp"}


async def test_account_without_what_it_needs_is_not_opened(http):
    with pytest.raises(AccountFaulty) as refused:
        open_channel("whatsapp", {"token": "x"}, http=http)

    assert refused.value.facts == {"errors": {"phone_number_id": "missing", "app_secret": "missing"}}


async def test_channel_that_does_not_exist(http):
    with pytest.raises(ChannelUnknown):
        open_channel("pigeon", {}, http=http)


async def test_browsers_are_in_the_database(http):
    with pytest.raises(ValueError, match="webpush needs"):
        open_channel("webpush", {}, http=http)


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("+6281234567890", "0812-****-7890"),
        ("+14155550100", "+141-****-0100"),
        ("0812", "****"),
        ("siti@example.id", "s***@example.id"),
    ],
)
def test_masked(address, shown):
    assert masked(address) == shown


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("6281234567890", "+6281234567890"),
        ("0812-3456-7890", "+6281234567890"),
        ("+62 812 3456 7890", "+6281234567890"),
        ("120363025246125486", None),
        ("siti", None),
        ("", None),
        ("٠٨١٢٣٤٥٦٧٨", None),
    ],
)
def test_number_from_digits(text, phone):
    assert from_digits(text) == phone
