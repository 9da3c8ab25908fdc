"""What citizens are told, one text per cause. No full name, no NIK, no birth date is ever filled in.

`{ref4}` is the end of the registration number: the reader's proof that the message is real.
"""

from collections.abc import Mapping

from scheduler.domain.errors import N_
from scheduler.flow.outbox import Cause

FOOT = N_(
    "Gratis. Kami tidak pernah meminta OTP, kata sandi, uang, atau memasang aplikasi. "
    "Ragu? Ketik sendiri {domain} lalu masukkan nomor registrasi."
)
BY_PHONE = N_("Tanpa internet: hubungi {office_phone}.")
"""Left out where the office has no phone."""

READY = N_(
    "{office}: {documents} atas nama {who} (registrasi ...{ref4}) sudah jadi. "
    "Pilih hari pengambilan: {url} sampai {expires}."
)
RECORDING = N_(
    "{office}: {documents} atas nama {who} (registrasi ...{ref4}) sudah bisa dijadwalkan. "
    "Pilih hari perekaman: {url} sampai {expires}."
)
SELF_PRINT = N_(
    "{documents} {who} (registrasi ...{ref4}) sudah terbit dan bisa dicetak sendiri di kertas HVS A4 80 gram. "
    "Tidak bisa mencetak? Ambil di kantor: {url}."
)
BOOKED = N_(
    "Jadwal Anda: {day} pukul {time} di {office}, {address}. Nomor jadwal {short}. Bawa: {bring}. QR: {url}. "
    "Berhalangan? Ubah di tautan yang sama."
)
MOVED = N_(
    "{office}: maaf, jadwal {old} tidak jadi karena {reason}. Jadwal baru: {new}. Mohon tidak datang pada {old}. "
    "QR lama tetap berlaku. Ganti waktu: {url}."
)
MOVED_AGAIN = N_(
    "{office}: untuk kedua kalinya, maaf, jadwal {old} tidak jadi karena {reason}. Jadwal baru: {new}. "
    "Mohon tidak datang pada {old}. QR lama tetap berlaku. Ganti waktu: {url}."
)
MOVED_ONCE_MORE = N_(
    "{office}: sekali lagi maaf, jadwal {old} tidak jadi karena {reason}. Jadwal baru: {new}. "
    "Mohon tidak datang pada {old}. QR lama tetap berlaku. Ganti waktu: {url}."
)
"""From the third time on."""
MOVED_BACK = N_(
    "{office}: jadwal Anda kembali seperti semula: {new}. Mohon abaikan pesan kami tentang {old}. Maaf. "
    "QR tetap berlaku. Ganti waktu: {url}."
)
CLOSED = N_(
    "Layanan {service} ditunda sampai pemberitahuan lebih lanjut karena {reason}. Urutan Anda tetap. "
    "Jadwal baru kami kirim. Mohon tidak datang dulu."
)
COME_IN = N_("Nomor {ticket}: silakan masuk sekarang, paling lambat pukul {time}. Tunjukkan nomor ini di pintu.")
MISSED = N_(
    "Jadwal {day} pukul {time} sudah lewat. Tidak apa-apa, dokumen tetap kami simpan. Pilih jadwal lain: {url}."
)
NOT_SERVED = N_(
    "{office}: maaf, {day} kami tutup sebelum sempat melayani Anda. Dokumen tetap kami simpan. "
    "Pilih jadwal lain: {url}."
)
"""Instead of MISSED, to those who came."""
CANCELLED = N_("Jadwal {day} dibatalkan. Dokumen tetap kami simpan. Pilih lagi: {url}.")
HANDED_OVER = N_("{documents} diserahkan {day} pukul {time} kepada {collector}. Bukan Anda? Hubungi {office_phone}.")
LINK = N_(
    "{office}: ini tautan (link) jadwal Anda yang diminta lagi, {documents} (registrasi ...{ref4}): {url}. "
    "Bukan Anda yang meminta? Abaikan pesan ini."
)
OFFERED = N_("Ada tempat {day} pukul {time}. Kami simpan untuk Anda sampai {until}. Ambil: {url}.")

COLLECTORS: Mapping[str, str] = {
    "holder": N_("pemilik"),
    "family": N_("keluarga"),
    "parent": N_("keluarga"),
    "guardian": N_("keluarga"),
    "proxy": N_("wakil"),
}
"""How the one who took a document is named to its applicant."""

TEXTS: Mapping[str, str] = {
    Cause.READY: READY,
    Cause.BOOKED: BOOKED,
    Cause.MOVED: MOVED,
    Cause.MOVED_AGAIN: MOVED_AGAIN,
    Cause.MOVED_BACK: MOVED_BACK,
    Cause.CLOSED: CLOSED,
    Cause.CHANGED: BOOKED,
    Cause.COME_IN: COME_IN,
    Cause.MISSED: MISSED,
    Cause.CANCELLED: CANCELLED,
    Cause.HANDED_OVER: HANDED_OVER,
    Cause.OFFERED: OFFERED,
    Cause.LINK: LINK,
}
"""By cause; of what is ready, a paper printed at home is told in the words of SELF_PRINT, a visit in RECORDING's."""
