"""In which state an application's page is, and what stands above it."""

from collections.abc import Mapping

from scheduler.db.models import Application
from scheduler.domain.refusals import N_
from scheduler.domain.stages import DocumentStage
from scheduler.web.citizen.applying.standing import Sent

HEADLINES: Mapping[str, str] = {
    "given_up": N_("Permohonan dibatalkan"),
    "draft": N_("Permohonan {type}"),
    "received": N_("Permohonan sudah kami terima"),
    "checked": N_("Sedang diperiksa petugas"),
    "incomplete": N_("Ada yang perlu dilengkapi"),
    "checked_again": N_("Sedang diperiksa petugas"),
    "in_production": N_("Berkas lengkap, sedang dibuat"),
    "blank": N_("Menunggu blangko"),
    "printing": N_("Cetak sedang terhenti"),
    "turn": N_("Menunggu giliran dicetak"),
    "leaving": N_("Sudah jadi, segera dikirim"),
    "finished": N_("Selesai"),
    "unanswered": N_("Permohonan ditutup"),
    "reviewed": N_("Sedang ditinjau petugas"),
    "withdrawn": N_("Permohonan dibatalkan"),
    "misplaced": N_("Sedang dicari petugas"),
    "recording": N_("Silakan pilih jadwal perekaman"),
    "self_print": N_("Sudah terbit"),
    "ready": N_("Sudah jadi"),
}
"""By state; `type` is that of the document, as it is said to its citizen."""


def state_of(application: Application, sent: Sent | None, *, asked_again: bool, hands_over: bool) -> str:
    """The state of an application: a word of HEADLINES. sent: what became of it; asked_again: something of it is wanted
    again; hands_over: its type ends with a document in somebody's hand.
    """
    if application.withdrawn_at is not None:
        return "given_up"
    if sent is None:
        return "draft"
    match sent.document.stage:
        case DocumentStage.INCOMPLETE:
            return "incomplete" if asked_again else "checked_again"
        case DocumentStage.RECEIVED:
            return "checked" if application.taken_by else "received"
        case DocumentStage.IN_PRODUCTION:
            return "in_production"
        case DocumentStage.WAITING_FOR_BLANK:
            return sent.awaited.what if sent.awaited else "in_production"
    return _state_once_made(sent, hands_over=hands_over)


def _state_once_made(sent: Sent, *, hands_over: bool) -> str:
    """The state of an application whose document was made, or that has ended before."""
    stage = sent.document.stage
    if sent.elsewhere is not None and sent.elsewhere.facts.get("leaving"):
        return "leaving"
    if stage == DocumentStage.COLLECTED or (stage == DocumentStage.RETURNED and sent.invitation is None):
        return "finished"
    if sent.ended == "unanswered":
        return "unanswered"
    if sent.is_reviewed:
        return "reviewed"
    if stage in (DocumentStage.WITHDRAWN, DocumentStage.MISPLACED):
        return str(stage)
    if not hands_over:
        return "recording"
    return "self_print" if sent.document.channel == "self_print" else "ready"
