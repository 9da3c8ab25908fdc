"""What is under which secret."""

from collections import Counter
from collections.abc import Iterator

from sqlmodel import Session

from scheduler.flow.upkeep.rotation.columns import held
from scheduler.flow.upkeep.rotation.renewing import key_of, rows_after
from scheduler.flow.upkeep.rotation.values import values_of

PAGE = 500


def counted(session: Session) -> Counter[bytes]:
    """How many values of all tables each secret made, by the id of the secret."""
    return Counter(_secrets(session))


def _secrets(session: Session) -> Iterator[bytes]:
    for of in held():
        after = None
        while rows := rows_after(session, of, after, PAGE):
            for row in rows:
                yield from (value.secret for value in values_of(of, row))
            after = key_of(of, rows[-1])
