"""Notices about visits, and those that ask a household to choose one."""

from scheduler.domain.refusals import N_
from scheduler.flow.core.outbox import Cause
from scheduler.messages.notices.booking import validity_of_choices as choices
from scheduler.messages.notices.booking import validity_of_moved as moves
from scheduler.messages.notices.booking import validity_of_visits as times
from scheduler.messages.notices.booking import visits
from scheduler.messages.notices.booking.ended import ended
from scheduler.messages.notices.booking.moved import moved
from scheduler.messages.notices.booking.offered import offered
from scheduler.messages.notices.links import invited, uncollected
from scheduler.messages.notices.notice import Notice
from scheduler.messages.notices.template import Template

OF_VISITS = (
    Notice(
        Cause.READY,
        "choice",
        invited,
        choices.is_ready,
        called=N_("Bisa dijadwalkan"),
        topic="ready",
        said_once=True,
        texts=(
            Template(
                "ready",
                "papers",
                N_("Siap diambil"),
                N_(
                    "{office}: {documents} atas nama {who} (registrasi ...{ref4}) sudah jadi. "
                    "Pilih hari pengambilan: {url} sampai {expires}."
                ),
                must=("documents", "url"),
                opens="i",
                by_phone=True,
            ),
            Template(
                "recording",
                "papers",
                N_("Bisa dijadwalkan"),
                N_(
                    "{office}: {documents} atas nama {who} (registrasi ...{ref4}) sudah bisa dijadwalkan. "
                    "Pilih hari perekaman: {url} sampai {expires}."
                ),
                must=("documents", "url"),
                opens="i",
                by_phone=True,
            ),
            Template(
                "self_print",
                "papers",
                N_("Bisa dicetak sendiri"),
                N_(
                    "{documents} {who} (registrasi ...{ref4}) sudah terbit dan bisa dicetak sendiri di kertas HVS A4 "
                    "80 gram. Tidak bisa mencetak? Ambil di kantor: {url}."
                ),
                must=("documents", "url"),
                opens="i",
            ),
        ),
    ),
    Notice(
        Cause.UNCOLLECTED,
        "choice",
        uncollected,
        choices.is_uncollected,
        topic="waiting",
        urgency="later",
        said_once=True,
        texts=(
            Template(
                "uncollected",
                "papers",
                N_("Belum diambil"),
                N_(
                    "{documents} (registrasi ...{ref4}) siap diambil sejak {since}. Pilih hari: {url}. "
                    "Jauh, sakit, atau lansia? Di tautan itu ada cara lain: {ways}."
                ),
                must=("documents", "url"),
                opens="i",
            ),
            Template(
                "uncollected_here",
                "papers",
                N_("Belum diambil, tanpa cara lain"),
                N_("{documents} (registrasi ...{ref4}) siap diambil sejak {since}. Pilih hari: {url}."),
                must=("documents", "url"),
                opens="i",
                subject=N_("Belum diambil"),
            ),
        ),
    ),
    Notice(
        Cause.CANCELLED,
        "choice",
        ended,
        choices.was_cancelled,
        holds_by_hand=choices.was_cancelled_by_office,
        topic="ended",
        said_once=True,
        texts=(
            Template(
                "cancelled",
                "visit",
                N_("Jadwal dibatalkan"),
                N_("Jadwal {day} dibatalkan. Dokumen tetap kami simpan. Pilih lagi: {url}."),
                must=("day", "url"),
                opens="i",
            ),
        ),
    ),
    Notice(
        Cause.MISSED,
        "choice",
        ended,
        choices.was_missed,
        topic="ended",
        said_once=True,
        texts=(
            Template(
                "missed",
                "visit",
                N_("Jadwal lewat"),
                N_(
                    "Jadwal {day} pukul {time} sudah lewat. Tidak apa-apa, dokumen tetap kami simpan. "
                    "Pilih jadwal lain: {url}."
                ),
                must=("day", "url"),
                opens="i",
            ),
        ),
    ),
    Notice(
        Cause.OFFERED,
        "visit",
        offered,
        choices.is_still_kept,
        topic="offered",
        urgency="now",
        texts=(
            Template(
                "offered",
                "visit",
                N_("Ada tempat"),
                N_("Ada tempat {day} pukul {time}. Kami simpan untuk Anda sampai {until}. Ambil: {url}."),
                must=("day", "time", "until", "url"),
                opens="i",
            ),
            Template(
                "offered_visit",
                "visit",
                N_("Ada tempat, untuk yang sudah punya jadwal"),
                N_("Ada tempat {day} pukul {time}. Kami simpan untuk Anda sampai {until}. Ambil: {url}."),
                must=("day", "time", "until", "url"),
                opens="t",
                subject=N_("Ada tempat"),
            ),
        ),
    ),
    Notice(
        Cause.BOOKED,
        "visit",
        visits.planned,
        times.is_planned,
        called=N_("Jadwal dibuat"),
        said_once=True,
        texts=(
            Template(
                "booked",
                "visit",
                N_("Jadwal dicatat"),
                N_(
                    "Jadwal Anda: {day} pukul {time} di {office}, {address}. Nomor jadwal {short}. Bawa: {bring}. QR: "
                    "{url}. Berhalangan? Ubah di tautan yang sama."
                ),
                must=("day", "time", "url"),
                opens="t",
                picture=True,
            ),
        ),
    ),
    Notice(
        Cause.CHANGED,
        "visit",
        visits.planned,
        times.is_planned,
        called=N_("Jadwal diubah warga"),
        said_once=True,
        texts=(
            Template(
                "changed",
                "visit",
                N_("Jadwal diubah"),
                N_(
                    "Jadwal Anda sekarang: {day} pukul {time} di {office}, {address}. Nomor jadwal {short}. Bawa: "
                    "{bring}. QR yang sama tetap berlaku: {url}. Berhalangan? Ubah di tautan yang sama."
                ),
                must=("day", "time", "url"),
                opens="t",
                picture=True,
            ),
        ),
    ),
    Notice(
        Cause.REMINDER,
        "visit",
        visits.reminded,
        times.is_tomorrow,
        topic="reminder",
        said_once=True,
        texts=(
            Template(
                "reminder",
                "visit",
                N_("Pengingat sehari sebelumnya"),
                N_(
                    "Besok, {day} pukul {time}: {errand} di {office}. Bawa: {bring}. "
                    "Tidak bisa? Ubah di {url} supaya tempatnya bisa dipakai orang lain."
                ),
                must=("day", "time", "url"),
                opens="t",
                subject=N_("Jadwal Anda besok"),
            ),
        ),
    ),
    Notice(
        Cause.REMINDER_SOON,
        "visit",
        visits.reminded,
        times.is_soon,
        called=N_("Pengingat menjelang jadwal"),
        said_once=True,
        texts=(
            Template(
                "reminder_soon",
                "visit",
                N_("Pengingat beberapa jam sebelumnya"),
                N_(
                    "Hari ini pukul {time}: {errand} di {office}. Bawa: {bring}. "
                    "Tidak bisa? Ubah di {url} supaya tempatnya bisa dipakai orang lain."
                ),
                must=("time", "url"),
                opens="t",
                subject=N_("Jadwal Anda hari ini"),
            ),
        ),
    ),
    Notice(
        Cause.MOVED,
        "visit",
        moved,
        moves.is_at_new_time,
        topic="moved",
        urgency="today",
        texts=(
            Template(
                "moved",
                "moved",
                N_("Jadwal diundur"),
                N_(
                    "{office}: maaf, jadwal {old} tidak jadi karena {reason}. Jadwal baru: {new}. "
                    "Mohon tidak datang pada {old}. QR lama tetap berlaku. Ganti waktu: {url}."
                ),
                must=("old", "new", "url"),
                opens="t",
            ),
        ),
    ),
    Notice(
        Cause.MOVED_AGAIN,
        "visit",
        moved,
        moves.is_at_new_time,
        topic="moved",
        urgency="today",
        texts=(
            Template(
                "moved_again",
                "moved",
                N_("Jadwal diundur lagi"),
                N_(
                    "{office}: untuk kedua kalinya, maaf, jadwal {old} tidak jadi karena {reason}. Jadwal baru: {new}. "
                    "Mohon tidak datang pada {old}. QR lama tetap berlaku. Ganti waktu: {url}."
                ),
                must=("old", "new", "url"),
                opens="t",
            ),
            Template(
                "moved_once_more",
                "moved",
                N_("Jadwal diundur untuk ketiga kali atau lebih"),
                N_(
                    "{office}: sekali lagi maaf, jadwal {old} tidak jadi karena {reason}. Jadwal baru: {new}. "
                    "Mohon tidak datang pada {old}. QR lama tetap berlaku. Ganti waktu: {url}."
                ),
                must=("old", "new", "url"),
                opens="t",
                subject=N_("Jadwal diundur lagi"),
            ),
        ),
    ),
    Notice(
        Cause.MOVED_BACK,
        "visit",
        moved,
        moves.is_at_old_time,
        topic="moved",
        urgency="today",
        texts=(
            Template(
                "moved_back",
                "moved",
                N_("Jadwal kembali semula"),
                N_(
                    "{office}: jadwal Anda kembali seperti semula: {new}. Mohon abaikan pesan kami tentang {old}. "
                    "Maaf. QR tetap berlaku. Ganti waktu: {url}."
                ),
                must=("old", "new", "url"),
                opens="t",
            ),
        ),
    ),
    Notice(
        Cause.CLOSED,
        "visit",
        moved,
        moves.waits_for_a_time,
        topic="moved",
        urgency="today",
        texts=(
            Template(
                "closed",
                "moved",
                N_("Layanan ditunda"),
                N_(
                    "Layanan {service} ditunda sampai pemberitahuan lebih lanjut karena {reason}. Urutan Anda tetap. "
                    "Jadwal baru kami kirim. Mohon tidak datang dulu."
                ),
                must=("service",),
            ),
        ),
    ),
    Notice(
        Cause.NOT_SERVED,
        "visit",
        moved,
        moves.is_at_new_day,
        called=N_("Belum sempat dilayani"),
        topic="moved",
        texts=(
            Template(
                "another_day",
                "moved",
                N_("Belum sempat dilayani, ada jadwal baru"),
                N_(
                    "{office}: maaf, {day} kami tutup sebelum giliran Anda. Jadwal baru: {new}. QR yang sama tetap "
                    "berlaku. Ganti waktu: {url}."
                ),
                must=("day", "new", "url"),
                opens="t",
            ),
            Template(  # of a visit that was missed though its people came
                "not_served",
                "moved",
                N_("Belum sempat dilayani"),
                N_(
                    "{office}: maaf, {day} kami tutup sebelum sempat melayani Anda. Dokumen tetap kami simpan. "
                    "Pilih jadwal lain: {url}."
                ),
                must=("day", "url"),
                opens="i",
            ),
        ),
    ),
)
