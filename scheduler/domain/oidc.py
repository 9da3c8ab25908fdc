"""What is said where staff sign in by an account that a province or a city keeps for them (OpenID Connect).

`provider` is what the button calls it: a word of whoever runs the server, never of the far side.
"""

from scheduler.domain.refusals import N_, Refusal, Unknown


class ProviderOff(Unknown):
    """Nobody named a provider on this server, or it is for training."""

    sentence = N_("Di server ini petugas masuk dengan kata sandi saja.")


class ProviderAway(Refusal):
    """The provider is not reached, is too slow, or says that it cannot now."""

    status = 503
    sentence = N_("{provider} sedang tidak bisa dihubungi. Coba lagi sebentar lagi, atau masuk dengan kata sandi.")


class ProviderDenied(Refusal):
    """Whoever was asked there said no, or the provider does not let them; `why` is its word for it."""

    status = 403
    sentence = N_(
        "{provider} tidak memasukkan Anda ({why}). Silakan coba lagi, atau masuk dengan kata sandi. "
        "Bila Anda tidak membatalkannya sendiri, tanyakan kepada pengurus akun itu."
    )


class ProviderFaulty(Refusal):
    """What the provider answered proves nothing; `why` says to whoever runs the server what of it."""

    status = 502
    sentence = N_(
        "Jawaban {provider} tidak bisa dipercaya ({why}), jadi Anda belum masuk. Masuklah dengan kata sandi, "
        "dan sampaikan kata dalam kurung itu kepada pengurus server."
    )


class ProviderClock(Refusal):
    """What the provider says was over, or not yet true, by the clock here."""

    status = 502
    sentence = N_(
        "Jam server ini dan jam {provider} berbeda, jadi Anda belum masuk. Masuklah dengan kata sandi, "
        "dan minta pengurus server memeriksa jamnya."
    )


class AttemptOver(Refusal):
    """Somebody comes back from the provider who did not leave from this browser lately, or has come back already."""

    status = 410
    sentence = N_(
        "Permintaan masuk ini sudah tidak berlaku: sudah lebih dari 10 menit, sudah dipakai, "
        "atau dimulai di peramban lain. Silakan mulai lagi dari sini."
    )


class IdentityUnknown(Refusal):
    """The provider knows who it is, and nobody here said that it is theirs."""

    status = 403
    sentence = N_(
        "{provider} yang Anda pakai belum terhubung dengan petugas mana pun. Masuklah sekali dengan kata sandi, lalu "
        "hubungkan di Akun saya. Belum punya kata sandi? Minta tautan undangan kepada pengelola kantor Anda."
    )


class IdentityTaken(Refusal):
    """One account elsewhere is one person here."""

    sentence = N_(
        "{provider} itu sudah terhubung dengan petugas lain. Keluar dahulu di sana, lalu masuk dengan milik Anda."
    )


class IdentityHere(Refusal):
    """One person has one account at a provider."""

    sentence = N_("Anda sudah terhubung dengan {provider} yang lain. Putuskan dahulu yang lama.")


class CodeFirst(Refusal):
    """A link alone would make the account of whoever has it open what a code guards: the provider's word may count."""

    sentence = N_(
        "Anda memakai verifikasi dua langkah. Pilih kata sandi lewat tautan ini, masuk dengan kode Anda, lalu hubungkan"
        " {provider} di Akun saya."
    )


class LastWay(Refusal):
    """Without it they could not sign in any more."""

    sentence = N_(
        "Ini satu-satunya cara Anda masuk. Minta tautan kepada pengelola dan pilih kata sandi, baru putuskan akun ini."
    )
