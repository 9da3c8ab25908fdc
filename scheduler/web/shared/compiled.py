"""What Jinja makes of templates, kept: it takes 9 ms a template, and a page stands on ten to twenty."""

import importlib.util
import marshal
import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from types import CodeType

import jinja2
from jinja2.bccache import Bucket, BytecodeCache


class Compiled(BytecodeCache):
    """The code of templates: one for all languages of a process, and kept for its next start where Python keeps that of
    modules (`__pycache__` beside the file). Where nothing may be written there, each start makes its own.

    What is kept counts for the very text of its template, one version of Python, one release of Jinja, and `by`, the
    files that say how templates are compiled; and only whole. Anything else is compiled anew. What our filters are and
    do is not among that, so none may be given constants alone: Jinja would ask it once, in one language, and keep the
    answer; and none may ask for the context (`pass_context`): whether it is given that is compiled in.
    """

    def __init__(self, by: Iterable[Path] = ()) -> None:
        made_by = (importlib.util.MAGIC_NUMBER, jinja2.__version__.encode(), *(each.read_bytes() for each in by))
        self._made_by = b"\0".join(made_by)
        self._codes: dict[str, tuple[str, CodeType]] = {}

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """The file that a template's code is kept in."""
        return importlib.util.cache_from_source(filename or name)

    def get_source_checksum(self, source: str) -> str:
        """What code has to have been made of."""
        return sha256(self._made_by + source.encode()).hexdigest()

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give the bucket the code of its template, if there is any."""
        made_of, code = self._codes.get(bucket.key, ("", None))
        bucket.code = code if made_of == bucket.checksum else _read(bucket)
        self._remember(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code that the bucket was given."""
        self._remember(bucket)
        if not sys.dont_write_bytecode:
            _write(bucket)

    def _remember(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self._codes[bucket.key] = (bucket.checksum, bucket.code)


def _read(bucket: Bucket) -> CodeType | None:
    """The code in the bucket's file: None where there is none, it is another one's, or it is not whole."""
    try:
        kept = Path(bucket.key).read_bytes()
    except OSError:
        return None
    made = kept[_SIZE:]
    return marshal.loads(made) if kept[:_SIZE] == _mark(bucket, made) else None  # noqa: S302 - as any `.pyc`


def _write(bucket: Bucket) -> None:
    """Write the bucket's file, unless that is not allowed: all of it or nothing, whoever writes it at the same time."""
    made = marshal.dumps(bucket.code)
    file = Path(bucket.key)
    aside = file.with_name(f"{file.name}.{os.getpid()}")
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)  # all of them: where PYTHONPYCACHEPREFIX is, there is none yet
        try:
            aside.write_bytes(_mark(bucket, made) + made)
            aside.replace(file)
        finally:
            aside.unlink(missing_ok=True)  # else a full disk would keep a piece of each from every start


def _mark(bucket: Bucket, made: bytes) -> bytes:
    """What a file begins with: of what it was made, and what came of that."""
    return sha256(bucket.checksum.encode() + made).digest()


_SIZE = sha256().digest_size
