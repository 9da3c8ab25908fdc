"""An account at a channel, asked: whatever it does becomes a receipt."""

from dataclasses import replace

import pytest

from scheduler.board.pass_picture import PassWords
from scheduler.messages.channels import KINDS, base
from scheduler.messages.channels.base import Channel, Letter, PassPicture, Receipt
from scheduler.messages.channels.client import Client
from scheduler.messages.channels.mail.smtp import Smtp
from scheduler.messages.channels.whatsapp.cloud import WhatsApp
from scheduler.messages.sending.accounts import Used
from scheduler.messages.sending.outlets import Outlet

PICTURE = PassPicture("7K4M-P2QX-9RD3-FHNT", PassWords("Nomor jadwal", "40-317", "", "", ""))
LETTER = Letter(key="1", to="+62811", text="x", subject="x", picture=PICTURE)
MAILBOX = {"host": "127.0.0.1", "port": "1", "security": "none", "user": "", "password": "", "sender": "a@example.id"}
NUMBER = {"base_url": "http://127.0.0.1:1/", "phone_number_id": "7", "token": "t"}


def never(*_: object, **_facts: object) -> None:
    raise AssertionError("asked")


@pytest.mark.parametrize("fault", [ValueError, LookupError, RuntimeError])
@pytest.mark.parametrize("name", ["smtp", "whatsapp"])
async def test_picture_that_cannot_be_drawn_is_no_fault_of_the_address_and_perhaps_nothing_sent(
    monkeypatch, name: str, fault: type[Exception]
):
    def fails(*_: object) -> bytes:
        raise fault("picture")

    monkeypatch.setattr(base, "pass_picture", fails)
    monkeypatch.setattr(Client, "request", never)
    async with Client(most=1) as http:
        channel: Channel = Smtp(MAILBOX) if name == "smtp" else WhatsApp(NUMBER, http)
        letter = replace(LETTER, to="siti@example.id") if name == "smtp" else LETTER

        receipt = await Outlet(lambda *_: channel).send(Used(1, name, KINDS[name]), letter)

    assert receipt == Receipt("failed", code="picture")
