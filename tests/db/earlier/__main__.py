"""`python -m tests.db.earlier`: keep a database of this version, unless there is one of it already."""

import contextlib
import io
import lzma
import os
import re
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from scheduler.commands import demo
from scheduler.db.engine.migrations import HEAD
from tests.db.earlier import ADDRESS, HERE, MADE_AT, SECRET

LINK = re.compile(re.escape(ADDRESS) + r"(/[ita]/\S+)")


def keep() -> list[Path]:
    """Fill a database and write down its statements and links; returns the files, none where there were some."""
    dump, links = HERE / f"{HEAD}.sql.xz", HERE / f"{HEAD}.txt"
    if dump.exists():
        return []
    with tempfile.TemporaryDirectory() as folder:
        file, printed = Path(folder) / "giliran.db", io.StringIO()
        os.environ |= {
            "GILIRAN_DATABASE_URL": f"sqlite:///{file}",
            "GILIRAN_SECRET_KEY": SECRET,
            "GILIRAN_BASE_URL": ADDRESS,
            "GILIRAN_CLOCK": MADE_AT,
        }
        with contextlib.redirect_stdout(printed):
            demo.run()
        with closing(sqlite3.connect(file)) as made:
            statements = "\n".join(made.iterdump())
    links.write_text("\n".join(LINK.findall(printed.getvalue())) + "\n", "utf-8")
    dump.write_bytes(lzma.compress(statements.encode(), preset=9 | lzma.PRESET_EXTREME))
    return [dump, links]


if __name__ == "__main__":
    kept = keep()
    print("\n".join(f"Kept {path}: commit it." for path in kept) or f"A database of version {HEAD} is there.")  # noqa: T201
