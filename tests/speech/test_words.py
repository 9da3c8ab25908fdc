import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.speech.clips import NAMES
from scheduler.speech.words import TRIAL, Called, Manner, number_words, sentence_of

TICKETS = st.from_regex(r"[A-Z]-[0-9]{3,4}", fullmatch=True)
COUNTERS = st.none() | st.integers(1, 1200)


def said(called: Called, language: str = "id", manner: Manner | None = None) -> str:
    sentence = sentence_of(called, language, manner)
    assert sentence is not None
    return sentence.text


@pytest.mark.parametrize(
    ("called", "language", "text"),
    [
        (Called("A-012", 2), "id", "Nomor antrean A, nol satu dua. Silakan ke loket dua."),
        (Called("A-015"), "id", "Nomor antrean A, nol satu lima. Silakan masuk."),
        (Called("A-016", outside=True), "id", "Nomor antrean A, nol satu enam. Mohon tunggu di luar."),
        (Called("A-016", outside=True), "en", "Queue number A, zero one six. Please wait outside."),
        (Called("A-012", 2, 1), "id", "Panggilan kedua, nomor antrean A, nol satu dua. Silakan ke loket dua."),
        (Called("A-012", 2, 2), "id", "Panggilan ketiga, nomor antrean A, nol satu dua. Silakan ke loket dua."),
        (
            Called("B-1000", 12, 7),
            "id",
            "Panggilan ulang, nomor antrean B, satu nol nol nol. Silakan ke loket dua belas.",
        ),
        (Called("A-012", 2), "en", "Queue number A, zero one two. Please go to counter two."),
        (
            Called("C-007", 21, 1),
            "en",
            "Second call, queue number C, zero zero seven. Please go to counter twenty-one.",
        ),
        (Called("A-015"), "en", "Queue number A, zero one five. Please come in."),
    ],
)
def test_call_is_said_as_people_say_it(called: Called, language: str, text: str) -> None:
    assert said(called, language) == text


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("id", "Uji coba. Nomor antrean a, nol nol nol. Silakan ke loket satu."),
        ("en", "This is a test. Queue number A, zero zero zero. Please go to counter one."),
    ],
)
def test_test_call_says_first_that_it_is_none(language: str, text: str) -> None:
    manner = Manner(letters=(("A", "a"),), service="Pengambilan")
    sentence = sentence_of(Called(TRIAL), language, manner)

    assert sentence is not None
    assert (sentence.text, sentence.clips) == (text, ())


def test_letter_that_sounds_alike_is_said_as_the_office_wants_in_indonesian_alone() -> None:
    manner = Manner(letters=(("B", "be besar"),))

    assert said(Called("B-003", 1), manner=manner) == "Nomor antrean be besar, nol nol tiga. Silakan ke loket satu."
    assert said(Called("A-003", 1), manner=manner) == "Nomor antrean A, nol nol tiga. Silakan ke loket satu."
    assert said(Called("B-003", 1), "en", manner) == "Queue number B, zero zero three. Please go to counter one."


def test_service_is_named_after_the_number_and_has_no_clip() -> None:
    sentence = sentence_of(Called("B-003", 1), "id", Manner(service="Kartu Keluarga"))

    assert sentence is not None
    assert sentence.text == "Nomor antrean B, nol nol tiga. Kartu Keluarga. Silakan ke loket satu."
    assert sentence.clips == ()


def test_clips_of_a_call_are_the_words_of_its_text() -> None:
    sentence = sentence_of(Called("B-012", 21, 3), "id")

    assert sentence is not None
    assert sentence.clips == (
        ("panggilan-ulang",),
        ("nomor-antrean", "b"),
        ("nol", "satu", "dua"),
        ("silakan-ke-loket", "dua", "puluh", "satu"),
    )


@given(ticket=TICKETS, counter=COUNTERS, repeat=st.integers(0, 9))
def test_every_call_can_be_made_of_the_45_clips(ticket: str, counter: int | None, repeat: int) -> None:
    sentence = sentence_of(Called(ticket, counter, repeat), "id")

    assert sentence is not None
    assert {name for group in sentence.clips for name in group} <= set(NAMES)


def test_there_are_45_names() -> None:
    assert len(NAMES) == len(set(NAMES)) == 45


@pytest.mark.parametrize("ticket", ["", "A", "012", "A-", "AA-012", "A-01x", "A-012;", "../A-012", "A-٠١٢"])
def test_what_is_no_number_is_not_said(ticket: str) -> None:
    assert sentence_of(Called(ticket, 1), "id") is None


def test_language_without_words_is_not_said() -> None:
    assert sentence_of(Called("A-012", 1), "ms") is None
    assert sentence_of(Called("test"), "ms") is None


def test_sound_test_is_no_call() -> None:
    assert said(Called("test")) == "Ini uji suara. Satu, dua, tiga."
    assert said(Called("test"), "en") == "This is a sound test. One, two, three."


def test_large_counter_is_said_digit_by_digit() -> None:
    assert number_words(11, "id") == ("sebelas",)
    assert number_words(104, "id") == ("satu", "nol", "empat")


def test_counter_is_said_digit_by_digit_where_number_words_are_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "num2words", None)

    assert said(Called("A-012", 12)) == "Nomor antrean A, nol satu dua. Silakan ke loket satu dua."
