import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.text.names import compared_name, initials, last_digits, tidy_name


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Siti Rahmawati", "S.R."),
        ("SUKARNO", "S."),
        ("yuni setiawan", "Y.S."),
        ("H. Ahmad Fauzi", "A.F."),
        ("Hj.Siti Aminah, S.Pd., M.Si.", "S.A."),
        ("dr. Budi", "B."),
        ("Drs Umar Said", "U.S."),
        ("Prof. Dr. H. Ir. Joko Widodo S.H.", "J.W."),
        ("Dr.H.Ahmad", "A."),
        ("R.M. Saka Lazuardi", "S.L."),
        ("M.Rizki Ma'ruf", "M.R.M."),
        ("Ahmad bin Salim", "A.S."),
        ("Nur'aini BINTI Al-Fatih", "N.A."),
        ("'Aisyah", "A."),
        ("RADEN II", "R."),
        ("H.", "H."),
        ("Ma Se Sutomo", "M.S.S."),
        ("", ""),
        (" . ,", ""),
    ],
)
def test_initials(name, expected):
    assert initials(name) == expected


@given(st.text())
def test_initials_never_raise_and_show_single_letters_only(name):
    assert all(len(part) <= 3 for part in initials(name).split("."))
    assert " " not in initials(name)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("  YUNI SETIAWAN ", "Yuni Setiawan"),
        ("yuni   setiawan", "Yuni Setiawan"),
        ("Yuni McSetiawan", "Yuni McSetiawan"),
        ("SITI rahmawati", "SITI rahmawati"),
        ("AHMAD BIN SALIM", "Ahmad bin Salim"),
        ("NUR'AINI D'SOUZA AL-FATIH", "Nur'aini D'Souza Al-Fatih"),
        ("'AISYAH", "'Aisyah"),
        ("H. AHMAD FAUZI, S.PD., M.SI", "H. Ahmad Fauzi, S.Pd., M.Si."),
        ("HJ. SITI", "Hj. Siti"),
        ("drg. BAKTIADI AGUSTINA", "drg. Baktiadi Agustina"),
        ("R.M. ASMUNI PERMATA", "R.M. Asmuni Permata"),
        ("YUNI SETIAWAN S.H.", "Yuni Setiawan S.H."),
        ("M.RIZKI", "M.Rizki"),
        ("RADEN III", "Raden III"),
        ("SITI ,", "Siti"),
        ("YUNI, XYZ", "Yuni, XYZ"),
        ("", ""),
    ],
)
def test_tidy_name(name, expected):
    assert tidy_name(name) == expected


@given(st.text(alphabet="abcABC .,'-", max_size=30))
def test_tidy_name_is_stable(name):
    assert tidy_name(tidy_name(name)) == tidy_name(name)


def test_last_digits_skip_what_stands_between():
    assert last_digits("2172/03112026/0001", 4) == "0001"
    assert last_digits("2172/03112026/00-17/A", 3) == "017"
    assert last_digits("A-12", 4) == "12"
    assert last_digits("٣٤", 4) == ""


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("H. Budi Santoso, S.H.", "budi  santoso", True),
        ("BUDI SANTOSO", "Budi Santoso", True),
        ("Nur'aini", "Nuraini", True),
        ("André", "Andre", True),
        ("Budi Santoso", "Budi Susanto", False),
        ("محمد", "محمد", True),
        ("محمد", "أحمد", False),
    ],
)
def test_names_are_compared_by_their_letters(one: str, other: str, *, same: bool) -> None:
    assert (compared_name(one) == compared_name(other)) is same
