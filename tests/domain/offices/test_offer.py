"""What an office may say of its own types and services."""

import pytest

from scheduler.domain.offices.called import TypeName
from scheduler.domain.offices.offer import LONGEST_CODE, NewType, TypeFacts, code_from, faults_of_name


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("Legalisir Akta", None),
        ("akta pencatatan sipil", None),
        ("Akta Kelahiran", "akta"),
        ("Kutipan akta perkawinan", "akta"),
        ("Surat kematian", "akta"),
        ("Marriage certificate", "akta"),
        ("", "empty"),
        ("x" * 61, "long"),
    ],
)
def test_name_never_says_which_akta(name: str, fault: str | None):
    assert faults_of_name("name", name, 60) == ({"name": fault} if fault else {})


@pytest.mark.parametrize(
    ("name", "code"),
    [("Legalisir Dokumen", "legalisir-dokumen"), ("Kartu (baru) 2", "kartu-baru-2"), ("!", ""), ("a" * 40, "a" * 30)],
)
def test_code_is_made_of_the_name(name: str, code: str):
    assert code_from(name) == code
    assert len(code_from(name)) <= LONGEST_CODE


def test_for_a_child_somebody_else_comes():
    def collectors(whose: str) -> tuple[str, ...]:
        return NewType("x", "A", 5, True, TypeFacts(TypeName("X"), whose=whose)).collectors

    assert "holder" not in collectors("child")
    assert "holder" in collectors("person")
