"""Refusals of whoever applies from home, and of an office that says what may be applied for."""

from scheduler.domain.refusals import N_, Refusal, Unknown


class ApplicationUnknown(Unknown):
    sentence = N_("Permohonan itu tidak ditemukan. Salin tautan dari pesan kami sampai lengkap.")


class ProcedureUnknown(Unknown):
    sentence = N_("Layanan itu tidak ada atau tidak bisa diajukan dari rumah.")


class OnlineClosed(Refusal):
    """The office does not take applications from home now."""

    sentence = N_("Kantor ini belum menerima permohonan dari rumah. Hubungi {phone}.")


class TooManyBegunToday(Refusal):
    """So many applications were begun at an office in a day that it is nobody's need any more."""

    status = 429
    sentence = N_(
        "Hari ini sudah terlalu banyak permohonan yang dimulai. Coba lagi besok, atau datang ke kantor. "
        "Permohonan yang sudah dimulai bisa dilanjutkan dengan tautannya."
    )


class TooManyBegunFromHere(Refusal):
    """So many applications were begun at an office from one address in a day that it is nobody's need any more."""

    status = 429
    sentence = N_(
        "Dari jaringan internet ini hari ini sudah terlalu banyak permohonan dimulai. "
        "Pakai jaringan lain, misalnya data seluler, atau coba lagi besok."
    )


class ApplicationSent(Refusal):
    """The application is registered: its form does not change any more."""

    sentence = N_(
        "Permohonan ini sudah terkirim. Isiannya tidak bisa diubah lagi; hubungi kantor bila ada yang keliru."
    )


class ApplicationUnderWay(Refusal):
    """The document is in production or further, or its people have come: only the office gives the application up."""

    sentence = N_("Permohonan ini sudah dikerjakan, jadi tidak bisa dibatalkan dari sini. Hubungi {phone}.")


class ApplicationWithdrawn(Refusal):
    status = 410
    sentence = N_("Permohonan ini sudah Anda batalkan. Anda bisa mengajukan yang baru kapan saja.")


class ApplicationUnready(Refusal):
    """Something is lacking; `lacking` lists what, by name. Nothing of what is there is lost."""

    status = 422
    sentence = N_("Belum bisa dikirim. Lengkapi dahulu yang tertulis di bawah; yang sudah diisi tetap tersimpan.")


class NothingToSend(Refusal):
    """What was asked for again is not all here; `lacking` lists the items."""

    sentence = N_("Belum bisa dikirim lagi. Yang diminta belum lengkap: {names}.")


class PhoneFaulty(Refusal):
    status = 422
    sentence = N_("Nomor ponsel ini tidak terbaca. Tulis seperti 0812-3456-7890.")


class PhoneTakesNoCode(PhoneFaulty):
    """A number that no code is sent to: abroad, or none that takes messages. `beginnings` are those that do."""

    sentence = N_(
        "Kode hanya bisa dikirim ke nomor ponsel yang berawalan {beginnings}. Tulis nomor seperti itu, atau datang ke"
        " kantor bila tidak punya."
    )


class TooManyPhoneCodes(Refusal):
    status = 429
    sentence = N_("Kode sudah beberapa kali dikirim ke nomor ini. Coba lagi dalam satu jam.")


class PhoneCodeWrong(Refusal):
    status = 403
    sentence = N_("Kode tidak cocok. Sisa percobaan: {left}.")


class PhoneCodeGone(Refusal):
    """The code is too old, was used, was tried too often, or another was sent since."""

    sentence = N_("Kode ini tidak berlaku lagi. Minta kode baru.")


class ProcedureFaulty(Refusal):
    """A procedure or a line of its checklist cannot be as the form says; `errors` names the fields."""

    status = 422
    sentence = N_("Belum bisa disimpan. Periksa: {fields}.")
