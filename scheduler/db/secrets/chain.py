"""The chain of look-up keys as a database keeps it: read at every opening, written at the first and by a rotation."""

from sqlmodel import Session, col, select

from scheduler import keys
from scheduler.db.models import LookUpKey
from scheduler.keys.chain import Link


def take_chain(session: Session) -> bool:
    """Let the keyring go on from what is kept; returns whether anything is. Raises SealBroken for a foreign secret."""
    kept = session.exec(select(LookUpKey).order_by(col(LookUpKey.position))).all()
    if not kept:
        return False
    settled = max((row.position for row in kept if row.is_settled), default=0)
    keys.ring().join([Link(bytes.fromhex(row.key), row.is_root) for row in kept], settled=settled)
    return True


def keep_chain(session: Session) -> None:
    """Write down the links that are not kept yet. Safe to repeat."""
    take_chain(session)
    known = set(session.exec(select(LookUpKey.position)).all())
    for position, link in enumerate(keys.ring().chain.links):
        if position not in known:
            session.add(LookUpKey(position=position, key=link.key.hex(), is_root=link.is_root))
    session.flush()


def settle_chain(session: Session) -> None:
    """Write down that no row is behind the newest link any more: older forms need not be looked for."""
    last = session.get_one(LookUpKey, len(keys.ring().chain.links) - 1)
    last.is_settled = True
    session.add(last)
    session.flush()
