"""Refusals of what becomes of the pictures that citizens send in conversations.

Refusal (409)
├── PictureUnknown (404)
├── PicturesUsed, ItemFull, ItemSettled, LinkCannotGo, NothingChosen (422): making an application
└── NothingToFetch: a picture that is not refused and not lost
"""

from scheduler.domain.errors import N_, Refusal, Unknown


class PictureUnknown(Unknown):
    code = "picture_unknown"
    sentence = N_("Foto itu tidak ada lagi.")


class PicturesUsed(Refusal):
    """A picture serves one page of one application; a colleague was first."""

    code = "pictures_used"
    sentence = N_("Foto yang Anda pilih baru saja dipakai untuk permohonan lain. Periksa dulu percakapannya.")


class NothingChosen(Refusal):
    status, code = 422, "nothing_chosen"
    sentence = N_("Pilih sedikitnya satu foto untuk satu berkas.")


class ItemFull(Refusal):
    code = "item_full"
    sentence = N_("{item}: paling banyak {most} halaman. Kurangi fotonya.")


class ItemSettled(Refusal):
    """Nothing can be added: the item was accepted, or its application is being looked at or is done."""

    code = "item_settled"
    sentence = N_("Berkas itu tidak menunggu foto lagi. Muat ulang percakapan untuk melihat yang terbaru.")


class LinkCannotGo(Refusal):
    """Free words do not reach the citizen any more, so that nobody could complete the application."""

    code = "link_cannot_go"
    sentence = N_(
        "Tautan untuk melengkapi tidak bisa dikirim ke nomor ini sekarang. "
        "Isi nama dan semua berkas wajib di sini, atau telepon warga."
    )


class NothingToFetch(Refusal):
    code = "nothing_to_fetch"
    sentence = N_("Foto itu sudah ada atau sedang diambil.")
