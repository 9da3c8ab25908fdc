"""Notices on the day itself."""

from scheduler.domain.refusals import N_
from scheduler.flow.core.outbox import Cause
from scheduler.messages.notices.hall import of_the_day
from scheduler.messages.notices.hall.validity import is_called_in, is_handed_over, is_outside
from scheduler.messages.notices.notice import Notice
from scheduler.messages.notices.template import Template

OF_THE_DAY = (
    Notice(
        Cause.COME_SOON,
        "visit",
        of_the_day.come_soon,
        is_outside,
        urgency="now",
        said_once=True,
        of_the_turn=True,
        texts=(
            Template(
                "come_soon",
                "turn",
                N_("Sebentar lagi masuk"),
                N_(
                    "Nomor {ticket}: kira-kira {minutes} menit lagi. Siapkan {bring}. "
                    'Masuk setelah kami kirim pesan "silakan masuk".'
                ),
                must=("ticket", "minutes"),
            ),
            Template(
                "come_soon_screen",
                "turn",
                N_("Sebentar lagi masuk, tanpa petugas di pintu"),
                N_(
                    "Nomor {ticket}: kira-kira {minutes} menit lagi. Siapkan {bring}. "
                    "Masuk setelah nomor Anda tampil di layar pintu."
                ),
                must=("ticket", "minutes"),
                subject=N_("Sebentar lagi masuk"),
            ),
        ),
    ),
    Notice(
        Cause.COME_IN,
        "visit",
        of_the_day.come_in,
        is_called_in,
        urgency="now",
        said_once=True,
        of_the_turn=True,
        texts=(
            Template(
                "come_in",
                "turn",
                N_("Silakan masuk"),
                N_("Nomor {ticket}: silakan masuk sekarang, paling lambat pukul {time}. Tunjukkan nomor ini di pintu."),
                must=("ticket", "time"),
            ),
        ),
    ),
    Notice(
        Cause.HANDED_OVER,
        "visit",
        of_the_day.handed_over,
        is_handed_over,
        called=N_("Dokumen diserahkan"),
        texts=(
            Template(
                "handed_over",
                "turn",
                N_("Sudah diserahkan"),
                N_("{documents} diserahkan {day} pukul {time} kepada {collector}. Bukan Anda? Hubungi {office_phone}."),
                must=("documents", "office_phone"),
            ),
        ),
    ),
)
