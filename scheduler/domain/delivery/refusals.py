"""Refusals about where documents are handed over besides the office, and about the batches that go there."""

from scheduler.domain.documents.refusals import IllegalStep
from scheduler.domain.refusals import N_, Refusal, Unknown


class PlaceUnknown(Unknown):
    sentence = N_("Tempat itu tidak ada di daftar kantor ini.")


class PlaceClosed(Refusal):
    """The place is closed: no new documents go there."""

    sentence = N_("{place} sedang tidak menerima dokumen. Pilih tempat lain.")


class PlaceNameTaken(Refusal):
    sentence = N_("Sudah ada tempat bernama {name}.")


class PlaceNeeded(Refusal):
    """A place has to be named: citizens are told where to go."""

    status = 422
    sentence = N_("Pilih kecamatan, kelurahan, atau kantor pos tempat dokumen diambil.")


class BookedHere(Refusal):
    """The document's people were promised a time at this office, or have come already."""

    sentence = N_("Dokumen ini masih punya jadwal di kantor: {slot}. Batalkan jadwalnya dahulu.")
    waiting_sentence = N_("Pemohon dokumen ini masih punya jadwal atau sudah tiba di kantor. Selesaikan dahulu.")

    @property
    def fitting(self) -> str:
        """The sentence for what is known: a visit that waits for a new time, or came without one, has no slot."""
        return self.sentence if self.facts.get("slot") else self.waiting_sentence


class DeliveryFixed(Refusal):
    """The document was handed over, is withdrawn or out with a partner, or its type hands nothing over."""

    code = "channel_fixed"
    sentence = N_("Tempat pengambilan tidak bisa diubah lagi ({stage}).")


class NotPrintable(Refusal):
    """A card cannot be printed at home."""

    status = 422
    sentence = N_("{type} tidak bisa dicetak sendiri.")


class BatchUnknown(Unknown):
    sentence = N_("Tautan ini tidak ada atau sudah ditutup. Minta tautan baru kepada Dukcapil.")


class BatchSigned(Refusal):
    sentence = N_("Daftar ini sudah ditandatangani. Buat kiriman baru untuk dokumen lain.")


class BatchUnsigned(Refusal):
    sentence = N_("Daftar kiriman ini belum ditandatangani.")


class BatchEmpty(Refusal):
    sentence = N_("Daftar kiriman ini masih kosong. Tambahkan dokumen dahulu.")


class BatchTaken(Refusal):
    """Another batch has the document on its list."""

    sentence = N_("Dokumen {reference} sudah ada di kiriman lain ({place}).")


class NotForPlace(Refusal):
    """The document stands on a batch's list and is handed over elsewhere by now."""

    sentence = N_("Dokumen {reference} tidak lagi diambil di {place}. Keluarkan dari daftar dan dari tumpukan dahulu.")


class ListChanged(Refusal):
    """Somebody changed the list after it was shown or printed to whoever signs it."""

    sentence = N_("Daftar ini berubah sejak Anda membukanya. Cocokkan lagi dengan tumpukan, lalu tanda tangani.")


class OutWithBatch(IllegalStep):
    """A batch took the document along, and only that batch's page says what became of it."""

    sentence = N_(
        "Dokumen {reference} sedang dibawa ke {place} (kiriman {signed_at}). "
        "Catat di halaman kiriman itu: diserahkan, kembali, atau hilang."
    )


class TakerNeeded(Refusal):
    status = 422
    sentence = N_("Tulis nama petugas yang membawa kiriman ini.")


class NotInBatch(Unknown):
    sentence = N_("Dokumen itu tidak ada di kiriman ini.")


class ConfirmedAlready(Refusal):
    """What became of the document was said already, and otherwise; the office corrects what was wrong."""

    sentence = N_("Dokumen ini sudah dicatat diserahkan. Ada yang keliru? Hubungi Dukcapil.")


class BroughtBack(Refusal):
    sentence = N_("Dokumen ini sudah dicatat kembali ke kantor.")


class LostThere(Refusal):
    """The document was written down as lost; once found, it is marked ready on its own page."""

    sentence = N_(
        "Dokumen ini sudah dicatat hilang. Sudah ketemu? Kantor menandainya siap diambil di halaman dokumennya."
    )


class LossUnexplained(Refusal):
    status = 422
    sentence = N_("Tulis siapa yang memberi tahu dan bagaimana dokumen itu hilang.")


class CollectorUnnamed(Refusal):
    status = 422
    sentence = N_("Tulis nama yang mengambil.")


class LetterMissing(Refusal):
    """Somebody else takes the document, and nobody wrote down the letter that lets them."""

    status = 422
    sentence = N_("Orang lain yang mengambil: tulis nomor surat kuasanya.")


class NothingPrintable(Refusal):
    """No document of the link can be printed at home, so there is no paper to ask for."""

    sentence = N_("Tidak ada dokumen cetak mandiri pada tautan ini.")


class WayNotOffered(Refusal):
    """The office has no open place for that way, or nothing of the link can be sent anywhere now."""

    sentence = N_("Cara ini sedang tidak bisa diminta untuk dokumen Anda. Pilih cara lain.")


class RequestOpen(Refusal):
    """Another wish of the same link waits to be answered."""

    sentence = N_("Permintaan Anda yang tadi masih menunggu jawaban. Batalkan dahulu untuk meminta cara lain.")


class RequestUnknown(Unknown):
    sentence = N_("Permintaan itu tidak ada.")


class RequestAnswered(Refusal):
    """Somebody answered it, or its citizen took it back."""

    sentence = N_("Permintaan ini sudah dijawab atau sudah dibatalkan.")


class RequestOver(Refusal):
    """None of its documents lies here ready to be fetched any more."""

    sentence = N_("Dokumen permintaan ini tidak lagi siap diambil di kantor. Tolak saja, dengan alasannya.")


class AddressNeeded(Refusal):
    status = 422
    sentence = N_("Tulis alamat lengkap: jalan dan nomor, RT/RW, kelurahan, kecamatan.")


class WishUnexplained(Refusal):
    """Somebody asks for a visit at home, and does not say why."""

    status = 422
    sentence = N_("Tulis mengapa dokumen perlu diantar, misalnya lansia, sakit, atau difabel.")


class AnswerUnexplained(Refusal):
    status = 422
    sentence = N_("Tulis alasannya. Pemohon membacanya.")


class VisitDayNeeded(Refusal):
    status = 422
    sentence = N_("Pilih hari kunjungan, hari ini atau sesudahnya.")


class ParcelUnnamed(Refusal):
    status = 422
    sentence = N_("Tulis nama kurir dan nomor kirimannya.")


class FileUnchosen(Refusal):
    status = 422
    sentence = N_("Pilih dulu berkas dokumen yang mana.")


class FileAsked(Refusal):
    """The same file was asked for already, to another address, and waits to be answered."""

    sentence = N_("Berkas ini sudah Anda minta dan sedang menunggu jawaban. Batalkan dahulu untuk mengganti alamatnya.")


class FileAskedOften(Refusal):
    """The file was asked for as often as may be within a day."""

    sentence = N_("Berkas ini sudah diminta {count} kali dalam sehari. Coba lagi besok, atau hubungi kantor.")


class FilesOfOtherPhones(Refusal):
    """The digits are those of the phone of some of the documents, and not of the others."""

    status = 403
    sentence = N_("Angka itu cocok untuk sebagian berkas saja. Pilih hanya berkas dari nomor ponsel itu.")


class EmailNeeded(Refusal):
    status = 422
    sentence = N_("Tulis alamat e-mail yang benar, misalnya nama@gmail.com.")
