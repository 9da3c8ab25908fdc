"""The message with a link that was lost and asked for again."""

from urllib.parse import urlsplit

from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.models import Booking, Message
from scheduler.domain import names
from scheduler.messages import templates
from scheduler.messages.links import ticket_url
from scheduler.messages.words import Translate, listed, type_name


def link_text(session: Session, message: Message, *, base_url: str, translate: Translate, language: str) -> str:
    """The link to a visit again, in one language: anybody may have asked, so it says what proves that it is ours."""
    del language  # no day and no time is in it
    booking = session.get_one(Booking, message.booking_id)
    documents = queries.documents_of_booking(session, booking.id)
    kinds = {kind.id: kind.code for kind in queries.types_of(session, message.office_id)}
    codes = dict.fromkeys(kinds[document.type_id] for document in documents)
    facts = {
        "office": queries.office_by_id(session, message.office_id).name,
        "documents": listed([type_name(code, translate) for code in codes], translate),
        "ref4": listed([names.last_digits(document.reference, 4) for document in documents], translate),
        "url": ticket_url(base_url, booking),
        "domain": urlsplit(base_url).netloc,
    }
    return " ".join(translate(part).format(**facts) for part in (templates.LINK, templates.FOOT))
