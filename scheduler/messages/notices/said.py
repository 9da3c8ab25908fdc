"""What a message says before it is put into words: the name of its text, and what fills it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Protocol
from urllib.parse import urlsplit

from sqlmodel import Session

from scheduler.board.pass_picture import PassWords
from scheduler.db.models import Application, Document, DocumentType, Message, Office
from scheduler.domain.offices.called import Names
from scheduler.domain.refusals import N_
from scheduler.domain.text import names
from scheduler.messages.notices import words
from scheduler.messages.notices.known import Known
from scheduler.messages.notices.words import Translate

UNKNOWN = "-"
THIS_OFFICE = N_("kantor kami")
"""Where an office has no phone to be called at."""
COUNTERS = N_("loket pelayanan")
"""Where it has no address."""


@dataclass(frozen=True)
class Tongue:
    """Of which office, in which language, and from which address (without a slash at its end) something is said."""

    office: Office
    base_url: str
    language: str
    translate: Translate

    def day(self, moment: datetime) -> str:
        """Senin, 30 November 2026"""
        return words.day_of(moment, self.office, self.language)

    def date(self, moment: datetime) -> str:
        """30 November 2026"""
        return words.date_of(moment, self.office, self.language)

    def clock(self, moment: datetime) -> str:
        """09.00 WIB"""
        return words.clock_of(moment, self.office)

    def moment(self, moment: datetime) -> str:
        """Senin, 30 November 2026 pukul 09.00 WIB"""
        return words.moment_of(moment, self.office, translate=self.translate, language=self.language)

    def listed(self, several: Sequence[str]) -> str:
        """Each once: "A, B dan C"."""
        return words.listed(list(dict.fromkeys(several)), self.translate)

    @cached_property
    def names(self) -> Names:
        """What the office calls its types and services."""
        return Names.of(self.office.type_names, self.office.service_names)

    def type(self, code: str) -> str:
        """A document type as citizens read it; never which akta it is."""
        return self.names.type(code).said(self.language, self.translate)

    def service(self, name: str) -> str:
        """A service by its name in Indonesian."""
        return self.names.service(name, self.language, self.translate)

    def types(self, kinds: Sequence[DocumentType]) -> str:
        """Document types as citizens read them, and how many of one: "KTP-el dan 2 Kartu Identitas Anak"."""
        return self.counted([kind.code for kind in kinds])

    def counted(self, codes: Sequence[str]) -> str:
        """The same, of the types' codes."""
        counts = Counter(codes)
        return self.listed([words.counted(self.type(code), count, self.translate) for code, count in counts.items()])


@dataclass(frozen=True, slots=True)
class Said:
    """The text's name in `TEMPLATES`, what fills its places, and the documents whose numbers prove that it is real.

    path: where its link leads, after the domain and a slash; a secret. pass_code: of the visit whose
    picture goes with it; pass_words: what stands in that beside the QR.
    """

    name: str
    facts: Mapping[str, str] = field(default_factory=dict)
    documents: Sequence[Document] = ()
    path: str = field(default="", repr=False)
    pass_code: str | None = field(default=None, repr=False)
    pass_words: PassWords | None = None


class Writer(Protocol):
    """Says what there is to say of a message of its causes."""

    def __call__(self, known: Known, message: Message, tongue: Tongue) -> Said: ...


def filled(said: Said, tongue: Tongue) -> dict[str, str]:
    """Everything that may fill a text; no value is empty, and none has a line break (WhatsApp takes neither)."""
    numbers = [names.last_digits(document.reference, 4) for document in said.documents]
    known = {
        **of_office(tongue.office, tongue.base_url, tongue.translate),
        "ref4": tongue.listed(numbers),
        "url": f"{tongue.base_url}/{said.path}" if said.path else "",
        **said.facts,
    }
    return {name: " ".join(value.split()) or UNKNOWN for name, value in known.items()}


def of_office(office: Office, base_url: str, translate: Translate) -> dict[str, str]:
    """What is the same in every message of an office."""
    return {
        "office": office.name,
        "address": office.address or translate(COUNTERS),
        "office_phone": office.phone or translate(THIS_OFFICE),
        "domain": urlsplit(base_url).netloc,
    }


def types_of(session: Session, documents: Sequence[Document]) -> list[DocumentType]:
    """The type of each, in their order."""
    return [session.get_one(DocumentType, document.type_id) for document in documents]


def language_of(known: Known, message: Message) -> str:
    """The language of the citizen who is told; Indonesian where nobody in particular is."""
    if message.invitation_id is not None:
        return known.invitation_of(message).language
    if message.booking_id is not None:
        return known.booking_of(message).language
    if message.document_id is not None:
        return known.document_of(message).language
    if message.application_id is not None:
        return known.session.get_one(Application, message.application_id).language
    return "id"
