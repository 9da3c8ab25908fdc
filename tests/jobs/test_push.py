"""Phones are told of their turn by their browsers' push services: once, in time, and only while it is true."""

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from py_vapid import Vapid
from sqlalchemy.exc import OperationalError

from scheduler.db.models import Booking, Deployment, Push, PushSubscription
from scheduler.domain.refusals import Unavailable
from scheduler.flow.counter import calls
from scheduler.flow.invitations.invitations import pass_of
from scheduler.flow.screens import pushes
from scheduler.jobs import push as job
from scheduler.jobs.push import Pushing, may_push
from scheduler.runtime.config import Settings
from scheduler.runtime.supervise import EX_SOFTWARE
from scheduler.translations import all_translations
from tests.conftest import Stopwatch
from tests.scenes.factories import NINE, World, race
from tests.support.patience import until
from tests.support.push_service import Device, PushService, push_service

AWAY = (Unavailable(), OperationalError("SELECT 1", {}, OSError("away")))


@pytest.fixture
def service() -> Iterator[PushService]:
    with push_service() as running:
        yield running


@pytest.fixture
def make_push(clock: Stopwatch, settings: Settings) -> Callable[..., Pushing]:
    """Makes the part that tells phones, over a database; the one other try comes at once."""
    clock.now = NINE

    def make(world: World, **facts: Any) -> Pushing:
        return Pushing(
            world.database,
            clock,
            settings,
            translations=all_translations(),
            again=0,
            **facts,  # type: ignore[arg-type]
        )

    return make


def subscribed(world: World, device: Device, pass_code: str | None = None) -> str:
    """A visit whose browser asked to be told; its pass."""
    pass_code = pass_code or world.booked(9)
    world.database.run(pushes.subscribe, pass_code, device.browser, now=NINE)
    return pass_code


def free_a_place(world: World) -> None:
    """Serve the next, so that one more may come in."""
    number = world.call(1)
    world.do(calls.serve, number)
    world.hand_over(number)


def states(world: World) -> list[tuple[str, str]]:
    return [(push.cause, push.state) for push in world.rows(Push)]


async def looked_at(push: Pushing, world: World) -> None:
    """Wait until all boards that were heard are looked at: they are one after the other, so the next says so."""
    for _ in range(2):
        board = world.board()
        push.heard(board)
        await until(lambda board=board: push._told.get(board.office.code) is board)


def is_settled(world: World, count: int) -> bool:
    pushes_noted = states(world)
    return len(pushes_noted) == count and all(state != "new" for _, state in pushes_noted)


async def test_phone_is_told_to_come_in_and_to_go_to_the_counter(
    office: World, service: PushService, make_push: Callable[..., Pushing]
) -> None:
    device, push = Device(service), make_push(office)
    pass_code = subscribed(office, device)

    async with push.running(_never):
        number = office.scan(pass_code).ticket
        push.heard(office.board())
        await until(lambda: is_settled(office, 1))
        office.call(2)
        push.heard(office.board())
        await until(lambda: is_settled(office, 2))

    visit = office.booking(pass_code).code_hash.hex()[:16]
    come_in, counter = device.told
    assert number == "A-001"
    assert come_in == {
        "title": "A-001: Silakan masuk sekarang",
        "text": "Tunjukkan nomor A-001 di pintu.",
        "visit": visit,
        "occasion": "enter",
        "lang": "id",
    }
    assert (counter["title"], counter["text"]) == ("A-001: Silakan ke loket 2", "")
    assert states(office) == [("enter", "sent"), ("counter", "sent")]


async def test_phone_is_told_again_when_the_counter_calls_again(
    office: World, service: PushService, make_push: Callable[..., Pushing]
) -> None:
    office.office.recall_seconds = 0
    device, push = Device(service), make_push(office)
    number = office.scan(subscribed(office, device)).ticket

    async with push.running(_never):
        push.heard(office.board())
        await until(lambda: is_settled(office, 1))
        office.call(2)
        push.heard(office.board())
        await until(lambda: is_settled(office, 2))
        office.do(calls.recall, number)
        push.heard(office.board())
        await until(lambda: is_settled(office, 3))

    assert [(told["title"], told["text"]) for told in device.told[1:]] == [
        (f"{number}: Silakan ke loket 2", ""),
        (f"{number}: Silakan ke loket 2", "Panggilan kedua"),
    ]


async def test_whoever_waited_outside_is_told_until_when_to_come_in(
    guarded: World, service: PushService, make_push: Callable[..., Pushing]
) -> None:
    for _ in range(4):
        guarded.arrived(9)
    device, push = Device(service), make_push(guarded)
    number = guarded.scan(subscribed(guarded, device)).ticket

    async with push.running(_never):
        push.heard(guarded.board())
        free_a_place(guarded)
        push.heard(guarded.board())
        await until(lambda: is_settled(guarded, 1))

    deadline = f"Tunjukkan nomor {number} di pintu, paling lambat 09.05."
    assert [told["text"] for told in device.told] == [deadline]


async def test_phone_is_told_when_three_are_before_it_in_its_language(
    office: World, service: PushService, make_push: Callable[..., Pushing]
) -> None:
    for service_of_theirs in "AAAABBBB":
        office.arrived(9, service=service_of_theirs)
    device, push = Device(service, language="en"), make_push(office)
    arrival = office.scan(subscribed(office, device))

    async with push.running(_never):
        await looked_at(push, office)  # of two boards at once only the later one counts
        free_a_place(office)
        push.heard(office.board())
        await until(lambda: is_settled(office, 1))

    assert [told["title"] for told in device.told] == [f"{arrival.ticket}: 3 more numbers before you."]


async def test_notice_is_signed_short_lived_and_holds_no_code(
    office: World, service: PushService, make_push: Callable[..., Pushing]
) -> None:
    device, push = Device(service), make_push(office)
    pass_code = subscribed(office, device, office.booked(9, holder="Siti Rahmawati"))

    async with push.running(_never):
        office.scan(pass_code)
        push.heard(office.board())
        await until(lambda: device.told)

    _, headers, _ = service.came[0]
    assert Vapid.verify(headers["authorization"])
    assert f"k={push.public_key}" in headers["authorization"]
    assert (headers["ttl"], headers["urgency"], len(headers["topic"])) == ("600", "high", 32)
    told = str(device.told[0])
    assert pass_code not in told
    assert "Siti" not in told


@pytest.mark.parametrize("status", [404, 410])
async def test_browser_that_is_gone_is_not_told_again(
    office: World, service: PushService, make_push: Callable[..., Pushing], status: int
) -> None:
    device, push = Device(service), make_push(office)
    pass_code = subscribed(office, device)
    service.answers = [status]

    async with push.running(_never):
        office.scan(pass_code)
        push.heard(office.board())
        await until(lambda: is_settled(office, 1))
        office.call(1)
        await looked_at(push, office)

    assert len(service.came) == 1
    assert states(office) == [("enter", "failed")]
    assert [row.ended_at for row in office.rows(PushSubscription)] == [NINE]


@pytest.mark.parametrize(
    ("answers", "state", "tries"), [([500], "sent", 2), ([500, 503], "failed", 2), ([302, 302], "failed", 2)]
)
async def test_failure_is_tried_once_more_and_no_redirect_followed(
    office: World, service: PushService, make_push: Callable[..., Pushing], answers: list[int], state: str, tries: int
) -> None:
    push = make_push(office)
    pass_code = subscribed(office, Device(service))
    service.answers = list(answers)

    async with push.running(_never):
        office.scan(pass_code)
        push.heard(office.board())
        await until(lambda: is_settled(office, 1))

    assert states(office) == [("enter", state)]
    assert [path for path, _, _ in service.came] == ["/one"] * tries


@pytest.mark.parametrize("address", ["https://a..example/x", "https://example.invalid:/x", "https://[/x", "x"])
async def test_address_that_breaks_a_library_ends_nothing_else(
    office: World, service: PushService, make_push: Callable[..., Pushing], address: str
) -> None:
    push = make_push(office)
    device = Device(service)
    device.browser = replace(device.browser, endpoint=address)
    pass_code = subscribed(office, device)

    async with push.running(_never):
        office.scan(pass_code)
        push.heard(office.board())
        await until(lambda: is_settled(office, 1))

    assert states(office) == [("enter", "failed")]


@pytest.mark.postgres("statements")
async def test_service_that_does_not_answer_is_given_up(
    office: World, service: PushService, make_push: Callable[..., Pushing], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job, "PATIENCE", 0.1)
    push = make_push(office)
    pass_code = subscribed(office, Device(service))
    service.free.clear()

    async with push.running(_never):
        office.scan(pass_code)
        push.heard(office.board())
        await until(lambda: is_settled(office, 1))

    assert states(office) == [("enter", "failed")]


async def test_come_in_is_not_said_after_the_call(
    office: World, service: PushService, make_push: Callable[..., Pushing]
) -> None:
    push = make_push(office)
    device = Device(service)
    pass_code = subscribed(office, device)
    service.answers = [500]
    office.scan(pass_code)
    called_in = office.board()

    async with push.running(_never):
        service.free.clear()
        push.heard(called_in)
        await until(lambda: service.came)
        office.call(1)
        push.heard(office.board())
        service.free.set()
        await until(lambda: is_settled(office, 2))

    assert states(office) == [("enter", "failed"), ("counter", "sent")]
    assert [told["occasion"] for told in device.told] == ["enter", "counter"]


async def test_after_a_restart_nobody_is_told_twice(
    office: World, service: PushService, make_push: Callable[..., Pushing]
) -> None:
    pass_code = subscribed(office, Device(service))
    office.scan(pass_code)

    for _ in range(2):
        push = make_push(office)
        async with push.running(_never):
            push.heard(office.board())
            await until(lambda: is_settled(office, 1))

    assert len(service.came) == 1


async def test_walk_in_is_told_too_and_others_are_not(
    office: World, service: PushService, make_push: Callable[..., Pushing]
) -> None:
    push = make_push(office)
    office.arrived(9)
    arrival = office.walk_in()
    pass_code = office.read(lambda s: pass_of(s.get_one(Booking, arrival.booking_id)))
    device = Device(service)
    subscribed(office, device, pass_code)

    async with push.running(_never):
        push.heard(office.board())
        await until(lambda: is_settled(office, 1))

    assert [told["title"] for told in device.told] == [f"{arrival.ticket}: Silakan masuk sekarang"]


@pytest.mark.parametrize("trouble", AWAY, ids=["write", "read"])
async def test_database_that_is_away_is_waited_for(
    office: World,
    service: PushService,
    make_push: Callable[..., Pushing],
    monkeypatch: pytest.MonkeyPatch,
    trouble: Exception,
) -> None:
    push = make_push(office)
    pass_code = subscribed(office, Device(service))
    office.scan(pass_code)
    read = office.database.read
    lost: list[object] = []

    async def fails_once(*args: Any) -> Any:
        if not lost:
            lost.append(args)
            raise trouble
        return await read(*args)

    monkeypatch.setattr(office.database, "read", fails_once)

    async with push.running(_never):
        push.heard(office.board())
        await until(lambda: lost)
        office.call(1)
        push.heard(office.board())
        await until(lambda: is_settled(office, 1))

    assert states(office) == [("counter", "sent")]


async def test_fault_of_ours_ends_the_process(
    office: World, make_push: Callable[..., Pushing], monkeypatch: pytest.MonkeyPatch
) -> None:
    codes: list[int] = []
    push = make_push(office)
    monkeypatch.setattr(job, "owed", lambda *_: 1 / 0)

    async with push.running(codes.append):
        push.heard(office.board())
        await until(lambda: codes)

    assert codes == [EX_SOFTWARE]


# --- one key, one notice, whoever is there


def test_key_is_made_once_by_many_processes(office: World, open_database: Callable[..., Any]) -> None:
    sides = [open_database() for _ in range(4)]

    found = race([lambda side=side: side.run(pushes.make_key) for side in sides])

    assert len(set(found)) == 1
    assert "PRIVATE KEY" in str(found[0])
    assert [row.push_key for row in office.rows(Deployment)] == [found[0]]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_key_and_addresses_are_sealed_in_the_file(office: World, service: PushService, settings: Settings) -> None:
    device = Device(service)
    key = office.database.run(pushes.make_key)
    subscribed(office, device)
    office.database.close()
    with sqlite3.connect(settings.sqlite_path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()

    kept = b"".join(
        path.read_bytes() for path in Path(settings.sqlite_path).parent.glob("giliran.db*") if path.suffix != ".key"
    )

    assert b"push_subscription" in kept
    for secret in (device.browser.endpoint, device.browser.p256dh, device.browser.auth, key.splitlines()[1]):
        assert secret.encode() not in kept


def test_training_and_a_setting_send_nothing(settings: Settings, clock: Stopwatch) -> None:
    off = settings.model_copy(update={"push": "off"})

    assert may_push(settings, clock)  # type: ignore[arg-type]
    assert not may_push(off, clock)  # type: ignore[arg-type]
    clock.is_training = True
    assert not may_push(settings, clock)  # type: ignore[arg-type]


def test_server_without_the_library_sends_nothing(
    settings: Settings, clock: Stopwatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job, "find_spec", lambda _: None)

    assert not may_push(settings, clock)  # type: ignore[arg-type]


def _never(code: int) -> None:
    raise AssertionError(code)
