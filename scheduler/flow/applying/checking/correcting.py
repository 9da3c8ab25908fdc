"""What a clerk puts right in what was typed, and a phone that a clerk has called."""

from datetime import datetime

from sqlmodel import Session

from scheduler.db.models import Office
from scheduler.domain.refusals import Invalid
from scheduler.domain.text import names
from scheduler.domain.text.plain_text import refuse_hidden
from scheduler.domain.text.residence import Residence
from scheduler.flow.applying.checking.held import hold, hold_open
from scheduler.flow.core.history import record, shift
from scheduler.flow.documents.finding import index_again
from scheduler.flow.documents.import_protection import HOLDER_CORRECTED, put_right
from scheduler.flow.documents.residence import put_right as put_residence_right
from scheduler.flow.documents.residence import residence_of

LONGEST_NAME = 200


def correct_holder(
    session: Session, office: Office, application_id: int, holder: str, *, by: str, now: datetime
) -> None:
    """Spell the holder's name right; the old spelling stays in the history, sealed. The same name: nothing changes.

    Raises HiddenSigns, ApplicationAbsent, ApplicationAnswered, Invalid.
    """
    refuse_hidden(holder)
    wanted = " ".join(holder.split())
    if not any(letter.isalpha() for letter in wanted) or len(wanted) > LONGEST_NAME:
        raise Invalid(errors={"holder": "missing"})
    _, document = hold_open(session, office, application_id)
    new, old = names.tidy_name(wanted), document.holder
    if new == old:
        return
    shift(session, document, document.stage, {"holder": new})
    index_again(session, document)
    said = put_right(old, new)
    record(session, document, before=document.stage, by=by, now=now, why=HOLDER_CORRECTED, note=said)


def correct_residence(
    session: Session, office: Office, application_id: int, residence: Residence, *, by: str, now: datetime
) -> None:
    """Write where the holder lives; no export changes it from then on. The same: nothing changes.

    Raises ApplicationAbsent, ApplicationAnswered.
    """
    _, document = hold_open(session, office, application_id)
    if residence != residence_of(document):
        put_residence_right(session, document, residence, by=by, now=now)


def confirm_phone(session: Session, office: Office, application_id: int, *, by: str, now: datetime) -> None:
    """A clerk has reached the applicant at the phone: it is theirs. Again changes nothing. Raises ApplicationAbsent."""
    application, document = hold(session, office, application_id)
    if application.phone_confirmed_at is not None:
        return
    application.phone_confirmed_at = now
    session.add(application)
    session.flush()
    record(session, document, before=document.stage, by=by, now=now, why="phone_confirmed")
