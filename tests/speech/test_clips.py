import re
from pathlib import Path

import pytest

from scheduler.speech.clips import BETWEEN_GROUPS, BETWEEN_WORDS, LONGEST, NAMES, RATE, Clips, Silent, TooLong, joined
from scheduler.speech.pcm import MARGIN, NotPcm, read_wav
from scheduler.speech.words import Called, sentence_of
from tests.speech.sounds import after, quiet, tone, wav

CALL = (("nomor-antrean", "a"), ("nol", "satu", "dua"), ("silakan-ke-loket", "dua"))


@pytest.fixture
def clips(tmp_path: Path) -> Clips:
    return Clips(tmp_path, "tanjungpinang")


def test_joined_clips_have_the_length_of_their_sounds_and_pauses() -> None:
    padded = after(quiet(0.5), tone(0.3), quiet(0.5))

    whole = joined(CALL, lambda _name: padded)

    sounds = 7 * (0.3 + 2 * MARGIN)
    assert whole.seconds == pytest.approx(sounds + 4 * BETWEEN_WORDS + 2 * BETWEEN_GROUPS, abs=0.03)


def test_recording_is_kept_trimmed_at_one_rate(clips: Clips) -> None:
    clips.keep("nol", wav(after(quiet(1, 48_000), tone(0.5, rate=48_000)), channels=2))

    kept = read_wav(clips.file("nol") or b"")

    assert kept.rate == RATE
    assert kept.seconds == pytest.approx(0.5 + MARGIN, abs=0.01)
    assert clips.names() == {"nol"}


def test_call_is_said_only_once_all_of_it_is_recorded(clips: Clips) -> None:
    for name in {name for group in CALL for name in group} - {"satu"}:
        clips.keep(name, wav(tone(0.2)))
    before = clips.mark()

    lacking = clips.say(CALL)
    clips.keep("satu", wav(tone(0.2)))

    assert lacking is None
    assert (clips.say(CALL) or quiet(0.01)).seconds > 1.4
    assert clips.mark() != before


def test_all_names_recorded_say_any_call(clips: Clips) -> None:
    for name in NAMES:
        clips.keep(name, wav(tone(0.05)))
    sentence = sentence_of(Called("Z-999", 99, 2), "id")

    assert sentence is not None
    assert clips.say(sentence.clips) is not None
    assert len(clips.names()) == 45


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        pytest.param(b"nothing of the kind", NotPcm, id="no WAV"),
        pytest.param(wav(tone(LONGEST + 0.5, rate=8_000)), TooLong, id="too long"),
        pytest.param(wav(quiet(1)), Silent, id="silent"),
    ],
)
def test_recording_that_is_no_good_leaves_the_one_before(clips: Clips, data: bytes, fault: type[Exception]) -> None:
    clips.keep("nol", wav(tone(0.2)))
    before = clips.file("nol")

    with pytest.raises(fault):
        clips.keep("nol", data)

    assert clips.file("nol") == before


def test_file_that_was_put_there_by_hand_and_is_broken_says_nothing(clips: Clips, tmp_path: Path) -> None:
    clips.keep("nol", wav(tone(0.2)))
    (tmp_path / "tanjungpinang" / "id" / "nol.wav").write_bytes(b"broken")

    assert clips.say((("nol",),)) is None


def test_dropped_recording_is_gone(clips: Clips) -> None:
    clips.keep("nol", wav(tone(0.2)))

    clips.drop("nol")
    clips.drop("nol")

    assert clips.file("nol") is None
    assert clips.names() == frozenset()


@pytest.mark.parametrize("name", ["../nol", "nol.wav", "", "NOL", "/etc/passwd"])
def test_no_other_file_is_touched(clips: Clips, name: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(name)}$"):
        clips.keep(name, wav(tone(0.2)))


@pytest.mark.parametrize("code", ["..", ".", "a/b", "../../etc"])
def test_office_never_leaves_its_folder(tmp_path: Path, code: str) -> None:
    root = tmp_path / "voice"

    Clips(root, code).keep("nol", wav(tone(0.2)))

    made = list(tmp_path.rglob("*.wav"))
    assert [path.relative_to(root).parts[1:] for path in made] == [("id", "nol.wav")]
