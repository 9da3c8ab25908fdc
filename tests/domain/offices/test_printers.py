import pytest

from scheduler.domain.offices.printers import Printer, printer_of


@pytest.mark.parametrize(
    ("address", "printer"),
    [
        ("tcp://192.168.1.50", Printer("tcp", host="192.168.1.50", port=9100)),
        ("tcp://printer.local:9101/", Printer("tcp", host="printer.local", port=9101)),
        ("tcp://[fd00::5]:9100?width=80", Printer("tcp", host="fd00::5", width=80)),
        ("usb://04b8:0202", Printer("usb", vendor=0x04B8, product=0x0202)),
        ("file:///dev/usb/lp0?width=58", Printer("file", path="/dev/usb/lp0", width=58)),
    ],
)
def test_address_is_read(address: str, printer: Printer) -> None:
    assert printer_of(address) == printer


@pytest.mark.parametrize(
    "address",
    [
        "",
        "none",
        "192.168.1.50",
        "tcp://",
        "tcp://:9100",
        "tcp://host:port",
        "tcp://host:99999",
        "tcp://host/path",
        "usb://04b8",
        "usb://04b8:0202:1",
        "usb://zz:01",
        "usb://0:0202",
        "usb://04b8:10000",
        "file://",
        "file:///",
        "file://host/dev/lp0",
        "http://host",
        "tcp://host?width=76",
        "tcp://host?width=wide",
        "tcp://[host",
    ],
)
def test_address_that_names_no_printer(address: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - any will do
        printer_of(address)
