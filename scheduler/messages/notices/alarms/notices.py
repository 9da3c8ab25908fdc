"""Notices to the office itself: an alarm rings, it is over, and a test of both."""

from scheduler.domain.refusals import N_
from scheduler.flow.core.outbox import Cause
from scheduler.messages.notices.alarms import saying
from scheduler.messages.notices.alarms.validity import is_named, is_ringing, is_to_hear
from scheduler.messages.notices.notice import Notice
from scheduler.messages.notices.template import Template

OF_ALARMS = (
    Notice(
        Cause.ALARM,
        "alarm",
        saying.alarm,
        is_ringing,
        urgency="now",
        called=N_("Alarm"),
        texts=(
            Template(
                "alarm",
                "office",
                N_("Alarm untuk petugas"),
                N_("{office}: {alarm}, sejak {since}. {todo} Halamannya {page} (masuk dengan akun petugas)."),
                must=("alarm",),
                framed=False,
                subject=N_("Alarm kantor"),
            ),
        ),
    ),
    Notice(
        Cause.ALARM_OVER,
        "alarm",
        saying.alarm_over,
        is_to_hear,
        urgency="now",
        called=N_("Alarm selesai"),
        texts=(
            Template(
                "alarm_over",
                "office",
                N_("Alarm selesai"),
                N_("{office}: sudah pulih. Tadi {alarm}, dari {since} sampai {until}. Tidak ada yang perlu dilakukan."),
                must=("alarm",),
                framed=False,
                subject=N_("Sudah pulih"),
            ),
        ),
    ),
    Notice(
        Cause.ALARM_TEST,
        "alarm",
        saying.alarm_test,
        is_named,
        urgency="now",
        called=N_("Pesan uji kepada petugas"),
        texts=(
            Template(
                "alarm_test",
                "office",
                N_("Pesan uji"),
                N_(
                    "{office}: ini pesan uji. Kalau sebuah alarm berbunyi, kabarnya datang ke sini. "
                    "Tidak ada yang perlu Anda lakukan."
                ),
                framed=False,
            ),
        ),
    ),
)
