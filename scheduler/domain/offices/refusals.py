"""Refusals of what an office is and hands over."""

from scheduler.domain.refusals import N_, Refusal, Unknown


class OfficeUnknown(Unknown):
    sentence = N_("Kantor itu tidak ditemukan.")


class TypeUnknown(Refusal):
    status = 422
    sentence = N_("Jenis dokumen itu tidak dilayani kantor ini.")
