"""Column types: moments in UTC, and personal data that a leaked file does not show."""

import base64
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, LargeBinary, String
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from scheduler import keys


class UTCDateTime(TypeDecorator[datetime]):
    """Aware datetimes in, aware UTC datetimes out, on SQLite too (which keeps no zone)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Any:
        """SQLite's texts are written and read here in one go: moments are in every row."""
        return _as_text if dialect.name == "sqlite" else super().bind_processor(dialect)

    def result_processor(self, dialect: Dialect, coltype: Any) -> Any:
        return _as_moment if dialect.name == "sqlite" else super().result_processor(dialect, coltype)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)


def _as_text(value: datetime | None) -> str | None:
    """2026-11-30 02:00:00.000000, as SQLAlchemy writes it: texts compare as moments do."""
    if value is None:
        return None
    if value.tzinfo is None:
        raise ValueError("a moment without a zone")
    return value.astimezone(UTC).isoformat(" ", "microseconds")[:26]


def _as_moment(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value).replace(tzinfo=UTC)


class Sealed(TypeDecorator[str]):
    """A text that is encrypted for its table and column; it cannot be searched or moved to another column."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        return None if value is None else keys.ring().seal(value, self.place)

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else keys.ring().open(bytes(value), self.place)


class SealedText(TypeDecorator[str]):
    """A text that is encrypted for its table and column (`Sealed`), in a column of text, as base64."""

    impl = String
    cache_ok = True

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else base64.b64encode(keys.ring().seal(value, self.place)).decode()

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else keys.ring().open(base64.b64decode(value), self.place)


class Keyed(TypeDecorator[bytes]):
    """A keyed hash of something personal; `kind` says of what, and what may be compared with it.

    Hashes of one kind and office rise to a newer secret together, in all tables (`db/secrets/hash_upgrade.py`).
    """

    impl = LargeBinary
    cache_ok = True

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.kind = kind


class KeyedText(TypeDecorator[str]):
    """A keyed hash (`Keyed`) in a column of text, as hexadecimal digits."""

    impl = String
    cache_ok = True

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.kind = kind
