"""Refusals of finding documents, of putting them on their shelf, and of showing what is masked of them."""

from scheduler.domain.refusals import N_, Refusal, Unknown


class DocumentUnknown(Unknown):
    sentence = N_("Nomor registrasi itu tidak ditemukan. Periksa lagi angkanya di resi.")


class PhoneUnknown(Unknown):
    sentence = N_("Nomor telepon itu tidak ada lagi pada dokumen kantor ini.")


class IllegalStep(Refusal):
    """The transition table has no such step from the stage that a document, a booking or a ticket is in."""

    sentence = N_("Langkah itu tidak bisa dari keadaan sekarang ({stage}).")


class DocumentNameless(Refusal):
    """Nobody knows any more whom it is for: it can be handed over to nobody."""

    sentence = N_(
        "Data pemilik dokumen {reference} sudah dihapus, jadi dokumen itu tidak bisa diproses atau diserahkan lagi. "
        "Bila kartunya masih di kantor, daftarkan dengan nomor registrasi baru."
    )


class DocumentDiffers(Refusal):
    sentence = N_("Nomor registrasi itu sudah ada dengan isi yang berbeda. Data lama tidak diubah.")


class NothingToDisclose(Refusal):
    sentence = N_("Tidak ada data yang disamarkan di situ.")


class NotOnAShelf(Refusal):
    """The document has left the office: only what lies there has a place on a shelf."""

    sentence = N_("Dokumen ini sudah tidak di kantor, jadi tidak ditaruh di rak.")


class SearchForgotten(Refusal):
    status = 410
    sentence = N_("Pencarian itu sudah tidak tersimpan. Silakan cari lagi.")
