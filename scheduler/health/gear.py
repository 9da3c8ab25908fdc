"""What offices may have set up beside: a voice, printers of numbers."""

import socket
from pathlib import Path

from sqlmodel import Session, col, select

from scheduler.db.models import Office
from scheduler.domain.offices.printers import Printer, printer_of
from scheduler.domain.refusals import N_
from scheduler.health.around import Around
from scheduler.health.finding import Finding, good, look
from scheduler.speech import espeak

PATIENCE = 2.0


def voice(_around: Around) -> Finding:
    """Whether calls can be heard."""
    return judged_voice(espeak.way())


def judged_voice(way: str | None) -> Finding:
    """way: how this machine speaks; None where it cannot."""
    if way is None:
        return look(
            N_("Komputer ini tidak bisa bersuara: layar memanggil dengan bunyi saja, kecuali ada rekaman sendiri."),
            N_("Pasang espeak-ng (apt install espeak-ng), atau rekam suara di halaman Suara."),
        )
    return good(N_("Panggilan bisa diucapkan komputer ini."))


def printers(around: Around) -> Finding:
    """Whether the printers that the server reaches itself are there; nothing is printed."""
    with around.session() as session:
        told = _printers(session, around.office_id)
    return judged_printers([name for name, printer in told if not _is_there(printer)], len(told))


def judged_printers(away: list[str], count: int) -> Finding:
    """away: the offices, by their codes, whose printer does not answer. count: of all that have one."""
    if away:
        return look(
            N_("Pencetak nomor tidak menjawab: {names}."),
            N_("Periksa kertas, kabel dan jaringannya, lalu jalankan: giliran printer test"),
            names=", ".join(away),
        )
    if count:
        return good(N_("Pencetak nomor yang terhubung: {count}."), count=count)
    return good(N_("Tidak ada pencetak nomor yang dihubungkan ke server."))


def _printers(session: Session, office_id: int | None) -> list[tuple[str, Printer]]:
    having = select(Office.code, Office.printer).where(col(Office.printer).is_not(None))
    if office_id is not None:
        having = having.where(col(Office.id) == office_id)
    return [(code, printer_of(told)) for code, told in session.exec(having) if told]


def _is_there(printer: Printer) -> bool:
    """Whether somebody answers where a printer on the net is, and a device is where one is named."""
    if printer.kind == "file":
        return Path(printer.path).exists()
    if printer.kind != "tcp":
        return True
    try:
        socket.create_connection((printer.host, printer.port), PATIENCE).close()
    except OSError:
        return False
    return True
