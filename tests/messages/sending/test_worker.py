"""The worker in a process: woken at once, never in a hurry with what is slow, and nothing lost when it ends."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from scheduler.db.engine.database import Database
from scheduler.db.models import Message
from scheduler.domain.refusals import Unavailable
from scheduler.messages.channels import exchange
from scheduler.messages.sending import running as means
from scheduler.messages.sending import worker as driver
from scheduler.messages.sending.running import sending, worker_of
from scheduler.runtime.config import Settings
from scheduler.runtime.supervise import EX_SOFTWARE
from scheduler.translations import all_translations
from tests.scenes.factories import World
from tests.scenes.outbox import PHONE, attempts, many, message, sends_by, states
from tests.support.far_side import FarSide, far_side, holds, says
from tests.support.patience import Rounds, until, wait_until

AWAY = (Unavailable(), OperationalError("SELECT 1", {}, OSError("away")))


@pytest.fixture
def far() -> Iterator[FarSide]:
    with far_side() as far:
        yield far


@pytest.fixture
def working(office: World, clock, settings: Settings) -> Callable[..., AsyncIterator[None]]:
    """The worker, for as long as a block lasts."""

    @asynccontextmanager
    async def work(world: World = office) -> AsyncIterator[None]:
        async with sending(world.database, clock, settings, translations=all_translations(), die=_never):
            yield

    return work


@pytest.fixture
def idle(monkeypatch: pytest.MonkeyPatch) -> Rounds:
    """Counts the looks of the worker that found nothing due, while nothing is under way."""
    rounds, one_round = Rounds(), driver.Worker._round

    async def counted(worker: driver.Worker, tasks: asyncio.TaskGroup) -> bool:
        is_empty = await one_round(worker, tasks)
        if is_empty and not worker._delivering.held:
            rounds.over()
        return is_empty

    monkeypatch.setattr(driver.Worker, "_round", counted)
    return rounds


def all_are(office: World, state: str) -> Callable[[], bool]:
    return lambda: {row.state for row in office.rows(Message)} == {state}


async def test_message_of_this_process_goes_at_once(office: World, far: FarSide, working, idle, monkeypatch):
    monkeypatch.setattr(driver, "LOOK", 600)
    sends_by(office, "sms", **far.accounts)

    async with working():
        await idle.first()
        await asyncio.to_thread(many, office, 3)
        await until(all_are(office, "sent"))

    assert set(far.taken.values()) == {1}


async def test_message_of_another_process_is_found(office: World, far: FarSide, working, open_database, monkeypatch):
    monkeypatch.setattr(driver, "LOOK", 0.05)
    sends_by(office, "whatsapp", **far.accounts)

    async with working():
        await asyncio.to_thread(many, office.through(open_database()), 3)
        await until(all_are(office, "sent"))

    assert sorted(far.taken) == [f"62811{number:07}" for number in range(3)]


@pytest.mark.parametrize(("per_minute", "under_way", "taken"), [(200, 8, 32), (900, 15, 60)])
async def test_no_more_are_under_way_than_an_account_needs_and_four_times_as_many_taken(
    office: World, far: FarSide, working, monkeypatch, per_minute: int, under_way: int, taken: int
):
    far.free.clear()
    sends_by(office, "sms", per_minute=per_minute, **far.accounts)
    many(office, 3 * taken)
    held = []
    begin = driver.Delivering.begin

    def counting(self, *args) -> None:
        begin(self, *args)
        held.append(self.held)

    monkeypatch.setattr(driver.Delivering, "begin", counting)

    async with working():
        await until(lambda: far.under_way == under_way and len(held) == 32)
        far.free.set()
        await until(all_are(office, "sent"))

    assert far.most == under_way
    assert max(held) <= taken


@pytest.mark.postgres("statements")
async def test_slow_channel_holds_up_no_other(office: World, elsewhere: World, far: FarSide, working):
    sends_by(office, "sms", **far.accounts)
    sends_by(elsewhere, "whatsapp", **far.accounts)
    free = threading.Event()
    far.faults = [holds(free)] * 20
    many(office, 40)

    async with working():
        await until(lambda: len(far.asked) >= 8)
        far.faults.clear()
        await asyncio.to_thread(many, elsewhere, 3)
        await until(lambda: all(row.state == "sent" for row in elsewhere.rows(Message, Message.office_id == 2)))
        assert any(row.state == "sending" for row in office.rows(Message))
        free.set()


async def test_too_many_is_waited_for_by_all_of_the_channel(
    office: World, far: FarSide, working, idle, clock, monkeypatch
):
    monkeypatch.setattr(driver, "LOOK", 0.05)
    sends_by(office, "sms", **far.accounts)
    far.faults = [says(429, Retry_After="90")]
    many(office, 1)

    async with working():
        await until(lambda: states(office, "ready") == [("sms", "failed")])
        await asyncio.to_thread(many, office, 5)
        await idle.whole()
        assert len(far.asked) == 1
        clock.forward(seconds=91)
        await until(all_are(office, "sent"))

    assert set(far.taken.values()) <= {1, 2}  # two households share a phone here
    assert {row.rung for row in office.rows(Message)} == {0}


@pytest.mark.postgres("statements")
async def test_server_error_is_tried_again_after_a_pause(office: World, far: FarSide, working, clock, monkeypatch):
    monkeypatch.setattr(driver, "LOOK", 0.05)
    sends_by(office, "sms", **far.accounts)
    far.faults = [says(500)]
    many(office, 1)

    async with working():
        await until(lambda: attempts(office, "ready") and attempts(office, "ready")[0].state == "failed")
        clock.forward(seconds=40)
        await until(all_are(office, "sent"))

    assert (states(office, "ready"), list(far.taken.values())) == ([("sms", "failed"), ("sms", "accepted")], [1])


@pytest.mark.parametrize(("channel", "state"), [("sms", "sent"), ("whatsapp", "unreached")])
async def test_no_answer_in_time(office: World, far: FarSide, working, clock, monkeypatch, channel, state):
    monkeypatch.setattr(driver, "LOOK", 0.05)
    monkeypatch.setattr(exchange, "WHOLE", 0.5)
    sends_by(office, channel, **far.accounts)
    free = threading.Event()
    far.faults = [holds(free)] * 2
    many(office, 1)

    async with working():
        for tries in (1, 2, 3):
            await until(lambda tries=tries: len(far.asked) >= tries or message(office, "ready").why == "perhaps_sent")
            await until(lambda: message(office, "ready").state != "sending")
            if tries == 2:
                monkeypatch.setattr(exchange, "WHOLE", 30)  # the last is answered, however busy the machine is
            clock.forward(minutes=3)
        await until(lambda: message(office, "ready").state == state)
        free.set()

    assert len(far.asked) == (3 if channel == "sms" else 2)


async def test_worker_that_ends_settles_what_is_under_way_and_gives_the_rest_back(
    office: World, far: FarSide, working, monkeypatch
):
    far.free.clear()
    sends_by(office, "sms", per_minute=60, **far.accounts)
    many(office, 20)
    end = driver.Worker.end

    def and_answer(worker: driver.Worker) -> None:
        end(worker)
        far.free.set()

    monkeypatch.setattr(driver.Worker, "end", and_answer)

    async with working():
        await until(lambda: far.under_way == 8)

    rows = [row.state for row in office.rows(Message)]
    assert sorted(set(rows)) == ["new", "sent"]
    assert rows.count("sent") == sum(far.taken.values()) == len(far.asked)


async def test_all_that_is_due_is_worked_off_and_counted(office: World, far: FarSide, clock, settings: Settings):
    sends_by(office, "sms", **far.accounts)
    many(office, 30)
    office.booked(11)
    count = []

    async with worker_of(office.database, clock, settings, translations=all_translations()) as worker:
        await worker.work_off(count.append)

    assert sum(far.taken.values()) == 30
    assert sum(count) == 32
    assert {row.state for row in office.rows(Message)} == {"sent", "moot", "unreached"}


async def test_console_shows_many_by_one_step(office: World, working, monkeypatch):
    steps, take = [], driver.take

    def counted(*args, **facts):
        steps.append(batch := take(*args, **facts))
        return batch

    monkeypatch.setattr(driver, "take", counted)
    many(office, 100)

    async with working():
        await until(all_are(office, "unreached"))

    assert [len(batch.shown) for batch in steps if batch.seen] == [100]


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """The office of each step that took something, and how many messages."""
    steps: list[tuple[int, int]] = []
    take = driver.take

    def counted(session, looking, lane, *args, **facts):
        batch = take(session, looking, lane, *args, **facts)
        if batch.seen:
            steps.append((lane.office_id, batch.seen))
        return batch

    monkeypatch.setattr(driver, "take", counted)
    return steps


@pytest.fixture
def breaths(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Those that the worker takes; they take no time."""
    taken, rest = [], asyncio.sleep

    async def sleep(seconds: float) -> None:
        if seconds == driver.BREATH:
            taken.append(seconds)
        await rest(0 if seconds == driver.BREATH else seconds)

    monkeypatch.setattr(driver, "BREATH", 0.2718)
    monkeypatch.setattr(asyncio, "sleep", sleep)
    return taken


async def test_in_a_crowd_few_are_taken_and_all_leave(office: World, working, taken, breaths, monkeypatch):
    monkeypatch.setattr(Database, "is_crowded", True)
    monkeypatch.setattr(driver, "LOOK", 600)
    many(office, 2 * driver.FEW + 5)

    async with working():
        await until(all_are(office, "unreached"))

    assert [count for _, count in taken] == [driver.FEW, driver.FEW, 5]
    assert len(breaths) == 2


async def test_in_a_crowd_machines_breathe_between_steps(office: World, working, monkeypatch):
    breath, rest = asyncio.Event(), asyncio.sleep

    async def sleep(seconds: float) -> None:
        if seconds == driver.BREATH:
            breath.set()
        await rest(seconds)

    monkeypatch.setattr(Database, "is_crowded", True)
    monkeypatch.setattr(driver, "BREATH", 600)
    monkeypatch.setattr(means, "GRACE", 0.01)
    monkeypatch.setattr(asyncio, "sleep", sleep)
    many(office, 2 * driver.FEW)

    async with working():
        await until(breath.is_set)
        left = [row.state for row in office.rows(Message)].count("new")

    assert left == driver.FEW


async def test_in_a_crowd_offices_have_their_turns(office: World, elsewhere: World, working, taken, monkeypatch):
    monkeypatch.setattr(Database, "is_crowded", True)
    monkeypatch.setattr(driver, "BREATH", 0)
    many(office, 2 * driver.FEW)
    many(elsewhere, 2 * driver.FEW)

    async with working():
        await until(lambda: all_are(office, "unreached")() and all_are(elsewhere, "unreached")())

    assert {office_id for office_id, _ in taken[:2]} == {office.office.id, elsewhere.office.id}


async def test_in_a_crowd_few_are_taken_between_breaths_of_all_lanes(
    office: World, elsewhere: World, working, taken, monkeypatch
):
    monkeypatch.setattr(Database, "is_crowded", True)
    monkeypatch.setattr(driver, "BREATH", 600)
    monkeypatch.setattr(means, "GRACE", 0.01)
    for world in (office, elsewhere):
        many(world, driver.FEW - 5)

    async with working():
        await until(lambda: len(taken) == 2)

    assert [count for _, count in taken] == [driver.FEW - 5, 5]


async def test_in_a_crowd_no_breath_is_taken_for_a_letter(office: World, elsewhere: World, working, taken, monkeypatch):
    monkeypatch.setattr(Database, "is_crowded", True)
    monkeypatch.setattr(driver, "BREATH", 600)
    for world in (office, elsewhere):
        many(world, 1)

    async with working():
        await until(all_are(office, "unreached"))

    assert [count for _, count in taken] == [1, 1]


@pytest.fixture
def ordered(monkeypatch: pytest.MonkeyPatch) -> list[Callable[[], object]]:
    """What happens when the worker takes messages, one thing each time; the last one goes on happening. Each is an
    order.
    """
    happens, begin = [], driver.Worker._begin

    def begun(worker: driver.Worker, batch, tasks: asyncio.TaskGroup) -> None:
        begin(worker, batch, tasks)
        if batch.seen and happens:
            (happens.pop(0) if len(happens) > 1 else happens[0])()
            worker._ordered()

    monkeypatch.setattr(driver.Worker, "_begin", begun)
    monkeypatch.setattr(driver, "LOOK", 600)
    monkeypatch.setattr(driver, "SOON", 0)
    monkeypatch.setattr(driver, "BREATH", 0)
    monkeypatch.setattr(Database, "is_crowded", True)
    return happens


async def test_in_a_crowd_an_order_does_not_wait_for_all_lanes(
    office: World, elsewhere: World, working, taken, ordered
):
    third = World(office.database, "karimun")
    many(office, 3 * driver.FEW)
    many(elsewhere, 2 * driver.FEW)
    ordered += [lambda: None, lambda: None, lambda: many(third, 1), lambda: None]

    async with working():
        await until(all_are(office, "unreached"))

    assert [office_id for office_id, _ in taken[:4]] == [
        world.office.id for world in (office, elsewhere, office, third)
    ]


async def test_in_a_crowd_no_lane_starves_however_many_orders_come(
    office: World, elsewhere: World, working, taken, ordered
):
    many(office, 3 * driver.FEW)
    many(elsewhere, driver.FEW)
    ordered.append(lambda: None)

    async with working():
        await until(all_are(office, "unreached"))

    assert [office_id for office_id, _ in taken[:2]] == [office.office.id, elsewhere.office.id]


async def test_console_says_what_there_was_without_a_number(office: World, working):
    office.booked(11, phone=PHONE)

    with capture_logs() as logs:
        async with working():
            await until(lambda: message(office).state == "unreached")

    shown = [each for each in logs if each["event"] == "message_shown"]
    assert [(each["cause"], each["message"]) for each in shown] == [("booked", message(office).id)]
    digits = (PHONE[-4:], PHONE[3:7])
    assert not any(part in str(value) for each in logs for value in each.values() for part in digits)


async def test_in_training_nothing_is_opened(office: World, clock, settings: Settings, working, monkeypatch):
    clock.is_training = True
    monkeypatch.setattr(means, "open_channel", _never)
    sends_by(office, "sms")
    many(office, 3)

    async with working():
        await until(all_are(office, "unreached"))

    assert {row.why for row in office.rows(Message)} == {"for_clerk"}


async def test_no_account_waits_for_the_connections_of_another(office: World, far: FarSide, working, monkeypatch):
    opened, new = [], means.Client
    monkeypatch.setattr(means, "Client", lambda **bounds: opened.append(bounds) or new(**bounds))
    sends_by(office, "sms", **far.accounts)
    many(office, 3)

    async with working():
        await until(all_are(office, "sent"))

    assert opened == [{"most": None}]


async def test_database_that_is_away_is_waited_for(office: World, far: FarSide, working, monkeypatch):
    monkeypatch.setattr(driver, "LOOK", 0.02)
    sends_by(office, "sms", **far.accounts)
    many(office, 1)
    looks, failures = driver.lanes, list(AWAY)

    def away(*args):
        if failures:
            raise failures.pop()
        return looks(*args)

    monkeypatch.setattr(driver, "lanes", away)

    async with working():
        await until(all_are(office, "sent"))

    assert failures == []


async def test_fault_of_ours_ends_the_process(office: World, clock, settings: Settings, monkeypatch):
    ended = []
    monkeypatch.setattr(driver, "lanes", _never)

    with capture_logs() as logs:
        async with sending(office.database, clock, settings, translations={}, die=ended.append):
            await until(lambda: ended)

    assert ended == [EX_SOFTWARE]
    assert "sending_failed" in [each["event"] for each in logs]


async def test_what_was_not_delivered_goes_on(office: World, far: FarSide, working, clock, monkeypatch):
    monkeypatch.setattr(driver, "LOOK", 0.05)
    monkeypatch.setattr(driver, "LOOK_BACK", 0.05)
    monkeypatch.setattr("scheduler.messages.sending.steadiness.STEP", timedelta(days=1))
    sends_by(office, "whatsapp", "sms", **far.accounts)
    many(office, 1)

    async with working():
        await until(all_are(office, "sent"))
        clock.forward(minutes=61)
        await until(lambda: states(office, "ready") == [("whatsapp", "accepted"), ("sms", "accepted")])


async def test_clock_that_is_set_forward_hurries_nothing(
    office: World, far: FarSide, working, idle, clock, monkeypatch
):
    monkeypatch.setattr(driver, "LOOK", 0.01)
    monkeypatch.setattr(driver, "LOOK_BACK", 0)
    sends_by(office, "whatsapp", "sms", **far.accounts)
    many(office, 1)

    async with working():
        await until(all_are(office, "sent"))
        clock.forward(minutes=61)
        await idle.whole(2)

    assert states(office, "ready") == [("whatsapp", "accepted")]


def test_application_sends_where_it_is_told_to(office: World, clock, settings: Settings):
    from starlette.testclient import TestClient  # noqa: PLC0415 - the web half is loaded for this test alone

    from scheduler.main import create_app  # noqa: PLC0415

    office.booked(11, phone=PHONE)

    with TestClient(create_app(office.database, clock, settings.model_copy(update={"worker": "on"}))):
        wait_until(lambda: message(office).state != "new")

    assert states(office) == [("console", "shown")]


def _never(*_args: object) -> None:
    raise AssertionError("not to be called")
