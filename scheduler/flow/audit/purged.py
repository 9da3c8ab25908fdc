"""Evidence of what went: how many rows of which table, up to which moment, under which rule, and a hash over their ids.

It is a deed, so it stands in the log and in the chain. The hash is keyed with the key of the chain: with a backup that
still has the rows it can be shown that just these went, and the evidence alone tells nothing of anybody.
"""

import hmac
import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from scheduler.db.models import Office
from scheduler.domain.audit.deeds import Deed
from scheduler.domain.privacy.keeping import RULES, Kind
from scheduler.flow.audit.sealing import hold_chain, key_of
from scheduler.flow.core.audit import note_deed

EVIDENCE = (Deed.PURGED, Deed.PERSON_ERASED)
"""Deeds that no rule takes: they say what others took."""


@dataclass(frozen=True, slots=True)
class Gone:
    """Rows of a table that went, or lost all that was personal of them. until: nothing younger was touched."""

    kind: Kind
    table: str
    ids: Collection[int]
    until: datetime


def note_purged(session: Session, office: Office, gone: Gone, *, now: datetime) -> None:
    """Write down what went by a rule, last in the step that does it: it holds the chain. No ids: nothing happens."""
    if not gone.ids:
        return
    became = {
        "rows": len(gone.ids),
        "table": gone.table,
        "until": gone.until.isoformat(),
        "days": getattr(office, RULES[gone.kind].setting),
        "hash": hash_over(session, gone.table, gone.ids),
    }
    note_deed(session, office.id, Deed.PURGED, by="system", now=now, about=gone.kind, became=became)


def hash_over(session: Session, table: str, ids: Collection[int]) -> str:
    """The keyed hash over some rows of a table, in hexadecimal digits; the order of the ids is of no matter.

    Holds the chain until the transaction ends. Raises KeyGone.
    """
    hold_chain(session)
    plain = json.dumps(["purged", table, sorted(ids)], separators=(",", ":"))
    return hmac.digest(key_of(session), plain.encode(), "sha256").hex()
