"""Refusals of finding documents, of putting them on their shelf, and of showing what is masked of them."""

from scheduler.domain.errors import N_, Refusal


class NothingToDisclose(Refusal):
    code = "nothing_to_disclose"
    sentence = N_("Tidak ada data yang disamarkan di situ.")


class NotOnAShelf(Refusal):
    """Only what lies in the office has a place there."""

    code = "not_on_a_shelf"
    sentence = N_("Dokumen ini sudah tidak di kantor, jadi tidak ditaruh di rak.")


class SearchForgotten(Refusal):
    status, code = 410, "search_forgotten"
    sentence = N_("Pencarian itu sudah tidak tersimpan. Silakan cari lagi.")
