"""A clerk puts right whose a document is: names and NIK as they were meant, with the reason."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from scheduler import keys
from scheduler.db.models import Document, Office
from scheduler.db.secrets.hash_upgrade import bring_along
from scheduler.domain.refusals import Invalid, ReasonRequired
from scheduler.domain.text import names
from scheduler.domain.text.plain_text import refuse_hidden
from scheduler.flow.core.history import record, shift
from scheduler.flow.documents.documents import known_document
from scheduler.flow.documents.finding import index_again
from scheduler.flow.documents.import_protection import NAMES_CORRECTED, put_right
from scheduler.intake.people import nik_of
from scheduler.intake.row_faults import Doubt

LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class People:
    """Names and NIK of a document as they are to be; None stays as it is."""

    holder: str | None = None
    applicant: str | None = None
    nik: str | None = None


def correct_people(
    session: Session, office: Office, reference: str, people: People, *, reason: str, by: str, now: datetime
) -> Document:
    """Put names and NIK of a document right; what they were stays in the history, sealed. The same: nothing changes.

    Raises HiddenSigns, DocumentUnknown, Invalid, ReasonRequired.
    """
    refuse_hidden(people.holder, people.applicant)
    document = known_document(session, office, reference)
    news = {name: value for name, value in _wanted(people).items() if value != getattr(document, name)}
    if not news:
        return document
    if not reason.strip():
        raise ReasonRequired
    was = [put_right(getattr(document, name), value) for name, value in news.items() if name != "nik"]
    was += ["NIK"] if "nik" in news else []
    if "nik" in news:
        news["nik_hash"] = bring_along(session, office.id, "nik", keys.ring().look_up("nik", news["nik"]))
    shift(session, document, document.stage, news)
    index_again(session, document)
    note = f"{', '.join(was)}. {reason.strip()}"
    record(session, document, before=document.stage, by=by, now=now, why=NAMES_CORRECTED, note=note)
    return document


def _wanted(people: People) -> dict[str, Any]:
    """What is to be written, by column. Raises Invalid, naming each value that cannot be right."""
    wanted: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for name, text in (("holder", people.holder), ("applicant", people.applicant)):
        tidy = " ".join((text or "").split())
        if tidy and not (any(letter.isalpha() for letter in tidy) and len(tidy) <= LONGEST_NAME):
            errors[name] = "doubtful"
        elif tidy:
            wanted[name] = names.tidy_name(tidy)
    try:
        nik = nik_of(people.nik) if people.nik else None
    except Doubt:
        errors["nik"] = "doubtful"
    else:
        wanted |= {"nik": nik} if nik else {}
    if errors:
        raise Invalid(errors=errors)
    return wanted
