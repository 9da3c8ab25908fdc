"""All that is kept of one person at one office, as rows of plain values, for a machine and for a page that they read.

What is somebody else's is left out and said so: who collected for them, whoever shares their phone or their visit.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from scheduler.db.models import (
    Application,
    ApplicationItem,
    ApplicationPage,
    Attempt,
    BatchDocument,
    Booking,
    BookingDocument,
    Call,
    Consent,
    Conversation,
    ConversationLine,
    DeliveryRequest,
    Disclosure,
    Document,
    FileRequest,
    Handover,
    Invitation,
    KnownPhone,
    LinePicture,
    Message,
    Move,
    Office,
    PhoneCode,
    Procedure,
    PushSubscription,
    Service,
    Slot,
    StockEntry,
    StoppedNumber,
    SurveyMark,
    Ticket,
    ToldWait,
    Transfer,
    TurnedAway,
    UrgentSeat,
    WaitlistEntry,
)
from scheduler.domain.audit.deeds import Deed
from scheduler.domain.refusals import N_
from scheduler.domain.text.names import compared_name
from scheduler.flow.core.audit import note_deed
from scheduler.flow.privacy.erasing import Kept, what_stays
from scheduler.flow.privacy.person import Person, find_person

HOLDER = "holder"
SOMEBODY = N_("(orang lain)")
"""What stands in the place of a name that is somebody else's."""
Row = dict[str, Any]

LEFT_OUT = (
    N_("Nama orang lain: yang mengambilkan dokumen, atau yang memohonkan. Tertulis bahwa ada, tidak tertulis siapa."),
    N_("Isi percakapan dan pengaturan pesan dari nomor telepon yang juga dipakai orang lain di kantor ini."),
    N_("Kunci teknis tanpa arti bagi orang: sandi tautan, alamat pemberitahuan peramban, dan kode pencarian."),
)
"""What is not given, and why it is not; shown to the person."""


@dataclass(frozen=True, slots=True)
class Section:
    """Rows of one kind. word: for machines; each row has the same columns."""

    word: str
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Picture:
    """A file that was sent. mark: where it lies; name: as it is called in the export."""

    mark: str
    name: str


@dataclass(frozen=True, slots=True)
class Export:
    """All of it. kept: what an erasure would leave."""

    made_at: datetime
    language: str
    sections: Sequence[Section]
    pictures: Sequence[Picture]
    kept: Sequence[Kept]


def export(session: Session, office: Office, typed: str, *, by: str, now: datetime) -> Export:
    """Read all that is kept of one person, and write down that it was taken along. typed: as in `find_person`.

    Raises PersonUnknown, SeveralPeople.
    """
    person = find_person(session, office, typed)
    made = read_all(session, office, person, now)
    rows = {"rows": sum(len(section.rows) for section in made.sections)}
    note_deed(session, office.id, Deed.PERSON_EXPORTED, by=by, now=now, became=rows)
    return made


def read_all(session: Session, office: Office, person: Person, now: datetime) -> Export:
    """What an export has; writes nothing."""
    pictures = [*_pages(session, person), *_line_pictures(session, person)]
    readers = (
        ("documents", _documents),
        ("history", _history),
        ("handovers", _handovers),
        ("transfers", _transfers),
        ("visits", _visits),
        ("numbers", _numbers),
        ("applications", _applications),
        ("application_items", _items),
        ("requests", _requests),
        ("conversation", _lines),
        ("messages", _messages),
        ("consents", _consents),
        ("shown_to_staff", _disclosures),
    )
    sections = [Section(word, list(read(session, person))) for word, read in readers]
    files = [{"file": picture.name} for picture in pictures]
    return Export(
        now,
        person.language,
        [*sections, Section("pictures", files)],
        pictures,
        what_stays(session, office, person, now),
    )


def _documents(session: Session, person: Person) -> Iterator[Row]:
    rows = session.execute(
        select(Document, Invitation)
        .outerjoin(Invitation, col(Invitation.id) == col(Document.invitation_id))
        .where(col(Document.id).in_(person.documents))
        .order_by(col(Document.id))
    )
    for each, invitation in rows:
        yield {
            "reference": each.reference,
            "type": each.title,
            "holder": each.holder,
            "nik": each.nik,
            "applicant": _own_name(each.applicant, each.holder),
            "phone": each.phone,
            "email": each.email,
            "household_known": each.household is not None,
            "kelurahan": each.kelurahan,
            "rt": each.rt,
            "rw": each.rw,
            "reason": each.reason,
            "stage": each.stage,
            "channel": each.channel,
            "place": each.place,
            "shelf": each.shelf,
            "note": each.note,
            "language": each.language,
            "created_at": each.created_at,
            "ready_at": each.ready_at,
            "invited_at": invitation and invitation.created_at,
        }


def _history(session: Session, person: Person) -> Iterator[Row]:
    numbers = session.scalars(select(col(Ticket.id)).where(col(Ticket.booking_id).in_(person.visits))).all()
    rows = session.scalars(
        select(Move)
        .where(
            or_(
                col(Move.document_id).in_(person.documents),
                col(Move.booking_id).in_(person.visits),
                col(Move.ticket_id).in_(numbers),
            )
        )
        .order_by(col(Move.id))
    )
    for each in rows:
        what = "document" if each.document_id else "visit" if each.booking_id else "number"
        yield {
            "what": what,
            "before": each.before,
            "after": each.after,
            "at": each.at,
            "by": each.by,
            "why": each.why,
            "note": each.note,
        }
    notes = select(StockEntry).where(
        col(StockEntry.document_id).in_(person.documents), col(StockEntry.note).is_not(None)
    )
    for entry in session.scalars(notes):
        yield {
            "what": "blank",
            "before": None,
            "after": entry.kind,
            "at": entry.at,
            "by": entry.by,
            "why": None,
            "note": entry.note,
        }


def _transfers(session: Session, person: Person) -> Iterator[Row]:
    """To and from which offices documents went; what these keep is theirs to give."""
    sender, to = aliased(Office), aliased(Office)
    theirs = or_(col(Transfer.document_id).in_(person.documents), col(Transfer.there_id).in_(person.documents))
    rows = session.execute(
        select(Transfer, col(Document.reference), col(sender.name), col(to.name))
        .join(Document, col(Document.id) == col(Transfer.document_id))
        .join(sender, col(sender.id) == col(Transfer.office_id))
        .join(to, col(to.id) == col(Transfer.to_office_id))
        .where(theirs)
        .order_by(col(Transfer.id))
    )
    for each, reference, sent_from, sent_to in rows:
        yield {
            "reference": reference,
            "from_office": sent_from,
            "to_office": sent_to,
            "state": each.state,
            "sent_at": each.sent_at,
            "ended_at": each.ended_at,
            "why": each.why,
            "note": each.note,
        }


def _handovers(session: Session, person: Person) -> Iterator[Row]:
    here = session.execute(
        select(Handover, col(Document.reference))
        .join(Document, col(Document.id) == col(Handover.document_id))
        .where(col(Handover.document_id).in_(person.documents))
        .order_by(col(Handover.id))
    )
    for each, reference in here:
        own = each.collector_kind == HOLDER
        yield {
            "reference": reference,
            "at": each.at,
            "counter": each.counter_number,
            "collector": each.collector_kind,
            "collector_name": each.collector_name if own else each.collector_name and SOMEBODY,
            "letter": each.collector_letter if own else each.collector_letter and SOMEBODY,
            "identity": each.identity,
            "old_card": each.old_card,
            "old_card_letter": each.old_card_letter,
            "signature": each.signature if own else each.signature and SOMEBODY,
        }
    there = session.execute(
        select(BatchDocument, col(Document.reference))
        .join(Document, col(Document.id) == col(BatchDocument.document_id))
        .where(col(BatchDocument.document_id).in_(person.documents))
        .order_by(col(BatchDocument.id))
    )
    for line, reference in there:
        own = line.collector == HOLDER
        yield {
            "reference": reference,
            "at": line.at,
            "counter": None,
            "collector": line.collector,
            "collector_name": line.collector_name if own else line.collector_name and SOMEBODY,
            "letter": line.collector_letter if own else line.collector_letter and SOMEBODY,
            "identity": line.identity,
            "old_card": line.old_card,
            "old_card_letter": line.old_card_letter,
            "signature": None,
        }


def _visits(session: Session, person: Person) -> Iterator[Row]:
    """Those with others too, with the person's own documents alone and nothing that was said of the party."""
    fetched = (
        select(col(BookingDocument.booking_id), col(Document.reference))
        .join(Document, col(Document.id) == col(BookingDocument.document_id))
        .where(col(Document.id).in_(person.documents))
        .order_by(col(Document.id))
    )
    own: dict[int, list[str]] = {}
    for booking, reference in session.execute(fetched):
        own.setdefault(booking, []).append(reference)
    reasons = dict(
        session.execute(
            select(col(UrgentSeat.booking_id), UrgentSeat).where(col(UrgentSeat.booking_id).in_(person.visits))
        ).all()
    )
    phones = session.scalars(
        select(col(PushSubscription.booking_id)).where(col(PushSubscription.booking_id).in_(person.visits))
    ).all()
    answered = session.scalars(
        select(col(SurveyMark.booking_id)).where(col(SurveyMark.booking_id).in_(person.visits))
    ).all()
    rows = session.execute(
        select(Booking, col(Slot.starts_at), col(Service.name))
        .join(Service, col(Service.id) == col(Booking.service_id))
        .outerjoin(Slot, col(Slot.id) == col(Booking.slot_id))
        .where(col(Booking.id).in_([*person.visits, *person.with_others]))
        .order_by(col(Booking.id))
    )
    for each, starts_at, service in rows:
        alone = each.id in person.visits
        urgent = reasons.get(each.id)
        yield {
            "service": service,
            "starts_at": starts_at,
            "stage": each.stage,
            "people": each.party if alone else None,
            "references": own.get(each.id, []),
            "collector": each.collector_kind,
            "collector_name": each.collector_name and SOMEBODY,
            "collector_relation": each.collector_relation if alone else None,
            "priority_wished": each.wish_priority if alone else None,
            "escort_wished": each.wish_escort if alone else None,
            "urgent_reason": urgent and urgent.reason,
            "told_by_browser": each.id in phones,
            "survey_answered": each.id in answered if alone else None,
            "booked_at": each.created_at,
        }
    invitations = select(col(Document.invitation_id)).where(col(Document.id).in_(person.documents))
    for entry in session.scalars(select(WaitlistEntry).where(col(WaitlistEntry.invitation_id).in_(invitations))):
        yield {
            "service": None,
            "starts_at": None,
            "stage": f"waiting_list: {entry.stage}",
            "booked_at": entry.created_at,
        }
    for turned in session.scalars(select(TurnedAway).where(col(TurnedAway.document_id).in_(person.documents))):
        yield {"stage": f"turned_away: {turned.reason}", "starts_at": turned.at, "booked_at": None}


def _numbers(session: Session, person: Person) -> Iterator[Row]:
    rows = session.scalars(
        select(Ticket).where(col(Ticket.booking_id).in_(person.visits)).order_by(col(Ticket.id))
    ).all()
    for each in rows:
        calls = session.scalars(select(col(Call.at)).where(col(Call.ticket_id) == each.id)).all()
        told = session.scalars(select(ToldWait).where(col(ToldWait.ticket_id) == each.id)).all()
        yield {
            "number": each.number,
            "stage": each.stage,
            "people": each.people,
            "priority": each.priority,
            "escort": each.escort,
            "arrived_at": each.arrived_at,
            "entered_at": each.entered_at,
            "called_at": list(calls),
            "told_minutes": [f"{wait.least}-{wait.most}" for wait in told],
            "ended_at": each.ended_at,
        }


def _applications(session: Session, person: Person) -> Iterator[Row]:
    rows = session.execute(
        select(Application, col(Procedure.title))
        .join(Procedure, col(Procedure.id) == col(Application.procedure_id))
        .where(col(Application.id).in_(person.applications))
        .order_by(col(Application.id))
    )
    for each, title in rows:
        codes = session.scalars(select(col(PhoneCode.made_at)).where(col(PhoneCode.application_id) == each.id)).all()
        yield {
            "what": title,
            "channel": each.channel,
            "relation": each.relation,
            "holder": each.holder,
            "nik": each.nik,
            "kk": each.kk,
            "applicant": _own_name(each.applicant, each.holder or ""),
            "kelurahan": each.kelurahan,
            "rt": each.rt,
            "rw": each.rw,
            "phone": each.phone,
            "phone_confirmed_at": each.phone_confirmed_at,
            "phone_codes_sent_at": list(codes),
            "created_at": each.created_at,
            "sent_at": each.sent_at,
            "accepted_at": each.accepted_at,
            "withdrawn_at": each.withdrawn_at,
            "files_deleted_at": each.files_gone_at,
        }


def _items(session: Session, person: Person) -> Iterator[Row]:
    rows = session.scalars(
        select(ApplicationItem)
        .where(col(ApplicationItem.application_id).in_(person.applications))
        .order_by(col(ApplicationItem.application_id), col(ApplicationItem.position))
    )
    for each in rows:
        yield {"what": each.name, "state": each.state, "why": each.why, "words": each.words, "at": each.decided_at}


def _requests(session: Session, person: Person) -> Iterator[Row]:
    """Of what was asked for a household, what concerns the person's documents alone."""
    invitations = select(col(Document.invitation_id)).where(col(Document.id).in_(person.documents))
    for each in session.scalars(select(DeliveryRequest).where(col(DeliveryRequest.invitation_id).in_(invitations))):
        if set(each.documents) <= set(person.documents):
            yield {
                "way": each.way,
                "state": each.state,
                "address": each.address,
                "reason": each.reason,
                "answer": each.answer,
                "asked_at": each.asked_at,
                "answered_at": each.answered_at,
            }
    for file in session.scalars(select(FileRequest).where(col(FileRequest.document_id).in_(person.documents))):
        yield {
            "way": file.way,
            "state": file.state,
            "address": file.email,
            "reason": None,
            "answer": file.answer,
            "asked_at": file.asked_at,
            "answered_at": file.answered_at,
        }


def _lines(session: Session, person: Person) -> Iterator[Row]:
    rows = session.execute(
        select(ConversationLine, Conversation)
        .join(Conversation, col(Conversation.id) == col(ConversationLine.conversation_id))
        .where(col(Conversation.id).in_(person.talks))
        .order_by(col(ConversationLine.id))
    )
    for line, talk in rows:
        yield {
            "at": line.at,
            "direction": line.direction,
            "phone": talk.phone,
            "kind": line.kind,
            "text": line.text,
            "picture": line.media is not None,
        }


def _messages(session: Session, person: Person) -> Iterator[Row]:
    lines = select(col(ConversationLine.id)).where(col(ConversationLine.conversation_id).in_(person.talks))
    rows = session.scalars(
        select(Message)
        .where(
            or_(
                col(Message.document_id).in_(person.documents),
                col(Message.application_id).in_(person.applications),
                col(Message.booking_id).in_(person.visits),
                col(Message.invitation_id).in_(person.links),
                col(Message.line_id).in_(lines),
            )
        )
        .order_by(col(Message.id))
    ).all()
    for each in rows:
        tries = session.scalars(select(Attempt).where(col(Attempt.message_id) == each.id)).all()
        yield {
            "about": each.cause,
            "state": each.state,
            "channel": each.channel,
            "created_at": each.created_at,
            "sent_at": each.sent_at,
            "tries": [f"{one.channel}: {one.state}" for one in tries],
        }


def _consents(session: Session, person: Person) -> Iterator[Row]:
    kinds: dict[type[Any], str] = {Consent: "consent", StoppedNumber: "stopped", KnownPhone: "known_to_office"}
    for kind, word in kinds.items():
        rows = session.scalars(
            select(kind)
            .where(col(kind.office_id) == person.office_id, col(kind.phone_hash).in_(person.phones))
            .order_by(col(kind.id))
        )
        for each in rows:
            said = getattr(each, "given", getattr(each, "known", True))
            how = getattr(each, "source", None) or getattr(each, "why", None) or getattr(each, "reason", None)
            yield {"what": word, "said": said, "how": how, "at": each.at}


def _disclosures(session: Session, person: Person) -> Iterator[Row]:
    """Which member of staff saw what; by number, since their names are theirs."""
    rows = session.scalars(
        select(Disclosure)
        .where(
            or_(
                col(Disclosure.document_id).in_(person.documents),
                col(Disclosure.application_id).in_(person.applications),
                col(Disclosure.conversation_id).in_(person.talks),
            )
        )
        .order_by(col(Disclosure.id))
    )
    for each in rows:
        yield {"fields": each.fields, "place": each.place, "at": each.at, "by": each.by}


def _pages(session: Session, person: Person) -> list[Picture]:
    marks = session.execute(
        select(col(ApplicationPage.id), col(ApplicationPage.mark))
        .join(ApplicationItem, col(ApplicationItem.id) == col(ApplicationPage.item_id))
        .where(col(ApplicationItem.application_id).in_(person.applications), col(ApplicationPage.gone_at).is_(None))
        .order_by(col(ApplicationPage.id))
    )
    return [Picture(mark, f"pictures/application-{number}.jpg") for number, mark in marks]


def _line_pictures(session: Session, person: Person) -> list[Picture]:
    marks = session.execute(
        select(col(LinePicture.id), col(LinePicture.mark))
        .join(ConversationLine, col(ConversationLine.id) == col(LinePicture.line_id))
        .where(
            col(ConversationLine.conversation_id).in_(person.talks),
            col(LinePicture.gone_at).is_(None),
            col(LinePicture.page_id).is_(None),
        )
        .order_by(col(LinePicture.id))
    )
    return [Picture(mark, f"pictures/conversation-{number}.jpg") for number, mark in marks]


def _own_name(name: str | None, holder: str) -> str | None:
    """An applicant's name where it is the holder's own."""
    return name if name is None or compared_name(name) == compared_name(holder) else SOMEBODY
