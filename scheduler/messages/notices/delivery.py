"""What the office said to people who asked to have their documents another way or a file once more, and by which parcel
they come.
"""

from datetime import datetime, time
from typing import Any

from sqlalchemy import and_
from sqlmodel import col, select

from scheduler.db.models import DeliveryRequest, Document, FileRequest, Invitation, Message, Place
from scheduler.domain.custody.collecting import usual_collector
from scheduler.domain.delivery.requests import ANSWERED, ASKED, POST, REFUSED, SENT, VISIT
from scheduler.domain.refusals import N_
from scheduler.domain.stages import DocumentStage
from scheduler.domain.text.phones import masked
from scheduler.flow.core.local_time import zone_of_office
from scheduler.flow.core.outbox import Cause
from scheduler.flow.custody.collectors import collectors_of
from scheduler.flow.delivery.answering import documents_of
from scheduler.messages.notices.booking.visits import brought_to
from scheduler.messages.notices.conditions import Condition, is_at, key_of
from scheduler.messages.notices.known import Known
from scheduler.messages.notices.links import invitation_path
from scheduler.messages.notices.notice import Notice
from scheduler.messages.notices.said import Said, Tongue
from scheduler.messages.notices.template import Template
from scheduler.messages.notices.words import plain, public

THERE = (DocumentStage.READY, DocumentStage.AT_PARTNER)


def answered(known: Known, message: Message, tongue: Tongue) -> Said:
    """What becomes of a request: refused and why, or how its documents come."""
    request, documents, facts, path = _of(known, message, tongue)
    if request.state == REFUSED:
        return Said("delivery_refused", {**facts, "reason": plain(request.answer or "").rstrip(". ")}, documents, path)
    if request.way == VISIT and request.visit_on is not None:
        noon = datetime.combine(request.visit_on, time(12), zone_of_office(tongue.office))
        kinds = known.types_of(documents)
        bring = brought_to(documents, kinds, usual_collector(collectors_of(kinds)), tongue)
        return Said("delivery_visit", {**facts, "day": tongue.day(noon), "bring": bring}, documents, path)
    if request.way == POST:
        return Said("delivery_post", facts, documents, path)
    place = known.session.get_one(Place, request.place_id)
    return Said("delivery_place", {**facts, "place": public(place.name)}, documents, path)


def parcel(known: Known, message: Message, tongue: Tongue) -> Said:
    """With whom it went, and the number to follow it by."""
    request, documents, facts, path = _of(known, message, tongue)
    told = {"courier": plain(request.courier or ""), "number": plain(request.number or "")}
    return Said("parcel", {**facts, **told}, documents, path)


def file_elsewhere(known: Known, message: Message, tongue: Tongue) -> Said:
    """To which e-mail a file was asked for that is not on record: whoever did not ask for it takes it back."""
    request = known.session.get_one(FileRequest, message.facts["request"])
    document = known.session.get_one(Document, request.document_id)
    facts = {"documents": tongue.types(known.types_of([document])), "to": _to(request, tongue)}
    own = known.session.get_one(Invitation, document.invitation_id) if document.invitation_id else None
    return Said("file_elsewhere", facts, [document], f"{invitation_path(own)}/files" if own else "")


def file_answered(known: Known, message: Message, tongue: Tongue) -> Said:
    """Where a file was sent once more, or why it was not."""
    request = known.session.get_one(FileRequest, message.facts["request"])
    document = known.session.get_one(Document, request.document_id)
    facts = {"documents": tongue.types(known.types_of([document]))}
    path = invitation_path(known.session.get_one(Invitation, document.invitation_id)) if document.invitation_id else ""
    if request.state == REFUSED:
        return Said("file_refused", {**facts, "reason": plain(request.answer or "").rstrip(". ")}, [document], path)
    return Said("file_sent", {**facts, "to": _to(request, tongue)}, [document], path)


def _to(request: FileRequest, tongue: Tongue) -> str:
    """Where a file goes, as far as somebody who knows the address needs it."""
    if request.email:
        return tongue.translate(N_("ke {email}")).format(email=masked(request.email))
    return tongue.translate(N_("lewat SMS"))


def _of(known: Known, message: Message, tongue: Tongue) -> tuple[DeliveryRequest, list[Document], dict[str, Any], str]:
    request = known.session.get_one(DeliveryRequest, message.facts["request"])
    documents = list(documents_of(known.session, request))
    path = invitation_path(known.session.get_one(Invitation, request.invitation_id))
    return request, documents, {"documents": tongue.types(known.types_of(documents))}, path


def is_answered(now: datetime) -> Condition:
    """The message's own request was answered, and its document is not handed over or given up."""
    del now
    return and_(_lies_there(), _request(Cause.DELIVERY, "", col(DeliveryRequest.state).in_(ANSWERED)))


def is_sent(now: datetime) -> Condition:
    """The parcel has that number still."""
    del now
    return and_(_lies_there(), _request(Cause.PARCEL, ":", col(DeliveryRequest.number).is_not(None)))


def is_file_answered(now: datetime) -> Condition:
    """The message's own request was answered, and its document is not given up."""
    del now
    there = (col(Document.id) == col(Message.document_id), col(Document.stage) != DocumentStage.WITHDRAWN)
    return and_(select(Document.id).where(*there).exists(), _file_request(Cause.FILE, SENT, REFUSED))


def is_file_awaited(now: datetime) -> Condition:
    """The message's own request waits to be answered, and can be taken back."""
    del now
    return _file_request(Cause.FILE_ELSEWHERE, ASKED)


def _file_request(cause: Cause, *states: str) -> Condition:
    key = key_of(f"{cause}:d", col(Message.document_id), ":f", col(FileRequest.id))
    return select(FileRequest.id).where(key == col(Message.key), col(FileRequest.state).in_(states)).exists()


def _lies_there() -> Condition:
    there = (col(Document.id) == col(Message.document_id), is_at(*THERE))
    return select(Document.id).where(*there).exists()


def _request(cause: Cause, then: str, *where: Condition) -> Condition:
    """then: what stands before the parcel's number in the key; empty where it is not in it."""
    key = key_of(f"{cause}:d", col(Message.document_id), ":r", col(DeliveryRequest.id), then)
    whole = key + col(DeliveryRequest.number) if then else key
    return select(DeliveryRequest.id).where(whole == col(Message.key), *where).exists()


OF_DELIVERY = (
    Notice(
        Cause.DELIVERY,
        "document",
        answered,
        is_answered,
        called=N_("Jawaban permintaan antar"),
        topic="papers",
        texts=(
            Template(
                "delivery_place",
                "papers",
                N_("Dikirim ke kecamatan atau kelurahan"),
                N_(
                    "{office}: {documents} (registrasi ...{ref4}) kami kirim ke {place}, seperti yang Anda minta. "
                    "Kami kabari begitu bisa diambil di sana."
                ),
                must=("documents", "place"),
            ),
            Template(
                "delivery_post",
                "papers",
                N_("Dikirim lewat pos"),
                N_(
                    "{office}: {documents} (registrasi ...{ref4}) kami kirim lewat pos ke alamat yang Anda tulis. "
                    "Nomor kirimannya kami kabari. Lihat: {url}."
                ),
                must=("documents", "url"),
                opens="i",
            ),
            Template(
                "delivery_visit",
                "papers",
                N_("Diantar petugas"),
                N_(
                    "{office}: petugas kami mengantar {documents} (registrasi ...{ref4}) ke alamat yang Anda tulis "
                    "pada {day}. Siapkan: {bring}. Tidak bisa hari itu? Hubungi {office_phone}."
                ),
                must=("documents", "day"),
            ),
            Template(
                "delivery_refused",
                "papers",
                N_("Permintaan antar belum bisa dipenuhi"),
                N_(
                    "{office}: maaf, permintaan Anda untuk {documents} (registrasi ...{ref4}) belum bisa kami penuhi "
                    "karena {reason}. Pilih hari atau cara lain: {url}."
                ),
                must=("documents", "reason", "url"),
                opens="i",
                subject=N_("Permintaan belum bisa dipenuhi"),
            ),
        ),
    ),
    Notice(
        Cause.PARCEL,
        "document",
        parcel,
        is_sent,
        topic="papers",
        texts=(
            Template(
                "parcel",
                "papers",
                N_("Nomor kiriman"),
                N_(
                    "{office}: {documents} (registrasi ...{ref4}) sudah kami serahkan kepada {courier}, nomor kiriman "
                    "{number}. Lihat: {url}."
                ),
                must=("documents", "number", "url"),
                opens="i",
            ),
        ),
    ),
    Notice(
        Cause.FILE_ELSEWHERE,
        "document",
        file_elsewhere,
        is_file_awaited,
        topic="papers",
        texts=(
            Template(
                "file_elsewhere",
                "papers",
                N_("Berkas diminta ke e-mail lain"),
                N_(
                    "{office}: berkas {documents} (registrasi ...{ref4}) diminta dikirim {to}, e-mail yang belum "
                    "terdaftar. Bukan Anda yang minta? Batalkan di {url}."
                ),
                must=("documents", "to", "url"),
                opens="i",
            ),
        ),
    ),
    Notice(
        Cause.FILE,
        "document",
        file_answered,
        is_file_answered,
        called=N_("Jawaban permintaan berkas"),
        topic="papers",
        texts=(
            Template(
                "file_sent",
                "papers",
                N_("Berkas dikirim lagi"),
                N_(
                    "{office}: berkas {documents} (registrasi ...{ref4}) kami kirim lagi {to}. Buka tautan di pesan "
                    "itu, lalu ketik PIN-nya. Tidak ada? Cari di folder spam, atau lihat {url}."
                ),
                must=("documents", "to", "url"),
                opens="i",
                subject=N_("Berkas Anda dikirim lagi"),
            ),
            Template(
                "file_refused",
                "papers",
                N_("Berkas tidak bisa dikirim lagi"),
                N_(
                    "{office}: maaf, berkas {documents} (registrasi ...{ref4}) tidak bisa kami kirim lagi karena "
                    "{reason}. Mau versi kertas? {url}."
                ),
                must=("documents", "reason", "url"),
                opens="i",
                subject=N_("Berkas tidak bisa dikirim lagi"),
            ),
        ),
    ),
)
