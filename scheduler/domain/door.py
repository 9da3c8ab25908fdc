"""Refusals at the door: of scans, of numbers on paper, of pictures of a QR code."""

from collections.abc import Mapping
from typing import Any

from scheduler.domain.refusals import N_, Refusal


class TooEarly(Refusal):
    sentence = N_("Jadwal Anda pukul {slot_time}. Anda bisa daftar mulai pukul {come_back_at}. Boleh menunggu di luar.")


class WrongDay(Refusal):
    """The appointment is on another day; `past` tells which sentence fits."""

    in_vain = True
    sentence = N_("Jadwal Anda bukan hari ini, tetapi {slot}.")
    past_sentence = N_("Jadwal Anda {slot} sudah lewat. Dokumen tetap kami simpan.")

    @property
    def fitting(self) -> str:
        return self.past_sentence if self.facts.get("past") else self.sentence


class HandedOver(Refusal):
    """The documents were handed over. `to`: the kind of collector, and initials if a name was written down."""

    sentence = N_("Dokumen untuk QR ini sudah diserahkan, {at}, loket {counter}. Ada masalah? Tanya petugas.")
    staff_sentence = N_("Sudah diserahkan {at}, loket {counter}, kepada {to}.")
    """At the counter, where it is known who took the documents."""


class NotReady(Refusal):
    in_vain = True
    sentence = N_("Belum jadi. {type} Anda {stage}. Anda tidak perlu antre hari ini. Kami kabari lewat pesan.")
    staff_sentence = N_("{type} ini: {stage}. Tanya petugas.")

    @property
    def needs_staff(self) -> bool:
        """Whether the document is not on its way to being ready: fetched, looked for, back, given up or elsewhere."""
        return self.facts.get("stage") in ("collected", "misplaced", "returned", "withdrawn", "transferred")

    @property
    def fitting(self) -> str:
        return self.staff_sentence if self.needs_staff else self.sentence

    @property
    def told_facts(self) -> dict[str, Any]:
        """What the document waits for, where that says more than its stage."""
        says_more = "awaits" in self.facts and not self.needs_staff
        return {**self.facts, "stage": self.facts["awaits"]} if says_more else self.facts

    @property
    def said_as(self) -> Mapping[str, str]:
        return {} if self.needs_staff else {"stage": "unready"}


CLOSURE: Mapping[str, str] = {"reason": "closure"}


class OfficeClosed(Refusal):
    """The whole office is shut; `reason` is given for a closure, not for an evening."""

    in_vain = True
    sentence = N_("Kantor sedang tutup. Buka lagi {opens}.")
    because_sentence = N_("Kantor sedang tutup: {reason}. Buka lagi {opens}.")
    open_end_sentence = N_("Kantor sedang tutup: {reason}. Kami umumkan begitu buka lagi.")

    @property
    def fitting(self) -> str:
        """The sentence for what is known."""
        if not self.facts.get("reason"):
            return self.sentence
        return self.because_sentence if self.facts.get("opens") else self.open_end_sentence

    @property
    def said_as(self) -> Mapping[str, str]:
        return CLOSURE


class ServiceClosed(Refusal):
    """One service is shut while the office is open; `opens` is None where nobody can say when it opens again.

    booked: whoever is refused had a time that the closure took away; their place is kept until the office gives a new
    one.
    """

    in_vain = True
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

    @property
    def said_as(self) -> Mapping[str, str]:
        return CLOSURE


class ReferenceRequired(Refusal):
    sentence = N_("Sebutkan nomor registrasi dahulu. Kami periksa apakah dokumennya sudah jadi.")


class Elsewhere(Refusal):
    """The document is handed over at another place, whose `address` and `hours` are there where they are written down.

    `leaving`: the document is ready and still here, and goes there with the next batch. `way`: "post" or "visit" of
    what comes to its people's address, with `courier` and `number` of a parcel once they are known.
    """

    in_vain = True
    sentence = N_("Dokumen Anda ada di {place}.")
    whole_sentence = N_("Dokumen Anda ada di {place}. Alamat dan jam buka: {address}, {hours}.")
    address_sentence = N_("Dokumen Anda ada di {place}. Alamat: {address}.")
    hours_sentence = N_("Dokumen Anda ada di {place}. Jam buka: {hours}.")
    visit_sentence = N_("Dokumen Anda diantar petugas kami ke alamat yang Anda tulis. Tidak perlu datang.")
    post_sentence = N_("Dokumen Anda kami kirim lewat pos ke alamat yang Anda tulis. Tidak perlu datang.")
    parcel_sentence = N_("Dokumen Anda sudah dikirim lewat {courier}, nomor kiriman {number}. Tidak perlu datang.")
    leaving_sentence = N_(
        "Dokumen Anda sudah jadi dan akan kami bawa ke {place}. Kami kabari begitu bisa diambil di sana."
    )

    @property
    def fitting(self) -> str:
        """The sentence for what is known."""
        if self.facts.get("way"):
            return self._on_its_way
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

    @property
    def _on_its_way(self) -> str:
        if self.facts.get("way") == "visit":
            return self.visit_sentence
        return self.parcel_sentence if self.facts.get("number") else self.post_sentence


class WalkInsFull(Refusal):
    """The day's numbers for people without a booking are given; `alternatives` are slots they may book."""

    in_vain = True
    sentence = N_("Nomor tanpa jadwal untuk hari ini sudah habis ({limit} nomor). Silakan pilih jadwal.")


class PrinterUnavailable(Refusal):
    """The printer does not answer; the number exists all the same."""

    sentence = N_("Pencetak tidak menjawab. Catat nomor: {ticket}.")


class PaperOut(PrinterUnavailable):
    """The printer says that its roll has ended."""

    sentence = N_("Kertas habis. Catat nomor: {ticket}.")


class SoughtTooLittle(Refusal):
    """Who has nothing with them is looked for by more than a name, or by few digits."""

    status = 422
    sentence = N_(
        "Isi nama dan tanggal lahir pemilik dokumen, misalnya 17-08-1965, atau sedikitnya 4 angka terakhir"
        " nomor registrasi."
    )


class PictureUnreadable(Refusal):
    status = 422
    sentence = N_("QR tidak terbaca di foto itu. Foto lagi lebih dekat dan terang, atau ketik nomor jadwal.")


class PictureForeign(PictureUnreadable):
    """A photo in the format of iPhones, which is not opened here."""

    sentence = N_(
        "Foto HEIC tidak bisa dibaca di sini. Pilih format JPEG di pengaturan kamera, atau ketik nomor jadwal."
    )
