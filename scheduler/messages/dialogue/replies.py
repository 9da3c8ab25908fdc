"""What an office answers by itself in a conversation. Its own words for three of them are in `notices.talks`."""

from scheduler.domain.refusals import N_

# --- where it stands
DOCUMENT = N_("{documents} (registrasi ...{ref4}): {where}.")
BOOKED = N_("jadwal {slot}")
NO_DATE = N_("jadwal baru kami kabari, urutan Anda tetap")
READY_TO_CHOOSE = N_("siap diambil, pilih jadwalnya")
TO_RECORD = N_("bisa dijadwalkan")
PRINT_IT = N_("sudah terbit, bisa dicetak sendiri")
WAITS_FOR_BLANK = N_("menunggu blangko, urutan ke-{place}")
WAITS_ITS_TURN = N_("menunggu giliran dicetak, urutan ke-{place}")
NOT_PRINTED = N_("belum bisa dicetak karena {reason}")
NOT_PRINTED_PLACE = N_("belum bisa dicetak karena {reason}, urutan ke-{place}")
AT_PLACE = N_("diambil di {place}")
GOES_TO_PLACE = N_("selesai, segera dibawa ke {place}; kami kabari bila sudah di sana")
OUTSIDE = N_("nomor {number}, tunggu di luar")
OUTSIDE_WAIT = N_("nomor {number}, tunggu di luar {wait}")
ENTER = N_("nomor {number}, silakan masuk sekarang")
AT_DOOR = N_("nomor {number}, mohon tunggu di pintu, giliran tidak hilang")
INSIDE = N_("nomor {number}, di dalam, tunggu dipanggil")
INSIDE_WAIT = N_("nomor {number}, di dalam, {wait}")
CALLED = N_("nomor {number}, silakan ke loket {counter}")
SERVING = N_("nomor {number}, sedang dilayani di loket {counter}")
PARKED = N_("nomor {number}, petugas sedang menyiapkan dokumen")
MISSED = N_("nomor {number} sudah dipanggil, temui petugas di pintu")
PAUSED = N_("nomor {number}, loket sedang istirahat, nomor tetap berlaku")
IN_QUEUE = N_("sudah terdaftar di antrean hari ini")
MORE = N_("Dan {count} dokumen lain. Lihat di {domain}.")
NOTHING_KNOWN = N_(
    "Nomor ini belum terdaftar di kantor kami. Cek dengan nomor registrasi di {domain}, atau balas PETUGAS."
)
MAY_CHOOSE = N_("Balas UBAH untuk memilih jadwal.")
MAY_CHANGE = N_("Balas UBAH untuk mengganti jadwal, atau BATAL untuk membatalkan.")

STAGES = {
    "received": N_("Diterima"),
    "incomplete": N_("Berkas kurang"),
    "in_production": N_("Sedang dicetak"),
    "waiting_for_blank": N_("Menunggu blangko"),
    "ready": N_("Siap diambil"),
    "collected": N_("Sudah diambil"),
    "misplaced": N_("Sedang dicari petugas"),
    "at_partner": N_("Diambil di tempat lain"),
    "returned": N_("Kembali ke kantor"),
    "withdrawn": N_("Dibatalkan"),
    "transferred": N_("Pengambilannya dipindahkan ke kantor lain"),
}
"""The words that every page uses."""
COMES_BACK = N_("Sedang dikirim kembali ke kantor kami")
REVIEWED = N_("Sedang ditinjau petugas")
"""Given up, which the office may still take back."""

# --- choosing a time
CHOOSE = N_("Pilih jadwal untuk {documents} (registrasi ...{ref4}). Balas dengan angkanya:")
CHOOSE_AGAIN = N_("Jadwal Anda sekarang {slot}. Untuk mengganti, balas dengan angkanya:")
MORE_TIMES = N_("Jadwal lain: {url}")
ALL_FULL = N_("Semua jadwal sudah penuh. Mau kami kabari bila ada tempat? Balas dengan angka harinya:")
NO_TIMES = N_("Saat ini belum ada jadwal yang bisa dipilih. Dokumen tetap kami simpan.")
WAITS = N_("Anda ada di daftar tunggu {date}. Kami kabari bila ada tempat.")
FILLED = N_("Jadwal {time} baru saja terisi. Yang masih ada:")
FILLED_ALL = N_("Jadwal {time} baru saja terisi. Balas UBAH untuk melihat jadwal lain.")
GIVEN_UP = N_("Maaf, jadwal {time} tidak jadi dibuka. Yang masih ada:")
GIVEN_UP_ALL = N_("Maaf, jadwal {time} tidak jadi dibuka. Balas UBAH untuk melihat jadwal lain.")
NOT_OFFERED = N_("Belum ada jadwal yang kami tawarkan. Balas UBAH untuk melihat jadwal.")
HAS_LAPSED = N_("Pilihan tadi sudah lebih dari dua jam. Balas UBAH untuk melihat jadwal yang masih ada.")
OUT_OF_RANGE = N_("Balas dengan angka 1 sampai {count}.")
TAKEN = N_("Jadwal Anda: {slot}. Nomor jadwal {short}.")
STAYS = N_("Jadwal Anda tetap {slot}.")
NOTHING_TO_CHOOSE = N_("Belum ada dokumen yang bisa dijadwalkan.")

# --- which one, and the proof
ASK_TO_CHANGE = N_(
    "Jadwal Anda {slot}. Untuk mengganti, balas UBAH dan empat angka terakhir nomor registrasi, misalnya UBAH 0123."
)
ASK_TO_CANCEL = N_(
    "Jadwal Anda {slot}. Untuk membatalkan, balas BATAL dan empat angka terakhir nomor registrasi, misalnya BATAL 0123."
)
ASK_WHICH = N_("Ada beberapa. Balas {word} dan empat angka terakhir nomor registrasi yang dimaksud:")
ASK_MORE = N_("Ada beberapa dengan angka itu. Balas {word} dan seluruh nomor registrasi yang dimaksud:")
NOTHING_TO_CANCEL = N_("Tidak ada jadwal yang bisa dibatalkan.")
CHANGE_WORD, CANCEL_WORD = N_("UBAH"), N_("BATAL")

# --- people
STAFF_NOW = N_("Pesan Anda sudah di petugas. Petugas membalas di sini.")
STAFF_LATER = N_("Pesan Anda sudah di petugas. Petugas membalas pada jam kerja, mulai {opens}.")
STAFF_SOME_TIME = N_("Pesan Anda sudah di petugas. Petugas membalas begitu kantor buka lagi.")
STARTED = N_("Anda menerima pesan kami lagi. Balas STOP untuk berhenti.")

# --- what a page says with links and buttons
NO_MORE_CHANGES = N_("Jadwal ini sudah tidak bisa diubah.")
BOOKED_ALREADY = N_("Anda sudah punya jadwal: {slot}.")
IN_QUEUE_ALREADY = N_("Anda sudah terdaftar di antrean hari ini.")
