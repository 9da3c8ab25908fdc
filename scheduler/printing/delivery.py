"""Bytes to a printer: asked for its paper first where it answers, and given up after three seconds."""

import os
import select
import socket
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from scheduler.domain.door import PaperOut, PrinterUnavailable
from scheduler.domain.offices.printers import Printer
from scheduler.printing.escpos import PAPER_STATUS, PrintingNotInstalled, Slip, bytes_of, is_out_of_paper

PATIENCE = 3.0
"""Seconds that a slip may take in all."""
FOR_AN_ANSWER = 0.5
"""Seconds of these in which the printer may say how its paper is: many never answer."""


_TURNS: dict[Printer, threading.Lock] = defaultdict(threading.Lock)
"""One slip after the other: most printers take one line at a time."""


def print_slip(printer: Printer, slip: Slip, *, patience: float = PATIENCE) -> None:
    """Print one slip; blocks, so that it belongs into a thread. Raises PaperOut, PrinterUnavailable with the number."""
    try:
        is_empty = _in_turn(printer, bytes_of(slip, printer.width), patience)
    except (OSError, ValueError, PrintingNotInstalled) as fault:
        raise PrinterUnavailable(ticket=slip.number, why=type(fault).__name__) from fault
    if is_empty:
        raise PaperOut(ticket=slip.number)


def _in_turn(printer: Printer, data: bytes, patience: float) -> bool:
    if not _TURNS[printer].acquire(timeout=patience):
        raise TimeoutError
    try:
        return SENDERS[printer.kind](printer, data, patience)
    finally:
        _TURNS[printer].release()


def _by_network(printer: Printer, data: bytes, patience: float) -> bool:
    """Returns whether the printer said that it has no paper; nothing is sent then, to be printed by surprise."""
    end = time.monotonic() + patience
    with socket.create_connection((printer.host, printer.port), timeout=patience) as line:
        line.settimeout(min(FOR_AN_ANSWER, patience))
        line.sendall(PAPER_STATUS)
        with suppress(TimeoutError):
            answer = line.recv(1)
            if not answer:
                raise ConnectionResetError
            if is_out_of_paper(answer[0]):
                return True
        line.settimeout(max(0.1, end - time.monotonic()))
        line.sendall(data)
        with suppress(OSError):
            line.shutdown(socket.SHUT_WR)
    return False


def _by_file(printer: Printer, data: bytes, patience: float) -> bool:
    """A device that takes no more (off, out of paper) is waited for as long as anybody is; it never blocks us."""
    end = time.monotonic() + patience
    device = os.open(Path(printer.path), os.O_WRONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    try:
        while data:
            if not _takes(device, max(0.0, end - time.monotonic())):
                raise TimeoutError
            data = data[os.write(device, data) :]
    finally:
        os.close(device)
    return False


def _takes(device: int, seconds: float) -> bool:
    """Whether a device takes something more within so many seconds, whatever its number: a server has many open."""
    if not hasattr(select, "poll"):
        return bool(select.select([], [device], [], seconds)[1])
    waiting = select.poll()
    waiting.register(device, select.POLLOUT)
    return bool(waiting.poll(seconds * 1000))


def _by_usb(printer: Printer, data: bytes, patience: float) -> bool:
    """Returns whether the printer said that it has no paper."""
    try:
        from escpos.exceptions import Error  # noqa: PLC0415 - the extra
        from escpos.printer import Usb  # noqa: PLC0415 - the same
    except ImportError:
        raise PrintingNotInstalled from None
    if not Usb.is_usable():
        raise PrintingNotInstalled
    line: Any = Usb(printer.vendor, printer.product, timeout=int(patience * 1000))
    try:
        line.open()
        line._raw(PAPER_STATUS)  # noqa: SLF001 - its own way in for bytes
        with suppress(OSError):
            answer = line._read()  # noqa: SLF001 - the same
            if len(answer) and is_out_of_paper(answer[0]):
                return True
        line._raw(data)  # noqa: SLF001 - the same
    except (Error, RuntimeError) as fault:
        raise OSError(str(fault)) from fault
    finally:
        line.close()
    return False


SENDERS: dict[str, Callable[[Printer, bytes, float], bool]] = {
    "tcp": _by_network,
    "file": _by_file,
    "usb": _by_usb,
}
"""Kind -> what sends bytes within so many seconds, and tells whether the paper has ended."""
