"""Which columns hold what a secret made: found by their types, so that no table can be forgotten."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import Table

from scheduler.db.models import metadata
from scheduler.db.types import Keyed, KeyedText, Sealed, SealedText

PURPOSES = {"invitation": "invitation", "booking": "pass", "application": "application", "batch": "batch"}
"""Tables whose rows have a code, and what their codes are derived for."""
CODED = ("salt", "code_hash")


@dataclass(frozen=True, slots=True)
class Held:
    """Of a table: the columns by which a row is known, and those that a secret made. coded: it has codes."""

    name: str
    primary: tuple[str, ...]
    sealed: tuple[str, ...]
    keyed: tuple[str, ...]
    coded: bool

    @property
    def columns(self) -> tuple[str, ...]:
        """All of these, and the office's id if there is one, each once."""
        own = ("office_id",) if "office_id" in metadata.tables[self.name].columns else ()
        return tuple(dict.fromkeys((*self.primary, *own, *self.sealed, *self.keyed, *(CODED if self.coded else ()))))


@cache
def held() -> Sequence[Held]:
    """Every table that holds anything of a secret's."""
    found = (_held(table) for table in metadata.sorted_tables)
    return [each for each in found if each.sealed or each.keyed or each.coded]


def is_text(name: str, column: str) -> bool:
    """Whether what a secret made is kept as text there."""
    return isinstance(metadata.tables[name].columns[column].type, (SealedText, KeyedText))


def kind_of(name: str, column: str) -> str:
    """Of what a column keeps the keyed hash."""
    kind: str = metadata.tables[name].columns[column].type.kind  # type: ignore[attr-defined]
    return kind


def place_of(name: str, column: str) -> str:
    """The place that a column's values are sealed for."""
    place: str = metadata.tables[name].columns[column].type.place  # type: ignore[attr-defined]
    return place


def _held(table: Table) -> Held:
    return Held(
        table.name,
        tuple(column.name for column in table.primary_key),
        tuple(c.name for c in table.columns if isinstance(c.type, (Sealed, SealedText))),
        tuple(c.name for c in table.columns if isinstance(c.type, (Keyed, KeyedText))),
        all(name in table.columns for name in CODED),
    )
