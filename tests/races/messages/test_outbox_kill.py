"""`giliran worker` is killed at every point: no message is lost, and none goes twice where the far side knows its key;
where it does not, at most once more.
"""

import json
import random
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import time as clock_time
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlmodel import Session, col

from scheduler.db.models import ChannelAccount, Message, Office
from scheduler.runtime.config import Settings
from tests.scenes.factories import EARLY, World
from tests.scenes.outbox import ACCOUNTS, many, sends_by
from tests.support.far_side import FarSide, far_side
from tests.support.patience import wait_until as wait_at_most
from tests.support.processes import environment

ROOT = Path(__file__).parents[3]
EACH = 3
wait_until = partial(wait_at_most, seconds=60)  # a process has to start meanwhile

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]


@pytest.fixture
def far() -> Iterator[FarSide]:
    with far_side() as far:
        yield far


@pytest.fixture
def both(office: World, elsewhere: World, far: FarSide) -> tuple[World, World]:
    """An office that sends by a gateway that knows keys, and one by WhatsApp, which does not; at any hour."""
    for world, channel in ((office, "sms"), (elsewhere, "whatsapp")):
        sends_by(world, channel, **far.accounts)
        world.change(Office, world.office.id, messages_from=clock_time(0), messages_until=clock_time(0))
    return office, elsewhere


@contextmanager
def working(settings: Settings, *options: str) -> Iterator["subprocess.Popen[bytes]"]:
    """A worker of its own process, killed at the end of the block if it still runs."""
    process = subprocess.Popen(
        [sys.executable, "-m", "scheduler", "worker", *options],
        cwd=ROOT,
        env=environment(settings),
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait(10)


def work_off(settings: Settings) -> None:
    with working(settings, "--once") as process:
        assert process.wait(120) == 0


def let_leases_end(office: World) -> None:
    """What two minutes do."""
    office.database.run(
        lambda session: session.execute(
            update(Message).where(col(Message.state) == "sending").values(lease_until=EARLY)
        )
    )


def states(world: World) -> list[tuple[str, str | None]]:
    return [(row.state, row.why) for row in world.rows(Message, Message.office_id == world.office.id)]


@pytest.mark.deep("kills by the dozen")
def test_killed_before_a_far_side_was_asked(both, far: FarSide, settings: Settings):
    """The tries are written down, and nobody has heard of them."""
    office, elsewhere = both
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        point_to(office, f"http://127.0.0.1:{deaf.getsockname()[1]}/")
        many(office, EACH)
        many(elsewhere, EACH)
        with working(settings) as process:
            wait_until(lambda: [state for state, _ in states(office) + states(elsewhere)] == ["sending"] * 2 * EACH)
            process.kill()
    point_to(office, far.server.url_for("/"))
    let_leases_end(office)

    work_off(settings)

    assert states(office) == states(elsewhere) == [("sent", None)] * EACH
    assert len(far.taken) == 2 * EACH
    assert set(far.taken.values()) == {1}


def point_to(office: World, url: str) -> None:
    """Let all accounts lead there."""

    def change(session: Session) -> None:
        sms = {"url": f"{url}sms", "format": "json", "body": '{"to": "{to}", "text": "{text}"}', "id_path": "id"}
        for channel, entries in (("sms", sms), ("whatsapp", {**ACCOUNTS["whatsapp"], "base_url": f"{url}v23.0"})):
            session.execute(
                update(ChannelAccount).where(col(ChannelAccount.channel) == channel).values(account=json.dumps(entries))
            )

    office.database.run(change)


@pytest.mark.parametrize("point", ["before", pytest.param("after", marks=pytest.mark.deep("kills by the dozen"))])
def test_killed_while_the_far_side_is_asked_or_has_taken_it(both, far: FarSide, settings: Settings, point: str):
    """before: the request is there, and nothing was taken. after: it was taken, and nobody has heard that."""
    office, elsewhere = both
    many(office, EACH)
    many(elsewhere, EACH)
    died = threading.Event()

    def kill() -> None:
        process.kill()

    everybody = threading.Barrier(2 * EACH, action=kill)

    def wait_for_the_end() -> None:
        if not died.is_set():
            everybody.wait(60)
            process.wait(10)
            died.set()

    setattr(far, point, wait_for_the_end)
    with working(settings) as process:
        wait_until(died.is_set)
    wait_until(lambda: far.under_way == 0)
    setattr(far, point, None)
    let_leases_end(office)

    work_off(settings)

    assert states(office) == states(elsewhere) == [("sent", None)] * EACH
    mine, theirs = counts(far)
    assert (len(mine), len(theirs)) == (EACH, EACH)
    assert set(mine) == {1}
    assert set(theirs) == {2}, "they do not know a repetition: once more, and not oftener"


def counts(far: FarSide) -> tuple[list[int], list[int]]:
    """How often each was told: by the gateway, whose numbers begin with +, and by WhatsApp."""
    mine = [count for to, count in far.taken.items() if to.startswith("+")]
    return mine, [count for to, count in far.taken.items() if not to.startswith("+")]


@pytest.mark.deep("kills by the dozen")
def test_killed_again_and_again_at_any_moment(both, far: FarSide, settings: Settings):
    office, elsewhere = both
    for world in both:
        many(world, 150)
    chance = random.Random(7)

    for _ in range(12):
        enough = len(far.asked) + chance.randrange(1, 25)
        with working(settings) as process:
            wait_until(lambda enough=enough: len(far.asked) >= enough or not is_any_left(both))
            far.free.clear()  # some are under way, and are not answered before the worker is dead
            process.kill()
            process.wait(10)
            far.free.set()
        let_leases_end(office)
    work_off(settings)

    mine, theirs = counts(far)
    assert states(office) == [("sent", None)] * 150
    assert mine == [1] * 150
    assert set(states(elsewhere)) <= {("sent", None), ("unreached", "perhaps_sent")}
    assert set(theirs) <= {1, 2}
    unreached = [state for state, _ in states(elsewhere)].count("unreached")
    assert len(theirs) >= 150 - unreached


def is_any_left(both: tuple[World, World]) -> bool:
    return any(state in ("new", "sending") for world in both for state, _ in states(world))
