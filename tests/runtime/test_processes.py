"""Several processes behind one door: whoever tells them to stop does not wait for one that begins, or hangs."""

import signal
import socket
from collections.abc import Iterator

import pytest
import uvicorn
from starlette.applications import Starlette
from uvicorn.supervisors.multiprocess import SIGNALS, Process

from scheduler.runtime.processes import Processes


@pytest.fixture
def several() -> Iterator[Processes]:
    """Two that have not begun, so that neither answers."""
    before = {number: signal.getsignal(number) for number in SIGNALS}
    with socket.create_server(("127.0.0.1", 0)) as door:
        config = uvicorn.Config(Starlette(), workers=2, log_config=None)
        made = Processes(config, door, 0.0)
        made.processes = [Process(config, made.sockets) for _ in range(2)]
        yield made
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_nobody_is_waited_for_once_it_is_told_to_stop(several: Processes, number: int) -> None:
    assert not any(each.ping(timeout=0) for each in several.processes), "else this shows nothing"

    signal.raise_signal(number)

    assert all(each.ping(timeout=0) for each in several.processes)
    several.handle_signals()
    assert several.should_exit.is_set()


def test_one_that_was_given_up_is_passed_over(several: Processes) -> None:
    several.processes[0].child_conn.close()

    several.told(signal.SIGTERM)

    assert several.signal_queue == [signal.SIGTERM]
    assert several.processes[1].ping(timeout=0)
