"""What `giliran hours` and its commands are called and ask for; what they do, `hours.py` beside this says."""
# ruff: noqa: PLC0415 - a command loads what it needs when it runs, so that `giliran --help` is quick

from typing import Annotated

import typer

hours_app = typer.Typer(
    no_args_is_help=True,
    help="When the office is open, how long a slot is, how much it holds. Says what a change does; --yes applies it.",
)

WhichOffice = Annotated[str | None, typer.Option("--office", metavar="CODE", help="Not needed if there is only one.")]
Service = Annotated[str | None, typer.Option(metavar="LETTER", help="One service; the whole office if absent.")]
First = Annotated[str | None, typer.Option("--from", metavar="DATE", help="First day, such as 2027-02-08.")]
FirstNeeded = Annotated[str, typer.Option("--from", metavar="DATE", help="First day, such as 2027-02-08.")]
Last = Annotated[str | None, typer.Option("--until", metavar="DATE", help="Last day.")]
Yes = Annotated[bool, typer.Option("--yes", help="Apply it; otherwise it is only shown.")]
Whole = Annotated[int | None, typer.Option(help="[see: giliran hours show]")]


@hours_app.command("show")
def show(office: WhichOffice = None) -> None:
    """Print hours, seasons, slots and the numbers of the office."""
    from scheduler.commands.calendar import hours as command

    command.show(office)


@hours_app.command("set")
def set_week(
    days: Annotated[list[str], typer.Argument(metavar='"DAYS HOURS [BREAK]"', help="mon-thu 08.00-15.00 12.00-13.00")],
    service: Service = None, first: First = None, last: Last = None, office: WhichOffice = None, yes: Yes = False,
) -> None:  # fmt: skip
    """Set a whole week; days that are not named are closed. With dates it is a season that holds between them."""
    from scheduler.commands.calendar import hours as command

    command.set_week(office, days, service, (first, last), yes=yes)


@hours_app.command("preset")
def set_preset(
    name: Annotated[str, typer.Argument(help="usual, friday_long, perpres_21_2023 or ramadan.")],
    service: Service = None, first: First = None, last: Last = None, office: WhichOffice = None, yes: Yes = False,
) -> None:  # fmt: skip
    """Set the week of a preset; for Ramadan with its dates."""
    from scheduler.commands.calendar import hours as command

    command.set_preset(office, name, service, (first, last), yes=yes)


@hours_app.command("drop")
def drop_week(
    service: Service = None, first: First = None, last: Last = None, office: WhichOffice = None, yes: Yes = False
) -> None:
    """Take away the season with these dates, or a service's own hours."""
    from scheduler.commands.calendar import hours as command

    command.drop_week(office, service, (first, last), yes=yes)


@hours_app.command("share")
def set_share(
    percent: Annotated[int, typer.Argument(help="Of the usual units.")],
    first: FirstNeeded, last: Last = None, service: Service = None,
    reason: Annotated[str, typer.Option(help="For the office's own record.")] = "",
    office: WhichOffice = None, yes: Yes = False,
) -> None:  # fmt: skip
    """Let slots hold less, or more, than usual for a time."""
    from scheduler.commands.calendar import hours as command

    command.set_share(office, percent, service, (first, last), reason, yes=yes)


@hours_app.command("whole")
def drop_share(first: FirstNeeded, service: Service = None, office: WhichOffice = None, yes: Yes = False) -> None:
    """Take away the share that begins on a day: slots hold the usual again."""
    from scheduler.commands.calendar import hours as command

    command.drop_share(office, service, first, yes=yes)


@hours_app.command("slots")
def set_numbers(
    service: Service = None,
    minutes: Annotated[int | None, typer.Option(help="Length of a slot; 0 for a service: as the office.")] = None,
    units: Annotated[int | None, typer.Option(help="Units of work in a slot.")] = None,
    horizon_days: Whole = None, notice_minutes: Whole = None, early_minutes: Whole = None, grace_minutes: Whole = None,
    change_minutes: Whole = None, max_changes: Whole = None, max_missed: Whole = None, cooling_days: Whole = None,
    hold_back_minutes: Whole = None, offer_minutes: Whole = None, wave_percent: Whole = None, proxy_cap: Whole = None,
    urgent_daily: Whole = None, invitation_days: Whole = None, walk_in_minutes: Whole = None,
    lead_minutes: Whole = None, entry_minutes: Whole = None, behind: Whole = None, passes: Whole = None,
    max_calls: Whole = None, absent_after: Whole = None, recall_seconds: Whole = None,
    asks_signature: Annotated[int | None, typer.Option(help="1: who takes a document signs on the screen.")] = None,
    walk_ins: Annotated[int | None, typer.Option(help="Numbers a day without a booking; 0: as many as come.")] = None,
    office: WhichOffice = None, yes: Yes = False,
) -> None:  # fmt: skip
    """Change the slots of a service or of all, and the numbers of the office."""
    from scheduler.commands.calendar import hours as command

    numbers = {
        "horizon_days": horizon_days, "notice_minutes": notice_minutes, "early_minutes": early_minutes,
        "grace_minutes": grace_minutes, "change_minutes": change_minutes, "max_changes": max_changes,
        "max_missed": max_missed, "cooling_days": cooling_days, "hold_back_minutes": hold_back_minutes,
        "offer_minutes": offer_minutes, "wave_percent": wave_percent, "proxy_cap": proxy_cap,
        "urgent_daily": urgent_daily, "invitation_days": invitation_days, "walk_in_minutes": walk_in_minutes,
        "lead_minutes": lead_minutes, "entry_minutes": entry_minutes, "behind": behind, "passes": passes,
        "max_calls": max_calls, "absent_after": absent_after, "recall_seconds": recall_seconds,
        "asks_signature": asks_signature,
    }  # fmt: skip
    named = {name: value for name, value in numbers.items() if value is not None}
    command.set_numbers(office, service, (minutes, units, walk_ins), named, yes=yes)
