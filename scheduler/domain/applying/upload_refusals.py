"""Refusals of files that citizens send: each says what to do next.

FileGone (404), FileEmpty, FileUnreadable, FileTooSlow, FileForeign, FileLocked and TooManyPages (422),
FileTooLarge (413), ItemClosed, TooManyFiles, TooManyAtOnce (422), ItemUnknown, PageUnknown and UploadUnknown (404),
OffsetDiffers, PieceTooSmall (422), PhoneFirst, FilesTooLarge, TooMuchToday and TooMuchFromHere (429),
UploadsPaused, UploadsBusy and DrawingBusy (503)
"""

from scheduler.domain.refusals import N_, DiskFull, Refusal, Unavailable, Unknown

MOST_BYTES = 15 * 1024 * 1024
"""Bytes of one file."""


class FileRefused(Refusal):
    """One file cannot be used; those beside it may be."""

    status = 422


class FileGone(Unknown):
    """A file that is not in the folder, or that no key opens."""

    sentence = N_("Foto itu sudah tidak ada.")


class FileEmpty(FileRefused):
    sentence = N_("Berkas ini kosong. Pilih fotonya sekali lagi, atau foto ulang.")


class FileUnreadable(FileRefused):
    """The file begins like a picture or a PDF and cannot be drawn to its end."""

    sentence = N_("Berkas ini rusak atau tidak lengkap. Foto ulang, lalu kirim lagi.")


class FileTooSlow(FileRefused):
    """The file is whole and takes too long to draw, as a plan of a thousand lines may."""

    sentence = N_(
        "Berkas ini terlalu lama dibuka. Foto halamannya dengan kamera, lalu kirim fotonya, satu per halaman."
    )


class FileForeign(FileRefused):
    sentence = N_("Berkas jenis ini tidak bisa dipakai. Kirim foto (JPEG, PNG, atau WebP) atau PDF.")


class FileTooLarge(FileRefused):
    status = 413
    sentence = N_("Berkas ini terlalu besar. Paling besar 15 MB: kirim foto biasa dari kamera, satu per halaman.")


class FileLocked(FileRefused):
    """A PDF with a password."""

    sentence = N_("PDF ini dikunci kata sandi. Kirim yang tidak dikunci, atau foto halamannya.")


class TooManyPages(FileRefused):
    """One PDF, or all that stands for an item, has more pages than the item takes."""

    sentence = N_("Paling banyak {most} halaman di sini. Hapus yang tidak perlu, atau kirim halaman yang diminta saja.")


class ItemClosed(FileRefused):
    """The item takes no files now: nothing is asked for it, or it was accepted."""

    status = 409
    sentence = N_("Bagian ini sedang tidak bisa diubah. Bila ada yang kurang, kami kabari.")


class TooManyFiles(FileRefused):
    status = 409
    sentence = N_("Sudah terlalu banyak berkas untuk permohonan ini. Hubungi kantor bila masih ada yang perlu dikirim.")


class TooManyAtOnce(FileRefused):
    """One form has more files than are taken at once; the first of them are taken."""

    sentence = N_("Paling banyak sepuluh berkas sekali kirim. Kirim sisanya sekarang.")


class PhoneFirst(FileRefused):
    """The office can send a code, and nobody has shown yet that the application's phone is theirs."""

    status = 409
    sentence = N_(
        "Pastikan dahulu nomor ponsel Anda, lalu kirim fotonya. "
        "Dengan begitu tidak ada yang mengirim berkas atas nama Anda."
    )


class FilesTooLarge(FileRefused):
    """All files of one application together are larger than they may be."""

    status = 409
    sentence = N_(
        "Semua foto permohonan ini bersama-sama sudah terlalu besar. "
        "Hapus yang tidak perlu, atau kirim foto biasa dari kamera, satu per halaman."
    )


class TooMuchToday(FileRefused):
    """The office has taken as much in a day as it takes."""

    status = 429
    sentence = N_(
        "Hari ini kantor sudah menerima terlalu banyak foto. Yang sudah terkirim tetap tersimpan. "
        "Kirim sisanya besok, atau bawa berkasnya ke kantor."
    )


class TooMuchFromHere(FileRefused):
    """One address has sent its part of what an office takes in a day."""

    status = 429
    sentence = N_(
        "Dari jaringan internet ini hari ini sudah terlalu banyak foto terkirim. Yang sudah terkirim tetap tersimpan. "
        "Pakai jaringan lain, misalnya data seluler, atau coba lagi besok."
    )


class UploadsPaused(FileRefused):
    """The disk is nearly full: no file is taken until there is room, and the hall goes on."""

    status = 503
    sentence = N_(
        "Kantor sedang tidak bisa menerima foto untuk sementara. Yang sudah terkirim tetap tersimpan. "
        "Coba lagi nanti; isian tidak perlu diulang."
    )


class UploadsBusy(FileRefused):
    """As much as may be is on its way at this moment, from everywhere or from one address."""

    status = 503
    sentence = N_(
        "Sedang banyak yang mengirim foto. Yang sudah terkirim tetap tersimpan. Tunggu sebentar, lalu kirim lagi."
    )


class ItemUnknown(Unknown):
    sentence = N_("Bagian itu tidak ada di permohonan ini.")


class PageUnknown(Unknown):
    sentence = N_("Foto itu sudah tidak ada.")


class UploadUnknown(Unknown):
    """The upload was given up, ended long ago, or is of another application."""

    sentence = N_("Pengiriman itu sudah tidak ada. Pilih fotonya sekali lagi.")


class OffsetDiffers(Refusal):
    """A piece does not begin where the last one ended: `offset` is where it goes on."""

    sentence = N_("Pengiriman terputus. Kami lanjutkan dari yang sudah sampai.")


class PieceTooSmall(Refusal):
    """A piece that does not end its file has less than is written at once; no browser of ours sends such."""

    status = 422
    sentence = N_("Foto ini belum terkirim. Pilih sekali lagi.")


class DrawingBusy(Unavailable):
    """Too many files wait to be drawn anew. The file is here and stays; whoever asks again need not send it again."""

    sentence = N_(
        "Banyak foto sedang diperiksa. Foto Anda sudah kami terima dan tidak perlu dikirim ulang. "
        "Coba lagi sebentar lagi."
    )


def sentence_of(code: str) -> str:
    """What a refused file's code says; nothing for a code that is none of these."""
    kinds: tuple[type[Refusal], ...] = (*FileRefused.__subclasses__(), DiskFull, DrawingBusy, UploadUnknown)
    return next((kind.sentence for kind in kinds if kind.code == code), "")
