"""What a message asks for, in every spelling people use; what is a sentence is left to a clerk."""

import string
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.messages.dialogue.command_words import WORDS as COMMAND_WORDS
from scheduler.messages.dialogue.commands import GRAVE, LONGEST, OTHER, Asked, Command, is_one_slip, understood

C = Command


SPELLINGS = {
    C.STATUS: [
        "STATUS",
        "status",
        " Status. ",
        "sttus",
        "setatus",
        "stauts",
        "statuuus",
        "stts",
        "Status!!",
        "*STATUS*",
        "\U0001d412\U0001d413\U0001d400\U0001d413\U0001d414\U0001d412",
        "status dong bu",
        "cek status ktp saya",
        "status saya gimana ya bu, sudah jadi belum",
        "ktp saya sudah jadi?",
        "jadwal saya kapan ya",
        "kapan selesai bu",
        "is it ready",
        "lacak ktp saya",
    ],
    C.CHANGE: [
        "UBAH",
        "ubh",
        "rubah",
        "ubha",
        "Ubah jadwal",
        "ganti jadwal",
        "JADWAL",
        "jadwl",
        "mau ganti jadwal dong",
        "CHANGE",
        "reschedule",
        "ubah ke hari senin",
        "pindah jam",
    ],
    C.CANCEL: [
        "BATAL",
        "batal.",
        "batalkan",
        "batall",
        "btal",
        "batal ya bu",
        "cancel",
        "Batal 🙏",
        "saya mau batal",
        "batalkan jadwal saya",
        "cancel my appointment",
    ],
    C.STAFF: [
        "PETUGAS",
        "petugaz",
        "ptugas",
        "petugas dong min",
        "mau bicara sama petugas",
        "staff",
        "admin",
        "STAF",
        "CS",
    ],
    C.WRONG: [
        "SALAH",
        "salah nomor",
        "salah sambung bu",
        "bukan saya",
        "maaf salah nomor",
        "wrong number",
        "WRONG",
        "Bukan untuk saya.",
    ],
    C.STOP: ["STOP", "stop!", "Setop", "stoppp", "berhenti", "berenti", "stop kirim pesan", "mohon stop ya"],
    C.START: ["MULAI", "mulai lagi", "start"],
}


def test_command_in_its_usual_spellings():
    read = {text: understood(text).command for texts in SPELLINGS.values() for text in texts}

    assert read == {text: command for command, texts in SPELLINGS.items() for text in texts}


NUMBERS = [
    "2",
    "2.",
    "no 2",
    "No. 2",
    "nomor 2",
    "yang 2",
    "yg no 2 ya",
    "pilih 2",
    "dua",
    "yang kedua",
    "2️⃣",
    "②",
    "\uff12",
    "jadwal 2",
    "pilih jadwal nomor 2 bu",
    "number 2",
    "option 2 please",
    "two",
    "(2)",
    "ke-2",
    "ok 2",
    "oke nomor 2 kak",
    "baik bu, 2",
]


def test_number_of_an_offered_time():
    wrong = {text: asked for text in NUMBERS if ((asked := understood(text)).command, asked.number) != (C.TAKE, 2)}
    assert wrong == {}


@pytest.mark.parametrize(
    ("text", "command", "ref4"),
    [
        ("UBAH 0123", C.CHANGE, "0123"),
        ("ubah123", C.CHANGE, "123"),
        ("UBAH #0123", C.CHANGE, "0123"),
        ("ubah registrasi 3172/2026/0001", C.CHANGE, "0001"),
        ("BATAL 4567", C.CANCEL, "4567"),
        ("batal nomor 4567", C.CANCEL, "4567"),
        ("cancel 472.11/0412", C.CANCEL, "0412"),
        ("status 4567", C.STATUS, "4567"),
        ("123", C.DIGITS, "123"),
        ("472.11/0412", C.DIGITS, "0412"),
        ("nomor 4567", C.DIGITS, "4567"),
    ],
)
def test_registration_number_is_read_with_it(text: str, command: Command, ref4: str):
    asked = understood(text)

    assert (asked.command, asked.ref4) == (command, ref4)


def test_ubah_may_name_a_number():
    assert understood("ubah ke nomor 2") == Asked(C.CHANGE, number=2, language="id")


SENTENCES = [
    "",
    "   ",
    "👍",
    "?",
    "halo",
    "terima kasih",
    "Nama saya salah di KTP",
    "status perkawinan saya salah",
    "jangan batalkan jadwal saya",
    "saya tidak jadi batal",
    "batal puasa tidak ya",
    "BATAL?",
    "batas waktunya kapan",
    "bantal",
    "jangan stop",
    "apakah bisa stop?",
    "salah saya",
    "salam",
    "salah ya bu?",
    "buah",
    "ubah nama di KTP",
    "STATUS, UBAH, BATAL, atau PETUGAS",
    "1 atau 2",
    "dua orang",
    "2 orang",
    "jam 09.00",
    "09.00",
    "12",
    "0",
    "stop bus dekat kantor di mana",
    "mulai jam berapa buka",
    "kapan mulai buka",
    "batal 1 atau semua",
    "kalau salah nomor bagaimana",
    "mau tanya biaya batal",
    "x" * (LONGEST + 1),
    "BATAL " * 80,
]


def test_sentence_is_left_to_a_clerk():
    assert {text: asked for text in SENTENCES if (asked := understood(text)) != OTHER} == {}


@pytest.mark.parametrize(
    ("text", "language"),
    [("CHANGE", "en"), ("cancel 123", "en"), ("STAFF", "en"), ("UBAH", "id"), ("batal", "id"), ("STATUS", None)],
)
def test_words_tell_the_language(text: str, language: str | None):
    assert understood(text).language == language


@given(st.text(max_size=300))
def test_any_text_is_understood_as_something(text: str):
    asked = understood(text)

    assert asked.number is None or 1 <= asked.number <= 9
    assert asked.ref4 is None or (len(asked.ref4) == 3 and asked.ref4.isdigit())
    assert (asked.command == C.TAKE) <= (asked.number is not None)
    assert (asked.command == C.DIGITS) <= (asked.ref4 is not None)


NOISE = st.text(alphabet=" .,!*_~-\n🙏😊👍", max_size=5)
SAID = st.sampled_from(["status", "ubah", "batal", "petugas", "salah", "stop", "mulai", "3", "batal 4567", "ubah 123"])


@given(SAID, NOISE, NOISE, st.sampled_from([str.upper, str.capitalize, str.title]))
def test_case_and_marks_change_nothing(said: str, before: str, after: str, spelt: Callable[[str], str]):
    text = before + spelt(said) + after

    assert understood(text) == understood(said)


WORDS = st.lists(st.text(alphabet=string.ascii_lowercase, min_size=1, max_size=9), min_size=1, max_size=8)
TOLD = COMMAND_WORDS["cancel"] | COMMAND_WORDS["stop"]


@given(WORDS, st.sampled_from(sorted(TOLD)))
def test_words_that_are_not_known_keep_it_from_being_grave(words: list[str], told: str):
    """One more word that nobody knows, and nothing is cancelled or stopped."""
    text = " ".join([*words, told, "qqxzq"])

    assert understood(text).command not in GRAVE


@given(WORDS)
def test_nothing_is_cancelled_or_stopped_without_the_word(words: list[str]):
    asked = understood(" ".join(words))

    if asked.command in {C.CANCEL, C.STOP}:
        squeezed = {"".join(a for a, b in zip(word, f" {word}", strict=False) if a != b) for word in words}
        assert (set(words) | squeezed) & TOLD


@given(
    st.sampled_from(["status", "jadwal", "petugas", "change"]),
    st.integers(0, 6),
    st.sampled_from(string.ascii_lowercase),
)
def test_one_slip_is_read_over(word: str, place: int, letter: str):
    place = place % len(word)
    slips = [
        word[:place] + word[place + 1 :],
        word[:place] + letter + word[place:],
        word[:place] + letter + word[place + 1 :],
    ]

    assert all(is_one_slip(slip, word) for slip in slips)
    assert not is_one_slip(word + "qq", word)


@pytest.mark.parametrize("word", ["status", "ubah"])
def test_neighbours_may_change_places(word: str):
    for at in range(len(word) - 1):
        swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        assert is_one_slip(swapped, word)
