"""`giliran service`: installed, looked at, taken away; and the recipes of what stands before it."""

import re
import secrets
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from scheduler.commands.failing import CommandFailed
from scheduler.commands.service.machine import KEPT, Machine
from scheduler.commands.service.plan import ENVIRONMENT, Plan, other_folders, recalled
from scheduler.commands.service.recipes import RECIPES, recipe
from scheduler.commands.service.units import COMMAND, UNITS, command_of, environment_of, units_of

app = typer.Typer(no_args_is_help=True)

ELSEWHERE = "https://antrean.example.go.id"
"""What the settings say as long as nobody said where citizens reach the office."""
COMPILE = "from scheduler.web.shared.pages import compile_all; compile_all()"
Root = Annotated[
    Path, typer.Option(metavar="FOLDER", help="Lay the files out below another folder, and start nothing.")
]


@app.command("install")
def install(
    base_url: Annotated[str | None, typer.Option(help="Where citizens reach the office: https://...")] = None,
    database_url: Annotated[str | None, typer.Option(help="PostgreSQL; a SQLite file in the folder if absent.")] = None,
    user: Annotated[str | None, typer.Option(help="Under whose name it runs. [new: giliran]")] = None,
    folder: Annotated[str | None, typer.Option(help="Database, secret, files. [new: /var/lib/giliran]")] = None,
    program: Annotated[str | None, typer.Option(help="The command giliran. [new: the one that is running]")] = None,
    worker: Annotated[
        bool | None, typer.Option("--with-worker/--without-worker", help="Messages by a process of their own.")
    ] = None,
    displays: Annotated[int | None, typer.Option(min=0, help="Processes for screens and phones alone.")] = None,
    usb_printer: Annotated[
        bool | None, typer.Option("--usb-printer/--no-usb-printer", help="Let it print at this machine's USB.")
    ] = None,
    root: Root = Path("/"),
    print_: Annotated[bool, typer.Option("--print", help="Print the files, and change nothing.")] = False,
    start: Annotated[bool, typer.Option("--start/--no-start", help="Start it, now and with the machine.")] = True,
) -> None:
    """Write units, settings, user and folder, and start the service. What is not said stays as it is; after an upgrade
    run it again.
    """
    machine = Machine(root.absolute())
    before = recalled(machine.read(f"{UNITS}/giliran.service") or "")
    plan = (before or Plan(program=_running())).changed(
        user=user, folder=folder, program=program, worker=worker, displays=displays, usb_printer=usb_printer
    )
    plan = plan.changed(also=other_folders(machine.read(ENVIRONMENT) or "", plan.folder))
    _refuse_displays_on_sqlite(machine, plan, database_url)
    settings = environment_of(
        plan, database_url=database_url, base_url=_checked(base_url) or ELSEWHERE, secret=secrets.token_urlsafe(32)
    )
    if print_:
        for file in (settings, command_of(plan), *units_of(plan)):
            print(f"# {file.path} ({file.mode:04o})\n\n{file.text}")  # noqa: T201 - the command's answer
        return
    machine.refuse_unfit()
    told = {f"user {plan.user}": machine.make_user(plan.user, plan.folder)}
    told[plan.folder] = machine.make_folder(plan.folder, plan.user)
    told[ENVIRONMENT] = machine.write(settings, keep=True)
    machine.give_to_group(ENVIRONMENT, plan.user)
    told |= {file.path: machine.write(file) for file in (command_of(plan), *units_of(plan))}
    for name, what in told.items():
        print(f"{name}: {what}")  # noqa: T201
    if machine.is_this:
        _begin(machine, plan, before, start=start)
    print(_what_next(machine, plan, kept=told[ENVIRONMENT] == KEPT, told=base_url, database=database_url))  # noqa: T201


@app.command("status")
def status() -> None:
    """Say what runs, and whether its files are those that this version writes. Exit status 1 if something is amiss."""
    machine = Machine()
    plan = _installed(machine)
    amiss = False
    for service in plan.services:
        active, enabled = (machine.asked("systemctl", question, service) for question in ("is-active", "is-enabled"))
        print(f"{service}: {active}, {enabled}")  # noqa: T201
        amiss |= (active, enabled) != ("active", "enabled")
    for file in (command_of(plan), *units_of(plan)):
        if machine.read(file.path) != file.text:
            print(f"{file.path}: not as this version writes it. Run: giliran service install")  # noqa: T201
            amiss = True
    if machine.read(ENVIRONMENT) is None:
        print(f"{ENVIRONMENT}: is missing. Run: giliran service install --base-url https://...")  # noqa: T201
        amiss = True
    print("Its log: journalctl -u 'giliran*'")  # noqa: T201
    raise typer.Exit(int(amiss))


@app.command("uninstall")
def uninstall(root: Root = Path("/")) -> None:
    """Stop the service and take its units away; settings, data and user stay."""
    machine = Machine(root.absolute())
    plan = _installed(machine)
    machine.refuse_unfit()
    if machine.is_this:
        machine.run("systemctl", "disable", "--now", *plan.services)
    for path in (*(file.path for file in units_of(plan)), COMMAND):
        if machine.remove(path):
            print(f"{path}: removed")  # noqa: T201
    if machine.is_this:
        machine.run("systemctl", "daemon-reload")
    print(  # noqa: T201
        f"Kept: {plan.folder} with all data and its secret, {ENVIRONMENT}, the user {plan.user}, {plan.program}."
        " Whoever deletes them deletes the office."
    )


@app.command("proxy")
def proxy(
    kind: Annotated[str, typer.Argument(metavar="KIND", help=" or ".join(RECIPES) + ".")],
    base_url: Annotated[str | None, typer.Option(help="Where citizens reach the office: https://...")] = None,
) -> None:
    """Print the configuration of the web server that stands before it, with TLS and websockets."""
    plan = recalled(Machine().read(f"{UNITS}/giliran.service") or "") or Plan(program=_running())
    print(recipe(kind, _checked(base_url) or ELSEWHERE, plan.ports), end="")  # noqa: T201


def _begin(machine: Machine, plan: Plan, before: Plan | None, *, start: bool) -> None:
    """Let systemd read the units, end what is no more, and start or restart what is."""
    machine.run("systemctl", "daemon-reload")
    gone = [each for each in (before.services if before else []) if each not in plan.services]
    if gone:
        machine.run("systemctl", "disable", "--now", *gone)
    # What pages are drawn by, as pip makes it of modules: the program may not write there itself.
    python = str(Path(plan.program).with_name("python"))
    if subprocess.run([python, "-I", "-c", COMPILE], check=False).returncode != 0:  # noqa: S603 - the program's own
        raise CommandFailed(f"The pages could not be compiled by {python}. Is the program installed whole?")
    if start:
        machine.run("systemctl", "enable", *plan.services)
        machine.run("systemctl", "restart", *plan.services)
        print(f"started: {' '.join(plan.services)}")  # noqa: T201


def _refuse_displays_on_sqlite(machine: Machine, plan: Plan, database_url: str | None) -> None:
    there = machine.read(ENVIRONMENT)
    found = re.search(r"^GILIRAN_DATABASE_URL=['\"]?(\w*)", there or "", re.MULTILINE)
    on_a_server = ((database_url or "") if there is None else (found[1] if found else "")).startswith("postgresql")
    if plan.displays and not on_a_server:
        raise CommandFailed(
            "--displays needs PostgreSQL (--database-url): on a SQLite file `giliran serve` does it.",
            status=2,
        )


def _what_next(machine: Machine, plan: Plan, *, kept: bool, told: str | None, database: str | None) -> str:
    lines = ["", "Next:"]
    if kept and (told or database):
        lines.append(f"  {ENVIRONMENT} was there and was kept: see that it says what you said now.")
    if not kept and told is None:
        lines.append(f"  say in {ENVIRONMENT} where citizens reach the office (GILIRAN_BASE_URL), then restart")
    if machine.is_this:
        secret = f"the secret in {ENVIRONMENT}" if database else f"{plan.folder}/giliran.db.key"
        lines += [
            "  giliran service status             what runs",
            "  journalctl -f -u 'giliran*'        its log",
            "  giliran service proxy caddy        the web server with TLS before it: docs/installing.md",
            "  giliran start-address              where a browser sets up the first office, unless there is one",
            f"  copy {secret} to another place once it is there: without it nobody can read a backup",
        ]
    else:
        services = " ".join(plan.services)
        lines.append(f"  on the machine: make the user {plan.user}, then systemctl enable --now {services}")
    return "\n".join(lines)


def _installed(machine: Machine) -> Plan:
    """What is installed. Raises CommandFailed where nothing is."""
    plan = recalled(machine.read(f"{UNITS}/giliran.service") or "")
    if plan is None:
        raise CommandFailed(
            "No service of giliran is installed here. Run: giliran service install --base-url https://..."
        )
    return plan


def _running() -> str:
    """The command of the program that is running."""
    return str(Path(sys.executable).with_name("giliran"))


def _checked(base_url: str | None) -> str | None:
    """An address that links may begin with. Raises ValidationError, CommandFailed for one that no file can say."""
    if base_url is None:
        return None
    from scheduler.runtime.config import Settings  # noqa: PLC0415 - `--help` is quick

    checked = Settings(base_url=base_url).base_url
    if not checked.isascii() or any(sign in checked for sign in "'\"\\$`;{}#"):
        raise CommandFailed("--base-url has signs that no address has.", status=2)
    return checked
