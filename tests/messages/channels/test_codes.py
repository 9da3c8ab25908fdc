"""What a far side calls a code is kept only where it can be one: a number of seven digits at most, or a word known."""

import json
from typing import Any

import pytest

from scheduler.messages.channels.base import Receipt
from scheduler.messages.channels.exchange import Answer
from scheduler.messages.channels.fonnte import read_hook as read_fonnte
from scheduler.messages.channels.whatsapp.faults import receipt_of
from scheduler.messages.channels.whatsapp.hook import read_hook

PHONE = 6281234567890


@pytest.mark.parametrize(("code", "kept"), [(131000, "131000"), (PHONE, "http_500"), (str(PHONE), "http_500")])
def test_phone_instead_of_a_code_is_not_kept(code: Any, kept: str):
    answer = Answer(500, {}, json.dumps({"error": {"code": code}}).encode())

    assert receipt_of(answer).code == kept


@pytest.mark.parametrize(("code", "kept"), [(131026, "131026"), (PHONE, None), (f"no {PHONE}", None)])
def test_phone_instead_of_a_code_is_not_kept_from_a_report(code: Any, kept: str | None):
    status = {"id": "wamid.1", "status": "failed", "timestamp": "1", "errors": [{"code": code}]}

    (told,) = read_hook({"entry": [{"changes": [{"value": {"statuses": [status]}}]}]})

    assert (told.state, told.code) == ("failed", kept)


def test_words_of_a_gateway_that_nobody_knows_are_not_kept():
    (told,) = read_fonnte({"id": "8", "state": "failed", "status": f"Number {PHONE} of Siti"})

    assert (told.state, told.code) == ("failed", "unknown_reason")


@pytest.mark.parametrize(("code", "pause"), [(131056, None), (130429, 9.0)])
def test_limit_of_one_number_holds_up_nobody_else(code: int, pause: float | None):
    answer = Answer(400, {"Retry-After": "9"}, json.dumps({"error": {"code": code}}).encode())

    assert receipt_of(answer) == Receipt("failed", code=str(code), pause=pause)
