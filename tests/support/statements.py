"""Statements are compiled once in a run, though each test opens a database of its own.

SQLAlchemy keeps compiled statements for each engine and each dialect. Here all engines keep them in one place, and two
dialects of a kind count as one: they speak to the same library and the same server.
"""

from typing import Any

from sqlalchemy import Engine
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache

KEPT: LRUCache[Any, Any] = LRUCache(4000)


def compile_once() -> None:
    """From now on every engine finds what another one has compiled."""
    Engine._compiled_cache = property(lambda self: KEPT, lambda self, own: None)  # type: ignore[assignment]
    DefaultDialect.__eq__ = _are_alike  # type: ignore[assignment]
    DefaultDialect.__hash__ = lambda self: hash(type(self))  # type: ignore[method-assign]


def _are_alike(self: DefaultDialect, other: object) -> bool:
    """Whether two dialects count as one: of one class and with the same settings of the compiler, as far as anything
    here sets them.
    """
    return self is other or (
        type(self) is type(other)
        and isinstance(other, DefaultDialect)
        and self.server_version_info == other.server_version_info
        and self.paramstyle == other.paramstyle
    )
