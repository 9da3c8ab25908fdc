"""What the server prints itself: a slip sent to the office's printer, and one for nobody that tries it."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from zoneinfo import ZoneInfo

from scheduler.db.models import Office
from scheduler.domain.offices.printers import printer_of
from scheduler.domain.refusals import N_
from scheduler.printing.delivery import print_slip
from scheduler.printing.escpos import Slip
from scheduler.web.shared.wording import Wording

HEADING, SHORT_HEADING = N_("Nomor antrean"), N_("Nomor jadwal")
FREE = N_("Gratis. Tidak ada jalur cepat berbayar.")
TRIED = N_("Percobaan pencetak. Bukan nomor antrean.")
PRINTING = ThreadPoolExecutor(4, "printing")
"""Threads of their own: a printer that hangs keeps nobody from reading the database."""


async def print_apart(office: Office, slip: Slip) -> None:
    """Print a slip at the office's printer. Raises PaperOut, PrinterUnavailable."""
    await asyncio.get_running_loop().run_in_executor(PRINTING, print_slip, printer_of(office.printer or ""), slip)


def slip_for_nobody(office: Office, now: datetime, *, language: str = "id") -> Slip:
    """A slip as citizens get it, with the number A-000 and a code that no visit has."""
    say = Wording(language, ZoneInfo(office.timezone))
    return Slip(
        office=office.name,
        heading=say.text(HEADING),
        number="A-000",
        code="0000-0000-0000-0000",
        short_heading=say.text(SHORT_HEADING),
        short="00-000",
        when=f"{say.day(now)}, {say.clock_zone(now)}",
        lines=[say.text(TRIED)],
        foot=say.text(FREE),
    )
