"""What is said on the day of a visit, in answers to citizens, and to the office itself."""

from scheduler.domain.refusals import N_
from scheduler.messages.notices.template import Template

OF_THE_DAY = (
    Template(
        "come_soon", "turn", N_("Sebentar lagi masuk"),
        N_("Nomor {ticket}: kira-kira {minutes} menit lagi. Siapkan {bring}. "
           'Masuk setelah kami kirim pesan "silakan masuk".'),
        must=("ticket", "minutes"),
    ),
    Template(
        "come_soon_screen", "turn", N_("Sebentar lagi masuk, tanpa petugas di pintu"),
        N_("Nomor {ticket}: kira-kira {minutes} menit lagi. Siapkan {bring}. "
           "Masuk setelah nomor Anda tampil di layar pintu."),
        must=("ticket", "minutes"), subject=N_("Sebentar lagi masuk"),
    ),
    Template(
        "come_in", "turn", N_("Silakan masuk"),
        N_("Nomor {ticket}: silakan masuk sekarang, paling lambat pukul {time}. Tunjukkan nomor ini di pintu."),
        must=("ticket", "time"),
    ),
    Template(
        "handed_over", "turn", N_("Sudah diserahkan"),
        N_("{documents} diserahkan {day} pukul {time} kepada {collector}. Bukan Anda? Hubungi {office_phone}."),
        must=("documents", "office_phone"),
    ),
    Template(
        "wrong_number", "answer", N_("Salah nomor"),
        N_("Maaf mengganggu. Nomor ini sudah kami hapus dari daftar."),
        framed=False,
    ),
    Template(
        "stopped", "answer", N_("Berhenti menerima pesan"),
        N_("Anda tidak akan menerima pesan lagi. Cek sendiri di {domain}."),
        must=("domain",), framed=False,
    ),
    Template(
        "not_understood", "answer", N_("Belum dipahami"),
        N_("Maaf, kami belum paham. Balas: STATUS, UBAH, BATAL, atau PETUGAS untuk dijawab petugas pada jam kerja."),
        framed=False,
    ),
    Template(
        "screen_silent", "office", N_("Layar tidak terdengar"),
        N_("{office}: layar {screen} tidak terdengar sejak {since}. Periksa TV, listrik, dan jaringannya."),
        must=("screen",), framed=False,
    ),
)  # fmt: skip
