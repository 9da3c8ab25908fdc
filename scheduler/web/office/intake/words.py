"""What an import is said to be, and each kind of fault in plain words: what it is, what became of rows, what to do."""

from collections.abc import Mapping
from dataclasses import dataclass

from scheduler.domain.refusals import N_

STAGES: Mapping[str, str] = {
    "rehearsing": N_("sedang diperiksa"),
    "rehearsed": N_("sudah diperiksa, belum dimasukkan"),
    "taking": N_("sedang dimasukkan"),
    "done": N_("selesai"),
    "stopped": N_("dihentikan"),
    "failed": N_("gagal"),
    "dropped": N_("tidak jadi dimasukkan"),
}


@dataclass(frozen=True, slots=True)
class Words:
    """A kind of fault. what: the fault; then: what became of the rows; do: how it is mended."""

    what: str
    then: str
    do: str


IN_WITHOUT = N_("Barisnya tetap masuk, tanpa isi kolom ini.")
IN_ALL = N_("Barisnya tetap masuk.")
LEFT_OUT = N_("Barisnya tidak masuk.")
AT_OFFICE = N_("Barisnya tetap masuk. Dokumen baru dicatat diambil di kantor.")
UNCHANGED = N_("Yang tercatat di sini tidak diubah. Isi lain dari barisnya tetap dipakai.")
AS_TEXT = N_("Di program asal atau Excel, jadikan kolom ini Teks sebelum diisi, lalu ekspor dan impor lagi.")
MEND_ROW = N_("Perbaiki barisnya di program asal, lalu ekspor dan impor lagi.")
NOTHING = N_("Tidak perlu apa-apa.")

KINDS: Mapping[str, Words] = {
    "reference_missing": Words(N_("Nomor registrasi kosong"), LEFT_OUT, MEND_ROW),
    "reference_rounded": Words(N_("Nomor registrasi diubah Excel menjadi angka atau tanggal"), LEFT_OUT, AS_TEXT),
    "reference_differs": Words(
        N_("Nomor registrasi yang sama dipakai dua baris dengan isi berbeda"),
        N_("Baris yang pertama masuk; baris-baris ini tidak."),
        N_("Periksa nomor mana yang benar di program asal, lalu ekspor dan impor lagi."),
    ),
    "type_missing": Words(N_("Jenis dokumen kosong"), LEFT_OUT, MEND_ROW),
    "type_unknown": Words(
        N_("Jenis dokumen tidak dilayani kantor ini"),
        LEFT_OUT,
        N_("Samakan namanya dengan jenis dokumen kantor ini. Jenis yang memang tidak diserahkan di sini biarkan saja."),
    ),
    "holder_missing": Words(N_("Nama pemilik dokumen kosong"), LEFT_OUT, MEND_ROW),
    "stage_unknown": Words(
        N_("Status tidak dikenal"),
        LEFT_OUT,
        N_("Pakai status yang dikenal, misalnya Siap diambil, PRR, Menunggu blangko, atau Berkas kurang."),
    ),
    "stage_unfit": Words(N_("Status tidak berlaku untuk jenis dokumen itu"), LEFT_OUT, MEND_ROW),
    "cell_long": Words(N_("Isi sel terlalu panjang (lebih dari 500 huruf)"), LEFT_OUT, MEND_ROW),
    "cells_shifted": Words(
        N_("Baris punya lebih banyak kolom daripada judulnya, jadi isinya bergeser"),
        LEFT_OUT,
        N_("Simpan sebagai XLSX, atau hapus tanda pemisah kolom dari isi sel, lalu impor lagi."),
    ),
    "document_differs": Words(
        N_("Nomor registrasi sudah tercatat untuk orang atau jenis dokumen lain"),
        N_("Barisnya tidak masuk; yang tercatat tidak diubah."),
        N_("Cari nomornya di halaman Dokumen dan bandingkan dengan program asal."),
    ),
    "nik_rounded": Words(N_("NIK dibulatkan oleh lembar kerja (Excel)"), IN_WITHOUT, AS_TEXT),
    "nik_length": Words(N_("NIK tidak 16 angka"), IN_WITHOUT, MEND_ROW),
    "nik_doubtful": Words(N_("NIK tidak mungkin benar (tanggal lahir di dalamnya tidak ada)"), IN_WITHOUT, MEND_ROW),
    "nik_differs": Words(
        N_("NIK berbeda dari yang tercatat"),
        UNCHANGED,
        N_("Cari dokumennya di halaman Dokumen dan perbaiki di tempat yang salah."),
    ),
    "kk_rounded": Words(N_("Nomor KK dibulatkan oleh lembar kerja (Excel)"), IN_WITHOUT, AS_TEXT),
    "kk_length": Words(N_("Nomor KK tidak 16 angka"), IN_WITHOUT, MEND_ROW),
    "phone_missing": Words(
        N_("Nomor HP kosong"),
        N_("Barisnya tetap masuk, tetapi pemohonnya tidak bisa dikabari lewat ponsel."),
        N_("Isi nomornya di program asal, atau catat saat warga datang atau menelepon."),
    ),
    "phone_not_mobile": Words(
        N_("Nomor HP bukan nomor ponsel"),
        N_("Barisnya tetap masuk, tetapi pemohonnya tidak bisa dikabari lewat ponsel."),
        N_("Perbaiki nomornya di program asal, atau catat saat warga datang atau menelepon."),
    ),
    "email_doubtful": Words(N_("Alamat e-mail tidak benar"), IN_WITHOUT, MEND_ROW),
    "reason_unknown": Words(
        N_("Jenis permohonan tidak dikenal"),
        N_("Barisnya tetap masuk; alasannya dicatat tidak diketahui."),
        N_("Pakai Baru, Perubahan data, Rusak, Hilang, atau Pindah datang."),
    ),
    "channel_unknown": Words(
        N_("Cara pengambilan tidak dikenal"), N_("Barisnya tetap masuk dengan cara yang biasa."), MEND_ROW
    ),
    "place_unknown": Words(
        N_("Tempat pengambilan tidak ada di daftar kantor, atau sedang tutup"),
        AT_OFFICE,
        N_("Tambahkan tempatnya di halaman Tempat pengambilan, atau samakan namanya."),
    ),
    "place_needed": Words(N_("Tempat pengambilan tidak disebut atau tidak cocok"), AT_OFFICE, MEND_ROW),
    "not_printable": Words(N_("Jenis dokumen ini tidak bisa dicetak sendiri"), AT_OFFICE, NOTHING),
    "visit_here": Words(N_("Jenis dokumen ini hanya dilayani di kantor"), AT_OFFICE, NOTHING),
    "date_doubtful": Words(
        N_("Tanggal tidak terbaca"), IN_WITHOUT, N_("Tulis tanggal seperti 30/11/2026 atau 2026-11-30.")
    ),
    "date_ahead": Words(N_("Tanggal cetak belum tiba"), IN_WITHOUT, MEND_ROW),
    "cell_left": Words(N_("Isi sel terlalu panjang (lebih dari 500 huruf)"), IN_WITHOUT, MEND_ROW),
    "kelurahan_unreadable": Words(N_("Kelurahan bukan nama kelurahan atau desa"), IN_WITHOUT, MEND_ROW),
    "residence_kept": Words(N_("Tempat tinggal sudah diperbaiki petugas"), UNCHANGED, NOTHING),
    "rt_unreadable": Words(N_("RT atau RW tidak terbaca"), IN_WITHOUT, MEND_ROW),
    "signs_dropped": Words(
        N_("Ada tanda yang tidak terlihat di dalam isinya"),
        N_("Barisnya tetap masuk; tandanya dibuang."),
        N_("Periksa tulisannya di halaman Dokumen."),
    ),
    "stage_missing": Words(
        N_("Status kosong"), N_("Barisnya tetap masuk; status yang tercatat tidak diubah."), MEND_ROW
    ),
    "stage_behind": Words(
        N_("Status di berkas lebih lama daripada yang tercatat"),
        UNCHANGED,
        N_("Biasanya tidak perlu apa-apa: berkasnya dibuat sebelum dokumennya maju."),
    ),
    "needs_no_blank": Words(
        N_("Dokumen ini tidak memakai blangko, tetapi statusnya menunggu blangko"),
        N_("Barisnya tetap masuk dan dicatat sedang diproses."),
        NOTHING,
    ),
    "duplicate": Words(N_("Baris yang sama sudah ada di atasnya"), N_("Baris kedua dilewati."), NOTHING),
    "sheet_left": Words(
        N_("Lembar lain dalam berkas tidak dibaca"),
        N_("Hanya lembar pertama yang berisi daftar yang dibaca."),
        N_("Jika lembar itu juga perlu masuk, simpan sebagai berkas tersendiri dan impor."),
    ),
    "still_booked": Words(
        N_("Dokumen masih punya jadwal pengambilan"),
        N_("Barisnya tetap masuk; jadwalnya tidak diubah."),
        N_("Lihat jadwalnya di halaman Dokumen dan batalkan jika memang sudah diambil."),
    ),
    "holder_kept": Words(N_("Nama pemilik sudah diperbaiki petugas"), UNCHANGED, NOTHING),
    "applicant_kept": Words(N_("Nama pemohon sudah diperbaiki petugas"), UNCHANGED, NOTHING),
    "phone_kept": Words(N_("Nomor HP sudah diperbaiki petugas"), UNCHANGED, NOTHING),
    "out_with_batch": Words(
        N_("Dokumen sedang dibawa ke tempat lain"), UNCHANGED, N_("Catat apa yang terjadi di halaman Kiriman.")
    ),
    "people_here": Words(
        N_("Pemohon dokumen sedang berada di kantor"), UNCHANGED, N_("Selesaikan di loket; impor berikutnya mengikuti.")
    ),
}
