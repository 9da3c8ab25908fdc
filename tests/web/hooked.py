"""What Meta and gateways send to an office's webhooks."""

import hashlib
import hmac
import json
from datetime import datetime
from typing import Any

from scheduler.flow.channels.accounts import set_account
from tests.scenes.factories import CLERK, EARLY, World

SECRET, VERIFY, KEY = "app-secret", "verify-token", "hook-secret-9f2c71"
NUMBER = "100200300"
ACCOUNTS: dict[str, dict[str, str]] = {
    "whatsapp": {
        "phone_number_id": NUMBER,
        "token": "meta-token",
        "app_secret": SECRET,
        "verify_token": VERIFY,
    },
    "fonnte": {"token": "fonnte-token", "hook_secret": KEY},
    "sms": {"url": "https://sms.example/send", "body": "to={to}&text={text}", "hook_secret": KEY},
}


def account(office: World, channel: str, **more: str) -> None:
    """Give the office an account at a channel."""
    given = {**ACCOUNTS[channel], **more}
    office.database.run(set_account, office.office, channel, given, by=CLERK, now=EARLY)


def message(external_id: str, text: str, at: datetime, *, phone: str = "+6281234567890") -> dict[str, Any]:
    """What a citizen wrote, as Meta tells it."""
    stamp, sender = str(int(at.timestamp())), phone.removeprefix("+")
    return {"from": sender, "id": external_id, "timestamp": stamp, "type": "text", "text": {"body": text}}


def status(external_id: str, state: str, at: datetime) -> dict[str, Any]:
    """How far a letter came, as Meta tells it."""
    return {"id": external_id, "status": state, "timestamp": str(int(at.timestamp())), "recipient_id": "6281234567890"}


def call(*values: dict[str, Any], messages: Any = (), statuses: Any = (), number: str = NUMBER) -> bytes:
    """The body of a call; each of `values` is an entry of its own."""
    one = {"messages": list(messages), "statuses": list(statuses)}
    entries = [
        {"id": "1", "changes": [{"field": "messages", "value": {"metadata": {"phone_number_id": number}, **value}}]}
        for value in values or [one]
    ]
    return json.dumps({"object": "whatsapp_business_account", "entry": entries}).encode()


def signed(body: bytes, secret: str = SECRET) -> dict[str, str]:
    """The header by which Meta signs."""
    made = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return {"X-Hub-Signature-256": f"sha256={made}", "Content-Type": "application/json"}
