"""Templates are compiled once in a run, though each test makes an application of its own."""

from types import CodeType
from typing import Any

from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket


class Compiled(BytecodeCache):
    """What was compiled in this process, by its text and by what else the compiler looks at."""

    def __init__(self) -> None:
        self._kept: dict[tuple[object, ...], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._kept.get(_key(bucket))

    def dump_bytecode(self, bucket: Bucket) -> None:
        assert bucket.code is not None
        self._kept[_key(bucket)] = bucket.code


def _key(bucket: Bucket) -> tuple[object, ...]:
    made_by: Any = bucket.environment
    is_new = getattr(made_by, "newstyle_gettext", False)
    return bucket.key, bucket.checksum, is_new, made_by.policies["ext.i18n.trimmed"], *sorted(made_by.extensions)


def compile_once() -> None:
    """From now on every environment keeps what it compiles where the next one finds it."""
    compiled, initialise = Compiled(), Environment.__init__

    def initialise_with_it(self: Environment, *args: Any, **facts: Any) -> None:
        initialise(self, *args, **{"bytecode_cache": compiled, **facts})

    Environment.__init__ = initialise_with_it  # type: ignore[method-assign]
