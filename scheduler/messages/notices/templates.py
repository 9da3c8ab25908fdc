"""What citizens are told, one text per occasion, by name; an office may have its own words for each (`words`).

What stands around every text, so that its reader knows whose it is and that it is real, is in `frame`.
"""

from collections.abc import Mapping

from scheduler.domain.refusals import N_
from scheduler.messages.notices.template import Template
from scheduler.messages.notices.templates_day import OF_THE_DAY

PAPERS = (
    Template(
        "received", "papers", N_("Permohonan diterima"),
        N_("Permohonan {type} sudah kami terima {date}, registrasi ...{ref4}. Perkiraan jadi {date2}. "
           "Lihat posisi: {url}."),
        must=("type", "url"), opens="o",
    ),
    Template(
        "received_open", "papers", N_("Permohonan diterima, belum ada perkiraan"),
        N_("Permohonan {type} sudah kami terima {date}, registrasi ...{ref4}. Kami kabari begitu ada perkembangan. "
           "Lihat posisi: {url}."),
        must=("type", "url"), opens="o", subject=N_("Permohonan diterima"),
    ),
    Template(
        "received_waiting", "papers", N_("Permohonan diterima, belum bisa dicetak"),
        N_("Permohonan {type} sudah kami terima {date}, registrasi ...{ref4}. Saat ini {type} belum bisa dicetak "
           "karena {reason}. Tanggal pastinya belum ada. Anda tetap tercatat dalam urutan. Lihat posisi: {url}. "
           "Perlu segera? {substitute}."),
        must=("type", "reason", "url"), opens="o", subject=N_("Permohonan diterima"),
    ),
    Template(
        "missing", "papers", N_("Berkas kurang"),
        N_("{office}: permohonan {type} (registrasi ...{ref4}) belum lengkap. Yang kurang: {items}. "
           "Kirim fotonya lewat {url} atau balas pesan ini. Tidak perlu datang."),
        must=("type", "items", "url"), opens="o",
    ),
    Template(
        "missing_again", "papers", N_("Berkas kurang, diingatkan"),
        N_("{office}: permohonan {type} (registrasi ...{ref4}) masih menunggu kiriman Anda. Yang kurang: {items}. "
           "Kirim fotonya lewat {url} atau balas pesan ini. Tidak perlu datang. "
           "Bila belum ada sampai {date}, permohonan ditutup; Anda bisa mengajukan lagi kapan saja."),
        must=("type", "items", "url", "date"), opens="a", subject=N_("Berkas kurang"),
    ),
    Template(
        "lapsed", "papers", N_("Permohonan ditutup, berkas tidak datang"),
        N_("{office}: permohonan {type} (registrasi ...{ref4}) kami tutup karena berkas yang kurang belum kami terima. "
           "Anda bisa mengajukan lagi kapan saja, gratis: {url}."),
        must=("type", "url"), opens="o", subject=N_("Permohonan ditutup"),
    ),
    Template(
        "lapsed_booked", "papers", N_("Permohonan ditutup, jadwalnya juga"),
        N_("{office}: permohonan {type} (registrasi ...{ref4}) kami tutup karena berkas yang kurang belum kami terima. "
           "Jadwal {old} ikut dibatalkan; Anda tidak perlu datang. "
           "Anda bisa mengajukan lagi kapan saja, gratis: {url}."),
        must=("type", "old", "url"), opens="o", subject=N_("Permohonan ditutup"),
    ),
    Template(
        "picture_refused", "papers", N_("Foto tidak terbaca"),
        N_("Foto {item} buram atau terpotong. Kirim ulang: letakkan di tempat terang, keempat sudut terlihat."),
        must=("item",),
    ),
    Template(
        "picture_asked", "papers", N_("Foto tidak terbaca, kirim ulang lewat tautan"),
        N_("{office}: {item} (registrasi ...{ref4}) perlu dikirim ulang: {fault}. Letakkan di tempat terang, keempat "
           "sudut terlihat. Kirim lewat {url} atau balas pesan ini. Tidak perlu datang."),
        must=("item", "url"), opens="a", subject=N_("Foto tidak terbaca"),
    ),
    Template(
        "accepted", "papers", N_("Berkas lengkap"),
        N_("Berkas lengkap. {type} Anda kami proses. Tidak perlu datang sebelum ada kabar."),
        must=("type",),
    ),
    Template(
        "accepted_online", "papers", N_("Berkas lengkap, permohonan dari rumah"),
        N_("Berkas lengkap. {type} Anda kami proses. Tidak perlu datang sebelum ada kabar. Lihat posisi: {url}."),
        must=("type", "url"), opens="a", subject=N_("Berkas lengkap"),
    ),
    Template(
        "blank", "papers", N_("Menunggu blangko"),
        N_("{office}: {type} (registrasi ...{ref4}) belum bisa dicetak karena {material} habis. "
           "Tanggal pastinya belum ada. Anda tetap tercatat; kami kabari begitu ada. "
           "Tidak perlu datang atau menelepon. Perlu segera? {substitute}."),
        must=("type", "material"),
    ),
    Template(
        "phone_code", "papers", N_("Kode untuk nomor ponsel"),
        N_("Kode untuk permohonan Anda: {code}. Ketik hanya di {domain}. Petugas tidak pernah meminta kode ini."),
        must=("code", "domain"), framed=False, code="code",
    ),
    Template(
        "application_link", "papers", N_("Tautan permohonan diminta"),
        N_("{office}: ini tautan (link) permohonan Anda yang diminta lagi, {type} (registrasi ...{ref4}): {url}. "
           "Bukan Anda yang meminta? Abaikan pesan ini."),
        must=("url",), opens="a",
    ),
    Template(
        "blank_stopped", "papers", N_("Cetak sedang terhenti"),
        N_("{office}: {type} (registrasi ...{ref4}) belum bisa dicetak karena {reason}. "
           "Tanggal pastinya belum ada. Anda tetap tercatat; kami kabari begitu dicetak. "
           "Tidak perlu datang atau menelepon. Perlu segera? {substitute}."),
        must=("type", "reason"),
    ),
    Template(
        "blank_turn", "papers", N_("Menunggu giliran dicetak"),
        N_("{office}: {type} (registrasi ...{ref4}) menunggu giliran dicetak. "
           "Anda tetap tercatat; kami kabari begitu dicetak. Tidak perlu datang atau menelepon."),
        must=("type",),
    ),
    Template(
        "printing", "papers", N_("Sedang dicetak"),
        N_("Blangkonya sudah ada. {type} Anda (registrasi ...{ref4}) sedang dicetak. "
           "Tidak perlu datang sebelum ada kabar."),
        must=("type",),
    ),
    Template(
        "ready", "papers", N_("Siap diambil"),
        N_("{office}: {documents} atas nama {who} (registrasi ...{ref4}) sudah jadi. "
           "Pilih hari pengambilan: {url} sampai {expires}."),
        must=("documents", "url"), opens="i", by_phone=True,
    ),
    Template(
        "recording", "papers", N_("Bisa dijadwalkan"),
        N_("{office}: {documents} atas nama {who} (registrasi ...{ref4}) sudah bisa dijadwalkan. "
           "Pilih hari perekaman: {url} sampai {expires}."),
        must=("documents", "url"), opens="i", by_phone=True,
    ),
    Template(
        "self_print", "papers", N_("Bisa dicetak sendiri"),
        N_("{documents} {who} (registrasi ...{ref4}) sudah terbit dan bisa dicetak sendiri di kertas HVS A4 80 gram. "
           "Tidak bisa mencetak? Ambil di kantor: {url}."),
        must=("documents", "url"), opens="i",
    ),
    Template(
        "elsewhere", "papers", N_("Diambil di tempat lain"),
        N_("{type} (registrasi ...{ref4}) dapat diambil di {place} mulai {date}, {hours}. Bawa: {bring}."),
        must=("type", "place"),
    ),
    Template(
        "elsewhere_open", "papers", N_("Diambil di tempat lain, jam buka tidak dicatat"),
        N_("{type} (registrasi ...{ref4}) dapat diambil di {place} mulai {date}. Bawa: {bring}."),
        must=("type", "place"), subject=N_("Diambil di tempat lain"),
    ),
    Template(
        "sought", "papers", N_("Sedang dicari"),
        N_("{office}: maaf, {type} (registrasi ...{ref4}) belum bisa diambil di {place} karena sedang kami cari. "
           "Mohon tidak datang dulu. Kami kabari begitu siap. Perlu segera? Hubungi {office_phone}."),
        must=("type", "place"), subject=N_("Dokumen sedang dicari"),
    ),
    Template(
        "withdrawn", "papers", N_("Permohonan dibatalkan"),
        N_("{office}: permohonan {type} (registrasi ...{ref4}) dibatalkan karena {reason}. "
           "Keliru? Hubungi {office_phone}."),
        must=("type", "reason"),
    ),
    Template(
        "withdrawn_booked", "papers", N_("Permohonan dibatalkan, jadwalnya juga"),
        N_("{office}: permohonan {type} (registrasi ...{ref4}) dibatalkan karena {reason}. "
           "Jadwal {old} ikut dibatalkan; Anda tidak perlu datang. Keliru? Hubungi {office_phone}."),
        must=("type", "reason", "old"), subject=N_("Permohonan dibatalkan"),
    ),
    Template(
        "uncollected", "papers", N_("Belum diambil"),
        N_("{documents} (registrasi ...{ref4}) siap diambil sejak {since}. Pilih hari: {url}. "
           "Jauh, sakit, atau lansia? Lihat pilihan: diwakilkan, ambil di kelurahan, atau diantar petugas."),
        must=("documents", "url"), opens="i",
    ),
    Template(
        "reprint", "papers", N_("Dicetak ulang"),
        N_("Maaf, {type} Anda harus dicetak ulang karena kesalahan kami. Gratis. Anda kami dahulukan begitu jadi."),
        must=("type",),
    ),
    Template(
        "reprint_keeping", "papers", N_("Dicetak ulang, kartu lama tetap dipegang"),
        N_("Maaf, {type} Anda harus dicetak ulang karena kesalahan kami. Gratis. {type} lama tetap Anda pakai. "
           "Anda kami dahulukan begitu jadi."),
        must=("type",), subject=N_("Dicetak ulang"),
    ),
)  # fmt: skip
VISIT = (
    Template(
        "booked", "visit", N_("Jadwal dicatat"),
        N_("Jadwal Anda: {day} pukul {time} di {office}, {address}. Nomor jadwal {short}. Bawa: {bring}. QR: {url}. "
           "Berhalangan? Ubah di tautan yang sama."),
        must=("day", "time", "url"), opens="t", picture=True,
    ),
    Template(
        "changed", "visit", N_("Jadwal diubah"),
        N_("Jadwal Anda sekarang: {day} pukul {time} di {office}, {address}. Nomor jadwal {short}. Bawa: {bring}. "
           "QR yang sama tetap berlaku: {url}. Berhalangan? Ubah di tautan yang sama."),
        must=("day", "time", "url"), opens="t", picture=True,
    ),
    Template(
        "cancelled", "visit", N_("Jadwal dibatalkan"),
        N_("Jadwal {day} dibatalkan. Dokumen tetap kami simpan. Pilih lagi: {url}."),
        must=("day", "url"), opens="i",
    ),
    Template(
        "missed", "visit", N_("Jadwal lewat"),
        N_("Jadwal {day} pukul {time} sudah lewat. Tidak apa-apa, dokumen tetap kami simpan. "
           "Pilih jadwal lain: {url}."),
        must=("day", "url"), opens="i",
    ),
    Template(
        "reminder", "visit", N_("Pengingat sehari sebelumnya"),
        N_("Besok, {day} pukul {time}: {errand} di {office}. Bawa: {bring}. "
           "Tidak bisa? Ubah di {url} supaya tempatnya bisa dipakai orang lain."),
        must=("day", "time", "url"), opens="t", subject=N_("Jadwal Anda besok"),
    ),
    Template(
        "reminder_soon", "visit", N_("Pengingat beberapa jam sebelumnya"),
        N_("Hari ini pukul {time}: {errand} di {office}. Bawa: {bring}. "
           "Tidak bisa? Ubah di {url} supaya tempatnya bisa dipakai orang lain."),
        must=("time", "url"), opens="t", subject=N_("Jadwal Anda hari ini"),
    ),
    Template(
        "offered", "visit", N_("Ada tempat"),
        N_("Ada tempat {day} pukul {time}. Kami simpan untuk Anda sampai {until}. Ambil: {url}."),
        must=("day", "time", "until", "url"), opens="i",
    ),
    Template(
        "offered_visit", "visit", N_("Ada tempat, untuk yang sudah punya jadwal"),
        N_("Ada tempat {day} pukul {time}. Kami simpan untuk Anda sampai {until}. Ambil: {url}."),
        must=("day", "time", "until", "url"), opens="t", subject=N_("Ada tempat"),
    ),
    Template(
        "link", "visit", N_("Tautan diminta"),
        N_("{office}: ini tautan (link) jadwal Anda yang diminta lagi, {documents} (nomor jadwal {short}): {url}. "
           "Bukan Anda yang meminta? Abaikan pesan ini."),
        must=("url",), opens="t",
    ),
)  # fmt: skip
MOVED = (
    Template(
        "moved", "moved", N_("Jadwal diundur"),
        N_("{office}: maaf, jadwal {old} tidak jadi karena {reason}. Jadwal baru: {new}. "
           "Mohon tidak datang pada {old}. QR lama tetap berlaku. Ganti waktu: {url}."),
        must=("old", "new", "url"), opens="t",
    ),
    Template(
        "moved_again", "moved", N_("Jadwal diundur lagi"),
        N_("{office}: untuk kedua kalinya, maaf, jadwal {old} tidak jadi karena {reason}. Jadwal baru: {new}. "
           "Mohon tidak datang pada {old}. QR lama tetap berlaku. Ganti waktu: {url}."),
        must=("old", "new", "url"), opens="t",
    ),
    Template(
        "moved_once_more", "moved", N_("Jadwal diundur untuk ketiga kali atau lebih"),
        N_("{office}: sekali lagi maaf, jadwal {old} tidak jadi karena {reason}. Jadwal baru: {new}. "
           "Mohon tidak datang pada {old}. QR lama tetap berlaku. Ganti waktu: {url}."),
        must=("old", "new", "url"), opens="t", subject=N_("Jadwal diundur lagi"),
    ),
    Template(
        "moved_back", "moved", N_("Jadwal kembali semula"),
        N_("{office}: jadwal Anda kembali seperti semula: {new}. Mohon abaikan pesan kami tentang {old}. Maaf. "
           "QR tetap berlaku. Ganti waktu: {url}."),
        must=("old", "new", "url"), opens="t",
    ),
    Template(
        "closed", "moved", N_("Layanan ditunda"),
        N_("Layanan {service} ditunda sampai pemberitahuan lebih lanjut karena {reason}. Urutan Anda tetap. "
           "Jadwal baru kami kirim. Mohon tidak datang dulu."),
        must=("service",),
    ),
    Template(
        "another_day", "moved", N_("Belum sempat dilayani, ada jadwal baru"),
        N_("{office}: maaf, {day} kami tutup sebelum giliran Anda. Jadwal baru: {new}. QR yang sama tetap berlaku. "
           "Ganti waktu: {url}."),
        must=("day", "new", "url"), opens="t",
    ),
    Template(
        "not_served", "moved", N_("Belum sempat dilayani"),
        N_("{office}: maaf, {day} kami tutup sebelum sempat melayani Anda. Dokumen tetap kami simpan. "
           "Pilih jadwal lain: {url}."),
        must=("day", "url"), opens="i",
    ),
)  # fmt: skip

TEMPLATES: Mapping[str, Template] = {each.name: each for each in (*PAPERS, *VISIT, *MOVED, *OF_THE_DAY)}
"""By name, in the order in which a citizen would meet them."""
COLLECTORS: Mapping[str, str] = {
    "holder": N_("pemilik"),
    "family": N_("keluarga"),
    "parent": N_("keluarga"),
    "guardian": N_("keluarga"),
    "proxy": N_("wakil"),
}
"""How the one who took a document is named to its applicant."""
