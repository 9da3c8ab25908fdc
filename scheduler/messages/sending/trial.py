"""A message to whoever tries a channel out: sent at once, beside the outbox, and what came back."""

import secrets

from scheduler.db.engine.database import Database
from scheduler.db.models import Office
from scheduler.domain.refusals import N_, Invalid
from scheduler.domain.text.phones import from_digits
from scheduler.messages.channels import KINDS, Client, open_channel
from scheduler.messages.channels.base import Account, Letter, Receipt
from scheduler.messages.notices.words import Translate
from scheduler.runtime.clock import Clock
from scheduler.runtime.config import Settings

TEXT = N_("{office}: ini pesan percobaan. Tidak ada yang perlu Anda lakukan.")
"""The words of a test; no citizen gets them."""


def address_of(channel: str, typed: str) -> str:
    """Where a test goes: a phone as +62812..., or what was typed for other kinds. Raises Invalid."""
    typed = typed.strip()
    found = from_digits(typed) if KINDS[channel].reach == "phone" else typed
    if not found:
        raise Invalid(errors={"to": "unreadable"})
    return found


def letter_for(office: Office, to: str, translate: Translate) -> Letter:
    """A letter to test with, in free words: WhatsApp takes them within 24 hours of what that number wrote."""
    text = translate(TEXT).format(office=office.name)
    return Letter(key=f"test:{secrets.token_hex(8)}", to=to, text=text, subject=office.name)


async def try_out(
    channel: str, account: Account, letter: Letter, *, database: Database, clock: Clock, settings: Settings
) -> Receipt:
    """Send a letter by a channel; in training the console shows it, and nothing leaves the machine."""
    async with Client(most=1) as http:
        name, facts = ("console", {}) if clock.is_training else (channel, account)
        opened = open_channel(name, facts, http=http, database=database, clock=clock, settings=settings)
        try:
            return await opened.send(letter)
        finally:
            await opened.close()
