"""Refusals of visits: of seats, of changes, of urgent ones, and of passes that nobody has."""

from scheduler.domain.refusals import N_, Refusal, Unknown


class PassUnknown(Unknown):
    """No visit has this pass here. typed: the nomor jadwal was typed, and no QR shown."""

    sentence = N_(
        "QR ini bukan dari kantor ini atau sudah tidak berlaku. Tunjukkan resi atau sebutkan nomor registrasi."
    )
    typed_sentence = N_(
        "Nomor jadwal itu bukan dari kantor ini atau sudah tidak berlaku. Periksa lagi angkanya, tunjukkan resi, "
        "atau sebutkan nomor registrasi."
    )

    @property
    def fitting(self) -> str:
        """The sentence for how the pass was shown."""
        return self.typed_sentence if self.facts.get("typed") else self.sentence


class SlotUnknown(Unknown):
    sentence = N_("Jadwal itu tidak ada. Silakan pilih jadwal lain.")


class SlotFull(Refusal):
    sentence = N_("Jadwal {time} baru saja terisi. Yang masih ada: {alternatives}. Dokumen Anda tetap di kantor.")
    none_left = N_("Jadwal {time} baru saja terisi. Dokumen Anda tetap di kantor.")

    @property
    def fitting(self) -> str:
        return self.none_left if self.facts.get("alternatives") == [] else self.sentence


class SlotClosed(SlotFull):
    """The calendar has given the slot up since it was offered: nobody has taken it."""

    sentence = N_(
        "Maaf, jadwal {time} tidak jadi dibuka. Yang masih ada: {alternatives}. Dokumen Anda tetap di kantor."
    )
    none_left = N_("Maaf, jadwal {time} tidak jadi dibuka. Dokumen Anda tetap di kantor.")


class SlotPast(Refusal):
    sentence = N_("Jadwal itu sudah mulai. Silakan pilih jadwal lain.")


class SlotTooSoon(SlotPast):
    """The slot starts sooner than the notice that the office wants."""

    sentence = N_("Jadwal itu terlalu dekat. Silakan pilih jadwal yang lebih lambat.")


class SlotForeign(Refusal):
    """The slot belongs to another office or service, or lies beyond the horizon of booking."""

    code = "slot_not_offered"
    sentence = N_("Jadwal itu tidak tersedia untuk dokumen Anda. Silakan pilih jadwal lain.")


class AlreadyBooked(Refusal):
    sentence = N_("Anda sudah punya jadwal: {slot}. Lihat atau ubah jadwal.")


class NothingToJoin(Refusal):
    sentence = N_("Tidak ada jadwal satu KK yang bisa dipakai bersama. Silakan pilih jadwal sendiri.")


class NothingToAdd(Refusal):
    """What was left out of a visit cannot go with it any more."""

    sentence = N_("Dokumen itu tidak bisa ditambahkan ke jadwal ini. Jadwal Anda tetap.")


class NoRoomToAdd(Refusal):
    """The slot of a visit has no room for all that is to be added."""

    sentence = N_("Jam Anda tidak cukup untuk semuanya. Jadwal Anda tetap. Pilih lebih sedikit, atau ubah jadwal.")


class PartyTooLarge(Refusal):
    sentence = N_("Ruang tunggu hanya muat {limit} orang. Silakan datang dengan rombongan yang lebih kecil.")


class ChangeTooLate(Refusal):
    sentence = N_("Jadwal ini hanya bisa diubah atau dibatalkan sampai {until}. Ada halangan? Hubungi {phone}.")


class ChangeLimit(Refusal):
    sentence = N_("Jadwal sudah diubah {count} kali. Untuk mengubah lagi, hubungi {phone}.")


class CoolingOff(Refusal):
    """A visit was missed, and the office lets some days pass before the next is booked."""

    sentence = N_("Jadwal Anda terlewat. Jadwal baru bisa diambil mulai {from_day}. Dokumen tetap kami simpan.")


class MissedLimit(Refusal):
    sentence = N_("Jadwal sudah {count} kali terlewat. Untuk jadwal baru, hubungi {phone}. Dokumen tetap kami simpan.")


class UrgentFull(Refusal):
    """The quota of urgent visits of a service's day is given."""

    sentence = N_("Jatah mendesak untuk {day} sudah habis ({limit} kunjungan).")
