"""Why a report of a month, or a list of documents, cannot be had."""

from scheduler.domain.refusals import N_, Refusal


class MonthUnreadable(Refusal):
    """What stands for a month is none."""

    status = 422
    sentence = N_("Bulan tidak terbaca. Tulis tahun dan bulan seperti 2020-04.")


class MonthBeforeOffice(Refusal):
    """The office was not there yet. first: its first day."""

    status = 404
    sentence = N_("Kantor ini baru memakai Giliran sejak {first}. Pilih bulan itu atau sesudahnya.")


class MonthAhead(Refusal):
    """The month has not begun."""

    status = 404
    sentence = N_("Bulan itu belum mulai. Pilih bulan ini atau bulan sebelumnya.")


class PdfNotInstalled(Refusal):
    """The extra `pdf` is not there."""

    status = 503
    sentence = N_(
        "Pembuat PDF belum dipasang di server ini. Cetak halaman ini dari peramban, lalu pilih Simpan sebagai PDF."
    )


class KelurahanUnknown(Refusal):
    """No document that lies ready is of there."""

    status = 404
    sentence = N_("Tidak ada dokumen siap dari kelurahan itu. Mungkin semuanya sudah diambil.")
