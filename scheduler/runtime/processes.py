"""Several processes behind one door: when all are told to stop, the door is shut for all of them."""

import contextlib
import socket
import time

from uvicorn import Config
from uvicorn.supervisors import Multiprocess

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

    def terminate_all(self) -> None:
        """Tell all of them to stop, and shut the door behind the last who comes in."""
        super().terminate_all()
        time.sleep(self._pause + A_LITTLE)
        for door in self.sockets:
            with contextlib.suppress(OSError):  # not every system shuts what is only bound
                door.shutdown(socket.SHUT_RDWR)
            door.close()
