"""The command `giliran`: what each command is called and asks for; what it does is in `scheduler.commands`."""
# ruff: noqa: PLC0415 - a command loads what it needs when it runs, so that `giliran --help` is quick

import sys
from pathlib import Path
from typing import Annotated

import typer

from scheduler.commands.calendar.closure_app import closure_app
from scheduler.commands.calendar.hours_app import hours_app
from scheduler.commands.channels.channel_app import channel_app
from scheduler.commands.postponement.postpone_app import postpone_app
from scheduler.commands.printer_app import printer_app
from scheduler.commands.report_app import report_app
from scheduler.commands.staff.staff_app import staff_app
from scheduler.commands.staff.token_app import token_app
from scheduler.commands.upkeep.keys_app import keys_app

app = typer.Typer(
    name="giliran", no_args_is_help=True, pretty_exceptions_enable=False, add_completion=False,
    help="Hands finished documents to citizens without a crowd. Settings come from GILIRAN_* (docs/settings.md).",
)  # fmt: skip
office_app = typer.Typer(no_args_is_help=True, help="Make or change an office.")
app.add_typer(office_app, name="office")
app.add_typer(staff_app, name="staff")
app.add_typer(token_app, name="token")
app.add_typer(hours_app, name="hours")
app.add_typer(closure_app, name="closure")
app.add_typer(postpone_app, name="postpone")
app.add_typer(printer_app, name="printer")
app.add_typer(report_app, name="report")
app.add_typer(channel_app, name="channel")
app.add_typer(keys_app, name="keys")

OfficeCode = Annotated[str, typer.Argument(metavar="CODE", help="2 to 40 of a-z, 0-9 and -.")]
WhichOffice = Annotated[str | None, typer.Option("--office", metavar="CODE", help="Not needed if there is only one.")]
Name = Annotated[str | None, typer.Option(help="As citizens read it.")]
Zone = Annotated[str | None, typer.Option(help="WIB, WITA, WIT, or Asia/Jakarta, Asia/Makassar, Asia/Jayapura.")]
Address = Annotated[str | None, typer.Option(help="Where to come.")]
Phone = Annotated[str | None, typer.Option(help="Whom to call.")]
Limit = Annotated[int | None, typer.Option(help="How many people the hall may hold. [new: 20]")]
Counters = Annotated[int | None, typer.Option(help="How many counters there are. [new: 3]")]
Minutes = Annotated[int | None, typer.Option(help="Length of a slot. [new: 30]")]
Capacity = Annotated[int | None, typer.Option(help="Units of work per slot and service. [new: 6]")]
PrinterAddress = Annotated[
    str | None, typer.Option(help="tcp://HOST[:9100], usb://VENDOR:PRODUCT or file:///PATH, with ?width=80; or none.")
]
Guard = Annotated[bool | None, typer.Option("--guard/--no-guard", help="Whether a guard scans people in. [new: no]")]
Lock = Annotated[
    int | None, typer.Option(help="Minutes after which an unused page of the office locks; 0: never. [new: 15]")
]


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="[default: GILIRAN_HOST]")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="[default: GILIRAN_PORT]")] = None,
    workers: Annotated[int | None, typer.Option(min=1, max=64, help="More than one needs PostgreSQL.")] = None,
) -> None:
    """Serve citizens, counters, door, screens and the API until stopped."""
    from scheduler.commands import serve as command

    command.serve(host, port, workers)


@app.command()
def display(
    host: Annotated[str | None, typer.Option(help="[default: GILIRAN_HOST]")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="[default: GILIRAN_PORT]")] = None,
) -> None:
    """Serve screens and waiting phones alone until stopped, beside `giliran serve`."""
    from scheduler.commands import display as command

    command.serve(host, port)


@app.command()
def worker(
    once: Annotated[bool, typer.Option("--once", help="Send all that is due, and end.")] = False,
) -> None:
    """Send the messages of the outbox until stopped, beside `giliran serve` or on another machine."""
    from scheduler.commands import worker as command

    command.run(once=once)


@app.command()
def demo() -> None:
    """Fill a training database with an office that shows everything, and print its links."""
    from scheduler.commands import demo as command

    command.run()


@app.command(name="import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV or XLSX, as the office exports it.")],
    office: WhichOffice = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Report everything, change nothing.")] = False,
    report: Annotated[Path | None, typer.Option(help="Write the report to a CSV file too.")] = None,
) -> None:
    """Take in an office's list of documents. Exit status 1 if a row was refused."""
    from scheduler.commands import import_export as command

    raise typer.Exit(command.run(office, file, dry_run=dry_run, report=report))


@app.command()
def invitations(office: WhichOffice = None) -> None:
    """List the links that nobody has booked with yet, with WhatsApp links to press."""
    from scheduler.commands import invitations as command

    command.show(office)


@office_app.command("create")
def create_office(
    code: OfficeCode, name: Name = None, timezone: Zone = None, address: Address = None, phone: Phone = None,
    lobby_limit: Limit = None, counters: Counters = None, slot_minutes: Minutes = None, slot_capacity: Capacity = None,
    guard: Guard = None, lock_minutes: Lock = None,
) -> None:  # fmt: skip
    """Make an office with the usual services, hours, holidays and counters, ready to take bookings."""
    from scheduler.commands import office as command
    from scheduler.flow.offices.offices import Plan

    plan = Plan(
        name, timezone, address, phone, lobby_limit, counters, slot_minutes, slot_capacity, guard,
        lock_minutes=lock_minutes,
    )  # fmt: skip
    command.create(code, plan)


@office_app.command("edit")
def edit_office(
    code: OfficeCode, name: Name = None, timezone: Zone = None, address: Address = None, phone: Phone = None,
    lobby_limit: Limit = None, counters: Counters = None, slot_minutes: Minutes = None, slot_capacity: Capacity = None,
    guard: Guard = None, printer: PrinterAddress = None, lock_minutes: Lock = None,
) -> None:  # fmt: skip
    """Change what is named; the rest stays."""
    from scheduler.commands import office as command
    from scheduler.flow.offices.offices import Plan

    plan = Plan(
        name, timezone, address, phone, lobby_limit, counters, slot_minutes, slot_capacity, guard, printer, lock_minutes
    )
    command.edit(code, plan)


def main() -> None:
    """Run a command; what people can mend is said in one sentence, with exit status 1 or 2."""
    try:
        app()
    except Exception as error:
        from scheduler.commands.failing import sentence_of

        said = sentence_of(error)
        if said is None:
            raise
        sentence, status = said
        print(sentence, file=sys.stderr)  # noqa: T201 - this is where a command speaks
        sys.exit(status)
