"""A password must be long, and not made of what whoever guesses tries first."""

from datetime import date

import pytest

from scheduler.domain.staff import password_rules, second_factor
from scheduler.domain.staff.password_rules import SHORTEST, refuse_weak
from scheduler.domain.staff.refusals import PasswordCommon, PasswordShort

NAMES = ("Rina Nur'aini", "Disdukcapil Kota Tanjungpinang", "tanjungpinang")


@pytest.mark.parametrize(
    "password",
    [
        "kopi pagi hujan deras",
        "Lemari biru lantai tiga!",
        "matahari terbit di laut selatan",
        "xK9#mQ2$vL7!pR4z",
        "#%&*()+=-[]{}<>?",
        "ペン と 紙 と 水 を 三つ 買った",
        "bukan rina yang punya sepeda",
    ],
)
def test_words_that_have_nothing_to_do_with_each_other_or_random_signs_are_good(password: str) -> None:
    refuse_weak(password, names=NAMES)


@pytest.mark.parametrize("password", ["", "pendek", "x" * (SHORTEST - 1), "kopi pagi hujan"[: SHORTEST - 1]])
def test_what_is_shorter_than_nist_asks_for_is_refused(password: str) -> None:
    with pytest.raises(PasswordShort) as refused:
        refuse_weak(password, names=NAMES)

    assert (SHORTEST, refused.value.facts) == (15, {"least": 15})


@pytest.mark.parametrize(
    "password",
    [
        pytest.param("bismillah123456", id="a prayer and digits"),
        pytest.param("Sayangku Cintaku Selamanya", id="words of love"),
        pytest.param("indonesiaindonesia", id="a word twice"),
        pytest.param("Disdukcapil-2026!", id="the office's kind and a year"),
        pytest.param("tanjungpinang tanjungpinang", id="the office's place"),
        pytest.param("T4njungp1n4ng2026!!", id="digits for letters"),
        pytest.param("RinaNurainiRina123", id="its owner's name"),
        pytest.param("nur'aini.nur'aini.99", id="its owner's name with its sign"),
        pytest.param("Pásswörd Pásswörd", id="accents"),
        pytest.param("passwordpassword", id="password"),
        pytest.param("qwertyuiopasdfgh", id="rows of keys"),
        pytest.param("abcdefghijklmnopq", id="the alphabet"),
        pytest.param("zyxwvutsrqponmlk", id="the alphabet backwards"),
        pytest.param("aaaaaaaaaaaaaaaa", id="one letter"),
        pytest.param("ababababababababab", id="two letters"),
        pytest.param("xxxxxxx-yyyyyyy-zzzzzzz", id="letters over and over"),
        pytest.param("217201520385000109", id="a number like a NIK"),
        pytest.param("rina 085264917306", id="a name and a phone"),
        pytest.param("admin.2024.2025.2026", id="years"),
        pytest.param("-.-.-.-.-.-.-.-.-", id="nothing but signs"),
    ],
)
def test_what_is_guessed_first_is_refused_however_long(password: str) -> None:
    with pytest.raises(PasswordCommon):
        refuse_weak(password, names=NAMES)


def test_one_sign_that_stands_for_many_costs_no_more_than_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """U+FDFA is eighteen signs: a password of five hundred held everybody up for a second."""
    looked_at, look = [], password_rules._found_at
    monkeypatch.setattr(password_rules, "_found_at", lambda *facts: looked_at.append(1) or look(*facts))

    refuse_weak("\ufdfa" * 500, names=())

    assert len(looked_at) <= 2 * password_rules.LOOKED_AT


def test_names_are_those_of_its_owner_and_office_alone() -> None:
    password = "Wibisono Kertajaya 7"
    refuse_weak(password, names=NAMES)

    with pytest.raises(PasswordCommon):
        refuse_weak(password, names=("Wibisono Kertajaya",))


@pytest.mark.parametrize(
    ("who", "roles", "is_asked"),
    [
        ("nobody", ["manager"], False),
        ("leaders", ["clerk", "guard", "auditor"], False),
        ("leaders", ["supervisor"], True),
        ("leaders", ["clerk", "manager"], True),
        ("everybody", ["guard"], True),
    ],
)
def test_second_proof_is_asked_of_whom_the_office_means_from_its_day_on(
    who: str, roles: list[str], is_asked: bool
) -> None:
    first = date(2026, 12, 7)

    assert not second_factor.is_demanded(who, roles, first, date(2026, 12, 6))
    assert second_factor.is_demanded(who, roles, first, first) is is_asked
    assert second_factor.is_demanded(who, roles, None, first) is is_asked
