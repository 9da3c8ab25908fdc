"""What the server prints itself: a slip sent to the office's printer, and one for nobody that tries it."""

import asyncio
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from zoneinfo import ZoneInfo

from scheduler.db.models import Office
from scheduler.domain.door import PaperOut, PrinterUnavailable
from scheduler.domain.offices.printers import printer_of
from scheduler.domain.refusals import N_, Refusal
from scheduler.domain.trials import PAPER, TICKET
from scheduler.printing.delivery import print_slip
from scheduler.printing.escpos import Slip
from scheduler.web.shared.told import sentence
from scheduler.web.shared.wording import Wording

HEADING, SHORT_HEADING = N_("Nomor antrean"), N_("Nomor jadwal")
FREE = N_("Gratis. Tidak ada jalur cepat berbayar.")
TRIAL_HEADING = N_("UJI COBA")
TRIED = N_("Uji coba pencetak. Bukan nomor antrean. Pindai QR ini di halaman Uji coba alat.")
PRINTING = ThreadPoolExecutor(4, "printing")
"""Threads of their own: a printer that hangs keeps nobody from reading the database."""
WHY: Mapping[str, str] = {
    "ConnectionRefusedError": N_("Pencetak tidak menerima sambungan. Periksa apakah menyala dan alamatnya benar."),
    "ConnectionResetError": N_("Pencetak langsung memutus sambungan. Mungkin sedang dipakai program lain."),
    "TimeoutError": N_("Tidak ada jawaban dalam tiga detik. Periksa apakah menyala dan di jaringan yang sama."),
    "gaierror": N_("Tidak ada mesin dengan nama itu di jaringan."),
    "FileNotFoundError": N_("Pencetak itu tidak tersambung ke server."),
    "PermissionError": N_("Server tidak berhak menulis ke pencetak itu. Minta bantuan yang mengurus server."),
    "PrintingNotInstalled": N_("Bagian pencetak belum dipasang di server. Minta bantuan yang mengurus server."),
}
"""Why nothing was printed, by the name of the fault."""
PAPER_OUT, NOT_PRINTED = N_("Kertas pencetak habis."), N_("Pencetak tidak menjawab.")


async def print_apart(office: Office, slip: Slip) -> None:
    """Print a slip at the office's printer. Raises PaperOut, PrinterUnavailable."""
    await asyncio.get_running_loop().run_in_executor(PRINTING, print_slip, printer_of(office.printer or ""), slip)


def printing_told(refusal: Refusal, say: Wording) -> str:
    """A refusal in words; of a test print there is no number to write down."""
    if isinstance(refusal, PrinterUnavailable):
        why = PAPER_OUT if isinstance(refusal, PaperOut) else WHY.get(str(refusal.facts.get("why")), NOT_PRINTED)
        return say.text(why)
    return sentence(refusal, say)


def slip_for_nobody(office: Office, now: datetime, *, language: str = "id") -> Slip:
    """A slip as citizens get it, which says that it is a trial: with A-000, and the QR to try scanners with."""
    say = Wording(language, ZoneInfo(office.timezone))
    return Slip(
        office=office.name,
        heading=say.text(TRIAL_HEADING),
        number=TICKET,
        code=PAPER,
        short_heading=say.text(SHORT_HEADING),
        short="00-000",
        when=f"{say.day(now)}, {say.clock_zone(now)}",
        lines=[say.text(TRIED)],
        foot=say.text(FREE),
    )
