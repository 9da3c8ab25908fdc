"""Refusals of screens and devices: of what they show, how they speak, and who is told that one is silent."""

from scheduler.domain.refusals import N_, Refusal, Unknown


class PairingUnknown(Unknown):
    """No screen shows this code now: it was mistyped, has expired, or another office was first."""

    sentence = N_("Kode itu tidak ada atau sudah berganti. Ketik kode yang sekarang tampil di layar.")


class ScreenUnknown(Unknown):
    sentence = N_("Layar itu tidak ada lagi.")


class ScreenNameTaken(Refusal):
    sentence = N_("Sudah ada layar bernama {name}.")


class DeviceUnknown(Unknown):
    """A tablet or kiosk was taken off the list, or never was on it."""

    sentence = N_("Tablet atau kios itu tidak ada lagi di daftar.")


class SetUpElsewhere(Refusal):
    """Whoever would leave a kiosk has to set up first what proves who they are: strangers would see the secret."""

    sentence = N_(
        "Kantor meminta kode saat masuk, dan aplikasi kode Anda belum dipasang. Pasang dulu dengan masuk di ponsel atau"
        " komputer lain. Kios ini tetap kios."
    )


class DeviceNameTaken(Refusal):
    sentence = N_("Sudah ada tablet atau kios bernama {name}.")


class TooManyDevices(Refusal):
    sentence = N_("Sudah ada {most} tablet dan kios di daftar. Lepas dahulu yang tidak dipakai lagi.")


class AnnouncementUnknown(Unknown):
    sentence = N_("Pengumuman itu tidak ada lagi.")


class TooManyAnnouncements(Refusal):
    sentence = N_("Sudah ada {most} pengumuman yang belum berakhir. Akhiri dahulu salah satunya.")


class MediumUnknown(Unknown):
    sentence = N_("Gambar atau video itu tidak ada lagi.")


class TooManyMedia(Refusal):
    sentence = N_("Sudah ada {most} gambar dan video. Hapus dahulu salah satunya.")


class MediumForeign(Refusal):
    """A file that screens cannot be relied upon to show, or that is not what it says it is."""

    status = 422
    sentence = N_("Berkas itu tidak bisa dipakai. Kirim gambar JPEG, PNG, atau WebP, atau video MP4 (H.264) atau WebM.")


class MediumTooLarge(Refusal):
    status = 413
    sentence = N_("Berkas itu terlalu besar: paling besar {megabytes} MB, dan gambar {megapixels} megapiksel.")


class RecordingUnreadable(Refusal):
    status = 422
    sentence = N_("Rekaman itu tidak terbaca. Kirim berkas WAV (PCM 16 bit).")


class RecordingTooLong(Refusal):
    status = 422
    sentence = N_("Rekaman itu terlalu panjang: paling lama {seconds} detik.")


class RecordingSilent(Refusal):
    status = 422
    sentence = N_("Tidak terdengar apa-apa di rekaman itu. Periksa mikrofon, lalu rekam lagi.")


class PushForeign(Refusal):
    """A browser's push service is none that notices are sent to."""

    status = 422
    sentence = N_("Browser ini tidak bisa kami kabari. Biarkan halaman ini terbuka.")


class ContactUnknown(Unknown):
    sentence = N_("Orang itu sudah tidak ada di daftar.")


class ContactNamed(Refusal):
    """Somebody on the list has the same phone or e-mail."""

    sentence = N_("Nomor atau e-mail itu sudah ada di daftar, atas nama {name}.")


class TooManyContacts(Refusal):
    sentence = N_("Sudah ada {most} orang di daftar. Hapus dahulu salah satunya.")
