"""Files that citizens sent lie sealed in a folder, each for its own mark; they are sealed anew one by one."""

import os
import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from cryptography.exceptions import InvalidTag

from scheduler import keys
from scheduler.flow.upkeep.rotation.values import UNKNOWN

ID = 4
MARK = re.compile(r"[0-9a-f]{32}")


def sealed_files(folder: Path) -> Iterator[Path]:
    """Every sealed file of a folder, by its mark; what is still being written or received is none."""
    yield from (each for each in sorted(folder.glob("[0-9a-f][0-9a-f]/*")) if MARK.fullmatch(each.name))


def counted_files(folder: Path) -> Counter[bytes]:
    """How many files each secret sealed, by the id of the secret."""
    return Counter(secret for each in sealed_files(folder) if (secret := _secret_of(each)) is not None)


def is_behind(path: Path) -> bool:
    """Whether an older secret sealed a file."""
    return _secret_of(path) not in (None, UNKNOWN, keys.ring().ids[0])


def renew_file(path: Path) -> bool:
    """Seal a file anew with the newest secret; returns whether it was. One that went meanwhile stays gone.

    The file is there whole at every moment, under the one secret or the other. Safe to repeat.
    """
    if not is_behind(path):
        return False
    context = f"file:{path.name}"
    try:
        content = keys.ring().open_bytes(path.read_bytes(), context)
    except (FileNotFoundError, InvalidTag):
        return False
    return _replace(path, keys.ring().seal_bytes(content, context))


def _replace(path: Path, sealed: bytes) -> bool:
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f"{path.name}.")  # tidied like a part of it
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(sealed)
            file.flush()
            os.fsync(file.fileno())
        if not path.exists():
            return False
        Path(beside).replace(path)
    finally:
        Path(beside).unlink(missing_ok=True)
    return True


def _secret_of(path: Path) -> bytes | None:
    try:
        with path.open("rb") as file:
            begins = file.read(ID)
    except FileNotFoundError:
        return None
    return begins if begins in keys.ring().ids else UNKNOWN
