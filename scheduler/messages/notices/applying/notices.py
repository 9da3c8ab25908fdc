"""Notices about an application from home."""

from scheduler.domain.refusals import N_
from scheduler.domain.stages import DocumentStage
from scheduler.flow.core.outbox import Cause
from scheduler.messages.notices.applying import applied, unanswered
from scheduler.messages.notices.applying.validity import is_fresh
from scheduler.messages.notices.booking.validity_of_visits import leads_somewhere
from scheduler.messages.notices.documents.validity import ASKING, stands_at
from scheduler.messages.notices.notice import Notice
from scheduler.messages.notices.template import Template

OF_APPLICATIONS = (
    Notice(
        Cause.UNANSWERED,
        "document",
        unanswered.unanswered,
        stands_at(DocumentStage.INCOMPLETE, alike=ASKING),
        topic="unanswered",
        urgency="later",
        texts=(
            Template(
                "missing_again",
                "papers",
                N_("Berkas kurang, diingatkan"),
                N_(
                    "{office}: permohonan {type} (registrasi ...{ref4}) masih menunggu kiriman Anda. Yang kurang: "
                    "{items}. Kirim fotonya lewat {url} atau balas pesan ini. Tidak perlu datang. Bila belum ada "
                    "sampai {date}, permohonan ditutup; Anda bisa mengajukan lagi kapan saja."
                ),
                must=("type", "items", "url", "date"),
                opens="a",
                subject=N_("Berkas kurang"),
            ),
        ),
    ),
    Notice(
        Cause.LAPSED,
        "document",
        unanswered.lapsed,
        stands_at(DocumentStage.WITHDRAWN),
        called=N_("Permohonan ditutup"),
        topic="unanswered",
        urgency="later",
        texts=(
            Template(
                "lapsed",
                "papers",
                N_("Permohonan ditutup, berkas tidak datang"),
                N_(
                    "{office}: permohonan {type} (registrasi ...{ref4}) kami tutup karena berkas yang kurang belum "
                    "kami terima. Anda bisa mengajukan lagi kapan saja, gratis: {url}."
                ),
                must=("type", "url"),
                opens="o",
                subject=N_("Permohonan ditutup"),
            ),
            Template(
                "lapsed_booked",
                "papers",
                N_("Permohonan ditutup, jadwalnya juga"),
                N_(
                    "{office}: permohonan {type} (registrasi ...{ref4}) kami tutup karena berkas yang kurang belum "
                    "kami terima. Jadwal {old} ikut dibatalkan; Anda tidak perlu datang. Anda bisa mengajukan lagi "
                    "kapan saja, gratis: {url}."
                ),
                must=("type", "old", "url"),
                opens="o",
                subject=N_("Permohonan ditutup"),
            ),
        ),
    ),
    Notice(
        Cause.PHONE_CODE,
        "application",
        applied.phone_code,
        is_fresh,
        urgency="now",
        texts=(
            Template(
                "phone_code",
                "papers",
                N_("Kode untuk nomor ponsel"),
                N_(
                    "Kode untuk permohonan Anda: {code}. Ketik hanya di {domain}. Petugas tidak pernah "
                    "meminta kode ini."
                ),
                must=("code", "domain"),
                framed=False,
                code="code",
            ),
        ),
    ),
    Notice(
        Cause.LINK,
        "visit",
        applied.link,
        leads_somewhere,
        topic="link",
        urgency="now",
        said_once=True,
        texts=(
            Template(
                "link",
                "visit",
                N_("Tautan diminta"),
                N_(
                    "{office}: ini tautan (link) jadwal Anda yang diminta lagi, {documents} (nomor jadwal {short}): "
                    "{url}. Bukan Anda yang meminta? Abaikan pesan ini."
                ),
                must=("url",),
                opens="t",
            ),
            Template(
                "application_link",
                "papers",
                N_("Tautan permohonan diminta"),
                N_(
                    "{office}: ini tautan (link) permohonan Anda yang diminta lagi, {type} (registrasi ...{ref4}): "
                    "{url}. Bukan Anda yang meminta? Abaikan pesan ini."
                ),
                must=("url",),
                opens="a",
            ),
        ),
    ),
)
