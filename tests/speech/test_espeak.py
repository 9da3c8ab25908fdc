"""Sound is really made here, by both ways: the program of this machine and the library of the extra `voice`."""

import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from scheduler.speech import espeak
from scheduler.speech.clips import Clips
from scheduler.speech.mp3 import encoded
from scheduler.speech.pcm import Pcm, read_wav
from scheduler.speech.saying import said
from scheduler.speech.words import LANGUAGES, Called, sentence_of
from tests.speech.sounds import loudness, tone

Speaker = Callable[[str, str], Pcm | None]
AUDIBLE = 0.03
"""Speech has a root mean square of about a tenth of full scale."""


@pytest.fixture(params=["program", "library"])
def speak(request: pytest.FixtureRequest) -> Speaker:
    if request.param == "program":
        if espeak.program() is None:
            pytest.skip("no espeak-ng on this machine")
        return espeak.by_program
    pytest.importorskip("espeakng_loader", reason="the extra `voice` is not installed")
    return espeak.by_library


@pytest.mark.parametrize("language", LANGUAGES)
def test_call_is_heard(speak: Speaker, language: str) -> None:
    sentence = sentence_of(Called("A-012", 2), language)
    assert sentence is not None

    sound = speak(sentence.text, language)

    assert sound is not None
    assert 2.5 < sound.seconds < 10
    assert loudness(sound) > AUDIBLE


@pytest.mark.parametrize(
    "text", ["--help", "-w /tmp/x", '"; echo no', "$(echo no)", "[[h@l'oU]]", "<speak>ya</speak>", "ya\0ya"]
)
def test_text_is_never_anything_but_text(speak: Speaker, text: str) -> None:
    sound = speak(text, "id")

    assert sound is not None
    assert loudness(sound) > AUDIBLE


def test_many_at_once_each_get_their_own_sentence(speak: Speaker) -> None:
    texts = ["satu", "satu dua tiga empat lima enam tujuh delapan"] * 6

    with ThreadPoolExecutor(6) as pool:
        sounds = list(pool.map(lambda text: speak(text, "id"), texts))

    lengths = [sound.seconds if sound else 0 for sound in sounds]
    assert max(lengths[::2]) < 1.5
    assert min(lengths[1::2]) > 3


def test_machine_without_program_speaks_by_the_library(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pytest.importorskip("espeakng_loader", reason="the extra `voice` is not installed")
    monkeypatch.setenv("PATH", str(tmp_path))

    sound = espeak.spoken("nol satu dua", "id")

    assert espeak.way() == "library"
    assert sound is not None
    assert loudness(sound) > AUDIBLE


def test_machine_without_any_voice_says_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setitem(sys.modules, "espeakng_loader", None)
    sentence = sentence_of(Called("A-012", 2), "id")
    assert sentence is not None

    assert espeak.way() is None
    assert espeak.spoken(sentence.text, "id") is None
    assert said(sentence, Clips(tmp_path, "tanjungpinang")) is None


def test_program_that_fails_or_hangs_says_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "espeak-ng"
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")

    for script in ("#!/bin/sh\nexit 1\n", "#!/bin/sh\necho no sound\n", "#!/bin/sh\nexec sleep 30\n"):
        program.write_text(script)
        program.chmod(0o755)
        monkeypatch.setattr(espeak, "PATIENCE", 0.3)

        assert espeak.by_program("satu", "id") is None


def test_library_that_kills_its_process_costs_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    crash = "import ctypes; ctypes.string_at(0)"
    monkeypatch.setattr(espeak, "LIBRARY", (sys.executable, "-c", crash))

    assert espeak.by_library("satu", "id") is None


def test_mp3_is_a_tenth_of_the_wav() -> None:
    pytest.importorskip("lameenc", reason="the extra `voice` is not installed")

    body, media_type = encoded(tone(4))

    assert media_type == "audio/mpeg"
    assert body[:2] == b"\xff\xf3" or body[:3] == b"ID3"
    assert 12_000 < len(body) < 20_000


def test_wav_is_sent_where_there_is_no_encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "lameenc", None)

    body, media_type = encoded(tone(0.5))

    assert media_type == "audio/wav"
    assert read_wav(body) == tone(0.5)
