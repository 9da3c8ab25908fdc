"""One value that a secret made: which secret it was, and the same made with the newest."""

import base64
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag

from scheduler import keys
from scheduler.domain.text import codes
from scheduler.flow.upkeep.rotation.columns import PURPOSES, Held, is_text, kind_of, place_of

SALT = 16
UNKNOWN = b"?"
"""Stands for a secret that is not among those given."""
DROPPED = b"-"
"""Stands for a secret that is no longer given, but of whose look-up key a sealed copy is kept."""
Row = Any


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a row. secret: the id of what made it; UNKNOWN where none that is given did."""

    column: str
    secret: bytes

    @property
    def is_behind(self) -> bool:
        """Whether an older secret made it, so that there is something to do."""
        return self.secret not in (UNKNOWN, keys.ring().ids[0])


def values_of(of: Held, row: Row) -> list[Value]:
    """Everything in a row that a secret made."""
    sealed = [Value(name, _sealed_by(_bytes(of, name, row))) for name in of.sealed if row[name] is not None]
    keyed = [Value(name, _keyed_by(_bytes(of, name, row))) for name in of.keyed if row[name] is not None]
    return [*sealed, *keyed, *([Value("salt", _code_by(of, row))] if of.coded else [])]


def renewed(of: Held, row: Row, column: str) -> bytes | str:
    """A value of a row made with the newest secret, as it is kept. Raises SealBroken where it cannot be opened."""
    if column == "salt" and of.coded:
        return _code_sealed(of, row)
    kept = _bytes(of, column, row)
    if column in of.keyed:
        new = keys.ring().chain.newest(kept)
        return new.hex() if is_text(of.name, column) else new
    place = place_of(of.name, column)
    try:
        new = keys.ring().seal_bytes(keys.ring().open_bytes(kept, place), place)
    except InvalidTag:
        raise keys.SealBroken(place) from None
    return base64.b64encode(new).decode() if is_text(of.name, column) else new


def form_of(of: Held, row: Row, column: str) -> tuple[str, bytes]:
    """Of what a column's keyed hash is the hash, and the hash itself."""
    return kind_of(of.name, column), _bytes(of, column, row)


def _bytes(of: Held, column: str, row: Row) -> bytes:
    kept = row[column]
    if not is_text(of.name, column):
        return bytes(kept)
    return bytes.fromhex(kept) if column in of.keyed else base64.b64decode(kept)


def _sealed_by(kept: bytes) -> bytes:
    return kept[:4] if kept[:4] in keys.ring().ids else UNKNOWN


def _keyed_by(form: bytes) -> bytes:
    """The secret of the link that made a hash."""
    ring = keys.ring()
    try:
        level = ring.chain.level(form)
    except KeyError:
        return UNKNOWN
    if level == len(ring.chain.links) - 1:
        return ring.ids[0]
    key = ring.chain.links[level].key
    ours = dict(zip(ring.look_up_keys, reversed(ring.ids), strict=True))
    return ours.get(key, DROPPED)


def _code_by(of: Held, row: Row) -> bytes:
    salt = bytes(row["salt"])
    if len(salt) > SALT:
        return _sealed_by(salt)
    ring, code_hash = keys.ring(), bytes(row["code_hash"])
    for secret, key in zip(ring.ids, ring.codes, strict=True):
        if codes.recover([key], PURPOSES[of.name], salt, code_hash) is not None:
            return secret
    return UNKNOWN


def _code_sealed(of: Held, row: Row) -> bytes:
    """The code itself takes the place of what it was derived from: links and passes stay as they were."""
    context = f"{of.name}.salt"
    try:
        code = keys.ring().code(PURPOSES[of.name], bytes(row["salt"]), bytes(row["code_hash"]), context)
    except InvalidTag:
        raise keys.SealBroken(context) from None
    return keys.ring().seal(code, context)
