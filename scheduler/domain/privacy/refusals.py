"""Refusals of what is given to one person of their data, or erased."""

from scheduler.domain.refusals import N_, Refusal, Unknown


class PersonUnknown(Unknown):
    sentence = N_(
        "Tidak ada data dengan NIK atau nomor itu di kantor ini. Periksa angkanya. Bila warga tidak membawa NIK, pakai "
        "nomor registrasi dokumennya."
    )


class SeveralPeople(Refusal):
    """A code that stands for the documents of a household."""

    sentence = N_("Kode itu untuk dokumen beberapa orang. Masukkan NIK orangnya, atau nomor registrasi satu dokumen.")


class DocumentUnderWay(Refusal):
    sentence = N_(
        "Dokumen {reference} belum selesai. Serahkan dulu kepada pemiliknya, atau cabut dengan alasan, lalu ulangi."
    )


class DocumentOnItsWay(Refusal):
    sentence = N_(
        "Dokumen {reference} sedang dipindahkan ke kantor lain. Tunggu sampai kantor itu menerimanya, atau batalkan "
        "pemindahannya, lalu ulangi."
    )


class VisitUnderWay(Refusal):
    sentence = N_("Masih ada jadwal kunjungan. Batalkan dulu jadwalnya, atau tunggu sampai kunjungan selesai.")


class RequestUnderWay(Refusal):
    sentence = N_("Masih ada permintaan kirim atau permintaan berkas yang belum dijawab. Jawab dulu, lalu ulangi.")


class TalkUnderWay(Refusal):
    sentence = N_("Masih ada percakapan yang menunggu jawaban petugas. Jawab atau tutup dulu, lalu ulangi.")


class NotConfirmed(Refusal):
    status = 422
    sentence = N_("Belum dicentang bahwa identitas pemohon sudah diperiksa. Centang dulu, lalu ulangi.")
