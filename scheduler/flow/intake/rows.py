"""A row of an office's export is taken over: a new document, or news about one that is known.

What is known stays unless the row says otherwise: an absent column and an empty cell change nothing, a stage only ever
moves ahead, and who the document is for is never changed by an export. So the same file twice changes nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from scheduler import keys
from scheduler.db import queries
from scheduler.db.models import Document, Office
from scheduler.domain import stages
from scheduler.domain.delivery.refusals import BookedHere
from scheduler.domain.documents.refusals import IllegalStep
from scheduler.domain.offices.refusals import TypeUnknown
from scheduler.domain.refusals import N_
from scheduler.domain.stages import BookingStage, DocumentStage
from scheduler.domain.text import names
from scheduler.flow.applying.withdrawing import hold_to_withdraw, withdraw
from scheduler.flow.blanks.queue import counted_of, hold_documents_first
from scheduler.flow.core.history import new_step, record
from scheduler.flow.destinations.batch_lines import hold_lists, list_with
from scheduler.flow.destinations.progress import tell_progress
from scheduler.flow.documents.documents import NewDocument, known_type, move_on, register, table_of
from scheduler.flow.documents.finding import index_again
from scheduler.flow.documents.import_destinations import STILL_BOOKED, Finding, destined
from scheduler.flow.documents.import_protection import is_same_holder, without_protected
from scheduler.flow.invitations.households import hold_households
from scheduler.flow.invitations.invitations import HERE
from scheduler.flow.invitations.waves import hold_line, invite_at_once, send
from scheduler.flow.offices.kelurahan import spelt
from scheduler.intake.row_faults import TYPE_UNKNOWN, refused, warning
from scheduler.intake.rows import Row

DIFFERS = refused("document_differs", N_("Nomor registrasi ini sudah tercatat dengan isi yang berbeda. Tidak diubah."))
STAGE_BEHIND = warning("stage_behind", N_("Status ini lebih lama daripada yang tercatat. Status tidak diubah."))
OUT_WITH_BATCH = warning(
    "out_with_batch", N_("Dokumen ini sedang dibawa ke tempat lain. Catat di halaman kirimannya. Status tidak diubah.")
)
PEOPLE_HERE = warning("people_here", N_("Pemohon dokumen ini sudah datang ke kantor. Status tidak diubah."))
GIVEN_UP_THERE = "dibatalkan di sistem kantor"
"""Why a document was given up, to its people: a note of the export was not written for them."""

TAKEN_OVER = (
    "applicant",
    "phone",
    "email",
    "reason",
    "channel",
    "place",
    "shelf",
    "note",
    "printed_on",
    "kelurahan",
    "rt",
    "rw",
)
"""Fields that an export may correct."""

FOUND_AGAIN = frozenset({DocumentStage.MISPLACED, DocumentStage.AT_PARTNER})
"""Stages that no export knows, from which only a collection is news."""


ABOUT_BLANKS = {DocumentStage.IN_PRODUCTION, DocumentStage.WAITING_FOR_BLANK}
"""Stages that differ by a blank alone."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a row: taken (new), moved, changed (corrected), known (nothing new) or refused."""

    outcome: str
    findings: tuple[Finding, ...] = ()


def take_rows(session: Session, office: Office, rows: Sequence[Row], *, by: str, now: datetime) -> list[Taken]:
    """A batch of rows in one transaction, each a step of its own in the history; at its end who can is invited."""
    _hold(session, office, rows)
    taken = []
    for row in rows:
        new_step(session)
        taken.append(take_row(session, office, row, by=by, now=now))
    send(session, office, now=now)
    return taken


def _hold(session: Session, office: Office, rows: Sequence[Row]) -> None:
    """What the rows take, in the order of locks, before the first of them takes any. Of whom a wave invites at the end
    and no row speaks, only the household is taken then: of theirs nothing else is held.
    """
    hold_line(session, office)
    known = session.execute(
        select(col(Document.id), col(Document.reference), col(Document.household)).where(
            col(Document.office_id) == office.id, col(Document.reference).in_([row.reference for row in rows])
        )
    ).all()
    gone = {row.reference for row in rows if row.stage == DocumentStage.WITHDRAWN}
    hold_lists(session, [each.id for each in known if each.reference in gone])
    look_up = keys.ring().look_up
    said = [look_up("kk", row.kk) for row in rows if row.kk]
    hold_households(session, [*said, *(each.household for each in known if each.household)])
    hold_to_withdraw(session, office, sorted(gone))
    hold_documents_first(session, office.id, [row.reference for row in rows])


def take_row(session: Session, office: Office, row: Row, *, by: str, now: datetime) -> Taken:
    """Register the row's document at its stage, or bring a known one up to date. Raises nothing for what a row says."""
    row = replace(row, kelurahan=spelt(office, row.kelurahan))
    document = queries.document_by_reference(session, office.id, row.reference)
    if document is not None:
        return _update(session, office, document, row, by=by, now=now)
    try:
        row, misplaced = destined(session, office, row, None)
        document, _ = register(session, office, _new(row), by=by, now=now)
    except TypeUnknown:
        return Taken("refused", (Finding("type", TYPE_UNKNOWN),))
    _follow(session, office, document, row.stage or document.stage, by=by, now=now)
    return Taken("taken", misplaced)


def _new(row: Row) -> NewDocument:
    return NewDocument(
        reference=row.reference,
        type=row.type,
        title=row.title,
        holder=row.holder,
        nik=row.nik,
        applicant=row.applicant,
        phone=row.phone,
        email=row.email,
        kk=row.kk,
        reason=row.reason,
        channel=row.channel,
        place=row.place,
        shelf=row.shelf,
        note=row.note,
        printed_on=row.printed_on,
        kelurahan=row.kelurahan,
        rt=row.rt,
        rw=row.rw,
    )


def _update(session: Session, office: Office, document: Document, row: Row, *, by: str, now: datetime) -> Taken:
    differing = _difference(session, office, document, row)
    if differing is not None:
        return Taken("refused", (Finding(differing, DIFFERS),))
    row, misplaced = destined(session, office, row, document)
    row, kept = without_protected(session, document, row)
    changed = _correct(session, document, row, by=by, now=now)
    moved, news = _moved(session, office, document, row, by=by, now=now)
    if changed and not moved and document.invitation_id is None:
        invite_at_once(session, document, office, now=now)
    return Taken("moved" if moved else "changed" if changed else "known", (*misplaced, *kept, *news))


def _difference(session: Session, office: Office, document: Document, row: Row) -> str | None:
    """The field in which the row speaks of something else under the same number."""
    try:
        kind = known_type(session, office, row.type)
    except TypeUnknown:
        return "type"
    if kind.id != document.type_id or (kind.code == "akta" and row.title.casefold() != document.title.casefold()):
        return "type"
    return None if is_same_holder(session, document, row.holder) else "holder"


def _correct(session: Session, document: Document, row: Row, *, by: str, now: datetime) -> bool:
    """Take over what the row has to say and says differently; one entry in the history names the fields."""
    news = {name: value for name, value in _said(document, row).items() if value != getattr(document, name)}
    if news.get("channel") in HERE and document.place:
        news["place"] = None
    if not news:
        return False
    for name, value in news.items():
        setattr(document, name, value)
    session.add(document)
    session.flush()
    if "applicant" in news:
        index_again(session, document)
    fields = ", ".join(sorted(name for name in news if not name.endswith("_hash")))
    record(session, document, before=document.stage, by=by, now=now, why=f"corrected: {fields}")
    return True


def _said(document: Document, row: Row) -> Mapping[str, Any]:
    """Column -> value of what the row is sure of and is not empty; a NIK only fills in what was not known."""
    look_up = keys.ring().look_up
    said: dict[str, Any] = {name: getattr(row, name) for name in TAKEN_OVER if name in row.present}
    if said.get("applicant"):
        said["applicant"] = names.tidy_name(said["applicant"])
    if said.get("phone") and said["phone"] != document.phone:
        said["phone_hash"] = look_up("phone", said["phone"])
    if row.kk and not _is_household(document, row.kk):
        said["household"] = look_up("kk", row.kk)
    if row.nik and not document.nik:
        said |= {"nik": row.nik, "nik_hash": look_up("nik", row.nik)}
    return {name: value for name, value in said.items() if value is not None}


def _is_household(document: Document, kk: str) -> bool:
    return document.household in keys.ring().look_ups("kk", kk)


def _moved(
    session: Session, office: Office, document: Document, row: Row, *, by: str, now: datetime
) -> tuple[bool, list[Finding]]:
    """Whether the document went where the row says it is, and what is to be said of that."""
    if not row.stage or row.stage == document.stage or _is_ours_to_say(session, document, row.stage):
        return False, []
    if not _is_news(session, document, row.stage):
        return False, [Finding("stage", OUT_WITH_BATCH if _is_out(session, document) else STAGE_BEHIND)]
    if row.stage == DocumentStage.WITHDRAWN:
        return _given_up(session, office, document, by=by, now=now)
    booking = queries.live_booking_of_document(session, document.id) if document.stage == DocumentStage.READY else None
    if booking is not None and booking.stage == BookingStage.ARRIVED and row.stage == DocumentStage.COLLECTED:
        return False, [Finding("stage", PEOPLE_HERE)]
    _follow(session, office, document, row.stage, by=by, now=now)
    return True, [Finding("stage", STILL_BOOKED)] if booking else []


def _given_up(
    session: Session, office: Office, document: Document, *, by: str, now: datetime
) -> tuple[bool, list[Finding]]:
    """Give the document up as a clerk would, with its visit; its people are told. Not while they are here for it."""
    for stage in (_way(session, document, DocumentStage.WITHDRAWN) or [])[:-1]:
        move_on(session, document, stage, by=by, now=now, printed=True, passing=True)
    try:
        withdraw(session, office, document.reference, reason=GIVEN_UP_THERE, by=by, now=now)
    except BookedHere:
        return False, [Finding("stage", PEOPLE_HERE)]
    return True, []


def _is_news(session: Session, document: Document, to: str) -> bool:
    """Whether the export knows more than we do: a stage ahead, a collection, a withdrawal, or where else it went."""
    if stages.is_ahead(document.stage, to):
        return True
    if _is_out(session, document):
        return False
    if document.stage in FOUND_AGAIN:
        return to in (DocumentStage.COLLECTED, DocumentStage.WITHDRAWN) and _way(session, document, to) is not None
    return to not in stages.ORDER and to in table_of(session, document)[document.stage]


def _is_out(session: Session, document: Document) -> bool:
    """Whether a batch took the document along: that batch's page says what became of it."""
    return document.stage == DocumentStage.AT_PARTNER and list_with(session, document) is not None


def _is_ours_to_say(session: Session, document: Document, to: str) -> bool:
    """Where the office counts its blanks, the ledger says who waits for one, and no export."""
    return {document.stage, to} == ABOUT_BLANKS and counted_of(session, document) is not None


def _follow(session: Session, office: Office, document: Document, to: str, *, by: str, now: datetime) -> None:
    """Move the document all the way, each stage a row of its history; ready at the end puts it in line.

    Its people are told of the last stage alone. An export is no application of today: nobody hears that it came.
    """
    before = document.stage
    for stage in _way(session, document, to) or []:
        move_on(session, document, stage, by=by, now=now, printed=True, passing=stage != to)
    tell_progress(session, document, before, now=now)
    invite_at_once(session, document, office, now=now)


def _way(session: Session, document: Document, to: str) -> list[str] | None:
    """The stages on the way; none to where the document stands, None where there is no way."""
    table = table_of(session, document)
    if to == document.stage:
        return []
    if to in table[document.stage]:
        return [to]
    try:
        return stages.path(table, document.stage, to)
    except IllegalStep:
        return None
