"""Links that staff press to tell a citizen: the message is written out, WhatsApp opens, a person sends it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

from babel.dates import format_date
from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.models import Document, DocumentType, Invitation, Office
from scheduler.domain import names, presets
from scheduler.domain.errors import N_
from scheduler.flow.invitations import code_of, fetchable
from scheduler.messages import templates

AND = N_("{some} dan {last}")

Translate = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Ready:
    """An invitation whose documents can be booked now.

    types: the code of each document's type, in their order. is_visit: nothing is fetched, an appointment for a
    recording.
    """

    office: Office
    invitation: Invitation
    documents: Sequence[Document]
    types: Sequence[str]
    is_visit: bool

    @property
    def phone(self) -> str | None:
        """The number that is told: the first that an applicant of the household gave."""
        return next((document.phone for document in self.documents if document.phone), None)


def ready_invitations(session: Session, office: Office, now: datetime) -> list[Ready]:
    """The invitations of an office that are still to be booked, oldest first."""
    kinds = {kind.id: kind for kind in queries.types_of(session, office.id)}
    found = []
    for invitation in queries.open_invitations(session, office.id, now):
        documents = fetchable(list(queries.documents_of_invitation(session, invitation.id)))
        if documents:
            types = [kinds[document.type_id] for document in documents]
            found.append(ready_of(office, invitation, documents, types))
    return found


def ready_of(
    office: Office, invitation: Invitation, documents: Sequence[Document], types: Sequence[DocumentType]
) -> Ready:
    """What the message about an invitation says. types: that of each document, in their order."""
    is_visit = not any(kind.hands_over for kind in types)
    return Ready(office, invitation, documents, [kind.code for kind in types], is_visit)


def wa_me(phone: str, text: str) -> str:
    """A link that opens WhatsApp with the text ready to send. phone: as +62812..."""
    return f"https://wa.me/{phone.lstrip('+')}?text={quote(text, safe='')}"


def invitation_url(base_url: str, invitation: Invitation) -> str:
    """Where the household books; the code in it is a secret."""
    return f"{base_url}/i/{code_of(invitation)}"


def ready_text(ready: Ready, *, base_url: str, translate: Translate = str, language: str = "id") -> str:
    """The message that documents are ready, in one language; at home they can be printed if all of them can."""
    facts = {
        "office": ready.office.name,
        "documents": _listed([translate(_name(code)) for code in dict.fromkeys(ready.types)], translate),
        "who": _listed(list(dict.fromkeys(names.initials(d.holder) for d in ready.documents)), translate),
        "ref4": _listed([names.last_digits(d.reference, 4) for d in ready.documents], translate),
        "url": invitation_url(base_url, ready.invitation),
        "expires": _day(ready.invitation.expires_at, ready.office, language),
        "office_phone": ready.office.phone,
        "domain": urlsplit(base_url).netloc,
    }
    at_home = all(document.channel == "self_print" for document in ready.documents)
    text = templates.RECORDING if ready.is_visit else templates.SELF_PRINT if at_home else templates.READY
    parts = [text, templates.FOOT]
    if ready.office.phone and not at_home:
        parts.insert(1, templates.BY_PHONE)
    return " ".join(translate(part).format(**facts) for part in parts)


def _name(code: str) -> str:
    return presets.PUBLIC_NAMES.get(code, code)


def _listed(words: list[str], translate: Translate) -> str:
    """Two as "A dan B", three as "A, B dan C"."""
    if len(words) < 2:
        return "".join(words)
    return translate(AND).format(some=", ".join(words[:-1]), last=words[-1])


def _day(moment: datetime, office: Office, language: str) -> str:
    return format_date(moment.astimezone(ZoneInfo(office.timezone)).date(), "d MMMM y", locale=language)
