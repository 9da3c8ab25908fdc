"""The page of a pass of the usual kind, and all that it is drawn from.

Usual is a visit on a day to come, for one document, by its own people, which neither the office has moved nor they a
moment ago, and beside which nothing stands. On its day, and once it is over, its page is drawn anew (`ticket.py`). A
usual page is the same for everybody but for the code, its picture, the nomor jadwal and what is its people's own. It
follows from the office's facts (`web/shared/booking/standing.py`), its date, the slot, who comes with which wishes, and
what `plain_document.drawn_from` says of the document. A test takes steps by chance, and compares after each.
"""

from dataclasses import replace
from datetime import datetime

from markupsafe import Markup
from sqlmodel import Session

from scheduler.db.queries.glances import PassGlance, glance_at_pass
from scheduler.domain.custody.collecting import PROXY
from scheduler.domain.stages import BookingStage, DocumentStage
from scheduler.domain.text import codes
from scheduler.web.citizen.booking.moved import SAID_FOR, SAID_OF
from scheduler.web.citizen.booking.plain_document import drawn_from, marked, marked_things, own_of
from scheduler.web.citizen.booking.ticket_page import TicketPage
from scheduler.web.citizen.booking.ticket_view import page_and_beside
from scheduler.web.shared import qr
from scheduler.web.shared.booking.standing import Facts, Standing, facts_rows
from scheduler.web.shared.booking.waiting_and_joining import Beside
from scheduler.web.shared.drawings import Plain, new_mark

CODE, PICTURE, SHORT = new_mark(), new_mark(), new_mark()


def plain_pass(session: Session, standing: Standing, code: str, *, now: datetime) -> Plain | None:
    """What the page of a pass, in any spelling, is drawn from; None where it is none of the usual kind."""
    plain = codes.read(code)
    if plain is None:
        return None
    code_hash = codes.hash_of(plain)
    seen = glance_at_pass(session, code_hash, since=now - SAID_FOR, now=now)
    if seen is None or not _is_usual(seen, now):
        return None
    facts = standing.facts(session, seen.office_id)
    if not _is_ahead(seen, facts, now):
        return None
    own, written = own_of(seen.document), codes.written(plain)

    def is_same(session: Session) -> bool:
        is_as_seen = glance_at_pass(session, code_hash, since=now - SAID_FOR, now=now) == seen
        return is_as_seen and facts_rows(session, seen.office_id) == facts.rows

    comes = (seen.starts_at, seen.party, seen.collector_kind, seen.wish_priority, seen.wish_escort)
    looks = (facts.mark, facts.today(now), *comes, *drawn_from(seen.document, own))
    picture = Markup(qr.svg(written))  # noqa: S704 - drawn here
    mine = {CODE: written, PICTURE: picture, SHORT: codes.written_short(seen.short)}
    return Plain(("pass", *looks), {**mine, **own}, is_same)


def marked_pass(session: Session, *, plain: Plain, now: datetime) -> tuple[TicketPage, Beside] | None:
    """The page as it is drawn for all, and what stands beside it; None where more does. Raises PassUnknown."""
    page, beside = page_and_beside(session, plain.own[CODE], now=now)
    if not _is_for_all(page, beside):
        return None
    papers = [marked(paper) for paper in page.papers]
    return replace(page, code=CODE, short=SHORT, papers=papers, bring=marked_things(page.bring)), beside


def _is_usual(seen: PassGlance, now: datetime) -> bool:
    is_booked = seen.stage == BookingStage.BOOKED and seen.planned > 0 and seen.first_starts_at is None
    stands_alone = not (seen.postponed or seen.waited or seen.family)
    is_news = seen.last_why in SAID_OF and seen.last_at is not None and seen.last_at > now - SAID_FOR
    is_theirs = seen.collector_kind != PROXY and seen.document.stage == DocumentStage.READY
    return is_booked and stands_alone and not is_news and is_theirs and seen.documents == seen.invited == 1


def _is_ahead(seen: PassGlance, facts: Facts, now: datetime) -> bool:
    """Whether the visit is on a day to come: neither its door nor its hall has anything to say yet."""
    return facts.today(seen.starts_at) > facts.today(now)


def _is_for_all(page: TicketPage, beside: Beside) -> bool:
    """Whether a page holds nothing of its people but what is marked, whatever the glance has said."""
    stands_alone = not (beside.joinable or beside.offers or beside.days or beside.left_out)
    is_news = page.moved or page.closed or page.not_served or page.changed or page.door
    return page.state == "booked" and stands_alone and not is_news
