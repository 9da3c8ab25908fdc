"""A rule's refusal: a class each, a code for machines, a sentence for people; and those of every way into the program.

What belongs to one capability stands with it, in `<word>/refusals.py` or in the word's only file. A refusal is a normal
answer. One handler turns any of them into a page or a problem; no page catches one to say it otherwise.
"""

import re
from collections.abc import Mapping
from typing import Any, ClassVar


def N_(text: str) -> str:
    """Mark a text for the catalogue; it is translated where it is shown."""
    return text


class Refusal(Exception):
    """A rule said no. `code` is for machines, `sentence` may be shown to anybody, `facts` fill both.

    The code is the class's name in small letters, unless the class says another. in_vain: whoever is told so at the
    door made the way for nothing.
    """

    status: ClassVar[int] = 409
    code: ClassVar[str] = "refused"
    sentence: ClassVar[str] = N_("Tidak bisa.")
    in_vain: ClassVar[bool] = False

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if "code" not in vars(cls):
            cls.code = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()

    def __init__(self, **facts: Any) -> None:
        super().__init__(self.code)
        self.facts = facts

    @property
    def fitting(self) -> str:
        """The sentence for what is known, where a class has several."""
        return self.sentence

    @property
    def told_facts(self) -> dict[str, Any]:
        """What fills the sentence: the facts, and what follows from them for people alone."""
        return self.facts

    @property
    def said_as(self) -> Mapping[str, str]:
        """By fact, how it is said where that does not follow from its name: `hour` of the day, `unready` of a stage,
        `closure` of why something is shut.
        """
        return {}

    @property
    def errors(self) -> Mapping[str, str]:
        """Fields of a form or a request that could not be taken, each with its fault; of most refusals none."""
        errors = self.facts.get("errors", {})
        return errors if isinstance(errors, Mapping) else {}  # of a kept answer only their names are left


class Unknown(Refusal):
    """What was named does not exist, or not for the one who asks."""

    status = 404
    sentence = N_(
        "Halaman tidak ditemukan. Salin tautan dari pesan kami sampai lengkap, atau masukkan nomor registrasi."
    )


class ReasonRequired(Refusal):
    status = 422
    sentence = N_("Alasan wajib diisi. Tercatat atas nama Anda.")


class DiskFull(Refusal):
    """The disk is full, or the folder may not be written to; nothing of the file is kept."""

    status = 507
    sentence = N_(
        "Server tidak bisa menyimpan berkas itu: tempatnya penuh atau tidak boleh ditulisi. Yang lain tetap ada."
    )


class Invalid(Refusal):
    """The request could not be understood; `errors` names the fields. typed: by somebody, and not by a machine."""

    status = 422
    sentence = N_("Isian belum benar. Periksa lagi lalu kirim ulang.")
    date_sentence = N_("Tanggal tidak terbaca. Tulis seperti 30/11/2026 atau 30 November 2026.")
    hour_sentence = N_("Jam tidak terbaca. Tulis seperti 09.43.")
    moment_sentence = N_("Tanggal dan jam tidak terbaca. Tulis seperti 30/11/2026 09.43.")

    @property
    def fitting(self) -> str:
        """The sentence for what alone could not be read: a date, an hour, or both."""
        faults = {str(fault).partition("_")[0] for fault in self.errors.values()}
        told = {"date": self.date_sentence, "time": self.hour_sentence, "datetime": self.moment_sentence}
        is_one = len(faults) == 1 and self.facts.get("typed")
        return told.get(faults.pop(), self.sentence) if is_one else self.sentence


class HiddenSigns(Refusal):
    """Something was pasted with signs that nobody sees, and that change how what stands beside them is read."""

    status = 422
    sentence = N_("Ada tanda yang tidak terlihat di isian ini. Hapus, lalu ketik ulang tanpa menyalin.")


class KeyReused(Refusal):
    """An Idempotency-Key or nonce came again with another request."""

    status = 422
    sentence = N_("Kunci permintaan itu sudah dipakai untuk permintaan lain.")


class SignInNeeded(Refusal):
    status = 401
    sentence = N_("Silakan masuk dahulu.")


class SignInWrong(Refusal):
    status = 401
    sentence = N_("Nama atau kata sandi tidak cocok.")


class SignInInTheOpen(Refusal):
    """The office is on https, and the browser came without: it would drop the session that it is given."""

    status = 403
    sentence = N_(
        "Halaman ini dibuka tanpa https, sehingga peramban tidak menyimpan sesi Anda. Buka {address} dan masuk di sana."
    )


class SignatureWrong(Refusal):
    """A call that is to come from a channel does not show that it does: its signature or its secret is wrong."""

    status = 401
    sentence = N_("Tanda tangan panggilan ini tidak cocok.")


class NotAllowed(Refusal):
    status = 403
    sentence = N_("Anda tidak berwenang untuk langkah ini.")


class CrossOrigin(Refusal):
    status = 403
    sentence = N_("Permintaan ini datang dari situs lain dan ditolak. Buka halamannya langsung lalu coba lagi.")


class TooManyTries(Refusal):
    status = 429
    sentence = N_("Terlalu banyak percobaan. Coba lagi dalam 15 menit.")


class TriesPaused(TooManyTries):
    """What was typed was wrong several times in a row; `seconds` are left. A long pause is said in the larger unit."""

    sentence = N_("Beberapa kali keliru. Coba lagi dalam {minutes} menit.")
    long_sentence = N_("Beberapa kali keliru. Coba lagi dalam {hours} jam.")
    longest_short = 90 * 60

    @property
    def fitting(self) -> str:
        return self.long_sentence if self.facts.get("seconds", 0) > self.longest_short else self.sentence

    @property
    def told_facts(self) -> dict[str, Any]:
        seconds = self.facts.get("seconds", 0)
        return {**self.facts, "minutes": -(-seconds // 60), "hours": -(-seconds // 3600)}


class SignInPaused(TriesPaused):
    """Passwords were wrong several times in a row; `seconds` are left."""

    sentence = N_("Kata sandi beberapa kali keliru. Coba lagi dalam {seconds} detik.")
    long_sentence = N_("Kata sandi beberapa kali keliru. Coba lagi dalam {minutes} menit.")
    longest_short = 90


class Crowded(Refusal):
    """More is asked at once than can be done: connections, or passwords to be looked at. Nothing was done."""

    status = 503
    sentence = N_("Terlalu banyak yang mengakses bersamaan. Tunggu sebentar, lalu coba lagi.")


class WrongMethod(Refusal):
    status, code = 405, "method_not_allowed"
    sentence = N_("Alamat ini tidak menerima permintaan seperti itu.")


class BodyTooLarge(Refusal):
    status = 413
    sentence = N_("Data yang dikirim terlalu besar.")


class WrongMediaType(Refusal):
    status = 415
    sentence = N_("Jenis data yang dikirim tidak didukung.")


class Unavailable(Refusal):
    """The database could not keep what was asked; nothing of it is stored."""

    status = 503
    sentence = N_(
        "Maaf, sistem kami sedang terganggu. Jika layar ini muncul saat memilih jadwal, "
        "buka lagi tautan Anda untuk melihat apakah jadwal sudah tersimpan."
    )
