"""`giliran printer`: the printer of numbers that the server reaches itself."""

import typer

from scheduler.commands.failing import CommandFailed
from scheduler.commands.options import WhichOffice
from scheduler.commands.session import opened
from scheduler.domain.door import PaperOut, PrinterUnavailable
from scheduler.domain.offices.printers import printer_of
from scheduler.printing.delivery import print_slip
from scheduler.web.shared.staff.printing import slip_for_nobody

app = typer.Typer(no_args_is_help=True)

WHY = {
    "PrintingNotInstalled": "The extra is not installed. Install it: pip install 'giliran[escpos]'",
    "ConnectionRefusedError": "Nothing listens at that address. Is the printer on, and is it the right port?",
    "ConnectionResetError": "The printer hung up at once. Is another program printing?",
    "TimeoutError": "No answer within three seconds. Is the printer on, and in the same network?",
    "gaierror": "No machine has that name.",
    "FileNotFoundError": "There is no such device.",
    "PermissionError": "This user may not write to that device.",
}


@app.command("test")
def print_test(office: WhichOffice = None) -> None:
    """Print a slip for nobody, and say what came back. Exit status 1 if nothing was printed."""
    with opened() as at:
        where, now = at.office(office), at.now
    if where.printer is None:
        raise CommandFailed("This office prints by browser. Set one: giliran office edit CODE --printer tcp://HOST")
    try:
        print_slip(printer_of(where.printer), slip_for_nobody(where, now))
    except PaperOut:
        raise CommandFailed(f"{where.printer} says that its paper has run out.") from None
    except PrinterUnavailable as refusal:
        why = str(refusal.facts.get("why"))
        raise CommandFailed(f"{where.printer} did not print. {WHY.get(why, f'({why})')}") from None
    print(f"Sent to {where.printer}: look whether A-000 and a QR came out, and whether it was cut.")  # noqa: T201
