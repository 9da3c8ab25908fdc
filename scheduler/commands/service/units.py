"""The files of an installation, as texts: units of systemd, the settings, and the command that administrators type."""

import shlex
from dataclasses import dataclass
from pathlib import PurePosixPath

from scheduler.commands.service.plan import ENVIRONMENT, Plan

MARK = "# Written by `giliran service install`, which writes it anew: put changes into a drop-in (systemctl edit)."
COMMAND = "/usr/local/bin/giliran"
UNITS = "/etc/systemd/system"


@dataclass(frozen=True, slots=True)
class Written:
    """A file of an installation."""

    path: str
    text: str
    mode: int = 0o644


HARDENED = """\
UMask=0077
NoNewPrivileges=yes
CapabilityBoundingSet=
AmbientCapabilities=
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
PrivateMounts=yes
ProtectProc=invisible
ProtectClock=yes
ProtectHostname=yes
ProtectControlGroups=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
MemoryDenyWriteExecute=yes
RemoveIPC=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service @sandbox
SystemCallFilter=~@privileged @keyring @memlock
SystemCallErrorNumber=EPERM
"""
"""What the program can do without: everything but its folder, the net, and processes of its own. It shuts in by itself
the process that reads strangers' files (seccomp, Landlock): @sandbox lets it.
"""
NO_DEVICES = """\
PrivateDevices=yes
DevicePolicy=closed
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
"""
USB_PRINTER = """\
DevicePolicy=closed
DeviceAllow=char-usb_device rw
DeviceAllow=char-usb rw
SupplementaryGroups=lp
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
"""
UNIT = """\
{mark}
[Unit]
Description={description}
After=network-online.target time-sync.target postgresql.service
Wants=network-online.target
StartLimitIntervalSec=0

[Service]
Type=exec
User={user}
Group={user}
WorkingDirectory={folder}
ReadWritePaths={folders}
EnvironmentFile={environment}
ExecStart={program} {words}
Restart=always
RestartSec=2
TimeoutStopSec=30
KillMode=mixed
LimitNOFILE=65536
{hardened}
[Install]
WantedBy=multi-user.target
"""
ENVIRONMENT_TEXT = """\
# The settings of giliran: docs/settings.md has every one. Only root and the program read this file.
# A value with other signs than letters, digits and :/.,_@+- stands in 'single quotes'.
# After a change: systemctl restart 'giliran*'
GILIRAN_DATABASE_URL={database_url}
GILIRAN_BASE_URL={base_url}
GILIRAN_TRUSTED_PROXIES=127.0.0.1,::1
"""
OF_POSTGRESQL = """\
# The secret of all sealed data. Copy it to another place now: without it nobody can read a backup.
GILIRAN_SECRET_KEY={secret}
GILIRAN_FILES_FOLDER={folder}/files
GILIRAN_MEDIA_FOLDER={folder}/media
GILIRAN_VOICE_FOLDER={folder}/voice
"""
COMMAND_TEXT = """\
#!/bin/sh
# Written by `giliran service install`, which writes it anew: giliran's commands, as its own user, with its settings.
if [ "$(id -u)" != 0 ]; then
    echo "Run this as root (sudo giliran ...)." >&2
    exit 1
fi
if [ "$1" = service ]; then
    exec {program} "$@"
fi
set -a
. {environment}
cd {folder} && exec runuser -u {user} -- {program} "$@"
"""


def units_of(plan: Plan) -> list[Written]:
    """All units, those of processes that do not run here too: as templates they harm nobody."""
    worker = "GILIRAN_WORKER=off" if plan.worker else ""
    return [
        Written(f"{UNITS}/giliran.service", _unit(plan, "Giliran", "serve", worker) + "\n" + plan.remembered()),
        Written(f"{UNITS}/giliran-worker@.service", _unit(plan, "Giliran, messages (%i)", "worker")),
        Written(f"{UNITS}/giliran-display@.service", _unit(plan, "Giliran, screens (port %i)", "display --port %i")),
    ]


def command_of(plan: Plan) -> Written:
    """The command that administrators type: as the program's own user, with its settings."""
    text = COMMAND_TEXT.format(
        program=shlex.quote(plan.program), environment=ENVIRONMENT, folder=plan.folder, user=plan.user
    )
    return Written(COMMAND, text, 0o755)


def environment_of(plan: Plan, *, database_url: str | None, base_url: str, secret: str) -> Written:
    """The settings of a new installation.

    database_url: None for a SQLite file in the folder. secret: used where the database is on a server, which several
    machines may use; beside a SQLite file the program makes its own.
    """
    url = database_url or f"sqlite:///{PurePosixPath(plan.folder) / 'giliran.db'}"
    text = ENVIRONMENT_TEXT.format(database_url=shlex.quote(url), base_url=shlex.quote(base_url))
    if not url.startswith("sqlite"):
        text += OF_POSTGRESQL.format(secret=secret, folder=plan.folder)
    return Written(ENVIRONMENT, text, 0o640)


def _unit(plan: Plan, description: str, words: str, environment: str = "") -> str:
    hardened = HARDENED + (USB_PRINTER if plan.usb_printer else NO_DEVICES)
    return UNIT.format(
        mark=MARK,
        description=description,
        user=plan.user,
        folder=plan.folder,
        folders=" ".join([plan.folder, *(f"-{other}" for other in plan.also.split())]),
        environment=ENVIRONMENT,
        program=plan.program,
        words=words,
        hardened=(f"Environment={environment}\n" if environment else "") + hardened,
    )
