"""Invitations that can be booked now, what their message says, and links that staff press to send one by hand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import quote

from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.models import Booking, Document, DocumentType, Invitation, Message, Office
from scheduler.domain.custody.collecting import HOLDER
from scheduler.domain.delivery.requests import PLACE, POST, VISIT
from scheduler.domain.refusals import N_
from scheduler.domain.text import names
from scheduler.flow.core.opt_outs import stopped_among
from scheduler.flow.custody.collectors import collectors_of
from scheduler.flow.delivery.asking import that_may_go
from scheduler.flow.destinations.ways import ways_of
from scheduler.flow.invitations.invitations import code_of, fetchable, pass_of
from scheduler.messages.notices.known import Known
from scheduler.messages.notices.said import Said, Tongue

BY_OTHERS = N_("diwakilkan")
WAYS_IN_WORDS = {
    PLACE: N_("diambil di kecamatan atau kelurahan"),
    POST: N_("dikirim lewat pos"),
    VISIT: N_("diantar petugas"),
}


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
    ready = _ready(office, invitation, list(queries.documents_of_invitation(session, invitation.id)), kinds)
    stopped = stopped_among(session, office.id, (document.phone for document in ready.documents))
    return replace(ready, stopped=frozenset(stopped))


def _ready(
    office: Office, invitation: Invitation, documents: list[Document], kinds: Mapping[int, DocumentType]
) -> Ready:
    """What can be booked of an invitation with these documents, by whomever it is told."""
    ready = fetchable(documents)
    types = [kinds[document.type_id] for document in ready]
    is_visit = not any(kind.hands_over for kind in types)
    return Ready(office, invitation, ready, [kind.code for kind in types], is_visit)


def ready_said(ready: Ready, tongue: Tongue) -> Said:
    """The message that documents are ready; at home they can be printed if all of them can."""
    at_home = all(document.channel == "self_print" for document in ready.documents)
    facts = {
        "documents": tongue.counted(ready.types),
        "who": tongue.listed([names.initials(document.holder) for document in ready.documents]),
        "expires": tongue.date(ready.invitation.expires_at),
    }
    name = "recording" if ready.is_visit else "self_print" if at_home else "ready"
    return Said(name, facts, ready.documents, invitation_path(ready.invitation))


def invited(known: Known, message: Message, tongue: Tongue) -> Said:
    """Of a message of the outbox: what of its invitation can be booked now."""
    invitation = known.invitation_of(message)
    return ready_said(_ready(tongue.office, invitation, known.of_family(invitation.id), known.kinds), tongue)


def uncollected(known: Known, message: Message, tongue: Tongue) -> Said:
    """Ready for long, and nobody has come."""
    invitation = known.invitation_of(message)
    ready = _ready(tongue.office, invitation, known.of_family(invitation.id), known.kinds)
    since = [document.ready_at for document in ready.documents if document.ready_at]
    facts = {
        "documents": tongue.counted(ready.types),
        "since": tongue.date(min(since, default=message.created_at)),
    }
    ways = _other_ways(known.session, ready, known.types_of(ready.documents))
    path = invitation_path(invitation)
    if not ways:
        return Said("uncollected_here", facts, ready.documents, path)
    return Said("uncollected", {**facts, "ways": ", ".join(map(tongue.translate, ways))}, ready.documents, path)


def _other_ways(session: Session, ready: Ready, kinds: Sequence[DocumentType]) -> list[str]:
    """How documents come to people who cannot: only what this office has open, and its types allow."""
    by_others = [BY_OTHERS] if set(collectors_of(kinds)) - {HOLDER} else []
    offered = ways_of(session, ready.office.id) if that_may_go(session, ready.invitation) else {}
    return [*by_others, *(words for way, words in WAYS_IN_WORDS.items() if way in offered)]


def wa_me(phone: str, text: str) -> str:
    """A link that opens WhatsApp with the text ready to send. phone: as +62812..."""
    return f"https://wa.me/{phone.lstrip('+')}?text={quote(text, safe='')}"


def invitation_path(invitation: Invitation) -> str:
    """Where the household books, after the domain; the code in it is a secret."""
    return f"i/{code_of(invitation)}"


def ticket_path(booking: Booking) -> str:
    """The page of a visit, after the domain; the pass code in it is a secret."""
    return f"t/{pass_of(booking)}"


def invitation_url(base_url: str, invitation: Invitation) -> str:
    """The same with the domain."""
    return f"{base_url}/{invitation_path(invitation)}"


def ticket_url(base_url: str, booking: Booking) -> str:
    """The same with the domain."""
    return f"{base_url}/{ticket_path(booking)}"
