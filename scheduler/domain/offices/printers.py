"""Where an office prints numbers: the address of a printer, read."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

RAW_PORT = 9100
WIDTHS = (58, 80)
"""Millimetres of the rolls that slips are made for."""
DEVICES = re.compile(r"/dev/(usb/lp|lp|ttyUSB|ttyACM|ttyS)\d{1,3}", re.ASCII)
"""What a printer on a cable is to the server; what is printed there lands in no file."""


@dataclass(frozen=True, slots=True)
class Printer:
    """A receipt printer. kind: tcp (host, port), usb (vendor, product) or file (path); width of its roll in mm."""

    kind: str
    host: str = ""
    port: int = RAW_PORT
    vendor: int = 0
    product: int = 0
    path: str = ""
    width: int = WIDTHS[0]


def printer_of(address: str) -> Printer:
    """Read tcp://host[:9100], usb://04b8:0202 (hexadecimal) or file:///dev/usb/lp0, each with ?width=58 or 80.

    Raises ValueError.
    """
    parts = urlsplit(address.strip())
    width = int(parse_qs(parts.query).get("width", [str(WIDTHS[0])])[-1])
    if width not in WIDTHS:
        raise ValueError(width)
    match parts.scheme:
        case "tcp" if parts.hostname and not parts.path.strip("/"):
            return Printer("tcp", host=parts.hostname, port=parts.port or RAW_PORT, width=width)
        case "usb":
            vendor, product = (_hexadecimal(part) for part in parts.netloc.split(":"))
            return Printer("usb", vendor=vendor, product=product, width=width)
        case "file" if not parts.netloc and len(parts.path) > 1:
            return Printer("file", path=parts.path, width=width)
    raise ValueError(parts.scheme)


def is_device(address: str) -> bool:
    """Whether printing to an address writes into no file of the server: one that is empty prints nowhere.

    Raises ValueError for what is no address.
    """
    if not address.strip():
        return True
    printer = printer_of(address)
    return printer.kind != "file" or DEVICES.fullmatch(printer.path) is not None


def _hexadecimal(text: str) -> int:
    number = int(text, 16)
    if not 0 < number <= 0xFFFF:
        raise ValueError(text)
    return number
