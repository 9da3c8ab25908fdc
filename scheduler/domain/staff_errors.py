"""Refusals of looking after staff, their passwords and sessions, and the tokens of machines."""

from scheduler.domain.errors import N_, Refusal, SignInNeeded, Unknown


class StaffUnknown(Unknown):
    code = "staff_unknown"
    sentence = N_("Petugas itu tidak ada di kantor ini.")


class LastSupervisor(Refusal):
    """Nobody would be left who may let somebody in."""

    code = "last_supervisor"
    sentence = N_("Ini satu-satunya pengawas di kantor ini. Jadikan petugas lain pengawas dahulu.")


class StaffNameLeft(Refusal):
    """The history names whoever had it: two people of one name could not be told apart there."""

    code = "staff_name_left"
    sentence = N_("Nama itu milik petugas yang sudah tidak bertugas. Aktifkan lagi petugas itu, atau pakai nama lain.")


class SessionUnknown(Unknown):
    code = "session_unknown"
    sentence = N_("Sesi itu sudah tidak ada.")


class PasswordNeeded(SignInNeeded):
    """A page of the office was left alone for as long as the office lets it."""

    code = "password_needed"
    sentence = N_("Halaman ini terkunci karena lama tidak dipakai. Ketik kata sandi Anda untuk melanjutkan.")


class PasswordShort(Refusal):
    status, code = 422, "password_short"
    sentence = N_("Kata sandi paling sedikit {least} karakter. Empat kata yang tidak berhubungan sudah cukup.")


class PasswordCommon(Refusal):
    """Whoever guesses tries it early: known words, names, rows of digits or keys."""

    status, code = 422, "password_common"
    sentence = N_(
        "Kata sandi itu mudah ditebak. Jangan hanya memakai nama, nama kantor, kata yang umum, tahun, atau urutan."
    )


class PasswordsDiffer(Refusal):
    status, code = 422, "passwords_differ"
    sentence = N_("Kata sandi baru dan ulangannya tidak sama. Ketik keduanya lagi.")


class PasswordSame(Refusal):
    status, code = 422, "password_same"
    sentence = N_("Kata sandi baru sama dengan yang lama. Pilih yang lain.")


class TokenUnknown(Unknown):
    code = "token_unknown"
    sentence = N_("Token itu tidak ada di kantor ini.")


class TokenExpired(SignInNeeded):
    """The token was right until its end; a machine needs a new one."""

    code = "token_expired"
    sentence = N_("Masa berlaku token ini sudah habis. Minta token baru kepada kantor.")
