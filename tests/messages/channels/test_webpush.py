"""Notices to the browsers that asked to be told of a visit, against a push service on this machine."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from scheduler.db.models import PushSubscription
from scheduler.flow.screens import pushes
from scheduler.messages.channels import push as push_sending
from scheduler.messages.channels.base import Letter, Receipt
from scheduler.messages.channels.webpush import WebPush, body_of, sentence_of
from scheduler.runtime.config import Settings
from tests.conftest import Stopwatch
from tests.scenes.factories import NINE, World
from tests.support.push_service import Device, PushService, push_service

TEXT = "Disdukcapil: jadwal Anda Senin pukul 09.00. Nomor jadwal 40-317. QR: https://giliran.example/t/7KQ2."


@pytest.fixture
def service() -> Iterator[PushService]:
    with push_service() as running:
        yield running


@pytest.fixture
def visit(office: World) -> str:
    """The pass of a visit."""
    return office.booked(9)


@pytest.fixture
def letter(office: World, visit: str) -> Letter:
    to = str(office.booking(visit).id)
    return Letter("booked:1", to, TEXT, subject="Disdukcapil Tanjungpinang", language="id")


@pytest.fixture
def channel(office: World, clock: Stopwatch, settings: Settings) -> WebPush:
    clock.now = NINE
    return WebPush(office.database, clock, settings)  # type: ignore[arg-type]


Listening = Callable[..., Device]


@pytest.fixture
def listening(office: World, visit: str, service: PushService) -> Listening:
    """A browser that asked to be told of the visit."""

    def make(name: str = "one") -> Device:
        device = Device(service, name)
        office.database.run(pushes.subscribe, visit, device.browser, now=NINE)
        return device

    return make


async def test_every_browser_of_the_visit_reads_the_office_and_one_sentence(
    office: World, visit: str, letter: Letter, channel: WebPush, listening: Listening, service: PushService
) -> None:
    office.booked(10)
    first, second = listening("one"), listening("two")

    assert await channel.send(letter) == Receipt("accepted")

    told = {
        "title": "Disdukcapil Tanjungpinang",
        "text": "Disdukcapil: jadwal Anda Senin pukul 09.00.",
        "visit": office.booking(visit).code_hash.hex()[:16],
        "lang": "id",
    }
    assert (first.told, second.told) == ([told], [told])
    assert {headers["topic"] for _, headers, _ in service.came} == {push_sending.topic_of("booked:1")}
    await channel.close()


async def test_notice_is_kept_for_a_phone_that_is_off_while_it_is_worth_that(
    letter: Letter, channel: WebPush, listening: Listening, service: PushService
) -> None:
    listening()

    await channel.send(letter)
    await channel.send(replace(letter, worth=timedelta(hours=2)))

    assert [headers["ttl"] for _, headers, _ in service.came] == ["86400", "7200"]


async def test_nobody_listens(letter: Letter, channel: WebPush) -> None:
    assert await channel.send(letter) == Receipt("refused", code="no_browser")


@pytest.mark.postgres("statements")
async def test_browser_that_is_gone_is_forgotten(
    office: World, letter: Letter, channel: WebPush, listening: Listening, service: PushService
) -> None:
    listening()
    service.answers = [410]

    assert await channel.send(letter) == Receipt("refused", code="no_browser")
    assert [(row.endpoint, row.ended_at) for row in office.rows(PushSubscription)] == [("", NINE)]
    assert await channel.send(letter) == Receipt("refused", code="no_browser")
    assert len(service.came) == 1


async def test_one_of_two_is_enough(
    letter: Letter, channel: WebPush, listening: Listening, service: PushService
) -> None:
    listening("one")
    listening("two")
    service.answers = [410]

    assert await channel.send(letter) == Receipt("accepted")


@pytest.mark.parametrize("status", [500, 429, 302])
async def test_service_that_is_busy(
    letter: Letter, channel: WebPush, listening: Listening, service: PushService, status: int
) -> None:
    listening()
    service.answers = [status]

    assert await channel.send(letter) == Receipt("failed", code="push_service")


async def test_service_that_does_not_answer(
    letter: Letter, channel: WebPush, listening: Listening, service: PushService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(push_sending.push, "__kwdefaults__", {"patience": 0.1, "worth": 600})
    listening()
    service.free.clear()

    assert await channel.send(letter) == Receipt("unknown", code="no_answer")


async def test_push_that_is_switched_off(
    office: World, letter: Letter, clock: Stopwatch, settings: Settings, listening: Listening, service: PushService
) -> None:
    listening()
    off = WebPush(office.database, clock, settings.model_copy(update={"push": "off"}))  # type: ignore[arg-type]

    assert await off.send(letter) == Receipt("refused", code="push_off")
    assert service.came == []


async def test_address_that_is_no_booking(letter: Letter, channel: WebPush) -> None:
    assert await channel.send(replace(letter, to="+62812")) == Receipt("refused", code="address")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Jadwal pukul 09.00 WIB di Jl. Merdeka No. 5. Bawa KTP.", "Jadwal pukul 09.00 WIB di Jl. Merdeka No. 5."),
        ("KTP-el S.R. sudah jadi. Pilih: https://x.example/i/7", "KTP-el S.R. sudah jadi."),
        ("Buka https://x.example/i/7. Terima kasih.", "Terima kasih."),
        ("Nomor jadwal 40-317. Sampai nanti.", "Sampai nanti."),
        ("https://x.example/t/7KQ2-0000-AAAA", ""),
        ("Kode 7KQ2-0000-AAAA-BBBB.", ""),
        ("x" * 500, "x" * 180),
        ("", ""),
    ],
)
def test_first_sentence_without_a_code(text: str, sentence: str) -> None:
    assert sentence_of(text) == sentence


def test_title_without_a_subject_is_whose_text_it_is() -> None:
    letter: Any = Letter("k", "1", "Disdukcapil Bintan: nomor A-001 silakan masuk.")

    assert json.loads(body_of(letter, "v"))["title"] == "Disdukcapil Bintan"
