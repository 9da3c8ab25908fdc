import pytest

from scheduler.speech.pcm import MARGIN, NotPcm, read_wav, resampled, trimmed, write_wav
from tests.speech.sounds import after, loudness, quiet, tone, wav


@pytest.mark.parametrize("rate", [8_000, 16_000, 44_100, 48_000])
@pytest.mark.parametrize("channels", [1, 2])
def test_wav_of_any_rate_becomes_one_channel_of_the_rate_that_is_wanted(rate: int, channels: int) -> None:
    sound = resampled(read_wav(wav(tone(0.5, rate=rate), channels=channels)), 22_050)

    assert sound.rate == 22_050
    assert sound.seconds == pytest.approx(0.5, abs=0.002)
    assert loudness(sound) == pytest.approx(loudness(tone(0.5)), rel=0.03)


def test_sound_written_is_the_sound_read() -> None:
    sound = tone(0.2)

    assert read_wav(write_wav(sound)) == sound


def test_silence_around_a_sound_is_cut_but_for_a_margin() -> None:
    sound = trimmed(after(quiet(1), tone(0.4), quiet(2)))

    assert sound.seconds == pytest.approx(0.4 + 2 * MARGIN, abs=0.005)


def test_silence_alone_is_nothing() -> None:
    assert trimmed(quiet(1)).samples.tolist() == []


def test_header_that_promises_more_than_there_is_does_not_hurt() -> None:
    whole = bytearray(wav(tone(0.5)))
    whole[40:44] = (0x7FFF_F000).to_bytes(4, "little")

    assert read_wav(bytes(whole)).seconds == pytest.approx(0.5, abs=0.001)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"RIFF\x00\x00\x00\x00WAVE", id="no sound in it"),
        pytest.param(b"ID3\x04" + bytes(200), id="an MP3"),
        pytest.param(wav(tone(0.1), width=1), id="8 bits"),
        pytest.param(wav(tone(0.1), width=4), id="32 bits"),
        pytest.param(wav(tone(0.1))[:20], id="cut in its header"),
    ],
)
def test_what_is_no_wav_of_16_bits_is_refused(data: bytes) -> None:
    with pytest.raises(NotPcm):
        read_wav(data)
