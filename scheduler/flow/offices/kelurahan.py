"""Which kelurahan an office has: the list that it keeps, by which names are spelt, or those that documents have."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select, update
from sqlmodel import Session, col

from scheduler.db.engine.changing import change_rows
from scheduler.db.models import Document, Office
from scheduler.db.models.documents import LIES_HERE
from scheduler.domain.stages import OVER
from scheduler.domain.text.residence import as_listed

MOST = 500
"""So many names are offered at most of those that documents have."""
FEWEST = 5
"""A name that fewer documents have is told nobody outside the office: somebody may have typed anything."""


@dataclass(frozen=True, slots=True)
class Offered:
    """Which kelurahan a form offers. listed: the office's own, of which one is chosen; used: where it keeps no list,
    those that documents have, to be typed more quickly.
    """

    listed: Sequence[str] = ()
    used: Sequence[str] = ()


def kelurahan_of(office: Office) -> list[str]:
    """The office's list of kelurahan; empty where it keeps none."""
    return office.kelurahan.splitlines()


def spelt(office: Office, name: str | None) -> str | None:
    """A name as the office's list spells it; one that is not on it stays as it is."""
    return as_listed(name, kelurahan_of(office)) if name else None


def offered_kelurahan(session: Session, office: Office, *, to_citizens: bool = False) -> Offered:
    """What a form of an office offers. to_citizens: names that only few documents have are left out.

    Of those that are used it looks at documents that lie here, which are few beside all.
    """
    listed = kelurahan_of(office)
    if listed:
        return Offered(listed)
    name, fewest = col(Document.kelurahan), FEWEST if to_citizens else 1
    here = select(name).where(col(Document.office_id) == office.id, name.is_not(None), LIES_HERE)
    used = here.group_by(name).having(func.count() >= fewest).order_by(name).limit(MOST)
    return Offered(used=list(session.scalars(used)))


def spell_anew(session: Session, office: Office) -> None:
    """Spell the kelurahan of documents that are not over as the office's list does, so that each place is one: those
    that lie here, and those that will.
    """
    going_on = (col(Document.office_id) == office.id, col(Document.stage).not_in(OVER))
    used = session.scalars(select(col(Document.kelurahan)).where(*going_on).distinct()).all()
    anew = {name: wanted for name in used if name is not None and (wanted := spelt(office, name)) != name}
    if not anew:
        return
    held = select(col(Document.id)).where(*going_on, col(Document.kelurahan).in_([*anew])).order_by(col(Document.id))
    session.execute(held.with_for_update()).all()
    for name, wanted in anew.items():
        of_it = update(Document).where(*going_on, col(Document.kelurahan) == name)
        change_rows(session, of_it.values(kelurahan=wanted))
