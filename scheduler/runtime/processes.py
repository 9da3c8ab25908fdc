"""Several processes behind one door: when all are told to stop, the door is shut for all of them."""

import contextlib
import signal
import socket
import time
from types import FrameType

from uvicorn import Config
from uvicorn.supervisors import Multiprocess

THERE = True
"""What a process answers that is asked whether it is there."""
A_LITTLE = 0.15
"""Seconds after the pause in which each of them has left the door: uvicorn looks for it ten times a second."""


class Processes(Multiprocess):
    """uvicorn's own, whose processes leave their door open behind them: whoever came then would wait for nobody until
    the last of them had ended, and be cut off.

    pause: seconds for which each of them still lets people in (`stopping.Stopping`).
    """

    def __init__(self, config: Config, door: socket.socket, pause: float) -> None:
        super().__init__(config, sockets=[door])
        self._pause = pause
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.told)

    def told(self, number: int, _frame: FrameType | None = None) -> None:
        """A signal came, to be heeded at once: uvicorn would first wait for a process that begins, or hangs, to say
        that it is there, which takes most of the time that the system gives us to end. So that is answered for them.
        """
        self.signal_queue.append(number)
        for process in self.processes:
            with contextlib.suppress(OSError):  # one that was given up
                process.child_conn.send(THERE)

    def terminate_all(self) -> None:
        """Tell all of them to stop, and shut the door behind the last who comes in."""
        super().terminate_all()
        time.sleep(self._pause + A_LITTLE)
        for door in self.sockets:
            with contextlib.suppress(OSError):  # not every system shuts what is only bound
                door.shutdown(socket.SHUT_RDWR)
            door.close()
