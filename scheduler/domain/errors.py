"""The rules' refusals: a class each, a code for machines, a sentence for people.

Refusal (409)
├── Unknown (404): PassUnknown, InvitationUnknown, DocumentUnknown, OfficeUnknown, SlotUnknown, CounterUnknown,
│   TicketUnknown, ClosureUnknown, HoursUnknown, PostponementUnknown
├── booking: SlotFull, SlotPast, SlotTooSoon, SlotForeign, AlreadyBooked, InvitationExpired (410), NotInvitedYet,
│   NothingReady, PartyTooLarge, CollectorNotAllowed, ProxyUnnamed (422), ProxyLimit, DigitsWrong (403),
│   ChangeTooLate, ChangeLimit, CoolingOff, MissedLimit
├── waiting list and joining: DayNotOffered, DayClosed, DayHasRoom, NothingToJoin
├── door: TooEarly, WrongDay, HandedOver, NotReady, OfficeClosed, ServiceClosed, ReferenceRequired, Elsewhere
├── counter: NobodyWaiting, CounterBusy, CounterClosed, IllegalStep, OldCardMissing, ReasonRequired (422),
│   NothingToUndo, UndoTooLate, MovedSince, LobbyFull
├── calendar: AlreadyClosed, HoursNeeded, Postponed, PostponementOver, UrgentFull
├── documents: DocumentDiffers, TypeUnknown (422)
└── edge: Invalid and KeyReused (422), SignInNeeded and SignInWrong (401), NotAllowed and CrossOrigin (403),
    WrongMethod (405), TooManyTries (429), BodyTooLarge (413), WrongMediaType (415), Unavailable (503)

A refusal is a normal answer. One handler turns any of them into a page or a problem; nobody catches them to
translate.
"""

from typing import Any, ClassVar


def N_(text: str) -> str:
    """Mark a text for the catalogue; it is translated where it is shown."""
    return text


class Refusal(Exception):
    """A rule said no. `code` is for machines, `sentence` may be shown to anybody, `facts` fill both."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "refused"
    sentence: ClassVar[str] = N_("Tidak bisa.")

    def __init__(self, **facts: Any) -> None:
        super().__init__(self.code)
        self.facts = facts


class Unknown(Refusal):
    """What was named does not exist, or not for the one who asks."""

    status, code = 404, "unknown"
    sentence = N_(
        "Halaman tidak ditemukan. Salin tautan dari pesan kami sampai lengkap, atau masukkan nomor registrasi."
    )


class PassUnknown(Unknown):
    code = "pass_unknown"
    sentence = N_(
        "QR ini bukan dari kantor ini atau sudah tidak berlaku. Tunjukkan resi atau sebutkan nomor registrasi."
    )


class InvitationUnknown(Unknown):
    code = "invitation_unknown"


class DocumentUnknown(Unknown):
    code = "document_unknown"
    sentence = N_("Nomor registrasi itu tidak ditemukan. Periksa lagi angkanya di resi.")


class OfficeUnknown(Unknown):
    code = "office_unknown"
    sentence = N_("Kantor itu tidak ditemukan.")


class SlotUnknown(Unknown):
    code = "slot_unknown"
    sentence = N_("Jadwal itu tidak ada. Silakan pilih jadwal lain.")


class CounterUnknown(Unknown):
    code = "counter_unknown"
    sentence = N_("Loket itu tidak ada di kantor ini.")


class TicketUnknown(Unknown):
    code = "ticket_unknown"
    sentence = N_("Nomor antrean itu tidak ada hari ini.")


class ClosureUnknown(Unknown):
    code = "closure_unknown"
    sentence = N_("Penutupan itu tidak ada lagi.")


class PostponementUnknown(Unknown):
    code = "postponement_unknown"
    sentence = N_("Pengunduran itu tidak ada.")


class HoursUnknown(Unknown):
    code = "hours_unknown"
    sentence = N_("Jam layanan dengan tanggal itu tidak ada.")


class AlreadyClosed(Refusal):
    code = "already_closed"
    sentence = N_("Penutupan yang sama sudah tercatat: {reason}.")


class HoursNeeded(Refusal):
    """Without its undated hours an office would never open."""

    code = "hours_needed"
    sentence = N_("Jam layanan kantor tanpa tanggal tidak bisa dihapus, hanya diganti.")


class SlotFull(Refusal):
    code = "slot_full"
    sentence = N_("Jadwal {time} baru saja terisi. Yang masih ada: {alternatives}. Dokumen Anda tetap di kantor.")


class SlotPast(Refusal):
    code = "slot_past"
    sentence = N_("Jadwal itu sudah mulai. Silakan pilih jadwal lain.")


class SlotTooSoon(SlotPast):
    """It starts before the notice that the office wants."""

    code = "slot_too_soon"
    sentence = N_("Jadwal itu terlalu dekat. Silakan pilih jadwal yang lebih lambat.")


class SlotForeign(Refusal):
    """The slot belongs to another office or service, or lies beyond the horizon of booking."""

    code = "slot_not_offered"
    sentence = N_("Jadwal itu tidak tersedia untuk dokumen Anda. Silakan pilih jadwal lain.")


class AlreadyBooked(Refusal):
    code = "already_booked"
    sentence = N_("Anda sudah punya jadwal: {slot}. Lihat atau ubah jadwal.")


class InvitationExpired(Refusal):
    status, code = 410, "invitation_expired"
    sentence = N_("Tautan ini sudah kedaluwarsa, tetapi dokumen Anda masih kami simpan. Minta tautan baru di sini.")


class NotInvitedYet(Refusal):
    """The document waits for its turn in a wave of invitations: staff book in the same order as citizens."""

    code = "not_invited_yet"
    sentence = N_("Dokumen ini sudah jadi, tetapi belum gilirannya memilih jadwal. Yang lebih dulu jadi, lebih dulu.")


class NothingReady(Refusal):
    code = "nothing_ready"
    sentence = N_("Belum ada dokumen yang bisa diambil dengan tautan ini. Kami kabari begitu siap.")


class DayNotOffered(Refusal):
    """The day is over, or lies beyond the horizon of booking."""

    code = "day_not_offered"
    sentence = N_("Hari itu tidak bisa dipilih. Silakan pilih hari lain.")


class DayClosed(Refusal):
    code = "day_closed"
    sentence = N_("Pada hari itu tidak ada jadwal. Silakan pilih hari lain.")


class DayHasRoom(Refusal):
    """Nobody needs to wait for a day on which a slot still takes the visit."""

    code = "day_has_room"
    sentence = N_("Hari itu masih ada tempat. Silakan pilih jamnya.")


class NothingToJoin(Refusal):
    code = "nothing_to_join"
    sentence = N_("Tidak ada jadwal satu KK yang bisa dipakai bersama. Silakan pilih jadwal sendiri.")


class PartyTooLarge(Refusal):
    code = "party_too_large"
    sentence = N_("Ruang tunggu hanya muat {limit} orang. Silakan datang dengan rombongan yang lebih kecil.")


class CollectorNotAllowed(Refusal):
    code = "collector_not_allowed"
    sentence = N_("Dokumen ini hanya bisa diambil oleh: {collectors}. Silakan pilih pengambil lain.")


class ProxyUnnamed(Refusal):
    status, code = 422, "proxy_unnamed"
    sentence = N_("Tulis nama orang lain yang mengambil, dan hubungannya dengan pemilik dokumen.")


class ProxyLimit(Refusal):
    """Somebody collects for others more often in a month than the office lets them."""

    code = "proxy_limit"
    sentence = N_(
        "Orang ini sudah {cap} kali mengambil untuk orang lain bulan ini. "
        "Silakan pilih pengambil lain atau jadwal bulan depan."
    )


class DigitsWrong(Refusal):
    status, code = 403, "digits_wrong"
    sentence = N_("Tiga angka terakhir nomor registrasi tidak cocok. Periksa lagi di resi Anda.")


class ChangeTooLate(Refusal):
    code = "change_too_late"
    sentence = N_("Jadwal ini hanya bisa diubah atau dibatalkan sampai {until}. Ada halangan? Hubungi {phone}.")


class ChangeLimit(Refusal):
    code = "change_limit"
    sentence = N_("Jadwal sudah diubah {count} kali. Untuk mengubah lagi, hubungi {phone}.")


class CoolingOff(Refusal):
    """A visit was missed, and the office lets some days pass before the next is booked."""

    code = "cooling_off"
    sentence = N_("Jadwal Anda terlewat. Jadwal baru bisa diambil mulai {from_day}. Dokumen tetap kami simpan.")


class MissedLimit(Refusal):
    code = "missed_limit"
    sentence = N_("Jadwal sudah {count} kali terlewat. Untuk jadwal baru, hubungi {phone}. Dokumen tetap kami simpan.")


class TooEarly(Refusal):
    code = "too_early"
    sentence = N_("Jadwal Anda pukul {slot_time}. Anda bisa daftar mulai pukul {come_back_at}. Boleh menunggu di luar.")


class WrongDay(Refusal):
    """The appointment is on another day; `past` tells which sentence fits."""

    code = "wrong_day"
    sentence = N_("Jadwal Anda bukan hari ini, tetapi {slot}.")
    past_sentence = N_("Jadwal Anda {slot} sudah lewat. Dokumen tetap kami simpan.")


class HandedOver(Refusal):
    code = "handed_over"
    sentence = N_("Dokumen untuk QR ini sudah diserahkan, {at}, loket {counter}. Ada masalah? Tanya petugas.")


class NotReady(Refusal):
    code = "not_ready"
    sentence = N_("Belum jadi. {type} Anda {stage}. Anda tidak perlu antre hari ini. Kami kabari lewat pesan.")
    staff_sentence = N_("{type} ini: {stage}. Tanya petugas.")

    @property
    def needs_staff(self) -> bool:
        """Whether it is not on its way to being ready: fetched, looked for, back again or withdrawn."""
        return self.facts.get("stage") in ("collected", "misplaced", "returned", "withdrawn")


class OfficeClosed(Refusal):
    """The whole office is shut; `reason` is given for a closure, not for an evening."""

    code = "office_closed"
    sentence = N_("Kantor sedang tutup. Buka lagi {opens}.")
    because_sentence = N_("Kantor sedang tutup: {reason}. Buka lagi {opens}.")
    open_end_sentence = N_("Kantor sedang tutup: {reason}. Kami umumkan begitu buka lagi.")

    @property
    def fitting(self) -> str:
        """The sentence for what is known."""
        if not self.facts.get("reason"):
            return self.sentence
        return self.because_sentence if self.facts.get("opens") else self.open_end_sentence


class ServiceClosed(Refusal):
    """One service is shut while the office is open; `opens` is None where nobody can say when it opens again.

    booked: whoever is refused had a time that the closure took away; it is kept until the office gives a new one.
    """

    code = "service_closed"
    sentence = N_("{service} sedang tutup. Buka lagi {opens}.")
    because_sentence = N_("{service} sedang tutup: {reason}. Buka lagi {opens}.")
    open_end_sentence = N_("{service} sedang tutup: {reason}. Kami umumkan begitu buka lagi.")
    booked_sentence = N_(
        "{service} sedang tutup: {reason}. Anda tidak perlu antre hari ini. Urutan Anda tetap, jadwal baru kami kirim."
    )

    @property
    def fitting(self) -> str:
        """The sentence for what is known."""
        if not self.facts.get("reason"):
            return self.sentence
        if self.facts.get("booked"):
            return self.booked_sentence
        return self.because_sentence if self.facts.get("opens") else self.open_end_sentence


class Postponed(Refusal):
    """The office took a visit's time away and owes it a new one."""

    code = "postponed"
    sentence = N_("Jadwal Anda ditunda karena {reason}. Urutan Anda tetap. Jadwal baru kami kirim.")


class PostponementOver(Refusal):
    code = "postponement_over"
    sentence = N_("Pengunduran ini tidak bisa dibatalkan lagi.")


class UrgentFull(Refusal):
    """The contingent of urgent visits of a service's day is given."""

    code = "urgent_full"
    sentence = N_("Jatah mendesak untuk {day} sudah habis ({limit} kunjungan).")


class ReferenceRequired(Refusal):
    code = "reference_required"
    sentence = N_("Sebutkan nomor registrasi dahulu. Kami periksa apakah dokumennya sudah jadi.")


class Elsewhere(Refusal):
    code = "elsewhere"
    sentence = N_("Dokumen Anda ada di {place}.")


class NobodyWaiting(Refusal):
    code = "nobody_waiting"
    sentence = N_("Belum ada yang menunggu.")


class CounterBusy(Refusal):
    code = "counter_busy"
    sentence = N_("Loket ini masih melayani {ticket}. Selesaikan dahulu.")


class CounterClosed(Refusal):
    code = "counter_closed"
    sentence = N_("Loket ini sedang tutup. Buka loket dahulu.")


class IllegalStep(Refusal):
    """The transition table has no such step from the stage it is in."""

    code = "illegal_step"
    sentence = N_("Langkah itu tidak bisa dari keadaan sekarang ({stage}).")


class OldCardMissing(Refusal):
    code = "old_card_missing"
    sentence = N_(
        "Kartu lama harus ditarik dahulu. Pilih: ditarik, hilang dengan surat polisi, atau belum pernah punya."
    )


class ReasonRequired(Refusal):
    status, code = 422, "reason_required"
    sentence = N_("Alasan wajib diisi. Tercatat atas nama Anda.")


class NothingToUndo(Refusal):
    code = "nothing_to_undo"
    sentence = N_("Tidak ada langkah yang bisa dibatalkan.")


class UndoTooLate(Refusal):
    code = "undo_too_late"
    sentence = N_("Langkah terakhir sudah lebih dari sepuluh menit yang lalu dan tidak bisa dibatalkan.")


class MovedSince(Refusal):
    code = "moved_since"
    sentence = N_("Keadaannya sudah berubah sejak langkah itu. Langkah tidak dibatalkan.")


class LobbyFull(Refusal):
    code = "lobby_full"
    sentence = N_("Ruang tunggu penuh.")


class DocumentDiffers(Refusal):
    code = "document_differs"
    sentence = N_("Nomor registrasi itu sudah ada dengan isi yang berbeda. Data lama tidak diubah.")


class TypeUnknown(Refusal):
    status, code = 422, "type_unknown"
    sentence = N_("Jenis dokumen itu tidak dilayani kantor ini.")


class Invalid(Refusal):
    """The request could not be understood; `errors` names the fields."""

    status, code = 422, "invalid"
    sentence = N_("Isian belum benar. Periksa lagi lalu kirim ulang.")


class KeyReused(Refusal):
    """An Idempotency-Key or nonce came again with another request."""

    status, code = 422, "key_reused"
    sentence = N_("Kunci permintaan itu sudah dipakai untuk permintaan lain.")


class SignInNeeded(Refusal):
    status, code = 401, "sign_in_needed"
    sentence = N_("Silakan masuk dahulu.")


class SignInWrong(Refusal):
    status, code = 401, "sign_in_wrong"
    sentence = N_("Nama atau kata sandi tidak cocok.")


class NotAllowed(Refusal):
    status, code = 403, "not_allowed"
    sentence = N_("Anda tidak berwenang untuk langkah ini.")


class CrossOrigin(Refusal):
    status, code = 403, "cross_origin"
    sentence = N_("Permintaan ini datang dari situs lain dan ditolak. Buka halamannya langsung lalu coba lagi.")


class TooManyTries(Refusal):
    status, code = 429, "too_many_tries"
    sentence = N_("Terlalu banyak percobaan. Coba lagi 15 menit lagi.")


class WrongMethod(Refusal):
    status, code = 405, "method_not_allowed"
    sentence = N_("Alamat ini tidak menerima permintaan seperti itu.")


class BodyTooLarge(Refusal):
    status, code = 413, "body_too_large"
    sentence = N_("Kiriman terlalu besar.")


class WrongMediaType(Refusal):
    status, code = 415, "wrong_media_type"
    sentence = N_("Jenis kiriman tidak didukung.")


class Unavailable(Refusal):
    """The database could not keep what was asked; nothing of it is stored."""

    status, code = 503, "unavailable"
    sentence = N_(
        "Maaf, sistem kami sedang terganggu. Jika layar ini muncul saat memilih jadwal, "
        "buka lagi tautan Anda untuk melihat apakah jadwal sudah tersimpan."
    )
