"""What is said when a number is called, as a text for a voice and as names of recorded clips."""

import re
from dataclasses import dataclass

from scheduler.domain.trials import COUNTER, TICKET

NUMBER = re.compile(r"([A-Za-z])-(\d{1,6})", re.ASCII)
DIGITS = {
    "id": ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan"),
    "en": ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
}
LANGUAGES = tuple(DIGITS)
TEST = "test"
"""The ticket by which the sentence of a sound test is asked for."""
TRIAL = "trial"
"""The ticket by which a test call is asked for: it is said as a call is, and says first that it is none."""
AGAIN = {
    "id": ("", "Panggilan kedua", "Panggilan ketiga", "Panggilan ulang"),
    "en": ("", "Second call", "Third call", "Repeated call"),
}
PHRASES = {
    "id": ("nomor antrean {letter}, {digits}", "Silakan ke loket {counter}.", "Silakan masuk."),
    "en": ("queue number {letter}, {digits}", "Please go to counter {counter}.", "Please come in."),
}
OUTSIDE = {"id": "Mohon tunggu di luar.", "en": "Please wait outside."}
TESTS = {
    "id": "Ini uji suara. Satu, dua, tiga.",
    "en": "This is a sound test. One, two, three.",
}
TRIALS = {"id": "Uji coba. {call}", "en": "This is a test. {call}"}
Groups = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Called:
    """A ticket called to a counter, or into the hall where `counter` is None; `repeat` is 0 at first.

    outside: nobody calls yet; a kiosk says it to whoever was just given the number.
    """

    ticket: str
    counter: int | None = None
    repeat: int = 0
    outside: bool = False


@dataclass(frozen=True, slots=True)
class Manner:
    """How an office wants calls to be said.

    letters: pairs of a letter and how it is spoken. service: what is named after the number. Both are Indonesian, and
    English says neither.
    """

    letters: tuple[tuple[str, str], ...] = ()
    service: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """What is said. clips: names of recordings in groups of one breath; empty where no recordings can say it."""

    text: str
    language: str
    clips: Groups = ()


def sentence_of(called: Called, language: str, manner: Manner | None = None) -> Sentence | None:
    """The sentence of a call, a sound test or a test call; None for a number or a language that cannot be said.

    No recordings say a test call: an office's own lack the words that it is one.
    """
    if language not in LANGUAGES:
        return None
    if called.ticket == TEST:
        return Sentence(TESTS[language], language, (("satu", "dua", "tiga"),) if language == "id" else ())
    if called.ticket == TRIAL:
        call = sentence_of(Called(TICKET, COUNTER), language, Manner(manner.letters if manner else ()))
        return Sentence(TRIALS[language].format(call=call.text if call else ""), language)
    found = NUMBER.fullmatch(called.ticket)
    if found is None:
        return None
    letter, digits = found[1].upper(), found[2]
    manner = (manner or Manner()) if language == "id" else Manner()
    clips = _clips(called, letter, digits) if language == "id" and not manner.service else ()
    spoken = dict(manner.letters).get(letter, letter)
    return Sentence(_text(called, language, spoken, digits, manner.service), language, clips)


def number_words(number: int, language: str) -> tuple[str, ...]:
    """A number in words: "dua belas". From 100 on, and where num2words is not installed, digit by digit."""
    try:
        from num2words import num2words  # noqa: PLC0415 - comes with the extra `voice`
    except ImportError:
        return digit_words(str(number), language)
    return tuple(num2words(number, lang=language).split()) if number < 100 else digit_words(str(number), language)


def digit_words(digits: str, language: str) -> tuple[str, ...]:
    """Digits one by one: "nol satu dua"."""
    return tuple(DIGITS[language][int(digit)] for digit in digits)


def _text(called: Called, language: str, letter: str, digits: str, service: str) -> str:
    number, to_counter, come_in = PHRASES[language]
    again = AGAIN[language][min(called.repeat, len(AGAIN[language]) - 1)]
    number = number.format(letter=letter, digits=" ".join(digit_words(digits, language)))
    said = f"{again}, {number}" if again else number[0].upper() + number[1:]
    where = OUTSIDE[language] if called.outside else come_in
    if called.counter is not None:
        where = to_counter.format(counter=" ".join(number_words(called.counter, language)))
    return ". ".join(part for part in (said, service, where) if part)


def _clips(called: Called, letter: str, digits: str) -> Groups:
    again = ((), ("panggilan-kedua",), ("panggilan-ulang",))[min(called.repeat, 2)]
    where = ("silakan-masuk",) if called.counter is None else ("silakan-ke-loket", *number_words(called.counter, "id"))
    groups = (again, ("nomor-antrean", letter.lower()), digit_words(digits, "id"), () if called.outside else where)
    return tuple(group for group in groups if group)
