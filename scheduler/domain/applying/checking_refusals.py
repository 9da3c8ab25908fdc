"""Refusals of the clerks' check of applications."""

from scheduler.domain.refusals import N_, Refusal, Unknown


class ApplicationAbsent(Unknown):
    """No such application lies before the clerks of this office."""

    sentence = N_("Permohonan itu tidak ada di kantor ini.")


class ApplicationAnswered(Refusal):
    """The application's papers were accepted, or its document has moved on: nothing is left to decide."""

    sentence = N_("Permohonan ini sudah diproses. Tidak ada lagi yang perlu diputuskan.")


class ApplicationChanged(Refusal):
    """The application was answered, or its citizen sent something, since its page was opened."""

    sentence = N_("Permohonan ini berubah sejak Anda membukanya. Lihat dulu keadaannya yang sekarang.")


class DecidedMeanwhile(Refusal):
    sentence = N_("Berkas {item} berubah sejak Anda membukanya. Lihat dulu keadaannya yang sekarang.")


class HeldBy(Refusal):
    """A colleague took the application since its page was opened."""

    code = "application_held"
    sentence = N_("Permohonan ini baru saja diambil {name}.")


class WithCitizen(Refusal):
    """What lacks was asked for, and the citizen has not sent it yet."""

    code = "application_with_citizen"
    sentence = N_("Permohonan ini menunggu berkas dari warga. Sampai itu datang, berkas hanya bisa diterima.")


class PageMissing(Refusal):
    sentence = N_('Belum ada foto untuk {item}. Bila dibawa ke kantor, tekan "Dibawa ke kantor".')


class ReasonUnknown(Refusal):
    status = 422
    sentence = N_("Pilih alasannya, supaya warga tahu apa yang harus dikirim.")


class ItemsUndecided(Refusal):
    sentence = N_("Belum diputuskan: {items}.")


class ItemsLacking(Refusal):
    sentence = N_("Belum lengkap: {items}.")


class AnotherOpen(Refusal):
    """Another application for the same person and type is open; `references` names it. Asked once more."""

    sentence = N_(
        "Ada permohonan lain untuk orang dan jenis ini: {references}. Periksa dulu, lalu centang dan tekan lagi."
    )


class NothingLacks(Refusal):
    sentence = N_("Tidak ada yang perlu diminta lagi: semua berkas wajib sudah diterima.")


class StillOpen(Refusal):
    """The application's document waits for the check, so the application cannot be put aside."""

    code = "application_open"
    sentence = N_("Permohonan ini masih harus diperiksa.")
