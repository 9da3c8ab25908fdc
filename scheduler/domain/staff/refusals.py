"""Refusals of looking after staff, their passwords and sessions, and the tokens of machines."""

from scheduler.domain.refusals import N_, Refusal, SignInNeeded, Unknown


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


class TokenUnknown(Unknown):
    sentence = N_("Token itu tidak ada di kantor ini.")


class TokenExpired(SignInNeeded):
    """The token was right until its end; a machine needs a new one."""

    sentence = N_("Masa berlaku token ini sudah habis. Minta token baru kepada kantor.")
