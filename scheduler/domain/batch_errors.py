"""Refusals about where documents are handed over besides the office, and about the batches that go there."""

from scheduler.domain.errors import N_, IllegalStep, Refusal, Unknown


class PlaceUnknown(Unknown):
    code = "place_unknown"
    sentence = N_("Tempat itu tidak ada di daftar kantor ini.")


class PlaceClosed(Refusal):
    """Nothing new goes there."""

    code = "place_closed"
    sentence = N_("{place} sedang tidak menerima dokumen. Pilih tempat lain.")


class PlaceNameTaken(Refusal):
    code = "place_name_taken"
    sentence = N_("Sudah ada tempat bernama {name}.")


class PlaceNeeded(Refusal):
    """A place has to be named: citizens are told where to go."""

    status, code = 422, "place_needed"
    sentence = N_("Pilih kecamatan, kelurahan, atau kantor pos tempat dokumen diambil.")


class BookedHere(Refusal):
    """Its people were promised a time at this office."""

    code = "booked_here"
    sentence = N_("Dokumen ini masih punya jadwal di kantor: {slot}. Batalkan jadwalnya dahulu.")
    waiting_sentence = N_("Pemohon dokumen ini masih punya jadwal atau sudah tiba di kantor. Selesaikan dahulu.")

    @property
    def fitting(self) -> str:
        """The sentence for what is known: a visit that waits for a new time, or came without one, has none."""
        return self.sentence if self.facts.get("slot") else self.waiting_sentence


class ChannelFixed(Refusal):
    """It was handed over, is withdrawn, or is out with a partner."""

    code = "channel_fixed"
    sentence = N_("Tempat pengambilan tidak bisa diubah lagi ({stage}).")


class NotPrintable(Refusal):
    """A card cannot be printed at home."""

    status, code = 422, "not_printable"
    sentence = N_("{type} tidak bisa dicetak sendiri.")


class BatchUnknown(Unknown):
    code = "batch_unknown"
    sentence = N_("Tautan ini tidak ada atau sudah ditutup. Minta tautan baru kepada Dukcapil.")


class BatchSigned(Refusal):
    code = "batch_signed"
    sentence = N_("Daftar ini sudah ditandatangani. Buat kiriman baru untuk dokumen lain.")


class BatchUnsigned(Refusal):
    code = "batch_unsigned"
    sentence = N_("Daftar kiriman ini belum ditandatangani.")


class BatchEmpty(Refusal):
    code = "batch_empty"
    sentence = N_("Daftar kiriman ini masih kosong. Tambahkan dokumen dahulu.")


class BatchTaken(Refusal):
    """Another batch has the document on its list."""

    code = "batch_taken"
    sentence = N_("Dokumen {reference} sudah ada di kiriman lain ({place}).")


class NotForPlace(Refusal):
    """It stands on a list and is handed over elsewhere by now."""

    code = "not_for_place"
    sentence = N_("Dokumen {reference} tidak lagi diambil di {place}. Keluarkan dari daftar dan dari tumpukan dahulu.")


class ListChanged(Refusal):
    """Somebody changed the list after it was shown or printed to whoever signs it."""

    code = "list_changed"
    sentence = N_("Daftar ini berubah sejak Anda membukanya. Cocokkan lagi dengan tumpukan, lalu tanda tangani.")


class OutWithBatch(IllegalStep):
    """A batch took it along, and only that batch's page says what became of it."""

    code = "out_with_batch"
    sentence = N_(
        "Dokumen {reference} sedang dibawa ke {place} (kiriman {signed_at}). "
        "Catat di halaman kiriman itu: diserahkan, kembali, atau hilang."
    )


class TakerNeeded(Refusal):
    status, code = 422, "taker_needed"
    sentence = N_("Tulis nama petugas yang membawa kiriman ini.")


class NotInBatch(Unknown):
    code = "not_in_batch"
    sentence = N_("Dokumen itu tidak ada di kiriman ini.")


class ConfirmedAlready(Refusal):
    """Somebody has confirmed it otherwise; the office corrects what was wrong."""

    code = "confirmed_already"
    sentence = N_("Dokumen ini sudah dicatat diserahkan. Ada yang keliru? Hubungi Dukcapil.")


class BroughtBack(Refusal):
    code = "brought_back"
    sentence = N_("Dokumen ini sudah dicatat kembali ke kantor.")


class LostThere(Refusal):
    """It was written down as lost; once found, it is marked ready on its own page."""

    code = "lost_there"
    sentence = N_(
        "Dokumen ini sudah dicatat hilang. Sudah ketemu? Kantor menandainya siap diambil di halaman dokumennya."
    )


class LossUnexplained(Refusal):
    status, code = 422, "loss_unexplained"
    sentence = N_("Tulis siapa yang memberi tahu dan bagaimana dokumen itu hilang.")


class CollectorUnnamed(Refusal):
    status, code = 422, "collector_unnamed"
    sentence = N_("Tulis nama yang mengambil.")


class LetterMissing(Refusal):
    """Somebody else takes it, and nobody wrote down who lets them."""

    status, code = 422, "letter_missing"
    sentence = N_("Orang lain yang mengambil: tulis nomor surat kuasanya.")


class NothingPrintable(Refusal):
    """No document of the link can be printed at home, so there is no paper to ask for."""

    code = "nothing_printable"
    sentence = N_("Tidak ada dokumen cetak mandiri pada tautan ini.")
