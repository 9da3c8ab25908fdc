"""Backups: whole, of one moment, kept by the rule; put back onto an empty place, and nothing lost on the way."""

from tests.mutants.fault import Fault

DOMAIN = "scheduler/domain/backup.py"
STEPS = "scheduler/flow/upkeep/backups.py"
ARCHIVE = "scheduler/backup/archive.py"
SEALING = "scheduler/backup/sealing.py"
MAKING = "scheduler/backup/making.py"
KEEPING = "scheduler/backup/keeping.py"
COPYING = "scheduler/backup/sqlite_copy.py"
RESTORING = "scheduler/backup/restoring.py"
MOVING = "scheduler/backup/moving.py"
PAGE = "scheduler/web/office/backup/handlers.py"

FAULTS = [
    Fault(
        "backups: a sealed one is in place of no other",
        DOMAIN,
        "        alike = [name for name in newest_first if name.endswith(ending)]\n",
        "        alike = newest_first\n",
    ),
    Fault("backups: the newest is always kept", DOMAIN, "        kept.update(alike[:1])\n", ""),
    Fault("backups: what is not ours stays", KEEPING, " and is_ours(folder / name)", ""),
    Fault("backups: one runs at a time", STEPS, "        raise BackupUnderWay\n", "        pass\n"),
    Fault(
        "backups: one from the future is in place of none",
        STEPS,
        ".between(due, now + STALE)",
        " >= due",
    ),
    Fault(
        "backups: a night is tried so often and no more",
        STEPS,
        " or sum(states.values()) >= TRIES",
        "",
    ),
    Fault("backups: a database of one moment", COPYING, '            from_.execute("BEGIN")\n', ""),
    Fault(
        "backups: a hash that differs is found",
        ARCHIVE,
        "        if ours != said.readline(4096):\n",
        "        if not said.readline(4096):\n",
    ),
    Fault("backups: a file that was taken out is missed", ARCHIVE, "    if said.read(1):\n", "    if False:\n"),
    Fault(
        "backups: nothing lies elsewhere",
        ARCHIVE,
        '    is_within = all(part not in ("", ".", "..") for part in parts)',
        "    is_within = True",
    ),
    Fault(
        "backups: what was sealed is not cut off",
        SEALING,
        'return number.to_bytes(11, "big") + bytes([is_last])',
        'return number.to_bytes(12, "big")',
    ),
    Fault(
        "backups: files that are missing are counted",
        MAKING,
        "        missing.discard(name)\n",
        "        missing.clear()\n",
    ),
    Fault("backups: the disk is looked at before", MAKING, "    if free < wanted:\n", "    if False:\n"),
    Fault(
        "backups: another secret is noticed",
        MAKING,
        "    if not opens(sealed, keys.ring()):\n",
        "    if False:\n",
    ),
    Fault(
        "restoring: onto an empty place only",
        RESTORING,
        "        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):\n",
        "        if False:\n",
    ),
    Fault(
        "restoring: another secret is refused",
        RESTORING,
        '    if secret and not opens(sealed, keys.Keyring(secret.split("\\n"))):\n',
        "    if False:\n",
    ),
    Fault("copying: a row that differs is found", MOVING, "    if found != written:\n", "    if False:\n"),
    Fault("copying: the next number is free", MOVING, "        _set_sequences(new, tables)\n", ""),
    Fault(
        "backups: the data of several offices is taken along by no manager of one",
        PAGE,
        "    await request.app.state.db.read(steps.refuse_many)\n    name: str",
        "    name: str",
    ),
    Fault(
        "backups: who takes one along is written down",
        PAGE,
        '    if request.method == "GET":\n',
        "    if False:\n",
    ),
    Fault(
        "backups: a part of one is written down too",
        STEPS,
        "    if not (is_part and _has_taken(session, office, file, by=by, since=now - ONE_TAKING)):\n",
        "    if not is_part:\n",
    ),
    Fault(
        "backups: what one says of itself is believed where it can be",
        ARCHIVE,
        "            cover._refuse_odd()\n",
        "",
    ),
]
