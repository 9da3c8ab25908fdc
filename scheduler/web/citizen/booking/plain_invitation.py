"""The page of an invitation of the usual kind, and all that it is drawn from.

Usual is one document that waits here to be fetched, of people who have booked nothing, wait for nothing, were kept
nothing and asked for nothing, and whose household has no visit. Whatever else may stand on the page is drawn anew
(`invitation.py`). A usual page is the same for everybody but for the code and what is its people's own. It follows from
the office's facts, its slots as they are free, few or full (`web/shared/booking/standing.py`), its date, and what
`plain_document.drawn_from` says of the document. A test takes steps by chance, and compares after each.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlmodel import Session

from scheduler.db.queries.glances import InvitationGlance, glance_at_invitation
from scheduler.domain.stages import DocumentStage
from scheduler.domain.text import codes
from scheduler.web.citizen.booking.plain_document import drawn_from, marked, own_of
from scheduler.web.shared.booking.chooser import Wish
from scheduler.web.shared.booking.invitation_view import InvitationPage, invitation_page
from scheduler.web.shared.booking.standing import Facts, Slots, Standing, facts_rows, fills_now
from scheduler.web.shared.booking.waiting_and_joining import NOTHING
from scheduler.web.shared.drawings import Plain, new_mark

OFFICE = "office"
CODE = new_mark()


@dataclass(frozen=True, slots=True)
class Usual:
    """An invitation of the usual kind: its code as it is written, itself, its office, its type, the slots for it."""

    code: str
    code_hash: bytes
    seen: InvitationGlance
    facts: Facts
    kind: Mapping[str, Any]
    slots: Slots


def usual_invitation(session: Session, standing: Standing, code: str, *, now: datetime) -> Usual | None:
    """The invitation of a code in any spelling; None where it is none of the usual kind."""
    plain = codes.read(code)
    if plain is None:
        return None
    code_hash = codes.hash_of(plain)
    seen = glance_at_invitation(session, code_hash)
    if seen is None or not _is_usual(seen, now):
        return None
    facts = standing.facts(session, seen.office_id)
    kind = facts.types[seen.document.type_id]
    slots = standing.slots(session, facts, kind["service_id"], kind["units"], now)
    return Usual(codes.written(plain), code_hash, seen, facts, kind, slots)


def plain_invitation(session: Session, standing: Standing, code: str, *, now: datetime) -> Plain | None:
    """What the page of a code, in any spelling, is drawn from; None where it is none of the usual kind."""
    usual = usual_invitation(session, standing, code, now=now)
    if usual is None:
        return None
    seen, facts, kind, slots = usual.seen, usual.facts, usual.kind, usual.slots
    own = own_of(seen.document)

    def is_same(session: Session) -> bool:
        return (
            glance_at_invitation(session, usual.code_hash) == seen
            and facts_rows(session, seen.office_id) == facts.rows
            and fills_now(session, facts, kind["service_id"], kind["units"], now) == slots.fills
        )

    looks = (facts.mark, slots.mark, facts.today(now), *drawn_from(seen.document, own))
    return Plain(("invitation", *looks), {CODE: usual.code, **own}, is_same)


def marked_invitation(session: Session, *, plain: Plain, now: datetime) -> InvitationPage | None:
    """The page as it is drawn for all; None where more stands on it than on all. Raises InvitationUnknown,
    InvitationExpired.
    """
    page = invitation_page(session, plain.own[CODE], Wish(), now=now)
    if not _is_for_all(page):
        return None
    return replace(page, code=CODE, papers=[marked(paper) for paper in page.papers])


def _is_usual(seen: InvitationGlance, now: datetime) -> bool:
    stands_alone = not (seen.booked or seen.waited or seen.held or seen.asked or seen.family)
    may_book = now < seen.expires_at and not (seen.changes or seen.missed or seen.bookable_from)
    document = seen.document
    is_here = document.stage == DocumentStage.READY and document.channel == OFFICE and document.paper_asked_at is None
    return seen.documents == 1 and stands_alone and may_book and is_here


def _is_for_all(page: InvitationPage) -> bool:
    """Whether a page holds nothing of its people but what is marked, whatever the glance has said."""
    stands_alone = page.beside == NOTHING and page.booked is None and not page.files
    may_book = page.held_up is None and page.chooser is not None
    return stands_alone and may_book and page.other_ways in ("", "offered")
