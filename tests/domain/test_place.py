"""Whose document it is, by what is typed beside its registration number."""

import pytest

from scheduler.domain.place import BookedElsewhere, proves

NIK = "2172014101900001"


@pytest.mark.parametrize("typed", [NIK, f" {NIK} ", "2172 0141 0190 0001", "217201-410190-0001"])
def test_nik_proves_however_it_is_parted(typed):
    assert proves(typed, nik=NIK, holder="Siti Rahmawati")


@pytest.mark.parametrize("typed", ["", "0001", NIK[:-1], NIK + "1", f"{NIK}a", "2172014101900002", "Siti Rahmawati"])
def test_less_than_the_nik_proves_nothing_nor_does_the_name(typed):
    assert not proves(typed, nik=NIK, holder="Siti Rahmawati")


@pytest.mark.parametrize("typed", ["Siti Rahmawati", "  siti   RAHMAWATI", "Siti-Rahmawati."])
def test_without_a_nik_the_whole_name_proves(typed):
    assert proves(typed, nik=None, holder="Siti Rahmawati")


@pytest.mark.parametrize("typed", ["", "Siti", "S. Rahmawati", "-", NIK])
def test_without_a_nik_a_part_of_the_name_proves_nothing(typed):
    assert not proves(typed, nik=None, holder="Siti Rahmawati")


def test_nobody_is_proven_by_signs_alone_where_nothing_is_known():
    assert not proves("-", nik=None, holder="-")


def test_visit_without_a_slot_has_words_of_its_own():
    assert "menunggu" in BookedElsewhere(slot=None).fitting
    assert "{slot}" in BookedElsewhere(slot=1).fitting
