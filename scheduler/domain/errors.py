"""The rules' refusals: a class each, a code for machines, a sentence for people.

Refusal (409)
├── Unknown (404): PassUnknown, InvitationUnknown, ApplicationUnknown, DocumentUnknown, OfficeUnknown, SlotUnknown,
│   CounterUnknown, TicketUnknown, ClosureUnknown, HoursUnknown, PostponementUnknown, PairingUnknown, ScreenUnknown
├── booking: SlotFull, SlotPast, SlotTooSoon, SlotForeign, AlreadyBooked, InvitationExpired (410), NotInvitedYet,
│   NothingReady, PartyTooLarge, CollectorNotAllowed, ProxyUnnamed (422), ProxyLimit, DigitsWrong (403),
│   ChangeTooLate, ChangeLimit, CoolingOff, MissedLimit
├── waiting list and joining: DayNotOffered, DayClosed, DayHasRoom, NothingToJoin
├── door: TooEarly, WrongDay, HandedOver, NotReady, OfficeClosed, ServiceClosed, ReferenceRequired, Elsewhere,
│   WalkInsFull, HallEmptied, SeenTooLongAgo, LobbyFull, PrinterUnavailable, PaperOut,
│   PictureUnreadable and PictureForeign (422)
├── counter: OnBreak, CallLimit, CallTooSoon, TooFewCalls, NobodyWaiting, CounterBusy, CounterTaken, CounterClosed,
│   NoOpenCounter, IllegalStep, OldCardMissing, ReasonRequired (422), StillInQueue, PaperNumberTaken,
│   NothingToUndo, UndoTooLate, MovedSince
├── calendar: AlreadyClosed, HoursNeeded, Postponed, PostponementOver, UrgentFull
├── screens: ScreenNameTaken, AnnouncementUnknown and MediumUnknown (404), TooManyAnnouncements, TooManyMedia,
│   MediumForeign (422), MediumTooLarge (413), DiskFull (507), RecordingUnreadable, RecordingTooLong and
│   RecordingSilent (422)
├── messages: ConversationUnknown, ReadyAnswerUnknown and ChannelUnknown (404), AnswerWindowClosed, LinesUnseen,
│   AnsweredMeanwhile, TakenMeanwhile, TooManyAnswers, TextFaulty and AccountFaulty (422)
├── documents: DocumentDiffers, TypeUnknown (422)
├── *_errors.py beside this file: what belongs to one part of the program alone
└── edge: Invalid, HiddenSigns, KeyReused and PushForeign (422), SignInNeeded, SignInWrong and SignatureWrong (401),
    NotAllowed and CrossOrigin (403), WrongMethod (405), TooManyTries, TriesPaused and SignInPaused (429),
    BodyTooLarge (413), WrongMediaType (415), Unavailable and Crowded (503)

A refusal is a normal answer. One handler turns any of them into a page or a problem; nobody catches them to
translate.
"""

from typing import Any, ClassVar


def N_(text: str) -> str:
    """Mark a text for the catalogue; it is translated where it is shown."""
    return text


class Refusal(Exception):
    """A rule said no. `code` is for machines, `sentence` may be shown to anybody, `facts` fill both.

    in_vain: whoever is told so at the door made the way for nothing.
    """

    status: ClassVar[int] = 409
    code: ClassVar[str] = "refused"
    sentence: ClassVar[str] = N_("Tidak bisa.")
    in_vain: ClassVar[bool] = False

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
    """typed: the nomor jadwal was typed, and no QR shown."""

    code = "pass_unknown"
    sentence = N_(
        "QR ini bukan dari kantor ini atau sudah tidak berlaku. Tunjukkan resi atau sebutkan nomor registrasi."
    )
    typed_sentence = N_(
        "Nomor jadwal itu bukan dari kantor ini atau sudah tidak berlaku. Periksa lagi angkanya, tunjukkan resi, "
        "atau sebutkan nomor registrasi."
    )

    @property
    def fitting(self) -> str:
        """The sentence for how it was shown."""
        return self.typed_sentence if self.facts.get("typed") else self.sentence


class InvitationUnknown(Unknown):
    code = "invitation_unknown"


class ApplicationUnknown(Unknown):
    code = "application_unknown"
    sentence = N_("Permohonan itu tidak ditemukan. Salin tautan dari pesan kami sampai lengkap.")


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


class PairingUnknown(Unknown):
    """No screen shows this code now: it was mistyped, has expired, or another office was first."""

    code = "pairing_unknown"
    sentence = N_("Kode itu tidak ada atau sudah berganti. Ketik kode yang sekarang tampil di layar.")


class ScreenUnknown(Unknown):
    code = "screen_unknown"
    sentence = N_("Layar itu tidak ada lagi.")


class ScreenNameTaken(Refusal):
    code = "screen_name_taken"
    sentence = N_("Sudah ada layar bernama {name}.")


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

    code, in_vain = "wrong_day", True
    sentence = N_("Jadwal Anda bukan hari ini, tetapi {slot}.")
    past_sentence = N_("Jadwal Anda {slot} sudah lewat. Dokumen tetap kami simpan.")


class HandedOver(Refusal):
    """`to` is whoever took it: a kind of collector, and the initials of the name if one was written down."""

    code = "handed_over"
    sentence = N_("Dokumen untuk QR ini sudah diserahkan, {at}, loket {counter}. Ada masalah? Tanya petugas.")
    staff_sentence = N_("Sudah diserahkan {at}, loket {counter}, kepada {to}.")
    """At the counter, where it is known who took it."""


class NotReady(Refusal):
    code, in_vain = "not_ready", True
    sentence = N_("Belum jadi. {type} Anda {stage}. Anda tidak perlu antre hari ini. Kami kabari lewat pesan.")
    staff_sentence = N_("{type} ini: {stage}. Tanya petugas.")

    @property
    def needs_staff(self) -> bool:
        """Whether it is not on its way to being ready: fetched, looked for, back again or withdrawn."""
        return self.facts.get("stage") in ("collected", "misplaced", "returned", "withdrawn")


class OfficeClosed(Refusal):
    """The whole office is shut; `reason` is given for a closure, not for an evening."""

    code, in_vain = "office_closed", True
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

    code, in_vain = "service_closed", True
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

    code, in_vain = "postponed", True
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
    """It is handed over at another place; `address` and `hours` are there where the office has written them down.

    `leaving`: it is ready and still here, and goes there with the next batch.
    """

    code, in_vain = "elsewhere", True
    sentence = N_("Dokumen Anda ada di {place}.")
    whole_sentence = N_("Dokumen Anda ada di {place}. Alamat dan jam buka: {address}, {hours}.")
    address_sentence = N_("Dokumen Anda ada di {place}. Alamat: {address}.")
    hours_sentence = N_("Dokumen Anda ada di {place}. Jam buka: {hours}.")
    leaving_sentence = N_(
        "Dokumen Anda sudah jadi dan akan kami bawa ke {place}. Kami kabari begitu bisa diambil di sana."
    )

    @property
    def fitting(self) -> str:
        """The sentence for what is known."""
        if self.facts.get("leaving"):
            return self.leaving_sentence
        match bool(self.facts.get("address")), bool(self.facts.get("hours")):
            case True, True:
                return self.whole_sentence
            case True, False:
                return self.address_sentence
            case False, True:
                return self.hours_sentence
            case _:
                return self.sentence


class NobodyWaiting(Refusal):
    code = "nobody_waiting"
    sentence = N_("Belum ada yang menunggu.")


class CounterBusy(Refusal):
    code = "counter_busy"
    sentence = N_("Loket ini masih melayani {ticket}. Selesaikan dahulu.")


class CounterTaken(Refusal):
    """Another browser works at the counter; it can be taken over."""

    code = "counter_taken"
    sentence = N_("Loket {counter} sedang dipakai {name} sejak pukul {since}.")


class CounterClosed(Refusal):
    code = "counter_closed"
    sentence = N_("Loket ini sedang tutup. Buka loket dahulu.")


class NoOpenCounter(Refusal):
    """Whoever is sent there would wait for nobody."""

    code = "no_open_counter"
    sentence = N_("Belum ada loket buka untuk {service}. Buka loketnya dahulu.")


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


class WalkInsFull(Refusal):
    """The day's numbers for people without a booking are given; `alternatives` are slots they may book."""

    code, in_vain = "walk_ins_full", True
    sentence = N_("Nomor tanpa jadwal untuk hari ini sudah habis ({limit} nomor). Silakan pilih jadwal.")


class HallEmptied(Refusal):
    """The hall was emptied, and nobody comes in or is called until it is opened again."""

    code = "hall_emptied"
    sentence = N_("Ruangan sedang dikosongkan. Tunggu sampai petugas membuka lagi.")


class SeenTooLongAgo(Refusal):
    """What the door saw while the network was away came on another day than it was seen."""

    code = "seen_too_long_ago"
    sentence = N_("Dipindai {seen_at}, terlalu lama yang lalu. Pindai sekali lagi bila orangnya masih di sini.")


class OnBreak(Refusal):
    """Calls, repeated calls and absences rest in the office's break."""

    code = "on_break"
    sentence = N_(
        "Sedang istirahat sampai {until}. Nomor tidak dipanggil saat istirahat. "
        "Untuk melayani yang sudah di dalam, panggil nomornya dengan alasan."
    )


class CallLimit(Refusal):
    code = "call_limit"
    sentence = N_("Nomor ini sudah dipanggil {count} kali. Tandai tidak datang, atau sisihkan dulu.")


class CallTooSoon(Refusal):
    """The same number was called a moment ago; `seconds` are left."""

    code = "call_too_soon"
    sentence = N_("Nomor ini baru saja dipanggil. Panggil lagi setelah {seconds} detik.")


class TooFewCalls(Refusal):
    """Nobody is counted as absent before the office's number of calls."""

    code = "too_few_calls"
    sentence = N_("Panggil lagi dahulu: baru {count} dari {needed} panggilan.")


class StillInQueue(Refusal):
    """A handover of another day is to be written down for somebody who has a number today."""

    code = "still_in_queue"
    sentence = N_("Kunjungan ini sedang antre hari ini dengan nomor {ticket}. Selesaikan nomor itu dahulu.")


class PaperNumberTaken(Refusal):
    code = "paper_number_taken"
    sentence = N_("Nomor kertas {number} sudah dicatat hari itu.")


class PrinterUnavailable(Refusal):
    """The number exists all the same."""

    code = "printer_unavailable"
    sentence = N_("Pencetak tidak menjawab. Catat nomor: {ticket}.")


class PaperOut(PrinterUnavailable):
    """The printer says that its roll has ended."""

    code = "paper_out"
    sentence = N_("Kertas habis. Catat nomor: {ticket}.")


class PictureUnreadable(Refusal):
    status, code = 422, "picture_unreadable"
    sentence = N_("QR tidak terbaca di foto itu. Foto lagi lebih dekat dan terang, atau ketik nomor jadwal.")


class AnnouncementUnknown(Unknown):
    code = "announcement_unknown"
    sentence = N_("Pengumuman itu tidak ada lagi.")


class TooManyAnnouncements(Refusal):
    code = "too_many_announcements"
    sentence = N_("Sudah ada {most} pengumuman yang belum berakhir. Akhiri dahulu salah satunya.")


class MediumUnknown(Unknown):
    code = "medium_unknown"
    sentence = N_("Gambar atau video itu tidak ada lagi.")


class TooManyMedia(Refusal):
    code = "too_many_media"
    sentence = N_("Sudah ada {most} gambar dan video. Hapus dahulu salah satunya.")


class MediumForeign(Refusal):
    """A file that screens cannot be relied upon to show, or that is not what it says it is."""

    status, code = 422, "medium_foreign"
    sentence = N_("Berkas itu tidak bisa dipakai. Kirim gambar JPEG, PNG, atau WebP, atau video MP4 (H.264) atau WebM.")


class MediumTooLarge(Refusal):
    status, code = 413, "medium_too_large"
    sentence = N_("Berkas itu terlalu besar: paling besar {megabytes} MB, dan gambar {megapixels} megapiksel.")


class RecordingUnreadable(Refusal):
    status, code = 422, "recording_unreadable"
    sentence = N_("Rekaman itu tidak terbaca. Kirim berkas WAV (PCM 16 bit).")


class RecordingTooLong(Refusal):
    status, code = 422, "recording_too_long"
    sentence = N_("Rekaman itu terlalu panjang: paling lama {seconds} detik.")


class RecordingSilent(Refusal):
    status, code = 422, "recording_silent"
    sentence = N_("Tidak terdengar apa-apa di rekaman itu. Periksa mikrofon, lalu rekam lagi.")


class DiskFull(Refusal):
    """Or a folder that may not be written to; nothing of the file is kept."""

    status, code = 507, "disk_full"
    sentence = N_(
        "Server tidak bisa menyimpan berkas itu: tempatnya penuh atau tidak boleh ditulisi. Yang lain tetap ada."
    )


class PictureForeign(PictureUnreadable):
    """A photo in the format of iPhones, which is not opened here."""

    code = "picture_foreign"
    sentence = N_(
        "Foto HEIC tidak bisa dibaca di sini. Pilih format JPEG di pengaturan kamera, atau ketik nomor jadwal."
    )


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


class HiddenSigns(Refusal):
    """Something was pasted with signs that nobody sees, and that change how what stands beside them is read."""

    status, code = 422, "hidden_signs"
    sentence = N_("Ada tanda yang tidak terlihat di isian ini. Hapus, lalu ketik ulang tanpa menyalin.")


class PushForeign(Refusal):
    """A browser's push service is none that notices are sent to."""

    status, code = 422, "push_foreign"
    sentence = N_("Browser ini tidak bisa kami kabari. Biarkan halaman ini terbuka.")


class ConversationUnknown(Unknown):
    code = "conversation_unknown"
    sentence = N_("Percakapan itu tidak ada di kantor ini.")


class ReadyAnswerUnknown(Unknown):
    code = "ready_answer_unknown"
    sentence = N_("Jawaban siap pakai itu sudah dihapus.")


class ChannelUnknown(Unknown):
    code = "channel_unknown"
    sentence = N_("Saluran itu tidak dikenal.")


class AnswerWindowClosed(Refusal):
    """WhatsApp takes free words only for 24 hours after its citizen wrote."""

    code = "answer_window_closed"
    sentence = N_(
        "Sudah lebih dari 24 jam sejak pesan terakhir warga, jadi WhatsApp tidak menerima balasan. "
        "Hubungi lewat telepon, atau tunggu sampai ia menulis lagi."
    )


class LinesUnseen(Refusal):
    """The citizen wrote on while a clerk answered what stood there before."""

    code = "lines_unseen"
    sentence = N_("Ada pesan baru dari warga. Baca dahulu, lalu tekan sekali lagi.")


class AnsweredMeanwhile(Refusal):
    """A colleague was quicker."""

    code = "answered_meanwhile"
    sentence = N_(
        "{name} sudah menjawab pukul {since}. Balasan Anda belum terkirim: "
        "baca dahulu, lalu kirim lagi bila masih perlu."
    )


class TakenMeanwhile(Refusal):
    """Whose a conversation is has changed since the clerk saw it; `name` has it now."""

    code = "taken_meanwhile"
    sentence = N_("Percakapan ini baru saja dipindahkan. Sekarang dipegang: {name}.")


class TooManyAnswers(Refusal):
    code = "too_many_answers"
    sentence = N_("Sudah ada {most} jawaban siap pakai. Hapus dahulu salah satunya.")


class TextFaulty(Refusal):
    """An office's own words for a message: something that must be in them is not, or does not exist."""

    status, code = 422, "text_faulty"
    sentence = N_("Teks belum bisa dipakai. Periksa bagian dalam kurung kurawal.")


class AccountFaulty(Refusal):
    """What a channel needs to know of an account is missing or cannot be right."""

    status, code = 422, "account_faulty"
    sentence = N_("Data akun saluran belum lengkap atau keliru.")


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


class SignatureWrong(Refusal):
    """A call that is to come from a channel does not show that it does: its signature or its secret is wrong."""

    status, code = 401, "signature_wrong"
    sentence = N_("Tanda tangan panggilan ini tidak cocok.")


class NotAllowed(Refusal):
    status, code = 403, "not_allowed"
    sentence = N_("Anda tidak berwenang untuk langkah ini.")


class CrossOrigin(Refusal):
    status, code = 403, "cross_origin"
    sentence = N_("Permintaan ini datang dari situs lain dan ditolak. Buka halamannya langsung lalu coba lagi.")


class TooManyTries(Refusal):
    status, code = 429, "too_many_tries"
    sentence = N_("Terlalu banyak percobaan. Coba lagi dalam 15 menit.")


class TriesPaused(TooManyTries):
    """It was wrong several times in a row; `seconds` are left. A long pause is said in the larger unit."""

    code = "tries_paused"
    sentence = N_("Beberapa kali keliru. Coba lagi dalam {minutes} menit.")
    long_sentence = N_("Beberapa kali keliru. Coba lagi dalam {hours} jam.")
    longest_short = 90 * 60

    def __init__(self, **facts: Any) -> None:
        super().__init__(**facts)
        seconds = facts.get("seconds", 0)
        self.is_long = seconds > self.longest_short
        self.in_larger_units = {"minutes": -(-seconds // 60), "hours": -(-seconds // 3600)}


class SignInPaused(TriesPaused):
    """Passwords were."""

    code = "sign_in_paused"
    sentence = N_("Kata sandi beberapa kali keliru. Coba lagi dalam {seconds} detik.")
    long_sentence = N_("Kata sandi beberapa kali keliru. Coba lagi dalam {minutes} menit.")
    longest_short = 90


class Crowded(Refusal):
    """More at once than can be done at once: connections, or passwords to be looked at. Nothing was done."""

    status, code = 503, "crowded"
    sentence = N_("Terlalu banyak yang mengakses bersamaan. Tunggu sebentar, lalu coba lagi.")


class WrongMethod(Refusal):
    status, code = 405, "method_not_allowed"
    sentence = N_("Alamat ini tidak menerima permintaan seperti itu.")


class BodyTooLarge(Refusal):
    status, code = 413, "body_too_large"
    sentence = N_("Data yang dikirim terlalu besar.")


class WrongMediaType(Refusal):
    status, code = 415, "wrong_media_type"
    sentence = N_("Jenis data yang dikirim tidak didukung.")


class Unavailable(Refusal):
    """The database could not keep what was asked; nothing of it is stored."""

    status, code = 503, "unavailable"
    sentence = N_(
        "Maaf, sistem kami sedang terganggu. Jika layar ini muncul saat memilih jadwal, "
        "buka lagi tautan Anda untuk melihat apakah jadwal sudah tersimpan."
    )
