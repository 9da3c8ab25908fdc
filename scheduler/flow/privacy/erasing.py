"""What is kept of one person is erased because they ask for it, but for what the law has the office keep.

Nothing that is under way is erased: the refusal says what is to be done first. Evidence stands in the log: how many
rows of what, and a hash over the documents.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlmodel import Session, col

from scheduler.db.engine.changing import change_rows
from scheduler.db.models import (
    Application,
    BatchDocument,
    Booking,
    Conversation,
    ConversationLine,
    DeliveryRequest,
    Disclosure,
    Document,
    FileRequest,
    Handover,
    Message,
    Move,
    Office,
    Push,
    PushSubscription,
    StoppedNumber,
    Ticket,
    Transfer,
    UrgentSeat,
)
from scheduler.domain.audit.deeds import Deed
from scheduler.domain.delivery.requests import ASKED
from scheduler.domain.messages import Why
from scheduler.domain.privacy.keeping import GONE
from scheduler.domain.privacy.refusals import (
    DocumentOnItsWay,
    DocumentUnderWay,
    RequestUnderWay,
    TalkUnderWay,
    VisitUnderWay,
)
from scheduler.domain.refusals import N_
from scheduler.domain.stages import LIVE_BOOKING, OVER
from scheduler.flow.audit.purged import hash_over
from scheduler.flow.core.audit import note_deed
from scheduler.flow.core.untold import make_moot
from scheduler.flow.privacy.documents import take_names, take_notes, take_phones
from scheduler.flow.privacy.last_counts import close, last_counts
from scheduler.flow.privacy.person import Person, held_person
from scheduler.flow.privacy.records import take_messages
from scheduler.flow.privacy.talks import take_lines, take_talks
from scheduler.flow.regency.transfers import UNDER_WAY as AWAY
from scheduler.flow.upkeep.forgetting import take_drafts

ASKED_FOR = "asked_for"
"""What the chain says of it, in the place of a rule."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What stays, why, and until when; until None: without an end. All three may be shown to the person.

    elsewhere: another office keeps it, by its own rules.
    """

    what: str
    why: str
    rows: int
    until: datetime | None
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class Erased:
    """What went, by a word of its own; what stays; and the marks of files to drop after the commit."""

    rows: dict[str, int]
    kept: Sequence[Kept]
    marks: list[str]


def refuse_under_way(session: Session, person: Person) -> None:
    """Where something has to be ended first.

    Raises DocumentUnderWay, DocumentOnItsWay, VisitUnderWay, RequestUnderWay or TalkUnderWay.
    """
    open_one = session.scalar(
        select(col(Document.reference))
        .where(col(Document.id).in_(person.documents), col(Document.stage).not_in(OVER))
        .limit(1)
    )
    if open_one is not None:
        raise DocumentUnderWay(reference=open_one)
    on_its_way = session.scalar(
        select(col(Document.reference))
        .join(Transfer, col(Transfer.document_id) == col(Document.id))
        .where(col(Document.id).in_(person.documents), col(Transfer.state).in_(AWAY))
        .limit(1)
    )
    if on_its_way is not None:  # the other office takes what is said of it from here
        raise DocumentOnItsWay(reference=on_its_way)
    every = (*person.visits, *person.with_others)
    if _is_any(session, Booking, col(Booking.id).in_(every), col(Booking.stage).in_(LIVE_BOOKING)):
        raise VisitUnderWay
    if _is_any(session, FileRequest, col(FileRequest.document_id).in_(person.documents), FileRequest.state == ASKED):
        raise RequestUnderWay
    invitations = select(col(Document.invitation_id)).where(col(Document.id).in_(person.documents))
    mine = col(DeliveryRequest.invitation_id).in_(invitations)
    if _is_any(session, DeliveryRequest, mine, DeliveryRequest.state == ASKED):
        raise RequestUnderWay
    waiting = col(Conversation.waiting_since).is_not(None)
    if _is_any(session, Conversation, col(Conversation.id).in_(person.talks), waiting):
        raise TalkUnderWay


def erase(session: Session, office: Office, typed: str, *, by: str, now: datetime) -> Erased:
    """Erase one person's data. typed: as in `find_person`. Twice is once: what is gone cannot be found any more.

    Raises PersonUnknown, SeveralPeople, and what `refuse_under_way` raises.
    """
    person = held_person(session, office, typed)
    refuse_under_way(session, person)
    kept = what_stays(session, office, person, now)
    lines = session.scalars(
        select(col(ConversationLine.id)).where(col(ConversationLine.conversation_id).in_(person.talks))
    ).all()
    told = _told(person, lines)
    messages = session.scalars(select(col(Message.id)).where(told)).all()
    counts = last_counts(session, office, messages, lines, now)
    gone = _take_messages(session, told, now)
    _take_from_visits(session, person)
    _take_requests(session, person, now)
    drafts = session.scalars(
        select(col(Application.id)).where(
            col(Application.id).in_(person.applications), col(Application.document_id).is_(None)
        )
    ).all()
    marks = take_lines(session, lines, now)
    marks += take_names(session, person.documents, now, why=ASKED_FOR)
    _take_visit_notes(session, person, now)
    change_rows(session, update(Document).where(col(Document.id).in_(person.documents)).values(erased_at=now))
    marks += take_drafts(session, drafts, now, why=ASKED_FOR)
    take_talks(session, person.talks, now, why=ASKED_FOR)
    take_phones(session, office.id, person.phones)
    rows = {
        "documents": len(person.documents),
        "applications": len(person.applications),
        "visits": len(person.visits),
        "lines": len(lines),
        "messages": gone,
    }
    close(session, office, counts, now)  # the chain is held
    proof = {**rows, "rows": sum(rows.values()), "hash": hash_over(session, "document", person.documents)}
    note_deed(session, office.id, Deed.PERSON_ERASED, by=by, now=now, became=proof)
    return Erased(rows, kept, marks)


def what_stays(session: Session, office: Office, person: Person, now: datetime) -> list[Kept]:
    """What an erasure leaves, with its reason, and until when."""

    def counted(kind: type[Any], *which: Any) -> int:
        return len(session.scalars(select(kind.id).where(*which)).all())

    documents = person.documents
    of_documents = now + timedelta(days=office.keep_documents_days)
    stays = (
        Kept(
            N_("Catatan penyerahan: nomor registrasi, kapan, di loket mana, dan siapa yang mengambil"),
            N_("Kantor wajib bisa membuktikan kepada siapa dokumen negara diserahkan."),
            counted(Handover, col(Handover.document_id).in_(documents))
            + counted(BatchDocument, col(BatchDocument.document_id).in_(documents)),
            of_documents,
        ),
        Kept(
            N_("Riwayat langkah dokumen, tanpa nama dan tanpa catatan"),
            N_("Rantai catatan kegiatan harus utuh supaya bisa diperiksa bahwa tidak ada yang diubah."),
            counted(Move, col(Move.document_id).in_(documents)),
            now + timedelta(days=max(office.keep_documents_days, office.keep_moves_days)),
        ),
        Kept(
            N_("Jadwal dan nomor antrean, tanpa nama"),
            N_("Dipakai menghitung pelayanan; dihapus menurut aturan penyimpanan."),
            len(person.visits),
            now + timedelta(days=office.keep_visits_days),
        ),
        Kept(
            N_("Catatan petugas mana yang melihat data, tanpa nama"),
            N_("Kantor wajib bisa menunjukkan siapa yang membuka data."),
            counted(Disclosure, col(Disclosure.document_id).in_(documents)),
            now + timedelta(days=office.keep_disclosures_days),
        ),
        Kept(
            N_("Tanda bahwa sebuah nomor tidak mau dikirimi pesan"),
            N_("Supaya nomor itu tetap tidak dikirimi pesan. Nomornya sendiri tidak tersimpan."),
            counted(
                StoppedNumber,
                col(StoppedNumber.office_id) == office.id,
                col(StoppedNumber.phone_hash).in_(person.phones),
            ),
            None,
        ),
        Kept(
            N_("Kunjungan, nomor telepon, percakapan, dan persetujuan yang dipakai bersama orang lain"),
            N_("Juga milik orang lain. Mintalah bersama mereka."),
            len(person.with_others) + len(person.shared),
            now + timedelta(days=office.keep_visits_days),
        ),
        Kept(
            N_("Data dokumen di kantor lain, tempat dokumen itu dipindahkan atau dari mana datangnya"),
            N_("Kantor itu menyimpannya sendiri. Ajukan permintaan yang sama di sana."),
            counted(
                Transfer,
                or_(col(Transfer.document_id).in_(documents), col(Transfer.there_id).in_(documents)),
                col(Transfer.there_id).is_not(None),
            ),
            None,
            elsewhere=True,
        ),
    )
    return [each for each in stays if each.rows]


def _told(person: Person, lines: Sequence[int]) -> ColumnElement[bool]:
    """Which messages tell of the person alone."""
    return or_(
        col(Message.document_id).in_(person.documents),
        col(Message.application_id).in_(person.applications),
        col(Message.booking_id).in_(person.visits),
        col(Message.invitation_id).in_(person.links),
        col(Message.line_id).in_(lines),
    )


def _take_messages(session: Session, theirs: ColumnElement[bool], now: datetime) -> int:
    """What a worker has in its hands now goes by the rule. Returns how many went."""
    make_moot(session, theirs, why=Why.UNTRUE)
    ids = session.scalars(select(col(Message.id)).where(theirs, col(Message.state) != "sending")).all()
    take_messages(session, ids, now)
    return len(ids)


def _take_visit_notes(session: Session, person: Person, now: datetime) -> None:
    """What staff wrote beside the steps of visits that are theirs alone."""
    tickets = session.scalars(select(col(Ticket.id)).where(col(Ticket.booking_id).in_(person.visits))).all()
    steps = or_(col(Move.booking_id).in_(person.visits), col(Move.ticket_id).in_(tickets))
    take_notes(session, steps, now, why=ASKED_FOR)


def _take_from_visits(session: Session, person: Person) -> None:
    """Who collects, wishes and reasons of visits that are theirs alone, and the browsers that are told of a turn."""
    phones = select(col(PushSubscription.id)).where(col(PushSubscription.booking_id).in_(person.visits))
    change_rows(session, delete(Push).where(col(Push.subscription_id).in_(phones)))
    change_rows(session, delete(PushSubscription).where(col(PushSubscription.booking_id).in_(person.visits)))
    nobody = dict.fromkeys(("collector_name", "collector_relation", "collector_hash"))
    own = col(Booking.id).in_(person.visits)
    change_rows(session, update(Booking).where(own).values(**nobody, wish_priority=False, wish_escort=False))
    change_rows(session, update(UrgentSeat).where(col(UrgentSeat.booking_id).in_(person.visits)).values(reason=GONE))


def _take_requests(session: Session, person: Person, now: datetime) -> None:
    """Words and addresses of requests about nobody else's documents."""
    invitations = select(col(Document.invitation_id)).where(col(Document.id).in_(person.documents))
    asked = session.scalars(select(DeliveryRequest).where(col(DeliveryRequest.invitation_id).in_(invitations))).all()
    own = [each.id for each in asked if set(each.documents) <= set(person.documents)]
    words = {"address": None, "reason": None, "answer": None, "forgotten_at": now}
    change_rows(session, update(DeliveryRequest).where(col(DeliveryRequest.id).in_(own)).values(**words))


def _is_any(session: Session, kind: type[Any], *which: Any) -> bool:
    return session.scalar(select(kind.id).where(*which).limit(1)) is not None
