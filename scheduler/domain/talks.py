"""Refusals of conversations: of answers, of ready answers, and of what becomes of pictures that citizens send."""

from scheduler.domain.refusals import N_, Refusal, Unknown


class ConversationUnknown(Unknown):
    sentence = N_("Percakapan itu tidak ada di kantor ini.")


class ReadyAnswerUnknown(Unknown):
    sentence = N_("Jawaban siap pakai itu sudah dihapus.")


class AnswerWindowClosed(Refusal):
    """WhatsApp takes free words only for 24 hours after the citizen wrote."""

    sentence = N_(
        "Sudah lebih dari 24 jam sejak pesan terakhir warga, jadi WhatsApp tidak menerima balasan. "
        "Hubungi lewat telepon, atau tunggu sampai ia menulis lagi."
    )


class LinesUnseen(Refusal):
    """The citizen wrote on while a clerk answered what stood there before."""

    sentence = N_("Ada pesan baru dari warga. Baca dahulu, lalu tekan sekali lagi.")


class AnsweredMeanwhile(Refusal):
    """A colleague answered the citizen first."""

    sentence = N_(
        "{name} sudah menjawab pukul {since}. Balasan Anda belum terkirim: "
        "baca dahulu, lalu kirim lagi bila masih perlu."
    )


class TakenMeanwhile(Refusal):
    """Whose a conversation is has changed since the clerk saw it; `name` has it now."""

    sentence = N_("Percakapan ini baru saja dipindahkan. Sekarang dipegang: {name}.")


class TooManyAnswers(Refusal):
    sentence = N_("Sudah ada {most} jawaban siap pakai. Hapus dahulu salah satunya.")


class PictureUnknown(Unknown):
    sentence = N_("Foto itu tidak ada lagi.")


class PicturesUsed(Refusal):
    """A picture serves one page of one application; a colleague was first."""

    sentence = N_("Foto yang Anda pilih baru saja dipakai untuk permohonan lain. Periksa dulu percakapannya.")


class NothingChosen(Refusal):
    status = 422
    sentence = N_("Pilih sedikitnya satu foto untuk satu berkas.")


class ItemFull(Refusal):
    sentence = N_("{item}: paling banyak {most} halaman. Kurangi fotonya.")


class ItemSettled(Refusal):
    """Nothing can be added: the item was accepted, or its application is being looked at or is done."""

    sentence = N_("Berkas itu tidak menunggu foto lagi. Muat ulang percakapan untuk melihat yang terbaru.")


class LinkCannotGo(Refusal):
    """Free words do not reach the citizen any more, so that nobody could complete the application."""

    sentence = N_(
        "Tautan untuk melengkapi tidak bisa dikirim ke nomor ini sekarang. "
        "Isi nama dan semua berkas wajib di sini, atau telepon warga."
    )


class NothingToFetch(Refusal):
    sentence = N_("Foto itu sudah ada atau sedang diambil.")
