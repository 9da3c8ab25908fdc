"""Links that staff press to tell a citizen: the message is written out, WhatsApp opens, a person sends it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urlsplit

from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.models import Booking, Document, DocumentType, Invitation, Office
from scheduler.domain import names
from scheduler.flow.invitations import code_of, fetchable, pass_of
from scheduler.flow.stopped import stopped_among
from scheduler.messages import templates
from scheduler.messages.words import Translate, date_of, listed, type_name


@dataclass(frozen=True, slots=True)
class Ready:
    """An invitation whose documents can be booked now.

    types: the code of each document's type, in their order. is_visit: nothing is fetched, an appointment for a
    recording. stopped: phones of its documents that messages no longer go to.
    """

    office: Office
    invitation: Invitation
    documents: Sequence[Document]
    types: Sequence[str]
    is_visit: bool
    stopped: frozenset[str] = frozenset()

    @property
    def phone(self) -> str | None:
        """The number that is told: the first that an applicant of the household gave and that was not stopped."""
        phones = (document.phone for document in self.documents)
        return next((phone for phone in phones if phone and phone not in self.stopped), None)

    @property
    def is_silenced(self) -> bool:
        """Whether every number of the household was stopped: nothing may be sent to it."""
        return bool(self.stopped) and self.phone is None


def ready_invitations(session: Session, office: Office, now: datetime) -> list[Ready]:
    """The invitations of an office that are still to be booked, oldest first, but those of stopped numbers."""
    kinds = {kind.id: kind for kind in queries.types_of(session, office.id)}
    found = (
        ready_for(session, office, invitation, kinds)
        for invitation in queries.open_invitations(session, office.id, now)
    )
    return [ready for ready in found if ready.documents and not ready.is_silenced]


def ready_for(session: Session, office: Office, invitation: Invitation, kinds: Mapping[int, DocumentType]) -> Ready:
    """What of an invitation can be booked now, which may be nothing. kinds: the office's document types by id."""
    documents = fetchable(list(queries.documents_of_invitation(session, invitation.id)))
    types = [kinds[document.type_id] for document in documents]
    stopped = stopped_among(session, office.id, (document.phone for document in documents))
    return ready_of(office, invitation, documents, types, frozenset(stopped))


def ready_of(
    office: Office, invitation: Invitation, documents: Sequence[Document], types: Sequence[DocumentType],
    stopped: frozenset[str] = frozenset(),
) -> Ready:  # fmt: skip
    """What the message about an invitation says. types: that of each document, in their order."""
    is_visit = not any(kind.hands_over for kind in types)
    return Ready(office, invitation, documents, [kind.code for kind in types], is_visit, stopped)


def wa_me(phone: str, text: str) -> str:
    """A link that opens WhatsApp with the text ready to send. phone: as +62812..."""
    return f"https://wa.me/{phone.lstrip('+')}?text={quote(text, safe='')}"


def invitation_url(base_url: str, invitation: Invitation) -> str:
    """Where the household books; the code in it is a secret."""
    return f"{base_url}/i/{code_of(invitation)}"


def ticket_url(base_url: str, booking: Booking) -> str:
    """The page of a visit; the pass code in it is a secret."""
    return f"{base_url}/t/{pass_of(booking)}"


def ready_text(ready: Ready, *, base_url: str, translate: Translate = str, language: str = "id") -> str:
    """The message that documents are ready, in one language; at home they can be printed if all of them can."""
    facts = {
        "office": ready.office.name,
        "documents": listed([type_name(code, translate) for code in dict.fromkeys(ready.types)], translate),
        "who": listed(list(dict.fromkeys(names.initials(d.holder) for d in ready.documents)), translate),
        "ref4": listed([names.last_digits(d.reference, 4) for d in ready.documents], translate),
        "url": invitation_url(base_url, ready.invitation),
        "expires": date_of(ready.invitation.expires_at, ready.office, language),
        "office_phone": ready.office.phone,
        "domain": urlsplit(base_url).netloc,
    }
    at_home = all(document.channel == "self_print" for document in ready.documents)
    text = templates.RECORDING if ready.is_visit else templates.SELF_PRINT if at_home else templates.READY
    parts = [text, templates.FOOT]
    if ready.office.phone and not at_home:
        parts.insert(1, templates.BY_PHONE)
    return " ".join(translate(part).format(**facts) for part in parts)
