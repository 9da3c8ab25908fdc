"""Answers in a conversation: a line that somebody wrote, and what is answered where nobody has to."""

from sqlalchemy import true

from scheduler.domain.refusals import N_
from scheduler.flow.core.outbox import Cause
from scheduler.messages.notices.notice import Notice
from scheduler.messages.notices.template import Template

REPLY = Notice(
    Cause.REPLY,
    "conversation",
    None,
    lambda _now: true(),
    called=N_("Balasan"),
    urgency="now",
    texts=(
        Template(
            "wrong_number",
            "answer",
            N_("Salah nomor"),
            N_("Maaf mengganggu. Nomor ini sudah kami hapus dari daftar."),
            framed=False,
        ),
        Template(
            "stopped",
            "answer",
            N_("Berhenti menerima pesan"),
            N_("Anda tidak akan menerima pesan lagi. Cek sendiri di {domain}."),
            must=("domain",),
            framed=False,
        ),
        Template(
            "not_understood",
            "answer",
            N_("Belum dipahami"),
            N_(
                "Maaf, kami belum paham. Balas: STATUS, UBAH, BATAL, atau PETUGAS untuk dijawab petugas pada jam kerja."
            ),
            framed=False,
        ),
    ),
)
