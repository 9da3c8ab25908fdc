"""`giliran postpone`: what its commands are called and ask for; what they do is in `postpone`."""
# ruff: noqa: PLC0415 - a command loads what it needs when it runs, so that `giliran --help` is quick

from typing import Annotated, Any

import typer
from typer.core import TyperGroup

PLAN = "plan"


class _PlanFirst(TyperGroup):
    """What is no command of its own is the office, or an option, of the command that plans."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """As typed, with the name of the planning command put in front where it was left out."""
        if args and args[0] not in self.commands and args[0] != "--help":
            args = [PLAN, *args]
        return super().parse_args(ctx, args)


postpone_app = typer.Typer(
    cls=_PlanFirst,
    no_args_is_help=True,
    help="Move the visits of a service, or of the office, to later times; without --apply only say what would happen.",
)

Office = Annotated[str | None, typer.Argument(metavar="[CODE]", help="The office; not needed if there is only one.")]
WhichOffice = Annotated[str | None, typer.Option("--office", metavar="CODE", help="Not needed if there is only one.")]
Service = Annotated[str | None, typer.Option(metavar="LETTER", help="A, B or C. [default: the whole office]")]
Number = Annotated[int | None, typer.Argument(metavar="[NUMBER]", help="As `giliran postpone list` shows it.")]
Apply = Annotated[bool, typer.Option("--apply", help="Do it.")]


@postpone_app.command(PLAN)
def plan(
    code: Office = None,
    service: Service = None,
    first: Annotated[str | None, typer.Option("--from", metavar="DATE", help="First day closed, 2026-12-01.")] = None,
    until: Annotated[str | None, typer.Option(metavar="DATE", help="Last day closed. [default: no end]")] = None,
    reason: Annotated[str | None, typer.Option(help="As citizens read it.")] = None,
    apply: Apply = False,
    undo: Annotated[bool, typer.Option("--undo", help="Take the last postponement back.")] = False,
) -> None:
    """Close a service for some days and move its visits (`giliran postpone CODE --service C --from ...`)."""
    from scheduler.commands.postponement import postpone as command

    if undo:
        command.undo(code, None)
    else:
        command.close(code, command.Closing(service, first, until, reason or ""), apply=apply)


@postpone_app.command("extend")
def extend(
    until: Annotated[str | None, typer.Option(metavar="DATE", help="Last day closed. [default: no end]")] = None,
    number: Number = None,
    office: WhichOffice = None,
    apply: Apply = False,
) -> None:
    """Let a closure last longer; who was moved keeps the first place."""
    from scheduler.commands.postponement import postpone as command

    command.extend(office, number, until, apply=apply)


@postpone_app.command("reopen")
def reopen(
    first: Annotated[str, typer.Option("--from", metavar="DATE", help="First day open again.")],
    service: Service = None,
    percent: Annotated[int | None, typer.Option(help="Share of the usual work, 1 to 100.")] = None,
    until: Annotated[str | None, typer.Option(metavar="DATE", help="Last day of that share.")] = None,
    office: WhichOffice = None,
    apply: Apply = False,
) -> None:
    """Open again what was closed until further notice, and give everybody who waits a time in their order."""
    from scheduler.commands.postponement import postpone as command

    command.reopen(office, command.Opening(service, first, percent, until), apply=apply)


@postpone_app.command("place")
def place(
    reason: Annotated[str, typer.Option(help="As citizens read it.")],
    service: Service = None,
    office: WhichOffice = None,
    apply: Apply = False,
) -> None:
    """Give a time to visits whose slot is no more, after a change of hours."""
    from scheduler.commands.postponement import postpone as command

    command.place(office, service, reason, apply=apply)


@postpone_app.command("list")
def list_(office: WhichOffice = None) -> None:
    """Show what was postponed, how far it is, and how many visits wait for a date."""
    from scheduler.commands.postponement import postpone as command

    command.show(office)


@postpone_app.command("resume")
def resume(office: WhichOffice = None) -> None:
    """Go on with what was not finished."""
    from scheduler.commands.postponement import postpone as command

    command.resume(office)


@postpone_app.command("undo")
def undo_(number: Number = None, office: WhichOffice = None) -> None:
    """Take a postponement back within a day; the last one if none is named."""
    from scheduler.commands.postponement import postpone as command

    command.undo(office, number)


@postpone_app.command("urgent")
def urgent(
    short: Annotated[str, typer.Argument(metavar="NOMOR", help="The visit's nomor jadwal, 40-317.")],
    reason: Annotated[str, typer.Option(help="Kept sealed, for the office alone.")],
    at: Annotated[str | None, typer.Option(metavar="TIME", help="'2026-12-02 09:00'. [default: where it is]")] = None,
    office: WhichOffice = None,
) -> None:
    """Keep an urgent visit where it is, or give it an earlier slot, beside the seats."""
    from scheduler.commands.postponement import postpone as command

    command.urgent(office, short, reason, at)
