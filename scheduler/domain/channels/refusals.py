"""Refusals of channels, their accounts, and texts of messages."""

from scheduler.domain.refusals import N_, Refusal, Unknown


class ChannelUnknown(Unknown):
    sentence = N_("Saluran itu tidak dikenal.")


class TextFaulty(Refusal):
    """An office's own words for a message: something that must be in them is not, or does not exist."""

    status = 422
    sentence = N_("Teks belum bisa dipakai. Periksa bagian dalam kurung kurawal.")


class AccountFaulty(Refusal):
    """What a channel needs to know of an account is missing or cannot be right."""

    status = 422
    sentence = N_("Data akun saluran belum lengkap atau keliru.")
