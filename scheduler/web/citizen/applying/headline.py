"""In which state an application's page is, what stands above it, and what it says of where a sent one stands."""

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
    "incomplete": N_("Menunggu foto dari Anda"),
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
    "transferred": N_("Diambil di kantor lain"),
    "comes_back": N_("Sedang dikirim kembali ke kantor kami"),
    "returned": N_("Kembali di kantor, sedang diperiksa"),
    "recording": N_("Silakan pilih jadwal perekaman"),
    "self_print": N_("Sudah terbit"),
    "ready": N_("Sudah jadi"),
}
"""By state; `type` is that of the document, as it is said to its citizen."""
SENTENCES: Mapping[str, str] = {
    "checking": N_("Petugas memeriksa berkas Anda. Kami kabari setiap ada perkembangan."),
    "checking_until": N_(
        "Petugas memeriksa berkas Anda. Perkiraan jadi {expected}. Kami kabari setiap ada perkembangan."
    ),
    "checking_open": N_(
        "Petugas memeriksa berkas Anda. Tanggal jadinya belum bisa kami perkirakan. "
        "Kami kabari setiap ada perkembangan."
    ),
    "late": N_(
        "Maaf, ini lebih lama dari perkiraan kami, {expected}. Kami kabari setiap ada perkembangan. "
        "Tidak perlu datang sebelum ada kabar."
    ),
    "checked_again": N_("Petugas sedang memeriksa lagi. Kami kabari."),
    "incomplete": N_("Kirim lagi foto di bawah ini, lalu tekan Kirim lagi. Tidak perlu datang."),
    "in_production": N_(
        "{type} Anda kami proses. Tanggal jadinya belum bisa kami perkirakan. Tidak perlu datang sebelum ada kabar."
    ),
    "in_production_until": N_(
        "{type} Anda kami proses. Perkiraan jadi {expected}. Tidak perlu datang sebelum ada kabar."
    ),
    "recorded": N_("{type} sudah selesai {day}."),
    "collected": N_("{type} sudah diambil {day}. Data keliru? Hubungi kami paling lambat 7 hari."),
    "given_up_by_citizen": N_(
        "Sudah Anda batalkan. Foto Anda dihapus setelah {days} hari. Anda bisa mengajukan yang baru kapan saja."
    ),
    "unanswered": N_("Kami tutup karena berkas yang kurang belum kami terima. Anda bisa mengajukan lagi kapan saja."),
    "reviewed": N_(
        "Petugas sedang meninjau permohonan ini. Buka lagi halaman ini sepuluh menit lagi. "
        "Sementara itu tidak perlu datang."
    ),
    "withdrawn_for_reason": N_("Permohonan ini dibatalkan karena {reason}. Keliru? Hubungi kantor."),
    "withdrawn": N_("Permohonan ini tidak diteruskan. Ada pertanyaan? Hubungi kantor."),
    "misplaced": N_("Dokumen sedang kami cari. Mohon tidak datang dulu; kami kabari begitu siap."),
    "transferred": N_("Pengambilannya dipindahkan ke kantor lain. Anda dikabari begitu bisa diambil di sana."),
    "comes_back": N_("Mohon tidak datang dulu. Anda dikabari begitu bisa diambil di kantor kami."),
    "returned": N_("Petugas sedang memeriksanya lagi. Mohon tidak datang dulu; kami kabari begitu siap."),
    "booked": N_("Anda sudah punya jadwal."),
    "recording": N_("Pilih hari untuk direkam. Datang sendiri, tidak bisa diwakilkan."),
    "self_print": N_("{type} bisa dicetak sendiri di kertas HVS A4 80 gram. Tidak bisa mencetak? Ambil di kantor."),
    "ready": N_("Pilih hari untuk mengambilnya."),
    "in_line": N_("Kami kabari begitu Anda bisa memilih hari untuk mengambilnya."),
}
"""By what is said (`said_of`). expected, day: the days it is to be done and was; days: how long files are kept."""

ENDS = (DocumentStage.WITHDRAWN, DocumentStage.TRANSFERRED)
"""Where the way of an application ends at its office without a handover."""


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


def said_of(state: str, sent: Sent, *, hands_over: bool) -> str:
    """What is said of an application that was sent, by its state: a word of SENTENCES; "elsewhere" for what
    `sent.elsewhere` says itself, and "awaited" for what keeps the document from being printed.
    """
    if sent.awaited is not None:
        return "awaited"
    match state:
        case "received" | "checked":
            return _while_checked(sent, hands_over=hands_over)
        case "in_production" if sent.expected:
            return "late" if sent.is_late else "in_production_until"
        case "withdrawn" if sent.ended == "by_citizen":
            return "given_up_by_citizen"
        case "withdrawn" if sent.reason:
            return "withdrawn_for_reason"
        case "finished":
            return "collected" if hands_over else "recorded"
        case "leaving" | "recording" | "self_print" | "ready":
            return _way_on(sent, hands_over=hands_over)
    return state


def _state_once_made(sent: Sent, *, hands_over: bool) -> str:
    """The state of an application whose document was made, or that has ended before."""
    stage = sent.document.stage
    if sent.elsewhere is not None and sent.elsewhere.facts.get("leaving"):
        return "leaving"
    if stage == DocumentStage.COLLECTED:
        return "finished"
    if sent.ended == "unanswered":
        return "unanswered"
    if sent.is_reviewed:
        return "reviewed"
    if sent.comes_back:
        return "comes_back"
    if stage in (*ENDS, DocumentStage.MISPLACED, DocumentStage.RETURNED):
        return str(stage)
    if not hands_over:
        return "recording"
    return "self_print" if sent.document.channel == "self_print" else "ready"


def _while_checked(sent: Sent, *, hands_over: bool) -> str:
    """What is said while the papers are looked at. What keeps the type from being printed is said beside it."""
    if sent.ahead is not None or not hands_over:
        return "checking"
    if sent.expected is None:
        return "checking_open"
    return "late" if sent.is_late else "checking_until"


def _way_on(sent: Sent, *, hands_over: bool) -> str:
    """What is said of a document that was made."""
    if sent.elsewhere is not None:
        return "elsewhere"
    if sent.ticket is not None:
        return "booked"
    if not hands_over:
        return "recording"
    if sent.document.channel == "self_print":
        return "self_print"
    return "ready" if sent.invitation is not None else "in_line"
