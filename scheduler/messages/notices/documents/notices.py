"""Notices about one document on its way."""

from scheduler.domain.refusals import N_
from scheduler.domain.stages import UNPRINTED, DocumentStage
from scheduler.flow.core.outbox import Cause
from scheduler.messages.notices.documents import papers
from scheduler.messages.notices.documents.validity import (
    ASKING,
    is_at_work,
    is_there,
    sent_for_good,
    stands_at,
    withdrawn_for_good,
)
from scheduler.messages.notices.notice import Notice
from scheduler.messages.notices.template import Template

_D = DocumentStage

OF_PAPERS = (
    Notice(
        Cause.RECEIVED,
        "document",
        papers.received,
        stands_at(_D.RECEIVED),
        texts=(
            Template(
                "received",
                "papers",
                N_("Permohonan diterima"),
                N_(
                    "Permohonan {type} sudah kami terima {date}, registrasi ...{ref4}. Perkiraan jadi {date2}. "
                    "Lihat posisi: {url}."
                ),
                must=("type", "url"),
                opens="o",
            ),
            Template(
                "received_open",
                "papers",
                N_("Permohonan diterima, belum ada perkiraan"),
                N_(
                    "Permohonan {type} sudah kami terima {date}, registrasi ...{ref4}. Kami kabari begitu ada "
                    "perkembangan. Lihat posisi: {url}."
                ),
                must=("type", "url"),
                opens="o",
                subject=N_("Permohonan diterima"),
            ),
            Template(
                "received_waiting",
                "papers",
                N_("Permohonan diterima, belum bisa dicetak"),
                N_(
                    "Permohonan {type} sudah kami terima {date}, registrasi ...{ref4}. Saat ini {type} belum bisa "
                    "dicetak karena {reason}. Tanggal pastinya belum ada. Anda tetap tercatat dalam urutan. Lihat "
                    "posisi: {url}. Perlu segera? {substitute}."
                ),
                must=("type", "reason", "url"),
                opens="o",
                subject=N_("Permohonan diterima"),
            ),
        ),
    ),
    Notice(
        Cause.INCOMPLETE,
        "document",
        papers.incomplete,
        stands_at(_D.INCOMPLETE, alike=ASKING),
        topic="missing",
        texts=(
            Template(
                "missing",
                "papers",
                N_("Berkas kurang"),
                N_(
                    "{office}: permohonan {type} (registrasi ...{ref4}) belum lengkap. Yang kurang: {items}. "
                    "Kirim fotonya lewat {url} atau balas pesan ini. Tidak perlu datang."
                ),
                must=("type", "items", "url"),
                opens="o",
            ),
        ),
    ),
    Notice(
        Cause.PICTURE_REFUSED,
        "document",
        papers.picture_refused,
        stands_at(_D.INCOMPLETE, alike=ASKING),
        called=N_("Foto berkas ditolak"),
        topic="missing",
        texts=(
            Template(
                "picture_refused",
                "papers",
                N_("Foto tidak terbaca"),
                N_("Foto {item} buram atau terpotong. Kirim ulang: letakkan di tempat terang, keempat sudut terlihat."),
                must=("item",),
            ),
            Template(
                "picture_asked",
                "papers",
                N_("Foto tidak terbaca, kirim ulang lewat tautan"),
                N_(
                    "{office}: {item} (registrasi ...{ref4}) perlu dikirim ulang: {fault}. Letakkan di tempat terang, "
                    "keempat sudut terlihat. Kirim lewat {url} atau balas pesan ini. Tidak perlu datang."
                ),
                must=("item", "url"),
                opens="a",
                subject=N_("Foto tidak terbaca"),
            ),
        ),
    ),
    Notice(
        Cause.ACCEPTED,
        "document",
        papers.accepted,
        stands_at(_D.IN_PRODUCTION, _D.WAITING_FOR_BLANK),
        texts=(
            Template(
                "accepted",
                "papers",
                N_("Berkas lengkap"),
                N_("Berkas lengkap. {type} Anda kami proses. Tidak perlu datang sebelum ada kabar."),
                must=("type",),
            ),
            Template(
                "accepted_online",
                "papers",
                N_("Berkas lengkap, permohonan dari rumah"),
                N_(
                    "Berkas lengkap. {type} Anda kami proses. Tidak perlu datang sebelum ada kabar. Lihat "
                    "posisi: {url}."
                ),
                must=("type", "url"),
                opens="a",
                subject=N_("Berkas lengkap"),
            ),
        ),
    ),
    Notice(
        Cause.BLANK,
        "document",
        papers.blank,
        stands_at(_D.WAITING_FOR_BLANK),
        topic="papers",
        urgency="later",
        texts=(
            Template(
                "blank",
                "papers",
                N_("Menunggu blangko"),
                N_(
                    "{office}: {type} (registrasi ...{ref4}) belum bisa dicetak karena {material} habis. "
                    "Tanggal pastinya belum ada. Anda tetap tercatat; kami kabari begitu ada. "
                    "Tidak perlu datang atau menelepon. Perlu segera? {substitute}."
                ),
                must=("type", "material"),
            ),
            Template(
                "blank_stopped",
                "papers",
                N_("Cetak sedang terhenti"),
                N_(
                    "{office}: {type} (registrasi ...{ref4}) belum bisa dicetak karena {reason}. "
                    "Tanggal pastinya belum ada. Anda tetap tercatat; kami kabari begitu dicetak. "
                    "Tidak perlu datang atau menelepon. Perlu segera? {substitute}."
                ),
                must=("type", "reason"),
            ),
            Template(
                "blank_turn",
                "papers",
                N_("Menunggu giliran dicetak"),
                N_(
                    "{office}: {type} (registrasi ...{ref4}) menunggu giliran dicetak. "
                    "Anda tetap tercatat; kami kabari begitu dicetak. Tidak perlu datang atau menelepon."
                ),
                must=("type",),
            ),
        ),
    ),
    Notice(
        Cause.PRINTING,
        "document",
        papers.printing,
        stands_at(_D.IN_PRODUCTION),
        texts=(
            Template(
                "printing",
                "papers",
                N_("Sedang dicetak"),
                N_(
                    "Blangkonya sudah ada. {type} Anda (registrasi ...{ref4}) sedang dicetak. "
                    "Tidak perlu datang sebelum ada kabar."
                ),
                must=("type",),
            ),
        ),
    ),
    Notice(
        Cause.ELSEWHERE,
        "document",
        papers.elsewhere,
        is_there,
        topic="papers",
        urgency="later",
        texts=(
            Template(
                "elsewhere",
                "papers",
                N_("Diambil di tempat lain"),
                N_("{type} (registrasi ...{ref4}) dapat diambil di {place} mulai {date}, {hours}. Bawa: {bring}."),
                must=("type", "place"),
            ),
            Template(
                "elsewhere_open",
                "papers",
                N_("Diambil di tempat lain, jam buka tidak dicatat"),
                N_("{type} (registrasi ...{ref4}) dapat diambil di {place} mulai {date}. Bawa: {bring}."),
                must=("type", "place"),
                subject=N_("Diambil di tempat lain"),
            ),
        ),
    ),
    Notice(
        Cause.SOUGHT,
        "document",
        papers.sought,
        stands_at(_D.MISPLACED),
        topic="papers",
        texts=(
            Template(
                "sought",
                "papers",
                N_("Sedang dicari"),
                N_(
                    "{office}: maaf, {type} (registrasi ...{ref4}) belum bisa diambil di {place} karena sedang kami "
                    "cari. Mohon tidak datang dulu. Kami kabari begitu siap. Perlu segera? Hubungi {office_phone}."
                ),
                must=("type", "place"),
                subject=N_("Dokumen sedang dicari"),
            ),
        ),
    ),
    Notice(
        Cause.WITHDRAWN,
        "document",
        papers.withdrawn,
        stands_at(_D.WITHDRAWN),
        topic="ended",
        holds_by_hand=withdrawn_for_good,
        texts=(
            Template(
                "withdrawn",
                "papers",
                N_("Permohonan dibatalkan"),
                N_(
                    "{office}: permohonan {type} (registrasi ...{ref4}) dibatalkan karena {reason}. "
                    "Keliru? Hubungi {office_phone}."
                ),
                must=("type", "reason"),
            ),
            Template(
                "withdrawn_booked",
                "papers",
                N_("Permohonan dibatalkan, jadwalnya juga"),
                N_(
                    "{office}: permohonan {type} (registrasi ...{ref4}) dibatalkan karena {reason}. "
                    "Jadwal {old} ikut dibatalkan; Anda tidak perlu datang. Keliru? Hubungi {office_phone}."
                ),
                must=("type", "reason", "old"),
                subject=N_("Permohonan dibatalkan"),
            ),
        ),
    ),
    Notice(
        Cause.TRANSFERRED,
        "document",
        papers.transferred,
        sent_for_good,
        topic="papers",
        texts=(
            Template(
                "transferred",
                "papers",
                N_("Diambil di kantor lain"),
                N_(
                    "{office}: {type} (registrasi ...{ref4}) sekarang diambil di {place}. Sedang dikirim ke sana. "
                    "Mohon tidak datang dulu; Anda dikabari begitu bisa diambil."
                ),
                must=("type", "place"),
            ),
            Template(
                "transferred_booked",
                "papers",
                N_("Diambil di kantor lain, jadwalnya dibatalkan"),
                N_(
                    "{office}: {type} (registrasi ...{ref4}) sekarang diambil di {place}. Jadwal {old} dibatalkan; "
                    "mohon tidak datang dulu. Anda dikabari begitu bisa diambil di sana."
                ),
                must=("type", "place", "old"),
                subject=N_("Diambil di kantor lain"),
            ),
            Template(
                "transferred_there",
                "papers",
                N_("Diambil di kantor lain, yang sudah menerimanya"),
                N_(
                    "{office}: {type} (registrasi ...{ref4}) sekarang diambil di {place} dan sudah ada di sana. "
                    "Kabar selanjutnya dari kantor itu."
                ),
                must=("type", "place"),
                subject=N_("Diambil di kantor lain"),
            ),
            Template(
                "transferred_there_booked",
                "papers",
                N_("Diambil di kantor lain, yang sudah menerimanya, jadwalnya dibatalkan"),
                N_(
                    "{office}: {type} (registrasi ...{ref4}) sekarang diambil di {place} dan sudah ada di sana. "
                    "Jadwal {old} di kantor kami dibatalkan. Kabar selanjutnya dari kantor itu."
                ),
                must=("type", "place", "old"),
                subject=N_("Diambil di kantor lain"),
            ),
            Template(
                "transfer_returns",
                "papers",
                N_("Dikirim kembali oleh kantor lain"),
                N_(
                    "{office}: {type} (registrasi ...{ref4}) belum bisa diambil karena sedang dikirim kembali ke "
                    "kantor kami. Mohon tidak datang dulu; Anda dikabari begitu bisa diambil."
                ),
                must=("type",),
                subject=N_("Belum bisa diambil"),
            ),
            Template(
                "transfer_returns_booked",
                "papers",
                N_("Dikirim kembali oleh kantor lain, jadwalnya dibatalkan"),
                N_(
                    "{office}: {type} (registrasi ...{ref4}) belum bisa diambil karena sedang dikirim kembali ke "
                    "kantor kami. Jadwal {old} dibatalkan; mohon tidak datang dulu. Anda dikabari begitu bisa diambil."
                ),
                must=("type", "old"),
                subject=N_("Jadwal pengambilan dibatalkan"),
            ),
        ),
    ),
    Notice(
        Cause.STAYS,
        "document",
        papers.stays,
        stands_at(_D.RECEIVED, *UNPRINTED, _D.READY),
        topic="papers",
        texts=(
            Template(
                "stays",
                "papers",
                N_("Tetap diambil di kantor ini"),
                N_(
                    "{office}: {type} (registrasi ...{ref4}) tetap diambil di kantor kami, bukan di {place}. "
                    "Maaf atas pesan sebelumnya; abaikan. Pertanyaan? Hubungi {office_phone}."
                ),
                must=("type", "place"),
            ),
            Template(
                "stays_booked",
                "papers",
                N_("Tetap diambil di kantor ini, jadwalnya berlaku lagi"),
                N_(
                    "{office}: {type} (registrasi ...{ref4}) tetap diambil di kantor kami, bukan di {place}. "
                    "Maaf atas pesan sebelumnya; abaikan. Jadwal {new} berlaku lagi. Hubungi {office_phone}."
                ),
                must=("type", "place", "new"),
                subject=N_("Tetap diambil di kantor ini"),
            ),
            Template(
                "stays_cancelled",
                "papers",
                N_("Tetap diambil di kantor ini, jadwalnya tetap dibatalkan"),
                N_(
                    "{office}: {type} (registrasi ...{ref4}) tetap diambil di kantor kami, bukan di {place}. Maaf, "
                    "jadwal {old} tetap dibatalkan. Kami kabari begitu Anda bisa memilih jadwal baru."
                ),
                must=("type", "place", "old"),
                subject=N_("Tetap diambil di kantor ini"),
            ),
            Template(
                "came_back",
                "papers",
                N_("Sudah kembali di kantor ini, jadwalnya berlaku lagi"),
                N_(
                    "{office}: {type} (registrasi ...{ref4}) sudah kembali di kantor kami. Jadwal {new} berlaku lagi. "
                    "Pertanyaan? Hubungi {office_phone}."
                ),
                must=("type", "new"),
                subject=N_("Jadwal berlaku lagi"),
            ),
        ),
    ),
    Notice(
        Cause.REPRINT,
        "document",
        papers.reprinted,
        is_at_work,
        topic="reprint",
        texts=(
            Template(
                "reprint",
                "papers",
                N_("Dicetak ulang"),
                N_(
                    "Maaf, {type} Anda harus dicetak ulang karena kesalahan kami. Gratis. Anda kami dahulukan "
                    "begitu jadi."
                ),
                must=("type",),
            ),
            Template(
                "reprint_keeping",
                "papers",
                N_("Dicetak ulang, kartu lama tetap dipegang"),
                N_(
                    "Maaf, {type} Anda harus dicetak ulang karena kesalahan kami. Gratis. {type} lama tetap Anda "
                    "pakai. Anda kami dahulukan begitu jadi."
                ),
                must=("type",),
                subject=N_("Dicetak ulang"),
            ),
        ),
    ),
)
