"""Refusals of looking after staff, their passwords and sessions, and the tokens of machines."""

from typing import Any

from scheduler.domain.refusals import N_, Refusal, SignInNeeded, TriesPaused, Unknown

LONGEST_IN_MINUTES = 90
"""Beyond this the difference of two clocks is said in hours."""


class StaffUnknown(Unknown):
    sentence = N_("Petugas itu tidak ada di kantor ini.")


class LastManager(Refusal):
    """Nobody would be left who looks after the others."""

    sentence = N_("Ini satu-satunya pengelola di kantor ini. Jadikan petugas lain pengelola dahulu.")


class LooksOnly(Refusal):
    """Somebody who reads the pages of an office, and changes nothing there, sent a form."""

    status = 403
    sentence = N_("Anda masuk sebagai pemeriksa: Anda melihat saja, dan tidak ada yang berubah.")


class WorksElsewhere(Refusal):
    """Their password opens another office too, which whoever asks does not manage."""

    sentence = N_(
        "Petugas ini juga bertugas di kantor lain. Kata sandinya hanya ia sendiri yang bisa menggantinya, di Akun saya."
    )


class StaffNameLeft(Refusal):
    """Somebody who left had the name, and the history says it: two of one name could not be told apart there."""

    sentence = N_("Nama itu milik petugas yang sudah tidak bertugas. Aktifkan lagi petugas itu, atau pakai nama lain.")


class JoinLinkUnknown(Unknown):
    sentence = N_("Tautan undangan ini tidak dikenal. Salin tautannya sampai lengkap, atau minta yang baru.")


class JoinLinkUsed(Refusal):
    status = 410
    sentence = N_("Tautan undangan ini sudah dipakai. Silakan masuk dengan kata sandi yang dipilih waktu itu.")


class JoinLinkWithdrawn(Refusal):
    status = 410
    sentence = N_("Tautan undangan ini sudah ditarik. Minta tautan baru kepada pengelola kantor Anda.")


class JoinLinkExpired(Refusal):
    status = 410
    sentence = N_("Tautan undangan ini sudah lewat tujuh hari. Minta tautan baru kepada pengelola kantor Anda.")


class AlreadyHere(Refusal):
    """One person is one member of an office's staff, who can come back, and no other."""

    sentence = N_("Akun itu sudah terdaftar di kantor ini. Pakai akun lain, atau pilih kata sandi baru di sini.")


class SessionUnknown(Unknown):
    sentence = N_("Sesi itu sudah tidak ada.")


class PasswordNeeded(SignInNeeded):
    """A page of the office was left alone for as long as the office lets it."""

    sentence = N_("Halaman ini terkunci karena lama tidak dipakai. Ketik kata sandi Anda untuk melanjutkan.")


class PasswordShort(Refusal):
    status = 422
    sentence = N_("Kata sandi paling sedikit {least} karakter. Empat kata yang tidak berhubungan sudah cukup.")


class PasswordCommon(Refusal):
    """A password that is guessed early: known words, names, rows of digits or keys."""

    status = 422
    sentence = N_(
        "Kata sandi itu mudah ditebak. Jangan hanya memakai nama, nama kantor, kata yang umum, tahun, atau urutan."
    )


class PasswordsDiffer(Refusal):
    status = 422
    sentence = N_("Kata sandi baru dan ulangannya tidak sama. Ketik keduanya lagi.")


class PasswordSame(Refusal):
    status = 422
    sentence = N_("Kata sandi baru sama dengan yang lama. Pilih yang lain.")


class CodeWrong(Refusal):
    """`hour` is the server's: a code fits where both clocks agree. It says nothing of how far the code was off."""

    status = 401
    sentence = N_(
        "Kode itu tidak cocok. Tunggu kode berikutnya di aplikasi, lalu ketik lagi. Jam di ponsel harus sama dengan jam"
        " server, sekarang {hour}."
    )


class CodeUsed(Refusal):
    """Digits prove it once, or who looks over a shoulder could use them too."""

    status = 401
    sentence = N_("Kode itu sudah dipakai. Tunggu sampai aplikasi menampilkan kode yang baru.")


class CodePaused(TriesPaused):
    """Codes were wrong several times in a row; `seconds` are left. Whoever tries has the password already."""

    sentence = N_("Kode beberapa kali keliru. Coba lagi dalam {seconds} detik.")
    long_sentence = N_(
        "Kode beberapa kali keliru. Coba lagi dalam {minutes} menit. Kalau bukan Anda yang mencoba, segera ganti kata"
        " sandi."
    )
    longest_short = 90


class ClockDiffers(Refusal):
    """The code is right for another time: the clock of the phone or the server is wrong by `minutes`."""

    status = 422
    sentence = N_(
        "Jam ponsel dan jam server berbeda sekitar {minutes} menit; di server sekarang {hour}. Betulkan jam yang salah"
        " dahulu: di ponsel nyalakan waktu otomatis, atau minta bantuan yang mengurus server."
    )
    long_sentence = N_(
        "Jam ponsel dan jam server berbeda sekitar {hours} jam; di server sekarang {hour}. Betulkan jam yang salah"
        " dahulu: di ponsel nyalakan waktu otomatis, atau minta bantuan yang mengurus server."
    )

    @property
    def fitting(self) -> str:
        return self.long_sentence if self.facts.get("minutes", 0) > LONGEST_IN_MINUTES else self.sentence

    @property
    def told_facts(self) -> dict[str, Any]:
        return {**self.facts, "hours": round(self.facts.get("minutes", 0) / 60)}


class SetUpOver(Refusal):
    """What was begun in this session is there no more, or it took too long."""

    sentence = N_("Pemasangan ini sudah tidak berlaku. Mulai lagi dari awal.")


class SecondFactorOn(Refusal):
    sentence = N_("Aplikasi autentikator sudah terpasang. Lepas dahulu sebelum memasang yang baru.")


class SecondFactorOff(Refusal):
    sentence = N_("Aplikasi autentikator belum terpasang.")


class SecondFactorNeeded(Refusal):
    """The session here began with the password alone, and where it is to go on that is not enough; here it goes on."""

    status = 401
    sentence = N_("Untuk kantor itu kata sandi saja tidak cukup. Keluar, lalu masuk lagi dengan kode.")


class PasskeyUnknown(Unknown):
    sentence = N_("Kunci sandi itu sudah tidak ada.")


class PasskeyNameWrong(Refusal):
    status = 422
    sentence = N_("Beri kunci sandi nama, paling panjang {most} huruf, misalnya nama perangkatnya.")


class PasskeysFull(Refusal):
    sentence = N_("Paling banyak {most} kunci sandi. Hapus yang tidak dipakai lagi.")


class PasskeyRefused(Refusal):
    """What the browser sent proves nothing: the challenge is over, or the signature is another's."""

    status = 401
    sentence = N_("Kunci sandi itu tidak diterima. Coba sekali lagi, atau masuk dengan kata sandi.")


class PasskeyElsewhere(Refusal):
    """Browsers keep passkeys for https with a name alone, and for their own machine."""

    sentence = N_("Kunci sandi hanya bisa dipakai lewat https dengan nama domain. Masuk dengan kata sandi.")


class TokenUnknown(Unknown):
    sentence = N_("Token itu tidak ada di kantor ini.")


class TokenExpired(SignInNeeded):
    """The token was right until its end; a machine needs a new one."""

    sentence = N_("Masa berlaku token ini sudah habis. Minta token baru kepada kantor.")
