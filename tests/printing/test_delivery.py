"""Slips on their way: to a printer on the network that answers, keeps silent, hangs, or has no paper; to a device."""

import os
import socket
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from scheduler.domain.door import PaperOut, PrinterUnavailable
from scheduler.domain.offices.printers import Printer
from scheduler.printing.delivery import _TURNS, print_slip
from scheduler.printing.escpos import PAPER_STATUS, bytes_of
from tests.printing.test_escpos import SLIP
from tests.support.ports import deserted

PAPER, NO_PAPER = b"\x12", b"\x72"
SHORT = 0.3


class PaperPrinter:
    """A printer on the loopback: answers the question for its paper with `status` (None: never), and prints."""

    def __init__(self, status: bytes | None) -> None:
        self.status = status
        self.printed: list[bytes] = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.printer = Printer("tcp", host="127.0.0.1", port=self.listener.getsockname()[1])

    def serve(self) -> None:
        with ThreadPoolExecutor(8) as lines:
            while True:
                try:
                    line, _ = self.listener.accept()
                except OSError:
                    return
                lines.submit(self._print, line)

    def _print(self, line: socket.socket) -> None:
        with line:
            assert line.recv(3) == PAPER_STATUS
            if self.status is not None:
                line.sendall(self.status)
            data = b""
            while part := line.recv(4096):
                data += part
            if data:
                self.printed.append(data)


@contextmanager
def printing(status: bytes | None) -> Iterator[PaperPrinter]:
    device = PaperPrinter(status)
    thread = threading.Thread(target=device.serve)
    thread.start()
    try:
        yield device
    finally:
        device.listener.shutdown(socket.SHUT_RDWR)
        device.listener.close()
        thread.join(30)


@pytest.mark.parametrize("status", [PAPER, b"\x1e", None], ids=["paper", "nearly out", "silent"])
def test_slip_is_printed_once(status: bytes | None) -> None:
    with printing(status) as device:
        print_slip(device.printer, SLIP)

    assert device.printed == [bytes_of(SLIP, 58)]


def test_roll_of_80_mm_gets_its_own_slip() -> None:
    with printing(PAPER) as device:
        print_slip(Printer("tcp", host="127.0.0.1", port=device.printer.port, width=80), SLIP)

    assert device.printed == [bytes_of(SLIP, 80)]


def test_out_of_paper_names_the_number_and_sends_nothing() -> None:
    with printing(NO_PAPER) as device, pytest.raises(PaperOut) as refused:
        print_slip(device.printer, SLIP)

    assert refused.value.facts == {"ticket": "A-021"}
    assert device.printed == []


def test_nobody_listens() -> None:
    with deserted() as port, pytest.raises(PrinterUnavailable) as refused:
        print_slip(Printer("tcp", host="127.0.0.1", port=port), SLIP)

    assert (refused.value.facts["ticket"], refused.value.facts["why"]) == ("A-021", "ConnectionRefusedError")


def test_printer_hangs_up_at_once() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def hang_up() -> None:
            listener.accept()[0].close()

        thread = threading.Thread(target=hang_up)
        thread.start()
        with pytest.raises(PrinterUnavailable):
            print_slip(Printer("tcp", host="127.0.0.1", port=listener.getsockname()[1]), SLIP)
        thread.join(30)


def test_printer_that_takes_no_line_is_given_up() -> None:
    with ExitStack() as stack:
        listener = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        for _ in range(3):  # the queue of lines that nobody accepts is full after these
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())

        with pytest.raises(PrinterUnavailable) as refused:
            print_slip(Printer("tcp", host="127.0.0.1", port=listener.getsockname()[1]), SLIP, patience=SHORT)

    assert refused.value.facts["why"] == "TimeoutError"


def test_slips_at_once_are_all_printed() -> None:
    with printing(PAPER) as device, ThreadPoolExecutor(4) as guards:
        for done in [guards.submit(print_slip, device.printer, SLIP) for _ in range(8)]:
            done.result(20)

    assert device.printed == [bytes_of(SLIP, 58)] * 8


def test_slip_waits_for_the_one_before_it_but_not_for_long() -> None:
    with printing(PAPER) as device, _TURNS[device.printer], pytest.raises(PrinterUnavailable) as refused:
        print_slip(device.printer, SLIP, patience=SHORT)

    assert refused.value.facts["why"] == "TimeoutError"
    assert device.printed == []


def test_device_is_written_to(tmp_path: Path) -> None:
    device = tmp_path / "lp0"
    device.touch()

    print_slip(Printer("file", path=str(device)), SLIP)

    assert device.read_bytes() == bytes_of(SLIP, 58)


def test_device_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(PrinterUnavailable) as refused:
        print_slip(Printer("file", path=str(tmp_path / "lp0")), SLIP)

    assert refused.value.facts["why"] == "FileNotFoundError"
    assert list(tmp_path.iterdir()) == []


def test_device_that_takes_no_more_is_given_up(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "lp0")
    reader = os.open(tmp_path / "lp0", os.O_RDONLY | os.O_NONBLOCK)
    writer = os.open(tmp_path / "lp0", os.O_WRONLY | os.O_NONBLOCK)
    try:
        while True:
            try:
                os.write(writer, b"x" * 65536)
            except BlockingIOError:
                break

        with pytest.raises(PrinterUnavailable) as refused:
            print_slip(Printer("file", path=str(tmp_path / "lp0")), SLIP, patience=SHORT)
    finally:
        os.close(reader)
        os.close(writer)

    assert refused.value.facts["why"] == "TimeoutError"


def test_usb_printer_that_is_not_plugged_in() -> None:
    with pytest.raises(PrinterUnavailable) as refused:
        print_slip(Printer("usb", vendor=0x04B8, product=0x0202), SLIP)

    assert refused.value.facts["ticket"] == "A-021"


@pytest.mark.parametrize("kind", ["tcp", "usb", "file"])
def test_extra_that_is_not_installed(monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    monkeypatch.setitem(sys.modules, "escpos.printer", None)

    with pytest.raises(PrinterUnavailable) as refused:
        print_slip(Printer(kind), SLIP)

    assert refused.value.facts["why"] == "PrintingNotInstalled"
